package models

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// Act is something that somebody does in a simulation.
type Act struct {
	At   time.Time
	Kind string // ActionRegister, ActionCancel, ActionAccept or ActionDecline
	ID   string // the sign-up's

	People       int // who sign up; or who leave, where 0 is everybody
	Organisation string
	Sector       string
	Together     string // TogetherAll or TogetherAny
	Wait         bool
	Choices      []string // slugs, the best first
}

// Simulating says what a simulation does where the acts say nothing.
type Simulating struct {
	Expire bool         // an offer that no act answers expires; otherwise it is accepted at once
	Seed   int64        // of a draw
	Step   func() error // called before each act; its error ends the simulation. nil: nothing
}

// Simulation is what became of everybody. It counts people, unless it says otherwise.
type Simulation struct {
	Sessions []SessionTally // in the order of the series
	Parties  []PartyTale    // in the order of signing up; a sign-up in which each stands alone has several
	Offers   OfferTally
	Idle     int // acts that found nothing to do: an answer without an offer, leaving a session that had begun
}

// SessionTally is what had become of a session when it began.
type SessionTally struct {
	Slug     string
	Seats    int
	Taken    int
	ByRank   []int           // whose first choice it was, whose second, …
	Waiting  int             // who still waited for it
	MovedIn  int             // who ever gave up a seat elsewhere for one here
	Promoted []time.Duration // how long each of those who did not get their seat here at once waited for it; shortest first
}

// PartyTale is what became of a party.
type PartyTale struct {
	ID      string // the sign-up's
	Place   int    // in the sign-up
	People  int    // who signed up
	Left    int    // who of them left
	Session string // slug of its seat; empty: none
	Rank    int    // of its seat, among its choices
	Moves   int    // how often it moved from one seat to another
	Waited  time.Duration
	Result  string // Seated, or a status, or Refused with the reason
}

// What becomes of parties, besides Waiting, Cancelled, Declined and Expired.
const (
	Seated          = "seated"
	Refused         = "refused-" // and the availability of the first choice: closed, not-yet, full, …
	RefusedTooFew   = Refused + "too-few"
	RefusedTooLarge = Refused + "too-large"
)

// OfferTally counts offers by what became of them. One that a better one replaced, or that ended with its party, only counts
// as made.
type OfferTally struct{ Made, Accepted, Declined, Expired int }

// Simulate plays acts, given in the order of time, on a series in which nobody is yet. Then time runs on until the last
// session begins. What time brings comes at its moment: deadlines, the draw, the ends of limits and reserves, beginnings.
func Simulate(series *Series, acts []Act, how Simulating) (*Simulation, error) {
	own := *series
	own.Sessions, own.DrawnAt, own.NextNumber = slices.Clone(series.Sessions), nil, 1
	for i := range own.Sessions {
		own.Sessions[i].ID = int64(i + 1)
	}
	book := NewBook(&own)
	s := &simulation{
		book: book, series: book.Series, how: how, known: map[string]*attempt{}, employers: map[string]int64{},
		moments: momentsOf(&own), tallies: make([]SessionTally, len(own.Sessions)),
	}
	for i := range acts {
		known := s.known[acts[i].ID]
		switch acts[i].Kind {
		case ActionRegister:
			s.known[acts[i].ID] = &attempt{act: &acts[i]}
		case ActionAccept, ActionDecline:
			known.answers = append(known.answers, acts[i].At)
		}
	}
	for i := range acts {
		if how.Step != nil {
			if err := how.Step(); err != nil {
				return nil, err
			}
		}
		s.until(acts[i].At)
		s.act(&acts[i])
		s.serve()
	}
	if n := len(s.moments); n > 0 {
		s.until(s.moments[n-1])
	}
	return s.tell(), nil
}

// simulation is a series while it is played.
type simulation struct {
	book      *Book
	series    *Series // the book's
	how       Simulating
	now       time.Time
	moments   []time.Time       // to come, at which something changes; deadlines are apart
	deadlines heapOf[*deadline] // of offers, also of those that were answered
	attempts  []*attempt        // by registration, from 1
	known     map[string]*attempt
	employers map[string]int64 // by NormaliseName
	tallies   []SessionTally
	offers    OfferTally
	idle      int
}

// deadline is when an offer of a party ends.
type deadline struct {
	at     time.Time
	holder holderOf
}

var _ heaped[*deadline] = (*deadline)(nil)

