package models

import (
	"math"
	"slices"
	"testing"
	"time"
)

var (
	start = time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC)
	early = start.AddDate(0, -1, 0)
)

func session(capacity, confirmed, waiting int) Session {
	return Session{ID: 1, Slug: "zwolle", Status: SessionPublished, Starts: start, Ends: start.Add(4 * time.Hour), Capacity: capacity, Confirmed: confirmed, Waiting: waiting}
}

// shared is a series with a session of ten seats, of which four are reserved for po and vo and three for rijk, until early.
func shared(shares ...int) *Series {
	s := session(10, 0, 0)
	for i, people := range shares {
		s.Count(Confirmed, i, people)
	}
	return &Series{
		Sessions: []Session{s},
		Policy: Policy{Reserves: []Reserve{
			{Sectors: []string{"po", "vo"}, Seats: 4, Until: early},
			{Sectors: []string{"rijk"}, Seats: 3, Until: early},
		}},
	}
}

func TestSectorFallsUnderItsReserve(t *testing.T) {
	policy := shared().Policy
	for sector, want := range map[string]int{"po": 1, "vo": 1, "rijk": 2, "mbo": 0, "": 0} {
		if got := policy.Share(sector); got != want {
			t.Errorf("%q falls under %d, want %d", sector, got, want)
		}
	}
	if got := new(Policy).Share("po"); got != 0 {
		t.Errorf("without reserves under %d", got)
	}
}

