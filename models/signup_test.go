package models

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func sampleSeries() *Series {
	return &Series{
		Slug: "sample", Sectors: []string{"gemeenten", "po"}, Policy: Policy{PartyMax: 2, WaitingList: WaitingListConfirm},
		Sessions: []Session{session(10, 0, 0)},
		Questions: []Question{
			{ID: 1, Key: "zoekt", Kind: QuestionMultiple, Options: []Option{{Key: "a"}, {Key: "b"}}},
			{ID: 2, Key: "vraag", Kind: QuestionText, MaxLength: 5},
			{ID: 3, Key: "komt", Kind: QuestionYesNo, Required: true},
			{ID: 4, Key: "lunch", Kind: QuestionChoice, Sensitive: true, Options: []Option{{Key: "halal"}}},
		},
	}
}

func sampleSignUp() SignUp {
	return SignUp{
		Session: "zwolle", Organisation: "Gemeente Voorbeeld", Sector: "gemeenten",
		People:  []Person{{Name: "Voorbeeld Een", Email: "een@voorbeeld.example"}},
		Answers: map[string][]string{"komt": {"yes"}},
	}
}

func TestEachMistakeIsNamedAtItsField(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*SignUp)
		want   string // field and key; empty: nothing wrong
	}{
		{"nothing wrong", func(*SignUp) {}, ""},
		{"no session", func(in *SignUp) { in.Session = "" }, "session problem.session.missing"},
		{"unknown session", func(in *SignUp) { in.Session = "parijs" }, "session problem.session.unknown"},
		{"an alternative of no session of the series", func(in *SignUp) { in.Alternatives = []string{"parijs"} }, "alternatives-1 problem.alternatives.unknown"},
		{"the first choice again", func(in *SignUp) { in.Alternatives = []string{"zwolle"} }, "alternatives-1 problem.alternatives.twice"},
		{"unknown together", func(in *SignUp) { in.Together = "some" }, "together problem.together.unknown"},
		{"no people", func(in *SignUp) { in.People = nil }, "name-1 problem.name.missing"},
		{"no name", func(in *SignUp) { in.People[0].Name = " \t" }, "name-1 problem.name.missing"},
		{"no address", func(in *SignUp) { in.People[0].Email = "" }, "email-1 problem.email.missing"},
		{"no address at all", func(in *SignUp) { in.People[0].Email = "een.voorbeeld.example" }, "email-1 problem.email.invalid"},
		{"long name", func(in *SignUp) { in.People[0].Name = strings.Repeat("a", 101) }, "name-1 problem.long"},
		{"long name of letters with accents", func(in *SignUp) { in.People[0].Name = strings.Repeat("é", 100) }, ""},
		{"control character", func(in *SignUp) { in.People[0].Name = "Voor\x00beeld" }, "name-1 problem.characters"},
		{"a name of two lines", func(in *SignUp) { in.People[0].Name = "Voorbeeld\r\nBcc: x@voorbeeld.example" }, "name-1 problem.characters"},
		{"a name of wide spaces", func(in *SignUp) { in.People[0].Name = "\u2003\u3000" }, "name-1 problem.name.missing"},
		{"no character at all", func(in *SignUp) { in.People[0].Name = "Voor\uffffbeeld" }, "name-1 problem.characters"},
		{"turned text", func(in *SignUp) { in.People[0].Name = "Voor\u202ebeeld" }, "name-1 problem.characters"},
		{"not UTF-8", func(in *SignUp) { in.Organisation = "Voor\xffbeeld" }, "organisation problem.utf8"},
		{"long role", func(in *SignUp) { in.People[0].Role = strings.Repeat("a", 101) }, "role-1 problem.long"},
		{"no organisation", func(in *SignUp) { in.Organisation = "" }, "organisation problem.organisation.missing"},
		{"no sector", func(in *SignUp) { in.Sector = "" }, "sector problem.sector.missing"},
		{"unknown sector", func(in *SignUp) { in.Sector = "ruimtevaart" }, "sector problem.sector.unknown"},
		{"letters for a phone", func(in *SignUp) { in.Phone = "bel mij" }, "phone problem.phone.invalid"},
		{"a phone", func(in *SignUp) { in.Phone = "+31 (0)70-000 00 00" }, ""},
		{"a party too large", func(in *SignUp) {
			in.People = append(in.People, Person{Name: "Twee", Email: "twee@voorbeeld.example"}, Person{Name: "Drie", Email: "drie@voorbeeld.example"})
		}, "name-3 problem.party.large"},
		{"the same person twice", func(in *SignUp) {
			in.People = append(in.People, Person{Name: "voorbeeld  een", Email: "EEN@voorbeeld.example"})
		}, "email-2 problem.email.twice"},
		{"a shared mailbox", func(in *SignUp) {
			in.People = append(in.People, Person{Name: "Voorbeeld Twee", Email: "een@voorbeeld.example"})
		}, ""},
		{"a contact without address", func(in *SignUp) { in.ContactName = "Secretariaat" }, "contact_email problem.contact_email.missing"},
		{"a contact without name", func(in *SignUp) { in.ContactEmail = "s@voorbeeld.example" }, "contact_name problem.contact_name.missing"},
		{"a required question", func(in *SignUp) { in.Answers = nil }, "answer_komt problem.answer.missing"},
		{"an unknown option", func(in *SignUp) { in.Answers["zoekt"] = []string{"a", "z"} }, "answer_zoekt problem.answer.unknown"},
		{"two answers where one goes", func(in *SignUp) { in.Answers["komt"] = []string{"yes", "no"} }, "answer_komt problem.answer.one"},
		{"neither yes nor no", func(in *SignUp) { in.Answers["komt"] = []string{"perhaps"} }, "answer_komt problem.answer.unknown"},
		{"a long answer", func(in *SignUp) { in.Answers["vraag"] = []string{"zeslet"} }, "answer_vraag problem.long"},
		{"a sensitive question in the form", func(in *SignUp) { in.Answers["lunch"] = []string{"halal"} }, "answer_lunch problem.answer.question"},
		{"an unknown question", func(in *SignUp) { in.Answers["schoenmaat"] = []string{"43"} }, "answer_schoenmaat problem.answer.question"},
		{"a long nonce", func(in *SignUp) { in.Nonce = strings.Repeat("a", 101) }, "nonce problem.nonce.long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := sampleSignUp()
			test.change(&in)
			in.Clean()
			err := in.Validate(sampleSeries())
			var e *Error
			if test.want == "" {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if !errors.As(err, &e) || !slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.ID()+" "+p.Key == test.want }) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestSeriesWithoutSectorsAsksForNone(t *testing.T) {
	series, in := sampleSeries(), sampleSignUp()
	series.Sectors, in.Sector = nil, ""
	in.Clean()
	if err := in.Validate(series); err != nil {
		t.Error(err)
	}
}

func TestAnswerWithoutALimitOfItsOwnHasTheLimitOfAll(t *testing.T) {
	series, in := sampleSeries(), sampleSignUp()
	series.Questions[1].MaxLength = 0
	for length, want := range map[int]Code{MaxText: "", MaxText + 1: Invalid} {
		in.Answers["vraag"] = []string{strings.Repeat("a", length)}
		in.Clean()
		if err := in.Validate(series); (err == nil) != (want == "") || err != nil && CodeOf(err) != want {
			t.Errorf("%d characters: %v", length, err)
		}
	}
}

func TestFieldHasOneProblemAtMost(t *testing.T) {
	in := sampleSignUp()
	in.People[0].Email = strings.Repeat("a", MaxEmail+1) // too long, and no address
	in.Clean()
	var e *Error
	if err := in.Validate(sampleSeries()); !errors.As(err, &e) || len(e.Problems) != 1 || e.Problems[0].Key != "problem.long" {
		t.Errorf("got %v", err)
	}
}

func TestOnlySensitiveAndPersonalQuestionsAreAnsweredOnOnesOwnPage(t *testing.T) {
	if err := ValidateAnswers(sampleSeries(), map[string][]string{"lunch": {"halal"}}); err != nil {
		t.Error(err)
	}
	if err := ValidateAnswers(sampleSeries(), map[string][]string{"komt": {"yes"}}); err == nil {
		t.Error("a question of the form was taken")
	}
}

func TestPastedTextIsCleanedAndNothingElseChanges(t *testing.T) {
	in := SignUp{
		Organisation: " Gemeente\u00a0 Voorbeeld\u200b ",
		People:       []Person{{Name: "\ufeffZoë  d'Éxample\t"}, {}},
		Phone:        "\r\n\u2003",
		Answers:      map[string][]string{"vraag": {" een\r\n\r\n  twee \r\n"}, "leeg": {" "}, "zoekt": {"partners", "voorbeelden", "partners"}},
	}
	in.Clean()
	if in.Phone != "" {
		t.Errorf("white space of other kinds became %q", in.Phone)
	}
	if got := in.Answers["zoekt"]; !slices.Equal(got, []string{"partners", "voorbeelden"}) {
		t.Errorf("an answer given twice became %q", got)
	}
	if in.Organisation != "Gemeente Voorbeeld" || len(in.People) != 1 || in.People[0].Name != "Zoë d'Éxample" {
		t.Errorf("%+v", in)
	}
	if got := in.Answers["vraag"][0]; got != "een\n\ntwee" || len(in.Answers) != 2 {
		t.Errorf("%q, %v", got, in.Answers)
	}
}

func TestContactIsTheFirstPersonUnlessSomebodyElseIsNamed(t *testing.T) {
	people := []Person{{Name: "Een", Email: "info@voorbeeld.example"}, {Name: "Twee", Email: "twee@voorbeeld.example"}}
	for _, test := range []struct {
		name, email string
		place       int
	}{
		{"", "", 1},
		{"Twee", "TWEE@voorbeeld.example", 2},
		{"Secretariaat", "info@voorbeeld.example", 0}, // a shared mailbox, another person
		{"Drie", "drie@voorbeeld.example", 0},
	} {
		in := SignUp{People: people, ContactName: test.name, ContactEmail: test.email}
		if _, place := in.Contact(); place != test.place {
			t.Errorf("%s: place %d, want %d", test.name, place, test.place)
		}
	}
}

func TestAddressesThatCanBeWrittenTo(t *testing.T) {
	for address, want := range map[string]bool{
		"een@voorbeeld.example": true, "a.b+c@x-y.voorbeeld.example": true, "o'brien@voorbeeld.example": true,
		"": false, "een": false, "een@": false, "@voorbeeld.example": false, "een@voorbeeld": false, "een@@voorbeeld.example": false,
		"een@voorbeeld..example": false, "een@-voorbeeld.example": false, "een@voorbeeld_x.example": false, "een voorbeeld@voorbeeld.example": false,
		"Een <een@voorbeeld.example>": false, "een@voorbeeld.example\r\nBcc: x@y.example": false, "een@[127.0.0.1]": false, "é@voorbeeld.example": false,
		".een@voorbeeld.example": false, "een.@voorbeeld.example": false, strings.Repeat("a", 65) + "@voorbeeld.example": false,
	} {
		if got := ValidEmail(address); got != want {
			t.Errorf("%q: got %v, want %v", address, got, want)
		}
	}
}

func TestOneOrganisationHasOneKeyHoweverItIsWritten(t *testing.T) {
	for _, name := range []string{"Gemeente Voorbeeld", "gemeente  voorbeeld", "GEMEENTE VOORBEELD.", " Gemeente-Voorbeeld "} {
		if got := NormaliseName(name); got != "gemeente voorbeeld" {
			t.Errorf("%q: %q", name, got)
		}
	}
	if NormaliseName("***") == "" {
		t.Error("a name of signs has no key")
	}
}
