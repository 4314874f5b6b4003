package models

import (
	"sync"
	"time"
)

// Languages are the languages that every page, mail and document exists in.
var Languages = []string{"nl", "en"}

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
	Closes         time.Time  // the zero time: registration closes per session only
	Policy         Policy     `gorm:"serializer:json"`
	Holidays       Holidays   `gorm:"serializer:json"`
	Retention      Retention  `gorm:"serializer:json"`
	Privacy        Privacy    `gorm:"serializer:json"`
	Sectors        []string   `gorm:"serializer:json"`
	NextNumber     int64      // the number that the next choices get, under the series' lock
	Version        int64      // raised by every write to the series or anything in it; caches of pages are keyed by it
	Revision       int64      // raised when the definition (series, sessions, programme, questions) changes
	SettledAt      *time.Time // until when time's passing was settled; nil: never by this version of the program
	DrawnAt        *time.Time // when the draw gave the numbers; nil: it did not
	ReleaseDue     *time.Time // no declined seat is freed before; nil: none is to be freed
	AuditSeq       int64      // how many audit entries the series has
	AuditHash      string     // the hash of the last one
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

// zones are those that were asked for before, by name: reading one from the system costs more than a rule.
var zones sync.Map

// Location is the series' zone. A series with an unknown zone is refused at import, so UTC is only a last resort.
func (s *Series) Location() *time.Location {
	if zone, ok := zones.Load(s.Timezone); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return time.UTC
	}
	zones.Store(s.Timezone, zone)
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

// QuestionByID finds a question by its id.
func (s *Series) QuestionByID(id int64) (*Question, bool) {
	for i := range s.Questions {
		if s.Questions[i].ID == id {
			return &s.Questions[i], true
		}
	}
	return nil, false
}
