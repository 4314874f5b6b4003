package models

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Organisation is an employer, known by its normalised name.
type Organisation struct {
	ID         int64
	Name       string // as it was first written
	NameKey    string // see NormaliseName
	MergedInto *int64 // the organisation that it became; nil: it stands for itself
	CreatedAt  time.Time
}

// NormaliseName makes one key of the ways in which people write one name: letters and digits in lower case, single spaces.
func NormaliseName(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(fields) == 0 {
		return strings.TrimSpace(strings.ToLower(name))
	}
	return strings.Join(fields, " ")
}

// NormaliseEmail makes one key of the ways in which people write one address.
func NormaliseEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// How a registration's participants are placed.
const (
	TogetherAll = "all" // as one party
	TogetherAny = "any" // each is a party of one
)

// Registration is one submission by one contact, for one or more participants of one organisation.
type Registration struct {
	ID              int64
	SeriesID        int64
	OrganisationID  int64
	Reference       string // what people say on the telephone
	Sector          string
	Language        string // of pages and mails: nl or en
	Together        string // TogetherAll or TogetherAny
	Wait            bool   // keep waiting for choices above the seat gained
	FilledMeanwhile bool   // the session was free when the form was shown, and full when it came back
	NonceHash       *string
	TokenVersion    int
	CreatedAt       time.Time
	UpdatedAt       time.Time

	Organisation Organisation  `gorm:"-"`
	Contact      Contact       `gorm:"-"`
	Participants []Participant `gorm:"-"` // by place
	Choices      []Choice      `gorm:"-"` // by party and rank
	Placements   []Placement   `gorm:"-"` // by party, oldest first
	Answers      []Answer      `gorm:"-"`
	Series       *Series       `gorm:"-"`
}

// Contact is who submitted a registration. The contact attends only when listed as a participant too.
type Contact struct {
	ID             int64
	RegistrationID int64
	SeriesID       int64
	Name           string
	Email          string
	EmailKey       string
	Phone          string
	Place          int // the contact's place among the participants; 0: does not attend
	Newsletter     bool
	Followup       bool
}

// Participant is a person in a registration.
type Participant struct {
	ID             int64
	RegistrationID int64
	SeriesID       int64
	Place          int // in the registration, from 1
	Party          int // participants with the same number are placed as one; it is the place of the party's first
	Name           string
	Email          string
	EmailKey       string
	Role           string
	TokenVersion   int
	FeedVersion    int  // of the address of their calendar feed
	Withdrawn      bool // left the registration
}

// Choice is a session that a party wants.
type Choice struct {
	ID             int64
	SeriesID       int64
	RegistrationID int64
	SessionID      int64
	Party          int
	Rank           int    // 1 is wanted most
	Number         int64  // from the series' counter; the choices of one sign-up share one
	Sought         bool   // see Line
	Closed         Status // see Line
}

// Answer is an answer to a question: of the registration, or of one participant.
type Answer struct {
	ID             int64
	RegistrationID int64
	QuestionID     int64
	ParticipantID  *int64 // nil: the contact answered for the registration
	Value          string // the text; an option's key; several keys with commas between; yes or no
}

// Status is where a placement or a seat stands, and how it ended.
type Status string

// The statuses, in the order of the attendee list.
const (
	Confirmed Status = "confirmed"
	Offered   Status = "offered"
	Waiting   Status = "waiting"
	Moved     Status = "moved"
	Declined  Status = "declined"
	Expired   Status = "expired"
	Cancelled Status = "cancelled"

	// What the attendee list makes of a confirmed seat once people were received at the session's door. No seat has them itself.
	Present Status = "present"
	Absent  Status = "absent" // after the session
)

// Statuses are all of them, in the order of the attendee list.
var Statuses = []Status{Confirmed, Offered, Waiting, Moved, Declined, Expired, Cancelled, Present, Absent}

// Live says that the status has not ended: its holder has, is offered or waits for a seat.
func (s Status) Live() bool { return s == Confirmed || s == Offered || s == Waiting }

