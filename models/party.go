package models

import (
	"cmp"
	"slices"
	"time"
)

// Party is what is placed as one: some participants of a registration, with a line for each session that they want. Its
// methods are what can happen to it; each leaves its lines in accordance with seat rules 3 and 8. A party as JSON is what
// audit entries hold of it: ids and numbers, no personal data.
type Party struct {
	Registration int64  `json:"registration"`
	Place        int    `json:"party"` // the place of its first member: the form's order
	Organisation int64  `json:"organisation"`
	Sector       string `json:"sector,omitempty"`
	Size         int    `json:"size"` // people that are still in it; 0: it is over
	Wait         bool   `json:"wait,omitempty"`
	Lines        []Line `json:"lines"` // by rank
}

// Line is a choice of a party and the newest life of it.
type Line struct {
	Choice    int64      `json:"choice,omitempty"` // id
	Session   int64      `json:"session"`          // id
	Rank      int        `json:"rank"`             // 1 is wanted most
	Number    int64      `json:"number"`
	Sought    bool       `json:"sought,omitempty"`    // by a swap: waits above the seat whatever Wait says
	Closed    Status     `json:"closed,omitempty"`    // Declined, Expired, or Cancelled when the holder gave it up; empty: open
	Placement int64      `json:"placement,omitempty"` // id of the newest life; 0: none is stored yet
	Status    Status     `json:"status,omitempty"`    // of that life; empty: there was none
	Resting   bool       `json:"resting,omitempty"`   // while waiting: not served, as the party has an offer that it prefers
	Deadline  *time.Time `json:"deadline,omitempty"`  // while offered, and when that expired
	RemindAt  *time.Time `json:"-"`                   // while offered, until the reminder is written
}

// Turn is a place in the order of serving (seat rule 4).
type Turn struct {
	Number int64
	Party  int // the form's order
	Rank   int
}

// Compare orders turns: number, then the form's order of participants, then the most preferred.
func (t Turn) Compare(other Turn) int {
	return cmp.Or(cmp.Compare(t.Number, other.Number), cmp.Compare(t.Party, other.Party), cmp.Compare(t.Rank, other.Rank))
}

// Turn is when a line of the party is served.
func (p *Party) Turn(l *Line) Turn { return Turn{l.Number, p.Place, l.Rank} }

// with finds the line that has a status.
func (p *Party) with(status Status) *Line {
	for i := range p.Lines {
		if p.Lines[i].Status == status {
			return &p.Lines[i]
		}
	}
	return nil
}

// Seat is the line with the party's seat; nil when it has none.
func (p *Party) Seat() *Line { return p.with(Confirmed) }

// Offer is the line with the party's open offer; nil when it has none.
func (p *Party) Offer() *Line { return p.with(Offered) }

// Seeks says that the party has a seat, and waits for another or is offered one.
func (p *Party) Seeks() bool { return p.Seat() != nil && (p.Offer() != nil || p.with(Waiting) != nil) }

// At is the party's line at a session: the open one, or else the one that was closed last; nil when it never had one.
func (p *Party) At(session int64) *Line {
	var found *Line
	for i := range p.Lines {
		if line := &p.Lines[i]; line.Session == session && (found == nil || found.Closed != "" && (line.Closed == "" || line.Number >= found.Number)) {
			found = line
		}
	}
	return found
}

// Clone is a copy that shares nothing.
func (p *Party) Clone() Party {
	clone := *p
	clone.Lines = slices.Clone(p.Lines)
	return clone
}

// Served says that the line is in the race for a seat.
func (l *Line) Served() bool { return l.Status == Waiting && !l.Resting }

// Arrange brings the lines in accordance with what the party has: without a seat it waits for all that are open, with one
// for those above it if it said so or sought them, and under an offer those below rest (seat rules 3 and 8). Once the
// session that it holds has begun its other lines end (seat rule 12).
func (p *Party) Arrange(series *Series, now time.Time) {
	slices.SortStableFunc(p.Lines, func(a, b Line) int { return cmp.Compare(a.Rank, b.Rank) })
	seat := p.Seat()
	begun := false
	if seat != nil {
		session, ok := series.SessionByID(seat.Session)
		begun = ok && !now.Before(session.Starts)
	}
	if offer := p.Offer(); begun && offer != nil {
		offer.end(Expired)
	}
	offer := p.Offer()
	for i := range p.Lines {
		line := &p.Lines[i]
		if line == seat || line == offer {
			continue
		}
		wanted := p.Size > 0 && line.Closed == "" && !begun && (seat == nil || line.Rank < seat.Rank && (p.Wait || line.Sought))
		session, ok := series.SessionByID(line.Session)
		switch {
		case !wanted && line.Status == Waiting:
			line.Status = Moved
		case wanted && line.Status != Waiting && ok && session.Upcoming(now):
			line.Status, line.Placement = Waiting, 0
		}
		line.Resting = line.Status == Waiting && offer != nil && line.Rank > offer.Rank
	}
}

// end ends a live line.
func (l *Line) end(status Status) {
	l.Status, l.Resting, l.Deadline, l.RemindAt = status, false, nil, nil
}

// Grant gives a waiting line its seat: at once in the holder's own act, otherwise as seat rule 8 says, at once or as an
// offer. A seat won releases everything lower; an offer keeps the present seat and takes the place of a lower offer.
func (p *Party) Grant(line *Line, own bool, series *Series, now time.Time) {
	if !own && series.Offers(p, line, now) {
		if offer := p.Offer(); offer != nil {
			offer.end(Waiting)
		}
		line.Status = Offered
		deadline, remind := series.Deadline(line, now)
		line.Deadline, line.RemindAt = &deadline, &remind
		p.Arrange(series, now)
		return
	}
	p.confirm(line, series, now)
}

