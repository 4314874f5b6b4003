package pages

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/jba/templatecheck"

	"vonk/models"
)

// rendered gives every sample of a language as a document.
func rendered(t *testing.T, code string) map[string]*goquery.Document {
	t.Helper()
	all := map[string]*goquery.Document{}
	for name, page := range samples(code) {
		all[name] = document(t, page)
	}
	return all
}

// parsed is the renderer of all tests.
var parsed = sync.OnceValues(New)

func document(t *testing.T, page Page) *goquery.Document {
	t.Helper()
	renderer, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	var html bytes.Buffer
	if err := renderer.Render(&html, page); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&html)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// text is what a person reads, with white space folded.
func text(selection *goquery.Selection) string {
	return strings.Join(strings.Fields(selection.Text()), " ")
}

func TestTemplatesFitTheirStructs(t *testing.T) {
	renderer, err := New()
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]bool{}
	for _, page := range samples("nl") {
		checked[page.name()] = true
		own, err := renderer.templates[page.name()]()
		if err != nil {
			t.Fatal(err)
		}
		if err := templatecheck.CheckHTML(own.Lookup("layout"), page); err != nil {
			t.Errorf("%s: %v", page.name(), err)
		}
	}
	for _, name := range names {
		if !checked[name] {
			t.Errorf("%s has no sample", name)
		}
	}
}

func TestPagesAreWrittenByManyAtOnce(t *testing.T) {
	renderer, err := New()
	if err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	for range 2 { // each page is first asked for by two
		for _, page := range samples("nl") {
			writing.Go(func() {
				if err := renderer.Render(io.Discard, page); err != nil {
					t.Error(err)
				}
			})
		}
	}
	writing.Wait()
}

// A key without a message shows as itself; a value that a message asks for and does not get as <no value>.
func TestEveryWordIsThereInBothLanguages(t *testing.T) {
	rooms := map[string]bool{}
	raw, err := os.ReadFile(filepath.Join("..", "language", "messages", "nl", "pages.json"))
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]any
	if err := json.Unmarshal(raw, &messages); err != nil {
		t.Fatal(err)
	}
	for key := range messages {
		room, _, _ := strings.Cut(key, ".")
		rooms[room] = true
	}
	for _, room := range []string{"problem", "error", "sector", "status", "reason", "draw"} {
		rooms[room] = true
	}
	key := regexp.MustCompile(`\b([a-z]+)\.[a-z][a-z._-]*`)
	for _, code := range models.Languages {
		for name, doc := range rendered(t, code) {
			if doc.Find("html").AttrOr("lang", "") != code {
				t.Errorf("%s is not marked as %s", name, code)
			}
			words := text(doc.Find("title, body"))
			doc.Find("[aria-label]").Each(func(_ int, s *goquery.Selection) { words += " " + s.AttrOr("aria-label", "") })
			if strings.Contains(words, "<no value>") || strings.Contains(words, "%!") {
				t.Errorf("%s %s lacks a value: %s", code, name, words)
			}
			for _, found := range key.FindAllStringSubmatch(words, -1) {
				if rooms[found[1]] {
					t.Errorf("%s %s shows the key %s", code, name, found[0])
				}
			}
		}
	}
}

func TestWhatPeopleEnteredIsShownAsTextOnly(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	in := signUp(2)
	in.People[0].Name, in.Organisation, in.ContactName, in.ContactEmail = evil, evil, evil, evil
	in.Answers["vraag"] = []string{"</textarea>" + evil}
	b := base("nl")
	for _, page := range []Page{
		&Register{Base: b, Input: in, ContactOther: true}, check(b, in), &Lost{Base: b, Email: evil},
	} {
		doc := document(t, page)
		if count := doc.Find("script").Length(); count != 1 {
			t.Errorf("%s has %d scripts", page.name(), count)
		}
		if page.name() == "register" && doc.Find("#name-1").AttrOr("value", "") != evil {
			t.Errorf("what was entered came back as %q", doc.Find("#name-1").AttrOr("value", ""))
		}
	}
}

// Exactly what contract.md says, white space folded.
func TestSentencesOfTheContract(t *testing.T) {
	docs := rendered(t, "nl")
	for name, sentences := range map[string][]string{
		"register":             {"Meld uzelf of uw collega's aan. Deelname is gratis. U heeft geen account nodig. Vul alle velden in. Is een veld niet verplicht, dan staat dat erbij.", "(niet verplicht)", "vol: wachtlijst, 7 mensen wachten"},
		"register-wrong":       {"Er is een probleem", "Dit e-mailadres is al aangemeld. De eigenaar krijgt een e-mail met een link. U kunt doorgaan zonder deze persoon.", "Ga door zonder deze persoon"},
		"session":              {"Zwolle is vol. Kies een andere sessie of ga op de wachtlijst."},
		"registration-waiting": {"Zwolle raakte vol terwijl u het formulier invulde. U staat nu op de wachtlijst.", "Voor u wachten nu 7 mensen. Uw groep krijgt pas een plaats als er 3 plaatsen tegelijk vrij zijn. U hoeft niets te doen."},
		"registration":         {"Wie wilt u afmelden?", "Alleen mijzelf", "De hele groep"},
		"registration-first":   {"U staat met uw groep op de wachtlijst voor Zwolle."},
		"registration-apart":   {"U heeft een plaats in Zwolle.", "Voorbeeld Twee staat op de wachtlijst voor Zwolle.", "Voor Voorbeeld Twee wacht nu 1 persoon. U hoeft niets te doen."},
		"participant":          {"Voor u wachten nu 7 mensen. U hoeft niets te doen."},
		"closed":               {"Aanmelden voor Zwolle kan niet meer sinds maandag 8 maart, 13.00 uur. Uw gegevens zijn niet opgeslagen. In Arnhem, Utrecht en Eindhoven is nog plaats."},
		"check":                {"Controleer uw aanmelding. U meldt 3 personen aan. Uw plaatsen liggen pas vast als u op de knop drukt. Iedere collega krijgt een eigen e-mail.", "3 personen aanmelden", "Wijzig gegevens van Voorbeeld Twee"},
		"lost":                 {"Link kwijt?"},
		"series":               {"Demonstratie", "Verbond Sectorwerkgevers Overheid (VSO)", "donderdag 11 maart 2027, 13.00 tot 17.00 uur"},
		"privacy":              {"Autoriteit Persoonsgegevens"},
	} {
		words := text(docs[name].Find("body"))
		for _, sentence := range sentences {
			if !strings.Contains(words, sentence) {
				t.Errorf("%s does not say: %s", name, sentence)
			}
		}
	}
}

