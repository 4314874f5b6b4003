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
	for {
		opens, closes := w.hours(from)
		if left := closes.Sub(opens); span <= left {
			return opens.Add(span).UTC()
		}
		span -= closes.Sub(opens)
		from = closes
	}
}

// Between is how much working time lies between two moments, in whole seconds.
func (w WorkClock) Between(from, to time.Time) (span time.Duration) {
	for {
		opens, closes := w.hours(from)
		if !opens.Before(to) {
			return span
		}
		if !closes.Before(to) {
			return span + to.Sub(opens).Truncate(time.Second)
		}
		span += closes.Sub(opens)
		from = closes
	}
}

// hours are what is left of the first working day that a moment does not come after.
func (w WorkClock) hours(from time.Time) (opens, closes time.Time) {
	day := from.In(w.Zone)
	for {
		opens, closes = w.hour(day, firstHour), w.hour(day, closeHour)
		if w.works(day) && from.Before(closes) {
			if from.After(opens) {
				opens = from
			}
			return opens, closes
		}
		day = w.hour(day.AddDate(0, 0, 1), firstHour)
	}
}

// LastMoment is when the last seat is given at a session that starts then: five in the afternoon of the last working day
// before it, in UTC.
func (w WorkClock) LastMoment(starts time.Time) time.Time {
	return w.hour(w.before(starts, 1), lastHour).UTC()
}

// before is a moment of the day that lies some working days before that of another.
func (w WorkClock) before(at time.Time, days int) time.Time {
	day := w.hour(at, lastHour)
	for days > 0 {
		if day = day.AddDate(0, 0, -1); w.works(day) {
			days--
		}
	}
	return day
}

// hour is that hour of the day of a moment.
func (w WorkClock) hour(at time.Time, hour int) time.Time {
	year, month, day := at.In(w.Zone).Date()
	return time.Date(year, month, day, hour, 0, 0, 0, w.Zone)
}
