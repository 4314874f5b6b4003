package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

const simulatedSeries = `series:
  slug: voorbeeldreeks
  title: {nl: Voorbeeldreeks}
  organiser: {name: Voorbeeld, email: voorbeeld@vonk.example}
  timezone: Europe/Amsterdam
  registration: {opens: 2027-01-04T09:00}
  policy: {waiting_list: confirm, party_max: 4}
sessions:
  - {slug: zwolle, title: {nl: Zwolle}, starts: 2027-03-11T13:00, ends: 2027-03-11T17:00, capacity: 2, venue: {name: Voorbeeldhuis}}
  - {slug: utrecht, title: {nl: Utrecht}, starts: 2027-03-23T13:00, ends: 2027-03-23T17:00, capacity: 3, venue: {name: Voorbeeldhuis}}
`

const simulatedSignUps = `at,action,id,choices,organisation,size,together,wait
2027-01-04T09:00,signup,een,zwolle,Voorbeeld A,1,,
2027-01-04T09:05,signup,twee,zwolle utrecht,Voorbeeld B,1,,yes
2027-01-04T09:10,signup,drie,zwolle utrecht,Voorbeeld C,2,,yes
2027-01-04T09:20,signup,vier,zwolle utrecht,Voorbeeld D,2,any,yes
2027-01-05T09:20,cancel,een
2027-01-06T10:00,signup,vijf,utrecht,Voorbeeld E,5,,
2027-01-06T12:00,cancel,drie,,,1
`

const simulatedTable = `          seats  taken  1st  2nd  waiting  moved in  promoted  median h  90% h
zwolle        2      2    2    0        2         1         1      24.0   24.0
utrecht       3      2    0    2        0         0         1      24.0   24.0
together      5      4    2    2        2         1         2      24.0   24.0

people who signed up  11
  placed               4: 2 at their 1st choice, 2 at their 2nd choice
  without a seat       0
  cancelled            2
  refused              5: 5 too-large
empty seats            1
offers                 0: 0 accepted, 0 declined, 0 expired
rows without effect    0
`

