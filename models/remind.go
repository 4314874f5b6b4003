package models

import "time"

// reminderHour is when reminders are written, in the series' zone.
const reminderHour = 9

// reminders are the letters that those who have a seat get before a session, and how many working days before it. Whoever cannot
// come can still say so while others can use the seat.
var reminders = []struct {
	kind LetterKind
	days int
}{{LetterComing, 7}, {LetterSoon, 1}}

// RemindAt is when those who have a seat at a session are reminded of it by a kind of letter, in UTC.
func (s *Series) RemindAt(session *Session, kind LetterKind) time.Time {
	for _, r := range reminders {
		if r.kind == kind {
			clock := s.WorkClock()
			return clock.hour(clock.before(session.Starts, r.days), reminderHour).UTC()
		}
	}
	return time.Time{}
}

// Reminder is the reminder of a session whose moment came after since and not after now; empty: there is none. Of two that were
// missed only the later is worth reading.
func (s *Series) Reminder(session *Session, since, now time.Time) (due LetterKind) {
	if !session.Upcoming(now) {
		return ""
	}
	for _, r := range reminders {
		if at := s.RemindAt(session, r.kind); at.After(since) && !at.After(now) {
			due = r.kind
		}
	}
	return due
}
