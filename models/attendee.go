package models

import "time"

// Attendee is a row of the attendee list: one participant at one session.
type Attendee struct {
	Reference    string
	Session      string // slug
	Status       Status
	Position     int // for Waiting: 1 + people ahead; otherwise 0
	Name         string
	Email        string
	Role         string
	Organisation string
	Sector       string
	Phone        string
	RegisteredAt time.Time
	Language     string
	Answers      map[string]string `gorm:"-"` // by question key, as stored in Answer.Value
}

// Erased says that nobody knows any more who it was.
func (a *Attendee) Erased() bool { return a.Name == "" }

// AttendeeFilter chooses rows of the attendee list, and what is in them.
type AttendeeFilter struct {
	ListFilter
	Sensitive bool   // with the sensitive answers; this is audited
	Actor     string // who gets them; empty: the command line
	NamesOnly bool   // without what ContactColumns names, and answers: for a regional partner
}

// Change is a line of what an import did or would do.
type Change struct {
	Subject string // "series inspiratiesessies", "session zwolle"
	What    string // "created", "capacity 60 → 80", "unchanged"
}

// Violation is a rule that does not hold, found by vonk check.
type Violation struct {
	Rule    string // "never over", "counters", "audit chain", …
	Subject string // "session inspiratiesessies/zwolle"
	Detail  string
}