func TestSimulateTellsWhatBecameOfEverybody(t *testing.T) {
	series, signUps := written(t, "series.yaml", simulatedSeries), written(t, "signups.csv", simulatedSignUps)
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"table": {nil, simulatedTable},
		"csv": {[]string{"--format", "csv"}, strings.ReplaceAll(`id,party,people,session,rank,moves,waited_hours,result
een,1,0,,,0,,cancelled
twee,1,1,zwolle,1,0,0.00,seated
drie,1,1,utrecht,2,0,0.00,seated
vier,1,1,zwolle,1,1,24.00,seated
vier,2,1,utrecht,2,0,24.00,seated
vijf,1,5,,,0,,refused-too-large
`, "\n", "\r\n")},
	} {
		t.Run(name, func(t *testing.T) {
			got := succeed(t, append([]string{"simulate", "--series", series, "--signups", signUps}, test.args...)...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheReadmeShowsASampleThatIsTrue(t *testing.T) {
	raw, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range []string{simulatedSignUps, simulatedTable} {
		indented := strings.ReplaceAll(strings.TrimSuffix("    "+strings.ReplaceAll(sample, "\n", "\n    "), "    "), "\n    \n", "\n\n")
		if !strings.Contains(string(raw), indented) {
			t.Errorf("the README does not show this:\n%s", indented)
		}
	}
}

func TestSimulateRefusesBadFiles(t *testing.T) {
	series, signUps := written(t, "series.yaml", simulatedSeries), written(t, "signups.csv", simulatedSignUps)
	for name, test := range map[string]struct{ series, signUps, want string }{
		"bad rows":     {series, written(t, "signups.csv", simulatedSignUps+"yesterday,signup,zes,arnhem,Voorbeeld F,1,,\n"), ":9: "},
		"a bad series": {written(t, "series.yaml", simulatedSeries+"colour: red\n"), signUps, ":11:1: the key \"colour\""},
		"no sign-ups":  {series, signUps + ".missing", "no such file"},
		"no series":    {series + ".missing", signUps, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			got := vonk(t, "simulate", "--series", test.series, "--signups", test.signUps)
			if got.status != failed || got.stdout != "" || !strings.Contains(got.stderr, test.want) {
				t.Errorf("%+v", got)
			}
		})
	}
	complain(t, wrongUse, "simulate", "--series", series)
	complain(t, wrongUse, "simulate", "--series", series, "--signups", signUps, "--offers", "forget")
}

func TestOrdinals(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 10: "10th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 111: "111th"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}

func TestHoursAreByTheNearestRank(t *testing.T) {
	var waited []time.Duration
	for n := range 10 {
		waited = append(waited, time.Duration(n+1)*time.Hour)
	}
	for want, sorted := range map[string][]time.Duration{"-": nil, "1.0 1.0": waited[:1], "1.0 2.0": waited[:2], "5.0 9.0": waited} {
		if got := hours(sorted, 50) + " " + hours(sorted, 90); strings.TrimSuffix(got, " -") != want {
			t.Errorf("of %v: %s, not %s", sorted, got, want)
		}
	}
}

// Random acts end alike in a simulation and in the database, where time passes by the hour.
func TestASimulationEndsAsTheDatabaseDoes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		accepted, declined, expired := 0, 0, 0
		for _, seed := range []uint64{0, 1, 2, 3, 19, 50} {
			random := rand.New(rand.NewPCG(seed, 3))
			definition := simulatedDefinition(random, fmt.Sprintf("series-%d", seed))
			definition.Policy.WaitingList = []string{models.WaitingListConfirm, models.WaitingListOffer}[seed%2]
			acts := simulatedActs(random, definition)
			h.Clock.Set(storetest.Start)
			played := &playing{h: h, series: h.Import(t, definition), made: map[string]int64{}, refused: map[string]bool{}}
			played.play(t, acts)
			outcome, err := models.Simulate(definition, acts, models.Simulating{Expire: true})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(played.tales(t), simulatedTales(outcome)); diff != "" {
				t.Errorf("seed %d: the simulation (+) ends otherwise than the database (-):\n%s", seed, diff)
			}
			accepted, declined, expired = accepted+outcome.Offers.Accepted, declined+outcome.Offers.Declined, expired+outcome.Offers.Expired
		}
		if accepted == 0 || declined == 0 || expired == 0 {
			t.Errorf("too little happens: %d offers are accepted, %d declined, and %d expire", accepted, declined, expired)
		}
		h.MustHold(t)
	})
}

func simulatedDefinition(random *rand.Rand, slug string) *models.Series {
	definition := storetest.Definition(10)
	definition.Slug, definition.Sectors = slug, []string{"gemeenten", "po", "wo"}
	definition.Sessions[1].Capacity = 14
	day := func(n int) time.Time { return storetest.Start.AddDate(0, 0, n) }
	for i, days := range []int{24, 31} {
		session := &definition.Sessions[i]
		session.Starts = day(days).Add(4 * time.Hour)
		session.Ends = session.Starts.Add(4 * time.Hour)
		session.Programme = nil
	}
	definition.Policy.OrganisationLimit = models.Limit{Seats: 4, Until: day(10 + random.IntN(10))}
	definition.Policy.Reserves = []models.Reserve{
		{Sectors: []string{"po"}, Seats: 3, Until: day(5 + random.IntN(10))}, {Sectors: []string{"wo"}, Seats: 2, Until: day(20)},
	}
	return definition
}

// simulatedActs are some hundred, at whole hours, so that every deadline is at a whole hour too.
func simulatedActs(random *rand.Rand, series *models.Series) (acts []models.Act) {
	hours := 0
	left := []int{}
	for range 300 {
		hours += random.IntN(5)
		act := models.Act{At: storetest.Start.Add(time.Duration(hours) * time.Hour), Kind: models.ActionRegister}
		if len(left) > 5 {
			act.Kind = []string{models.ActionRegister, models.ActionCancel, models.ActionAccept, models.ActionAccept, models.ActionAccept, models.ActionDecline}[random.IntN(6)]
		}
		if act.Kind == models.ActionRegister {
			act.ID, act.People = fmt.Sprintf("v%d", len(left)), 1+random.IntN(4)
			act.Organisation, act.Sector = fmt.Sprintf("Voorbeeld %d", random.IntN(20)), series.Sectors[random.IntN(3)]
			act.Together, act.Wait = []string{models.TogetherAll, models.TogetherAny}[random.IntN(2)], random.IntN(2) == 0
			act.Choices = []string{"zwolle", "utrecht"}
			if random.IntN(2) == 0 {
				act.Choices = []string{"utrecht", "zwolle"}
			}
			act.Choices = act.Choices[:1+random.IntN(2)]
			left = append(left, act.People)
			acts = append(acts, act)
			continue
		}
		who := random.IntN(len(left))
		act.ID = fmt.Sprintf("v%d", who)
		if act.Kind == models.ActionCancel {
			if left[who] == 0 {
				continue
			}
			act.People = 1 + random.IntN(left[who])
			left[who] -= act.People
		}
		acts = append(acts, act)
	}
	return acts
}

// playing is acts that are done in the database.
type playing struct {
	h       *storetest.Harness
	series  *models.Series
	order   []string
	made    map[string]int64 // registrations by sign-up
	refused map[string]bool
	left    map[string]int
}

func (p *playing) play(t *testing.T, acts []models.Act) {
	ctx := context.Background()
	p.left = map[string]int{}
	end := p.series.Sessions[1].Starts
	for now := storetest.Start; !now.After(end); now = now.Add(time.Hour) {
		p.h.Clock.Set(now)
		if err := p.h.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		for ; len(acts) > 0 && acts[0].At.Equal(now); acts = acts[1:] {
			act := acts[0]
			holder := models.Holder{Registration: p.made[act.ID]}
			var err error
			switch {
			case act.Kind == models.ActionRegister:
				p.register(t, act)
			case p.refused[act.ID]:
			case act.Kind == models.ActionCancel:
				err = p.cancel(t, act)
			case act.Kind == models.ActionAccept:
				err = p.h.Accept(ctx, holder, nil, "")
			case act.Kind == models.ActionDecline:
				err = p.h.Decline(ctx, holder, nil, "")
			}
			var known *models.Error
			if err != nil && (!errors.As(err, &known) || known.Code != models.Conflict && known.Code != models.Gone) {
				t.Fatalf("%s of %s: %v", act.Kind, act.ID, err)
			}
		}
	}
	if len(acts) > 0 {
		t.Fatalf("%d acts come after the last session", len(acts))
	}
}

// register fills in the form as it is shown then: without what takes no sign-ups.
func (p *playing) register(t *testing.T, act models.Act) {
	in := storetest.SignUp(p.series.Slug+"-"+act.ID, act.People)
	in.Organisation, in.Sector, in.Together, in.Wait = act.Organisation, act.Sector, act.Together, act.Wait
	in.Session = ""
	for _, slug := range act.Choices {
		session, _ := p.series.Session(slug)
		switch {
		case p.series.Admission(session, act.At) != nil:
		case in.Session == "":
			in.Session = slug
		default:
			in.Alternatives = append(in.Alternatives, slug)
		}
	}
	p.order = append(p.order, act.ID)
	if in.Session == "" {
		p.refused[act.ID] = true
		return
	}
	made, err := p.h.Register(context.Background(), p.series.Slug, in)
	if err != nil {
		t.Fatal(err)
	}
	p.made[act.ID] = made.ID
}

// cancel lets the last of the form leave who are still there.
func (p *playing) cancel(t *testing.T, act models.Act) error {
	people := p.h.Look(t, p.made[act.ID]).Participants
	var places []int
	for i := len(people) - 1; i >= 0 && len(places) < act.People; i-- {
		if !people[i].Withdrawn {
			places = append(places, people[i].Place)
		}
	}
	if len(places) == 0 {
		return nil
	}
	return p.h.Cancel(context.Background(), p.made[act.ID], places, models.ActorHolder)
}

// tales are how everybody stands in the database.
func (p *playing) tales(t *testing.T) (all []string) {
	for _, id := range p.order {
		if p.refused[id] {
			all = append(all, id+"/1 refused")
			continue
		}
		r := p.h.Look(t, p.made[id])
		for _, standing := range r.Standings() {
			told := fmt.Sprintf("%s/%d ", id, standing.Party)
			switch {
			case len(standing.People) == 0:
				told += "cancelled"
			case standing.Seat != nil:
				session, _ := p.series.SessionByID(standing.Seat.SessionID)
				told += fmt.Sprintf("%d seated %s", len(standing.People), session.Slug)
			case len(standing.Waits) > 0:
				told += fmt.Sprintf("%d waiting", len(standing.People))
			case len(standing.Closed) > 0:
				told += fmt.Sprintf("%d %s", len(standing.People), standing.Closed[0].Status)
			}
			all = append(all, told)
		}
	}
	return all
}

// simulatedTales are the same of a simulation.
func simulatedTales(outcome *models.Simulation) (all []string) {
	for _, party := range outcome.Parties {
		told := fmt.Sprintf("%s/%d ", party.ID, party.Place)
		switch {
		case strings.HasPrefix(party.Result, models.Refused):
			told += "refused"
		case party.Result == string(models.Cancelled):
			told += "cancelled"
		default:
			told += strings.TrimSpace(fmt.Sprintf("%d %s %s", party.People-party.Left, party.Result, party.Session))
		}
		all = append(all, told)
	}
	return all
}
