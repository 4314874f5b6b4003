package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

const editor = "organiser:7"

// edit edits the sample series and expects it to be done.
func edit(t *testing.T, h *storetest.Harness, consent models.Consent, change models.Edit) *models.Edited {
	t.Helper()
	done, err := h.Edit(context.Background(), "sample", editor, consent, change)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func resized(capacity int) models.Edit {
	return func(series *models.Series) error {
		session, _ := series.Session("zwolle")
		session.Capacity = capacity
		return nil
	}
}

func TestRehearsedEditTellsWhomItMailsAndChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("twee", 2))
		h.Letters(t)
		before := h.Reload(t, "sample")
		for _, consent := range []models.Consent{models.Rehearse, models.Quietly} {
			done := edit(t, h, consent, resized(3))
			want := []models.Mail{{Kind: models.LetterPromotion, Count: 2, To: []string{"Voorbeeld twee 1", "Voorbeeld twee 2"}}}
			if diff := cmp.Diff(want, done.Mails); diff != "" || done.Done || len(done.Changes) != 1 {
				t.Errorf("%v: %s", done, diff)
			}
			if diff := cmp.Diff(before, h.Reload(t, "sample")); diff != "" || len(h.Letters(t)) != 0 {
				t.Errorf("it changed %s", diff)
			}
		}
		// Nobody is mailed for less: that is saved without asking, and only a rehearsal is not.
		if done := edit(t, h, models.Rehearse, resized(2)); done.Done || len(done.Mails) != 0 {
			t.Errorf("a rehearsal is %+v", done)
		}
		if done := edit(t, h, models.Quietly, resized(2)); !done.Done {
			t.Errorf("a quiet edit is %+v", done)
		}
		if done := edit(t, h, models.Aloud, resized(3)); !done.Done || len(h.Letters(t)) != 2 {
			t.Errorf("the edit is %+v", done)
		}
		h.MustHold(t)
	})
}

func TestEditThatIsRefusedUndoesEverything(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		before := h.Sample(t, 10)
		refusal := &models.Error{Code: models.Invalid, Key: "error.form"}
		_, err := h.Edit(context.Background(), "sample", editor, models.Aloud, func(series *models.Series) error {
			series.Title.NL, series.Sessions[0].Programme[0].Speakers[0] = "Weg", "Weg"
			return refusal
		})
		if !errors.Is(err, refusal) {
			t.Errorf("the error is %v", err)
		}
		if diff := cmp.Diff(before, h.Reload(t, "sample")); diff != "" {
			t.Error(diff)
		}
		if _, err := h.Edit(context.Background(), "geen", editor, models.Aloud, resized(1)); models.CodeOf(err) != models.NotFound {
			t.Errorf("an unknown series gives %v", err)
		}
	})
}

func TestSeriesWithRegistrationsStaysPublished(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		hide := func(series *models.Series) error {
			series.Status = models.SeriesDraft
			return nil
		}
		edit(t, h, models.Quietly, hide)
		edit(t, h, models.Quietly, func(series *models.Series) error {
			series.Status = models.SeriesPublished
			return nil
		})
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustCancel(t, r.ID) // their page is still there
		_, err := h.Edit(context.Background(), "sample", editor, models.Quietly, hide)
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Key != "error.edit.draft" || refused.Args["Count"] != 1 {
			t.Errorf("got %v", err)
		}
	})
}

func TestSlugOfASeriesIsTakenOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		draft := h.Sample(t, 10).Draft("later", 7)
		if err := h.Create(context.Background(), draft, editor); err != nil {
			t.Fatal(err)
		}
		if err := h.Create(context.Background(), draft, editor); models.CodeOf(err) != models.Conflict {
			t.Errorf("a second series with that slug: %v", err)
		}
		var actor string
		if err := h.SQL(t).QueryRow("SELECT actor FROM audit_entries WHERE action = 'import' ORDER BY id DESC LIMIT 1").Scan(&actor); err != nil || actor != editor {
			t.Errorf("the audit names %q: %v", actor, err)
		}
		made := h.Reload(t, "later")
		expect(t, "status", made.Status, models.SeriesDraft)
		expect(t, "sessions", len(made.Sessions), 2)
		h.MustHold(t)
	})
}

func TestStakesTellWhatPeopleHaveBesidesASession(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 4)
		h.MustRegister(t, storetest.SignUp("een", 1)) // has nothing else
		other := storetest.SignUp("twee", 3)          // has a choice left at Utrecht
		other.Alternatives = []string{"utrecht"}
		h.MustRegister(t, other)
		waits := storetest.SignUp("drie", 2) // has a seat at Utrecht
		waits.Alternatives, waits.Wait = []string{"utrecht"}, true
		h.MustRegister(t, waits)
		stakes, err := h.Stakes(context.Background(), "sample", "zwolle")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(models.Stakes{Confirmed: 4, Waiting: 2, Elsewhere: 2, Lines: 3}, stakes); diff != "" || stakes.Others() != 1 {
			t.Error(diff)
		}
		if _, err := h.Stakes(context.Background(), "sample", "geen"); models.CodeOf(err) != models.NotFound {
			t.Errorf("an unknown session gives %v", err)
		}
	})
}

func TestRemovedSessionTakesItsRolesAlong(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 4)
		if _, err := h.AddOrganiser(context.Background(), "partner@vonk.example", models.RolePartner, models.Scope{Series: "sample", Session: "utrecht"}); err != nil {
			t.Fatal(err)
		}
		edit(t, h, models.Quietly, func(series *models.Series) error {
			series.Sessions = series.Sessions[:1]
			return nil
		})
		expect(t, "sessions", len(h.Reload(t, "sample").Sessions), 1)
	})
}
