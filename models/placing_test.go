package models

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// filled is the tour with that many seats free at A, B, C and D.
func filled(free ...int) *Series {
	series := tour()
	for i := range series.Sessions {
		series.Sessions[i].Confirmed = 10
		if i < len(free) {
			series.Sessions[i].Confirmed -= free[i]
		}
	}
	return series
}

// newcomers are the parties of one sign-up that wants those sessions, in order of preference.
func newcomers(sizes []int, wait bool, wanted string) []Party {
	var parties []Party
	for i, size := range sizes {
		p := Party{Registration: 1, Place: i + 1, Size: size, Wait: wait}
		for rank, name := range wanted {
			p.Lines = append(p.Lines, Line{Session: int64(name-'A') + 1, Rank: rank + 1, Number: 7})
		}
		parties = append(parties, p)
	}
	return parties
}

func TestNewcomersGetTheBestSeatThatFits(t *testing.T) {
	near := start.AddDate(0, 0, -2)
	for _, test := range []struct {
		name   string
		free   []int
		sizes  []int
		wait   bool
		wanted string
		now    time.Time
		want   string
	}{
		{"the first choice", []int{5, 5}, []int{1}, false, "AB", early, "1: A1#7 confirmed, B2#7"},
		{"the first choice, and nothing above it to wait for", []int{5, 5}, []int{1}, true, "AB", early, "1 wait: A1#7 confirmed, B2#7"},
		{"the next when the first is full", []int{0, 5}, []int{1}, false, "AB", early, "1: A1#7, B2#7 confirmed"},
		{"the next, waiting on for the first", []int{0, 5, 5}, []int{1}, true, "ABC", early, "1 wait: A1#7 waiting, B2#7 confirmed, C3#7"},
		{"the next when the group is too large for the first", []int{2, 5}, []int{3}, true, "AB", early, "3 wait: A1#7 waiting, B2#7 confirmed"},
		{"no seat, and all lines wait whatever was said", []int{0, 0, 5}, []int{1}, false, "AB", early, "1: A1#7 waiting, B2#7 waiting"},
		{"each alone, in the form's order", []int{1, 1}, []int{1, 1, 1}, false, "AB", early, "1: A1#7 confirmed, B2#7; 1: A1#7, B2#7 confirmed; 1: A1#7 waiting, B2#7 waiting"},
		{"preference is the form's, not the calendar's", []int{5, 5}, []int{1}, false, "BA", early, "1: B1#7 confirmed, A2#7"},
		{"at once, however near the session is", []int{5, 0}, []int{1}, false, "A", near, "1: A1#7 confirmed"},
		{"no seat after the last moment", []int{5, 5}, []int{1}, true, "AB", start.Add(-time.Hour), "1 wait: A1#7 waiting, B2#7 confirmed"},
		{"nothing at a session that has begun", []int{5, 5}, []int{1}, true, "AB", start, "1 wait: A1#7, B2#7 confirmed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := filled(test.free...)
			was := filled(test.free...)
			parties := newcomers(test.sizes, test.wait, test.wanted)
			series.Newcomers(parties, map[int64]int{}, test.now, nil)
			var got []string
			for _, p := range parties {
				got = append(got, written(p))
				was.Recount(&Party{}, &p)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(was.Sessions, series.Sessions); diff != "" {
				t.Errorf("the counters are not those of the parties:\n%s", diff)
			}
		})
	}
}

func TestNewcomersStayWithinTheLimitAndTheReserves(t *testing.T) {
	series := filled(5, 5, 5)
	series.Policy.OrganisationLimit = Limit{Seats: 2}
	series.Policy.Reserves = []Reserve{{Sectors: []string{"po"}, Seats: 5}}
	series.Sessions[1].Shares = []int{5}
	taken := map[int64]int{2: 1}
	parties := newcomers([]int{1, 1, 1, 1}, false, "ABC")
	series.Newcomers(parties, taken, early, nil)
	var got []string
	for _, p := range parties {
		got = append(got, written(p))
	}
	// A keeps five seats for others; at B the organisation has one already, and at C all is reserved again.
	want := "1: A1#7, B2#7 confirmed, C3#7; " + strings.Join(slices.Repeat([]string{"1: A1#7 waiting, B2#7 waiting, C3#7 waiting"}, 3), "; ")
	if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
		t.Error(diff)
	}
	if taken[2] != 2 || taken[1] != 0 {
		t.Errorf("taken is %v", taken)
	}
	schools := newcomers([]int{3, 2}, false, "AC")
	for i := range schools {
		schools[i].Sector = "po"
	}
	series.Newcomers(schools, map[int64]int{}, early, nil)
	if a, b := written(schools[0]), written(schools[1]); a != "3: A1#7 waiting, C2#7 waiting" || b != "2: A1#7 confirmed, C2#7" {
		t.Error(a, b)
	}
	if got := series.Sessions[0].TakenBy(1); got != 2 {
		t.Errorf("the reserve has taken %d at A", got)
	}
}

