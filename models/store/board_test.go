package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// boardOf are the numbers of sessions of the sample series.
func boardOf(t *testing.T, h *storetest.Harness, slugs ...string) *models.Board {
	t.Helper()
	series := h.Reload(t, "sample")
	var ids []int64
	for _, slug := range slugs {
		session, _ := series.Session(slug)
		ids = append(ids, session.ID)
	}
	board, err := h.Board(context.Background(), ids)
	if err != nil {
		t.Fatal(err)
	}
	return board
}

// seeking makes a sign-up that answers the question of what one seeks.
func seeking(name string, size int, answers ...string) models.SignUp {
	in := storetest.SignUp(name, size)
	in.Answers = map[string][]string{"zoekt": answers, "vraag": {"Een vraag die niemand telt"}}
	return in
}

func TestBoardFollowsWhoSitsAndWhoWaits(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		zoekt, _ := series.Question("zoekt")
		school := of("Voorbeeldschool", "school.example", "school", 1)
		school.Sector, school.Answers = "po", map[string][]string{"zoekt": {"partners"}}
		seated := h.MustRegister(t, seeking("een", 2, "partners", "voorbeelden"))
		h.MustRegister(t, school)
		h.Clock.Advance(26 * time.Hour)
		waits := h.MustRegister(t, seeking("twee", 2, "voorbeelden"))

		count := func(board *models.Board) []models.Headcount { all, _ := board.Chosen(*zoekt); return all }
		board := boardOf(t, h, "zwolle")
		want := []models.Headcount{{Item: "partners", Seated: 3}, {Item: "voorbeelden", Seated: 2, Waiting: 2}}
		if diff := cmp.Diff(want, count(board)); diff != "" {
			t.Error("answers", diff)
		}
		if diff := cmp.Diff([]models.Headcount{{Item: "gemeenten", Seated: 2, Waiting: 2}, {Item: "po", Seated: 1}}, board.Sectors); diff != "" {
			t.Error("sectors", diff)
		}
		if diff := cmp.Diff([]models.Headcount{{Item: "Gemeente Voorbeeld", Seated: 2, Waiting: 2}, {Item: "Voorbeeldschool", Seated: 1}}, board.Employers); diff != "" {
			t.Error("organisations", diff)
		}
		var days []string
		for _, day := range board.Days(series.Location()) {
			days = append(days, fmt.Sprintf("%s %d %d", day.Day.Format(time.DateOnly), day.Count, day.Total))
		}
		if diff := cmp.Diff([]string{"2027-01-11 3 3", "2027-01-12 2 5"}, days); diff != "" {
			t.Error("days", diff)
		}
		expect(t, "sectors elsewhere", len(boardOf(t, h, "utrecht").Sectors), 0)

		h.MustCancel(t, seated.ID) // the next two are served
		expectStatuses(t, h.Look(t, waits.ID), models.Confirmed, models.Confirmed)
		if diff := cmp.Diff([]models.Headcount{{Item: "partners", Seated: 1}, {Item: "voorbeelden", Seated: 2}}, count(boardOf(t, h, "zwolle", "utrecht"))); diff != "" {
			t.Error("answers after the first left", diff)
		}
		h.MustCancel(t, waits.ID, 1)
		merge(t, h, waits, h.MustRegister(t, of("Gemeente Anders", "anders.example", "anders", 1)))
		expect(t, "the largest", boardOf(t, h, "zwolle").Employers[0], models.Headcount{Item: "Gemeente Anders", Seated: 2})
		h.MustHold(t) // which compares all of it with the rows
	})
}

