package language

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	_ "time/tzdata"

	"vonk/models"
)

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestTimesAreWrittenInTheZoneAndLanguage(t *testing.T) {
	from := time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC)
	until := from.Add(4 * time.Hour)
	nl, en := For("nl", amsterdam(t)), For("en", amsterdam(t))
	for _, test := range []struct{ got, want string }{
		{nl.Date(from), "dinsdag 9 maart 2027"},
		{en.Date(from), "Tuesday 9 March 2027"},
		{nl.Clock(from), "13.00"},
		{en.Clock(from), "13:00"},
		{nl.Moment(from.Add(-24 * time.Hour)), "maandag 8 maart, 13.00 uur"},
		{en.Moment(from.Add(-24 * time.Hour)), "Monday 8 March, 13:00"},
		{nl.Span(from, until), "dinsdag 9 maart 2027, 13.00 tot 17.00 uur"},
		{en.Span(from, until), "Tuesday 9 March 2027, 13:00 to 17:00"},
		{nl.Span(from, from.Add(24*time.Hour)), "dinsdag 9 maart 2027, 13.00 uur tot woensdag 10 maart 2027, 13.00 uur"},
		{nl.Month(from), "mrt"},
		{en.Month(from), "Mar"},
		{nl.Stamp(from), "2027-03-09T13:00:00+01:00"},
		{For("nl", nil).Clock(from), "12.00"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestListsReadAsSentencesDo(t *testing.T) {
	nl := For("nl", nil)
	for want, items := range map[string][]string{
		"":          nil,
		"a":         {"a"},
		"a en b":    {"a", "b"},
		"a, b en c": {"a", "b", "c"},
	} {
		if got := nl.List(items); got != want {
			t.Errorf("%q became %q, want %q", items, got, want)
		}
	}
}

func TestUnknownLanguageIsDutchAndUnknownKeyIsItself(t *testing.T) {
	p := For("fy", nil)
	if p.Language() != "nl" {
		t.Errorf("fy became %s", p.Language())
	}
	if got := p.T("no.such.key", "Count", 2); got != "no.such.key" || p.Has("no.such.key") {
		t.Errorf("an unknown key became %q", got)
	}
}

func TestValuesAreWrittenInTheLanguage(t *testing.T) {
	all, err := load(fstest.MapFS{
		"messages/nl/x.json": {Data: []byte(`{"m": {"one": "{{.Count}} mens, {{.Title}}", "other": "{{.Count}} mensen, {{.Title}}, {{.At}}"}, "time.moment": "{{.Day}}, {{.Clock}} uur"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &Printer{words: all["nl"], zone: amsterdam(t)}
	at := time.Date(2027, 3, 8, 12, 0, 0, 0, time.UTC)
	title := models.Text{NL: "Sessie", EN: "Session"}
	if got := p.T("m", "Count", 1, "Title", title); got != "1 mens, Sessie" {
		t.Errorf("one: %q", got)
	}
	given := map[string]any{"Count": 7, "Title": title, "At": at}
	if got := p.T("m", given); got != "7 mensen, Sessie, maandag 8 maart, 13.00 uur" {
		t.Errorf("seven: %q", got)
	}
	if given["Title"] != title {
		t.Error("the caller's map was changed")
	}
}

func TestKeyInTwoFilesIsRefused(t *testing.T) {
	_, err := load(fstest.MapFS{
		"messages/nl/a.json": {Data: []byte(`{"m": "een"}`)},
		"messages/nl/b.json": {Data: []byte(`{"m": "twee"}`)},
	})
	if err == nil {
		t.Error("one key in two files was taken")
	}
}

func TestFirstPreferenceThatWeHaveWins(t *testing.T) {
	for _, test := range []struct {
		want        string
		preferences []string
	}{
		{"en", []string{"en", "nl"}},
		{"nl", []string{"", "nl", "en"}},
		{"en", []string{"xx", "", "de-DE,en-GB;q=0.8,nl;q=0.7", "nl"}},
		{"nl", []string{"", "", "en;q=0.2,nl-NL;q=0.9"}},
		{"nl", []string{"en;q=0"}},
		{"en", []string{"%%%", "fr,*", "en"}},
		{"nl", nil},
	} {
		if got := Match(test.preferences...); got != test.want {
			t.Errorf("%q gave %s, want %s", test.preferences, got, test.want)
		}
	}
}

func TestAMessageOfOneFormIsWrittenForEveryCount(t *testing.T) {
	for _, spoken := range []string{"nl", "en"} {
		p := For(spoken, nil)
		for _, key := range []string{"seats.part.until.always", "problem.long"} {
			for _, count := range []int{0, 1, 2} {
				if got := p.T(key, "Count", count, "Sectors", "po", "Max", 9); got == key || !strings.Contains(got, strconv.Itoa(count)) {
					t.Errorf("%s of %d in %s is %q", key, count, spoken, got)
				}
			}
		}
	}
}
