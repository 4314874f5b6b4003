package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// statuses are where the participants of a registration stand, by place.
func statuses(r *models.Registration) []models.Status {
	var all []models.Status
	for _, participant := range r.Participants {
		if _, seat, ok := r.SeatOf(participant.ID); ok {
			all = append(all, seat.Status)
		}
	}
	return all
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func expectStatuses(t *testing.T, r *models.Registration, want ...models.Status) {
	t.Helper()
	got := statuses(r)
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("place %d: got %s, want %s", i+1, got[i], want[i])
		}
	}
}

func TestFreeSeatsAreGivenAndTheLineStartsWhenTheyAreGone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		expectStatuses(t, h.MustRegister(t, storetest.SignUp("eerste", 2)), models.Confirmed, models.Confirmed)
		second := h.MustRegister(t, storetest.SignUp("tweede", 2))
		expectStatuses(t, second, models.Waiting, models.Waiting)
		expect(t, "reason", second.Placements[0].Reason, models.ReasonTooLarge)
		expectStatuses(t, h.MustRegister(t, storetest.SignUp("derde", 1)), models.Confirmed)
		fourth := h.MustRegister(t, storetest.SignUp("vierde", 1))
		expectStatuses(t, fourth, models.Waiting)
		expect(t, "people ahead", fourth.Placements[0].Ahead, 2)
		expect(t, "reason", fourth.Placements[0].Reason, models.ReasonFull)
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "confirmed", session.Confirmed, 3)
		expect(t, "waiting", session.Waiting, 3)
		h.MustHold(t)
	})
}

func TestFreedSeatGoesToEarliestPartyThatFits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		holder := h.MustRegister(t, storetest.SignUp("houder", 3))
		large := h.MustRegister(t, storetest.SignUp("groot", 2))
		small := h.MustRegister(t, storetest.SignUp("klein", 1))
		later := h.MustRegister(t, storetest.SignUp("later", 1))
		h.MustCancel(t, holder.ID, 2)
		expectStatuses(t, h.Look(t, large.ID), models.Waiting, models.Waiting)
		expectStatuses(t, h.Look(t, small.ID), models.Confirmed)
		expectStatuses(t, h.Look(t, later.ID), models.Waiting)
		h.MustCancel(t, holder.ID)
		expectStatuses(t, h.Look(t, large.ID), models.Confirmed, models.Confirmed)
		expectStatuses(t, h.Look(t, later.ID), models.Waiting)
		expectStatuses(t, h.Look(t, holder.ID), models.Cancelled, models.Cancelled, models.Cancelled)
		h.MustHold(t)
	})
}

func TestPartyThatShrinksAndNowFitsIsServed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		h.MustRegister(t, storetest.SignUp("houder", 2))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 2))
		h.MustCancel(t, waits.ID, 2)
		expectStatuses(t, h.Look(t, waits.ID), models.Confirmed, models.Cancelled)
		h.MustHold(t)
	})
}

func TestAnyOfUsPlacesWhoFits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		in := storetest.SignUp("samen", 3)
		in.Together = models.TogetherAny
		r := h.MustRegister(t, in)
		expectStatuses(t, r, models.Confirmed, models.Confirmed, models.Waiting)
		other := h.MustRegister(t, storetest.SignUp("ander", 1))
		expect(t, "people ahead", other.Placements[0].Ahead, 1)
		h.MustCancel(t, r.ID, 1)
		expectStatuses(t, h.Look(t, r.ID), models.Cancelled, models.Confirmed, models.Confirmed)
		h.MustHold(t)
	})
}

func TestEarlierParticipantsOfTheSameFormStandAhead(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		in := storetest.SignUp("samen", 3)
		in.Together = models.TogetherAny
		r := h.MustRegister(t, in)
		expect(t, "ahead of the second", r.Placements[1].Ahead, 0)
		expect(t, "ahead of the third", r.Placements[2].Ahead, 1)
	})
}

func TestSameNonceTwiceIsOneRegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		in := storetest.SignUp("dubbel", 1)
		in.Nonce = "een-keer"
		first, again := h.MustRegister(t, in), h.MustRegister(t, in)
		expect(t, "registration", again.ID, first.ID)
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "confirmed", session.Confirmed, 1)
		expect(t, "letters", len(h.Letters(t)), 1)
	})
}

