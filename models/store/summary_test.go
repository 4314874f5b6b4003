package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestOrganisationsAreCountedBySectorAndSession(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 3)
		sign := func(name, organisation, sector string, size int, alternatives ...string) *models.Registration {
			in := storetest.SignUp(name, size)
			in.Organisation, in.Sector, in.Alternatives = organisation, sector, alternatives
			return h.MustRegister(t, in)
		}
		sign("een", "Gemeente Voorbeeld", "gemeenten", 2)
		gone := sign("weg", "Vertrokken", "gemeenten", 1)
		sign("twee", "Gemeente Voorbeeld", "gemeenten", 2)
		sign("school", "Voorbeeldschool", "po", 3, "utrecht")
		sign("ander", "Gemeente Voorbeeld", "po", 4)
		h.MustCancel(t, gone.ID)
		got, err := h.EmployerSeats(ctx, "sample")
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			got[i].OrganisationID = 0
		}
		want := []models.EmployerSeats{
			{Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Sessions: []models.SeatCount{{Confirmed: 2, Waiting: 2}, {}}},
			{Organisation: "Gemeente Voorbeeld", Sector: "po", Sessions: []models.SeatCount{{Waiting: 4}, {}}},
			{Organisation: "Voorbeeldschool", Sector: "po", Sessions: []models.SeatCount{{}, {Confirmed: 3}}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		cost := h.Statements(func() {
			if _, err := h.EmployerSeats(ctx, "sample"); err != nil {
				t.Fatal(err)
			}
		})
		if cost > 3 {
			t.Errorf("counting costs %d statements", cost)
		}
		_, err = h.EmployerSeats(ctx, "geen")
		expect(t, "unknown series", models.CodeOf(err), models.NotFound)
	})
}

func TestAnswersOfThoseWhoAreThereAreCountedWithoutSensitiveOnes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		answer := func(name string, seeks []string, question string) *models.Registration {
			in := storetest.SignUp(name, 2)
			in.Answers = map[string][]string{"zoekt": seeks, "vraag": {question}}
			return h.MustRegister(t, in)
		}
		first := answer("een", []string{"partners", "voorbeelden"}, "Hoe?")
		answer("twee", []string{"voorbeelden"}, "Waarom?")
		gone := answer("weg", []string{"partners"}, "Zal ik gaan?")
		h.MustCancel(t, gone.ID)
		h.MustCancel(t, first.ID, 2) // the other stays, and so do the answers
		if err := h.AnswerPersonal(ctx, first.Participants[0].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		got, err := h.Tallies(ctx, "sample")
		if err != nil || len(got) != 2 {
			t.Fatalf("%v, %v", got, err)
		}
		for i, want := range []models.Tally{
			{Answered: 2, Options: []models.AnswerCount{{Answer: "partners", Times: 1}, {Answer: "voorbeelden", Times: 2}}},
			{Answered: 2, Texts: []models.AnswerCount{{Answer: "Hoe?", Times: 1}, {Answer: "Waarom?", Times: 1}}},
		} {
			want.Question = got[i].Question
			if diff := cmp.Diff(want, got[i]); diff != "" {
				t.Error(diff)
			}
		}
		expect(t, "first question", got[0].Question.Key, "zoekt")
		if cost := h.Statements(func() { _, err = h.Tallies(ctx, "sample") }); cost > 3 || err != nil {
			t.Errorf("counting costs %d statements, %v", cost, err)
		}
	})
}

func TestListHoldsTheStatusesThatWereAskedFor(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		for _, name := range []string{"een", "twee"} {
			h.MustRegister(t, storetest.SignUp(name, 2))
		}
		var got []models.Status
		filter := models.AttendeeFilter{ListFilter: models.ListFilter{Sessions: []string{"zwolle"}, Statuses: []models.Status{models.Confirmed}}}
		err := h.Attendees(context.Background(), "sample", filter, func(a models.Attendee) error {
			got = append(got, a.Status)
			return nil
		})
		if diff := cmp.Diff([]models.Status{models.Confirmed, models.Confirmed}, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
