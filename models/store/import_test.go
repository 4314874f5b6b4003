package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestSameDefinitionAgainChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		before := h.Sample(t, 60)
		h.Clock.Advance(time.Hour)
		changes, err := h.Store.Import(context.Background(), storetest.Definition(60), false)
		if err != nil || len(changes) != 1 || changes[0].What != "unchanged" {
			t.Fatalf("got %v, %v", changes, err)
		}
		after := h.Reload(t, "sample")
		expect(t, "version", after.Version, before.Version)
		expect(t, "revision", after.Revision, before.Revision)
	})
}

func TestImportKeepsWhenADeclinedSeatIsFreed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		d.receive(t, d.answer(t, models.PartDeclined))
		changes, err := h.Store.Import(context.Background(), storetest.Definition(1), false)
		if err != nil || len(changes) != 1 || changes[0].What != "unchanged" {
			t.Errorf("the same definition: %v, %v", changes, err)
		}
		definition := storetest.Definition(1)
		definition.Title.NL = "Een andere titel"
		h.Import(t, definition)
		d.pass(t, 4*time.Hour)
		if d.stands(t, d.een.ID) != models.Cancelled || d.stands(t, d.twee.ID) != models.Confirmed {
			t.Error("the declined seat was not freed")
		}
		h.MustHold(t)
	})
}

func TestRehearsedImportTellsAndChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		changes, err := h.Store.Import(context.Background(), storetest.Definition(60), true)
		if err != nil || len(changes) < 3 {
			t.Fatalf("got %v, %v", changes, err)
		}
		if _, err := h.AnySeries(context.Background(), "sample"); models.CodeOf(err) != models.NotFound {
			t.Fatalf("the rehearsal left a series: %v", err)
		}
		// What a rehearsal read must not be taken for what is stored later.
		h.Sample(t, 20)
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "capacity", session.Capacity, 20)
		definition := storetest.Definition(30)
		if _, err := h.Store.Import(context.Background(), definition, true); err != nil {
			t.Fatal(err)
		}
		session, _ = h.Reload(t, "sample").Session("zwolle")
		expect(t, "capacity", session.Capacity, 20)
	})
}

func TestRaisedCapacityServesWhoWaits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 2))
		h.Import(t, storetest.Definition(3))
		expectStatuses(t, h.Look(t, waits.ID), models.Confirmed, models.Confirmed)
		h.MustHold(t)
	})
}

func TestCapacityBelowWhatIsTakenIsRefusedWithTheNumber(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		h.MustRegister(t, storetest.SignUp("houder", 3))
		_, err := h.Store.Import(context.Background(), storetest.Definition(2), false)
		var e *models.Error
		if !errors.As(err, &e) || e.Code != models.Conflict || e.Args["Taken"] != 3 {
			t.Fatalf("got %v", err)
		}
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "capacity", session.Capacity, 3)
	})
}

func TestSessionWithRegistrationsIsNotRemoved(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		definition := storetest.Definition(3)
		definition.Sessions = definition.Sessions[:1]
		h.Import(t, definition)
		expect(t, "sessions", len(h.Reload(t, "sample").Sessions), 1)
		h.Sample(t, 3)
		h.MustRegister(t, storetest.SignUp("houder", 1))
		definition = storetest.Definition(3)
		definition.Sessions = definition.Sessions[1:]
		if _, err := h.Store.Import(context.Background(), definition, false); models.CodeOf(err) != models.Conflict {
			t.Fatalf("got %v", err)
		}
		h.MustHold(t)
	})
}

func TestCalendarSequenceGrowsWithWhatACalendarShowsOnly(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 60)
		h.Clock.Advance(time.Hour)
		h.Sample(t, 70)
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "sequence after a change of capacity", session.Sequence, 0)
		definition := storetest.Definition(70)
		definition.Sessions[0].Starts = definition.Sessions[0].Starts.Add(30 * time.Minute)
		changed := h.Import(t, definition)
		session, _ = changed.Session("zwolle")
		expect(t, "sequence after a change of time", session.Sequence, 1)
		if !session.UpdatedAt.Equal(h.Clock.Now()) {
			t.Errorf("updated at %s", session.UpdatedAt)
		}
	})
}

func TestSessionsKeepTheirCountersWhenTheOrderChanges(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("houder", 1))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		definition := storetest.Definition(2)
		definition.Sessions[0], definition.Sessions[1] = definition.Sessions[1], definition.Sessions[0]
		h.Import(t, definition)
		expectStatuses(t, h.Look(t, waits.ID), models.Confirmed)
		h.MustHold(t)
	})
}

func TestQuestionWithAnswersIsNotRemoved(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		in := storetest.SignUp("een", 1)
		in.Answers = map[string][]string{"zoekt": {"partners"}}
		h.MustRegister(t, in)
		definition := storetest.Definition(3)
		definition.Questions = definition.Questions[1:]
		_, err := h.Store.Import(context.Background(), definition, false)
		expect(t, "key", key(err), "error.import.question")
		definition = storetest.Definition(3)
		definition.Questions = definition.Questions[:1]
		expect(t, "questions", len(h.Import(t, definition).Questions), 1)
	})
}

func TestQuestionWithAnswersStaysAsSensitiveAndOfItsKindAndKeepsTheOptionsThatPeopleChose(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		lunch := func(change func(q *models.Question)) error {
			definition := storetest.Definition(3)
			for i := range definition.Questions {
				if definition.Questions[i].Key == "lunch" {
					change(&definition.Questions[i])
				}
			}
			_, err := h.Store.Import(context.Background(), definition, true)
			return err
		}
		opened := func(q *models.Question) { q.Sensitive = false }
		asText := func(q *models.Question) { q.Kind = models.QuestionText }
		without := func(i int) func(q *models.Question) {
			return func(q *models.Question) { q.Options = slices.Delete(q.Options, i, i+1) }
		}
		h.Sample(t, 3)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		for _, change := range []func(q *models.Question){opened, asText, without(0)} {
			if err := lunch(change); err != nil {
				t.Errorf("before anybody answered: %v", err)
			}
		}
		answer(t, h, r.Participants[0].ID, map[string][]string{"lunch": {"halal"}})
		expect(t, "not sensitive any more", key(lunch(opened)), "error.question.open")
		expect(t, "another kind", key(lunch(asText)), "error.question.kind")
		expect(t, "without what was chosen", key(lunch(without(0))), "error.question.option")
		expect(t, "without what nobody chose", key(lunch(without(1))), "")
	})
}

func TestChangedProgrammeAndVenueReachPageAndCalendar(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		definition := storetest.Definition(3)
		definition.Sessions[0].Programme[1].Title.NL = "Netwerken"
		session, _ := h.Import(t, definition).Session("zwolle")
		expect(t, "programme item", session.Programme[1].Title.NL, "Netwerken")
		expect(t, "items", len(session.Programme), 2)
		expect(t, "sequence after a change of programme", session.Sequence, 1)
		definition.Sessions[0].Venue.Address = "Voorbeeldstraat 2"
		session, _ = h.Import(t, definition).Session("zwolle")
		expect(t, "sequence after a change of venue", session.Sequence, 2)
	})
}
