package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestSignUpWithWrongChoicesIsRefusedAtItsField(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		closed := definition.Sessions[1]
		closed.Slug, closed.Starts = "arnhem", storetest.Start.Add(time.Hour)
		closed.Ends, closed.Programme = closed.Starts.Add(time.Hour), nil
		definition.Sessions = append(definition.Sessions, closed)
		h.Import(t, definition)
		other := storetest.Definition(1)
		other.Slug, other.Sessions[1].Slug = "other", "leeuwarden"
		h.Import(t, other)
		before := h.Reload(t, "sample")
		for _, test := range []struct {
			name         string
			alternatives []string
			want         string
		}{
			{"the first choice again", []string{"zwolle"}, "alternatives-1 problem.alternatives.twice"},
			{"an alternative twice", []string{"utrecht", "utrecht"}, "alternatives-2 problem.alternatives.twice"},
			{"one of another series", []string{"utrecht", "leeuwarden"}, "alternatives-2 problem.alternatives.unknown"},
			{"one that is closed", []string{"arnhem"}, "alternatives-1 problem.alternatives.closed"},
		} {
			in := storetest.SignUp("een", 1)
			in.Alternatives = test.alternatives
			_, registered := h.Register(context.Background(), "sample", in)
			_, foreseen := h.Forecast(context.Background(), "sample", in)
			for what, err := range map[string]error{"register": registered, "forecast": foreseen} {
				got := ""
				var e *models.Error
				if errors.As(err, &e) && len(e.Problems) == 1 {
					got = e.Problems[0].ID() + " " + e.Problems[0].Key
				}
				expect(t, test.name+", "+what, got, test.want)
			}
		}
		after := h.Reload(t, "sample")
		expect(t, "version", after.Version, before.Version)
		expect(t, "next number", after.NextNumber, before.NextNumber)
		h.MustHold(t)
	})
}

func TestForecastWritesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		before := h.Reload(t, "sample")
		in := storetest.SignUp("twee", 2)
		in.Alternatives, in.Organisation = []string{"utrecht"}, "Nog Nergens Voorbeeld"
		foreseen, err := h.Forecast(context.Background(), "sample", in)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "lines", len(storetest.Lines(foreseen)), 1)
		expect(t, "line", storetest.Lines(foreseen)[0], "utrecht confirmed")
		after := h.Reload(t, "sample")
		expect(t, "version", after.Version, before.Version)
		expect(t, "audit entries", after.AuditSeq, before.AuditSeq)
		expect(t, "letters", len(h.Letters(t)), 0)
		var employers int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM organisations").Scan(&employers); err != nil {
			t.Fatal(err)
		}
		expect(t, "organisations", employers, 1)
	})
}

// Whose link it is decides whose parties it acts for; who holds no such registration finds nothing.
func TestLinkActsForItsOwnPeopleOnly(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		in := storetest.SignUp("een", 2)
		in.Together = models.TogetherAny
		r := h.MustRegister(t, in)
		second := models.Holder{Registration: r.ID, Place: 2}
		for name, err := range map[string]error{
			"a colleague's place":      h.Swap(ctx, second, []int{1}, "utrecht"),
			"an unknown place":         h.Swap(ctx, models.Holder{Registration: r.ID}, []int{7}, "utrecht"),
			"an unknown registration":  h.Swap(ctx, models.Holder{Registration: 999}, nil, "utrecht"),
			"an unknown session":       h.Accept(ctx, second, nil, "leeuwarden"),
			"to let go, unknown":       h.Decline(ctx, second, nil, "leeuwarden"),
			"to rejoin, unknown":       h.Rejoin(ctx, second, nil, "leeuwarden"),
			"a series without a draw":  h.HoldDraw(ctx, "nowhere", "1", models.ActorCommand),
			"a session to call off":    h.CallOff(ctx, "sample", "leeuwarden", models.ActorCommand),
			"a series to call off for": h.CallOff(ctx, "nowhere", "zwolle", models.ActorCommand),
		} {
			expect(t, name, models.CodeOf(err), models.NotFound)
		}
		if err := h.Swap(ctx, second, nil, "utrecht"); err != nil {
			t.Fatal(err)
		}
		expectLines(t, h, r.ID, "zwolle confirmed", "utrecht confirmed")
		h.MustHold(t)
	})
}

func expectLines(t *testing.T, h *storetest.Harness, id int64, want ...string) {
	t.Helper()
	if err := differ("lines", storetest.Lines(h.Look(t, id)), want); err != nil {
		t.Error(err)
	}
}

func TestSubstituteOfAGroupStandsWhereTheGroupStands(t *testing.T) {
	story(t, full+`
		sign d zwolle,utrecht x2 wait
		substitute d 2
		see d zwolle waiting 2 full, utrecht confirmed
		cancel a
		substitute b 1
		see b zwolle offered
		accept b
		see b zwolle confirmed
		sign e utrecht like=b
		refused error.form email-1 problem.email.registered
	`)
}

// An organiser who calls a session off in the file gets what the command gives.
func TestSessionCancelledByAnImportIsCalledOff(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		h.Import(t, definition)
		in := storetest.SignUp("een", 1)
		in.Alternatives = []string{"utrecht"}
		r := h.MustRegister(t, in)
		waits := h.MustRegister(t, storetest.SignUp("twee", 1))
		h.Letters(t)
		definition.Sessions[0].Status = models.SessionCancelled
		h.Import(t, definition)
		expectLines(t, h, r.ID, "utrecht confirmed")
		expectLines(t, h, waits.ID, "zwolle waiting")
		expect(t, "kind", h.Letters(t)[0].Kind, models.LetterCalledOff)
		h.MustHold(t)
	})
}
