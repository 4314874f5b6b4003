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
