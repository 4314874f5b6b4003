package handlers

import (
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestDeclineInACalendarIsUndoneOnOnesOwnPage(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newStage(t, h)
		r := s.Look(t, s.first.ID)
		_, seat, _ := r.SeatOf(r.Participants[0].ID)
		outcome, err := s.Store.Receive(t.Context(), &models.Incoming{
			MessageID: "1@voorbeeld.example", From: r.Participants[0].EmailKey, Proved: true,
			Reply: &models.Reply{
				Method: models.MethodReply, UID: seat.UID, Attendee: r.Participants[0].EmailKey, PartStat: models.PartDeclined, Sequence: seat.Sequence, Stamp: s.Clock.Now(),
			},
		})
		if err != nil || outcome != models.Receipt(models.ReplySignsOff) {
			t.Fatal(outcome, err)
		}
		path := s.registrationPath(r)
		wantText(t, s.get(path), "U bent afgemeld voor Zwolle, omdat u in uw agenda op Weigeren drukte.")
		s.press(t, path, r.ID,
			click{"undo", session("", "9"), 404, "", "", "seat zwolle"},
			click{"undo", session("", "1"), 303, "undone", "De afmelding is teruggedraaid.", "seat zwolle"},
			click{"undo", session("", "1"), 409, "", "Er is geen afmelding om terug te draaien.", "seat zwolle"},
		)
	})
}
