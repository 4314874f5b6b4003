package pages

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestSheetHasTheHeadingsThePeopleByNameAndBlankLines(t *testing.T) {
	doc := document(t, exportSamples("nl")["sign-in-sheet"])
	var names []string
	doc.Find("tbody th").Each(func(_ int, s *goquery.Selection) { names = append(names, text(s)) })
	if got := strings.Join(names[len(names)-4:], ", "); got != "voorbeeld één, Voorbeeld Zes, Voorbeeld Παπαδόπουλος, Voorbeeld Щербаков" {
		t.Errorf("the people are %q", names)
	}
	if got, want := doc.Find("tbody tr").Length(), len(names)+5; got != want {
		t.Errorf("there are %d lines, want %d", got, want)
	}
	if got := text(doc.Find("thead tr:last-child")); got != "Naam Organisatie Functie Handtekening" {
		t.Errorf("the headings are %q", got)
	}
	if got := text(doc.Find("thead tr:first-child")); got != "Presentielijst: Zwolledonderdag 11 maart 2027, 13.00 tot 17.00 uurVoorbeeldhuis, Voorbeeldstraat 1, 1234 AB Zwolle" {
		t.Errorf("on each page stands %q", got)
	}
	if got := text(document(t, exportSamples("nl")["sign-in-sheet-names"]).Find("thead tr:last-child")); got != "Naam Organisatie Handtekening" {
		t.Errorf("without roles the headings are %q", got)
	}
}

func TestAnswersPageShowsCountsAndAsManyTextsAsItCan(t *testing.T) {
	p := exportSamples("nl")["answers"].(*Answers)
	doc := document(t, p)
	words := text(doc.Find("main"))
	for _, tally := range p.Tallied() {
		if rows := doc.Find("#question-" + tally.Key() + " ~ .scroll tbody tr").Length(); rows != len(tally.Rows()) || rows == 0 || rows > textsShown {
			t.Errorf("%s has %d rows", tally.Key(), rows)
		}
	}
	if !strings.Contains(words, "In het bestand staan nog 3 antwoorden.") {
		t.Errorf("the page does not say what is left out: %.500s", words)
	}
	for _, question := range p.Series.Questions {
		if shown := doc.Find("#question-"+question.Key).Length() == 1; shown == question.Sensitive {
			t.Errorf("%s, sensitive: %t, is shown: %t", question.Key, question.Sensitive, shown)
		}
	}
}

func TestListsAreOfferedToThoseWhoMaySeeThem(t *testing.T) {
	doc := document(t, samples("nl")["organiser-series"])
	for _, want := range []string{"attendees.xlsx", "attendees.json", "organisations.csv?dialect=rfc4180", "answers.xlsx"} {
		if doc.Find("a[href='/organiser/voorbeelden/"+want+"']").Length() != 1 {
			t.Errorf("%s is not offered", want)
		}
	}
	doc = document(t, samples("nl")["organiser-session"])
	for _, want := range []string{"attendees.xlsx", "sign-in-sheet", "sign-in-sheet.pdf"} {
		if doc.Find("a[href='/organiser/voorbeelden/zwolle/"+want+"']").Length() != 1 {
			t.Errorf("%s is not offered", want)
		}
	}
}
