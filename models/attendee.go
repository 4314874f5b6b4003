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

// AttendeeFilter chooses rows of the attendee list.
type AttendeeFilter struct {
	Session   string // slug; empty: all sessions
	Sensitive bool   // with the sensitive answers; this is audited
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

// OrganiserRole is what an organiser may do.
type OrganiserRole string

// The roles.
const RoleAdmin OrganiserRole = "admin"

// Organiser is someone who signs in to the back office.
type Organiser struct {
	ID          int64
	Email       string
	EmailKey    string
	Role        OrganiserRole
	Disabled    bool
	LinkVersion int        // of the newest sign-in link; raised when one is made
	LinkExpires *time.Time // nil: none is open, or it was used
	CreatedAt   time.Time
}
