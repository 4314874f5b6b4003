package models

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// planned is a session on a day at one o'clock in Amsterdam, for four hours.
func planned(slug, region, date string) Session {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	starts, err := time.ParseInLocation("2006-01-02 15:04", date+" 13:00", zone)
	if err != nil {
		panic(err)
	}
	return Session{
		Slug: slug, Status: SessionPublished, Title: Text{NL: slug}, Region: region, SchoolRegion: "noord", Starts: starts.UTC(), Ends: starts.Add(4 * time.Hour).UTC(),
		Venue: Venue{Name: "Huis", City: "Zwolle"},
	}
}

// slot is an item of a session, in minutes from its start.
func slot(s *Session, kind string, from, until int, room string, speakers ...string) ProgrammeItem {
	at := func(minutes int) time.Time { return s.Starts.Add(time.Duration(minutes) * time.Minute) }
	return ProgrammeItem{Starts: at(from), Ends: at(until), Kind: kind, Title: Text{NL: kind}, Room: room, Speakers: speakers}
}

func plan(slug string, id int64, sessions ...Session) *Series {
	return &Series{ID: id, Slug: slug, Timezone: "Europe/Amsterdam", Sessions: sessions}
}

// keys are what was found, each with the item that it is about.
func keys(found []Finding) (all []string) {
	for _, f := range found {
		key := f.Key[len("conflict."):]
		if f.Item >= 0 {
			key += " " + string(rune('0'+f.Item))
		}
		all = append(all, key)
	}
	return all
}

