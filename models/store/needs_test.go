package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// needing is the sample series with a question of what people need.
func needing(t *testing.T, h *storetest.Harness, seats int) *models.Series {
	t.Helper()
	definition := storetest.Definition(seats)
	definition.Questions[2].Options = append(definition.Questions[2].Options, models.Option{Key: "anders", Label: models.Text{NL: "Anders", EN: "Other"}})
	definition.Questions = append(definition.Questions, models.Question{
		Key: "nodig", Label: models.Text{NL: "Heeft u iets nodig?", EN: "Do you need anything?"}, Kind: models.QuestionText, Sensitive: true, EachParticipant: true,
	})
	return h.Import(t, definition)
}

func answer(t *testing.T, h *storetest.Harness, participant int64, answers map[string][]string) {
	t.Helper()
	if err := h.AnswerPersonal(context.Background(), participant, answers); err != nil {
		t.Fatal(err)
	}
}

func TestNumbersCountWhoComesAndWhatTheyEat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		series := needing(t, h, 3)
		session := series.Sessions[0].ID
		lunch, _ := series.Question("lunch")
		r := h.MustRegister(t, storetest.SignUp("een", 3))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		answer(t, h, r.Participants[0].ID, map[string][]string{"lunch": {"halal"}, "nodig": {"Een tolk"}})
		answer(t, h, waits.Participants[0].ID, map[string][]string{"lunch": {"veganistisch"}})
		h.Clock.Advance(time.Hour)
		answer(t, h, r.Participants[1].ID, map[string][]string{"lunch": {"halal"}})
		changed := h.Clock.Now()
		h.Clock.Advance(time.Hour)

		numbers, link, err := h.Numbers(ctx, session)
		if err != nil || link != nil {
			t.Fatalf("link %v, %v", link, err)
		}
		expect(t, "confirmed", numbers.Confirmed, 3)
		expect(t, "last change", numbers.Changed, changed)
		want := []models.Count{{Option: "halal", Confirmed: 2}, {Option: "veganistisch"}, {Option: "anders"}, {Confirmed: 1}}
		if diff := cmp.Diff(want, numbers.Counts(*lunch)); diff != "" {
			t.Error(diff)
		}
		for _, given := range numbers.Answers {
			if strings.Contains(given.Value, "tolk") {
				t.Error("a text is among the numbers")
			}
		}
		h.MustCancel(t, r.ID, 1) // who waits is served
		numbers, _, err = h.Numbers(ctx, session)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]models.Count{{Option: "halal", Confirmed: 1}, {Option: "veganistisch", Confirmed: 1}, {Option: "anders"}, {Confirmed: 1}}, numbers.Counts(*lunch)); diff != "" {
			t.Error(diff)
		}
		expect(t, "last change", numbers.Changed, h.Clock.Now())
	})
}

func TestOfferedSeatsAreCountedApartUntilTheirDeadline(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		definition := storetest.Definition(1)
		definition.Policy.WaitingList = models.WaitingListOffer
		session := h.Import(t, definition).Sessions[0].ID
		first := h.MustRegister(t, storetest.SignUp("een", 1))
		next := h.MustRegister(t, storetest.SignUp("twee", 1))
		h.MustCancel(t, first.ID)
		numbers, _, err := h.Numbers(ctx, session)
		if err != nil || numbers.Offered != 1 || numbers.Confirmed != 0 {
			t.Fatalf("numbers %+v, %v", numbers, err)
		}
		h.Clock.Set(*h.Look(t, next.ID).Placements[0].Deadline)
		if numbers, _, err = h.Numbers(ctx, session); err != nil || numbers.Offered != 0 {
			t.Errorf("after the deadline: %+v, %v", numbers, err)
		}
	})
}

func TestLinkToNumbersWorksUntilItIsReplacedRevokedOrOver(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		series := h.Sample(t, 10)
		session := series.Sessions[0]
		works := func(version int) bool {
			t.Helper()
			_, _, err := h.NumbersByLink(ctx, session.ID, version)
			if err != nil && models.CodeOf(err) != models.NotFound {
				t.Fatal(err)
			}
			return err == nil
		}
		do := func(act func(context.Context, string, int64, string) error) {
			t.Helper()
			if err := act(ctx, "sample", session.ID, "organiser:7"); err != nil {
				t.Fatal(err)
			}
		}
		expect(t, "before one is made", works(0) || works(1), false)
		do(h.OpenNumbers)
		expect(t, "the first", works(1), true)
		do(h.OpenNumbers)
		expect(t, "the one before", works(1), false)
		expect(t, "the new one", works(2), true)
		do(h.CloseNumbers)
		do(h.CloseNumbers)
		expect(t, "a revoked one", works(2), false)
		do(h.OpenNumbers)
		expect(t, "one made after that", works(2), false)
		h.Clock.Set(session.Ends.Add(24*time.Hour - time.Second))
		expect(t, "just before it is over", works(3), true)
		h.Clock.Advance(time.Second)
		expect(t, "a day after the session", works(3), false)
		var did int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM audit_entries WHERE action LIKE 'numbers-%' AND actor = 'organiser:7'").Scan(&did); err != nil {
			t.Fatal(err)
		}
		expect(t, "audit entries", did, 4)
		h.MustHold(t)
	})
}

