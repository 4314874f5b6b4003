package store_test

import (
	"context"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestClosedRegistrationTakesNobodyAndStillServesWhoWaits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		holder := h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		session, _ := h.Reload(t, "sample").Session("zwolle")
		h.Clock.Set(session.Starts.Add(-23 * time.Hour)) // close_before_start is a day
		if _, err := h.Register(context.Background(), "sample", storetest.SignUp("laat", 1)); models.CodeOf(err) != models.Gone {
			t.Errorf("a sign-up after closing: %v", err)
		}
		h.MustCancel(t, holder.ID)
		expectStatuses(t, h.Look(t, waits.ID), models.Offered)
		h.MustHold(t)
	})
}

func TestNobodyIsPromotedAfterTheLastMoment(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Holidays.Public = []string{"2027-03-10"} // the day before, so that the last working day is one earlier
		series := h.Import(t, definition)
		holder := h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		session, _ := series.Session("zwolle")
		h.Clock.Set(time.Date(2027, 3, 9, 16, 0, 0, 0, time.UTC)) // five in the afternoon, in Zwolle
		if !h.Clock.Now().Equal(series.LastMoment(session)) {
			t.Errorf("the last moment is %s", series.LastMoment(session))
		}
		h.MustCancel(t, holder.ID) // that is possible until the start
		now := h.Look(t, waits.ID)
		expectStatuses(t, now, models.Waiting)
		expect(t, "reason", now.Placements[0].Reason, models.ReasonTooLate)
		h.MustHold(t)
	})
}

func TestAfterTheStartNobodyCancelsAndNobodyIsServed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		holder := h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		session, _ := h.Reload(t, "sample").Session("zwolle")
		h.Clock.Set(session.Starts)
		if err := h.Cancel(context.Background(), holder.ID, nil, models.ActorHolder); key(err) != "error.cancel.started" {
			t.Errorf("a cancellation after the start: %v", err)
		}
		h.Sample(t, 2) // even a larger hall comes too late
		now := h.Look(t, waits.ID)
		expectStatuses(t, now, models.Waiting)
		expect(t, "reason", now.Placements[0].Reason, models.ReasonStarted)
		h.MustHold(t)
	})
}

func TestCancelledSessionServesNobody(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		holder := h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		definition := storetest.Definition(1)
		definition.Sessions[0].Status = models.SessionCancelled
		h.Import(t, definition)
		h.MustCancel(t, holder.ID)
		now := h.Look(t, waits.ID)
		expectStatuses(t, now, models.Waiting)
		expect(t, "reason", now.Placements[0].Reason, models.ReasonCancelled)
		if _, err := h.Register(context.Background(), "sample", storetest.SignUp("laat", 1)); models.CodeOf(err) != models.Gone {
			t.Errorf("a sign-up for a cancelled session: %v", err)
		}
		h.MustHold(t)
	})
}

func TestReadWritesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		r := h.MustRegister(t, storetest.SignUp("houder", 2))
		before := h.Reload(t, "sample").Version
		h.Look(t, r.ID)
		if _, err := h.Agenda(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := h.Attendees(context.Background(), "sample", models.AttendeeFilter{}, func(models.Attendee) error { return nil }); err != nil {
			t.Fatal(err)
		}
		expect(t, "version", h.Reload(t, "sample").Version, before)
	})
}

func TestAttendeesComeBySessionStatusAndNumberWithTheirPositions(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		elsewhere := storetest.SignUp("utrecht", 1)
		elsewhere.Session = "utrecht"
		h.MustRegister(t, elsewhere)
		gone := h.MustRegister(t, storetest.SignUp("weg", 1))
		in := storetest.SignUp("houder", 2)
		in.Answers = map[string][]string{"zoekt": {"partners", "voorbeelden"}, "vraag": {"een, twee"}}
		h.MustCancel(t, gone.ID)
		holder := h.MustRegister(t, in)
		h.MustRegister(t, storetest.SignUp("groep", 2))
		h.MustRegister(t, storetest.SignUp("laatste", 1))
		if err := h.AnswerPersonal(context.Background(), holder.Participants[0].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		type row struct {
			session  string
			status   models.Status
			position int
			name     string
		}
		want := []row{
			{"zwolle", models.Confirmed, 0, "Voorbeeld houder 1"},
			{"zwolle", models.Confirmed, 0, "Voorbeeld houder 2"},
			{"zwolle", models.Waiting, 1, "Voorbeeld groep 1"},
			{"zwolle", models.Waiting, 1, "Voorbeeld groep 2"},
			{"zwolle", models.Waiting, 3, "Voorbeeld laatste 1"},
			{"zwolle", models.Cancelled, 0, "Voorbeeld weg 1"},
			{"utrecht", models.Confirmed, 0, "Voorbeeld utrecht 1"},
		}
		for _, sensitive := range []bool{false, true} {
			var got []models.Attendee
			before := h.Reload(t, "sample").AuditSeq
			err := h.Attendees(context.Background(), "sample", models.AttendeeFilter{Sensitive: sensitive}, func(a models.Attendee) error {
				got = append(got, a)
				return nil
			})
			if err != nil || len(got) != len(want) {
				t.Fatalf("%d rows, %v", len(got), err)
			}
			for i, a := range got {
				expect(t, "row", row{a.Session, a.Status, a.Position, a.Name}, want[i])
			}
			expect(t, "answer", got[0].Answers["zoekt"], "partners,voorbeelden")
			expect(t, "answer", got[1].Answers["vraag"], "een, twee")
			answer, given := got[0].Answers["lunch"]
			expect(t, "sensitive answer shown", given, sensitive)
			expect(t, "sensitive answer", answer == "halal", sensitive)
			if _, ok := got[1].Answers["lunch"]; ok {
				t.Error("a colleague has somebody else's answer")
			}
			expect(t, "audit entries", h.Reload(t, "sample").AuditSeq-before, map[bool]int64{true: 1}[sensitive])
		}
	})
}
