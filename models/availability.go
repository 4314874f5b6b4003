package models

import "time"

// Availability says what can be done with a session now.
type Availability string

// What can be done with a session, in the order in which it is decided.
const (
	SessionOff      Availability = "cancelled" // the session was cancelled
	SessionPast     Availability = "past"      // it has begun
	SessionNotYet   Availability = "not-yet"   // registration has not opened
	SessionClosed   Availability = "closed"    // registration has closed
	SessionDraw     Availability = "draw"      // sign-ups join a draw that is still to come
	SessionFree     Availability = "free"      // there are seats
	SessionWaitlist Availability = "waitlist"  // full, with a waiting list
	SessionFull     Availability = "full"      // full, without one
)

// SignsUp says that a sign-up is possible: for a seat, for the waiting list or for the draw.
func (a Availability) SignsUp() bool {
	return a == SessionFree || a == SessionWaitlist || a == SessionDraw
}

// ClosesAt is the moment from which nobody can sign up for a session: the earliest of the last moment, the series' closing
// time and close_before_start (seat rule 8).
func (s *Series) ClosesAt(session *Session) time.Time {
	at := s.LastMoment(session)
	if before := session.Starts.Add(-s.Policy.CloseBeforeStart); before.Before(at) {
		at = before
	}
	if !s.Closes.IsZero() && s.Closes.Before(at) {
		at = s.Closes
	}
	return at
}

// LastMoment is when the last seat is given at a session: people who wait must still be able to come, and the caterer to
// count (seat rule 8).
func (s *Series) LastMoment(session *Session) time.Time {
	return s.WorkClock().LastMoment(session.Starts)
}

// Serves says that a session gives seats at now: it is not cancelled, its last moment has not come, and the series awaits
// no draw.
func (s *Series) Serves(session *Session, now time.Time) bool {
	return session.Upcoming(now) && now.Before(s.LastMoment(session)) && !s.AwaitsDraw()
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
	case s.AwaitsDraw():
		return SessionDraw
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
	consider(s.Policy.DrawAt)
	consider(s.Policy.OrganisationLimit.Until)
	for _, reserve := range s.Policy.Reserves {
		consider(reserve.Until)
	}
	for i := range s.Sessions {
		session := &s.Sessions[i]
		consider(s.ClosesAt(session))
		consider(session.Starts)
		consider(session.Ends)
	}
	return next
}

// Admission says whether the session takes sign-ups at now: nil, Gone with what happened and since when, or Conflict when
// it is full and has no waiting list. Args: Session (its title as a Text), City, Since (time.Time), Slug.
func (s *Series) Admission(session *Session, now time.Time) error {
	args := map[string]any{"Slug": session.Slug, "Session": session.Title, "City": session.Place()}
	switch s.Availability(session, now) {
	case SessionOff:
		return &Error{Code: Gone, Key: "error.session.cancelled", Args: args}
	case SessionPast:
		args["Since"] = session.Starts
		return &Error{Code: Gone, Key: "error.session.past", Args: args}
	case SessionNotYet:
		args["Since"] = s.Opens
		return &Error{Code: Gone, Key: "error.session.notyet", Args: args}
	case SessionClosed:
		args["Since"] = s.ClosesAt(session)
		return &Error{Code: Gone, Key: "error.session.closed", Args: args}
	case SessionFull:
		return &Error{Code: Conflict, Key: "error.session.full", Args: args}
	}
	return nil
}

// AdmitAlternatives judges the alternatives of a sign-up at now: nil, or an Invalid error with a problem at each that takes
// no sign-ups. Args: City.
func (s *Series) AdmitAlternatives(slugs []string, now time.Time) error {
	var c checker
	for i, slug := range slugs {
		session, ok := s.Session(slug)
		if !ok {
			continue // Validate says so
		}
		switch s.Availability(session, now) {
		case SessionFree, SessionWaitlist, SessionFull, SessionDraw:
		default:
			c.addWith("alternatives", i+1, "problem.alternatives.closed", map[string]any{"City": session.Place()})
		}
	}
	return problemsError(c.problems)
}

// AdmitPlaced says whether a sign-up whose parties were placed can stand: Conflict when some of them have no seat and the
// series has no waiting list. Args: Slug, Session, City (of the first choice), Count (people), Free (seats).
func (s *Series) AdmitPlaced(session *Session, parties []Party) error {
	if s.Policy.WaitingList != WaitingListOff || s.AwaitsDraw() {
		return nil
	}
	people, seated := 0, 0
	for i := range parties {
		people += parties[i].Size
		if parties[i].Seat() != nil {
			seated += parties[i].Size
		}
	}
	if seated == people {
		return nil
	}
	for i := range parties {
		s.Recount(&parties[i], &Party{})
	}
	key := "error.session.toofew"
	if session.Free() == 0 {
		key = "error.session.nofree"
	}
	return &Error{Code: Conflict, Key: key, Args: map[string]any{
		"Slug": session.Slug, "Session": session.Title, "City": session.Place(), "Count": people, "Free": session.Free(),
	}}
}

// Due says that time passed something that asks for a decision since the series was settled: a session began, people are
// reminded of one, a limit or reserve ended, or the list of a draw closes (seat rule 12). Deadlines of offers are not among them.
func (s *Series) Due(now time.Time) bool {
	if s.SettledAt == nil {
		return true
	}
	if s.ReleaseDue != nil && !now.Before(*s.ReleaseDue) {
		return true
	}
	due := func(at time.Time) bool { return at.After(*s.SettledAt) && !at.After(now) }
	for i := range s.Sessions {
		if session := &s.Sessions[i]; due(session.Starts) || s.Reminder(session, *s.SettledAt, now) != "" {
			return true
		}
	}
	for _, reserve := range s.Policy.Reserves {
		if due(reserve.Until) {
			return true
		}
	}
	return due(s.Policy.OrganisationLimit.Until) || s.Policy.Admission == AdmissionDraw && due(s.Policy.DrawAt)
}
