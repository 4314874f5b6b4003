package models

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func writtenMailing() *Mailing {
	return &Mailing{
		Subject: Text{NL: "Nieuws"}, Body: Text{NL: "Beste {naam}, kijk op {link}."},
		Audience: Audience{ListFilter: ListFilter{Statuses: []Status{Confirmed}}, To: ToParticipants},
	}
}

func mailingSeries() *Series {
	return &Series{
		ID: 1, Sectors: []string{"po"}, Sessions: []Session{{ID: 1, Slug: "zwolle"}, {ID: 2, Slug: "utrecht"}},
		Questions: []Question{
			{Key: "zoekt", Kind: QuestionMultiple, Options: []Option{{Key: "partners"}}},
			{Key: "eerder", Kind: QuestionYesNo},
			{Key: "dieet", Kind: QuestionChoice, Sensitive: true, Options: []Option{{Key: "halal"}}},
		},
	}
}

func TestAMailingThatCannotBeSentSaysWhyAtItsFields(t *testing.T) {
	for rule, test := range map[string]struct {
		change func(*Mailing)
		want   string // field and key
	}{
		"as it is":                     {func(*Mailing) {}, ""},
		"both languages":               {func(m *Mailing) { m.Subject.EN, m.Body.EN = "News", "Dear {name}, {sessie}" }, ""},
		"no text":                      {func(m *Mailing) { m.Subject, m.Body = Text{}, Text{} }, "subject_nl problem.mailing.empty"},
		"no subject":                   {func(m *Mailing) { m.Subject = Text{} }, "subject_nl problem.mailing.subject.missing"},
		"half in English":              {func(m *Mailing) { m.Subject.EN = "News" }, "body_en problem.mailing.body.missing"},
		"an unknown placeholder":       {func(m *Mailing) { m.Body.NL = "Beste {nam}" }, "body_nl problem.mailing.placeholder"},
		"an empty placeholder":         {func(m *Mailing) { m.Body.NL = "Beste {}" }, "body_nl problem.mailing.placeholder"},
		"an unknown one in a link":     {func(m *Mailing) { m.Body.NL = "[hier]({linkje})" }, "body_nl problem.mailing.placeholder"},
		"written otherwise":            {func(m *Mailing) { m.Body.NL = "Beste { Naam }, {Name}" }, ""},
		"a brace by itself":            {func(m *Mailing) { m.Body.NL = "Dag :} en {" }, ""},
		"a link in the subject":        {func(m *Mailing) { m.Subject.NL = "Kijk op {link}" }, "subject_nl problem.mailing.placeholder"},
		"a long subject":               {func(m *Mailing) { m.Subject.NL = strings.Repeat("é", MaxSubject+1) }, "subject_nl problem.long"},
		"a long text":                  {func(m *Mailing) { m.Body.NL = strings.Repeat("é", MaxBody+1) }, "body_nl problem.long"},
		"a line end in the subject":    {func(m *Mailing) { m.Subject.NL = "Een\nBcc: twee" }, "subject_nl problem.characters"},
		"a control character":          {func(m *Mailing) { m.Body.NL = "Een\x07" }, "body_nl problem.characters"},
		"no status":                    {func(m *Mailing) { m.Audience.Statuses = nil }, "status problem.mailing.statuses.missing"},
		"a status that is none":        {func(m *Mailing) { m.Audience.Statuses = []Status{"x"} }, "status problem.filter.unknown"},
		"a session that is none":       {func(m *Mailing) { m.Audience.Sessions = []string{"x"} }, "session problem.filter.unknown"},
		"a sector that is none":        {func(m *Mailing) { m.Audience.Sectors = []string{"x"} }, "sector problem.filter.unknown"},
		"an answer":                    {func(m *Mailing) { m.Audience.Question, m.Audience.Option = "eerder", "yes" }, ""},
		"an answer that is none":       {func(m *Mailing) { m.Audience.Question, m.Audience.Option = "zoekt", "x" }, "answer problem.filter.unknown"},
		"a sensitive answer":           {func(m *Mailing) { m.Audience.Question, m.Audience.Option = "dieet", "halal" }, "answer problem.filter.unknown"},
		"nobody":                       {func(m *Mailing) { m.Audience.To = "" }, "to problem.mailing.to.missing"},
		"a newsletter to participants": {func(m *Mailing) { m.Audience.Newsletter = true }, "to problem.mailing.to.newsletter"},
		"a newsletter to contacts":     {func(m *Mailing) { m.Audience.Newsletter, m.Audience.To = true, ToContacts }, ""},
	} {
		m := writtenMailing()
		test.change(m)
		err := m.Validate(mailingSeries())
		got := ""
		var known *Error
		if errors.As(err, &known) {
			got = known.Problems[0].Field + " " + known.Problems[0].Key
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", rule, got, test.want)
		}
	}
	m := writtenMailing()
	m.Body.NL = "{nam}"
	var known *Error
	if !errors.As(m.Validate(mailingSeries()), &known) || !strings.Contains(known.Problems[0].Args["Known"].(string), "{naam} {sessie}") {
		t.Errorf("it does not say what can be filled in: %v", known)
	}
}

func TestCleaningAMailingKeepsItsParagraphs(t *testing.T) {
	m := &Mailing{Subject: Text{NL: "  Een  twee "}, Body: Text{NL: "\r\nEen \r\n\r\n twee\r\n"}}
	m.Clean()
	if m.Subject.NL != "Een twee" || m.Body.NL != "Een\n\ntwee" {
		t.Errorf("it is %+v", m)
	}
}

func TestWhoMayWriteToWhom(t *testing.T) {
	series, session := int64(1), int64(1)
	whole := &Organiser{Assignments: []Assignment{{Role: RoleOrganiser, SeriesID: &series}}}
	part := &Organiser{Assignments: []Assignment{{Role: RoleOrganiser, SeriesID: &series, SessionID: &session}}}
	reader := &Organiser{Assignments: []Assignment{{Role: RoleReader, SeriesID: &series}}}
	for _, test := range []struct {
		sessions            []string
		whole, part, reader bool
	}{
		{nil, true, false, false},
		{[]string{"zwolle"}, true, true, false},
		{[]string{"zwolle", "utrecht"}, true, false, false},
		{[]string{"weg"}, true, false, false},
	} {
		a := &Audience{ListFilter: ListFilter{Sessions: test.sessions}}
		got := []bool{a.Within(whole, mailingSeries()), a.Within(part, mailingSeries()), a.Within(reader, mailingSeries())}
		if want := []bool{test.whole, test.part, test.reader}; !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", test.sessions, got, want)
		}
	}
}
