package store_test

import (
	"context"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestAddressIsFreeInAnotherSeriesAndAfterCancelling(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		other := storetest.Definition(10)
		other.Slug = "other"
		h.Import(t, other)
		in := storetest.SignUp("een", 1)
		first := h.MustRegister(t, in)
		if _, err := h.Register(context.Background(), "other", in); err != nil {
			t.Errorf("in another series: %v", err)
		}
		h.MustCancel(t, first.ID)
		expectStatuses(t, h.MustRegister(t, in), models.Confirmed)
		h.MustHold(t)
	})
}

func TestSeriesMayGiveOnePersonSeveralSeats(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(10)
		definition.Policy.OneSeatPerPerson = false
		h.Import(t, definition)
		h.MustRegister(t, storetest.SignUp("een", 1))
		expectStatuses(t, h.MustRegister(t, storetest.SignUp("een", 1)), models.Confirmed)
		h.MustHold(t)
	})
}

func TestOwnerOfAnAddressIsToldInTheirOwnLanguage(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		in := storetest.SignUp("een", 1)
		in.Language = "en"
		h.MustRegister(t, in)
		h.Letters(t)
		if _, err := h.Register(context.Background(), "sample", storetest.SignUp("een", 1)); models.CodeOf(err) != models.Invalid {
			t.Fatal(err)
		}
		expect(t, "language", h.Letters(t)[0].Language, "en")
	})
}

func TestDraftTakesNobody(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(10)
		definition.Status = models.SeriesDraft
		h.Import(t, definition)
		if _, err := h.Register(context.Background(), "sample", storetest.SignUp("een", 1)); models.CodeOf(err) != models.NotFound {
			t.Errorf("a sign-up for a draft: %v", err)
		}
	})
}

func TestWithoutAWaitingListWhoDoesNotFitIsRefusedAndNothingIsKept(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(2)
		definition.Policy.WaitingList = models.WaitingListOff
		h.Import(t, definition)
		_, err := h.Register(context.Background(), "sample", storetest.SignUp("groep", 3))
		expect(t, "a group that is too large", key(err), "error.session.toofew")
		h.MustRegister(t, storetest.SignUp("twee", 2))
		_, err = h.Register(context.Background(), "sample", storetest.SignUp("laat", 1))
		expect(t, "when it is full", key(err), "error.session.full")
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "waiting", session.Waiting, 0)
	})
}

func TestSessionFilledMeanwhileOnlyWhereTheFormShowedItFree(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		sign := func(name string, shown bool, full ...string) bool {
			in := storetest.SignUp(name, 1)
			in.Shown, in.SeenFull = shown, full
			return h.MustRegister(t, in).FilledMeanwhile
		}
		expect(t, "there was a seat", sign("eerste", true), false)
		expect(t, "it was free on the form", sign("tweede", true), true)
		expect(t, "it was full on the form", sign("derde", true, "zwolle"), false)
		expect(t, "no form was shown", sign("vierde", false), false)
	})
}
