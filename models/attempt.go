package models

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"
)

// attempt is a sign-up in a simulation.
type attempt struct {
	act          *Act
	registration int64
	answers      []time.Time // to offers, still to come
	tales        []tale      // of its parties, in the form's order; none when it was refused
	refused      string      // why
}

// tale is what happened to a party so far.
type tale struct {
	place, people, left, moves int
	gained                     time.Time // the seat that it has
}

// act does what somebody does now.
func (s *simulation) act(act *Act) {
	a := s.known[act.ID]
	switch act.Kind {
	case ActionRegister:
		s.attempts = append(s.attempts, a)
		a.registration = int64(len(s.attempts))
		a.refused = s.register(a)
	case ActionCancel:
		s.cancel(a, act.People)
	default:
		a.answers = a.answers[1:]
		if !s.answer(a, act.Kind) {
			s.idle++
		}
	}
}

// register signs people up, for those of their choices that take sign-ups now: the form shows no others. It says why they
// are refused, or nothing.
func (s *simulation) register(a *attempt) (refused string) {
	if limit := s.series.Policy.PartyMax; limit > 0 && a.act.People > limit {
		return RefusedTooLarge
	}
	whole := Party{
		Registration: a.registration, Organisation: s.employer(a.act.Organisation), Sector: a.act.Sector,
		Wait: a.act.Wait && s.series.Policy.WaitingList != WaitingListOff,
	}
	for i, slug := range a.act.Choices {
		session, _ := s.series.Session(slug)
		if s.series.AdmitAlternatives([]string{slug}, s.now) == nil {
			whole.Lines = append(whole.Lines, Line{Session: session.ID, Rank: i + 1, Number: s.series.NextNumber})
		}
	}
	first, _ := s.series.Session(a.act.Choices[0])
	if len(whole.Lines) > 0 {
		first, _ = s.series.SessionByID(whole.Lines[0].Session)
	}
	// Full is for placing to find, where another choice may have seats.
	if err := s.series.Admission(first, s.now); err != nil && (CodeOf(err) != Conflict || len(whole.Lines) < 2) {
		return Refused + string(s.series.Availability(first, s.now))
	}
	var parties []Party
	for i, place := range Parties(a.act.People, a.act.Together) {
		if place == i+1 {
			p := whole.Clone()
			p.Place = place
			parties = append(parties, p)
		}
		parties[len(parties)-1].Size++
	}
	if err := s.book.Join(first, parties, s.now); err != nil {
		return RefusedTooFew
	}
	s.series.NextNumber++
	for i := range parties {
		a.tales = append(a.tales, tale{place: parties[i].Place, people: parties[i].Size})
		if parties[i].Seat() != nil {
			s.seat(a, &parties[i], 0)
		}
	}
	return ""
}

// employer is the id of an organisation.
func (s *simulation) employer(name string) int64 {
	key := NormaliseName(name)
	id, ok := s.employers[key]
	if !ok {
		id = int64(len(s.employers) + 1)
		s.employers[key] = id
	}
	return id
}

// party is one of an attempt's in the book, to be read only.
func (s *simulation) party(a *attempt, i int) *Party {
	return s.book.Party(a.registration, a.tales[i].place)
}

// tale is that of a party.
func (a *attempt) tale(p *Party) *tale {
	return &a.tales[slices.IndexFunc(a.tales, func(t tale) bool { return t.place == p.Place })]
}

// seat notes that a party got a seat, and gave up the one at the session from; 0: it had none.
func (s *simulation) seat(a *attempt, p *Party, from int64) {
	t := a.tale(p)
	t.gained = s.now
	if from != 0 {
		t.moves++
		s.tallies[p.Seat().Session-1].MovedIn += p.Size
	}
}

// cancel lets people leave, the last of the form first; 0 is everybody. Nobody does when one of them is at a session that
// has begun.
func (s *simulation) cancel(a *attempt, people int) {
	var parties []Party
	everybody := people == 0
	for i := len(a.tales) - 1; i >= 0 && (everybody || people > 0); i-- {
		p := s.party(a, i).Clone()
		leaving := p.Size
		if !everybody {
			leaving = min(leaving, people)
			people -= leaving
		}
		if leaving == 0 {
			continue
		}
		if seat := p.Seat(); seat != nil && !s.now.Before(s.series.Sessions[seat.Session-1].Starts) {
			s.idle++
			return
		}
		p.Leave(leaving)
		p.Arrange(s.series, s.now)
		parties = append(parties, p)
	}
	for i := range parties {
		was := s.book.Party(a.registration, parties[i].Place).Size
		a.tale(&parties[i]).left += was - parties[i].Size
		s.book.Put(parties[i])
	}
	if len(parties) == 0 {
		s.idle++
	}
}

// answer accepts or declines the open offers of an attempt. It says whether there was one.
func (s *simulation) answer(a *attempt, kind string) (something bool) {
	for i := range a.tales {
		p := s.party(a, i).Clone()
		offer := p.Offer()
		if offer == nil {
			continue
		}
		something = true
		if kind == ActionDecline {
			p.Close(offer, Declined, s.series, s.now)
			s.offers.Declined++
			s.book.Put(p)
			continue
		}
		var from int64
		if seat := p.Seat(); seat != nil {
			from = seat.Session
		}
		p.Accept(s.series, s.now)
		s.offers.Accepted++
		s.book.Put(p)
		s.seat(a, &p, from)
	}
	return something
}

// draw gives everybody who is there a number by lot (seat rule 9).
func (s *simulation) draw() {
	var references []string
	for _, a := range s.attempts {
		if slices.ContainsFunc(a.tales, func(t tale) bool { return t.left < t.people }) {
			references = append(references, a.act.ID)
		}
	}
	seed := sha256.Sum256([]byte(strconv.FormatInt(s.how.Seed, 10)))
	drawn, _ := Lots(hex.EncodeToString(seed[:]), "", references) // the seed is hex
	for _, lot := range drawn {
		a := s.known[lot.Reference]
		for i := range a.tales {
			p := s.party(a, i).Clone()
			for j := range p.Lines {
				p.Lines[j].Number = s.series.NextNumber
			}
			s.book.Put(p)
		}
		s.series.NextNumber++
	}
	at := s.now
	s.series.DrawnAt = &at
}

// tell says what became of everybody.
func (s *simulation) tell() *Simulation {
	out := &Simulation{Sessions: s.tallies, Offers: s.offers, Idle: s.idle}
	for _, a := range s.attempts {
		if a.refused != "" {
			out.Parties = append(out.Parties, PartyTale{ID: a.act.ID, Place: 1, People: a.act.People, Result: a.refused})
		}
		for i, t := range a.tales {
			p := s.party(a, i)
			told := PartyTale{ID: a.act.ID, Place: t.place, People: t.people, Left: t.left, Moves: t.moves, Result: p.ended()}
			if seat := p.Seat(); seat != nil {
				told.Session, told.Rank = s.series.Sessions[seat.Session-1].Slug, seat.Rank
				told.Waited = t.gained.Sub(a.act.At)
			}
			out.Parties = append(out.Parties, told)
		}
	}
	return out
}

// ended is what became of a party when all sessions have begun.
func (p *Party) ended() string {
	switch {
	case p.Size == 0:
		return string(Cancelled)
	case p.Seat() != nil:
		return Seated
	case p.with(Waiting) != nil:
		return string(Waiting)
	}
	var last *Line
	for i := range p.Lines {
		if line := &p.Lines[i]; line.Closed != "" && (last == nil || line.Rank < last.Rank) {
			last = line
		}
	}
	if last == nil {
		return string(Waiting)
	}
	return string(last.Closed)
}