func TestReservedSeatsAreFreeForTheirSectorsOnlyUntilTheirDate(t *testing.T) {
	before := early.Add(-time.Second)
	for _, test := range []struct {
		name   string
		taken  []int // by share: without a reserve first
		now    time.Time
		want   []int
		change func(*Series)
	}{
		{"nobody is there", nil, before, []int{3, 7, 6}, nil},
		{"who has no reserve takes what is left", []int{3}, before, []int{0, 4, 3}, nil},
		{"a reserve in use keeps the rest of it", []int{0, 3}, before, []int{3, 4, 6}, nil},
		{"a reserve that is full keeps nothing", []int{0, 4}, before, []int{3, 3, 6}, nil},
		{"more than the reserve takes from everybody", []int{0, 6}, before, []int{1, 1, 4}, nil},
		{"sectors fill one after the other", []int{1, 4, 2}, before, []int{2, 2, 3}, nil},
		{"at its date nothing is kept", []int{3}, early, []int{7, 7, 7}, nil},
		{"one ended and one did not", []int{3}, early, []int{4, 4, 7}, func(s *Series) { s.Policy.Reserves[1].Until = early.Add(time.Hour) }},
		{"for good", []int{3}, start, []int{3, 7, 3}, func(s *Series) { s.Policy.Reserves[0].Until = time.Time{} }},
		{"everybody is there", []int{3, 4, 3}, before, []int{0, 0, 0}, nil},
		{"without a reserve more than there should be", []int{8}, before, []int{0, 0, 0}, nil},
		{"overbooked on purpose", []int{3}, before, []int{2, 6, 5}, func(s *Series) { s.Sessions[0].Overbooking = 2 }},
		{"fewer seats than taken", []int{9}, early, []int{0, 0, 0}, func(s *Series) { s.Sessions[0].Capacity = 8 }},
		{"seats held for an offer are taken", []int{1}, before, []int{0, 4, 3}, func(s *Series) { s.Sessions[0].Count(Offered, 0, 2) }},
		{"an offer counts for its sector", nil, before, []int{3, 4, 6}, func(s *Series) { s.Sessions[0].Count(Offered, 1, 3) }},
		{"who waits takes nothing", nil, before, []int{3, 7, 6}, func(s *Series) { s.Sessions[0].Count(Waiting, 1, 3) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := shared(test.taken...)
			if test.change != nil {
				test.change(series)
			}
			if got := series.FreeByShare(&series.Sessions[0], test.now); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCountersFollowTheStatus(t *testing.T) {
	s := session(10, 0, 0)
	s.Count(Confirmed, 2, 3)
	s.Count(Offered, 2, 1)
	s.Count(Waiting, 2, 5)
	s.Count(Moved, 2, 7)
	s.Count(Confirmed, 0, 2)
	if s.Confirmed != 5 || s.Offered != 1 || s.Waiting != 5 || s.Taken() != 6 || s.Free() != 4 {
		t.Errorf("%+v", s)
	}
	for share, want := range map[int]int{0: 0, 1: 0, 2: 4, 3: 0, -1: 0} {
		if got := s.TakenBy(share); got != want {
			t.Errorf("share %d has taken %d, want %d", share, got, want)
		}
	}
	s.Count(Confirmed, 2, -3)
	if s.Confirmed != 2 || s.TakenBy(2) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestOrganisationStaysWithinItsLimitUntilItsDate(t *testing.T) {
	limit := Limit{Seats: 4, Until: early}
	for _, test := range []struct {
		name  string
		limit Limit
		taken int
		now   time.Time
		want  int
	}{
		{"nothing taken", limit, 0, early.Add(-time.Second), 4},
		{"some taken", limit, 3, early.Add(-time.Second), 1},
		{"all taken", limit, 4, early.Add(-time.Second), 0},
		{"more taken, before there was a limit", limit, 6, early.Add(-time.Second), 0},
		{"at its date", limit, 4, early, math.MaxInt32},
		{"for good", Limit{Seats: 4}, 1, start, 3},
		{"no limit", Limit{}, 1000, early, math.MaxInt32},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := &Series{Policy: Policy{OrganisationLimit: test.limit}}
			if got := series.Room(test.taken, test.now); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
			if got := series.Limited(test.now); got != (test.want < math.MaxInt32) {
				t.Errorf("limited: %v", got)
			}
		})
	}
}

func TestPartyFitsWhenAllOfItHasSeatsAndItsOrganisationHasRoom(t *testing.T) {
	before := early.Add(-time.Second)
	for _, test := range []struct {
		name               string
		size, share, taken int
		now                time.Time
		want               bool
	}{
		{"as many as are free", 3, 0, 0, before, true},
		{"one too many", 4, 0, 0, before, false},
		{"more with a reserve", 4, 1, 0, before, true},
		{"more after the reserves", 4, 0, 0, early, true},
		{"more than the organisation may", 3, 0, 3, before, false},
		{"as many as the organisation may", 2, 0, 3, before, true},
		{"nobody", 0, 0, 0, before, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := shared()
			series.Policy.OrganisationLimit.Seats = 5
			if got := series.Fits(&series.Sessions[0], test.size, test.share, test.taken, test.now); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestReasonSaysWhyAPartyWaits(t *testing.T) {
	series := func(change func(*Series, *Session)) *Series {
		s := shared(0, 1)
		s.Policy.OrganisationLimit.Seats = 2
		if change != nil {
			change(s, &s.Sessions[0])
		}
		return s
	}
	full := func(_ *Series, s *Session) { s.Count(Confirmed, 0, 9) }
	draw := func(s *Series, _ *Session) { s.Policy.Admission = AdmissionDraw }
	before := early.Add(-time.Second)
	for _, test := range []struct {
		name        string
		change      func(*Series, *Session)
		size, share int
		taken       int
		resting     bool
		now         time.Time
		want        Reason
	}{
		{"cancelled", func(_ *Series, s *Session) { s.Status = SessionCancelled }, 1, 0, 0, false, before, ReasonCancelled},
		{"cancelled before it began", func(_ *Series, s *Session) { s.Status = SessionCancelled }, 1, 0, 0, false, start, ReasonCancelled},
		{"begun", nil, 1, 0, 0, false, start, ReasonStarted},
		{"at the last moment", nil, 1, 0, 0, false, start.Add(-19 * time.Hour), ReasonTooLate},
		{"full, and at the last moment", full, 1, 0, 0, false, start.Add(-19 * time.Hour), ReasonTooLate},
		{"a draw to come", draw, 1, 0, 0, false, before, ReasonDraw},
		{"a draw that was held", func(s *Series, at *Session) { draw(s, at); full(s, at); s.DrawnAt = &early }, 1, 0, 0, false, before, ReasonFull},
		{"under an offer", full, 1, 0, 0, true, before, ReasonResting},
		{"held for others", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 8); s.Count(Offered, 0, 1) }, 1, 0, 0, false, before, ReasonHeld},
		{"some of it held for others", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 7); s.Count(Offered, 0, 1) }, 2, 0, 0, false, before, ReasonHeld},
		{"too large with what is held too", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 7); s.Count(Offered, 0, 1) }, 3, 0, 0, false, before, ReasonTooLarge},
		{"full", full, 1, 0, 0, false, before, ReasonFull},
		{"a full session is never too large", full, 3, 0, 0, false, before, ReasonFull},
		{"too large", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 7) }, 3, 0, 0, false, before, ReasonTooLarge},
		{"reserved", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 3) }, 1, 0, 0, false, before, ReasonReserved},
		{"partly reserved", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 2) }, 2, 0, 0, false, before, ReasonReserved},
		{"not reserved for its own sector", func(_ *Series, s *Session) { s.Count(Confirmed, 0, 3) }, 3, 1, 0, false, before, ReasonLimit},
		{"the limit", nil, 1, 0, 2, false, before, ReasonLimit},
		{"the limit, with more people than it leaves", nil, 2, 0, 1, false, before, ReasonLimit},
		{"nothing any more", nil, 1, 0, 0, false, before, ReasonFull},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := series(test.change)
			if got := s.WhyWaiting(&s.Sessions[0], test.size, test.share, test.taken, test.resting, test.now); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// A reason is given for whoever does not fit, and only then a real one.