func TestACancelledSessionGoesIntoNoCalendar(t *testing.T) {
	for _, name := range []string{"session-off", "registration-off"} {
		doc := document(t, samples("nl")[name])
		if doc.Find(".calendar").Length() != 0 {
			t.Errorf("%s offers a calendar", name)
		}
		words := text(doc.Find("main"))
		if !strings.Contains(words, "gaat niet door") || strings.Contains(words, "U heeft 2 plaatsen") || strings.Contains(words, "Plaats bevestigd") {
			t.Errorf("%s does not say that the session is off: %s", name, words)
		}
	}
}

func TestPagesBringNothingInLine(t *testing.T) {
	for name, doc := range rendered(t, "nl") {
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, attribute := range s.Nodes[0].Attr {
				if attribute.Key == "style" || strings.HasPrefix(attribute.Key, "on") || attribute.Key == "target" {
					t.Errorf("%s: %s has the attribute %s", name, goquery.NodeName(s), attribute.Key)
				}
			}
		})
		doc.Find("style, script, link, img, iframe").Each(func(_ int, s *goquery.Selection) {
			if !strings.HasPrefix(s.AttrOr("src", s.AttrOr("href", "")), "/static/") {
				t.Errorf("%s: %s is not from the site's own files", name, goquery.NodeName(s))
			}
		})
	}
}

func TestPagesAreBuiltForEveryReader(t *testing.T) {
	for name, doc := range rendered(t, "en") {
		if count := doc.Find("h1").Length(); count != 1 {
			t.Errorf("%s has %d first headings", name, count)
		}
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("id", ""); ids[id] {
				t.Errorf("%s has the id %s twice", name, id)
			} else {
				ids[id] = true
			}
		})
		for _, attribute := range []string{"aria-labelledby", "aria-describedby", "for"} {
			doc.Find("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) {
				for id := range strings.FieldsSeq(s.AttrOr(attribute, "")) {
					if !ids[id] {
						t.Errorf("%s: %s points at %s, which is not there", name, attribute, id)
					}
				}
			})
		}
		doc.Find("time").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("datetime", "") == "" {
				t.Errorf("%s: %s has no datetime", name, s.Text())
			}
		})
		doc.Find("svg").Each(func(_ int, s *goquery.Selection) {
			named := s.AttrOr("aria-label", s.Find("title").Text()) != "" && s.AttrOr("role", "") == "img"
			if !named && s.AttrOr("aria-hidden", "") != "true" {
				t.Errorf("%s has a picture without words", name)
			}
		})
		doc.Find("table").Each(func(_ int, s *goquery.Selection) {
			if s.Find("caption").Length() != 1 || s.Find("th:not([scope])").Length() != 0 {
				t.Errorf("%s has a table without a caption or a heading without a scope", name)
			}
			region := s.Parent()
			if region.AttrOr("role", "") != "region" || region.AttrOr("tabindex", "") != "0" || region.AttrOr("aria-labelledby", "") == "" {
				t.Errorf("%s has a table that cannot be scrolled by keyboard", name)
			}
		})
	}
}

func TestLanguageSwitchKeepsThePage(t *testing.T) {
	doc := document(t, &Series{Base: base("nl")})
	if got := doc.Find(`.languages a[lang="en"]`).AttrOr("href", ""); got != "/voorbeelden?lang=en&x=1" {
		t.Errorf("the switch leads to %s", got)
	}
	if doc.Find(`.languages [aria-current]`).Text() != "Nederlands" {
		t.Error("the page's own language is not marked")
	}
}

func TestOthersAreTheNearestFirst(t *testing.T) {
	doc := document(t, samples("nl")["closed"])
	var cities []string
	doc.Find(".others h3").Each(func(_ int, s *goquery.Selection) {
		cities = append(cities, strings.TrimPrefix(text(s), "Aanmelden voor "))
	})
	if got := strings.Join(cities, " "); got != "Arnhem Utrecht Eindhoven" {
		t.Errorf("from Zwolle the others were %s", got)
	}
}

func TestMapShowsEverySessionWithAKnownPlace(t *testing.T) {
	b := base("nl")
	b.Series.Sessions[3].Venue.Latitude, b.Series.Sessions[3].Venue.Longitude = 0, 0
	doc := document(t, &Series{Base: b})
	if got := text(doc.Find(".map text")); got != "ZwolleUtrechtArnhem" {
		t.Errorf("the map shows %q", got)
	}
	if title := doc.Find(".map title").Text(); !strings.Contains(title, "Zwolle, donderdag 11 maart: vol: wachtlijst, 7 mensen wachten.") {
		t.Errorf("the map's words are %q", title)
	}
	for i := range b.Series.Sessions {
		b.Series.Sessions[i].Venue.Latitude = 0
	}
	if document(t, &Series{Base: b}).Find(".map").Length() != 0 {
		t.Error("a map of nowhere was drawn")
	}
}
