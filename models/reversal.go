package models

import "time"

// Reverted is what undoing an act comes to for a party. It is part of a translation key.
type Reverted string

// What it can come to.
const (
	RevertedSeat    Reverted = "seat"    // it has its seat again
	RevertedWaits   Reverted = "waits"   // its seat went to somebody else: it waits under its own number
	RevertedKeeps   Reverted = "keeps"   // likewise, and it keeps the seat that the act gave it while it waits
	RevertedWaited  Reverted = "waited"  // it waits again, as it did
	RevertedStays   Reverted = "stays"   // it has the seat that it kept, and waits no more for another
	RevertedNothing Reverted = "nothing" // it has nothing again, as it did
)

// Reversal is what undoing an act makes of a party.
type Reversal struct {
	Party   Party
	Outcome Reverted
	Session int64 // that it has a seat at, or waits for, or waits for no more; 0: none
	Number  int64 // while it waits there
	Held    int64 // the session of the seat that it gives up, or keeps; 0: none
}

// Revert decides what undoing an organiser's act makes of a party, which was one thing before the act and is another now. It
// takes nobody's seat: the party has its former seat again when that is free for it (seat rule 7), past the last moment too, as
// an organiser gives it (rule 8). Otherwise it waits for it under its number, and loses nothing that it has (rule 5). Before
// anybody else changed anything, nobody who waits fits where it does, so nobody has a better right. Errors: Gone when a session
// that it has or had a seat at has begun or was cancelled; Conflict when people cannot go back into their group, or when there
// is no waiting list.
func (s *Series) Revert(was, is *Party, taken map[int64]int, now time.Time) (Reversal, *Error) {
	if refused := s.RefuseBegun(is, now); refused != nil {
		return Reversal{}, refused
	}
	seat := was.Seat()
	if seat != nil {
		if session, ok := s.SessionByID(seat.Session); !ok || !session.Upcoming(now) {
			return Reversal{}, s.refuseRevert(Gone, "error.revert.session", seat.Session)
		}
	}
	if is.Size > 0 && is.Size < was.Size {
		return s.regroup(was, is, taken, now)
	}
	back := is.asBefore(was)
	s.reopen(&back, is, now)
	held := is.Seat()
	r := Reversal{Outcome: RevertedNothing}
	if held != nil {
		r.Held = held.Session
	}
	switch {
	case seat == nil:
	case held != nil && held.Choice == seat.Choice:
		r.Outcome, r.Session, r.Held = RevertedStays, is.gaveUp(&back), held.Session
	case s.fitsAgain(seat.Session, was.Size, s.Policy.Share(was.Sector), taken, now):
		r.Outcome, r.Session = RevertedSeat, seat.Session
	case s.Policy.WaitingList == WaitingListOff && !s.AwaitsDraw():
		return Reversal{}, s.refuseRevert(Conflict, "error.revert.full", seat.Session)
	case held != nil:
		back = is.Clone()
		back.waitAbove(back.Line(seat.Choice), seat.Number)
		r.Outcome, r.Session, r.Number = RevertedKeeps, seat.Session, seat.Number
	default:
		back.Line(seat.Choice).end(Waiting)
		r.Outcome, r.Session, r.Number = RevertedWaits, seat.Session, seat.Number
	}
	back.Arrange(s, now)
	if seat == nil {
		for i := range back.Lines {
			if line := &back.Lines[i]; line.Status == Waiting || line.Status == Offered {
				r.Outcome, r.Session, r.Number = RevertedWaited, line.Session, line.Number
				break
			}
		}
	}
	r.Party = back
	return r, nil
}

func (s *Series) refuseRevert(code Code, key string, session int64) *Error {
	e := &Error{Code: code, Key: key, Args: map[string]any{}}
	if known, ok := s.SessionByID(session); ok {
		e.Args["City"] = known.Place()
	}
	return e
}

