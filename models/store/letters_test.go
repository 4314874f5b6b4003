package store_test

import (
	"context"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestEachLetterSaysWhereItsPeopleStand(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		in := storetest.SignUp("samen", 3)
		in.Together = models.TogetherAny
		h.MustRegister(t, in)
		letters := h.Letters(t)
		expect(t, "letters", len(letters), 3)
		contact, seated, waits := letters[0], letters[1], letters[2]
		expect(t, "people in the contact's letter", len(contact.Facts.People), 3)
		expect(t, "the last of them", contact.Facts.People[2].Status, models.Waiting)
		expect(t, "kind for the contact", contact.Kind, models.LetterConfirmation)
		expect(t, "kind for who has a seat", seated.Kind, models.LetterConfirmation)
		expect(t, "kind for who waits", waits.Kind, models.LetterWaiting)
		expect(t, "event of who waits", waits.UID, "")
		h.MustRegister(t, storetest.SignUp("groep", 2))
		for _, letter := range h.Letters(t) {
			expect(t, "people ahead", letter.Facts.Ahead, 1)
			expect(t, "size of the party", letter.Facts.Size, 2)
		}
	})
}

func TestLettersAreClaimedOldestFirstAndByOneWorkerAtATime(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("groep", 3))
		claim := func() (ids []int64) {
			letters, err := h.ClaimLetters(ctx, 2, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			for _, letter := range letters {
				ids = append(ids, letter.ID)
			}
			return ids
		}
		first, second := claim(), claim()
		if len(first) != 2 || len(second) != 1 || first[0] > first[1] || first[1] > second[0] {
			t.Errorf("first %v, then %v", first, second)
		}
		expect(t, "letters while others hold them", len(claim()), 0)
		h.Clock.Advance(time.Minute)
		expect(t, "letters when the lease has ended", len(claim()), 2)
	})
}

// Somebody may be served and leave in one transaction, when a reserve ended and nobody came by since.
func TestWhoIsServedAndLeavesInOneActIsToldOfLeavingOnly(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(2)
		definition.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 1, Until: storetest.Start.Add(time.Hour)}}
		h.Import(t, definition)
		h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		h.Letters(t)
		h.Clock.Advance(time.Hour)
		h.MustCancel(t, waits.ID)
		letters := h.Letters(t)
		expect(t, "letters", len(letters), 1)
		expect(t, "kind", letters[0].Kind, models.LetterCancellation)
		h.MustHold(t)
	})
}

// A mail server that greylists makes a letter wait for hours: a cancellation does not wait with it.
func TestCancellationDoesNotWaitForALetterThatIsTriedAgainLater(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		held, err := h.ClaimLetters(t.Context(), 10, time.Minute)
		if err != nil || len(held) != 1 {
			t.Fatal(held, err)
		}
		again := models.Outcome{Letter: held[0].ID, Status: models.LetterQueued, Next: h.Now().Add(4 * time.Hour), Failure: "451 greylisted"}
		if err := h.RecordLetters(t.Context(), []models.Outcome{again}); err != nil {
			t.Fatal(err)
		}
		h.MustCancel(t, r.ID)
		letters := h.Letters(t)
		if len(letters) != 2 || letters[0].ID != held[0].ID || letters[0].UID != "" || letters[1].UID == "" || !letters[1].Facts.Event.Cancels {
			t.Errorf("at once leave %+v", letters)
		}
		h.MustHold(t)
	})
}

// Its lease ran out, and another sent the letter.
func TestWorkerThatComesLateDoesNotUndoWhatAnotherSent(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		sent := h.Letters(t)
		for _, status := range []models.LetterStatus{models.LetterFailed, models.LetterQueued} {
			if err := h.RecordLetters(t.Context(), []models.Outcome{{Letter: sent[0].ID, Status: status, Next: h.Now(), Failure: "late"}}); err != nil {
				t.Fatal(err)
			}
			if box := outbox(t, h, models.OutboxFilter{Status: models.LetterSent}); box.Sent != 1 || box.Lines[0].Failure != "" {
				t.Errorf("after a late %q the outbox holds %+v", status, box)
			}
		}
	})
}
