package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// purge purges, after a dry run that tells the same and leaves everything.
func purge(t *testing.T, h *storetest.Harness) []models.Purged {
	t.Helper()
	foreseen, err := h.Purge(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	foreseenAgain, err := h.Purge(t.Context(), true)
	if diff := cmp.Diff(foreseen, foreseenAgain); diff != "" || err != nil {
		t.Errorf("a dry run changed something: %s, %v", diff, err)
	}
	purged, err := h.Purge(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(foreseen, purged); diff != "" {
		t.Errorf("the dry run told something else: %s", diff)
	}
	again, err := h.Purge(t.Context(), false)
	if err != nil || len(again) > 0 {
		t.Errorf("the same again finds %v, %v", again, err)
	}
	h.MustHold(t)
	return purged
}

func expectPurged(t *testing.T, h *storetest.Harness, want ...models.Purged) {
	t.Helper()
	if diff := cmp.Diff(want, purge(t, h)); diff != "" {
		t.Error(diff)
	}
}

// Zwolle ends on 11 March at 16:00, Utrecht on 25 March.
func TestDataIsErasedWhenItsTimeIsOver(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := needing(t, h, 3)
		ends := series.Sessions[0].Ends
		came := storetest.SignUp("kwam", 2)
		came.Answers = map[string][]string{"zoekt": {"partners"}}
		r := h.MustRegister(t, came)
		answer(t, h, r.Participants[0].ID, map[string][]string{"lunch": {"halal"}, "nodig": {"Een ringleiding"}})
		consents := storetest.SignUp("vervolg", 1)
		consents.Followup, consents.Phone = true, "038-7654321"
		h.MustRegister(t, consents)
		h.MustRegister(t, storetest.SignUp("wachtte", 1))
		later := storetest.SignUp("utrecht", 1)
		later.Session = "utrecht"
		stays := h.MustRegister(t, later)
		answer(t, h, stays.Participants[0].ID, map[string][]string{"lunch": {"veganistisch"}})
		h.Letters(t)

		h.Clock.Set(ends.AddDate(0, 0, 7).Add(-time.Second))
		expectPurged(t, h)
		h.Clock.Set(ends.AddDate(0, 0, 7))
		expectPurged(t, h, models.Purged{Series: "sample", Answers: 2, Waited: 1, Contacts: 1})
		expectForgotten(t, h, "ringleiding", "wachtte")
		if len(placesOf(t, h, "kwam.1@")) == 0 {
			t.Error("what is still needed went too")
		}

		h.Clock.Set(ends.AddDate(0, 0, 90).Add(-time.Second))
		expectPurged(t, h, models.Purged{Series: "sample", Answers: 1}) // of Utrecht
		h.Clock.Set(ends.AddDate(0, 0, 90))
		expectPurged(t, h, models.Purged{Series: "sample", People: 3, Contacts: 1})
		expectForgotten(t, h, "kwam", "voorbeeld vervolg 1\t", "038-7654321")
		if got := placesOf(t, h, "vervolg.1@"); len(got) != 2 {
			t.Errorf("who wants to hear of a next time is in %v", got)
		}
		list := listOf(t, h, models.ListFilter{}, models.ListOrder{By: models.ByRegistered}, 0)
		expect(t, "list", names(list), " zwolle confirmed,  zwolle confirmed,  zwolle confirmed, utrecht 1 utrecht confirmed")
		expect(t, "seats on the board", boardOf(t, h, "zwolle").Sectors[0].Seated, 3)
		h.Look(t, stays.ID)

		h.Clock.Set(ends.AddDate(0, 0, 104))
		expectPurged(t, h, models.Purged{Series: "sample", People: 1, Contacts: 1})
		h.Clock.Set(ends.AddDate(0, 0, 270))
		expectPurged(t, h, models.Purged{Series: "sample", Contacts: 1})
		expectForgotten(t, h, "vervolg", "voorbeeld utrecht")
		expect(t, "entries", len(entriesOf(t, h, models.AuditFilter{Action: models.ActionPurge})), 5)
	})
}

// Of people who go on their own, those who only waited go first; the contact stays for the others.
func TestOfSeveralThoseWhoOnlyWaitedGoFirst(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 1)
		in := storetest.SignUp("los", 3)
		in.Together, in.ContactName, in.ContactEmail = models.TogetherAny, "Voorbeeld Contact", "contact@voorbeeld.example"
		r := h.MustRegister(t, in)
		h.Letters(t)
		h.Clock.Set(series.Sessions[0].Ends.AddDate(0, 0, 7))
		expectPurged(t, h, models.Purged{Series: "sample", Waited: 2})
		expectForgotten(t, h, "los 2", "los.3@")
		left := h.Look(t, r.ID)
		if len(left.Participants) != 1 || left.Participants[0].Name != "Voorbeeld los 1" || left.Contact.Email != "contact@voorbeeld.example" {
			t.Errorf("left are %+v", left)
		}
		edit := models.RegistrationEdit{
			Contact: models.ContactEdit{Name: "Voorbeeld Ander", Email: "contact@voorbeeld.example"},
			People:  map[int]models.Person{1: {Name: "Voorbeeld Eén", Email: "los.1@voorbeeld.example"}},
		}
		if err := h.EditRegistration(t.Context(), r.ID, edit, "organiser:1"); err != nil {
			t.Error(err)
		}
		expect(t, "list", names(listOf(t, h, models.ListFilter{}, models.ListOrder{}, 0)), "Eén zwolle confirmed")
		h.MustHold(t)
	})
}

// However many there are, each goes, and a part at a time.
func TestPurgeGoesOnToTheEnd(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 1000)
		const many = 203
		for i := range many {
			if _, err := h.Register(t.Context(), "sample", storetest.SignUp(fmt.Sprint("nummer", i), 1)); err != nil {
				t.Fatal(err)
			}
		}
		h.Clock.Set(series.Sessions[0].Ends.AddDate(0, 0, 90))
		expectPurged(t, h, models.Purged{Series: "sample", People: many, Contacts: many})
	})
}
