package models

import (
	"cmp"
	"slices"
	"strings"
)

// SeatCount is how many people have a seat at a session, are offered one, and wait for one.
type SeatCount struct {
	Confirmed int
	Offered   int
	Waiting   int
}

// Add counts people with a status that has not ended.
func (c *SeatCount) Add(status Status, people int) {
	switch status {
	case Confirmed:
		c.Confirmed += people
	case Offered:
		c.Offered += people
	case Waiting:
		c.Waiting += people
	}
}

// EmployerSeats are the people of an organisation who signed up in the name of one sector, by session.
type EmployerSeats struct {
	OrganisationID int64
	Organisation   string
	Sector         string
	Sessions       []SeatCount // in the order of the series' sessions
}

// SortEmployerSeats sorts by sector, in the order of the series file, and then by organisation as people look it up.
func SortEmployerSeats(all []EmployerSeats, sectors []string) {
	order := func(sector string) int {
		if at := slices.Index(sectors, sector); at >= 0 {
			return at
		}
		return len(sectors) // one that the series has no longer
	}
	slices.SortFunc(all, func(a, b EmployerSeats) int {
		return cmp.Or(
			cmp.Compare(order(a.Sector), order(b.Sector)), strings.Compare(a.Sector, b.Sector),
			strings.Compare(NormaliseName(a.Organisation), NormaliseName(b.Organisation)), cmp.Compare(a.OrganisationID, b.OrganisationID),
		)
	})
}

// GivenAnswer is how often one answer was given, as it is stored in Answer.Value.
type GivenAnswer struct {
	QuestionID int64
	Value      string
	Times      int
}

// Tally is what was answered to a question, without who did.
type Tally struct {
	Question *Question
	Answered int           // how many answered it
	Options  []AnswerCount // of each option, in the question's order, also those that nobody chose; then those that are gone
	Texts    []AnswerCount // what was written, sorted, so that the order does not tell by whom
}

// AnswerCount is an option's key, yes, no or a text, and how often it was given.
type AnswerCount struct {
	Answer string
	Times  int
}

// Tallies counts the answers to each question that is not sensitive.
func Tallies(questions []Question, given []GivenAnswer) []Tally {
	var all []Tally
	for i := range questions {
		if question := &questions[i]; !question.Sensitive {
			all = append(all, tally(question, given))
		}
	}
	return all
}

func tally(question *Question, given []GivenAnswer) Tally {
	t := Tally{Question: question}
	switch question.Kind {
	case QuestionYesNo:
		t.Options = []AnswerCount{{Answer: "yes"}, {Answer: "no"}}
	case QuestionChoice, QuestionMultiple:
		for _, option := range question.Options {
			t.Options = append(t.Options, AnswerCount{Answer: option.Key})
		}
	}
	for _, answer := range given {
		switch {
		case answer.QuestionID != question.ID || answer.Value == "":
			continue
		case question.Kind == QuestionText:
			t.Texts = append(t.Texts, AnswerCount{answer.Value, answer.Times})
		case question.Kind == QuestionMultiple:
			for key := range strings.SplitSeq(answer.Value, ",") {
				t.count(key, answer.Times)
			}
		default:
			t.count(answer.Value, answer.Times)
		}
		t.Answered += answer.Times
	}
	slices.SortFunc(t.Texts, func(a, b AnswerCount) int {
		return cmp.Or(strings.Compare(NormaliseName(a.Answer), NormaliseName(b.Answer)), strings.Compare(a.Answer, b.Answer))
	})
	return t
}

func (t *Tally) count(key string, times int) {
	at := slices.IndexFunc(t.Options, func(c AnswerCount) bool { return c.Answer == key })
	if at < 0 {
		at, t.Options = len(t.Options), append(t.Options, AnswerCount{Answer: key})
	}
	t.Options[at].Times += times
}
