package store_test

import (
	"slices"
	"strings"
	"time"

	"vonk/models"
)

// naive is the seat rules of the design, written so that anybody can check it by reading: plain lists, looked through from
// the front, and nothing remembered that can be found again. Who waits, for one, is written down nowhere: see waits.
type naive struct {
	now      time.Time
	zone     *time.Location
	policy   models.Policy
	awaits   bool // a draw is still to come
	sessions []*naiveSession
	parties  []*naiveParty
	numbers  int64 // given so far
	closed   int64 // those of them that were given when the list of the draw was closed
	grants   []naiveGrant
	told     []*naiveParty // whose offer passed
}

type naiveSession struct {
	slug      string
	starts    time.Time
	seats     int
	cancelled bool
}

// naiveParty is what is placed as one (rule 6).
type naiveParty struct {
	registration string
	place        int   // in the form, of its first person
	people       []int // places of those who are still in it
	organisation string
	sector       string
	wait         bool
	lines        []*naiveLine // the most preferred first
}

// naiveLine is a choice. Its state is Confirmed or Offered; Declined, Expired or Cancelled once it was closed; Moved once
// it is over; or open.
type naiveLine struct {
	session  *naiveSession
	number   int64
	state    models.Status
	sought   bool // by a swap or by rejoining: waited for whatever the party said
	deadline time.Time
}

const open models.Status = ""

// naiveGrant is what the audit must say of a grant (rule 11).
type naiveGrant struct {
	Registration string
	Place        int
	Session      string
	Size         int
	Offer        bool
	Own          bool
	From         string
	Free         []int
}

// Rule 1: taken is confirmed and offered.
func (n *naive) count(session *naiveSession, status models.Status, of func(*naiveParty) bool) (people int) {
	for _, p := range n.parties {
		for _, l := range p.lines {
			if l.session == session && n.status(p, l) == status && of(p) {
				people += len(p.people)
			}
		}
	}
	return people
}

func (n *naive) taken(session *naiveSession, of func(*naiveParty) bool) int {
	return n.count(session, models.Confirmed, of) + n.count(session, models.Offered, of)
}

func anybody(*naiveParty) bool { return true }

func (p *naiveParty) with(state models.Status) *naiveLine {
	for _, l := range p.lines {
		if l.state == state {
			return l
		}
	}
	return nil
}

func (p *naiveParty) seat() *naiveLine  { return p.with(models.Confirmed) }
func (p *naiveParty) offer() *naiveLine { return p.with(models.Offered) }

func (p *naiveParty) above(a, b *naiveLine) bool {
	return slices.Index(p.lines, a) < slices.Index(p.lines, b)
}

func (p *naiveParty) at(session *naiveSession) *naiveLine {
	for _, l := range p.lines {
		if l.session == session {
			return l
		}
	}
	return nil
}

// Rule 12: a party whose session has begun is done.
func (n *naive) begun(p *naiveParty) bool {
	seat := p.seat()
	return seat != nil && !n.now.Before(seat.session.starts)
}

// Rules 3 and 5: without a seat a party waits for all its choices, with one for those above it, if it said so or sought them.
func (n *naive) waits(p *naiveParty, l *naiveLine) bool {
	seat := p.seat()
	return l.state == open && len(p.people) > 0 && !n.begun(p) && (seat == nil || p.above(l, seat) && (p.wait || l.sought))
}

// Rule 8: what stands below an open offer rests.
func (n *naive) rests(p *naiveParty, l *naiveLine) bool {
	offer := p.offer()
	return offer != nil && p.above(offer, l)
}

func (n *naive) status(p *naiveParty, l *naiveLine) models.Status {
	switch {
	case len(p.people) == 0:
		return open
	case n.waits(p, l):
		return models.Waiting
	}
	return l.state
}

// Rule 7.
func (n *naive) free(session *naiveSession, sector string) int {
	free := session.seats - n.taken(session, anybody)
	for _, reserve := range n.policy.Reserves {
		if !slices.Contains(reserve.Sectors, sector) && n.binds(reserve.Until) {
			free -= max(0, reserve.Seats-n.taken(session, func(p *naiveParty) bool { return slices.Contains(reserve.Sectors, p.sector) }))
		}
	}
	return free
}