// Accept makes an offer the party's seat.
func (p *Party) Accept(series *Series, now time.Time) { p.confirm(p.Offer(), series, now) }

func (p *Party) confirm(line *Line, series *Series, now time.Time) {
	if seat := p.Seat(); seat != nil {
		seat.end(Moved)
		if line.Sought {
			seat.Closed = Cancelled // the holder asked to leave it
		}
	}
	if offer := p.Offer(); offer != nil && offer != line && offer.Rank > line.Rank {
		offer.end(Waiting) // to be ended with all that is lower
	}
	line.end(Confirmed)
	p.Arrange(series, now)
}

// Except gives a party a seat at a session out of turn, as an organiser's marked exception: by the line that waits or is
// offered there, or by one that is sought with the number given. It says whether there was nothing to give: the seat is there.
func (p *Party) Except(session, number int64, series *Series, now time.Time) bool {
	if seat := p.Seat(); p.Size <= 0 || seat != nil && seat.Session == session {
		return false
	}
	line := p.At(session)
	if line == nil || line.Status != Waiting && line.Status != Offered {
		if line = p.Swap(session, number, series, now); line.Status != Waiting {
			return false // the session takes nobody, or another that was held has begun
		}
	}
	p.confirm(line, series, now)
	return true
}

// Close ends a waiting or offered line for good, as Declined or Expired: its owner may rejoin with a new number.
func (p *Party) Close(line *Line, as Status, series *Series, now time.Time) {
	deadline := line.Deadline
	line.end(as)
	line.Closed = as
	if as == Expired {
		line.Deadline = deadline // what passed
	}
	p.Arrange(series, now)
}

// CallOff takes the seat or offer at a session that was cancelled. The party's other lines are open again under their
// numbers, except those that were closed (seat rule 12).
func (p *Party) CallOff(session int64, series *Series, now time.Time) {
	for i := range p.Lines {
		if line := &p.Lines[i]; line.Session == session && (line.Status == Confirmed || line.Status == Offered) {
			line.end(Cancelled)
		}
	}
	p.Arrange(series, now)
}

// Leave takes people out of the party. The rest keeps its lines and numbers; a party without people is over.
func (p *Party) Leave(people int) {
	p.Size -= people
	for i := range p.Lines {
		if line := &p.Lines[i]; p.Size <= 0 && line.Status.Live() {
			line.end(Cancelled)
		}
	}
}

// Swap puts a session directly above the seat held, or behind everything for a party that has none (seat rule 5). A line that
// waits there already keeps its number, one that stands above the seat its rank too; every other gets the number given. The
// party waits there until it is granted.
func (p *Party) Swap(session, number int64, series *Series, now time.Time) *Line {
	seat := p.Seat()
	rank := 1
	if len(p.Lines) > 0 {
		rank = p.Lines[len(p.Lines)-1].Rank + 1
	}
	if seat != nil {
		rank = seat.Rank
	}
	line := p.At(session)
	if line == nil || line.Closed != "" {
		p.raise(rank)
		p.Lines = append(p.Lines, Line{Session: session, Rank: rank, Number: number})
		line = &p.Lines[len(p.Lines)-1]
	} else {
		if line.Status != Waiting {
			line.Number = number
		}
		if seat != nil && line.Rank > seat.Rank {
			p.raise(rank)
			line.Rank = rank
		}
	}
	line.Sought = line.Sought || seat != nil
	p.Arrange(series, now)
	return p.At(session)
}

// raise makes room at a rank.
func (p *Party) raise(rank int) {
	for i := range p.Lines {
		if p.Lines[i].Rank >= rank {
			p.Lines[i].Rank++
		}
	}
}

// Rejoin opens a line that was declined or that expired again, with a new number (seat rule 8).
func (p *Party) Rejoin(closed *Line, number int64, series *Series, now time.Time) *Line {
	session := closed.Session
	p.Lines = append(p.Lines, Line{Session: session, Rank: closed.Rank, Number: number, Sought: closed.Sought || p.Seat() != nil})
	p.Arrange(series, now)
	return p.At(session)
}

// Split makes parties of one out of the party, each with the same choices, numbers and seats (seat rule 6). Places are the
// places of its people, in order; the first party keeps the stored lives, the others need new ones.
func (p *Party) Split(places []int) []Party {
	parties := make([]Party, len(places))
	for i, place := range places {
		parties[i] = p.Clone()
		parties[i].Place, parties[i].Size = place, 1
		if i == 0 {
			continue
		}
		for j := range parties[i].Lines {
			line := &parties[i].Lines[j]
			line.Choice, line.Placement = 0, 0
		}
	}
	return parties
}

// Splits says that the party is a group that waits for seats, so that its people could wait on their own.
func (p *Party) Splits() bool { return p.Size > 1 && p.with(Waiting) != nil }

// Rejoins says that a line of the party was declined or expired, is the newest for its session, and stands above the seat
// held, if any: its holder may rejoin.
func (p *Party) Rejoins(l *Line) bool {
	seat, newest := p.Seat(), p.At(l.Session)
	return (l.Closed == Declined || l.Closed == Expired) && newest.Choice == l.Choice && newest.Number == l.Number && newest.Closed != "" && (seat == nil || l.Rank < seat.Rank)
}
