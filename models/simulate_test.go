package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// up is a sign-up, that many hours after bookDay.
func up(hours int, id string, people int, choices ...string) Act {
	return Act{
		At: bookDay.Add(time.Duration(hours) * time.Hour), Kind: ActionRegister, ID: id, People: people,
		Organisation: id, Together: TogetherAll, Choices: choices,
	}
}

func then(hours int, kind, id string) Act {
	return Act{At: bookDay.Add(time.Duration(hours) * time.Hour), Kind: kind, ID: id}
}

func waits(act Act) Act { act.Wait = true; return act }
func apart(act Act) Act { act.Together = TogetherAny; return act }
func of(sector, organisation string, act Act) Act {
	act.Sector, act.Organisation = sector, organisation
	return act
}

func leaves(hours int, id string, people int) Act {
	act := then(hours, ActionCancel, id)
	act.People = people
	return act
}

// tales are a simulation's in words: id/place, what became of it, and hours waited and moves where there are any.
func tales(s *Simulation) (all []string) {
	for _, p := range s.Parties {
		told := fmt.Sprintf("%s/%d %s", p.ID, p.Place, p.Result)
		if p.Session != "" {
			told += fmt.Sprintf(" %s as %d", p.Session, p.Rank)
		}
		if p.Waited > 0 {
			told += fmt.Sprintf(" after %gh", p.Waited.Hours())
		}
		if p.Moves > 0 {
			told += fmt.Sprintf(" moved %d", p.Moves)
		}
		if p.Left > 0 {
			told += fmt.Sprintf(" left %d of %d", p.Left, p.People)
		}
		all = append(all, told)
	}
	return all
}

// The sessions of bookSeries begin 21, 28 and 35 days after bookDay, at 13:00 UTC: in hours 508, 676 and 844. Their last
// moments are at 16:00 UTC on the working day before.
const (
	begins     = 508
	lastMoment = begins - 72 + 3 // a Friday's, as s1 begins on a Monday
)

