package models

import (
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

func waitingParty(number int64, party, size int) Placement {
	p := Placement{SessionID: 1, Number: number, Party: party, Rank: 1, Size: size, Status: Waiting}
	for i := range size {
		p.Seats = append(p.Seats, Seat{ParticipantID: number*100 + int64(party*10+i), Status: Waiting})
	}
	return p
}

func TestLowestNumberThatFitsIsServed(t *testing.T) {
	for _, test := range []struct {
		name  string
		free  int
		lines []Placement
		want  int // -1: nobody
	}{
		{"nobody waits", 5, nil, -1},
		{"no seat is free", 0, []Placement{waitingParty(1, 1, 1)}, -1},
		{"the lowest number", 1, []Placement{waitingParty(2, 1, 1), waitingParty(1, 1, 1)}, 1},
		{"too large is passed over", 1, []Placement{waitingParty(1, 1, 2), waitingParty(2, 1, 1)}, 1},
		{"a large one that fits goes before a small one", 2, []Placement{waitingParty(2, 1, 1), waitingParty(1, 1, 2)}, 1},
		{"within a number the form's order", 1, []Placement{waitingParty(1, 3, 1), waitingParty(1, 2, 1)}, 1},
		{"all are too large", 1, []Placement{waitingParty(1, 1, 2), waitingParty(2, 1, 3)}, -1},
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

func TestSessionThatIsCancelledOrCloseToItsStartServesNobody(t *testing.T) {
	series := &Series{Sessions: []Session{session(10, 0, 1)}}
	lines := []Placement{waitingParty(1, 1, 1)}
	last := series.LastMoment(&series.Sessions[0])
	if _, ok := NextGrant(series, lines, last.Add(-time.Second)); !ok {
		t.Error("a session does not serve until its last moment")
	}
	for _, late := range []time.Time{last, start} {
		if _, ok := NextGrant(series, lines, late); ok {
			t.Errorf("a session that starts at %s serves at %s", start, late)
		}
	}
	series.Sessions[0].Status = SessionCancelled
	if _, ok := NextGrant(series, lines, early); ok {
		t.Error("a cancelled session serves")
	}
}

func TestGrantMovesPeopleFromWaitingToConfirmed(t *testing.T) {
	s, p := session(10, 4, 5), waitingParty(1, 1, 3)
	s.Grant(&p)
	if s.Confirmed != 7 || s.Waiting != 2 || p.Status != Confirmed || p.Seats[2].Status != Confirmed {
		t.Errorf("%+v, %+v", s, p)
	}
}

func TestWithdrawFreesExactlyTheSeatsOfWhoLeaves(t *testing.T) {
	s, p := session(10, 0, 3), waitingParty(1, 1, 3)
	s.Grant(&p)
	first := p.Seats[0].ParticipantID
	ended := s.Withdraw(&p, func(id int64) bool { return id == first })
	if len(ended) != 1 || ended[0].Status != Cancelled || ended[0].Sequence != 1 || s.Confirmed != 2 || p.Size != 2 || p.Status != Confirmed {
		t.Errorf("%+v, %+v, %+v", ended, s, p)
	}
	if again := s.Withdraw(&p, func(id int64) bool { return id == first }); len(again) != 0 || s.Confirmed != 2 {
		t.Errorf("leaving twice: %+v, %+v", again, s)
	}
	s.Withdraw(&p, func(int64) bool { return true })
	if p.Status != Cancelled || p.Size != 0 || s.Confirmed != 0 {
		t.Errorf("%+v, %+v", p, s)
	}
}

func TestWhoLeavesAnOfferFreesTheSeatThatWasHeld(t *testing.T) {
	s, p := session(2, 1, 0), waitingParty(1, 1, 1)
	s.Offered = 1
	p.Status, p.Seats[0].Status, p.Seats[0].ReleaseAt = Offered, Offered, &early
	ended := s.Withdraw(&p, func(int64) bool { return true })
	if s.Offered != 0 || s.Confirmed != 1 || len(ended) != 1 || ended[0].Sequence != 1 || ended[0].ReleaseAt != nil {
		t.Errorf("%+v, %+v", s, ended)
	}
}

func TestWhoWaitsAndLeavesIsInNoCalendar(t *testing.T) {
	s, p := session(1, 1, 2), waitingParty(1, 1, 2)
	ended := s.Withdraw(&p, func(int64) bool { return true })
	if ended[0].Sequence != 0 || s.Waiting != 0 || s.Confirmed != 1 {
		t.Errorf("%+v, %+v", ended, s)
	}
}

func TestSplitGivesEachTheirOwnPartyUnderTheSameNumber(t *testing.T) {
	p := waitingParty(7, 1, 3)
	p.Seats[1].Status, p.Size = Cancelled, 2
	places := map[int64]int{p.Seats[0].ParticipantID: 1, p.Seats[1].ParticipantID: 2, p.Seats[2].ParticipantID: 3}
	others, ok := p.Split(func(id int64) int { return places[id] })
	if !ok || len(others) != 1 || others[0].Number != 7 || others[0].Party != 3 || others[0].Size != 1 || p.Size != 1 || p.Party != 1 || len(p.Seats) != 2 {
		t.Errorf("%+v, %+v, %v", p, others, ok)
	}
	if _, ok := p.Split(func(int64) int { return 1 }); ok {
		t.Error("one person was split")
	}
	p.Status, p.Size = Confirmed, 2
	if _, ok := p.Split(func(int64) int { return 1 }); ok {
		t.Error("a party with seats was split")
	}
}

func TestReasonSaysWhyAPartyWaits(t *testing.T) {
	for _, test := range []struct {
		name    string
		session Session
		now     time.Time
		want    Reason
	}{
		{"no seat", session(2, 2, 1), early, ReasonFull},
		{"fewer seats than people", session(3, 2, 2), early, ReasonTooLarge},
		{"after the last moment", session(3, 2, 2), start.Add(-19 * time.Hour), ReasonTooLate},
		{"begun", session(3, 2, 2), start, ReasonStarted},
		{"cancelled", Session{Status: SessionCancelled, Starts: start}, early, ReasonCancelled},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := new(Series).WhyWaiting(&test.session, test.now); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestOverbookingIsPartOfTheSeats(t *testing.T) {
	s := session(10, 10, 0)
	s.Overbooking = 2
	if s.Free() != 2 || !s.Fits(2) || s.Fits(3) {
		t.Errorf("free %d", s.Free())
	}
	s.Confirmed = 13 // after an organiser lowered it on purpose
	if s.Free() != 0 {
		t.Errorf("free %d", s.Free())
	}
}

func TestAvailabilityIsDecidedInOrder(t *testing.T) {
	opens, closes := start.AddDate(0, -2, 0), start.AddDate(0, 0, -3)
	for _, test := range []struct {
		name   string
		change func(*Series, *Session)
		now    time.Time
		want   Availability
	}{
		{"free", nil, early, SessionFree},
		{"not opened", nil, opens.Add(-time.Second), SessionNotYet},
		{"opens at that second", nil, opens, SessionFree},
		{"closed for the series", nil, closes, SessionClosed},
		{"closed before the start", func(s *Series, _ *Session) { s.Closes = time.Time{} }, start.Add(-24 * time.Hour), SessionClosed},
		{"closed at the last moment", func(s *Series, _ *Session) { s.Closes, s.Policy.CloseBeforeStart = time.Time{}, 0 }, start.Add(-19 * time.Hour), SessionClosed},
		{"not yet closed before it", func(s *Series, _ *Session) { s.Closes, s.Policy.CloseBeforeStart = time.Time{}, 0 }, start.Add(-20 * time.Hour), SessionFree},
		{"begun", nil, start, SessionPast},
		{"cancelled", func(_ *Series, s *Session) { s.Status = SessionCancelled }, start, SessionOff},
		{"full", func(_ *Series, s *Session) { s.Confirmed = 10 }, early, SessionWaitlist},
		{"full with a seat offered", func(_ *Series, s *Session) { s.Confirmed, s.Offered = 9, 1 }, early, SessionWaitlist},
		{"full without a list", func(series *Series, s *Session) { s.Confirmed, series.Policy.WaitingList = 10, WaitingListOff }, early, SessionFull},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := session(10, 0, 0)
			series := &Series{Opens: opens, Closes: closes, Policy: Policy{WaitingList: WaitingListConfirm, CloseBeforeStart: 24 * time.Hour}}
			if test.change != nil {
				test.change(series, &s)
			}
			got := series.Availability(&s, test.now)
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if err := series.Admission(&s, test.now); (err == nil) != got.SignsUp() {
				t.Errorf("%s, but admission says %v", got, err)
			}
		})
	}
}

func TestPartyThatDoesNotFitIsRefusedOnlyWithoutAWaitingList(t *testing.T) {
	s := session(10, 8, 0)
	for _, test := range []struct {
		list string
		size int
		want bool
	}{
		{WaitingListConfirm, 3, true}, {WaitingListOffer, 3, true}, {WaitingListOff, 2, true}, {WaitingListOff, 3, false},
	} {
		series := &Series{Policy: Policy{WaitingList: test.list}}
		err := series.AdmitParty(&s, test.size)
		if (err == nil) != test.want || err != nil && CodeOf(err) != Conflict {
			t.Errorf("%d people, waiting list %s: %v", test.size, test.list, err)
		}
	}
}

func TestSessionIsCalledByItsCityOrElseItsSlug(t *testing.T) {
	s := session(1, 0, 0)
	if got := s.Place(); got != "zwolle" {
		t.Errorf("without a city: %s", got)
	}
	s.Venue.City = "Zwolle"
	if got := s.Place(); got != "Zwolle" {
		t.Errorf("with a city: %s", got)
	}
}

func TestPageChangesWhenSomethingOpensClosesOrBegins(t *testing.T) {
	series := &Series{Opens: early, Closes: start.AddDate(0, 0, -3), Sessions: []Session{session(1, 0, 0)}, Policy: Policy{CloseBeforeStart: time.Hour}}
	now := early.Add(-time.Hour)
	for _, want := range []time.Time{early, series.Closes, start, start.Add(4 * time.Hour), {}} {
		got := series.NextChange(now)
		if !got.Equal(want) {
			t.Errorf("after %s: got %s, want %s", now, got, want)
		}
		now = got
	}
}
