package models

import (
	"strings"
	"time"
)

// SessionStatus says whether a session takes place.
type SessionStatus string

// The statuses of a session.
const (
	SessionPublished SessionStatus = "published"
	SessionCancelled SessionStatus = "cancelled"
)

// Session is one meeting in one region. The counters count people and are kept in the transaction that changes a seat.
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
	Shares       []int `gorm:"serializer:json"` // people with a seat or an offer by share: of the first reserve first
	Sequence     int   // the calendar's SEQUENCE of the public event
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

// Place is the short name that people use for a session: its city, or else its slug.
func (s *Session) Place() string {
	if s.Venue.City != "" {
		return s.Venue.City
	}
	return s.Slug
}
