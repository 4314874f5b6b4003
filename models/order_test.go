package models

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// After anything that can happen to a party its lines are as seat rules 3, 8 and 12 say.
func TestPartyIsInOrderAfterAnyHistory(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		series, now := tour(), early
		series.Policy.WaitingList = rapid.SampledFrom([]string{WaitingListConfirm, WaitingListOffer}).Draw(r, "list")
		p := Party{Registration: 1, Place: 1, Size: 2, Wait: rapid.Bool().Draw(r, "wait")}
		for i, session := range rapid.Permutation([]int64{1, 2, 3, 4}).Draw(r, "choices")[:rapid.IntRange(1, 4).Draw(r, "how many")] {
			p.Lines = append(p.Lines, Line{Session: session, Rank: i + 1, Number: 1})
		}
		p.Arrange(series, now)
		for number := int64(2); number < 30; number++ {
			session := &series.Sessions[rapid.IntRange(0, 3).Draw(r, "session")]
			line, held := p.At(session.ID), p.Seat() != nil
			act := rapid.SampledFrom([]string{"grant", "own", "accept", "decline", "expire", "swap", "rejoin", "call off", "leave", "time"}).Draw(r, "act")
			loses := act == "call off" || act == "leave"
			switch {
			case p.Size == 0:
			case (act == "grant" || act == "own") && line != nil && line.Served() && series.Serves(session, now):
				p.Grant(line, act == "own", series, now)
			case act == "accept" && p.Offer() != nil:
				p.Accept(series, now)
			case act == "decline" && line != nil && (line.Status == Waiting || line.Status == Offered):
				p.Close(line, Declined, series, now)
			case act == "expire" && p.Offer() != nil:
				p.Close(p.Offer(), Expired, series, now)
			case act == "swap" && series.Serves(session, now) && (line == nil || line.Status != Confirmed && line.Status != Offered):
				p.Swap(session.ID, number, series, now)
			case act == "rejoin" && line != nil && (line.Closed == Declined || line.Closed == Expired) && series.Serves(session, now):
				p.Rejoin(line, number, series, now)
			case act == "call off" && session.Upcoming(now):
				session.Status = SessionCancelled
				p.CallOff(session.ID, series, now)
			case act == "leave" && rapid.IntRange(0, 4).Draw(r, "rarely") == 0:
				p.Leave(1)
			case act == "time":
				now = now.Add(time.Duration(rapid.IntRange(1, 200).Draw(r, "hours")) * time.Hour)
				p.Arrange(series, now)
			}
			if held && p.Seat() == nil && !loses {
				r.Fatalf("after %s the seat is lost: %s", act, written(p))
			}
			requireOrder(r, series, &p, now)
		}
	})
}

func requireOrder(r *rapid.T, series *Series, p *Party, now time.Time) {
	if strings.Contains(written(*p), "wrong-deadline") {
		r.Fatalf("a deadline without an offer or the other way round: %s", written(*p))
	}
	count := map[Status]int{}
	open := map[int64]int{}
	for _, line := range p.Lines {
		count[line.Status]++
		if line.Closed == "" {
			open[line.Session]++
		} else if line.Status.Live() {
			r.Fatalf("a closed line lives: %s", written(*p))
		}
	}
	if count[Confirmed] > 1 || count[Offered] > 1 {
		r.Fatalf("two seats or offers: %s", written(*p))
	}
	for session, lines := range open {
		if lines > 1 {
			r.Fatalf("two open lines for session %d: %s", session, written(*p))
		}
	}
	if !slices.IsSortedFunc(p.Lines, func(a, b Line) int { return a.Rank - b.Rank }) {
		r.Fatalf("not by rank: %s", written(*p))
	}
	seat, offer := p.Seat(), p.Offer()
	if offer != nil && seat != nil && offer.Rank > seat.Rank {
		r.Fatalf("an offer below the seat: %s", written(*p))
	}
	begun := false
	if seat != nil {
		session, _ := series.SessionByID(seat.Session)
		begun = !now.Before(session.Starts)
	}
	for i := range p.Lines {
		line := &p.Lines[i]
		session, _ := series.SessionByID(line.Session)
		wanted := p.Size > 0 && line.Closed == "" && line != seat && line != offer && !begun &&
			(seat == nil || line.Rank < seat.Rank && (p.Wait || line.Sought))
		switch {
		case line.Status == Waiting && !wanted:
			r.Fatalf("%d waits for nothing: %s", line.Session, written(*p))
		case line.Status != Waiting && wanted && session.Upcoming(now):
			r.Fatalf("%d does not wait: %s", line.Session, written(*p))
		case line.Resting != (line.Status == Waiting && offer != nil && line.Rank > offer.Rank):
			r.Fatalf("%d rests wrongly: %s", line.Session, written(*p))
		}
	}
	if p.Size == 0 && count[Waiting]+count[Offered]+count[Confirmed] > 0 {
		r.Fatalf("nobody is in it, but it lives: %s", written(*p))
	}
}