func (n *naive) binds(until time.Time) bool { return until.IsZero() || n.now.Before(until) }

func (n *naive) withinLimit(p *naiveParty, session *naiveSession) bool {
	limit := n.policy.OrganisationLimit
	has := n.taken(session, func(other *naiveParty) bool { return other.organisation == p.organisation })
	return limit.Seats == 0 || !n.binds(limit.Until) || has+len(p.people) <= limit.Seats
}

func (n *naive) fits(p *naiveParty, session *naiveSession) bool {
	return len(p.people) <= n.free(session, p.sector) && n.withinLimit(p, session)
}

// Rules 8, 9 and 12: where nobody is served.
func (n *naive) serves(session *naiveSession) bool {
	return !session.cancelled && n.now.Before(n.lastMoment(session)) && !n.awaits
}

// Rule 4.
func (n *naive) earlier(p *naiveParty, l *naiveLine, other *naiveParty, than *naiveLine) bool {
	if l.number != than.number {
		return l.number < than.number
	}
	if p != other {
		return p.place < other.place
	}
	return p.above(l, than)
}

// serve is rule 4, after an act of the holders of some parties. It returns false when a grant was no improvement for its
// party, or a loss for somebody else.
func (n *naive) serve(own []*naiveParty) bool {
	for {
		var next *naiveParty
		var line *naiveLine
		for _, p := range n.parties {
			for _, l := range p.lines {
				if n.waits(p, l) && !n.rests(p, l) && n.serves(l.session) && n.fits(p, l.session) && (line == nil || n.earlier(p, l, next, line)) {
					next, line = p, l
				}
			}
		}
		if line == nil {
			n.over()
			if n.now.Before(n.policy.DrawAt) {
				n.closed = n.numbers
			}
			return true
		}
		before := n.holdings()
		n.grant(next, line, slices.Contains(own, next))
		for p, after := range n.holdings() {
			if was := before[p]; p == next && (after.sum() >= was.sum() || after.seat > was.seat) || p != next && after != was {
				return false
			}
		}
	}
}

// holding is the ranks of what a party has; of what it does not have: behind everything.
type holding struct{ seat, offer int }

func (h holding) sum() int { return h.seat + min(h.seat, h.offer) }

func (n *naive) holdings() map[*naiveParty]holding {
	all := map[*naiveParty]holding{}
	for _, p := range n.parties {
		has := holding{len(p.lines), len(p.lines)}
		for rank, l := range p.lines {
			switch l.state {
			case models.Confirmed:
				has.seat = rank
			case models.Offered:
				has.offer = rank
			}
		}
		all[p] = has
	}
	return all
}

// grant is rule 8: at once in the holder's own act, otherwise an offer where one is due.
func (n *naive) grant(p *naiveParty, l *naiveLine, own bool) {
	seat := p.seat()
	offer := !own && (n.policy.WaitingList == models.WaitingListOffer || n.near(l.session) || seat != nil && n.near(seat.session))
	given := naiveGrant{Registration: p.registration, Place: p.place, Session: l.session.slug, Size: len(p.people), Offer: offer, Own: own}
	given.Free = []int{max(0, n.free(l.session, ""))}
	for _, reserve := range n.policy.Reserves {
		given.Free = append(given.Free, max(0, n.free(l.session, reserve.Sectors[0])))
	}
	if seat != nil && !offer {
		given.From = seat.session.slug
	}
	n.grants = append(n.grants, given)
	if lower := p.offer(); lower != nil {
		lower.state, lower.deadline = open, time.Time{}
	}
	if offer {
		l.state, l.deadline = models.Offered, n.deadline(l.session)
	} else {
		n.confirm(p, l)
	}
}

// confirm gives a party its seat. The one that it had is open again, in case this session is cancelled (rule 12), unless
// the holder gave it up by a swap.
func (n *naive) confirm(p *naiveParty, l *naiveLine) {
	if seat := p.seat(); seat != nil {
		seat.state = open
		if l.sought {
			seat.state = models.Cancelled
		}
	}
	l.state, l.deadline, l.sought = models.Confirmed, time.Time{}, false
}

