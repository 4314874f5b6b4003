package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Languages are the languages that every page, mail and document exists in.
var Languages = []string{"nl", "en"}

// Text is a text of the organiser's in both languages. Either may be empty.
type Text struct {
	NL string `json:"nl,omitempty"`
	EN string `json:"en,omitempty"`
}

// In gives the text in a language, or in the other one when that is empty.
func (t Text) In(language string) string {
	if (language == "en" && t.EN != "") || t.NL == "" {
		return t.EN
	}
	return t.NL
}

// Value implements driver.Valuer: a text is stored as JSON.
func (t Text) Value() (driver.Value, error) {
	raw, err := json.Marshal(t)
	return string(raw), err
}

// Scan implements sql.Scanner.
func (t *Text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t = Text{}
		return nil
	case string:
		return json.Unmarshal([]byte(v), t)
	case []byte:
		return json.Unmarshal(v, t)
	}
	return fmt.Errorf("a text cannot be read from %T", value)
}

// SeriesStatus says whether the public sees a series.
type SeriesStatus string

// The statuses of a series.
const (
	SeriesDraft     SeriesStatus = "draft"
	SeriesPublished SeriesStatus = "published"
)

// Series is sessions that belong together, with one policy. All times are UTC; people see them in Timezone.
type Series struct {
	ID             int64
	Slug           string
	Status         SeriesStatus
	Title          Text
	Summary        Text
	OrganiserName  string
	OrganiserEmail string
	OrganiserPhone string
	Language       string // the series' own: nl or en
	Timezone       string // an IANA zone
	Opens          time.Time
	Closes         time.Time // the zero time: registration closes per session only
	Policy         Policy    `gorm:"serializer:json"`
	Holidays       Holidays  `gorm:"serializer:json"`
	Retention      Retention `gorm:"serializer:json"`
	Privacy        Privacy   `gorm:"serializer:json"`
	Sectors        []string  `gorm:"serializer:json"`
	NextNumber     int64     // the number that the next choices get, under the series' lock
	Version        int64     // raised by every write to the series or anything in it; caches of pages are keyed by it
	Revision       int64     // raised when the definition (series, sessions, programme, questions) changes
	AuditSeq       int64     // how many audit entries the series has
	AuditHash      string    // the hash of the last one
	CreatedAt      time.Time
	UpdatedAt      time.Time

	Sessions  []Session  `gorm:"-"` // in the order of the series file
	Questions []Question `gorm:"-"`
}

// Policy is how the seats of a series are given.
type Policy struct {
	Admission         string // first-come or draw
	DrawAt            time.Time
	Beacon            string // which future public value decides the draw
	WaitingList       string // confirm, offer or off
	OfferHours        int    // on the working clock
	PartyMax          int
	OrganisationLimit Limit
	Reserves          []Reserve
	OneSeatPerPerson  bool
	CloseBeforeStart  time.Duration
}

// The ways of admission, and what a waiting list does with a freed seat.
const (
	AdmissionFirstCome = "first-come"
	AdmissionDraw      = "draw"
	WaitingListConfirm = "confirm"
	WaitingListOffer   = "offer"
	WaitingListOff     = "off"
)

// Limit is how many seats one organisation may have at a session. Seats 0 means no limit.
type Limit struct {
	Seats int
	Until time.Time // the zero time: for good
}

// Reserve is a number of seats at each session for some sectors.
type Reserve struct {
	Sectors []string
	Seats   int
	Until   time.Time // the zero time: for good
}

// Holidays are the days on which the clock of an offer stands still, and those that planning points out.
// Dates are written 2006-01-02 in the series' zone.
type Holidays struct {
	Public []string
	School []SchoolHoliday
	Other  []OtherDay
}

// SchoolHoliday is a holiday of schools in some regions, both days included.
type SchoolHoliday struct {
	Regions     []string
	From, Until string
}

// OtherDay is a day that planning points out.
type OtherDay struct {
	Date string
	Name Text
}

// Retention is how many days after a session personal data is kept.
type Retention struct {
	ContactDays   int
	SensitiveDays int
	FollowupDays  int
}

// Privacy is what the privacy notice needs to know of a series.
type Privacy struct {
	Controller   string
	OfficerName  string
	OfficerEmail string
	Ground       Text
	Recipients   []Text
}

// SessionStatus says whether a session takes place.
type SessionStatus string

// The statuses of a session.
const (
	SessionPublished SessionStatus = "published"
	SessionCancelled SessionStatus = "cancelled"
)