func TestASimulationFollowsTheSeatRules(t *testing.T) {
	tests := []struct {
		name  string
		seats []int
		rules func(*Policy)
		how   Simulating
		acts  []Act
		want  []string
	}{
		{
			name: "first come, first served; what is freed goes to the first whom it fits", seats: []int{2},
			acts: []Act{up(0, "a", 1, "s1"), up(1, "b", 1, "s1"), up(2, "c", 2, "s1"), up(3, "d", 1, "s1"), then(5, ActionCancel, "a")},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 seated s1 as 1", "c/1 waiting", "d/1 seated s1 as 1 after 2h"},
		},
		{
			name: "the best seat that fits, and a move up for who waits for it", seats: []int{1, 2},
			acts: []Act{up(0, "a", 1, "s1"), up(1, "b", 1, "s1", "s2"), waits(up(2, "c", 1, "s1", "s2")), up(3, "d", 1, "s2"), then(4, ActionCancel, "a")},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 seated s2 as 2", "c/1 seated s1 as 1 after 2h moved 1", "d/1 seated s2 as 1 after 1h"},
		},
		{
			name: "each alone, and the last leave first", seats: []int{2},
			acts: []Act{apart(up(0, "a", 3, "s1")), up(1, "b", 1, "s1"), leaves(2, "a", 1), leaves(3, "a", 1)},
			want: []string{"a/1 seated s1 as 1", "a/2 cancelled left 1 of 1", "a/3 cancelled left 1 of 1", "b/1 seated s1 as 1 after 2h"},
		},
		{
			name: "a party that shrinks and now fits is served", seats: []int{2},
			acts: []Act{up(0, "a", 3, "s1"), leaves(1, "a", 1)},
			want: []string{"a/1 seated s1 as 1 after 1h left 1 of 3"},
		},
		{
			name: "an offer that no row answers is accepted at once", seats: []int{1}, rules: func(p *Policy) { p.WaitingList = WaitingListOffer },
			acts: []Act{up(0, "a", 1, "s1"), up(0, "b", 1, "s1"), then(2, ActionCancel, "a")},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 seated s1 as 1 after 2h"},
		},
		{
			// 36 hours of working time are three days; b has until Thursday, and so c until Tuesday, an hour before the answer.
			name: "or it expires at its deadline and goes to the next", seats: []int{1}, how: Simulating{Expire: true}, rules: func(p *Policy) { p.WaitingList = WaitingListOffer },
			acts: []Act{
				up(0, "a", 1, "s1"), up(0, "b", 1, "s1"), up(0, "c", 1, "s1"), up(0, "d", 1, "s1"), then(2, ActionCancel, "a"),
				then(2+8*24+1, ActionAccept, "c"), then(2+8*24+2, ActionAccept, "d"),
			},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 expired", "c/1 expired", "d/1 seated s1 as 1 after 196h"},
		},
		{
			name: "a row that answers in time decides", seats: []int{2}, rules: func(p *Policy) { p.WaitingList = WaitingListOffer },
			acts: []Act{
				up(0, "a", 2, "s1"), up(0, "b", 1, "s1"), up(0, "c", 1, "s1"), up(0, "d", 1, "s1"), then(2, ActionCancel, "a"),
				then(5, ActionAccept, "b"), then(6, ActionDecline, "c"),
			},
			want: []string{"a/1 cancelled left 2 of 2", "b/1 seated s1 as 1 after 5h", "c/1 declined", "d/1 seated s1 as 1 after 6h"},
		},
		{
			name: "an answer that comes too late, or about nothing, does nothing", seats: []int{1}, how: Simulating{Expire: true},
			rules: func(p *Policy) { p.WaitingList = WaitingListOffer },
			acts: []Act{
				up(0, "a", 1, "s1"), up(0, "b", 1, "s1"), then(1, ActionAccept, "b"), then(2, ActionCancel, "a"), then(2+3*24, ActionAccept, "b"),
			},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 expired"},
		},
		{
			name: "so that offer counts as not answered", seats: []int{3}, rules: func(p *Policy) { p.WaitingList = WaitingListOffer },
			acts: []Act{
				up(0, "a", 3, "s1"), up(0, "b", 1, "s1"), up(0, "c", 1, "s1"), up(0, "d", 1, "s1"), then(1, ActionDecline, "b"), then(2, ActionCancel, "a"),
				then(2+3*24, ActionDecline, "c"), then(100, ActionDecline, "d"),
			},
			want: []string{"a/1 cancelled left 3 of 3", "b/1 seated s1 as 1 after 2h", "c/1 seated s1 as 1 after 2h", "d/1 seated s1 as 1 after 2h"},
		},
		{
			name: "nearer than seven days a promotion is an offer", seats: []int{1}, how: Simulating{Expire: true},
			acts: []Act{up(0, "a", 1, "s1"), up(0, "b", 1, "s1"), then(begins-6*24, ActionCancel, "a")},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 expired"},
		},
		{
			name: "nobody is promoted from the last moment on", seats: []int{2}, how: Simulating{},
			acts: []Act{
				up(0, "a", 1, "s1"), up(0, "b", 1, "s1"), up(0, "c", 1, "s1"), up(0, "d", 1, "s1"),
				then(lastMoment-1, ActionCancel, "a"), then(lastMoment, ActionCancel, "b"),
			},
			want: []string{
				"a/1 cancelled left 1 of 1", "b/1 cancelled left 1 of 1", fmt.Sprintf("c/1 seated s1 as 1 after %dh", lastMoment-1), "d/1 waiting",
			},
		},
		{
			name: "who waits is served when a reserve ends", seats: []int{2}, rules: func(p *Policy) {
				p.Reserves = []Reserve{{Sectors: []string{"po"}, Seats: 1, Until: bookDay.Add(30 * time.Hour)}}
			},
			acts: []Act{of("", "x", up(0, "a", 1, "s1")), of("", "y", up(1, "b", 1, "s1")), of("po", "z", up(31, "c", 1, "s1"))},
			want: []string{"a/1 seated s1 as 1", "b/1 seated s1 as 1 after 29h", "c/1 waiting"},
		},
		{
			name: "and when the limit ends; one name is one organisation", seats: []int{3}, rules: func(p *Policy) {
				p.OrganisationLimit = Limit{Seats: 1, Until: bookDay.Add(30 * time.Hour)}
			},
			acts: []Act{of("", "Voorbeeld", up(0, "a", 1, "s1")), of("", " voorbeeld!", up(1, "b", 1, "s1")), of("", "y", up(2, "c", 1, "s1"))},
			want: []string{"a/1 seated s1 as 1", "b/1 seated s1 as 1 after 29h", "c/1 seated s1 as 1"},
		},
		{
			name: "the other lines of who is at a session that began end", seats: []int{1, 1},
			acts: []Act{
				up(0, "a", 1, "s2"), waits(up(0, "b", 1, "s2", "s1")), up(0, "c", 1, "s2"), then(begins+1, ActionCancel, "a"), then(begins+2, ActionCancel, "b"),
			},
			want: []string{"a/1 cancelled left 1 of 1", "b/1 seated s1 as 2", fmt.Sprintf("c/1 seated s2 as 1 after %dh", begins+1)},
		},
		{
			name: "what takes no sign-ups is not chosen, and nobody is signed up for nothing", seats: []int{1, 1}, rules: func(p *Policy) { p.PartyMax = 2 },
			acts: []Act{
				up(-48, "a", 1, "s1"), up(0, "b", 3, "s1"), up(lastMoment, "c", 1, "s1"), up(lastMoment, "d", 1, "s1", "s2"), up(900, "e", 1, "s2"), then(901, ActionCancel, "a"),
			},
			want: []string{"a/1 refused-not-yet", "b/1 refused-too-large", "c/1 refused-closed", "d/1 seated s2 as 2", "e/1 refused-past"},
		},
		{
			name: "without a waiting list nobody waits", seats: []int{1, 2}, rules: func(p *Policy) { p.WaitingList = WaitingListOff },
			acts: []Act{
				up(0, "a", 2, "s1"), up(1, "b", 1, "s1"), up(2, "c", 1, "s1"), waits(up(3, "d", 1, "s1", "s2")), apart(up(4, "e", 2, "s2")), then(5, ActionCancel, "b"),
				up(6, "f", 1, "s2", "s1"),
			},
			want: []string{
				"a/1 refused-too-few", "b/1 cancelled left 1 of 1", "c/1 refused-full", "d/1 seated s2 as 2", "e/1 refused-too-few", "f/1 seated s2 as 1",
			},
		},
		{
			name: "a session that is called off takes nobody", seats: []int{1, 1}, rules: func(p *Policy) { p.Beacon = "cancelled" },
			acts: []Act{up(0, "a", 1, "s1"), up(0, "b", 1, "s1", "s2")},
			want: []string{"a/1 refused-cancelled", "b/1 seated s2 as 2"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			series := bookSeries(test.seats...)
			series.Opens = bookDay.Add(-24 * time.Hour)
			if test.rules != nil {
				test.rules(&series.Policy)
			}
			if series.Policy.Beacon == "cancelled" {
				series.Sessions[0].Status = SessionCancelled
			}
			got, err := Simulate(series, test.acts, test.how)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(test.want, tales(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestASimulationDrawsBySeed(t *testing.T) {
	series := bookSeries(2)
	series.Policy.Admission, series.Policy.DrawAt = AdmissionDraw, bookDay.Add(24*time.Hour)
	acts := []Act{up(0, "a", 1, "s1"), up(1, "b", 1, "s1"), up(2, "c", 1, "s1"), up(3, "d", 1, "s1"), then(20, ActionCancel, "d"), up(24, "e", 1, "s1"), then(30, ActionCancel, "a")}
	outcomes := map[string]bool{}
	for seed := range int64(20) {
		first, err := Simulate(series, acts, Simulating{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Simulate(series, acts, Simulating{Seed: seed})
		if diff := gocmp.Diff(first, again); diff != "" {
			t.Fatalf("the same seed, another outcome: %s", diff)
		}
		outcomes[strings.Join(tales(first), ", ")] = true
	}
	drawn := func(of, hours string) string {
		return "a/1 cancelled left 1 of 1, " + of + ", d/1 cancelled left 1 of 1, e/1 waiting" + hours
	}
	want := map[string]bool{ // whoever was drawn with a, got a seat at the draw; the other when a left
		drawn("b/1 seated s1 as 1 after 23h, c/1 seated s1 as 1 after 22h", ""): true,
		drawn("b/1 seated s1 as 1 after 23h, c/1 seated s1 as 1 after 28h", ""): true,
		drawn("b/1 seated s1 as 1 after 29h, c/1 seated s1 as 1 after 22h", ""): true,
	}
	if diff := gocmp.Diff(want, outcomes); diff != "" {
		t.Error(diff)
	}
	if series.DrawnAt != nil || series.NextNumber != 0 || series.Sessions[0].Confirmed != 0 {
		t.Errorf("the series was changed: %+v", series)
	}
}

func TestASimulationTakesStockOfSessionsAsTheyBegin(t *testing.T) {
	series := bookSeries(2, 3, 1)
	series.Sessions[1].Overbooking = 1
	series.Sessions[2].Status = SessionCancelled
	got, err := Simulate(series, []Act{
		up(0, "a", 2, "s1"), waits(up(0, "b", 2, "s1", "s2")), up(0, "c", 1, "s1"), up(0, "d", 3, "s2"), then(4, ActionCancel, "a"), up(5, "e", 3, "s2"),
		then(begins+1, ActionCancel, "d"), then(begins+1, ActionCancel, "c"), then(begins+1, ActionCancel, "b"), // b's has begun
	}, Simulating{})
	if err != nil {
		t.Fatal(err)
	}
	want := &Simulation{
		Sessions: []SessionTally{
			{Slug: "s1", Seats: 2, Taken: 2, ByRank: []int{2}, Waiting: 1, MovedIn: 2, Promoted: []time.Duration{4 * time.Hour, 4 * time.Hour}},
			{Slug: "s2", Seats: 4, Taken: 3, ByRank: []int{3}, Promoted: slices.Repeat([]time.Duration{(begins - 4) * time.Hour}, 3)},
			{Slug: "s3"},
		},
		Offers: OfferTally{Made: 1, Accepted: 1}, // of e, nearer than seven days
		Idle:   1,
	}
	got.Parties = nil
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestASimulationEndsWithTheErrorOfItsSteps(t *testing.T) {
	steps, enough := 0, errors.New("enough")
	_, err := Simulate(bookSeries(1), []Act{up(0, "a", 1, "s1"), up(1, "b", 1, "s1"), up(2, "c", 1, "s1")}, Simulating{Step: func() error {
		if steps++; steps == 2 {
			return enough
		}
		return nil
	}})
	if !errors.Is(err, enough) || steps != 2 {
		t.Errorf("%v after %d steps", err, steps)
	}
}

// However it goes: everybody ends in one place, and no session has more people than seats.
func TestASimulationLosesNobody(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		series := bookSeries(rapid.SliceOfN(rapid.IntRange(0, 6), 1, 3).Draw(r, "seats")...)
		series.Policy = drawPolicy(r)
		if rapid.Bool().Draw(r, "draw") {
			series.Policy.Admission, series.Policy.DrawAt = AdmissionDraw, bookDay.AddDate(0, 0, rapid.IntRange(1, 10).Draw(r, "draw at"))
		}
		acts, people := drawActs(r, len(series.Sessions))
		got, err := Simulate(series, acts, Simulating{Expire: rapid.Bool().Draw(r, "expire")})
		if err != nil {
			r.Fatal(err)
		}
		seated := map[string]int{}
		for _, p := range got.Parties {
			people -= p.People
			if (p.Result == Seated) != (p.Session != "") || (p.Result == string(Cancelled)) != (p.Left == p.People) {
				r.Fatalf("%+v", p)
			}
			if p.Session != "" {
				seated[p.Session] += p.People - p.Left
			}
		}
		if people != 0 {
			r.Fatalf("%d people are lost", people)
		}
		for i, session := range got.Sessions {
			ranked := 0
			for _, n := range session.ByRank {
				ranked += n
			}
			if session.Slug != series.Sessions[i].Slug || session.Taken > session.Seats || session.Taken != ranked || session.Taken != seated[session.Slug] {
				r.Fatalf("%+v, and %d are there", session, seated[session.Slug])
			}
		}
		if o := got.Offers; o.Made < o.Accepted+o.Declined+o.Expired {
			r.Fatalf("%+v", o)
		}
	})
}

func drawActs(r *rapid.T, sessions int) (acts []Act, people int) {
	hours := 0
	var ids []string
	left := map[string]int{}
	for range rapid.IntRange(1, 40).Draw(r, "acts") {
		hours += rapid.IntRange(0, 60).Draw(r, "hours")
		kind := rapid.SampledFrom([]string{ActionRegister, ActionRegister, ActionRegister, ActionCancel, ActionAccept, ActionDecline}).Draw(r, "act")
		if kind == ActionRegister || len(ids) == 0 {
			party := drawParties(r, int64(len(ids)+1), sessions)[0]
			act := up(hours, fmt.Sprintf("p%d", len(ids)), rapid.IntRange(1, 3).Draw(r, "people"))
			for _, line := range party.Lines {
				act.Choices = append(act.Choices, fmt.Sprintf("s%d", line.Session))
			}
			act.Sector, act.Organisation, act.Wait = party.Sector, fmt.Sprint(party.Organisation), party.Wait
			act.Together = rapid.SampledFrom([]string{TogetherAll, TogetherAny}).Draw(r, "together")
			ids, left[act.ID] = append(ids, act.ID), act.People
			acts, people = append(acts, act), people+act.People
			continue
		}
		act := then(hours, kind, rapid.SampledFrom(ids).Draw(r, "who"))
		if kind == ActionCancel {
			if left[act.ID] == 0 {
				continue
			}
			act.People = rapid.IntRange(0, left[act.ID]).Draw(r, "leave")
			if left[act.ID] -= act.People; act.People == 0 {
				left[act.ID] = 0
			}
		}
		acts = append(acts, act)
	}
	return acts, people
}
