package models

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestSearchComparesLettersWithoutTheirMarks(t *testing.T) {
	for text, want := range map[string]string{
		"Zoë Müller-Çelik": "zoe muller-celik", "ŁÓDŹ": "lodz", "Jørgen Åse": "jorgen ase", "": "", "Ελένη Иван": "ελένη иван", "İpek": "ipek",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q folds to %q", text, got)
		}
	}
	filter := ListFilter{Query: "  Één\ttwee " + strings.Repeat("x ", 20)}
	if got := filter.Words(); len(got) != maxWords || got[0] != "een" || got[1] != "twee" {
		t.Errorf("the words are %q", got)
	}
}

func TestWhatIsPublicOfASearchIsNameAndOrganisation(t *testing.T) {
	found, public := Found("Zoë", "Gemeente Éen", "Z@voorbeeld.example", "ABCD-2345")
	if got := string([]rune(found)[:public]); got != "zoe\tgemeente een" || !strings.HasSuffix(found, "\tz@voorbeeld.example\tabcd-2345") {
		t.Errorf("%q, of which %q is public", found, got)
	}
}

func TestSensitiveAnswersAreNoColumnAndNoFilter(t *testing.T) {
	series := &Series{Sectors: []string{"po"}, Questions: []Question{
		{Key: "open", Kind: QuestionYesNo}, {Key: "lunch", Kind: QuestionChoice, Sensitive: true, Options: []Option{{Key: "halal"}}},
	}}
	for _, contacts := range []bool{true, false} {
		columns := ColumnsFor(series, contacts)
		if slices.Contains(columns, AnswerColumn("lunch")) || slices.Contains(columns, AnswerColumn("open")) != contacts || slices.Contains(columns, "email") != contacts {
			t.Errorf("with contacts %t the columns are %v", contacts, columns)
		}
	}
	for _, test := range []struct{ in, want ListFilter }{
		{ListFilter{Question: "lunch", Option: "halal"}, ListFilter{}},
		{ListFilter{Question: "open", Option: "yes"}, ListFilter{Question: "open", Option: "yes"}},
		{ListFilter{Question: "open", Option: "maybe"}, ListFilter{}},
	} {
		got := test.in
		if got.Clean(series); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%+v becomes %+v", test.in, got)
		}
	}
}

// Who may do things at some sessions sees those alone, and addresses only where a role says so.
func TestSightIsThatOfTheRolesAtEachSession(t *testing.T) {
	series := &Series{ID: 1, Sessions: []Session{{ID: 1, SeriesID: 1}, {ID: 2, SeriesID: 1}, {ID: 3, SeriesID: 1}}}
	at := func(role OrganiserRole, session int64) Assignment {
		id := int64(1)
		return Assignment{Role: role, SeriesID: &id, SessionID: &session}
	}
	sight := (&Organiser{Assignments: []Assignment{at(RolePartner, 1), at(RoleReader, 3), at(RoleReception, 2)}}).Sight(series)
	if !slices.Equal(sight.Sessions, []int64{1, 3}) || !slices.Equal(sight.Contacts, []int64{3}) {
		t.Errorf("the sight is %+v", sight)
	}
}
