package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// told are the letters of some kinds, as kind, address and whether it opens the whole registration.
func told(letters []models.Letter, kinds ...models.LetterKind) []string {
	var all []string
	for _, l := range letters {
		if slices.Contains(kinds, l.Kind) {
			all = append(all, fmt.Sprintf("%s %s %v", l.Kind, l.RecipientEmail, l.Facts.ToContact))
		}
	}
	slices.Sort(all)
	return all
}

func TestWhoHasASeatIsRemindedSevenAndOneWorkingDaysBeforeAtNine(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := storetest.Definition(3)
		definition.Sessions[0].Starts = time.Date(2027, time.March, 15, 12, 0, 0, 0, time.UTC) // a Monday
		definition.Sessions[0].Ends = definition.Sessions[0].Starts.Add(4 * time.Hour)
		definition.Sessions[0].Programme = nil
		definition.Holidays.Public = []string{"2027-03-10"}
		h.Import(t, definition)
		h.MustRegister(t, storetest.SignUp("een", 2))
		leaver := h.MustRegister(t, storetest.SignUp("weg", 1))
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		h.MustCancel(t, leaver.ID) // so that wacht has a seat
		h.MustRegister(t, storetest.SignUp("laat", 1))
		h.Letters(t)
		kinds := []models.LetterKind{models.LetterComing, models.LetterSoon}
		for _, step := range []struct {
			at   time.Time
			want []string
		}{
			{time.Date(2027, time.March, 3, 7, 59, 59, 0, time.UTC), nil}, // 3 March is the seventh working day before, without the holiday
			{time.Date(2027, time.March, 3, 8, 0, 0, 0, time.UTC), []string{
				"coming een.1@voorbeeld.example true", "coming een.2@voorbeeld.example false", "coming wacht.1@voorbeeld.example true",
			}},
			{time.Date(2027, time.March, 3, 9, 0, 0, 0, time.UTC), nil},
			{time.Date(2027, time.March, 12, 7, 59, 59, 0, time.UTC), nil},
			{time.Date(2027, time.March, 12, 8, 0, 0, 0, time.UTC), []string{
				"soon een.1@voorbeeld.example true", "soon een.2@voorbeeld.example false", "soon wacht.1@voorbeeld.example true",
			}},
			{time.Date(2027, time.March, 15, 13, 0, 0, 0, time.UTC), nil},
		} {
			h.Clock.Set(step.at)
			if err := h.Settle(ctx); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(step.want, told(h.Letters(t), kinds...)); diff != "" {
				t.Errorf("at %v: %s", step.at, diff)
			}
		}
		h.MustHold(t)
	})
}

func TestOfTwoRemindersThatWereMissedOnlyTheLaterIsWritten(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 3)
	h.MustRegister(t, storetest.SignUp("een", 1))
	h.Letters(t)
	h.Clock.Set(time.Date(2027, time.March, 11, 7, 0, 0, 0, time.UTC)) // the program was down until the morning of the day itself
	if err := h.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"soon een.1@voorbeeld.example true"}, told(h.Letters(t), models.LetterComing, models.LetterSoon)); diff != "" {
		t.Error(diff)
	}
}

func TestChangeIsToldOnceToThoseWhomItConcerns(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		elsewhere := storetest.SignUp("elders", 1)
		elsewhere.Session = "utrecht"
		h.MustRegister(t, elsewhere)
		h.Letters(t)
		change := func(change func(*models.Session)) []models.Letter {
			t.Helper()
			_, err := h.Edit(context.Background(), "sample", "organiser:1", models.Aloud, func(series *models.Series) error {
				change(&series.Sessions[0])
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return h.Letters(t)
		}
		seated := []string{"change een.1@voorbeeld.example true", "change een.2@voorbeeld.example false"}
		if diff := cmp.Diff(seated, told(change(func(s *models.Session) { s.Title.NL = "Andere naam" }), models.LetterKinds...)); diff != "" {
			t.Errorf("of another title: %s", diff)
		}
		letters := change(func(s *models.Session) { s.Starts = s.Starts.Add(-time.Hour) })
		if diff := cmp.Diff(append(slices.Clone(seated), "change wacht.1@voorbeeld.example true"), told(letters, models.LetterKinds...)); diff != "" {
			t.Errorf("of another time: %s", diff)
		}
		for _, l := range letters {
			fact := l.Facts.Change
			if fact == nil || fact.Old.Starts.Sub(fact.New.Starts) != time.Hour || fact.Programme {
				t.Errorf("the change is %+v", fact)
			}
			if (l.Facts.Event != nil) != (l.RecipientEmail != "wacht.1@voorbeeld.example") {
				t.Errorf("%s gets the event %+v", l.RecipientEmail, l.Facts.Event)
			}
			if l.Facts.Event != nil && l.Sequence != 2 {
				t.Errorf("the second change has SEQUENCE %d", l.Sequence)
			}
		}
		if quiet := change(func(s *models.Session) { s.Region = "Elders" }); len(quiet) > 0 {
			t.Errorf("what no calendar shows is told: %v", told(quiet, models.LetterKinds...))
		}
		h.MustHold(t)
	})
}

