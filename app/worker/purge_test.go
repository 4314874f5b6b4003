package worker

import (
	"strings"
	"testing"
	"time"

	"vonk/models/store/storetest"
)

// What has been kept long enough goes soon after the start, and then once a day.
func TestDataWhoseTimeIsOverIsErasedEveryDay(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		series := h.Sample(t, 5)
		h.MustRegister(t, storetest.SignUp("kwam", 2))
		later := storetest.SignUp("later", 1)
		later.Session = "utrecht" // two weeks after Zwolle
		h.MustRegister(t, later)
		h.pass(t)
		h.arrived(t)
		named := func() (people int) {
			t.Helper()
			if err := h.SQL(t).QueryRow("SELECT count(*) FROM participants WHERE name <> ''").Scan(&people); err != nil {
				t.Fatal(err)
			}
			return people
		}
		for _, step := range []struct {
			at     time.Time
			people int
			erased int // entries of the log so far
		}{
			{series.Sessions[0].Ends.AddDate(0, 0, 89), 3, 0},
			{series.Sessions[0].Ends.AddDate(0, 0, 90).Add(-time.Second), 3, 0}, // not a day later
			{series.Sessions[0].Ends.AddDate(0, 0, 90), 1, 1},
			{series.Sessions[1].Ends.AddDate(0, 0, 90).Add(-time.Hour), 1, 1},
			{series.Sessions[1].Ends.AddDate(0, 0, 90), 1, 1},
			{series.Sessions[1].Ends.AddDate(0, 0, 91), 0, 2},
		} {
			h.Clock.Set(step.at)
			h.worker.purge(t.Context())
			if got := strings.Count(h.log.String(), "data whose time is over was erased"); named() != step.people || got != step.erased {
				t.Errorf("at %s %d people are left, and the log tells of %d times", step.at, named(), got)
			}
		}
		if log := h.log.String(); !strings.Contains(log, "people=2 contacts=1") {
			t.Errorf("the log says %s", log)
		}
		h.MustHold(t)
	})
}

// A database that is away costs a day, and is told once.
func TestPurgeThatFailsIsTriedTheNextDay(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	series := h.Sample(t, 5)
	h.MustRegister(t, storetest.SignUp("kwam", 1))
	h.Clock.Set(series.Sessions[0].Ends.AddDate(0, 0, 90))
	if _, err := h.SQL(t).Exec("ALTER TABLE bounces RENAME TO away"); err != nil {
		t.Fatal(err)
	}
	h.worker.purge(t.Context())
	h.worker.purge(t.Context())
	if got := strings.Count(h.log.String(), "data whose time is over cannot be erased"); got != 1 {
		t.Errorf("it is told %d times: %s", got, h.log)
	}
	if _, err := h.SQL(t).Exec("ALTER TABLE away RENAME TO bounces"); err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(purgeEvery)
	h.worker.purge(t.Context())
	if !strings.Contains(h.log.String(), "data whose time is over was erased") {
		t.Errorf("the next day it says %s", h.log)
	}
}