// listOpened is what people need in Zwolle, after somebody opened the list.
func listOpened(t *testing.T, h *storetest.Harness, session int64) *models.Worklist {
	t.Helper()
	if err := h.OpenNeeds(context.Background(), "sample", session, "organiser:7"); err != nil {
		t.Fatal(err)
	}
	list, err := h.Needs(context.Background(), "sample", session, "organiser:7")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func mark(t *testing.T, h *storetest.Harness, session, answer int64, m models.NeedMark) {
	t.Helper()
	if err := h.MarkNeed(context.Background(), "sample", session, answer, m, "organiser:7"); err != nil {
		t.Fatal(err)
	}
}

func TestWorklistHoldsTheNeedsOfWhoHasASeat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		session := needing(t, h, 4).Sessions[0].ID
		in := storetest.SignUp("een", 4)
		in.Phone = "06 00000000"
		r := h.MustRegister(t, in)
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		answer(t, h, r.Participants[0].ID, map[string][]string{"nodig": {"Een tolk"}, "lunch": {"halal"}})
		answer(t, h, r.Participants[1].ID, map[string][]string{"lunch": {"anders"}})
		answer(t, h, r.Participants[2].ID, map[string][]string{"lunch": {"veganistisch"}})
		answer(t, h, waits.Participants[0].ID, map[string][]string{"nodig": {"Een ringleiding"}})
		list := listOpened(t, h, session)
		var told []string
		for _, need := range list.Needs {
			told = append(told, strings.Join([]string{need.Name, need.Answer, need.Email, need.Phone, need.Reference, string(need.Status), need.BookBefore}, " | "))
		}
		want := []string{ // the session is on Thursday 11 March
			"Voorbeeld een 1 | Een tolk | een.1@voorbeeld.example | 06 00000000 | " + r.Reference + " | confirmed | 2027-02-25",
			"Voorbeeld een 2 | anders | een.2@voorbeeld.example |  | " + r.Reference + " | confirmed | 2027-02-25",
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Error(diff)
		}
		expect(t, "to do", list.ToDo, 2)

		mark(t, h, session, list.Needs[0].AnswerID, models.NeedMark{Arranged: true, Note: " Geregeld\r\nmet het bureau ", BookBefore: "2027-02-25"})
		mark(t, h, session, list.Needs[1].AnswerID, models.NeedMark{BookBefore: "2027-03-01"})
		again := listOpened(t, h, session)
		expect(t, "first now", again.Needs[0].Name+" "+again.Needs[0].BookBefore, "Voorbeeld een 2 2027-03-01")
		expect(t, "arranged", again.Needs[1].NeedMark, models.NeedMark{Arranged: true, Note: "Geregeld\nmet het bureau", BookBefore: "2027-02-25"})
		expect(t, "to do", again.ToDo, 1)
		h.MustHold(t)
	})
}

func TestWorklistIsClosedToWhoDidNotOpenItInTheLastHour(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		session := needing(t, h, 4).Sessions[0].ID
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		answer(t, h, r.Participants[0].ID, map[string][]string{"nodig": {"Een tolk"}})
		look := func(actor string) string {
			t.Helper()
			list, err := h.Needs(ctx, "sample", session, actor)
			if err != nil || list.Count != 1 || list.ToDo != 1 || list.Opened != (len(list.Needs) == 1) {
				t.Fatalf("%+v, %v", list, err)
			}
			return map[bool]string{true: "open", false: "closed"}[list.Opened]
		}
		expect(t, "before", look("organiser:7"), "closed")
		listOpened(t, h, session)
		expect(t, "for another", look("organiser:8"), "closed")
		h.Clock.Advance(models.NeedsOpen - time.Second)
		expect(t, "within the hour", look("organiser:7"), "open")
		h.Clock.Advance(time.Second)
		expect(t, "after it", look("organiser:7"), "closed")
	})
}

func TestNoteGoesWithTheAnswerAndAChangedAnswerIsToBeArrangedAnew(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		session := needing(t, h, 4).Sessions[0].ID
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		who := r.Participants[0].ID
		answer(t, h, who, map[string][]string{"nodig": {"Een tolk"}})
		id := listOpened(t, h, session).Needs[0].AnswerID
		mark(t, h, session, id, models.NeedMark{Arranged: true, Note: "Bij het bureau"})

		answer(t, h, who, map[string][]string{"nodig": {"Een tolk"}, "lunch": {"halal"}})
		expect(t, "the same answer", listOpened(t, h, session).Needs[0].Arranged, true)
		answer(t, h, who, map[string][]string{"nodig": {"Twee tolken"}, "lunch": {"halal"}})
		need := listOpened(t, h, session).Needs[0]
		expect(t, "another answer", need.NeedMark, models.NeedMark{Note: "Bij het bureau", BookBefore: need.BookBefore})
		answer(t, h, who, map[string][]string{"lunch": {"halal"}})
		var notes int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM access_needs").Scan(&notes); err != nil {
			t.Fatal(err)
		}
		expect(t, "notes without an answer", notes, 0)
	})
}

func TestOnlyNeedsOfTheSessionAreMarkedAndNothingOddIsNoted(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		series := needing(t, h, 4)
		session := series.Sessions[0].ID
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		answer(t, h, r.Participants[0].ID, map[string][]string{"nodig": {"Een tolk"}})
		id := listOpened(t, h, session).Needs[0].AnswerID
		for rule, test := range map[string]struct {
			session, answer int64
			mark            models.NeedMark
			want            models.Code
		}{
			"at another session":      {series.Sessions[1].ID, id, models.NeedMark{}, models.NotFound},
			"an unknown answer":       {session, id + 99, models.NeedMark{}, models.NotFound},
			"a note that is too long": {session, id, models.NeedMark{Note: strings.Repeat("a", models.MaxNeedNote+1)}, models.Invalid},
			"a day that is none":      {session, id, models.NeedMark{BookBefore: "2027-02-30"}, models.Invalid},
		} {
			if err := h.MarkNeed(ctx, "sample", test.session, test.answer, test.mark, "organiser:7"); models.CodeOf(err) != test.want {
				t.Errorf("%s: %v, want %s", rule, err, test.want)
			}
		}
	})
}
