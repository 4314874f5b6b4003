package mails_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	_ "github.com/emersion/go-message/charset" // the encodings of headers
	"pgregory.net/rapid"

	"vonk/models"
	"vonk/templates/mails"
)

const base = "https://aanmelden.example"

func TestEveryMailHasItsWordsInBothLanguages(t *testing.T) {
	missing := regexp.MustCompile(`(mail|status|reason|calendar|list|time|role)\.[a-z]+|<no value>|%!|\{\{`)
	inBoth := func(t *testing.T, language string, _ *models.Letter, message *read) {
		for _, text := range []string{message.text, message.html, message.subject(t)} {
			text = strings.NewReplacer("organisatie@vonk.example", "", "een@voorbeeld.example", "", "calendar.google.com", "", "calendar.yahoo.com", "").Replace(text)
			if found := missing.FindString(text); found != "" {
				t.Errorf("%q is not replaced in %s", found, text)
			}
		}
		if got := message.header.Get("Content-Language"); got != language {
			t.Errorf("Content-Language is %q", got)
		}
		dutch := strings.Contains(message.text, "Beste ") && !strings.Contains(message.text, "Dear ")
		if dutch != (language == "nl") {
			t.Errorf("not in %s: %s", language, message.text)
		}
	}
	forEverySample(t, inBoth)
	forEveryOrganiserSample(t, inBoth)
	for _, language := range models.Languages {
		for _, s := range mails.MailingSamples(language) {
			inBoth(t, language, s.Letter, render(t, s.Letter))
		}
	}
}

func TestSubjectsBeginWithWhatHappened(t *testing.T) {
	begin := map[string]map[models.LetterKind]string{
		"nl": {
			models.LetterConfirmation: "Bevestigd: ", models.LetterPromotion: "Bevestigd: ", models.LetterWaiting: "Wachtlijst: ",
			models.LetterCancellation: "Geannuleerd: ", models.LetterSubstitution: "Gewijzigd: ", models.LetterOffer: "Voorlopig: ",
			models.LetterReminder: "Voorlopig: ", models.LetterExpired: "Geannuleerd: ", models.LetterDeclined: "Geannuleerd: ",
			models.LetterSwap: "Gewijzigd: ", models.LetterCalledOff: "Geannuleerd: ", models.LetterDraw: "Bevestigd: ",
			models.LetterChange: "Gewijzigd: ", models.LetterComing: "Komt u nog? ", models.LetterSoon: "Tot ziens bij ", models.LetterRemoval: "Geannuleerd: ",
			models.LetterLinks: "Uw links: ", models.LetterDuplicate: "U bent al aangemeld: ",
		},
		"en": {
			models.LetterConfirmation: "Confirmed: ", models.LetterPromotion: "Confirmed: ", models.LetterWaiting: "Waiting list: ",
			models.LetterCancellation: "Cancelled: ", models.LetterSubstitution: "Changed: ", models.LetterOffer: "Provisional: ",
			models.LetterReminder: "Provisional: ", models.LetterExpired: "Cancelled: ", models.LetterDeclined: "Cancelled: ",
			models.LetterSwap: "Changed: ", models.LetterCalledOff: "Cancelled: ", models.LetterDraw: "Confirmed: ",
			models.LetterChange: "Changed: ", models.LetterComing: "Are you still coming? ", models.LetterSoon: "See you at ", models.LetterRemoval: "Cancelled: ",
			models.LetterLinks: "Your links: ", models.LetterDuplicate: "You are already registered: ",
		},
	}
	forEverySample(t, func(t *testing.T, language string, letter *models.Letter, message *read) {
		subject, want := message.subject(t), begin[language][letter.Kind]
		if letter.Kind == models.LetterDraw && letter.Facts.People[0].Status == models.Waiting {
			want = begin[language][models.LetterWaiting]
		}
		if want == "" || !strings.HasPrefix(subject, want) {
			t.Errorf("the subject is %q", subject)
		}
		if letter.Facts.SessionID == 0 {
			return
		}
		session, _ := letter.Series.SessionByID(letter.Facts.SessionID)
		several := strings.Contains(subject, session.Place()+" en ") || strings.Contains(subject, session.Place()+" and ")
		if !strings.Contains(subject, session.Place()) || !several && !strings.Contains(subject, fmt.Sprintf(" %d ", session.Starts.Day())) {
			t.Errorf("the subject %q does not say which session", subject)
		}
	})
}

func TestACancellationSaysWhosePlaceIsGone(t *testing.T) {
	for name, want := range map[string]string{
		"you": "uw plaats bij", "group": "uw plaatsen bij", "participant": "uw plaats bij",
		"colleague": "plaats van Voorbeeld Een bij", "colleagues": "plaatsen van uw collega’s bij",
	} {
		if got := render(t, sample(t, "nl", "cancellation-"+name)).subject(t); got != "Geannuleerd: "+want+" Inspiratiesessie Zwolle, donderdag 11 maart" {
			t.Errorf("to %s the subject is %q", name, got)
		}
	}
}

