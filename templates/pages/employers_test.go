package pages

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

// says fails when the page does not say a sentence.
func says(t *testing.T, name string, doc *goquery.Document, sentences ...string) {
	t.Helper()
	words := text(doc.Find("main"))
	for _, sentence := range sentences {
		if !strings.Contains(words, sentence) {
			t.Errorf("%s does not say %q; it says %s", name, sentence, words)
		}
	}
}

func TestASharedDomainIsAskedAboutWithBothWays(t *testing.T) {
	doc := document(t, samples("nl")["employers"])
	question := doc.Find("section[aria-labelledby=same] li")
	if got := text(question.Find("p")); question.Length() != 1 || got != "Gemeente Voorbeeld en Gem. Voorbeeld gebruiken allebei voorbeeld.example. Is dat één organisatie?" {
		t.Errorf("the %d questions are %q", question.Length(), got)
	}
	got := map[string]string{}
	question.Find("a").Each(func(_ int, s *goquery.Selection) { got[text(s)] = s.AttrOr("href", "") })
	want := map[string]string{
		"Gem. Voorbeeld wordt Gemeente Voorbeeld": "/organiser/voorbeelden/organisations/merge?from=4&into=2",
		"Gemeente Voorbeeld wordt Gem. Voorbeeld": "/organiser/voorbeelden/organisations/merge?from=2&into=4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"employers-none", "employers-one", "employers-merged"} {
		if document(t, samples("nl")[name]).Find("#same").Length() != 0 {
			t.Errorf("%s asks about nobody", name)
		}
	}
}

func TestManySuggestionsDoNotBuryTheList(t *testing.T) {
	doc := document(t, samples("nl")["employers-many"])
	if got := doc.Find("section[aria-labelledby=same] li").Length(); got != 20 {
		t.Errorf("there are %d questions, want 20", got)
	}
	says(t, "the page", doc, "Hierna volgen nog 5 vragen.")
	if got := doc.Find("tbody tr").Length(); got != 26 {
		t.Errorf("the table has %d rows, want 26", got)
	}
}