func TestAddressWithAPlaceIsRefusedAtItsFieldAndItsOwnerIsToldOnceADay(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("eerste", 1))
		h.Letters(t)
		in := storetest.SignUp("tweede", 2)
		in.People[1].Email = "Eerste.1@VOORBEELD.example"
		for range 3 {
			_, err := h.Register(context.Background(), "sample", in)
			var e *models.Error
			if !errors.As(err, &e) || len(e.Problems) != 1 || e.Problems[0].ID() != "email-2" || e.Problems[0].Key != "problem.email.registered" {
				t.Fatalf("got %v", err)
			}
		}
		letters := h.Letters(t)
		expect(t, "letters", len(letters), 1)
		expect(t, "kind", letters[0].Kind, models.LetterDuplicate)
		h.MustHold(t)
	})
}

func TestEachPersonGetsOneLetterAndAContactWhoAttendsOneForBoth(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("groep", 3))
		letters := h.Letters(t)
		expect(t, "letters", len(letters), 3)
		if !letters[0].Facts.ToContact || letters[0].ParticipantID == 0 || letters[0].UID == "" {
			t.Errorf("the contact's letter is not about their own seat: %+v", letters[0])
		}
		in := storetest.SignUp("elders", 1)
		in.ContactName, in.ContactEmail = "Secretariaat", "secretariaat@voorbeeld.example"
		h.MustRegister(t, in)
		letters = h.Letters(t)
		expect(t, "letters", len(letters), 2)
		expect(t, "contact's event", letters[0].UID, "")
	})
}

func TestPromotionTellsContactAndParticipantOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		holder := h.MustRegister(t, storetest.SignUp("houder", 2))
		in := storetest.SignUp("wacht", 2)
		in.Together = models.TogetherAny
		h.MustRegister(t, in)
		h.Letters(t)
		h.MustCancel(t, holder.ID)
		kinds := map[models.LetterKind]int{}
		for _, letter := range h.Letters(t) {
			kinds[letter.Kind]++
		}
		expect(t, "cancellations", kinds[models.LetterCancellation], 2)
		expect(t, "promotions", kinds[models.LetterPromotion], 2)
	})
}

func TestGroupThatSplitsKeepsItsNumberAndWhoFitsHasASeatAtOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 4)
		holder := h.MustRegister(t, storetest.SignUp("houder", 2))
		group := h.MustRegister(t, storetest.SignUp("groep", 4))
		later := h.MustRegister(t, storetest.SignUp("later", 3))
		h.MustCancel(t, group.ID, 1) // the first leaves: the others keep the number
		h.Letters(t)
		if err := h.Split(context.Background(), group.ID); err != nil {
			t.Fatal(err)
		}
		expectStatuses(t, h.Look(t, group.ID), models.Cancelled, models.Confirmed, models.Confirmed, models.Waiting)
		var told []string
		for _, letter := range h.Letters(t) {
			told = append(told, letter.RecipientEmail+" "+string(letter.Kind))
			expect(t, "that they wait apart is told", letter.Facts.Apart, true)
		}
		slices.Sort(told)
		expect(t, "what the contact, who does not attend any more, and each participant is told", strings.Join(told, ", "),
			"groep.1@voorbeeld.example confirmation, groep.2@voorbeeld.example confirmation, groep.3@voorbeeld.example confirmation, groep.4@voorbeeld.example waiting")
		h.MustHold(t)
		h.MustCancel(t, holder.ID, 1)
		expectStatuses(t, h.Look(t, group.ID), models.Cancelled, models.Confirmed, models.Confirmed, models.Confirmed)
		expectStatuses(t, h.Look(t, later.ID), models.Waiting, models.Waiting, models.Waiting)
		if err := h.Split(context.Background(), group.ID); models.CodeOf(err) != models.Conflict {
			t.Errorf("splitting again: %v", err)
		}
		h.MustHold(t)
	})
}

func TestShortNonceOpensNoRegistrationOfSomebodyElse(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		in := storetest.SignUp("eerste", 1)
		in.Nonce = "1"
		first := h.MustRegister(t, in)
		expect(t, "the same script again", h.MustRegister(t, in).ID, first.ID)
		other := storetest.SignUp("tweede", 1)
		other.Nonce = "1"
		if h.MustRegister(t, other).ID == first.ID {
			t.Error("somebody else's script opened the first registration")
		}
	})
}

func TestPartiesOfManySizesAreServed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		const size = 501 // SQLite joins at most 500 queries into one
		definition := storetest.Definition(size)
		definition.Policy.PartyMax = size
		h.Import(t, definition)
		holder := h.MustRegister(t, storetest.SignUp("houder", 1))
		group := h.MustRegister(t, storetest.SignUp("groep", size))
		small := h.MustRegister(t, storetest.SignUp("klein", 2))
		expectStatuses(t, small, models.Confirmed, models.Confirmed)
		h.MustCancel(t, small.ID)
		h.MustCancel(t, holder.ID)
		expect(t, "the group", h.Look(t, group.ID).Placements[0].Status, models.Confirmed)
		h.MustHold(t)
	})
}
