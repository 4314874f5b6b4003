package models

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// AccessNeed is what somebody with a seat needs to take part, in their own words, and how far it is arranged.
type AccessNeed struct {
	AnswerID     int64
	QuestionID   int64
	Answer       string // as it is stored
	Name         string
	Email        string
	Phone        string // of the contact, when that is this person
	Organisation string
	Reference    string
	Status       Status
	NeedMark     `gorm:"embedded"`
}

// NeedMark is what an organiser noted of a need.
type NeedMark struct {
	Arranged   bool
	Note       string
	BookBefore string // a day as 2006-01-02, in the series' zone; empty: NeedDays before the session
}

// Worklist is what people need at a session. Who may see it opens it first, so that it is known who did.
type Worklist struct {
	Opened bool         // by whoever asks, within NeedsOpen
	Needs  []AccessNeed // when it is opened, what is to be done first
	Count  int          // of all of them
	ToDo   int          // of those that are not arranged
}

const (
	// NeedDays is how many working days before a session what people need is booked, unless noted otherwise.
	NeedDays = 10
	// NeedsOpen is how long a worklist stays open.
	NeedsOpen = time.Hour
	// MaxNeedNote is the length of a note, in characters.
	MaxNeedNote = 1000
)

// otherOptions are the keys of options that say that somebody wants something else than what is offered.
var otherOptions = []string{"anders", "other"}

// AsksHelp says that an answer must be looked at by a person: a text, or "something else".
func (q Question) AsksHelp(answer string) bool {
	switch {
	case !q.Sensitive:
		return false
	case q.Kind == QuestionText:
		return strings.TrimSpace(answer) != ""
	}
	return slices.ContainsFunc(strings.Split(answer, ","), func(key string) bool { return slices.Contains(otherOptions, key) })
}

// SortNeeds puts what is not arranged first, then what must be booked first.
func SortNeeds(needs []AccessNeed) {
	done := func(n AccessNeed) int {
		if n.Arranged {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(needs, func(a, b AccessNeed) int {
		return cmp.Or(done(a)-done(b), strings.Compare(a.BookBefore, b.BookBefore), strings.Compare(a.Name, b.Name), cmp.Compare(a.AnswerID, b.AnswerID))
	})
}

// DaysBefore is the working day that lies that many working days before a moment, as 2006-01-02 in the clock's zone.
func (w WorkClock) DaysBefore(at time.Time, days int) string {
	day := w.hour(at, closeHour)
	for days > 0 {
		if day = w.hour(day.AddDate(0, 0, -1), closeHour); w.works(day) {
			days--
		}
	}
	return day.Format(time.DateOnly)
}

// Clean makes one note of the ways in which people type it.
func (m *NeedMark) Clean() {
	m.Note, m.BookBefore = cleanText(m.Note), cleanLine(m.BookBefore)
}

// Validate is Invalid, with Problems, when a note cannot be kept.
func (m *NeedMark) Validate() error {
	var c checker
	c.line("note", 0, strings.ReplaceAll(m.Note, "\n", " "), MaxNeedNote, false)
	if _, err := time.Parse(time.DateOnly, m.BookBefore); err != nil && m.BookBefore != "" || utf8.RuneCountInString(m.BookBefore) > len(time.DateOnly) {
		c.add("until", 0, "problem.date.invalid")
	}
	return problemsError(c.problems)
}
