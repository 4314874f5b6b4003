package models

import "time"

// Story is all that happened to one registration, for organisers (seat rule 11). Where it stands now is in Registration.
type Story struct {
	Registration *Registration    // whole
	Since        time.Time        // nothing is known of what happened before; the zero time: it is the whole story
	Events       []StoryEvent     // in the order of time
	References   map[int64]string // of the registrations that events name, by id; without those that are gone
	Notes        []Note           // the oldest first
	Bounces      []Bounce         // of the addresses in the registration
	Undoings     []Undoing        // acts of organisers that were kept to be undone, the newest first
	Letters      []OutboxLine     // what its people were written and what became of it, the newest first
}

// Bounce is an address to which letters cannot be delivered.
type Bounce struct {
	Email  string
	Status string // RFC 3463, as 5.1.1; empty: it was not told
	At     time.Time
}

// Note is what an organiser wrote down about a registration, for other organisers.
type Note struct {
	ID     int64
	At     time.Time
	Author string // address
	Text   string
}

// MaxNote is the longest note, in characters.
const MaxNote = 2000

// The acts of organisers that change where nobody stands. Their details are no Deed.
const (
	ActionEdit   = "edit"
	ActionNote   = "note"
	ActionResend = "resend"
)

// ActionSubstitute is a colleague who goes in somebody's place. It changes where nobody stands, so its details are no Deed.
const ActionSubstitute = "substitute"

// StoryEvent is an act that touched the registration, or, with Passed, others who were served while it waited.
type StoryEvent struct {
	Seq      int64 // of the audit entry; of several that are told as one, the first's
	At       time.Time
	Action   string // of the audit entry
	Actor    string
	Cause    string          // of a grant: the action that it follows from; "time" when nobody acted. Of undoing: the action that it undid
	CauseOf  int64           // the registration that acted; 0: none
	Parties  []int           // those of the registration that it is about
	Left     int             // people who left in it
	Changes  []StoryChange   // of the lines of each of these parties, by rank
	Sessions []SessionChange // for which the organiser changed something
	Passed   *Passed
}

// StoryChange is what happened to a line. Was and Is are the same when it got another number.
type StoryChange struct {
	Session  int64
	Rank     int
	Number   int64
	Was, Is  Status // Was is empty when the line is new
	Resting  bool
	Deadline time.Time // while Is is Offered
}

// SessionChange is what an organiser changed for a session.
type SessionChange struct {
	Session   int64
	Was, Is   int // seats
	CalledOff bool
}

// Passed are parties of others that were served at a session while parties of the registration waited there: all between
// two of its own events that were served for one reason.
type Passed struct {
	Session int64
	Why     Reason // why the registration's parties were not served then; empty: the others stood before them
	Count   int    // parties
	People  int
	Last    time.Time // when the last of them was served; the event's At is the first
	Size    int       // people of each party of the registration that waited, at most
	Free    int       // seats that were free for it, at most
	Served  []Served  // the first few
}

// Served is a party of another registration that was served.
type Served struct {
	Registration int64
	Number       int64
	Size         int
}