func (d *deadline) stand(int) {}
func (d *deadline) before(other *deadline) bool {
	return cmp.Or(d.at.Compare(other.at), cmp.Compare(d.holder.registration, other.holder.registration),
		cmp.Compare(d.holder.place, other.holder.place)) < 0
}

// momentsOf are those at which time alone changes something.
func momentsOf(s *Series) []time.Time {
	all := []time.Time{s.Policy.OrganisationLimit.Until}
	if s.AwaitsDraw() {
		all = append(all, s.Policy.DrawAt)
	}
	for _, reserve := range s.Policy.Reserves {
		all = append(all, reserve.Until)
	}
	for _, session := range s.Sessions {
		all = append(all, session.Starts)
	}
	all = slices.DeleteFunc(all, time.Time.IsZero)
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// until lets time run: what it brings comes at its moment, also what comes then.
func (s *simulation) until(then time.Time) {
	for {
		next := then
		if len(s.moments) > 0 && s.moments[0].Before(next) {
			next = s.moments[0]
		}
		if len(s.deadlines) > 0 && s.deadlines[0].at.Before(next) {
			next = s.deadlines[0].at
		}
		s.now = next
		if s.settle() {
			s.serve()
		}
		if next.Equal(then) {
			return
		}
	}
}

// settle does what time brings now, and says whether it brought anything.
func (s *simulation) settle() (something bool) {
	for len(s.deadlines) > 0 && !s.now.Before(s.deadlines[0].at) {
		s.lapse(heap.Pop(&s.deadlines).(*deadline).holder)
		something = true
	}
	for len(s.moments) > 0 && !s.now.Before(s.moments[0]) {
		s.moments = s.moments[1:]
		something = true
	}
	if !something {
		return false
	}
	for i := range s.series.Sessions {
		if !s.now.Before(s.series.Sessions[i].Starts) && s.tallies[i].Slug == "" {
			s.begin(i)
		}
	}
	if s.series.AwaitsDraw() && !s.now.Before(s.series.Policy.DrawAt) {
		s.draw()
	}
	return true
}

// lapse ends the offer of a party if that is due. A deadline may be of an offer that was answered or replaced.
func (s *simulation) lapse(holder holderOf) {
	p := s.book.Party(holder.registration, holder.place).Clone()
	if offer := p.Offer(); offer != nil && !s.now.Before(*offer.Deadline) {
		p.Close(offer, Expired, s.series, s.now)
		s.offers.Expired++
		s.book.Put(p)
	}
}

// begin takes stock of a session that begins, and ends the other lines of who is there.
func (s *simulation) begin(i int) {
	session, tally := &s.series.Sessions[i], &s.tallies[i]
	tally.Slug, tally.Taken, tally.Waiting = session.Slug, session.Taken(), session.Waiting
	if session.Status != SessionCancelled {
		tally.Seats = session.Seats()
	}
	for _, a := range s.attempts {
		for j := range a.tales {
			seat := s.party(a, j).Seat()
			if seat == nil || seat.Session != session.ID {
				continue
			}
			p := s.party(a, j).Clone()
			for len(tally.ByRank) < seat.Rank {
				tally.ByRank = append(tally.ByRank, 0)
			}
			tally.ByRank[seat.Rank-1] += p.Size
			if waited := a.tales[j].gained.Sub(a.act.At); waited > 0 {
				tally.Promoted = append(tally.Promoted, slices.Repeat([]time.Duration{waited}, p.Size)...)
			}
			p.Arrange(s.series, s.now)
			s.book.Put(p)
		}
	}
	slices.Sort(tally.Promoted)
}

// serve serves until nobody fits. Offers that the acts do not answer are accepted on the way, unless they are to expire.
func (s *simulation) serve() {
	var answering []*attempt
	for {
		for _, j := range s.book.Serve(s.now, "", nil) {
			a := s.attempts[j.Party.Registration-1]
			if !j.Offer {
				s.seat(a, &j.Party, j.From)
				continue
			}
			s.offers.Made++
			at := *j.Party.Offer().Deadline
			if s.how.Expire || len(a.answers) > 0 && a.answers[0].Before(at) {
				heap.Push(&s.deadlines, &deadline{at, holderOf{j.Party.Registration, j.Party.Place}})
				continue
			}
			answering = append(answering, a)
		}
		if len(answering) == 0 {
			return
		}
		s.answer(answering[0], ActionAccept)
		answering = answering[1:]
	}
}
