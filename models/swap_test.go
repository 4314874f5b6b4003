package models

import (
	"testing"
	"time"
)

func sought(name string, number int64) func(*Party, *Series) {
	return func(p *Party, s *Series) {
		session, _ := s.Session(name)
		p.Swap(session.ID, number, s, early)
	}
}

func TestSwap(t *testing.T) {
	checkChanges(t, []change{
		{"puts a new session directly above the seat", "1: A1#7 moved, B2#7 confirmed, C3#7 moved", sought("D", 9), "1: A1#7 moved, D2#9 waiting sought, B3#7 confirmed, C4#7 moved"},
		{"moves a lower line directly above the seat, with a new number", "1: A1#7 confirmed, B2#7 moved, C3#7 moved", sought("C", 9), "1: C1#9 waiting sought, A2#7 confirmed, B3#7 moved"},
		{"leaves a higher line its rank, and gives it a new number when it did not wait", "1: A1#7 moved, B2#7 moved, C3#7 confirmed", sought("A", 9), "1: A1#9 waiting sought, B2#7 moved, C3#7 confirmed"},
		{"leaves a line that waits already its number", "1 wait: A1#7 waiting, B2#7 waiting, C3#7 confirmed", sought("A", 9), "1 wait: A1#7 waiting sought, B2#7 waiting, C3#7 confirmed"},
		{"a second time leaves both", "1: D1#9 waiting sought, A2#7 confirmed", sought("C", 10), "1: D1#9 waiting sought, C2#10 waiting sought, A3#7 confirmed"},
		{"back to what was given up is a new line", "1: B1#9 confirmed sought, A2#7 moved given-up", sought("A", 10), "1: A1#10 waiting sought, B2#9 confirmed sought, A3#7 moved given-up"},
		{"to what was declined is a new line", "1: A1#7 declined closed, B2#7 confirmed", sought("A", 9), "1: A1#7 declined closed, A2#9 waiting sought, B3#7 confirmed"},
		{"to what expired below the seat is a new line", "1: A1#7 confirmed, B2#7 expired closed", sought("B", 9), "1: B1#9 waiting sought, A2#7 confirmed, B3#7 expired closed"},
		{"without a seat comes behind everything", "1: A1#7 waiting, B2#7 waiting", sought("C", 9), "1: A1#7 waiting, B2#7 waiting, C3#9 waiting"},
		{"without a seat leaves a line that waits as it is", "1: A1#7 waiting, B2#7 waiting", sought("B", 9), "1: A1#7 waiting, B2#7 waiting"},
		{"below an offer rests", "1: A1#7 offered, B2#7 confirmed", sought("C", 9), "1: A1#7 offered, C2#9 waiting rests sought, B3#7 confirmed"},
	})
}

// Whoever does not ask to wait keeps the seat and waits for what was sought alone; whoever asked keeps those too.
func TestSwapNeverHoldsLessThanBefore(t *testing.T) {
	for _, before := range []string{"2: A1#7 moved, B2#7 confirmed, C3#7 moved", "2 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved"} {
		for _, to := range []string{"A", "C", "D"} {
			p, series := partyOf(t, before), tour()
			line := p.Swap(int64(to[0]-'A')+1, 9, series, early)
			if seat := p.Seat(); seat == nil || seat.Session != 2 || line.Status != Waiting || line.Rank >= seat.Rank {
				t.Errorf("%s, to %s: %s", before, to, written(p))
			}
			for _, waits := range partyOf(t, before).Lines {
				if now := p.At(waits.Session); waits.Status == Waiting && (now.Status != Waiting || now.Number != waits.Number) {
					t.Errorf("%s, to %s: %s", before, to, written(p))
				}
			}
		}
	}
}

func TestRejoin(t *testing.T) {
	again := func(name string, number int64) func(*Party, *Series) {
		return func(p *Party, s *Series) { p.Rejoin(p.at(name), number, s, early) }
	}
	checkChanges(t, []change{
		{"opens a line again with its rank and a new number", "1: A1#7 declined closed, B2#7 waiting", again("A", 9), "1: A1#7 declined closed, A1#9 waiting, B2#7 waiting"},
		{"of the only line", "1: A1#7 expired closed", again("A", 9), "1: A1#7 expired closed, A1#9 waiting"},
		{"above a seat waits whatever was said", "1: A1#7 expired closed, B2#7 confirmed", again("A", 9), "1: A1#7 expired closed, A1#9 waiting sought, B2#7 confirmed"},
		{"below an offer rests", "1: A1#7 offered, B2#7 expired closed", again("B", 9), "1: A1#7 offered, B2#7 expired closed, B2#9 waiting rests"},
		{"of what was sought is sought again", "1: A1#8 expired closed sought, B2#7 confirmed", again("A", 9), "1: A1#8 expired closed sought, A1#9 waiting sought, B2#7 confirmed"},
	})
}