// Answers of one's own page count for one person each, wherever that person has a seat or waits.
func TestBoardCountsAnswersThatEachPersonGives(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := storetest.Definition(10)
		definition.Questions = append(definition.Questions, models.Question{Key: "foto", Label: models.Text{NL: "Mag u op de foto?", EN: "May you be photographed?"}, Kind: models.QuestionYesNo, EachParticipant: true})
		series := h.Import(t, definition)
		foto, _ := series.Question("foto")
		r := h.MustRegister(t, storetest.SignUp("een", 3))
		for i, answer := range []string{"yes", "no", "no"} {
			if err := h.AnswerPersonal(ctx, r.Participants[i].ID, map[string][]string{"foto": {answer}, "lunch": {"halal"}}); err != nil {
				t.Fatal(err)
			}
		}
		count := func() string {
			all, answered := boardOf(t, h, "zwolle").Chosen(*foto)
			return fmt.Sprint(all, answered)
		}
		expect(t, "answers", count(), "[{yes 1 0} {no 2 0}] 3")
		h.MustCancel(t, r.ID, 2)
		expect(t, "answers after one left", count(), "[{yes 1 0} {no 1 0}] 2")
		if err := h.AnswerPersonal(ctx, r.Participants[0].ID, map[string][]string{"foto": {"no"}}); err != nil {
			t.Fatal(err)
		}
		expect(t, "answers after one changed", count(), "[{yes 0 0} {no 2 0}] 2")
		lunch, _ := series.Question("lunch")
		if _, answered := boardOf(t, h, "zwolle").Chosen(*lunch); answered != 0 {
			t.Error("a sensitive answer is counted for the board")
		}
		h.MustHold(t)
		// The question becomes a sensitive one.
		definition.Questions[len(definition.Questions)-1].Sensitive = true
		h.Import(t, definition)
		expect(t, "answers to a sensitive question", count(), "[{yes 0 0} {no 0 0}] 0")
		h.MustHold(t)
	})
}

func TestBoardNamesTheLargestOrganisationsAndCountsTheRest(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 100)
		for i := range models.BoardEmployers + 2 {
			h.MustRegister(t, of(fmt.Sprintf("Organisatie %c", 'a'+i), "een.example", fmt.Sprintf("p%d", i), 1+i%2))
		}
		board := boardOf(t, h, "zwolle", "utrecht")
		expect(t, "named", len(board.Employers), models.BoardEmployers)
		expect(t, "the first", board.Employers[0], models.Headcount{Item: "Organisatie b", Seated: 2})
		expect(t, "others", board.EmployersRest, 2)
		expect(t, "their people", board.Rest, models.Headcount{Seated: 2})
	})
}

func TestBoardCountsMailsThatFailedWithTheSessionsTheyAreAbout(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		letters, err := h.ClaimLetters(ctx, 10, time.Minute)
		if err != nil || len(letters) != 1 {
			t.Fatalf("letters: %v, %v", letters, err)
		}
		if _, err := h.SQL(t).Exec("UPDATE letters SET status = 'failed', failure = '550 unknown'"); err != nil {
			t.Fatal(err)
		}
		board := boardOf(t, h, "zwolle")
		want := []models.FailedLetter{{Kind: models.LetterConfirmation, Recipient: "een.1@voorbeeld.example", Reference: r.Reference, Failure: "550 unknown"}}
		if diff := cmp.Diff(want, board.FailedMails); diff != "" || board.Failed != 1 {
			t.Error(board.Failed, diff)
		}
		expect(t, "failed elsewhere", boardOf(t, h, "utrecht").Failed, 0)
	})
}

// What the board asks of the database does not grow with the people in it.
func TestBoardAsksTheSameOfTheDatabaseHoweverManyThereAre(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 20)
		ids := []int64{series.Sessions[0].ID, series.Sessions[1].ID}
		cost := func() int64 {
			return h.Statements(func() {
				if _, err := h.Board(context.Background(), ids); err != nil {
					t.Fatal(err)
				}
			})
		}
		h.MustRegister(t, seeking("eerste", 1, "partners"))
		before := cost()
		for i := range 12 {
			h.MustRegister(t, of(fmt.Sprintf("Organisatie %d", i), "een.example", fmt.Sprintf("p%d", i), i%4+1))
		}
		if after := cost(); after != before || after > 3 {
			t.Errorf("the board costs %d statements, and %d when there is more", before, after)
		}
	})
}

func TestCheckFindsATallyThatIsWrong(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("een", 1))
		if _, err := h.SQL(t).Exec("UPDATE tallies SET seated = seated + 1 WHERE kind = 'sector'"); err != nil {
			t.Fatal(err)
		}
		found, err := h.Check(context.Background())
		if err != nil || len(found) != 1 || found[0].Rule != "tallies" || found[0].Subject != "session sample/zwolle" {
			t.Errorf("found %v, %v", found, err)
		}
	})
}
