package models

import (
	"strings"
	"time"
)

// Numbers are what a caterer gets to know of a session: how many come, and how many gave which answer to the sensitive
// questions that offer their answers. There are no names in them, and no texts.
type Numbers struct {
	Confirmed int
	Offered   int // seats that are held for somebody, who may or may not come
	Answers   []NumbersAnswer
	Changed   time.Time // when any of it last changed; the zero time: it never did
}

// NumbersAnswer is how many people of one status gave an answer, as it is stored.
type NumbersAnswer struct {
	QuestionID int64
	Status     Status
	Value      string
	People     int
}

// Count is how many people chose an option. Someone may have chosen several.
type Count struct {
	Option    string // its key; empty: no answer
	Confirmed int
	Offered   int
}

// CountsAnswers says that a question's answers are counted for the caterer.
func (q Question) CountsAnswers() bool { return q.Sensitive && q.Kind != QuestionText }

// Counts are the options of a question with the people who chose them, then what is no option any more although people chose
// it; those who gave no answer come last.
func (n *Numbers) Counts(question Question) []Count {
	var counts []Count
	at := map[string]int{}
	for _, option := range question.Choices() {
		at[option.Key] = len(counts)
		counts = append(counts, Count{Option: option.Key})
	}
	none := Count{Confirmed: n.Confirmed, Offered: n.Offered}
	for _, answer := range n.Answers {
		if answer.QuestionID != question.ID {
			continue
		}
		none.add(answer.Status, -answer.People)
		for key := range strings.SplitSeq(answer.Value, ",") {
			if _, known := at[key]; !known {
				at[key] = len(counts)
				counts = append(counts, Count{Option: key})
			}
			counts[at[key]].add(answer.Status, answer.People)
		}
	}
	return append(counts, none)
}

func (c *Count) add(status Status, people int) {
	if status == Offered {
		c.Offered += people
	} else {
		c.Confirmed += people
	}
}

// NumbersUntil is when the link to a session's numbers ends by itself.
func (s *Session) NumbersUntil() time.Time { return s.Ends.Add(24 * time.Hour) }

// NumbersLink is the link to the numbers of a session. Its version is that of the token.
type NumbersLink struct {
	SessionID int64 `gorm:"primaryKey"`
	Version   int
	Open      bool // it works
	MadeAt    time.Time
}