func TestLineOfASessionIsTheOpenOneOrElseTheLast(t *testing.T) {
	for _, test := range []struct {
		before string
		want   int64 // number
	}{
		{"1: A1#7 declined closed, A1#9 waiting, A2#12 expired closed", 9},
		{"1: A1#7 waiting, A2#12 expired closed", 7},
		{"1: A1#12 expired closed, A1#9 declined closed", 12},
		{"1: A1#9 declined closed, A1#12 expired closed", 12},
	} {
		p := partyOf(t, test.before)
		if got := p.At(1); got.Number != test.want {
			t.Errorf("%s: #%d", test.before, got.Number)
		}
		if p.At(2) != nil {
			t.Errorf("%s has a line for B", test.before)
		}
	}
}

func TestSplitGivesEachTheSameChoicesNumbersAndSeats(t *testing.T) {
	p := partyOf(t, "2 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved, D4#7 declined closed")
	parties := p.Split([]int{2, 5})
	if len(parties) != 2 || parties[0].Place != 2 || parties[1].Place != 5 || parties[1].Registration != 1 {
		t.Fatalf("%+v", parties)
	}
	if got, want := written(parties[0]), "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved, D4#7 declined closed"; got != want {
		t.Errorf("the first is %s", got)
	}
	if got, want := written(parties[1]), "1 wait: A1#7 waiting, B2#7 confirmed, C3#7 moved, D4#7 declined closed"; got != want {
		t.Errorf("the second is %s", got)
	}
	for i, line := range parties[0].Lines {
		if line.Placement != p.Lines[i].Placement || line.Choice != p.Lines[i].Choice {
			t.Errorf("the first lost its life at %+v", line)
		}
		if other := parties[1].Lines[i]; other.Placement != 0 || other.Choice != 0 {
			t.Errorf("the second shares %+v", other)
		}
	}
	parties[0].Lines[0].Number = 99
	if p.Lines[0].Number != 7 || parties[1].Lines[0].Number != 7 {
		t.Error("the parties share their lines")
	}
}

// An offer is for all of a party: each of them may answer for themselves after a split.
func TestSplitOfAnOfferIsAnOfferForEach(t *testing.T) {
	p := partyOf(t, "2: A1#7 offered, B2#7 waiting rests")
	parties := p.Split([]int{1, 2})
	parties[0].Accept(tour(), early)
	parties[1].Close(parties[1].Offer(), Declined, tour(), early)
	if got, want := written(parties[0])+"; "+written(parties[1]), "1: A1#7 confirmed, B2#7 moved; 1: A1#7 declined closed, B2#7 waiting"; got != want {
		t.Error(got)
	}
}

func TestSwapIsRefusedWhereItWouldChangeNothing(t *testing.T) {
	for _, test := range []struct {
		name, party, to string
		now             time.Time
		want            string // key; empty: it can be done
	}{
		{"to another session", "1: A1#7 confirmed", "B", early, ""},
		{"to where the seat is", "1: A1#7 confirmed", "A", early, "error.swap.same"},
		{"to where the offer is", "1: A1#7 offered, B2#7 confirmed", "A", early, "error.swap.offered"},
		{"to where it waits without a seat", "1: A1#7 waiting, B2#7 waiting", "B", early, "error.swap.waiting"},
		{"to where a swap waits already", "1: A1#9 waiting sought, B2#7 confirmed", "A", early, "error.swap.waiting"},
		{"to where it only waits on", "1 wait: A1#7 waiting, B2#7 confirmed", "A", early, ""},
		{"without a seat to a session besides", "1: A1#7 waiting", "B", early, ""},
		{"after everything was declined", "1: A1#7 declined closed", "B", early, ""},
		{"when nobody is left", "0: A1#7 cancelled", "B", early, "error.swap.nothing"},
		{"when the seat's session has begun", "1: A1#7 confirmed", "B", start, "error.session.past"},
		{"a second before that", "1: A1#7 confirmed", "B", start.Add(-time.Second), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, series := partyOf(t, test.party), tour()
			session, _ := series.Session(test.to)
			got := ""
			if refused := series.RefuseSwap(&p, session, test.now); refused != nil {
				got = refused.Key
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
