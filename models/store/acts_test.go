package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// drawing is a series that draws two days after Start.
func drawing() *models.Series {
	definition := storetest.Definition(1)
	definition.Policy.Admission, definition.Policy.Beacon = models.AdmissionDraw, "een"
	definition.Policy.DrawAt = storetest.Start.Add(48 * time.Hour)
	return definition
}

func TestDrawWhoseMomentIsMovedIntoThePastClosesItsListAtOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := drawing()
		h.Import(t, definition)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Clock.Advance(24 * time.Hour)
		definition.Policy.DrawAt = storetest.Start.Add(23 * time.Hour)
		h.Import(t, definition)
		draw, err := h.Draw(ctx, "sample")
		if err != nil || draw.ClosedAt == nil || len(draw.References) != 1 {
			t.Fatalf("%+v, %v", draw, err)
		}
		if err := h.HoldDraw(ctx, "sample", "42", models.ActorCommand); err != nil {
			t.Error(err)
		}
		h.MustHold(t)
	})
}

func TestDrawOfAnOlderVersionIsPreparedWhenItsStoryBegins(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Import(t, drawing())
		h.MustRegister(t, storetest.SignUp("een", 1))
		for _, statement := range []string{"DELETE FROM draws", "UPDATE series SET settled_at = NULL"} {
			if _, err := h.SQL(t).Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		h.Clock.Advance(50 * time.Hour)
		if err := h.HoldDraw(ctx, "sample", "42", models.ActorCommand); err != nil {
			t.Error(err)
		}
	})
}

func TestNobodyTakesTheSeatOfAnOfferThatLapsed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Policy.WaitingList, definition.Policy.OfferHours = models.WaitingListOffer, 2
		h.Import(t, definition)
		first := h.MustRegister(t, storetest.SignUp("een", 1))
		offered := h.MustRegister(t, storetest.SignUp("twee", 1))
		next := h.MustRegister(t, storetest.SignUp("drie", 1))
		h.MustCancel(t, first.ID)
		h.Clock.Advance(80 * time.Hour)
		h.Letters(t)
		person := models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw@voorbeeld.example"}
		err := h.Substitute(context.Background(), offered.ID, 1, person, models.ActorHolder)
		expect(t, "refusal", key(err), "error.substitute.ended")
		expectStatuses(t, h.Look(t, next.ID), models.Offered) // time passed although the act was refused
		h.MustHold(t)
	})
}

func TestSubstituteWhomTimeBringsAnOfferIsToldOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Policy.WaitingList, definition.Policy.OfferHours = models.WaitingListOffer, 2
		h.Import(t, definition)
		first := h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("twee", 1))
		next := h.MustRegister(t, storetest.SignUp("drie", 1))
		h.MustCancel(t, first.ID)
		h.Clock.Advance(80 * time.Hour)
		h.Letters(t)
		person := models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw@voorbeeld.example"}
		if err := h.Substitute(context.Background(), next.ID, 1, person, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		var told []models.LetterKind
		for _, letter := range h.Letters(t) {
			if letter.RecipientEmail == person.Email {
				told = append(told, letter.Kind)
			}
		}
		if !slices.Equal(told, []models.LetterKind{models.LetterOffer}) {
			t.Errorf("told %v", told)
		}
		h.MustHold(t)
	})
}

func TestWhoWaitsForASessionThatIsCalledOffIsTold(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("twee", 1))
		h.Letters(t)
		if err := h.CallOff(context.Background(), "sample", "zwolle", models.ActorCommand); err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, letter := range h.Letters(t) {
			told = append(told, letter.RecipientEmail+" "+string(letter.Kind)+" "+string(letter.Facts.People[0].Status))
		}
		want := []string{"een.1@voorbeeld.example called-off cancelled", "twee.1@voorbeeld.example called-off cancelled"}
		if !slices.Equal(told, want) {
			t.Errorf("told %v", told)
		}
		h.MustHold(t)
	})
}

func TestSessionThatIsAnAlternativeOfSomebodyStays(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 5)
		in := storetest.SignUp("een", 1)
		in.Alternatives = []string{"utrecht"}
		h.MustRegister(t, in)
		without := storetest.Definition(5)
		without.Sessions = without.Sessions[:1]
		_, err := h.Store.Import(context.Background(), without, false)
		expect(t, "refusal", key(err), "error.import.session")
	})
}

func TestWhatWasPromisedOfADrawStandsOnceSomebodyCountsOnIt(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Import(t, drawing())
		h.MustRegister(t, storetest.SignUp("een", 1))
		_, err := h.Store.Import(context.Background(), storetest.Definition(1), false)
		expect(t, "refusal", key(err), "error.import.policy.promise")
		later := drawing()
		later.Policy.DrawAt = later.Policy.DrawAt.Add(time.Hour)
		h.Import(t, later)
	})
}

func TestActIsJudgedByTheTimeAtWhichItGetsTheLock(t *testing.T) {
	h := storetest.Postgres(t)
	series := h.Sample(t, 1)
	closes := series.ClosesAt(&series.Sessions[0])
	h.Clock.Set(closes.Add(-time.Second))
	db := h.SQL(t)
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("SELECT id FROM series FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := h.Register(context.Background(), "sample", storetest.SignUp("laat", 1))
		done <- err
	}()
	for waits := 0; waits == 0; {
		if err := db.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()").Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
	h.Clock.Set(closes)
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	expect(t, "refusal", key(<-done), "error.session.closed")
}

func TestNobodyAsksForSeatsWithoutEnd(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		waits := h.MustRegister(t, storetest.SignUp("twee", 1))
		holder := models.Holder{Registration: waits.ID}
		var err error
		for range 40 {
			if err = h.Decline(ctx, holder, nil, "zwolle"); err != nil {
				t.Fatal(err)
			}
			if err = h.Rejoin(ctx, holder, nil, "zwolle"); err != nil {
				break
			}
		}
		expect(t, "refusal", key(err), "error.rejoin.often")
		h.MustHold(t)
	})
}