func TestReasonsAgreeWithWhatFits(t *testing.T) {
	for _, now := range []time.Time{early.Add(-time.Second), early} {
		for taken := range 11 {
			for size := 1; size < 5; size++ {
				for share := range 3 {
					for own := range 4 {
						series := shared(taken)
						series.Policy.OrganisationLimit.Seats = 3
						at := &series.Sessions[0]
						fits := series.Fits(at, size, share, own, now)
						reason := series.WhyWaiting(at, size, share, own, false, now)
						if last := reason == ReasonFull && at.Free() > 0; fits != last {
							t.Fatalf("%d of share %d with %d taken, %d by their organisation: fits is %v, the reason %s", size, share, taken, own, fits, reason)
						}
					}
				}
			}
		}
	}
}

func waitingLife(number int64, party, rank, size int) Placement {
	return Placement{SessionID: 1, Number: number, Party: party, Rank: rank, Size: size, Status: Waiting}
}

func TestLowestNumberThatFitsIsServed(t *testing.T) {
	for _, test := range []struct {
		name  string
		free  int
		lines []Placement
		want  int // -1: nobody
	}{
		{"nobody waits", 5, nil, -1},
		{"no seat is free", 0, []Placement{waitingLife(1, 1, 1, 1)}, -1},
		{"the lowest number", 1, []Placement{waitingLife(2, 1, 1, 1), waitingLife(1, 1, 1, 1)}, 1},
		{"too large is passed over", 1, []Placement{waitingLife(1, 1, 1, 2), waitingLife(2, 1, 1, 1)}, 1},
		{"a large one that fits goes before a small one", 2, []Placement{waitingLife(2, 1, 1, 1), waitingLife(1, 1, 1, 2)}, 1},
		{"within a number the form's order", 1, []Placement{waitingLife(1, 3, 1, 1), waitingLife(1, 2, 2, 1)}, 1},
		{"within a person the most preferred", 1, []Placement{waitingLife(1, 2, 2, 1), waitingLife(1, 2, 1, 1)}, 1},
		{"all are too large", 1, []Placement{waitingLife(1, 1, 1, 2), waitingLife(2, 1, 1, 3)}, -1},
		{"who rests is passed over", 1, []Placement{{SessionID: 1, Number: 1, Size: 1, Status: Waiting, Resting: true}, waitingLife(2, 1, 1, 1)}, 1},
		{"who does not wait is passed over", 1, []Placement{{SessionID: 1, Number: 1, Size: 1, Status: Moved}, waitingLife(2, 1, 1, 1)}, 1},
		{"an unknown session is passed over", 1, []Placement{{SessionID: 9, Number: 1, Size: 1, Status: Waiting}, waitingLife(2, 1, 1, 1)}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := &Series{Sessions: []Session{session(10, 10-test.free, 5)}}
			got, ok := NextGrant(series, test.lines, early)
			if !ok {
				got = -1
			}
			if got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestWhoMayHaveReservedSeatsIsServedBeforeALowerNumberThatMayNot(t *testing.T) {
	series := shared(3)
	lines := []Placement{waitingLife(1, 1, 1, 1), waitingLife(2, 1, 1, 1)}
	lines[1].Share = 1
	if got, ok := NextGrant(series, lines, early.Add(-time.Second)); !ok || got != 1 {
		t.Errorf("served %d, %v", got, ok)
	}
	if got, ok := NextGrant(series, lines, early); !ok || got != 0 {
		t.Errorf("after the reserves ended served %d, %v", got, ok)
	}
}

func TestSessionThatIsCancelledOrCloseToItsStartOrBeforeItsDrawServesNobody(t *testing.T) {
	series := &Series{Sessions: []Session{session(10, 0, 1)}}
	lines := []Placement{waitingLife(1, 1, 1, 1)}
	last := series.LastMoment(&series.Sessions[0])
	if _, ok := NextGrant(series, lines, last.Add(-time.Second)); !ok {
		t.Error("a session does not serve until its last moment")
	}
	for _, late := range []time.Time{last, start} {
		if _, ok := NextGrant(series, lines, late); ok {
			t.Errorf("a session that starts at %s serves at %s", start, late)
		}
	}
	series.Policy.Admission = AdmissionDraw
	if _, ok := NextGrant(series, lines, early); ok {
		t.Error("a series serves before its draw")
	}
	series.DrawnAt = &early
	if _, ok := NextGrant(series, lines, early); !ok {
		t.Error("a series does not serve after its draw")
	}
	series.Sessions[0].Status = SessionCancelled
	if _, ok := NextGrant(series, lines, early); ok {
		t.Error("a cancelled session serves")
	}
}

func TestTurnsFollowNumberThenFormThenPreference(t *testing.T) {
	turns := []Turn{{1, 1, 1}, {1, 1, 2}, {1, 2, 1}, {1, 10, 1}, {2, 1, 1}, {10, 1, 1}}
	for i := range turns {
		for j := range turns {
			if got := turns[i].Compare(turns[j]); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%v and %v compare as %d", turns[i], turns[j], got)
			}
		}
	}
}

func TestPeopleArePlacedAsOneOrEachAlone(t *testing.T) {
	if got := Parties(3, TogetherAll); !slices.Equal(got, []int{1, 1, 1}) {
		t.Errorf("together: %v", got)
	}
	if got := Parties(3, TogetherAny); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("each alone: %v", got)
	}
}
