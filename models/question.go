package models

import (
	"slices"
	"strings"
)

// The kinds of a question.
const (
	QuestionText     = "text"
	QuestionChoice   = "choice"
	QuestionMultiple = "multiple"
	QuestionYesNo    = "yes-no"
)

// Question is asked of those who sign up.
type Question struct {
	ID              int64
	SeriesID        int64
	Position        int
	Key             string
	Label           Text
	Help            Text
	Kind            string
	Options         []Option `gorm:"serializer:json"`
	Required        bool
	MaxLength       int  // of a text, in characters
	Sensitive       bool // touches health or religion: own page only, never in a list unless asked for
	EachParticipant bool // each person answers on their own page
}

// Personal says that each person answers for themselves: the question is never in the sign-up form.
func (q Question) Personal() bool { return q.Sensitive || q.EachParticipant }

// Option is one of the answers that a question offers.
type Option struct {
	Key   string
	Label Text
}

// Choosable are the answers by which a list can be filtered: none of a sensitive question, or one that is answered in words.
func (q Question) Choosable() []Option {
	switch {
	case q.Sensitive || q.Kind == QuestionText:
		return nil
	case q.Kind == QuestionYesNo:
		return []Option{{Key: "yes"}, {Key: "no"}}
	}
	return q.Options
}

// Gone are the options that a question offers and another version of it does not.
func (q Question) Gone(other *Question) []Option {
	if q.Kind != QuestionChoice && q.Kind != QuestionMultiple {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(q.Options), func(o Option) bool {
		return slices.ContainsFunc(other.Options, func(kept Option) bool { return kept.Key == o.Key })
	})
}

// Chosen are the option keys of a stored answer.
func Chosen(answer string) []string {
	if answer == "" {
		return nil
	}
	return strings.Split(answer, ",")
}