func TestASubstitutionSaysWhoGoesForWhom(t *testing.T) {
	const yours, theirs = "Gewijzigd: een collega gaat in uw plaats", "Gewijzigd: een collega gaat in plaats van Voorbeeld Een"
	const gone = "Voorbeeld Vier neemt uw aanmelding voor Zwolle over. U bent afgemeld."
	const link = "Voorbeeld Vier krijgt een eigen e-mail met een link."
	const mistake = "Klopt dit niet? Vraag het aan Voorbeeld Een, die u heeft aangemeld. Of antwoord op deze e-mail."
	const signedUp, signer = "omdat Voorbeeld Een van Gemeente Voorbeeld u heeft aangemeld.", "omdat u zich of uw collega’s met dit e-mailadres heeft aangemeld."
	for name, want := range map[string]struct {
		subject     string
		says, hides []string
	}{
		"replaced":         {yours, []string{gone, mistake, signedUp}, []string{link, signer}},
		"contact":          {theirs, []string{"Voorbeeld Vier neemt de aanmelding van Voorbeeld Een voor Zwolle over.", link, signer}, []string{"U bent afgemeld", "uw agenda", "Klopt dit niet?", signedUp}},
		"replaced-contact": {yours, []string{gone, link, signer}, []string{"Klopt dit niet?", "over de afmelding", signedUp}},
	} {
		message := render(t, sample(t, "nl", "substitution-"+name))
		if got := message.subject(t); got != want.subject+", Inspiratiesessie Zwolle, donderdag 11 maart" {
			t.Errorf("to the %s the subject is %q", name, got)
		}
		for _, sentence := range want.says {
			if !strings.Contains(message.text, sentence) {
				t.Errorf("%s: %q is not in\n%s", name, sentence, message.text)
			}
		}
		for _, sentence := range want.hides {
			if strings.Contains(message.text, sentence) {
				t.Errorf("%s: %q is in\n%s", name, sentence, message.text)
			}
		}
	}
}

func TestAReplacedContactIsKnownByNameHoweverItWasTyped(t *testing.T) {
	letter := sample(t, "nl", "substitution-replaced-contact")
	letter.RecipientName = "voorbeeld  EEN"
	if text := render(t, letter).text; !strings.Contains(text, "U bent afgemeld.") {
		t.Errorf("the contact is not told to be replaced in\n%s", text)
	}
}

func TestWhoWasReplacedGetsNoLinkOfTheirOwn(t *testing.T) {
	for _, language := range models.Languages {
		o := options()
		o.Token = func(token models.Token) string {
			t.Errorf("a token is made: %+v", token)
			return "made"
		}
		raw, err := mails.Render(sample(t, language, "substitution-replaced"), o)
		if err != nil {
			t.Fatal(err)
		}
		message := parse(t, raw)
		for _, said := range []string{message.text, message.html} {
			for _, found := range regexp.MustCompile(regexp.QuoteMeta(base)+`[^\s"<]*`).FindAllString(said, -1) {
				if found != base+"/sample/zwolle" && found != base+"/privacy" {
					t.Errorf("%s is no public page", found)
				}
			}
		}
	}
}

func TestTheTextPartHoldsEverything(t *testing.T) {
	forEverySample(t, func(t *testing.T, language string, letter *models.Letter, message *read) {
		wanted := []string{letter.RecipientName, "VSO Werkgevers", "Verbond Sectorwerkgevers Overheid (VSO)", "070-0000000", "organisatie@vonk.example", base + "/privacy"}
		if letter.Facts.SessionID != 0 {
			wanted = append(wanted, "Voorbeeldhuis, Voorbeeldstraat ", "VK7Q-2M", base+"/sample/")
			wanted = append(wanted, map[string][]string{
				"nl": {" 2027, 13.00 tot 17.00 uur", "Rolstoeltoegankelijk."},
				"en": {" 2027, 13:00", "Wheelchair accessible."},
			}[language]...)
			if !settled(letter) {
				wanted = append(wanted, base+"/my\n")
			}
		}
		for _, want := range wanted {
			if !strings.Contains(message.text, want) {
				t.Errorf("%q is not in\n%s", want, message.text)
			}
		}
		if strings.Contains(message.text, "\n\n\n\n") || strings.HasPrefix(message.text, "\n") || strings.Contains(strings.TrimSpace(message.text), "  ") {
			t.Errorf("there are holes in\n%s", message.text)
		}
	})
}

