package mails_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
	"vonk/templates/mails"
)

func mailingSample(t testing.TB, language, name string) *models.Letter {
	t.Helper()
	for _, s := range mails.MailingSamples(language) {
		if s.Name == name {
			return s.Letter
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

// written renders a mailing with that text in Dutch.
func written(t *testing.T, subject, body string, change ...func(*models.Letter)) *read {
	t.Helper()
	letter := mailingSample(t, "nl", "mailing-participant")
	letter.Mailing.Subject.NL, letter.Mailing.Body.NL = subject, body
	for _, apply := range change {
		apply(letter)
	}
	return render(t, letter)
}

func paragraphsOf(t *testing.T, message *read) []string {
	t.Helper()
	document, err := goquery.NewDocumentFromReader(strings.NewReader(message.html))
	if err != nil {
		t.Fatal(err)
	}
	return document.Find(".card > p").Map(func(_ int, p *goquery.Selection) string {
		html, err := p.Html()
		if err != nil {
			t.Fatal(err)
		}
		return html
	})
}

func TestAMailingSaysWhatWasWrittenWithItsPlaceholdersFilledIn(t *testing.T) {
	want := map[string]map[string][]string{
		"mailing-participant": {
			"nl": {
				"Beste Voorbeeld Twee,", "Op donderdag 11 maart 2027 van 13.00 tot 17.00 uur ontmoeten wij elkaar in Zwolle. Neemt u een vraag uit Gemeente Voorbeeld mee?",
				"U vindt ons hier:\nVoorbeeldhuis, Voorbeeldstraat 1, 1234 AB Zwolle\n", "op uw eigen pagina (" + base + "/my/p-22-3).", "VK7Q-2M; u staat genoteerd als: plaats bevestigd.",
				"Voorbeeld Een van Gemeente Voorbeeld", base + "/privacy", "organisatie@vonk.example",
			},
			"en": {"Dear Voorbeeld Twee,", "On Thursday 11 March 2027, 13:00 to 17:00, we meet in Zwolle.", "your own page (" + base + "/my/p-22-3)", "seat confirmed"},
		},
		"mailing-contact":    {"nl": {"op uw eigen pagina (" + base + "/my/r-7-1).", "U krijgt deze e-mail omdat u zich of uw collega"}, "en": {"/my/r-7-1"}},
		"mailing-newsletter": {"nl": {"Geen nieuwsbrief meer ontvangen: " + base + "/unsubscribe/u-7-1", "omdat u bij uw aanmelding heeft gezegd"}, "en": {base + "/unsubscribe/u-7-1"}},
	}
	for _, language := range models.Languages {
		for name, sentences := range want {
			message := render(t, mailingSample(t, language, name))
			for _, sentence := range sentences[language] {
				if !strings.Contains(strings.ToLower(message.text), strings.ToLower(sentence)) {
					t.Errorf("%s %s does not say %q:\n%s", language, name, sentence, message.text)
				}
			}
			if strings.ContainsAny(message.text+message.subject(t), "{}") || strings.Contains(message.text, "\n\n\n\n") {
				t.Errorf("%s %s is not filled in, or has holes:\n%s", language, name, message.text)
			}
		}
	}
	if got := render(t, mailingSample(t, "nl", "mailing-contact")).subject(t); got != "Nog twee weken: Inspiratiesessie Zwolle" {
		t.Errorf("the subject is %q", got)
	}
}

func TestOnlyANewsletterHasAHeaderThatEndsIt(t *testing.T) {
	for name, want := range map[string]string{"mailing-contact": "", "mailing-participant": "", "mailing-newsletter": "<" + base + "/unsubscribe/u-7-1>"} {
		header := render(t, mailingSample(t, "nl", name)).header
		if got := header.Get("List-Unsubscribe"); got != want {
			t.Errorf("%s: List-Unsubscribe is %q", name, got)
		}
		if got := header.Get("List-Unsubscribe-Post"); (got == "List-Unsubscribe=One-Click") != (want != "") {
			t.Errorf("%s: List-Unsubscribe-Post is %q", name, got)
		}
		if got := header.Get("Reply-To"); !strings.Contains(got, "organisatie@vonk.example") {
			t.Errorf("%s: answers go to %q", name, got)
		}
	}
}

func TestParagraphsAndLinksOfAMailingAreThoseThatWereWritten(t *testing.T) {
	message := written(t, "Nieuws", "Een & <b>twee</b>\nregel\n\n\nZie https://een.example/a?b=1&c=2. Of (https://twee.example/x), of [onze site](https://drie.example/?wie={kenmerk})!\n\n[niet](javascript:alert(1)) {link}")
	got := paragraphsOf(t, message)
	want := []string{
		`Een &amp; &lt;b&gt;twee&lt;/b&gt;<br/>regel`,
		`Zie <a href="https://een.example/a?b=1&amp;c=2">https://een.example/a?b=1&amp;c=2</a>. Of (<a href="https://twee.example/x">https://twee.example/x</a>), of <a href="https://drie.example/?wie=VK7Q-2M">onze site</a>!`,
		`[niet](javascript:alert(1)) <a href="` + base + `/my/p-22-3">` + base + `/my/p-22-3</a>`,
	}
	for i, p := range want {
		if i+1 >= len(got) || got[i+1] != p {
			t.Errorf("paragraph %d is\n%q, want\n%q", i, got[min(i+1, len(got)-1)], p)
		}
	}
	if !strings.Contains(message.text, "of onze site (https://drie.example/?wie=VK7Q-2M)!") {
		t.Errorf("the text is\n%s", message.text)
	}
}

func TestWhatIsFilledInIsNeverReadAsMore(t *testing.T) {
	message := written(t, "Dag {naam}", "{naam} [{naam}](https://een.example/{naam}) {Organisatie}", func(letter *models.Letter) {
		letter.RecipientName = "{link} <img src=x> https://kwaad.example"
		letter.Facts.Organisation = "[klik](https://kwaad.example)"
	})
	if got := message.subject(t); got != "Dag {link} <img src=x> https://kwaad.example" {
		t.Errorf("the subject is %q", got)
	}
	document, err := goquery.NewDocumentFromReader(strings.NewReader(message.html))
	if err != nil {
		t.Fatal(err)
	}
	document.Find("a").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); strings.HasPrefix(href, "https://kwaad") || strings.Contains(href, "/my/") {
			t.Errorf("a name became a link to %s", href)
		}
	})
	if document.Find("img").Length() > 0 || !strings.Contains(document.Find(".card").Text(), "[klik](https://kwaad.example)") {
		t.Errorf("the HTML is\n%s", message.html)
	}
}

