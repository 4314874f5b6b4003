package store_test

import (
	"fmt"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Back to the seat that was left, if it is free; otherwise the new one is kept, and the old one waited for in front.
func TestUndoneMoveGoesBackOrWaitsForIt(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 1)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		events, number := uids(r), r.Placements[0].Number
		move(t, h, r, actor, "utrecht")
		expect(t, "told", mails(h.Letters(t)), "een.1 removal -1, een.1 swap +0")
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle")+10*seatsAt(whole(t, h, r), "utrecht"), 1)
		expect(t, "events", fmt.Sprint(uids(whole(t, h, r))), fmt.Sprint(events))
		expect(t, "told", mails(h.Letters(t)), "een.1 removal -1, een.1 swap +2")

		move(t, h, r, actor, "utrecht")
		next := h.MustRegister(t, storetest.SignUp("twee", 1))
		behind := h.MustRegister(t, storetest.SignUp("drie", 1))
		h.Letters(t)
		expect(t, "outcome", undoings(t, h, r)[0].Reversals[0].Outcome, models.RevertedKeeps)
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "utrecht"), 1)
		expect(t, "told", mails(h.Letters(t)), "een.1 waiting")
		h.MustCancel(t, next.ID)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 1)
		expectStatuses(t, h.Look(t, behind.ID), models.Waiting)
		for _, choice := range whole(t, h, r).Choices {
			if session, _ := h.Reload(t, "sample").SessionByID(choice.SessionID); session.Slug == "zwolle" {
				expect(t, "number", choice.Number, number)
			}
		}
		h.MustHold(t)
	})
}

// Who only asked for another session, and waits there, does so no more.
func TestUndoneMoveThatWaitsIsNoMore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(5)
		definition.Sessions[1].Capacity = 1
		h.Import(t, definition)
		_, actor := officer(t, h)
		full := storetest.SignUp("vol", 1)
		full.Session = "utrecht"
		first := h.MustRegister(t, full)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		move(t, h, r, actor, "utrecht")
		h.Letters(t)
		revert(t, h, r, actor)
		expect(t, "told", mails(h.Letters(t)), "een.1 confirmation +1")
		h.MustCancel(t, first.ID)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 1)
		h.MustHold(t)
	})
}

// The seat that an exception gave is taken again, with the places that were made for it, and goes to who has a right to it.
func TestUndoneExceptionWaitsAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		id, actor := officer(t, h)
		first := h.MustRegister(t, storetest.SignUp("een", 1))
		before := h.MustRegister(t, storetest.SignUp("twee", 1))
		group := h.MustRegister(t, storetest.SignUp("groep", 2))
		h.Letters(t)
		exception := func() {
			if err := h.Exception(t.Context(), models.Holder{Registration: group.ID, Actor: actor}, nil, "zwolle", true, "Spreekt.", id); err != nil {
				t.Fatal(err)
			}
		}
		seats := func() int {
			session, _ := h.Reload(t, "sample").Session("zwolle")
			return session.Seats()
		}
		exception()
		expect(t, "seats", seats(), 3)
		h.Letters(t)
		revert(t, h, group, actor)
		expect(t, "seats", seats(), 1)
		expectStatuses(t, whole(t, h, group), models.Waiting, models.Waiting)
		expectStatuses(t, h.Look(t, before.ID), models.Waiting)
		expect(t, "told", mails(h.Letters(t)), "groep.1 waiting -1, groep.2 waiting -1")
		// Where somebody else left meanwhile, the seats are lowered no further than they are free.
		exception()
		h.MustCancel(t, first.ID)
		revert(t, h, group, actor)
		expectStatuses(t, h.Look(t, before.ID), models.Confirmed)
		expect(t, "seats", seats(), 1)
	})
}