func TestPlanningFindsWhatASessionCollidesWith(t *testing.T) {
	holidays := Holidays{
		Public: []string{"2027-04-27"}, School: []SchoolHoliday{{Regions: []string{"noord"}, From: "2027-04-24", Until: "2027-05-02"}, {Regions: []string{"zuid"}, From: "2027-03-08", Until: "2027-03-12"}},
		Other: []OtherDay{{Date: "2027-03-10", Name: Text{NL: "Suikerfeest"}}},
	}
	for _, test := range []struct {
		name string
		date string // of the session
		make func(s *Session)
		rest []Session // of the same series
		far  []Session // of another series
		want []string
	}{
		{name: "a working day", date: "2027-03-11"},
		{name: "a Saturday", date: "2027-03-13", want: []string{"weekend"}},
		{name: "a Sunday in the night of the clock's change", date: "2027-03-28", want: []string{"weekend"}},
		{name: "a public holiday in a school holiday", date: "2027-04-27", want: []string{"public", "school"}},
		{name: "the school holiday of another region", date: "2027-03-09"},
		{name: "a religious holiday", date: "2027-03-10", want: []string{"other"}},
		{name: "the second of two days", date: "2027-03-09", make: func(s *Session) { s.Ends = s.Ends.AddDate(0, 0, 1) }, want: []string{"other"}},
		{name: "until midnight before it", date: "2027-03-09", make: func(s *Session) { s.Ends = s.Starts.Add(11 * time.Hour) }},
		{name: "cancelled", date: "2027-03-13", make: func(s *Session) { s.Status = SessionCancelled }},

		{name: "same region and week", date: "2027-03-11", rest: []Session{planned("b", " regio  ZWOLLE", "2027-03-08")}, want: []string{"week"}},
		{name: "same region and week in another series", date: "2027-03-11", far: []Session{planned("a", "Regio Zwolle", "2027-03-08")}, want: []string{"week"}},
		{name: "the Monday after is another week", date: "2027-03-11", rest: []Session{planned("b", "Regio Zwolle", "2027-03-15")}},
		{name: "the year ends within a week", date: "2027-12-30", rest: []Session{planned("b", "Regio Zwolle", "2027-12-27")}, want: []string{"week"}},
		{name: "another region", date: "2027-03-11", rest: []Session{planned("b", "Utrecht", "2027-03-08")}},
		{name: "no region", date: "2027-03-11", make: func(s *Session) { s.Region = "" }, rest: []Session{planned("b", "", "2027-03-08")}},

		{name: "people walk in", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "break", -30, 0, "")} }},
		{name: "a break that does not lead up to the start", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "break", -60, -30, "")} }, want: []string{"early 0"}},
		{name: "a plenary before the start", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "plenary", -30, 0, "")} }, want: []string{"early 0"}},
		{name: "after the end", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "break", 230, 241, "")} }, want: []string{"late 0"}},
		{name: "items that touch", date: "2027-03-11", make: func(s *Session) {
			s.Programme = []ProgrammeItem{slot(s, "plenary", 0, 60, "A", "Een"), slot(s, "plenary", 60, 90, "A", "Een")}
		}},
		{name: "items that overlap", date: "2027-03-11", make: func(s *Session) {
			s.Programme = []ProgrammeItem{slot(s, "plenary", 0, 60, ""), slot(s, "tables", 59, 90, "")}
		}, want: []string{"overlap 1"}},
		{name: "workshops at one time, each in its room", date: "2027-03-11", make: func(s *Session) {
			s.Programme = []ProgrammeItem{slot(s, "workshop", 0, 60, "A"), slot(s, "workshop", 0, 60, "B")}
		}},
		{name: "workshops at one time in one room", date: "2027-03-11", make: func(s *Session) {
			s.Programme = []ProgrammeItem{slot(s, "workshop", 0, 60, "A"), slot(s, "workshop", 0, 60, " a ")}
		}, want: []string{"overlap 1", "room 1"}},
		{name: "one speaker in two workshops", date: "2027-03-11", make: func(s *Session) {
			s.Programme = []ProgrammeItem{slot(s, "workshop", 0, 60, "A", "Spreker Een"), slot(s, "workshop", 30, 60, "B", "Twee", "spreker een")}
		}, want: []string{"speaker 1"}},
		{
			name: "a speaker who is elsewhere", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "plenary", 0, 60, "A", "Spreker Een")} },
			far: []Session{func() Session {
				other := planned("elders", "Utrecht", "2027-03-11")
				other.Venue.Name = "Ander huis"
				other.Programme = []ProgrammeItem{slot(&other, "plenary", 59, 90, "A", "SPREKER EEN"), slot(&other, "plenary", 90, 120, "A", "Twee")}
				return other
			}()}, want: []string{"speaker 0"},
		},
		{
			name: "a room that is taken", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "plenary", 0, 60, "Zaal A")} },
			far: []Session{func() Session {
				other := planned("elders", "Utrecht", "2027-03-11")
				other.Programme = []ProgrammeItem{slot(&other, "plenary", 30, 90, "zaal a")}
				return other
			}()}, want: []string{"room 0"},
		},
		{
			name: "a room of a session that is off", date: "2027-03-11", make: func(s *Session) { s.Programme = []ProgrammeItem{slot(s, "plenary", 0, 60, "Zaal A")} },
			rest: []Session{func() Session {
				other := planned("elders", "Utrecht", "2027-03-11")
				other.Status = SessionCancelled
				other.Programme = []ProgrammeItem{slot(&other, "plenary", 30, 90, "zaal a")}
				return other
			}()},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			session := planned("a", "Regio Zwolle", test.date)
			if test.make != nil {
				test.make(&session)
			}
			series := plan("reeks", 1, append(test.rest, session)...)
			series.Holidays = holidays
			all := []*Series{series, plan("ander", 2, test.far...)}
			found := series.SessionConflicts(&session, all)
			if got := keys(found); !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
			for _, f := range found {
				if elsewhere := len(test.far) > 0; (f.Other == 2) != elsewhere {
					t.Errorf("%s is about series %d", f.Key, f.Other)
				}
			}
		})
	}
}

