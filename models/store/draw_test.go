package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

const draws = `
	start 2027-01-11T09:00:00Z
	session zwolle 2 1400h
	session utrecht 1 1500h
	draw 48h
	open
`

func TestNobodyIsServedBeforeTheDraw(t *testing.T) {
	story(t, draws+`
		public zwolle draw 2
		sign a zwolle
		see a zwolle waiting 0 draw
		told a.1 waiting
		seats zwolle 3
		time 47h
		settle
		see a zwolle waiting 0 draw
		lots
		refused error.draw.early
		time 2h
		settle
		see a zwolle waiting 0 draw
		lots
		see a zwolle confirmed
		told a.1 draw
		lots
		refused error.draw.held
	`)
}

func TestWhoRegistersAfterTheListWasClosedFollowsBehind(t *testing.T) {
	story(t, draws+`
		sign a zwolle x2
		sign b zwolle x2
		time 48h
		sign c zwolle,utrecht
		see c zwolle waiting 4 draw, utrecht waiting 0 draw
		sign d utrecht
		lots
		see c utrecht confirmed
		see d utrecht waiting 0 full
		sign e zwolle
		see e zwolle waiting 2 full
	`)
}

func TestSeriesThatServesInOrderHoldsNoDraw(t *testing.T) {
	story(t, swaps+`
		sign a zwolle
		lots
		refused error.draw.none
	`)
}

// Hashes are public beforehand, what they hide afterwards, and with it anyone gets the order in which everybody was served.
func TestDrawIsRecomputedFromWhatIsPublic(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := storetest.Definition(3)
		definition.Policy.Admission, definition.Policy.Beacon = models.AdmissionDraw, "de trekking van een voorbeeld"
		definition.Policy.DrawAt = storetest.Start.Add(48 * time.Hour)
		h.Import(t, definition)
		made := map[string]*models.Registration{}
		for _, name := range []string{"een", "twee", "drie", "vier", "vijf", "zes"} {
			r := h.MustRegister(t, storetest.SignUp(name, 1))
			made[r.Reference] = r
		}
		draw := func() *models.Draw {
			d, err := h.Draw(ctx, "sample")
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		before := draw()
		if before.SeedHash == "" || before.Seed != "" || before.ListHash != "" || before.References != nil || before.ClosedAt != nil || before.Value != "" || before.DrawnAt != nil {
			t.Errorf("before closing: %+v", before)
		}
		expect(t, "beacon", before.Beacon, "de trekking van een voorbeeld")
		h.Clock.Advance(48 * time.Hour)
		if err := h.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		closed := draw()
		expect(t, "hash of the list", closed.ListHash, models.ListHash(closed.References))
		expect(t, "references", len(closed.References), len(made))
		if closed.Seed != "" || closed.ClosedAt == nil || closed.DrawnAt != nil {
			t.Errorf("after closing: %+v", closed)
		}
		late := h.MustRegister(t, storetest.SignUp("laat", 1))
		expect(t, "no value", key(h.HoldDraw(ctx, "sample", " ", models.ActorCommand)), "error.draw.value")
		if err := h.HoldDraw(ctx, "sample", "12 34 56", models.ActorCommand); err != nil {
			t.Fatal(err)
		}
		drawn := draw()
		hash, err := models.SeedHash(drawn.Seed)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "hash of the seed", hash, before.SeedHash)
		expect(t, "hash of the list", drawn.ListHash, closed.ListHash)
		lots, err := models.Lots(drawn.Seed, drawn.Value, drawn.References)
		if err != nil {
			t.Fatal(err)
		}
		for _, lot := range lots {
			want := models.Confirmed
			if lot.Rank > 3 {
				want = models.Waiting
			}
			r := h.Look(t, made[lot.Reference].ID)
			expectStatuses(t, r, want)
			if want == models.Waiting {
				expect(t, "people ahead", r.Placements[0].Ahead, lot.Rank-4)
			}
		}
		now := h.Look(t, late.ID)
		expect(t, "people ahead of who came late", now.Placements[0].Ahead, 3)
		h.MustHold(t)
	})
}

// A draw gives everybody of one form one number, so a group that does not fit is passed over as ever.
func TestDrawnGroupsArePassedOverWhereTheyDoNotFit(t *testing.T) {
	story(t, draws+`
		sign a zwolle,utrecht x2
		sign b zwolle,utrecht x2 any
		sign c zwolle,utrecht x2 wait
		cancel a 2
		time 72h
		lots
		sign d zwolle
		decline c utrecht
	`)
}

func TestPromisesOfADrawAreKept(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := storetest.Definition(3)
		definition.Policy.Admission, definition.Policy.Beacon = models.AdmissionDraw, "een"
		definition.Policy.DrawAt = storetest.Start.Add(48 * time.Hour)
		h.Import(t, definition)
		h.MustRegister(t, storetest.SignUp("een", 1))
		again := func(change func(*models.Policy)) string {
			changed := *definition
			changed.Sessions = slices.Clone(definition.Sessions)
			change(&changed.Policy)
			_, err := h.Store.Import(ctx, &changed, true)
			return key(err)
		}
		beacon := func(p *models.Policy) { p.Beacon = "een andere" }
		order := func(p *models.Policy) { p.Admission, p.Beacon = models.AdmissionFirstCome, "" }
		expect(t, "another beacon before closing", again(beacon), "error.import.policy.promise")
		h.Clock.Advance(48 * time.Hour)
		if err := h.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		expect(t, "another beacon after closing", again(beacon), "error.import.policy.closed")
		if err := h.HoldDraw(ctx, "sample", "12", models.ActorCommand); err != nil {
			t.Fatal(err)
		}
		expect(t, "no draw, after it", again(order), "error.import.policy.drawn")
		h.MustHold(t)
	})
}
