package models

import (
	"math"
	"slices"
	"time"
)

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

// TakenBy is how many seats are taken by the sectors of a share.
func (s *Session) TakenBy(share int) int {
	if share < 1 || share > len(s.Shares) {
		return 0
	}
	return s.Shares[share-1]
}

// Count adds people of a share to the counter of a status, or takes them off.
func (s *Session) Count(status Status, share, people int) {
	switch status {
	case Confirmed:
		s.Confirmed += people
	case Offered:
		s.Offered += people
	case Waiting:
		s.Waiting += people
	}
	if share == 0 || status != Confirmed && status != Offered {
		return
	}
	for len(s.Shares) < share {
		s.Shares = append(s.Shares, 0)
	}
	s.Shares[share-1] += people
}

// Share is the reserve that a sector falls under: its place in the policy, from 1; 0: none.
func (p *Policy) Share(sector string) int {
	return 1 + slices.IndexFunc(p.Reserves, func(r Reserve) bool { return slices.Contains(r.Sectors, sector) })
}

// binds says that what ends at until still holds.
func binds(until, now time.Time) bool { return until.IsZero() || now.Before(until) }

// FreeFor is how many seats are left for a share: those that are free, less what is kept for others (seat rule 7).
func (s *Series) FreeFor(session *Session, share int, now time.Time) int {
	free := session.Seats() - session.Taken()
	for i, reserve := range s.Policy.Reserves {
		if i+1 != share && binds(reserve.Until, now) {
			free -= max(0, reserve.Seats-session.TakenBy(i+1))
		}
	}
	return max(0, free)
}

// FreeByShare is FreeFor of every share, the one of sectors without a reserve first.
func (s *Series) FreeByShare(session *Session, now time.Time) []int {
	free := make([]int, 1+len(s.Policy.Reserves))
	for share := range free {
		free[share] = s.FreeFor(session, share, now)
	}
	return free
}

// Limited says that organisations have a limit at each session now.
func (s *Series) Limited(now time.Time) bool {
	return s.Policy.OrganisationLimit.Seats > 0 && binds(s.Policy.OrganisationLimit.Until, now)
}

// Room is how many seats more an organisation may have at a session where it has taken some.
func (s *Series) Room(taken int, now time.Time) int {
	if !s.Limited(now) {
		return math.MaxInt32
	}
	return max(0, s.Policy.OrganisationLimit.Seats-taken)
}

// Fits says that a party of that size and share can have seats at the session now, where its organisation has taken some
// (seat rule 7).
func (s *Series) Fits(session *Session, size, share, taken int, now time.Time) bool {
	return size > 0 && size <= s.FreeFor(session, share, now) && size <= s.Room(taken, now)
}

// Reason says why a waiting party has no seat now. It is part of a translation key.
type Reason string

// The reasons, most final first.
const (
	ReasonCancelled Reason = "cancelled" // the session was cancelled
	ReasonStarted   Reason = "started"   // the session has begun
	ReasonTooLate   Reason = "too-late"  // it is too close to the start
	ReasonDraw      Reason = "draw"      // seats are given by a draw that is still to come
	ReasonResting   Reason = "resting"   // the party has an offer that it prefers
	ReasonHeld      Reason = "held"      // the seats that it needs are held for others
	ReasonFull      Reason = "full"      // no seat is free
	ReasonTooLarge  Reason = "too-large" // fewer seats are free than the party has people
	ReasonReserved  Reason = "reserved"  // the free seats are reserved for other sectors
	ReasonLimit     Reason = "limit"     // its organisation has as many seats as it may have
)

// WhyWaiting explains why a line of a party of that size and share has no seat at now, where its organisation has taken
// some seats at the session (seat rule 11). The line has been served, so it does not fit.
func (s *Series) WhyWaiting(session *Session, size, share, taken int, resting bool, now time.Time) Reason {
	switch {
	case session.Status == SessionCancelled:
		return ReasonCancelled
	case !session.Upcoming(now):
		return ReasonStarted
	case !now.Before(s.LastMoment(session)):
		return ReasonTooLate
	case s.AwaitsDraw():
		return ReasonDraw
	case resting:
		return ReasonResting
	case size > session.Free() && size <= session.Free()+session.Offered:
		return ReasonHeld
	case session.Free() == 0:
		return ReasonFull
	case size > session.Free():
		return ReasonTooLarge
	case size > s.FreeFor(session, share, now):
		return ReasonReserved
	case size > s.Room(taken, now):
		return ReasonLimit
	}
	return ReasonFull // somebody was quicker than this page
}

// Turn is when a placement is served.
func (p *Placement) Turn() Turn { return Turn{p.Number, p.Party, p.Rank} }

// NextGrant picks from waiting placements the one that is served next: the first in order that fits at its session.
// It is enough to pass, for each session, size and share, the placement that stands first among those that rest under no
// offer and whose organisation has room. ok is false when nobody can be served, which ends the transaction's serving
// (seat rule 4).
func NextGrant(series *Series, heads []Placement, now time.Time) (index int, ok bool) {
	var best *Placement
	for i := range heads {
		head := &heads[i]
		session, known := series.SessionByID(head.SessionID)
		if !known || head.Status != Waiting || head.Resting || !series.Serves(session, now) || head.Size > series.FreeFor(session, head.Share, now) {
			continue
		}
		if best == nil || head.Turn().Compare(best.Turn()) < 0 {
			best, index = head, i
		}
	}
	return index, best != nil
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