func TestTheHTMLSaysWhatTheTextSays(t *testing.T) {
	forEverySample(t, func(t *testing.T, language string, _ *models.Letter, message *read) {
		document, err := goquery.NewDocumentFromReader(strings.NewReader(message.html))
		if err != nil {
			t.Fatal(err)
		}
		seen := document.Find("body").Text()
		links := map[string]bool{}
		document.Find("a").Each(func(_ int, a *goquery.Selection) {
			links[a.AttrOr("href", "")] = true
			if strings.TrimSpace(a.Text()) == "" {
				t.Error("a link has no words")
			}
		})
		for _, l := range strings.Split(message.text, "\n") {
			l = strings.TrimPrefix(strings.TrimSpace(l), "- ")
			switch {
			case l == "" || l == "--":
			case strings.HasPrefix(l, "https://") || strings.HasPrefix(l, "webcal://"):
				if !links[l] {
					t.Errorf("the HTML has no link to %s", l)
				}
			default:
				name, value, _ := strings.Cut(l, ": ") // a row has its name and value in two cells
				if !strings.Contains(seen, l) && !(strings.Contains(seen, name) && strings.Contains(seen, value)) && !strings.Contains(seen, strings.TrimSuffix(l, ":")) {
					t.Errorf("the HTML does not say %q", l)
				}
			}
		}
		if got := document.Find("html").AttrOr("lang", ""); got != language {
			t.Errorf("lang is %q", got)
		}
		if n := document.Find("img, script, iframe, link, object, form, [style*='url('], [background]").Length(); n > 0 {
			t.Errorf("%d things that a mail must not hold", n)
		}
		if strings.Contains(message.html, "@import") || strings.Contains(message.html, "@font-face") || strings.Contains(message.html, "ZgotmplZ") {
			t.Error("the HTML fetches something or was refused by the template")
		}
	})
}

func TestHeadersAreThoseOfAnAutomaticMail(t *testing.T) {
	forEverySample(t, func(t *testing.T, _ string, letter *models.Letter, message *read) {
		for name, want := range map[string]string{
			"Auto-Submitted": "auto-generated",
			"Message-Id":     "<" + letter.MessageID + ">",
			"From":           `"VSO Werkgevers" <post@aanmelden.example>`,
			"Reply-To":       `"VSO Werkgevers" <organisatie@vonk.example>`,
			"To":             fmt.Sprintf("%q <%s>", letter.RecipientName, letter.RecipientEmail),
			"Mime-Version":   "1.0",
		} {
			if got := message.header.Get(name); got != want {
				t.Errorf("%s is %q, not %q", name, got, want)
			}
		}
		if date, err := message.header.Date(); err != nil || !date.Equal(letter.Stamp) {
			t.Errorf("Date is %v: %v", date, err)
		}
		for _, name := range []string{"User-Agent", "X-Mailer", "List-Unsubscribe", "Bcc"} {
			if message.header.Get(name) != "" {
				t.Errorf("there is a header %s", name)
			}
		}
	})
}

func TestEachRecipientGetsTheirOwnLinksAndNoOthers(t *testing.T) {
	links := regexp.MustCompile(regexp.QuoteMeta(base) + `[^\s"<]*`)
	forEverySample(t, func(t *testing.T, _ string, letter *models.Letter, message *read) {
		own := map[string]bool{base + "/my": true, base + "/privacy": true, base + "/sample": true, base + "/sample/draw": true}
		for _, session := range letter.Series.Sessions {
			own[base+"/sample/"+session.Slug] = true
		}
		page := base + "/my/r-7-1"
		if participant := fmt.Sprintf("%s/my/p-%d-3", base, letter.ParticipantID); letter.ParticipantID != 0 {
			own[participant] = true
			if !letter.Facts.ToContact {
				page = participant
			}
		}
		own[page] = true
		if len(letter.Facts.Links) > 0 {
			own[base+"/my/p-30-2"] = true
		}
		for _, said := range []string{message.text, message.html} {
			for _, found := range links.FindAllString(said, -1) {
				if !own[found] {
					t.Errorf("%s is no page of the recipient's", found)
				}
			}
			if letter.Kind == models.LetterSubstitution && !letter.Facts.ToContact {
				continue // who was replaced has no page any more
			}
			if !strings.Contains(said, page) {
				t.Errorf("the recipient's own page is missing in\n%s", said)
			}
		}
	})
}