// What is proposed has none of the conflicts that another day can have, at the same time of the day, and no day before it is
// such a day.
func TestProposalIsTheNearestDayWithoutAConflict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) string {
			return time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, name)).Format(time.DateOnly)
		}
		session := planned("a", "Regio Zwolle", day("date"))
		session.Programme = []ProgrammeItem{slot(&session, "plenary", 0, 60, "Zaal", "Spreker"), slot(&session, "plenary", 30, 300, "Zaal")}
		series := plan("reeks", 1, session)
		for range rapid.IntRange(0, 10).Draw(t, "public") {
			series.Holidays.Public = append(series.Holidays.Public, day("public"))
		}
		series.Holidays.School = []SchoolHoliday{{Regions: []string{"noord"}, From: day("from"), Until: day("until")}}
		other := plan("ander", 2)
		for range rapid.IntRange(0, 6).Draw(t, "others") {
			busy := planned("b", rapid.SampledFrom([]string{"Regio Zwolle", "Utrecht"}).Draw(t, "region"), day("busy"))
			busy.Programme = []ProgrammeItem{slot(&busy, "plenary", 0, 60, rapid.SampledFrom([]string{"", "Zaal"}).Draw(t, "room"), rapid.SampledFrom([]string{"Spreker", "Ander"}).Draw(t, "speaker"))}
			other.Sessions = append(other.Sessions, busy)
		}
		all := []*Series{series, other}
		proposed, ok := series.Proposal(&session, all)
		if !ok {
			t.Fatal("three years have no free day")
		}
		zone := series.Location()
		if got, want := proposed.In(zone).Format("15:04"), session.Starts.In(zone).Format("15:04"); got != want {
			t.Fatalf("the time of the day became %s, not %s", got, want)
		}
		for days := 1; ; days++ {
			moved := session.moved(days, zone)
			free := !slices.ContainsFunc(series.SessionConflicts(&moved, all), func(f Finding) bool {
				there, _ := f.Args["There"].(Text)
				return f.Key != "conflict.overlap" && f.Key != "conflict.late" && there != session.Title
			})
			if is := moved.Starts.Equal(proposed); is != free {
				t.Fatalf("%s is free: %t, and proposed is %s", moved.Starts, free, proposed)
			} else if is {
				return
			}
		}
	})
}

func TestCopyMovesEveryDateAtTheSameTimeOfTheDay(t *testing.T) {
	session := planned("a", "Regio Zwolle", "2027-03-11")
	session.ID, session.Confirmed, session.Waiting, session.Status = 7, 5, 2, SessionCancelled
	session.Programme = []ProgrammeItem{slot(&session, "break", -30, 0, "")}
	series := plan("reeks", 1, session)
	series.Status, series.NextNumber, series.Revision = SeriesPublished, 9, 4
	series.Opens = planned("", "", "2027-01-04").Starts
	series.Policy.Reserves = []Reserve{{Sectors: []string{"po"}, Seats: 1, Until: planned("", "", "2027-02-15").Starts}}
	draft := series.Draft("later", series.DaysTo(time.Date(2027, 4, 8, 0, 0, 0, 0, time.UTC))) // past the clock's change
	zone := series.Location()
	for name, pair := range map[string][2]string{
		"the session":  {draft.Sessions[0].Starts.In(zone).Format(LocalLayout), "2027-04-08T13:00"},
		"its walk-in":  {draft.Sessions[0].Programme[0].Starts.In(zone).Format(LocalLayout), "2027-04-08T12:30"},
		"registration": {draft.Opens.In(zone).Format(LocalLayout), "2027-02-01T13:00"},
		"a reserve":    {draft.Policy.Reserves[0].Until.In(zone).Format(LocalLayout), "2027-03-15T13:00"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s moved to %s, want %s", name, pair[0], pair[1])
		}
	}
	if s := draft.Sessions[0]; draft.Status != SeriesDraft || draft.ID != 0 || draft.Revision != 0 || s.ID != 0 || s.Taken() != 0 || s.Waiting != 0 || s.Status != SessionPublished || !draft.Closes.IsZero() {
		t.Errorf("the copy is %+v", draft)
	}
	if series.Sessions[0].Programme[0].Starts != session.Programme[0].Starts || series.Policy.Reserves[0].Until.Equal(draft.Policy.Reserves[0].Until) {
		t.Error("the original moved too")
	}
}

func TestOldProblemsDoNotStandInTheWayOfAnotherEdit(t *testing.T) {
	series := Blank()
	before, _ := series.Review()
	series.Policy.PartyMax = 0
	after, _ := series.Review()
	fresh := NewProblems(before, after)
	if len(before) == 0 || len(fresh) != 1 || fresh[0].Field != "series.policy.party_max" {
		t.Errorf("of %d problems, new are %v", len(after), fresh)
	}
}

func TestWallClockThatIsSkippedOrShownTwice(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for wall, want := range map[string]int{"2027-03-28T02:30": 0, "2027-10-31T02:30": 2, "2027-03-11T13:00": 1} {
		at, err := time.Parse(LocalLayout, wall)
		if err != nil {
			t.Fatal(err)
		}
		found := AtWall(at, amsterdam)
		if len(found) != want || want == 2 && !found[0].Before(found[1]) {
			t.Errorf("%s is %v", wall, found)
		}
		for _, instant := range found {
			if !Wall(instant, amsterdam).Equal(at) {
				t.Errorf("%s became %s", wall, instant)
			}
		}
	}
}
