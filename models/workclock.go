package models

import (
	"slices"
	"time"
)

// The hours of a working day, in the series' zone.
const (
	firstHour = 8
	closeHour = 20
)

// lastHour of the last working day before a session is the last moment at which a seat is given (seat rule 8).
const lastHour = 17

// WorkClock knows the days on which people can be expected to answer: from Monday to Friday, but for public holidays. Zone
// and holidays (as 2006-01-02) are a series'.
type WorkClock struct {
	Zone     *time.Location
	Holidays []string
}

// WorkClock is the working clock of a series.
func (s *Series) WorkClock() WorkClock {
	return WorkClock{Zone: s.Location(), Holidays: s.Holidays.Public}
}

// works says that a moment lies on a working day, at whatever hour.
func (w WorkClock) works(at time.Time) bool {
	at = at.In(w.Zone)
	day := at.Weekday()
	return day != time.Saturday && day != time.Sunday && !slices.Contains(w.Holidays, at.Format(time.DateOnly))
}

// Add counts working time from a moment on: Monday to Friday from eight to eight, without public holidays, in UTC.
func (w WorkClock) Add(from time.Time, span time.Duration) time.Time {
	day := from.In(w.Zone)
	for {
		opens, closes := w.hour(day, firstHour), w.hour(day, closeHour)
		if w.works(day) && from.Before(closes) {
			if from.Before(opens) {
				from = opens
			}
			if left := closes.Sub(from); span <= left {
				return from.Add(span).UTC()
			}
			span -= closes.Sub(from)
		}
		day = w.hour(day.AddDate(0, 0, 1), firstHour)
		from = day
	}
}

// LastMoment is when the last seat is given at a session that starts then: five in the afternoon of the last working day
// before it, in UTC.
func (w WorkClock) LastMoment(starts time.Time) time.Time {
	day := starts.In(w.Zone).AddDate(0, 0, -1)
	for !w.works(day) {
		day = day.AddDate(0, 0, -1)
	}
	return w.hour(day, lastHour).UTC()
}

// hour is that hour of the day of a moment.
func (w WorkClock) hour(at time.Time, hour int) time.Time {
	year, month, day := at.In(w.Zone).Date()
	return time.Date(year, month, day, hour, 0, 0, 0, w.Zone)
}