// settle is rule 12: what time changed since the last act.
func (n *naive) settle() bool {
	for _, p := range n.parties {
		if offer := p.offer(); offer != nil && !n.now.Before(offer.deadline) {
			n.close(offer, models.Expired)
			n.told = append(n.told, p)
		}
		if offer := p.offer(); offer != nil && n.begun(p) {
			offer.state, offer.deadline = open, time.Time{}
		}
	}
	n.over()
	return n.serve(nil)
}

// over ends the lines of those who do not wait at a session that was cancelled or has begun: it takes no line back.
func (n *naive) over() {
	for _, p := range n.parties {
		for _, l := range p.lines {
			if l.state == open && !n.waits(p, l) && !n.upcoming(l.session) {
				l.state = models.Moved
			}
		}
	}
}

func (n *naive) close(l *naiveLine, as models.Status) {
	l.state, l.deadline, l.sought = as, time.Time{}, false
}

// Rule 11: everybody who waits there and stands earlier, also those who rest or have a seat elsewhere.
func (n *naive) ahead(p *naiveParty, l *naiveLine) (people int) {
	for _, other := range n.parties {
		for _, o := range other.lines {
			if other != p && o.session == l.session && n.waits(other, o) && n.earlier(other, o, p, l) {
				people += len(other.people)
			}
		}
	}
	return people
}

// Rule 11: the most final reason first.
func (n *naive) reason(p *naiveParty, l *naiveLine) models.Reason {
	free, size := l.session.seats-n.taken(l.session, anybody), len(p.people)
	switch {
	case l.session.cancelled:
		return models.ReasonCancelled
	case !n.now.Before(l.session.starts):
		return models.ReasonStarted
	case !n.now.Before(n.lastMoment(l.session)):
		return models.ReasonTooLate
	case n.awaits:
		return models.ReasonDraw
	case n.rests(p, l):
		return models.ReasonResting
	case free < size && free+n.count(l.session, models.Offered, anybody) >= size:
		return models.ReasonHeld
	case free <= 0:
		return models.ReasonFull
	case free < size:
		return models.ReasonTooLarge
	case n.free(l.session, p.sector) < size:
		return models.ReasonReserved
	}
	return models.ReasonLimit
}

// Rule 8: nearer than seven days.
func (n *naive) near(session *naiveSession) bool { return session.starts.Sub(n.now) < 7*24*time.Hour }

// workday is Monday to Friday without the series' public holidays, which no history has.
func (n *naive) workday(at time.Time) bool {
	return !strings.HasPrefix(at.In(n.zone).Weekday().String(), "S")
}

// lastMoment goes back by days from the day before a session.
func (n *naive) lastMoment(session *naiveSession) time.Time {
	start := session.starts.In(n.zone)
	for back := 1; ; back++ {
		if at := time.Date(start.Year(), start.Month(), start.Day()-back, 17, 0, 0, 0, n.zone); n.workday(at) {
			return at
		}
	}
}

// deadline goes on by quarters of an hour and counts those between eight and eight on a working day.
func (n *naive) deadline(session *naiveSession) time.Time {
	at := n.now
	for left := time.Duration(n.policy.OfferHours) * time.Hour; left > 0; {
		step := at.Truncate(15 * time.Minute).Add(15 * time.Minute).Sub(at)
		if hour := at.In(n.zone).Hour(); n.workday(at) && hour >= 8 && hour < 20 {
			step = min(step, left)
			left -= step
		}
		at = at.Add(step)
	}
	if last := n.lastMoment(session); at.After(last) {
		return last
	}
	return at
}

// closes is rule 8: from then on nobody signs up for a session, swaps or rejoins into it.
func (n *naive) closes(session *naiveSession) time.Time {
	if closes := session.starts.Add(-n.policy.CloseBeforeStart); closes.Before(n.lastMoment(session)) {
		return closes
	}
	return n.lastMoment(session)
}

func (n *naive) takes(session *naiveSession) bool {
	return session != nil && !session.cancelled && n.now.Before(n.closes(session))
}
