package models

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Board is what an organiser watches of some sessions of a series: numbers without names.
type Board struct {
	Hours         []HourHeads // by the hour in which people asked for a place, in UTC; the earliest first
	Sectors       []Headcount // the largest first
	Employers     []Headcount // the largest, the largest first: no more than BoardEmployers
	EmployersRest int         // how many more there are
	Rest          Headcount   // the people of those
	Answers       []AnswerHeads
	Failed        int            // mails that were given up
	FailedMails   []FailedLetter // the last of those
}

// BoardEmployers is how many organisations a board names.
const BoardEmployers = 15

// Headcount is how many people have a seat or an offer, and how many wait, of one kind of people.
type Headcount struct {
	Item    string // the sector or the organisation's name
	Seated  int
	Waiting int
}

// People are all of them.
func (t Headcount) People() int { return t.Seated + t.Waiting }

// HourHeads is how many people asked for a place in an hour.
type HourHeads struct {
	Hour time.Time
	Headcount
}

// AnswerHeads is how many people gave an answer, as it is stored.
type AnswerHeads struct {
	QuestionID int64
	Headcount
}

// FailedLetter is a mail that was given up.
type FailedLetter struct {
	Kind      LetterKind
	Recipient string
	Reference string // of the registration that it is about; empty: it is about none
	Failure   string // the last answer of the mail server
}

// DayHeads is how many people asked for a place on a day, and until its end.
type DayHeads struct {
	Day   time.Time // noon of that day, in the zone
	Count int
	Total int
}

// Days are the days on which people asked for a place, from the first to the last without a gap.
func (b *Board) Days(zone *time.Location) (days []DayHeads) {
	noon := func(at time.Time) time.Time {
		year, month, day := at.In(zone).Date()
		return time.Date(year, month, day, 12, 0, 0, 0, zone)
	}
	total := 0
	for _, hour := range b.Hours {
		day := noon(hour.Hour)
		for len(days) > 0 && days[len(days)-1].Day.Before(day) {
			days = append(days, DayHeads{Day: noon(days[len(days)-1].Day.AddDate(0, 0, 1)), Total: total})
		}
		if len(days) == 0 {
			days = append(days, DayHeads{Day: day})
		}
		total += hour.People()
		last := &days[len(days)-1]
		last.Count, last.Total = last.Count+hour.People(), total
	}
	return days
}

// Chosen counts for each option of a question the people who chose it, and how many answered at all. Someone may have chosen
// several. A yes-no question has the options yes and no.
func (b *Board) Chosen(question Question) (options []Headcount, answered int) {
	at := map[string]int{}
	for _, option := range question.Choices() {
		at[option.Key] = len(options)
		options = append(options, Headcount{Item: option.Key})
	}
	for _, answer := range b.Answers {
		if answer.QuestionID != question.ID {
			continue
		}
		answered += answer.People()
		for key := range strings.SplitSeq(answer.Item, ",") {
			if i, known := at[key]; known {
				options[i].Seated, options[i].Waiting = options[i].Seated+answer.Seated, options[i].Waiting+answer.Waiting
			}
		}
	}
	return options, answered
}

// Choices are the answers that a question offers; none for a text.
func (q Question) Choices() []Option {
	if q.Kind == QuestionYesNo {
		return []Option{{Key: "yes"}, {Key: "no"}}
	}
	if q.Kind == QuestionText {
		return nil
	}
	return q.Options
}

// SortHeadcounts puts the largest first: who have a seat count more than who wait.
func SortHeadcounts(tallies []Headcount) {
	slices.SortStableFunc(tallies, func(a, b Headcount) int {
		return cmp.Or(cmp.Compare(b.Seated, a.Seated), cmp.Compare(b.Waiting, a.Waiting), strings.Compare(a.Item, b.Item))
	})
}