// A colleague's place is given up by time in the very moment at which everybody is reminded.
func TestContactWhoGetsNewsOfAColleagueIsRemindedToo(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		h.Clock.Set(time.Date(2027, time.March, 10, 8, 0, 0, 0, time.UTC)) // the working day before
		h.MustCancel(t, r.ID, 2)
		want := []string{"cancellation een.1@voorbeeld.example true", "cancellation een.2@voorbeeld.example false", "soon een.1@voorbeeld.example true"}
		if diff := cmp.Diff(want, told(h.Letters(t), models.LetterCancellation, models.LetterSoon)); diff != "" {
			t.Error(diff)
		}
	})
}

// alter edits the first session of the sample series, and tells its people.
func alter(h *storetest.Harness, change func(*models.Session)) error {
	_, err := h.Edit(context.Background(), "sample", "organiser:1", models.Aloud, func(series *models.Series) error {
		change(&series.Sessions[0])
		return nil
	})
	return err
}

func TestWhoWaitsIsToldOfANewTimeThoughTheTitleChangesToo(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("wacht", 2))
		h.Letters(t)
		for _, change := range []func(*models.Session){
			func(s *models.Session) { s.Starts = s.Starts.Add(-time.Hour) },
			func(s *models.Session) { s.Title.NL = "Andere naam" },
		} {
			if err := alter(h, change); err != nil {
				t.Fatal(err)
			}
		}
		letters := h.Letters(t)
		want := []string{"change een.1@voorbeeld.example true", "change wacht.1@voorbeeld.example true", "change wacht.2@voorbeeld.example false"}
		if diff := cmp.Diff(want, told(letters, models.LetterKinds...)); diff != "" {
			t.Error(diff)
		}
		for _, l := range letters {
			if fact := l.Facts.Change; !fact.Moves() || fact.New.Title.NL != "Andere naam" {
				t.Errorf("%s reads of %+v", l.RecipientEmail, fact)
			}
		}
		for _, by := range []time.Duration{time.Hour, -time.Hour} { // moved, and back: only the other name is left to tell
			if err := alter(h, func(s *models.Session) { s.Starts, s.Title.NL = s.Starts.Add(by), s.Title.NL+"!" }); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want[:1], told(h.Letters(t), models.LetterKinds...)); diff != "" {
			t.Error(diff)
		}
	})
}

// A worker takes the letter about a change at the moment at which the change is taken back.
func TestChangeThatIsBeingSentIsTakenBackAloud(t *testing.T) {
	h := storetest.Postgres(t)
	h.Sample(t, 2)
	h.MustRegister(t, storetest.SignUp("een", 1))
	h.Letters(t)
	if err := alter(h, func(s *models.Session) { s.Starts = s.Starts.Add(time.Hour) }); err != nil {
		t.Fatal(err)
	}
	db := h.SQL(t)
	worker, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = worker.Rollback() }()
	if _, err := worker.Exec("UPDATE letters SET attempts = attempts + 1 WHERE status = 'queued'"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- alter(h, func(s *models.Session) { s.Starts = s.Starts.Add(-time.Hour) }) }()
	for waits := 0; waits == 0; {
		if err := db.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()").Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
	if err := worker.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	letters := h.Letters(t)
	if len(letters) != 2 {
		t.Fatalf("the letters are %v", told(letters, models.LetterKinds...))
	}
	if forth, back := letters[0].Facts.Change, letters[1].Facts.Change; forth.New != back.Old || back.New != forth.Old {
		t.Errorf("they tell of %+v and of %+v", forth, back)
	}
}

func TestChangeThatIsOverBeforeItsMailLeftIsNotTold(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 2)
	h.MustRegister(t, storetest.SignUp("een", 1))
	h.Letters(t)
	move := func(by time.Duration) {
		t.Helper()
		_, err := h.Edit(context.Background(), "sample", "organiser:1", models.Aloud, func(series *models.Series) error {
			series.Sessions[0].Starts = series.Sessions[0].Starts.Add(by)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	move(time.Hour)
	move(time.Hour)
	letters := h.Letters(t)
	if len(letters) != 1 || letters[0].Facts.Change.New.Starts.Sub(letters[0].Facts.Change.Old.Starts) != 2*time.Hour {
		t.Errorf("two changes at once are told as %+v", letters)
	}
	move(time.Hour)
	held, err := h.ClaimLetters(context.Background(), 10, time.Minute) // a worker may be sending it this moment
	if err != nil || len(held) != 1 {
		t.Fatalf("the worker holds %d letters: %v", len(held), err)
	}
	move(-time.Hour)
	if again := h.Letters(t); len(again) > 0 {
		t.Errorf("a newer change overtakes one that a worker holds: %v", told(again, models.LetterKinds...))
	}
	if err := h.RecordLetters(context.Background(), []models.Outcome{{Letter: held[0].ID, Status: models.LetterSent}}); err != nil {
		t.Fatal(err)
	}
	if letters := h.Letters(t); len(letters) != 1 || letters[0].Sequence <= held[0].Sequence {
		t.Errorf("what is taken back after that is told by %+v", letters)
	}
	move(time.Hour)
	move(-time.Hour)
	if letters := h.Letters(t); len(letters) > 0 {
		t.Errorf("a change that was taken back is told: %v", told(letters, models.LetterKinds...))
	}
}
