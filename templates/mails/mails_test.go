package mails_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	_ "github.com/emersion/go-message/charset" // the encodings of headers
	"pgregory.net/rapid"

	"vonk/models"
	"vonk/templates/calendar/calendartest"
	"vonk/templates/mails"
)

const base = "https://aanmelden.example"

func TestEveryMailHasItsWordsInBothLanguages(t *testing.T) {
	missing := regexp.MustCompile(`(mail|status|waiting|calendar)\.[a-z]+|<no value>|%!|\{\{`)
	forEverySample(t, func(t *testing.T, language, _ string, _ *models.Letter, message *read) {
		for _, text := range []string{message.text, message.html, message.subject(t)} {
			text = strings.NewReplacer("organisatie@vonk.example", "", "een@voorbeeld.example", "").Replace(text)
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
	})
}

func TestSubjectsBeginWithWhatHappened(t *testing.T) {
	begin := map[string]map[string]string{
		"nl": {"confirmation": "Bevestigd: ", "promotion": "Bevestigd: ", "waiting": "Wachtlijst: ", "cancellation": "Geannuleerd: ", "substitution": "Gewijzigd: ", "links": "Uw links: ", "duplicate": "U bent al aangemeld: "},
		"en": {"confirmation": "Confirmed: ", "promotion": "Confirmed: ", "waiting": "Waiting list: ", "cancellation": "Cancelled: ", "substitution": "Changed: ", "links": "Your links: ", "duplicate": "You are already registered: "},
	}
	forEverySample(t, func(t *testing.T, language, _ string, letter *models.Letter, message *read) {
		subject := message.subject(t)
		if want := begin[language][string(letter.Kind)]; want == "" || !strings.HasPrefix(subject, want) {
			t.Errorf("the subject is %q", subject)
		}
		if letter.Facts.SessionID != 0 && !(strings.Contains(subject, "Zwolle") && strings.Contains(subject, "11 ")) {
			t.Errorf("the subject %q does not say which session", subject)
		}
	})
}

func TestACancellationSaysWhosePlaceIsGone(t *testing.T) {
	for name, want := range map[string]string{
		"you": "uw plaats bij", "group": "uw plaatsen bij", "participant": "uw plaats bij",
		"colleague": "plaats van Voorbeeld Een bij", "colleagues": "plaatsen van uw collega’s bij",
	} {
		letter := samples("nl")[string(models.LetterCancellation)+" "+name]
		if got := render(t, letter).subject(t); got != "Geannuleerd: "+want+" Inspiratiesessie Zwolle, donderdag 11 maart" {
			t.Errorf("to %s the subject is %q", name, got)
		}
	}
}

func TestASubstitutionSaysWhoGoesForWhom(t *testing.T) {
	const yours, theirs = "Gewijzigd: een collega gaat in uw plaats", "Gewijzigd: een collega gaat in plaats van Voorbeeld Een"
	const gone = "Voorbeeld Vier neemt uw aanmelding voor Zwolle over. U bent afgemeld. Haal de sessie zelf uit uw agenda."
	const link = "Voorbeeld Vier krijgt een eigen e-mail met een link."
	const mistake = "Klopt dit niet? Vraag het aan Voorbeeld Een, die u heeft aangemeld. Of antwoord op deze e-mail."
	const signedUp, signer = "omdat Voorbeeld Een van Gemeente Voorbeeld u heeft aangemeld.", "omdat u zich of uw collega’s met dit e-mailadres heeft aangemeld."
	for name, want := range map[string]struct {
		subject     string
		says, hides []string
	}{
		"replaced":         {yours, []string{gone, mistake, signedUp}, []string{link, signer}},
		"contact":          {theirs, []string{"Voorbeeld Vier neemt de aanmelding van Voorbeeld Een voor Zwolle over.", link, signer}, []string{"U bent afgemeld", "uw agenda", "Klopt dit niet?", signedUp}},
		"replaced contact": {yours, []string{gone, link, signer}, []string{"Klopt dit niet?", "over de afmelding", signedUp}},
	} {
		message := render(t, samples("nl")["substitution "+name])
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
	letter := substituted(sampleLetter(models.LetterSubstitution, "nl", models.Cancelled))
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
		raw, err := mails.Render(samples(language)["substitution replaced"], o)
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
	forEverySample(t, func(t *testing.T, language, _ string, letter *models.Letter, message *read) {
		wanted := []string{letter.RecipientName, "VSO Werkgevers", "Verbond Sectorwerkgevers Overheid (VSO)", "070-0000000", "organisatie@vonk.example", base + "/privacy"}
		if letter.Facts.SessionID != 0 {
			wanted = append(wanted, "Zwolle", "Voorbeeldhuis, Voorbeeldstraat 1, 1234 AB Zwolle", "VK7Q-2M", base+"/sample/zwolle")
			wanted = append(wanted, map[string][]string{
				"nl": {"donderdag 11 maart 2027, 13.00 tot 17.00 uur", "Rolstoeltoegankelijk."},
				"en": {"Thursday 11 March 2027, 13:00", "Wheelchair accessible."},
			}[language]...)
			if letter.Kind != models.LetterCancellation && letter.Kind != models.LetterSubstitution {
				wanted = append(wanted, base+"/my\n", map[string]string{"nl": "13.00 Welkom", "en": "13:00 Welcome"}[language])
			}
		}
		for _, want := range wanted {
			if !strings.Contains(message.text, want) {
				t.Errorf("%q is not in\n%s", want, message.text)
			}
		}
		if strings.Contains(message.text, "\n\n\n\n") || strings.HasPrefix(message.text, "\n") {
			t.Errorf("there are holes in\n%s", message.text)
		}
	})
}

func TestTheHTMLSaysWhatTheTextSays(t *testing.T) {
	forEverySample(t, func(t *testing.T, language, _ string, _ *models.Letter, message *read) {
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
			case strings.HasPrefix(l, base):
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
	forEverySample(t, func(t *testing.T, _, _ string, letter *models.Letter, message *read) {
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

func TestOwnSeatComesAsACalendarFileAndIsNoInvitation(t *testing.T) {
	forEverySample(t, func(t *testing.T, _, name string, letter *models.Letter, message *read) {
		attached := letter.UID != ""
		if wanted := []string{"multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/ics"}; attached != (fmt.Sprint(message.types) == fmt.Sprint(wanted)) {
			t.Errorf("the parts are %v", message.types)
		}
		if !attached {
			if len(message.events) > 0 {
				t.Errorf("%s brings %d files", name, len(message.events))
			}
			return
		}
		event := message.events["sample-zwolle.ics"]
		calendartest.Check(t, event)
		for _, secret := range []string{"/my/", "r-7-1", "p-21-3", "p-22-3"} {
			if bytes.Contains(event, []byte(secret)) {
				t.Errorf("the event holds the secret link: %s", event)
			}
		}
		got := calendartest.Read(t, event)[0]
		session := &letter.Series.Sessions[0]
		if got.UID != letter.UID || got.Sequence != 2 || got.Method != "" || !got.Start.Equal(session.Starts) || !got.End.Equal(session.Ends) ||
			!got.Stamp.Equal(letter.Stamp) || got.Summary != session.Title.In(letter.Language) || got.Location != session.Venue.Line() {
			t.Errorf("the event is %+v", got)
		}
		if bytes.Contains(message.raw, []byte("method=")) || bytes.Contains(event, []byte("METHOD")) {
			t.Error("the file is an invitation")
		}
	})
}

func TestEachRecipientGetsTheirOwnLink(t *testing.T) {
	forEverySample(t, func(t *testing.T, _, name string, letter *models.Letter, message *read) {
		registration, participant := "/my/r-7-1", fmt.Sprintf("/my/p-%d-3", letter.ParticipantID)
		personal := letter.ParticipantID != 0 && letter.Kind != models.LetterCancellation // their own questions are there
		owner := letter.Facts.SessionID != 0 && !letter.Facts.ToContact && letter.Kind != models.LetterSubstitution
		for link, want := range map[string]bool{registration: letter.Facts.ToContact || len(letter.Facts.Links) > 0, participant: personal || owner} {
			if got := strings.Contains(message.text, base+link); got != want {
				t.Errorf("%s: %s in the text: %v", name, link, got)
			}
		}
		if len(letter.Facts.Links) > 0 && !strings.Contains(message.text, base+"/my/p-30-2") {
			t.Errorf("the link of the other series is missing in\n%s", message.text)
		}
	})
}

func TestSentencesOfTheContract(t *testing.T) {
	for name, wants := range map[string][]string{
		"waiting group":            {"Voor u wachten nu 7 mensen. Uw groep krijgt pas een plaats als er 3 plaatsen tegelijk vrij zijn. U hoeft niets te doen."},
		"waiting you":              {"Voor u wachten nu 7 mensen. U hoeft niets te doen."},
		"waiting meanwhile":        {"Zwolle raakte vol terwijl u het formulier invulde. U staat nu op de wachtlijst.", "Voor u wacht nu 1 persoon."},
		"promotion moved":          {"Er kwam een plaats vrij. U heeft nu een plaats in Zwolle. Uw plaats in Utrecht is vervallen. Kunt u toch niet? Meld u af, dan kan iemand anders komen."},
		"promotion you":            {"Er kwam een plaats vrij. U heeft nu een plaats in Zwolle. Kunt u toch niet? Meld u af, dan kan iemand anders komen."},
		"confirmation participant": {"Voorbeeld Een van Gemeente Voorbeeld heeft u aangemeld."},
		"confirmation mixed":       {"1 persoon van uw groep heeft een plaats in Zwolle.", "Voorbeeld Een: Plaats bevestigd", "Voorbeeld Drie: Op de wachtlijst"},
	} {
		text := render(t, samples("nl")[name]).text
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, text)
			}
		}
	}
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
		letter := sampleLetter(models.LetterConfirmation, "nl", models.Confirmed, models.Waiting)
		letter.RecipientName = given
		letter.Facts.People[1].Name, letter.Facts.Organisation = given, given
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
		if !strings.Contains(message.text, "Beste "+want+",\n") || !strings.Contains(message.text, want+": Op de wachtlijst\n") {
			t.Errorf("%q: the text is\n%s", given, message.text)
		}
		document, err := goquery.NewDocumentFromReader(strings.NewReader(message.html))
		if err != nil || document.Find("script").Length() > 0 || !strings.Contains(document.Find("td").Text(), want) {
			t.Errorf("%q: the HTML is %s", given, message.html)
		}
	}
}

func TestNobodyWritesAnEncodedWordIntoAHeader(t *testing.T) {
	letter := sampleLetter(models.LetterConfirmation, "nl", models.Confirmed)
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
		letter := own(sampleLetter(models.LetterConfirmation, "nl", models.Confirmed))
		for _, field := range []*string{&letter.RecipientName, &letter.Facts.ContactName, &letter.Facts.Organisation, &letter.Facts.Reference} {
			*field = rapid.String().Draw(rt, "field")
		}
		message := render(t, letter)
		to, err := message.header.AddressList("To")
		if err != nil || to[0].Address != letter.RecipientEmail {
			rt.Fatalf("To is %v: %v", to, err)
		}
		if len(message.types) != 5 || message.text == "" || message.html == "" {
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
		letter, o := sampleLetter(models.LetterConfirmation, "nl", models.Confirmed), options()
		spoil(letter, &o)
		raw, err := mails.Render(letter, o)
		if err == nil || raw != nil || strings.Contains(err.Error(), "voorbeeld") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
