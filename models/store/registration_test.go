package store_test

import (
	"context"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestLinkOfAnotherVersionOpensNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		if _, err := h.Registration(context.Background(), r.ID, 2); models.CodeOf(err) != models.NotFound {
			t.Errorf("the contact's link: %v", err)
		}
		if _, _, err := h.RegistrationOf(context.Background(), r.Participants[0].ID, 2); models.CodeOf(err) != models.NotFound {
			t.Errorf("the participant's link: %v", err)
		}
	})
}

func TestAnswersOfOnesOwnAreReplacedAndThoseOfOthersStayTheirs(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		in := storetest.SignUp("groep", 2)
		in.Answers = map[string][]string{"vraag": {"van de groep"}}
		r := h.MustRegister(t, in)
		answer := func(place int, value string) {
			if err := h.AnswerPersonal(ctx, r.Participants[place-1].ID, map[string][]string{"lunch": {value}}); err != nil {
				t.Fatal(err)
			}
		}
		answer(1, "halal")
		answer(2, "halal")
		answer(1, "veganistisch")
		for i, want := range []string{"veganistisch", "halal"} {
			part, own, err := h.RegistrationOf(ctx, r.Participants[i].ID, 1)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, "place", own.Place, i+1)
			expect(t, "participants on their page", len(part.Participants), 1)
			if len(part.Answers) != 1 || part.Answers[0].Value != want {
				t.Errorf("place %d: %+v, want %s alone", i+1, part.Answers, want)
			}
		}
		expect(t, "answers of the whole registration", len(h.Look(t, r.ID).Answers), 3)
		if err := h.AnswerPersonal(ctx, r.Participants[0].ID, map[string][]string{"lunch": {"soep"}}); models.CodeOf(err) != models.Invalid {
			t.Errorf("an option that is not there: %v", err)
		}
	})
}

func TestCancellingAgainTellsNobodyAndAnUnknownPlaceIsNotFound(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		r := h.MustRegister(t, storetest.SignUp("groep", 2))
		if err := h.Cancel(ctx, r.ID, []int{1, 3}, models.ActorHolder); models.CodeOf(err) != models.NotFound {
			t.Errorf("an unknown place: %v", err)
		}
		expectStatuses(t, h.Look(t, r.ID), models.Confirmed, models.Confirmed)
		h.MustCancel(t, r.ID)
		h.Letters(t)
		h.MustCancel(t, r.ID)
		expect(t, "letters", len(h.Letters(t)), 0)
	})
}
