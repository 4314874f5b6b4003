package models

import (
	"slices"
	"time"
)

// The kinds of days on which a session is not planned.
const (
	DayPublic  = "public"  // a public holiday
	DaySchool  = "school"  // in the school holiday of the session's region
	DayOther   = "other"   // a day that the series points out
	DayWeekend = "weekend" // only pointed out where people plan
)

// DayOff is a day of a session on which it is not planned, and why.
type DayOff struct {
	Kind string
	Date string // 2006-01-02
	Name Text   // of DayOther
}

// DaysOff are the holidays that a session falls on, by the series' own lists.
func (s *Series) DaysOff(session *Session) []DayOff {
	var found []DayOff
	for _, day := range s.days(session) {
		date := day.Format(time.DateOnly)
		if slices.Contains(s.Holidays.Public, date) {
			found = append(found, DayOff{Kind: DayPublic, Date: date})
		}
		for _, school := range s.Holidays.School {
			if session.SchoolRegion != "" && slices.Contains(school.Regions, session.SchoolRegion) && school.From <= date && date <= school.Until {
				found = append(found, DayOff{Kind: DaySchool, Date: date})
			}
		}
		for _, other := range s.Holidays.Other {
			if other.Date == date {
				found = append(found, DayOff{Kind: DayOther, Date: date, Name: other.Name})
			}
		}
	}
	return found
}

// longest is how many days of a session are looked at: far more than one has.
const longest = 60

// days are the days of a session in the series' zone, each by its midnight on the wall clock, given as UTC.
func (s *Series) days(session *Session) []time.Time {
	from, until := Wall(session.Starts, s.Location()), Wall(session.Ends, s.Location())
	midnight := func(at time.Time) time.Time { return at.Truncate(24 * time.Hour) }
	days := []time.Time{midnight(from)}
	for day := midnight(from).AddDate(0, 0, 1); day.Before(until) && len(days) < longest; day = day.AddDate(0, 0, 1) {
		days = append(days, day)
	}
	return days
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