// Session is one meeting in one region. The three counters count people and are kept in the transaction that changes a seat.
type Session struct {
	ID           int64
	SeriesID     int64
	Position     int // the order in the series file, from 1
	Slug         string
	Status       SessionStatus
	Title        Text
	Region       string
	SchoolRegion string
	Partner      string
	Starts       time.Time
	Ends         time.Time
	Capacity     int
	Overbooking  int   // seats given on top of the capacity
	Venue        Venue `gorm:"embedded;embeddedPrefix:venue_"`
	Confirmed    int
	Offered      int
	Waiting      int
	Sequence     int // the calendar's SEQUENCE of the public event
	CreatedAt    time.Time
	UpdatedAt    time.Time // of the definition, not of the counters: a calendar's LAST-MODIFIED

	Programme []ProgrammeItem `gorm:"-"`
}

// Venue is where a session is. Latitude and Longitude are degrees in WGS 84; both 0: unknown.
type Venue struct {
	Name          string
	Address       string
	Postcode      string
	City          string
	Latitude      float64
	Longitude     float64
	Accessibility Text
}

// Line is the venue on one line: name, address, postcode and city.
func (v Venue) Line() string {
	parts := []string{}
	for _, part := range []string{v.Name, v.Address, strings.TrimSpace(v.Postcode + " " + v.City)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// ProgrammeItem is a slot of a session.
type ProgrammeItem struct {
	ID        int64
	SessionID int64
	Position  int
	Starts    time.Time
	Ends      time.Time
	Kind      string // plenary, workshop, tables or break
	Title     Text
	Speakers  []string `gorm:"serializer:json"`
	Room      string
}

// The kinds of a programme item.
var ProgrammeKinds = []string{"plenary", "workshop", "tables", "break"}

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

// Location is the series' zone. A series with an unknown zone is refused at import, so UTC is only a last resort.
func (s *Series) Location() *time.Location {
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Session finds a session by its slug.
func (s *Series) Session(slug string) (*Session, bool) {
	for i := range s.Sessions {
		if s.Sessions[i].Slug == slug {
			return &s.Sessions[i], true
		}
	}
	return nil, false
}

// SessionByID finds a session by its id.
func (s *Series) SessionByID(id int64) (*Session, bool) {
	for i := range s.Sessions {
		if s.Sessions[i].ID == id {
			return &s.Sessions[i], true
		}
	}
	return nil, false
}

// Question finds a question by its key.
func (s *Series) Question(key string) (*Question, bool) {
	for i := range s.Questions {
		if s.Questions[i].Key == key {
			return &s.Questions[i], true
		}
	}
	return nil, false
}

// Availability says what can be done with a session now.
type Availability string

// What can be done with a session, in the order in which it is decided.
const (
	SessionOff      Availability = "cancelled" // the session was cancelled
	SessionPast     Availability = "past"      // it has begun
	SessionNotYet   Availability = "not-yet"   // registration has not opened
	SessionClosed   Availability = "closed"    // registration has closed
	SessionFree     Availability = "free"      // there are seats
	SessionWaitlist Availability = "waitlist"  // full, with a waiting list
	SessionFull     Availability = "full"      // full, without one
)

// SignsUp says that a sign-up is possible: for a seat or for the waiting list.
func (a Availability) SignsUp() bool { return a == SessionFree || a == SessionWaitlist }

// ClosesAt is the moment from which nobody can sign up for a session: the earliest of the series' closing time and
// close_before_start (seat rule 8; the last moment of the working clock comes with offers).
func (s *Series) ClosesAt(session *Session) time.Time {
	at := session.Starts.Add(-s.Policy.CloseBeforeStart)
	if !s.Closes.IsZero() && s.Closes.Before(at) {
		at = s.Closes
	}
	return at
}

// Availability says what a person can do with a session at now. It reads the session's counters.
func (s *Series) Availability(session *Session, now time.Time) Availability {
	switch {
	case session.Status == SessionCancelled:
		return SessionOff
	case !now.Before(session.Starts):
		return SessionPast
	case now.Before(s.Opens):
		return SessionNotYet
	case !now.Before(s.ClosesAt(session)):
		return SessionClosed
	case session.Free() > 0:
		return SessionFree
	case s.Policy.WaitingList == WaitingListOff:
		return SessionFull
	}
	return SessionWaitlist
}

// NextChange is the first moment after now at which a page about the series must look different although nothing was
// written: something opens, closes, begins or ends. The zero time when there is none.
func (s *Series) NextChange(now time.Time) time.Time {
	var next time.Time
	consider := func(at time.Time) {
		if at.After(now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	consider(s.Opens)
	consider(s.Closes)
	for i := range s.Sessions {
		session := &s.Sessions[i]
		consider(s.ClosesAt(session))
		consider(session.Starts)
		consider(session.Ends)
	}
	return next
}