func TestAMailingToWhoSpeaksAnotherLanguageIsWholeInItsOwn(t *testing.T) {
	letter := mailingSample(t, "nl", "mailing-participant")
	letter.Mailing.Subject.EN, letter.Mailing.Body.EN = "", ""
	letter.Language = letter.Mailing.LanguageFor("en")
	message := render(t, letter)
	if message.header.Get("Content-Language") != "nl" || !strings.Contains(message.text, "Beste ") || !strings.Contains(message.text, "Met vriendelijke groet") {
		t.Errorf("half of it is in English:\n%s", message.text)
	}
}

func TestATrialSaysThatItIsOneAndOpensNobodysPage(t *testing.T) {
	letter := mailingSample(t, "nl", "mailing-contact").Trial("organisator@vonk.example")
	message := render(t, &letter)
	if got := message.subject(t); !strings.HasPrefix(got, "[Test] ") {
		t.Errorf("the subject is %q", got)
	}
	if strings.Contains(message.text, "/my/") || !strings.Contains(message.text, base+"/my)") {
		t.Errorf("the link is not the one for a trial:\n%s", message.text)
	}
}

func TestALookAtAMailShowsWhatIsSent(t *testing.T) {
	letter := mailingSample(t, "nl", "mailing-contact")
	sent := render(t, letter)
	seen, err := mails.Look(letter, options())
	if err != nil {
		t.Fatal(err)
	}
	if seen.Subject != sent.subject(t) || strings.TrimSpace(seen.Text) != strings.TrimSpace(sent.text) || strings.ReplaceAll(sent.html, "\r\n", "\n") != string(seen.HTML) || seen.ReplyTo != "organisatie@vonk.example" {
		t.Errorf("it shows %+v", seen)
	}
}

func TestAMailingWithoutItsTextIsNotSent(t *testing.T) {
	letter := mailingSample(t, "nl", "mailing-contact")
	letter.Mailing = nil
	if _, err := mails.Render(letter, options()); err == nil {
		t.Error("it is sent")
	}
}
