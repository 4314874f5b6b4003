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
			deadline, remind = last, clock.Add(now, (clock.Between(now, last)/2).Truncate(time.Second))
		}
	}
	return deadline, remind
}

// RefuseSwap says why a party cannot be moved to a session that takes sign-ups: Conflict with City when its seat is there or
// it waits there already as it would, or when nobody is left in it; Gone when the session of its seat has begun.
// nil when it can.
func (s *Series) RefuseSwap(p *Party, session *Session, now time.Time) *Error {
	refuse := func(key string) *Error {
		return &Error{Code: Conflict, Key: key, Args: map[string]any{"City": session.Place(), "Slug": session.Slug, "Session": session.Title}}
	}
	seat, line := p.Seat(), p.At(session.ID)
	switch {
	case p.Size == 0:
		return &Error{Code: Conflict, Key: "error.swap.nothing"}
	case seat != nil && seat.Session == session.ID:
		return refuse("error.swap.same")
	case line != nil && line.Status == Offered:
		return refuse("error.swap.offered")
	case line != nil && line.Status == Waiting && (seat == nil || line.Sought):
		return refuse("error.swap.waiting")
	}
	return s.RefuseBegun(p, now)
}

// RefuseBegun is Gone with City and Since when the session of the party's seat has begun, so that nothing else is left to it;
// otherwise nil (seat rule 12).
func (s *Series) RefuseBegun(p *Party, now time.Time) *Error {
	seat := p.Seat()
	if seat == nil {
		return nil
	}
	held, ok := s.SessionByID(seat.Session)
	if !ok || now.Before(held.Starts) {
		return nil
	}
	return &Error{Code: Gone, Key: "error.session.past", Args: map[string]any{
		"City": held.Place(), "Slug": held.Slug, "Session": held.Title, "Since": held.Starts,
	}}
}

// WhyNoOffer says what became of an offer that is not open any more, from the lives of a holder's lines: Gone with City and
// Deadline when it expired, otherwise Conflict with City, or without when there never was one.
func (s *Series) WhyNoOffer(lives []Placement) error {
	var last *Placement
	for i := range lives {
		if life := &lives[i]; life.Deadline != nil || life.Status != Waiting && life.Status != Moved {
			if last == nil || !life.UpdatedAt.Before(last.UpdatedAt) {
				last = life
			}
		}
	}
	if last == nil {
		return &Error{Code: Conflict, Key: "error.offer.none"}
	}
	session, ok := s.SessionByID(last.SessionID)
	if !ok {
		return &Error{Code: Conflict, Key: "error.offer.none"}
	}
	e := &Error{Code: Conflict, Args: map[string]any{"City": session.Place(), "Slug": session.Slug, "Session": session.Title}}
	switch {
	case session.Status == SessionCancelled:
		e.Key = "error.offer.cancelled"
	case last.Status == Confirmed:
		e.Key = "error.offer.accepted"
	case last.Status == Declined:
		e.Key = "error.offer.declined"
	case last.Status == Expired:
		e.Code, e.Key = Gone, "error.offer.expired"
		e.Args["Deadline"] = last.UpdatedAt
		if last.Deadline != nil {
			e.Args["Deadline"] = *last.Deadline
		}
	default:
		e.Key = "error.offer.none"
	}
	return e
}
