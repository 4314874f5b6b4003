package models

import "time"

// Seats is how many people a session takes: its capacity and the overbooking that the organiser set.
func (s *Session) Seats() int { return s.Capacity + s.Overbooking }

// Taken is how many seats are given or held: confirmed and offered.
func (s *Session) Taken() int { return s.Confirmed + s.Offered }

// Free is how many seats are left. It is never negative, as taken never passes seats (seat rule 1).
func (s *Session) Free() int { return max(0, s.Seats()-s.Taken()) }

// Upcoming says that the session is to come: it is not cancelled and has not begun.
func (s *Session) Upcoming(now time.Time) bool {
	return s.Status != SessionCancelled && now.Before(s.Starts)
}

// Fits says that a party of that size can have seats at the session now (seat rule 7, as far as size goes).
func (s *Session) Fits(size int) bool { return size > 0 && size <= s.Free() }

// Reason says why a waiting party has no seat now. It is part of a translation key.
type Reason string

// The reasons, most final first.
const (
	ReasonCancelled Reason = "cancelled" // the session was cancelled
	ReasonStarted   Reason = "started"   // the session has begun
	ReasonTooLate   Reason = "too-late"  // it is too close to the start
	ReasonFull      Reason = "full"      // no seat is free
	ReasonTooLarge  Reason = "too-large" // fewer seats are free than the party has people
)

// WhyWaiting explains why a party that waits at a session has no seat at now (seat rule 11). The line has been served, so
// free seats are too few for it.
func (s *Series) WhyWaiting(session *Session, now time.Time) Reason {
	switch {
	case session.Status == SessionCancelled:
		return ReasonCancelled
	case !session.Upcoming(now):
		return ReasonStarted
	case !s.Serves(session, now):
		return ReasonTooLate
	case session.Free() > 0:
		return ReasonTooLarge
	}
	return ReasonFull
}

// Before is seat rule 4's order of serving: number, then the form's order of participants, then the most preferred.
func (p *Placement) Before(other *Placement) bool {
	if p.Number != other.Number {
		return p.Number < other.Number
	}
	if p.Party != other.Party {
		return p.Party < other.Party
	}
	return p.Rank < other.Rank
}

// NextGrant picks from waiting placements the one that is served next: the first in order that fits at its session.
// It is enough to pass, for each session and size, the placement that stands first. ok is false when nobody can be
// served, which ends the transaction's serving (seat rule 4).
func NextGrant(series *Series, heads []Placement, now time.Time) (index int, ok bool) {
	var best *Placement
	for i := range heads {
		session, known := series.SessionByID(heads[i].SessionID)
		if !known || !series.Serves(session, now) || heads[i].Status != Waiting || !session.Fits(heads[i].Size) {
			continue
		}
		if best == nil || heads[i].Before(best) {
			best, index = &heads[i], i
		}
	}
	return index, best != nil
}

// Grant gives a waiting placement its seats and keeps the session's counters. The caller has asked NextGrant.
func (s *Session) Grant(p *Placement) {
	p.Status = Confirmed
	s.Waiting -= p.Size
	s.Confirmed += p.Size
	for i := range p.Seats {
		if p.Seats[i].Status == Waiting {
			p.Seats[i].Status = Confirmed
		}
	}
}

// Withdraw takes some of a live placement's participants out of it, keeps the session's counters, and returns the
// seats that ended, as they are now. A party that shrinks keeps its number (seat rules 2 and 6); a party without
// people ends. Seats that were in somebody's calendar get the next SEQUENCE.
func (s *Session) Withdraw(p *Placement, leaves func(participantID int64) bool) []Seat {
	var ended []Seat
	for i := range p.Seats {
		seat := &p.Seats[i]
		if !seat.Status.Live() || !leaves(seat.ParticipantID) {
			continue
		}
		switch seat.Status {
		case Confirmed:
			s.Confirmed--
		case Offered:
			s.Offered--
		default:
			s.Waiting--
		}
		if seat.Status != Waiting {
			seat.Sequence++
		}
		seat.Status = Cancelled
		seat.ReleaseAt = nil
		p.Size--
		ended = append(ended, *seat)
	}
	if p.Size == 0 {
		p.Status = Cancelled
	}
	return ended
}

// Parties divides people into parties: all of them one, or each their own. It returns each person's party: the place
// of its first member, from 1 (seat rule 6).
func Parties(people int, together string) []int {
	parties := make([]int, people)
	for i := range parties {
		parties[i] = 1
		if together == TogetherAny {
			parties[i] = i + 1
		}
	}
	return parties
}

// Split makes parties of one out of a waiting party, with the same number and rank (seat rule 6): the first stays this
// placement, the others are new ones. The session's counters do not change, as they count people. ok is false when there is
// nothing to split: the party has a seat or an offer, or one person.
func (p *Placement) Split(place func(participantID int64) int) (others []Placement, ok bool) {
	if p.Status != Waiting || p.Size < 2 {
		return nil, false
	}
	var own, ended []Seat
	for _, seat := range p.Seats {
		switch {
		case !seat.Status.Live():
			ended = append(ended, seat)
		case len(own) == 0:
			own = append(own, seat)
		default:
			other := *p
			other.ID, other.ChoiceID, other.Size, other.Party, other.Seats = 0, 0, 1, place(seat.ParticipantID), []Seat{seat}
			others = append(others, other)
		}
	}
	p.Size, p.Party, p.Seats = 1, place(own[0].ParticipantID), append(own, ended...)
	return others, true
}