func TestNobodyIsPlacedBeforeTheDraw(t *testing.T) {
	series := filled(5, 5)
	series.Policy.Admission = AdmissionDraw
	parties := newcomers([]int{2}, false, "AB")
	series.Newcomers(parties, map[int64]int{}, early, nil)
	if got := written(parties[0]); got != "2: A1#7 waiting, B2#7 waiting" {
		t.Error(got)
	}
	series.DrawnAt = &early
	parties = newcomers([]int{2}, false, "AB")
	series.Newcomers(parties, map[int64]int{}, early, nil)
	if got := written(parties[0]); got != "2: A1#7 confirmed, B2#7" {
		t.Errorf("after it: %s", got)
	}
}

func TestEachGrantIsSeenBeforeItIsCounted(t *testing.T) {
	series := filled(2)
	var seen []string
	series.Newcomers(newcomers([]int{1, 1, 1}, false, "A"), map[int64]int{}, early, func(p *Party, l *Line) {
		seen = append(seen, fmt.Sprintf("party %d %s with %d free", p.Place, l.Status, series.Sessions[0].Free()))
	})
	if diff := cmp.Diff([]string{"party 1 waiting with 2 free", "party 2 waiting with 1 free"}, seen); diff != "" {
		t.Error(diff)
	}
}

func TestRecountFollowsAPartyFromWhatItWasToWhatItIs(t *testing.T) {
	series := tour()
	series.Policy.Reserves = []Reserve{{Sectors: []string{"po"}, Seats: 5}}
	was, is := partyOf(t, "3: A1#7 waiting, B2#7 confirmed, C3#7 moved"), partyOf(t, "2: A1#7 offered, B2#7 confirmed, D3#7 declined closed")
	was.Sector, is.Sector = "po", "po"
	series.Recount(&Party{}, &was)
	if a, b := series.Sessions[0], series.Sessions[1]; a.Waiting != 3 || a.Taken() != 0 || b.Confirmed != 3 || b.TakenBy(1) != 3 {
		t.Errorf("%+v", series.Sessions)
	}
	series.Recount(&was, &is)
	if a, b := series.Sessions[0], series.Sessions[1]; a.Waiting != 0 || a.Offered != 2 || a.TakenBy(1) != 2 || b.Confirmed != 2 || b.TakenBy(1) != 2 {
		t.Errorf("%+v", series.Sessions)
	}
	series.Recount(&is, &Party{})
	for _, session := range series.Sessions {
		if session.Confirmed+session.Offered+session.Waiting+session.TakenBy(1) != 0 {
			t.Errorf("%+v", session)
		}
	}
}

// placed is a registration of people in parties; each life is "party session status", oldest first, in minutes after early.
// Each line has a choice: a later life of a party at a session is that choice's, unless it says new.
func placed(parties []int, lives ...string) *Registration {
	r := &Registration{ID: 1, Wait: true}
	for i, party := range parties {
		r.Participants = append(r.Participants, Participant{ID: int64(10 + i), Place: i + 1, Party: party})
	}
	choices := map[string]*Choice{}
	for i, life := range lives {
		words := strings.Fields(life)
		key := words[0] + words[1]
		if choices[key] == nil || slices.Contains(words, "new") {
			c := Choice{ID: int64(100 + i), SessionID: int64(words[1][0]-'A') + 1, Number: int64(i)}
			_, _ = fmt.Sscan(words[0], &c.Party)
			c.Rank = int(c.SessionID)
			choices[key] = &c
			r.Choices = append(r.Choices, c)
		}
		c := choices[key]
		status := Status(words[2])
		if status == Declined || status == Expired {
			for j := range r.Choices {
				if r.Choices[j].ID == c.ID {
					r.Choices[j].Closed = status
				}
			}
		}
		p := Placement{ID: int64(1000 + i), ChoiceID: c.ID, SessionID: c.SessionID, Party: c.Party, Rank: c.Rank, Number: c.Number, Status: status, UpdatedAt: early.Add(time.Duration(i) * time.Minute)}
		if status == Offered {
			p.Deadline, p.RemindAt = &start, &start
		}
		r.Placements = append(r.Placements, p)
	}
	return r
}

// standing is a standing as text: where the seat is, the offer, the waits, what was closed and what was last.
func standing(s Standing) string {
	at := func(p *Placement) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprintf("%c%d", 'A'+rune(p.SessionID)-1, p.ID-1000)
	}
	list := func(all []*Placement) string {
		var names []string
		for _, p := range all {
			names = append(names, at(p))
		}
		return "[" + strings.Join(names, " ") + "]"
	}
	return fmt.Sprintf("%d of %d: seat %s offer %s waits %s closed %s last %s", s.Party, len(s.People), at(s.Seat), at(s.Offer), list(s.Waits), list(s.Closed), at(s.Last))
}

