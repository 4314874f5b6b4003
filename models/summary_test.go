package models

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnswersAreCountedByOptionAndTextsHaveNoOrderThatTells(t *testing.T) {
	questions := []Question{
		{ID: 1, Key: "zoekt", Kind: QuestionMultiple, Options: []Option{{Key: "partners"}, {Key: "inkoop"}, {Key: "niets"}}},
		{ID: 2, Key: "lunch", Kind: QuestionChoice, Sensitive: true, Options: []Option{{Key: "halal"}}},
		{ID: 3, Key: "borrel", Kind: QuestionYesNo},
		{ID: 4, Key: "vraag", Kind: QuestionText},
		{ID: 5, Key: "keuze", Kind: QuestionChoice, Options: []Option{{Key: "a"}}},
	}
	got := Tallies(questions, []GivenAnswer{
		{1, "inkoop,partners", 2}, {1, "partners", 5}, {2, "halal", 9}, {3, "no", 4}, {4, "Zebra", 1}, {4, "appel", 3}, {4, "", 7}, {5, "weg", 1},
	})
	want := []Tally{
		{Question: &questions[0], Answered: 7, Options: []AnswerCount{{"partners", 7}, {"inkoop", 2}, {"niets", 0}}},
		{Question: &questions[2], Answered: 4, Options: []AnswerCount{{"yes", 0}, {"no", 4}}},
		{Question: &questions[3], Answered: 4, Texts: []AnswerCount{{"appel", 3}, {"Zebra", 1}}},
		{Question: &questions[4], Answered: 1, Options: []AnswerCount{{"a", 0}, {"weg", 1}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOrganisationsComeBySectorOfTheFileAndThenByName(t *testing.T) {
	all := []EmployerSeats{
		{OrganisationID: 1, Organisation: "ziekenhuis", Sector: "zorg"},
		{OrganisationID: 2, Organisation: "Gemeente B", Sector: "gemeenten"},
		{OrganisationID: 3, Organisation: "School", Sector: "po"},
		{OrganisationID: 4, Organisation: "gemeente A", Sector: "gemeenten"},
		{OrganisationID: 5, Organisation: "Gemeente A", Sector: "gemeenten"},
	}
	SortEmployerSeats(all, []string{"po", "gemeenten"})
	var got []int64
	for _, e := range all {
		got = append(got, e.OrganisationID)
	}
	if diff := cmp.Diff([]int64{3, 4, 5, 2, 1}, got); diff != "" {
		t.Error(diff)
	}
}
