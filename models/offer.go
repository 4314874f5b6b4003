package models

import "time"

// offerBefore is how long before a session promotions begin to be offers.
const offerBefore = 7 * 24 * time.Hour

// Offers says that a promotion of a party to a line is an offer: where the series says so always, or when that session or
// the one that the party gives up for it is less than seven days away (seat rule 8).
func (s *Series) Offers(p *Party, line *Line, now time.Time) bool {
	if s.Policy.WaitingList == WaitingListOffer {
		return true
	}
	near := func(l *Line) bool {
		session, ok := s.SessionByID(l.Session)
		return ok && session.Starts.Before(now.Add(offerBefore))
	}
	seat := p.Seat()
	return near(line) || seat != nil && near(seat)
}

// Deadline is until when an offer made at now is held, and when its reminder is due: half-way. Both count on the working
// clock, and end at the session's last moment.
func (s *Series) Deadline(line *Line, now time.Time) (deadline, remind time.Time) {
	clock := s.WorkClock()
	hours := time.Duration(s.Policy.OfferHours) * time.Hour
	deadline, remind = clock.Add(now, hours), clock.Add(now, hours/2)
	if session, ok := s.SessionByID(line.Session); ok {
		if last := s.LastMoment(session); last.Before(deadline) {
			deadline, remind = last, now.Add(last.Sub(now)/2).Truncate(time.Second)
		}
	}
	return deadline, remind
}
