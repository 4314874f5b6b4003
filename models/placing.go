package models

import "time"

// Recount keeps the counters of the sessions when a party changed from what it was to what it is. A zero Party stands for
// one that was not there.
func (s *Series) Recount(was, is *Party) {
	for _, side := range []struct {
		party *Party
		sign  int
	}{{was, -1}, {is, 1}} {
		share := s.Policy.Share(side.party.Sector)
		for _, line := range side.party.Lines {
			if session, ok := s.SessionByID(line.Session); ok && line.Status.Live() {
				session.Count(line.Status, share, side.sign*side.party.Size)
			}
		}
	}
}

// Newcomers places the parties of one sign-up, whose lines have no status yet: each gets the best seat that fits, in the
// form's order, and waits for what seat rule 3 says. The line was served before, so nobody in it fits where a newcomer
// does. Taken is what their organisation has taken, by session; it and the counters are kept. Before, when given, sees
// each grant while the counters do not hold it yet.
func (s *Series) Newcomers(parties []Party, taken map[int64]int, now time.Time, before func(*Party, *Line)) {
	for i := range parties {
		p := &parties[i]
		p.Arrange(s, now)
		s.Recount(&Party{}, p)
		for j := range p.Lines {
			line := &p.Lines[j]
			session, ok := s.SessionByID(line.Session)
			if !ok || !s.Serves(session, now) || !s.Fits(session, p.Size, s.Policy.Share(p.Sector), taken[session.ID], now) {
				continue
			}
			if before != nil {
				before(p, line)
			}
			was := p.Clone()
			p.Grant(line, true, s, now)
			s.Recount(&was, p)
			taken[session.ID] += p.Size
			break
		}
		// Lines that ended before anything was stored are no part of the story.
		for j := range p.Lines {
			if line := &p.Lines[j]; line.Placement == 0 && !line.Status.Live() {
				line.Status = ""
			}
		}
	}
}

// PartyOf is a party of a registration whose rows are loaded, with the newest life of each choice.
func (r *Registration) PartyOf(place int) Party {
	p := Party{Registration: r.ID, Place: place, Organisation: r.OrganisationID, Sector: r.Sector, Wait: r.Wait}
	for _, participant := range r.Participants {
		if participant.Party == place && !participant.Withdrawn {
			p.Size++
		}
	}
	for _, choice := range r.Choices {
		if choice.Party != place {
			continue
		}
		line := Line{Choice: choice.ID, Session: choice.SessionID, Rank: choice.Rank, Number: choice.Number, Sought: choice.Sought, Closed: choice.Closed}
		for i := range r.Placements {
			if life := &r.Placements[i]; life.ChoiceID == choice.ID && life.ID >= line.Placement {
				line.Placement, line.Status, line.Resting = life.ID, life.Status, life.Resting
				line.Deadline, line.RemindAt = life.Deadline, life.RemindAt
			}
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// PartyPlaces are the places of a registration's parties, in the form's order.
func (r *Registration) PartyPlaces() []int {
	var places []int
	for _, participant := range r.Participants {
		if n := len(places); n == 0 || places[n-1] != participant.Party {
			places = append(places, participant.Party)
		}
	}
	return places
}

// Standing is where one party of a registration stands. Its placements are the registration's own.
type Standing struct {
	Party  int
	People []Participant // who are still in it, by place
	Seat   *Placement    // nil: none
	Offer  *Placement    // nil: none is open
	Waits  []*Placement  // by rank
	Closed []*Placement  // by rank: lines that were declined or that expired; the holder may rejoin
	Last   *Placement    // while nothing is live: what ended last; otherwise nil
}

// Standings are where the parties of a registration stand, in the form's order. A party that has left is among them, with
// no people.
func (r *Registration) Standings() []Standing {
	var all []Standing
	for _, place := range r.PartyPlaces() {
		s := Standing{Party: place}
		for _, participant := range r.Participants {
			if participant.Party == place && !participant.Withdrawn {
				s.People = append(s.People, participant)
			}
		}
		party := r.PartyOf(place)
		party.Arrange(&Series{}, time.Time{}) // by rank
		for _, line := range party.Lines {
			p := r.placement(line.Placement)
			if p == nil {
				continue
			}
			switch {
			case line.Status == Confirmed:
				s.Seat = p
			case line.Status == Offered:
				s.Offer = p
			case line.Status == Waiting:
				s.Waits = append(s.Waits, p)
			case len(s.People) > 0 && party.Rejoins(&line):
				s.Closed = append(s.Closed, p)
			}
			if s.Last == nil || p.UpdatedAt.After(s.Last.UpdatedAt) || p.UpdatedAt.Equal(s.Last.UpdatedAt) && p.ID > s.Last.ID {
				s.Last = p
			}
		}
		if s.Seat != nil || s.Offer != nil || len(s.Waits) > 0 {
			s.Last = nil
		}
		all = append(all, s)
	}
	return all
}

func (r *Registration) placement(id int64) *Placement {
	for i := range r.Placements {
		if r.Placements[i].ID == id && id != 0 {
			return &r.Placements[i]
		}
	}
	return nil
}