func TestStandingsSayWhereEachPartyStands(t *testing.T) {
	for _, test := range []struct {
		name    string
		parties []int
		lives   []string // the number behind a session in what follows is the life's
		want    []string
	}{
		{"a seat", []int{1, 1}, []string{"1 A confirmed"}, []string{"1 of 2: seat A0 offer - waits [] closed [] last -"}},
		{"a seat, waiting on", []int{1}, []string{"1 B confirmed", "1 A waiting", "1 C moved"}, []string{"1 of 1: seat B0 offer - waits [A1] closed [] last -"}},
		{"no seat, by rank", []int{1}, []string{"1 C waiting", "1 A waiting", "1 B waiting"}, []string{"1 of 1: seat - offer - waits [A1 B2 C0] closed [] last -"}},
		{"an offer and a seat", []int{1}, []string{"1 B confirmed", "1 A offered"}, []string{"1 of 1: seat B0 offer A1 waits [] closed [] last -"}},
		{"the newest life of a choice counts", []int{1}, []string{"1 A waiting", "1 A moved", "1 A waiting"}, []string{"1 of 1: seat - offer - waits [A2] closed [] last -"}},
		{"declined and expired lines may be joined again", []int{1}, []string{"1 B expired", "1 A declined", "1 C waiting"}, []string{"1 of 1: seat - offer - waits [C2] closed [A1 B0] last -"}},
		{"but not below the seat", []int{1}, []string{"1 B declined", "1 A confirmed", "1 C expired"}, []string{"1 of 1: seat A1 offer - waits [] closed [] last -"}},
		{"one that was joined again no more", []int{1}, []string{"1 A expired", "1 A waiting new"}, []string{"1 of 1: seat - offer - waits [A1] closed [] last -"}},
		{"joined again and expired again once", []int{1}, []string{"1 A expired", "1 A expired new"}, []string{"1 of 1: seat - offer - waits [] closed [A1] last A1"}},
		{"while nothing lives what ended last", []int{1}, []string{"1 A expired", "1 B cancelled"}, []string{"1 of 1: seat - offer - waits [] closed [A0] last B1"}},
		{"each alone", []int{1, 2}, []string{"1 A confirmed", "2 A waiting"}, []string{"1 of 1: seat A0 offer - waits [] closed [] last -", "2 of 1: seat - offer - waits [A1] closed [] last -"}},
		{"nothing at all", []int{1}, nil, []string{"1 of 1: seat - offer - waits [] closed [] last -"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range placed(test.parties, test.lives...).Standings() {
				got = append(got, standing(s))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhoLeftIsInNoStanding(t *testing.T) {
	r := placed([]int{1, 1, 3}, "1 A confirmed", "3 A expired")
	r.Participants[0].Withdrawn, r.Participants[2].Withdrawn = true, true
	all := r.Standings()
	if got := standing(all[0]); got != "1 of 1: seat A0 offer - waits [] closed [] last -" || all[0].People[0].Place != 2 {
		t.Error(got)
	}
	if got := standing(all[1]); got != "3 of 0: seat - offer - waits [] closed [] last A1" {
		t.Error(got)
	}
	if all[0].Seat != &r.Placements[0] {
		t.Error("a standing has placements of its own")
	}
}

func TestPartyOfRowsHasTheNewestLifeOfEachChoice(t *testing.T) {
	r := placed([]int{1, 2, 2}, "2 A waiting", "1 B confirmed", "2 A moved", "2 A waiting", "2 B confirmed")
	r.Sector, r.OrganisationID = "po", 5
	r.Choices[0].Sought, r.Placements[3].Resting = true, true
	p := r.PartyOf(2)
	if got := written(p); got != "2 wait: A1#0 waiting rests sought, B2#4 confirmed" {
		t.Error(got)
	}
	if p.Registration != 1 || p.Place != 2 || p.Sector != "po" || p.Organisation != 5 || p.Lines[0].Placement != 1003 || p.Lines[0].Choice != r.Choices[0].ID {
		t.Errorf("%+v", p)
	}
	slices.Reverse(r.Placements)
	if diff := cmp.Diff(p, r.PartyOf(2)); diff != "" {
		t.Errorf("in another order of rows:\n%s", diff)
	}
	if got := r.PartyPlaces(); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("parties are %v", got)
	}
	r.Participants[1].Withdrawn = true
	if p := r.PartyOf(2); p.Size != 1 {
		t.Errorf("with one who left: %d", p.Size)
	}
}
