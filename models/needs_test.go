package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

func TestDayToBookBeforeLeavesOutWeekendsAndHolidays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	clock := models.WorkClock{Zone: zone, Holidays: []string{"2027-03-26", "2027-03-29"}}
	for _, test := range []struct {
		starts string
		days   int
		want   string
	}{
		{"2027-03-11T12:00:00Z", 10, "2027-02-25"},
		{"2027-03-11T12:00:00Z", 1, "2027-03-10"},
		{"2027-03-30T22:30:00Z", 1, "2027-03-30"}, // it is the 31st in the zone
		{"2027-03-31T11:00:00Z", 3, "2027-03-24"}, // Easter lies between
		{"2027-03-15T08:00:00Z", 1, "2027-03-12"},
	} {
		starts, err := time.Parse(time.RFC3339, test.starts)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.DaysBefore(starts, test.days); got != test.want {
			t.Errorf("%d working days before %s is %s, want %s", test.days, test.starts, got, test.want)
		}
	}
}

func TestOnlySensitiveAnswersAskForHelpAndOnlyWhenAPersonMustLook(t *testing.T) {
	text := models.Question{Kind: models.QuestionText, Sensitive: true}
	choice := models.Question{Kind: models.QuestionMultiple, Sensitive: true}
	for _, test := range []struct {
		question models.Question
		answer   string
		want     bool
	}{
		{text, "Een tolk", true},
		{text, " \n", false},
		{choice, "halal", false},
		{choice, "halal,anders", true},
		{choice, "other", true},
		{choice, "andersom", false},
		{models.Question{Kind: models.QuestionText}, "Een vraag", false},
	} {
		if got := test.question.AsksHelp(test.answer); got != test.want {
			t.Errorf("%q: %v", test.answer, got)
		}
	}
}

func TestNeedsThatAreLateComeFirstAndArrangedOnesLast(t *testing.T) {
	need := func(name, before string, arranged bool) models.AccessNeed {
		return models.AccessNeed{Name: name, NeedMark: models.NeedMark{BookBefore: before, Arranged: arranged}}
	}
	needs := []models.AccessNeed{need("d", "2027-01-01", true), need("c", "2027-03-01", false), need("b", "2027-02-01", false), need("a", "2027-02-01", false)}
	models.SortNeeds(needs)
	var order strings.Builder
	for _, n := range needs {
		order.WriteString(n.Name)
	}
	if order.String() != "abcd" {
		t.Errorf("the order is %s", &order)
	}
}

func TestFactsOfAnEntryAreItsNumbersAndWordsAndNoState(t *testing.T) {
	for details, want := range map[string][]models.AuditDetail{
		`{"parties":[{"registration":1}],"rules":{"policy":{}},"more":{"from":12,"list":"` + strings.Repeat("a", 64) + `"}}`: {{Key: "from", Value: "12"}},
		`{"party":{"size":2},"session":1,"free":[3],"offer":true,"cause":"time"}`:                                            {{Key: "cause", Value: "time"}, {Key: "offer", Value: "true"}, {Key: "session", Value: "1"}},
		`[]`: nil, `{}`: nil, `no JSON`: nil,
	} {
		entry := models.AuditEntry{Details: details}
		if diff := cmp.Diff(want, entry.Facts()); diff != "" {
			t.Errorf("%s: %s", details, diff)
		}
	}
}

func TestWhatIsNoOptionAnyMoreIsStillCounted(t *testing.T) {
	question := models.Question{ID: 1, Kind: models.QuestionMultiple, Sensitive: true, Options: []models.Option{{Key: "halal"}}}
	numbers := models.Numbers{Confirmed: 4, Answers: []models.NumbersAnswer{
		{QuestionID: 1, Status: models.Confirmed, Value: "glutenvrij", People: 1}, {QuestionID: 1, Status: models.Confirmed, Value: "glutenvrij,halal", People: 2},
	}}
	want := []models.Count{{Option: "halal", Confirmed: 2}, {Option: "glutenvrij", Confirmed: 3}, {Confirmed: 1}}
	if diff := cmp.Diff(want, numbers.Counts(question)); diff != "" {
		t.Error(diff)
	}
}
