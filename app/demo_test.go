package main

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonk/templates/series"
)

func TestDemonstrationAlwaysLiesAhead(t *testing.T) {
	from, _, err := series.Read("demo/inspiratiesessies.yaml", demonstration)
	if err != nil {
		t.Fatal(err)
	}
	zone := from.Location()
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		now := start.Add(time.Duration(rapid.IntRange(0, 10*366*24).Draw(t, "hours")) * time.Hour)
		to := moved(from, now)
		if ahead := to.Sessions[0].Starts.Sub(now); ahead < 5*7*24*time.Hour-time.Hour || ahead > demoAhead {
			t.Fatalf("the first session is %s away", ahead)
		}
		if to.Opens.After(now) || !to.Closes.After(now) {
			t.Fatalf("at %s registration opens %s and closes %s", now, to.Opens, to.Closes)
		}
		for i := range to.Sessions {
			was, is := from.Sessions[i].Starts.In(zone), to.Sessions[i].Starts.In(zone)
			if was.Weekday() != is.Weekday() || was.Format("15:04") != is.Format("15:04") {
				t.Fatalf("%s became %s", was, is)
			}
			for j, item := range to.Sessions[i].Programme {
				if was := from.Sessions[i].Programme[j].Starts.In(zone); was.Format("15:04") != item.Starts.In(zone).Format("15:04") {
					t.Fatalf("%s became %s", was, item.Starts)
				}
			}
		}
	})
	if from.Sessions[0].Starts.Year() != 2027 {
		t.Error("moving changed the original")
	}
}
