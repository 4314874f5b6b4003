package store_test

import (
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// A later act on the same people stands in the way; once that is undone itself, it does not.
func TestActsAreUndoneInTurn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		move(t, h, r, actor, "utrecht")
		moved := undoings(t, h, r)[0].Act
		cancelAs(t, h, r, actor)
		expect(t, "refusal", key(h.Revert(t.Context(), r.ID, moved, actor, anywhere)), "error.revert.changed")
		revert(t, h, r, actor)
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 1)
		// What the holder did since stands.
		move(t, h, r, actor, "utrecht")
		if err := h.Swap(t.Context(), models.Holder{Registration: r.ID}, nil, "zwolle"); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.changed")
	})
}

// Time sets a limit: a day, the beginning of a session, its end by the organiser, a draw.
func TestUndoingIsPossibleForADay(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		act := undoings(t, h, r)[0].Act
		h.Clock.Advance(models.UndoFor)
		expect(t, "undoings", len(undoings(t, h, r)), 0)
		expect(t, "refusal", key(h.Revert(t.Context(), r.ID, act, actor, anywhere)), "error.revert.late")

		// Past the last moment the list is not served, and an organiser gives the seat back all the same.
		late := h.MustRegister(t, storetest.SignUp("laat", 1))
		waits := storetest.SignUp("wacht", 3)
		h.MustRegister(t, waits)
		h.Clock.Set(series.Sessions[0].Starts.Add(-time.Hour))
		cancelAs(t, h, late, actor)
		revert(t, h, late, actor)
		expectStatuses(t, whole(t, h, late), models.Confirmed)
		cancelAs(t, h, late, actor)
		h.Clock.Set(series.Sessions[0].Starts)
		expect(t, "refusal", refuses(t, h, late, actor), "error.revert.session")
	})
}

func TestUndoingStopsAtADrawAndAtACancelledSession(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Import(t, drawing())
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		revert(t, h, r, actor)
		expectStatuses(t, whole(t, h, r), models.Waiting)
		h.Clock.Set(storetest.Start.Add(47 * time.Hour))
		cancelAs(t, h, r, actor)
		h.Clock.Advance(2 * time.Hour)
		if err := h.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.draw")
	})
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		if err := h.CallOff(t.Context(), "sample", "zwolle", actor); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.session")
	})
}

// Without a waiting list nobody can be put on it.
func TestWithoutAWaitingListOnlyAFreeSeatComesBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Policy.WaitingList = models.WaitingListOff
		h.Import(t, definition)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		revert(t, h, r, actor)
		cancelAs(t, h, r, actor)
		h.MustRegister(t, storetest.SignUp("snel", 1))
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.full")
	})
}

// An organiser of one session brings nobody to another, by undoing neither.
func TestUndoingBringsNobodyWhereTheOrganiserMayNot(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		move(t, h, r, actor, "utrecht")
		utrecht := func(session int64) bool { return session == series.Sessions[1].ID }
		err := h.Revert(t.Context(), r.ID, undoings(t, h, r)[0].Act, actor, utrecht)
		expect(t, "code", models.CodeOf(err), models.Forbidden)
		expect(t, "seats", seatsAt(whole(t, h, r), "utrecht"), 1)
	})
}

// A revert that is not what the rules make of it is found, whoever wrote it and whatever else agrees.
func TestCheckFindsAWrongRevert(t *testing.T) {
	for name, damage := range map[string]func(*models.AuditEntry){
		"as it is":       nil,
		"by the holder":  func(e *models.AuditEntry) { e.Actor = models.ActorHolder },
		"of another act": func(e *models.AuditEntry) { e.Details = strings.Replace(e.Details, `"act":`, `"act":9`, 1) },
		"with a seat that somebody else has": func(e *models.AuditEntry) {
			e.Details = strings.Replace(e.Details, `"status":"waiting"`, `"status":"confirmed"`, 1)
		},
		"with another number": func(e *models.AuditEntry) { e.Details = strings.Replace(e.Details, `"number":1`, `"number":0`, 1) },
		"with more people":    func(e *models.AuditEntry) { e.Details = strings.Replace(e.Details, `"size":1`, `"size":2`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := storetest.SQLite(t) // entries are the same on both engines
			actor := staffed(t, h, 1)
			r := h.MustRegister(t, storetest.SignUp("een", 1))
			h.MustRegister(t, storetest.SignUp("twee", 1))
			cancelAs(t, h, r, actor)
			revert(t, h, r, actor)
			rewrite(t, h, func(entries []models.AuditEntry) []models.AuditEntry {
				for i := range entries {
					if entries[i].Action == models.ActionRevert && damage != nil {
						before := entries[i]
						if damage(&entries[i]); before == entries[i] {
							panic("nothing was damaged: " + before.Details)
						}
					}
				}
				return entries
			})
			if all := found(t, h); damage == nil && len(all) > 0 {
				t.Errorf("found %v", all)
			} else if damage != nil {
				wantRule(t, all, "judgement")
			}
		})
	}
}
