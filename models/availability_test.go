package models

import (
	"errors"
	"testing"
	"time"
)

func TestOverbookingIsPartOfTheSeats(t *testing.T) {
	s := session(10, 10, 0)
	s.Overbooking = 2
	if s.Seats() != 12 || s.Free() != 2 {
		t.Errorf("%d seats, %d free", s.Seats(), s.Free())
	}
	s.Confirmed = 13 // after an organiser lowered it on purpose
	if s.Free() != 0 {
		t.Errorf("free %d", s.Free())
	}
}

func TestAvailabilityIsDecidedInOrder(t *testing.T) {
	opens, closes := start.AddDate(0, -2, 0), start.AddDate(0, 0, -3)
	draw := func(s *Series, _ *Session) { s.Policy.Admission = AdmissionDraw }
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
		{"before the draw", draw, early, SessionDraw},
		{"before the draw, however many signed up", func(series *Series, s *Session) { draw(series, s); s.Confirmed = 10 }, early, SessionDraw},
		{"before the draw, closed", draw, closes, SessionClosed},
		{"after the draw", func(series *Series, s *Session) { draw(series, s); series.DrawnAt = &opens }, early, SessionFree},
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

func TestAlternativesMustTakeSignUpsOrBeFull(t *testing.T) {
	series := &Series{Policy: Policy{WaitingList: WaitingListOff}}
	for i, change := range []func(*Session){
		nil,
		func(s *Session) { s.Confirmed = 10 },
		func(s *Session) { s.Status = SessionCancelled },
		func(s *Session) { s.Starts = early },
	} {
		s := session(10, 0, 0)
		s.ID, s.Slug = int64(i+1), string(rune('a'+i))
		if change != nil {
			change(&s)
		}
		series.Sessions = append(series.Sessions, s)
	}
	if err := series.AdmitAlternatives([]string{"a", "b", "elsewhere"}, early); err != nil {
		t.Error(err)
	}
	var wrong *Error
	if err := series.AdmitAlternatives([]string{"a", "c", "d"}, early); !errors.As(err, &wrong) || wrong.Code != Invalid {
		t.Fatal(err)
	}
	var ids []string
	for _, problem := range wrong.Problems {
		ids = append(ids, problem.ID()+" "+problem.Key)
	}
	if len(ids) != 2 || ids[0] != "alternatives-2 problem.alternatives.closed" || ids[1] != "alternatives-3 problem.alternatives.closed" {
		t.Error(ids)
	}
}

func TestWhoGetsNoSeatIsRefusedOnlyWithoutAWaitingList(t *testing.T) {
	for _, test := range []struct {
		name, list string
		draw       bool
		seats      int // at the only session
		people     int // each a party
		want       bool
	}{
		{"a list to wait on", WaitingListConfirm, false, 2, 3, true},
		{"a list with offers", WaitingListOffer, false, 2, 3, true},
		{"no list, and all have a seat", WaitingListOff, false, 2, 2, true},
		{"no list, and one has none", WaitingListOff, false, 2, 3, false},
		{"no list, but a draw", WaitingListOff, true, 2, 3, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := &Series{Policy: Policy{WaitingList: test.list}, Sessions: []Session{session(test.seats, 0, 0)}}
			if test.draw {
				series.Policy.Admission = AdmissionDraw
			}
			var parties []Party
			for place := range test.people {
				parties = append(parties, Party{Place: place + 1, Size: 1, Lines: []Line{{Session: 1, Rank: 1, Number: 1}}})
			}
			series.Newcomers(parties, map[int64]int{}, early, nil)
			err := series.AdmitPlaced(&series.Sessions[0], parties)
			if (err == nil) != test.want {
				t.Fatal(err)
			}
			var refused *Error
			if errors.As(err, &refused) && (refused.Code != Conflict || refused.Args["Count"] != test.people || refused.Args["Free"] != test.seats) {
				t.Errorf("%+v", refused)
			}
		})
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

func TestPageChangesWhenSomethingOpensClosesBeginsOrEnds(t *testing.T) {
	closes := start.AddDate(0, 0, -3)
	series := &Series{
		Opens: early, Closes: closes, Sessions: []Session{session(1, 0, 0)},
		Policy: Policy{
			CloseBeforeStart: time.Hour, DrawAt: early.Add(time.Hour), OrganisationLimit: Limit{Seats: 1, Until: early.Add(2 * time.Hour)},
			Reserves: []Reserve{{Seats: 1, Until: early.Add(3 * time.Hour)}, {Seats: 1}},
		},
	}
	now := early.Add(-time.Hour)
	for _, want := range []time.Time{
		early, early.Add(time.Hour), early.Add(2 * time.Hour), early.Add(3 * time.Hour), closes, start, start.Add(4 * time.Hour), {},
	} {
		got := series.NextChange(now)
		if !got.Equal(want) {
			t.Errorf("after %s: got %s, want %s", now, got, want)
		}
		now = got
	}
}