func TestStrangeNamesArriveIntactOrCleaned(t *testing.T) {
	for given, want := range map[string]string{
		`Jan "Janus" O'Neill, dr. <jan>`:        `Jan "Janus" O'Neill, dr. <jan>`,
		"Regel\r\nBcc: kwaad@voorbeeld.example": "Regel Bcc: kwaad@voorbeeld.example",
		"👩🏽‍💻 Zoë":                              "👩🏽‍💻 Zoë",
		"\u202eachterstevoren\u202c":            "achterstevoren",
		"محمد علي":                              "محمد علي",
		strings.Repeat("é", 300):                strings.Repeat("é", 300),
		strings.Repeat("a", 300):                strings.Repeat("a", 300),
		"<script>alert(1)</script>":             "<script>alert(1)</script>",
		"{{.Name}} %s":                          "{{.Name}} %s",
		"bel\x00\x07\x1b":                       "bel",
		"\xff":                                  "\ufffd",
	} {
		letter := sample(t, "nl", "confirmation-apart")
		letter.RecipientName = given
		letter.Facts.People[2].Name, letter.Facts.Organisation = given, given
		letter.Facts.People = []models.PersonFact{letter.Facts.People[0], letter.Facts.People[2]}
		letter.Series.OrganiserName = given
		letter.Series.Sessions[0].Title = models.Text{NL: given}
		message := render(t, letter)
		to, err := message.header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Name != want || to[0].Address != letter.RecipientEmail {
			t.Errorf("%q: To is read as %v: %v", given, to, err)
		}
		if from, err := message.header.AddressList("From"); err != nil || from[0].Name != want {
			t.Errorf("%q: From is read as %v: %v", given, from, err)
		}
		if got := message.subject(t); !strings.Contains(got, want) {
			t.Errorf("%q: the subject is %q", given, got)
		}
		if message.header.Get("Bcc") != "" {
			t.Errorf("%q adds a header", given)
		}
		if !strings.Contains(message.text, "Beste "+want+",\n") || !strings.Contains(message.text, want+": Op de wachtlijst (Zwolle en Utrecht)\n") {
			t.Errorf("%q: the text is\n%s", given, message.text)
		}
		document, err := goquery.NewDocumentFromReader(strings.NewReader(message.html))
		if err != nil || document.Find("script").Length() > 0 || !strings.Contains(document.Find("td").Text(), want) {
			t.Errorf("%q: the HTML is %s", given, message.html)
		}
	}
}

func TestNobodyWritesAnEncodedWordIntoAHeader(t *testing.T) {
	letter := sample(t, "nl", "confirmation-you")
	const given, want = "=?utf-8?q?Een=0D=0ABcc:_x?=", "= ?utf-8?q?Een=0D=0ABcc:_x?="
	letter.RecipientName, letter.Series.Sessions[0].Title = given, models.Text{NL: given}
	message := render(t, letter)
	if to, err := message.header.AddressList("To"); err != nil || to[0].Name != want {
		t.Errorf("To is read as %v: %v", to, err)
	}
	if got := message.subject(t); !strings.Contains(got, want) {
		t.Errorf("the subject is read as %q", got)
	}
}

func TestAnyNameMakesAReadableMail(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		letter := sample(t, "nl", "confirmation-participant")
		for _, field := range []*string{&letter.RecipientName, &letter.Facts.ContactName, &letter.Facts.Organisation, &letter.Facts.Reference} {
			*field = rapid.String().Draw(rt, "field")
		}
		message := render(t, letter)
		to, err := message.header.AddressList("To")
		if err != nil || to[0].Address != letter.RecipientEmail {
			rt.Fatalf("To is %v: %v", to, err)
		}
		if message.event == nil || message.text == "" || message.html == "" {
			rt.Fatalf("the parts are %v", message.types)
		}
	})
}

func TestLettersThatCannotBeWrittenSayWhyWithoutNames(t *testing.T) {
	for name, spoil := range map[string]func(*models.Letter, *mails.Options){
		"no series":    func(l *models.Letter, _ *mails.Options) { l.Series = nil },
		"no session":   func(l *models.Letter, _ *mails.Options) { l.Facts.SessionID = 99 },
		"nobody":       func(l *models.Letter, _ *mails.Options) { l.Facts.People = nil },
		"unknown kind": func(l *models.Letter, _ *mails.Options) { l.Kind = "pigeon" },
		"bad recipient": func(l *models.Letter, _ *mails.Options) {
			l.RecipientEmail = "een@voorbeeld.example\r\nBcc: x@y.example"
		},
		"bad id":     func(l *models.Letter, _ *mails.Options) { l.MessageID = "a@b>\r\nBcc: x" },
		"no id":      func(l *models.Letter, _ *mails.Options) { l.MessageID = "" },
		"bad sender": func(_ *models.Letter, o *mails.Options) { o.From = "nobody" },
	} {
		letter, o := sample(t, "nl", "confirmation-you"), options()
		spoil(letter, &o)
		raw, err := mails.Render(letter, o)
		if err == nil || raw != nil || strings.Contains(err.Error(), "voorbeeld") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
