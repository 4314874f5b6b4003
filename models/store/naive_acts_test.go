package store_test

import (
	"slices"

	"vonk/models"
)

// The acts of people and organisers on the naive model. Each says whether it is allowed; one that is not changes nothing.
// Whoever calls them settles first and serves afterwards.

// mine are the parties of some people of a registration; of nobody named: all.
func (n *naive) mine(registration string, places []int) (parties []*naiveParty) {
	for _, p := range n.parties {
		if p.registration == registration && (len(places) == 0 || slices.ContainsFunc(p.people, func(place int) bool { return slices.Contains(places, place) })) {
			parties = append(parties, p)
		}
	}
	return parties
}

// placed says that somebody of a registration has, is offered or waits for a seat at a session that is to come, or has one
// at a session that was (rule 10).
func (n *naive) placed(registration string, places []int) bool {
	for _, p := range n.mine(registration, places) {
		for _, l := range p.lines {
			status := n.status(p, l)
			if status == models.Confirmed || status == models.Offered || status == models.Waiting && n.upcoming(l.session) {
				return true
			}
		}
	}
	return false
}

func (n *naive) upcoming(session *naiveSession) bool {
	return !session.cancelled && n.now.Before(session.starts)
}

// substitutable says that a place can be taken by somebody else: until the start (rule 2).
func (n *naive) substitutable(registration string, places []int) bool {
	for _, p := range n.mine(registration, places) {
		for _, l := range p.lines {
			if n.status(p, l).Live() && !n.begun(p) && n.now.Before(l.session.starts) {
				return true
			}
		}
	}
	return false
}

func (n *naive) next() int64 {
	n.numbers++
	return n.numbers
}

// register adds parties that want the same sessions, all with one number (rules 2 and 6).
func (n *naive) register(parties []*naiveParty, sessions []*naiveSession) {
	number := n.next()
	for _, p := range parties {
		for _, session := range sessions {
			p.lines = append(p.lines, &naiveLine{session: session, number: number})
		}
		n.parties = append(n.parties, p)
	}
}

// cancel takes people out: possible until the session that they have a seat at begins (rule 12).
func (n *naive) cancel(registration string, places []int) bool {
	for _, p := range n.mine(registration, places) {
		if n.begun(p) && len(p.people) > 0 {
			return false
		}
	}
	for _, p := range n.mine(registration, places) {
		p.people = slices.DeleteFunc(slices.Clone(p.people), func(place int) bool { return len(places) == 0 || slices.Contains(places, place) })
	}
	return true
}

// swap is rule 5: the target goes directly above the seat, or stays where it stands above it, unless it was let go; without a
// seat it goes last. Who waits there already keeps the number. It returns the parties that moved, or wait.
func (n *naive) swap(parties []*naiveParty, target *naiveSession) (own []*naiveParty) {
	for _, p := range parties {
		seat, l := p.seat(), p.at(target)
		if !n.takes(target) || len(p.people) == 0 || n.begun(p) || l != nil && (l == seat || l == p.offer() || n.waits(p, l) && (seat == nil || l.sought)) {
			continue
		}
		own = append(own, p)
		if l == nil {
			l = &naiveLine{session: target}
			p.lines = append(p.lines, l)
		}
		if n.waits(p, l) && l.number != 0 {
			l.sought = true
			continue
		}
		if seat == nil || p.above(seat, l) || l.state != open {
			p.lines = slices.DeleteFunc(p.lines, func(other *naiveLine) bool { return other == l })
			behind := len(p.lines)
			if seat != nil {
				behind = slices.Index(p.lines, seat)
			}
			p.lines = slices.Insert(p.lines, behind, l)
		}
		l.number, l.state, l.sought = n.next(), open, seat != nil
	}
	return own
}

// rejoin opens lines that were declined or that expired, with a new number and the rank that they had (rule 8).
func (n *naive) rejoin(parties []*naiveParty, at *naiveSession) (own []*naiveParty) {
	for _, p := range parties {
		var again []*naiveLine
		for _, l := range p.lines {
			if (at == nil || at == l.session) && n.rejoinable(p, l) && n.takes(l.session) {
				again = append(again, l)
			}
		}
		number := n.next()
		for _, l := range again {
			l.number, l.state, l.sought = number, open, p.seat() != nil
		}
		if len(again) > 0 {
			own = append(own, p)
		}
	}
	return own
}

func (n *naive) rejoinable(p *naiveParty, l *naiveLine) bool {
	return !n.begun(p) && n.lapsed(p, l)
}

// lapsed says that a line was declined or expired, and would still be better than the seat.
func (n *naive) lapsed(p *naiveParty, l *naiveLine) bool {
	seat := p.seat()
	return len(p.people) > 0 && (l.state == models.Declined || l.state == models.Expired) && (seat == nil || p.above(l, seat))
}

// accept makes offers seats.
func (n *naive) accept(parties []*naiveParty, at *naiveSession) (done bool) {
	for _, p := range parties {
		if offer := p.offer(); offer != nil && len(p.people) > 0 && (at == nil || at == offer.session) {
			n.confirm(p, offer)
			done = true
		}
	}
	return done
}

// decline closes offers, or the line at a session that is named.
func (n *naive) decline(parties []*naiveParty, at *naiveSession) (done bool) {
	for _, p := range parties {
		for _, l := range p.lines {
			status := n.status(p, l)
			if status == models.Offered && (at == nil || at == l.session) || status == models.Waiting && at == l.session {
				n.close(l, models.Declined)
				done = true
			}
		}
	}
	return done
}

// split makes a party of each person of a group that waits, with the same choices, numbers and seats (rule 6).
func (n *naive) split(registration string) (own []*naiveParty) {
	for _, p := range n.mine(registration, nil) {
		waits := slices.ContainsFunc(p.lines, func(l *naiveLine) bool { return n.waits(p, l) })
		if len(p.people) < 2 || !waits {
			continue
		}
		own = append(own, p)
		for i, place := range p.people {
			one := p
			if i > 0 {
				one = &naiveParty{registration: p.registration, organisation: p.organisation, sector: p.sector, wait: p.wait}
				n.parties, own = append(n.parties, one), append(own, one)
				for _, l := range p.lines {
					same := *l
					one.lines = append(one.lines, &same)
				}
			}
			one.place, one.people = place, []int{place}
		}
	}
	return own
}

// callOff is rule 12: seats and offers there end; the other lines are open again, as waits says.
func (n *naive) callOff(session *naiveSession) bool {
	if !n.upcoming(session) {
		return false
	}
	session.cancelled = true
	for _, p := range n.parties {
		for _, l := range p.lines {
			if l.session == session && l.state.Live() {
				n.close(l, models.Cancelled)
			}
		}
	}
	return true
}

// draw is rule 9: who is drawn gets the numbers of the lots. What was chosen after the list was closed stands behind, as it
// came.
func (n *naive) draw(references []string) {
	n.awaits = false
	given := n.numbers
	for _, p := range n.parties {
		for _, l := range p.lines {
			if l.number <= n.closed {
				l.number = given + 1 + int64(slices.Index(references, p.registration))
			} else {
				l.number += given + int64(len(references))
			}
		}
	}
	n.numbers += given + int64(len(references))
}