// fitsAgain says that people can have seats at a session that were theirs. Past the last moment the list is not served: there
// it is enough that the seats are free.
func (s *Series) fitsAgain(id int64, people, share int, taken map[int64]int, now time.Time) bool {
	session, ok := s.SessionByID(id)
	switch {
	case !ok || s.AwaitsDraw() || !session.Upcoming(now):
		return false
	case !s.Serves(session, now):
		return people <= session.Free()
	}
	return s.Fits(session, people, share, taken[id], now)
}

// regroup brings people back into a group that went on without them, when there are seats for them where it has some: a group
// goes together (seat rule 6).
func (s *Series) regroup(was, is *Party, taken map[int64]int, now time.Time) (Reversal, *Error) {
	r := Reversal{Party: is.Clone(), Outcome: RevertedNothing}
	r.Party.Size = was.Size
	for i := range was.Lines {
		old, line := &was.Lines[i], is.Line(was.Lines[i].Choice)
		if line == nil || line.Status != old.Status && (line.Status.Live() || old.Status.Live()) {
			return Reversal{}, s.refuseRevert(Conflict, "error.revert.grew", 0) // they fitted where all of them did not
		}
		seated := line.Status == Confirmed || line.Status == Offered
		if seated && !s.fitsAgain(line.Session, was.Size-is.Size, s.Policy.Share(is.Sector), taken, now) {
			return Reversal{}, s.refuseRevert(Conflict, "error.revert.group", line.Session)
		}
		switch {
		case line.Status == Confirmed:
			r.Outcome, r.Session, r.Number = RevertedSeat, line.Session, 0
		case line.Status.Live() && r.Outcome == RevertedNothing:
			r.Outcome, r.Session, r.Number = RevertedWaited, line.Session, line.Number
		}
	}
	return r, nil
}

// Line is the line of a choice; nil when the party has none.
func (p *Party) Line(id int64) *Line {
	for i := range p.Lines {
		if p.Lines[i].Choice == id {
			return &p.Lines[i]
		}
	}
	return nil
}

// asBefore is what the party was before an act, in the lives that its lines have now. A line that only the act made is closed.
func (p *Party) asBefore(was *Party) Party {
	back := was.Clone()
	last := 0
	for i := range back.Lines {
		line := &back.Lines[i]
		last = max(last, line.Rank)
		if now := p.Line(line.Choice); now != nil && now.Placement != line.Placement {
			if line.Placement = now.Placement; line.Status == "" {
				line.Status = Moved
			}
		}
	}
	for _, line := range p.Lines {
		if was.Line(line.Choice) != nil {
			continue
		}
		if line.Status.Live() {
			line.end(Moved)
		}
		last++
		line.Rank, line.Closed, line.Sought = last, Cancelled, false
		back.Lines = append(back.Lines, line)
	}
	return back
}

// reopen has the lines that waited, or were offered, wait where they still can. An offer that the party has still stays.
func (s *Series) reopen(back, is *Party, now time.Time) {
	for i := range back.Lines {
		line, held := &back.Lines[i], is.Line(back.Lines[i].Choice)
		if line.Status != Waiting && line.Status != Offered || held == nil {
			continue
		}
		session, ok := s.SessionByID(line.Session)
		switch {
		case held.Status == Offered && line.Status == Offered:
			line.Deadline, line.RemindAt = held.Deadline, held.RemindAt
		case held.Status == Waiting || ok && session.Upcoming(now):
			line.end(Waiting)
		default:
			line.end(Moved)
		}
	}
}

// waitAbove has a line wait directly above the seat that the party has, under a number of its own.
func (p *Party) waitAbove(line *Line, number int64) {
	rank := p.Seat().Rank
	p.raise(rank)
	line.Rank, line.Number, line.Closed, line.Sought = rank, number, "", true
}

// gaveUp is the session of a line that the party waits for, or has an offer of, and another version of it does not.
func (p *Party) gaveUp(other *Party) int64 {
	for i := range p.Lines {
		line, kept := &p.Lines[i], other.Line(p.Lines[i].Choice)
		if (line.Status == Waiting || line.Status == Offered) && (kept == nil || !kept.Status.Live()) {
			return line.Session
		}
	}
	return 0
}