// Placement is a party's place at a session: one life of a choice. Number, Rank and Party are its choice's, OrganisationID is
// its registration's, all repeated so that serving reads one index.
type Placement struct {
	ID             int64
	SeriesID       int64
	RegistrationID int64
	ChoiceID       int64
	SessionID      int64
	Party          int
	Number         int64
	Rank           int
	OrganisationID int64
	Share          int // see Policy.Share
	Size           int // people of the party that are still in it
	Status         Status
	Resting        bool       // see Line
	Front          bool       // stands first of its organisation, share and size at the session, and the organisation has room for it
	Deadline       *time.Time // while offered, and when that expired
	RemindAt       *time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time

	Seats  []Seat `gorm:"-"` // by the participants' place
	Ahead  int    `gorm:"-"` // while waiting: people who stand earlier in the session's line
	Reason Reason `gorm:"-"` // while waiting: why not placed now
}

// Seat is one participant's part of a placement, with its own calendar event.
type Seat struct {
	ID            int64
	SeriesID      int64
	SessionID     int64
	PlacementID   int64
	ParticipantID int64
	Status        Status
	UID           string     // of the calendar event: secret, as a reply must echo it
	Sequence      int        // of the calendar event
	ReleaseAt     *time.Time // a declined seat is freed at this moment
	Answered      string     // what the person's calendar answered last, in lower case: accepted, tentative or declined; empty: nothing
	AnsweredAt    *time.Time // when that came in
	AnswerStamp   *time.Time // when it was written, as it says; never after AnsweredAt
	UpdatedAt     time.Time

	// What it repeats for the organisers' list, so that filtering, searching and sorting read one index.
	RegistrationID int64
	Latest         bool   // the participant's newest seat at the session: the one that the list shows
	Found          string // see Found
	FoundPublic    int
	Organisation   string // its NameKey
	Sector         string
	PresentAt      *time.Time // when its person was marked present at the door; nil: they were not
	PresentBy      string     // the actor who did
}

// Participant finds a participant by place.
func (r *Registration) Participant(place int) (*Participant, bool) {
	for i := range r.Participants {
		if r.Participants[i].Place == place {
			return &r.Participants[i], true
		}
	}
	return nil, false
}

// ParticipantByID finds a participant by id.
func (r *Registration) ParticipantByID(id int64) (*Participant, bool) {
	for i := range r.Participants {
		if r.Participants[i].ID == id {
			return &r.Participants[i], true
		}
	}
	return nil, false
}

// SeatOf is where a participant stands, with the placement it belongs to: the live seat that comes first in the order of
// the statuses, of those that wait the one that is wanted most; or else the one that ended last.
func (r *Registration) SeatOf(participantID int64) (placement *Placement, seat *Seat, ok bool) {
	before := func(p *Placement, s *Seat) bool {
		switch {
		case !ok || !seat.Status.Live():
			return true // the later ones come later
		case !s.Status.Live():
			return false
		case s.Status != seat.Status:
			return slices.Index(Statuses, s.Status) < slices.Index(Statuses, seat.Status)
		}
		return p.Rank < placement.Rank
	}
	for i := range r.Placements {
		for j := range r.Placements[i].Seats {
			candidate := &r.Placements[i].Seats[j]
			if candidate.ParticipantID == participantID && before(&r.Placements[i], candidate) {
				placement, seat, ok = &r.Placements[i], candidate, true
			}
		}
	}
	return placement, seat, ok
}

// Live says that somebody of the registration still has or waits for a seat.
func (r *Registration) Live() bool {
	for _, placement := range r.Placements {
		if placement.Status.Live() {
			return true
		}
	}
	return false
}

// Holder is whoever has a link of a registration: its contact, or one of its participants.
type Holder struct {
	Registration int64
	Place        int    // the participant whose link it is; 0: the contact's
	Actor        string // who acts on their behalf; empty: they do
}
