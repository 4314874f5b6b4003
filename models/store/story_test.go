package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestStoryTellsWhoWasServedBeforeAndWhereTheRegistrationStands(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		first := h.MustRegister(t, storetest.SignUp("een", 2))
		h.MustRegister(t, storetest.SignUp("twee", 1))
		group := storetest.SignUp("groep", 2)
		group.Alternatives, group.Wait = []string{"utrecht"}, true
		told := h.MustRegister(t, group)
		behind := h.MustRegister(t, storetest.SignUp("drie", 1))
		h.Clock.Advance(time.Hour)
		h.MustCancel(t, first.ID, 1)

		story, err := h.Story(t.Context(), told.Reference)
		if err != nil {
			t.Fatal(err)
		}
		var actions []string
		for _, event := range story.Events {
			actions = append(actions, event.Action)
		}
		if want := []string{models.ActionRegister, models.ActionGrant, models.ActionGrant}; !slices.Equal(actions, want) {
			t.Fatalf("told %v, want %v", actions, want)
		}
		seat, passed := story.Events[1], story.Events[2].Passed
		if seat.Passed != nil || seat.Changes[0].Is != models.Confirmed || seat.CauseOf != told.ID || seat.Cause != models.ActionRegister {
			t.Errorf("the seat is told as %+v", seat)
		}
		if passed == nil || passed.Why != models.ReasonTooLarge || passed.Count != 1 || passed.Free != 1 ||
			story.References[passed.Served[0].Registration] != behind.Reference || !story.Events[2].At.Equal(h.Clock.Now()) {
			t.Errorf("the other is told as %+v", passed)
		}
		standing := story.Registration.Standings()[0]
		if standing.Seat == nil || len(standing.Waits) != 1 || standing.Waits[0].Reason != models.ReasonFull || standing.Waits[0].Ahead != 0 {
			t.Errorf("it stands as %+v", standing)
		}
		if _, err := h.Story(t.Context(), "AAAA-AAAA"); models.CodeOf(err) != models.NotFound {
			t.Errorf("an unknown reference gives %v", err)
		}
	})
}

func TestStoryTellsAnswersMarksAtTheDoorAndWhatPeopleWereWritten(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("ander", 1))
		if err := h.AnswerPersonal(t.Context(), r.Participants[0].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		zwolle, _ := series.Session("zwolle")
		h.Clock.Set(zwolle.Starts.Add(-time.Hour))
		desk := models.Receptionist{Phone: 1}
		for _, mark := range []func(context.Context, string, string, int64, models.Receptionist) (*models.Guest, error){h.MarkPresent, h.UnmarkPresent} {
			if _, err := mark(t.Context(), "sample", "zwolle", r.Placements[0].Seats[0].ID, desk); err != nil {
				t.Fatal(err)
			}
		}
		story, err := h.Story(t.Context(), r.Reference)
		if err != nil {
			t.Fatal(err)
		}
		var actions []string
		for _, event := range story.Events {
			if event.Passed == nil {
				actions = append(actions, event.Action)
			}
		}
		if want := []string{models.ActionRegister, models.ActionGrant, models.ActionAnswer, models.ActionPresent, models.ActionUnmark}; !slices.Equal(actions, want) {
			t.Errorf("told %v, want %v", actions, want)
		}
		if len(story.Letters) == 0 || story.Letters[len(story.Letters)-1].Kind != models.LetterConfirmation {
			t.Errorf("written: %+v", story.Letters)
		}
		for _, letter := range story.Letters {
			if letter.Email != "een.1@voorbeeld.example" {
				t.Errorf("a letter to %s is told", letter.Email)
			}
		}
	})
}
