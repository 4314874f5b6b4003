package store_test

import (
	"context"
	"fmt"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// What a request asks of the database is known, and does not grow with the party or with what is in the database.
func TestStatementsOfEachRequestAreFewAndDoNotGrow(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 20)
		h.MustRegister(t, storetest.SignUp("eerste", 1)) // the definition is read now, and the organisation known
		measure := func(name string, size int) map[string]int64 {
			costs := map[string]int64{}
			var r *models.Registration
			costs["register"] = h.Statements(func() {
				var err error
				if r, err = h.Register(ctx, "sample", storetest.SignUp(name, size)); err != nil {
					t.Fatal(err)
				}
			})
			costs["registration"] = h.Statements(func() { h.Look(t, r.ID) })
			costs["series"] = h.Statements(func() { h.Reload(t, "sample") })
			costs["attendees"] = h.Statements(func() {
				if err := h.Attendees(ctx, "sample", models.AttendeeFilter{}, func(models.Attendee) error { return nil }); err != nil {
					t.Fatal(err)
				}
			})
			costs["cancel"] = h.Statements(func() { h.MustCancel(t, r.ID) })
			return costs
		}
		small := measure("klein", 1)
		for i := range 30 {
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("p%d", i), i%4+1))
		}
		large := measure("groot", 4)
		large["registration"]-- // it waits, so that its place in the line is counted
		// Who stands in front of those that wait is looked up: a statement for each of four sizes, one that finds no more, and
		// one for who stood there before.
		large["register"] -= 6
		large["cancel"] -= 6
		most := map[string]int64{"register": 19, "registration": 10, "series": 2, "attendees": 3, "cancel": 32}
		for request, cost := range small {
			if large[request] > cost {
				t.Errorf("%s costs %d statements, and %d when there is more", request, cost, large[request])
			}
			if cost > most[request] {
				t.Errorf("%s costs %d statements, at most %d is right", request, cost, most[request])
			}
		}
	})
}