func TestOrganisationsAreListedWithPeopleSeatsAndDomains(t *testing.T) {
	doc := document(t, samples("nl")["employers-merged"])
	var rows []string
	doc.Find("tbody tr").Each(func(_ int, s *goquery.Selection) {
		var cells []string
		s.Children().Each(func(_ int, cell *goquery.Selection) { cells = append(cells, text(cell)) })
		rows = append(rows, strings.Join(cells, " | "))
	})
	want := []string{
		"Gemeente VoorbeeldOok: Gem. Voorbeeld en Voorbeeld (gemeente) | 5 | 3 | voorbeeld.example, post.example",
		"Voorbeeldschool | 2 | 2 | school.example",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	says(t, "the page", doc, "Gelukt. Gem. Voorbeeld hoort nu bij Gemeente Voorbeeld.", "Een organisatie krijgt hoogstens 1 plaats bij elke sessie.")
}

func TestOnlyTrueMergesAreNoticed(t *testing.T) {
	for _, id := range []int64{0, 2, 7, 99} {
		page := &Employers{Base: office("nl"), All: merged(), Merged: id}
		if got := page.Noticed(); got != "" {
			t.Errorf("after %d it says %q", id, got)
		}
	}
}

func TestMergeFormChoosesTwoOrganisationsAndChangesNothingYet(t *testing.T) {
	doc := document(t, samples("nl")["employers-wrong"])
	form := doc.Find("section[aria-labelledby=merge] form")
	if form.AttrOr("method", "") != "post" || form.AttrOr("action", "") != "/organiser/voorbeelden/organisations" {
		t.Error("the form does not lead to the page that asks again")
	}
	for _, id := range []string{"from", "into"} {
		var values []string
		form.Find("select#" + id + " option").Each(func(_ int, s *goquery.Selection) { values = append(values, s.AttrOr("value", "?")) })
		if diff := cmp.Diff([]string{"", "4", "2", "7"}, values); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	if got := form.Find("#into option[selected]").AttrOr("value", ""); got != "7" {
		t.Errorf("the choice came back as %q", got)
	}
	var lines []string
	doc.Find("#summary a").Each(func(_ int, s *goquery.Selection) { lines = append(lines, s.AttrOr("href", "")+" "+text(s)) })
	if diff := cmp.Diff([]string{"#from Kies welke naam vervalt.", "#into Dit is twee keer dezelfde organisatie. Kies een andere."}, lines); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"employers-none", "employers-one"} {
		if document(t, samples("nl")[name]).Find("main form").Length() != 0 {
			t.Errorf("%s has a form although there are no two", name)
		}
	}
}

func TestMergingSaysWhatItDoesBeforeItIsDone(t *testing.T) {
	always := []string{
		"Er verandert pas iets als u op de knop drukt.", "Niemand verliest een plaats.", "Het geldt voor alle reeksen.", "U kunt dit niet met een knop ongedaan maken.",
	}
	for name, own := range map[string][]string{
		"merge": {
			"Gem. Voorbeeld wordt Gemeente Voorbeeld", "De mensen van Gem. Voorbeeld tellen vanaf nu voor Gemeente Voorbeeld.",
			"Meldt iemand zich later aan met de naam Gem. Voorbeeld? Ook die telt dan voor Gemeente Voorbeeld.", "1 persoon aangemeld, 0 met een plaats",
			"Een organisatie krijgt hoogstens 3 plaatsen bij elke sessie, tot vrijdag 26 februari, 17.00 uur. Dat geldt alleen als er een plaats wordt gegeven.",
		},
		"merge-merged":    {"Gemeente Voorbeeld wordt Voorbeeldschool", "Ook: Gem. Voorbeeld en Voorbeeld (gemeente)", "hoogstens 1 plaats bij elke sessie. Dat geldt alleen"},
		"merge-unlimited": {"Voorbeeldschool wordt Gemeente Voorbeeld"},
	} {
		doc := document(t, samples("nl")[name])
		says(t, name, doc, append(own, always...)...)
		if name == "merge-unlimited" && strings.Contains(text(doc.Find("main")), "hoogstens") {
			t.Errorf("%s speaks of a limit", name)
		}
		page := samples("nl")[name].(*Merge)
		form := doc.Find("main form[method=post][action='/organiser/voorbeelden/organisations/merge']")
		for field, id := range map[string]int64{"from": page.From.ID, "into": page.Into.ID} {
			if got := form.Find("input[name="+field+"]").AttrOr("value", ""); got != strconv.FormatInt(id, 10) {
				t.Errorf("%s posts %s=%s, want %d", name, field, got, id)
			}
		}
		if doc.Find("main a[href='"+page.Reverse().URL+"']").Length() != 1 {
			t.Errorf("%s does not lead to the other way round", name)
		}
	}
}

func TestEveryOrganiserSeriesLeadsToItsOrganisations(t *testing.T) {
	doc := document(t, samples("nl")["organiser-series"])
	if doc.Find("a[href='/organiser/voorbeelden/organisations']").Length() != 1 {
		t.Error("there is no way to the organisations")
	}
}

func TestNamesOfOrganisationsAreShownAsTextOnly(t *testing.T) {
	evil := models.Employer{ID: 1, Name: `"><script>alert(1)</script>`, People: 1, Domains: []string{"a.example"}}
	other := models.Employer{ID: 2, Name: "&lt;b&gt;", People: 1, Domains: []string{"a.example"}, Also: []models.Organisation{{ID: 3, Name: evil.Name}}}
	for _, page := range []Page{&Employers{Base: office("nl"), All: []models.Employer{evil, other}, Merged: 3}, &Merge{Base: office("nl"), From: evil, Into: other}} {
		doc := document(t, page)
		if count := doc.Find("script").Length(); count != 1 {
			t.Errorf("%s has %d scripts", page.name(), count)
		}
		says(t, page.name(), doc, evil.Name, other.Name)
	}
}
