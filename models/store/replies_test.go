package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonk/models"
	"vonk/models/store/storetest"
)

// inbox is a series with one seat at zwolle, which een has and twee waits for, and what comes in by mail.
type inbox struct {
	*storetest.Harness
	een, twee *models.Registration
	messages  int
}

func newInbox(t testing.TB, h *storetest.Harness) *inbox {
	t.Helper()
	h.Sample(t, 1)
	d := &inbox{Harness: h, een: h.MustRegister(t, storetest.SignUp("een", 1)), twee: h.MustRegister(t, storetest.SignUp("twee", 1))}
	h.Letters(t)
	return d
}

// seat is the newest seat of a registration's first person.
func (d *inbox) seat(t testing.TB, id int64) *models.Seat {
	t.Helper()
	r := d.Look(t, id)
	_, seat, ok := r.SeatOf(r.Participants[0].ID)
	if !ok {
		t.Fatal("there is no seat")
	}
	return seat
}

// answer is what een's calendar answers, with everything in order.
func (d *inbox) answer(t testing.TB, part string) *models.Incoming {
	t.Helper()
	seat := d.seat(t, d.een.ID)
	d.messages++
	return &models.Incoming{
		MessageID: fmt.Sprintf("%d@voorbeeld.example", d.messages), From: "een.1@voorbeeld.example", Proved: true,
		Reply: &models.Reply{
			Method: models.MethodReply, UID: seat.UID, Attendee: "een.1@voorbeeld.example", PartStat: part, Sequence: seat.Sequence, Stamp: d.Clock.Now(),
		},
	}
}

func (d *inbox) receive(t testing.TB, in *models.Incoming) models.Receipt {
	t.Helper()
	outcome, err := d.Receive(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// kinds are the letters that were written since, with to whom.
func (d *inbox) kinds(t testing.TB) (all []string) {
	t.Helper()
	for _, letter := range d.Letters(t) {
		all = append(all, string(letter.Kind)+" "+letter.RecipientEmail)
	}
	return all
}

func (d *inbox) mustWrite(t testing.TB, want ...string) {
	t.Helper()
	if got := d.kinds(t); !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

// pass lets time go by, as the worker does.
func (d *inbox) pass(t testing.TB, by time.Duration) {
	t.Helper()
	d.Clock.Advance(by)
	if err := d.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (d *inbox) stands(t testing.TB, id int64) models.Status {
	t.Helper()
	return d.seat(t, id).Status
}

func TestDeclinedSeatGoesToTheNextWhenItCannotBeUndoneAnyMore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		if outcome := d.receive(t, d.answer(t, models.PartDeclined)); outcome != models.Receipt(models.ReplySignsOff) {
			t.Errorf("outcome %s", outcome)
		}
		seat := d.seat(t, d.een.ID)
		if seat.Status != models.Confirmed || seat.ReleaseAt == nil || !seat.ReleaseAt.Equal(storetest.Start.Add(4*time.Hour)) || seat.Answered != "declined" {
			t.Errorf("%+v", seat)
		}
		d.mustWrite(t, "signed-off een.1@voorbeeld.example")
		d.pass(t, 4*time.Hour-time.Second)
		if d.stands(t, d.een.ID) != models.Confirmed || d.stands(t, d.twee.ID) != models.Waiting {
			t.Error("the seat was freed too early")
		}
		d.pass(t, time.Second)
		if d.stands(t, d.een.ID) != models.Cancelled || d.stands(t, d.twee.ID) != models.Confirmed {
			t.Error("the seat was not freed")
		}
		d.mustWrite(t, "cancellation een.1@voorbeeld.example", "promotion twee.1@voorbeeld.example")
		if err := h.Undo(t.Context(), models.Holder{Registration: d.een.ID}, nil); models.CodeOf(err) != models.Gone {
			t.Errorf("undone too late: %v", err)
		}
		h.MustHold(t)
	})
}

func TestDeclineCanBeUndone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		if err := h.Undo(t.Context(), models.Holder{Registration: d.een.ID}, nil); models.CodeOf(err) != models.Conflict {
			t.Errorf("nothing undone: %v", err)
		}
		before := d.seat(t, d.een.ID)
		old := d.answer(t, models.PartDeclined)
		d.receive(t, old)
		h.Letters(t)
		if err := h.Undo(t.Context(), models.Holder{Registration: d.een.ID, Place: 1}, []int{2}); models.CodeOf(err) != models.NotFound {
			t.Errorf("undone for another: %v", err)
		}
		if err := h.Undo(t.Context(), models.Holder{Registration: d.een.ID, Place: 1}, nil); err != nil {
			t.Fatal(err)
		}
		after := d.seat(t, d.een.ID)
		if after.ReleaseAt != nil || after.Answered != "" || after.Sequence != before.Sequence+1 || after.UID != before.UID {
			t.Errorf("%+v", after)
		}
		d.mustWrite(t, "confirmation een.1@voorbeeld.example")
		again := *old
		again.MessageID, again.Reply.Stamp = "later@voorbeeld.example", d.Clock.Now().Add(time.Minute)
		if outcome := d.receive(t, &again); outcome != models.ReceiptNothing {
			t.Errorf("an answer to the older event led to %s", outcome)
		}
		d.pass(t, 100*time.Hour)
		if d.stands(t, d.een.ID) != models.Confirmed {
			t.Error("the seat was freed")
		}
		h.MustHold(t)
	})
}

func TestLaterAcceptanceUndoesADecline(t *testing.T) {
	for _, part := range []string{models.PartAccepted, models.PartTentative} {
		t.Run(part, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				d := newInbox(t, h)
				d.receive(t, d.answer(t, models.PartDeclined))
				d.Clock.Advance(time.Minute)
				if outcome := d.receive(t, d.answer(t, part)); outcome != models.Receipt(models.ReplyStays) {
					t.Errorf("outcome %s", outcome)
				}
				if seat := d.seat(t, d.een.ID); seat.ReleaseAt != nil || seat.Answered != strings.ToLower(part) {
					t.Errorf("%+v", seat)
				}
				d.mustWrite(t, "signed-off een.1@voorbeeld.example", "confirmation een.1@voorbeeld.example")
				h.MustHold(t)
			})
		})
	}
}

func TestDoubtfulDeclineOfEachSeatIsAskedAbout(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		for range 2 { // at zwolle, and at utrecht
			in := d.answer(t, models.PartDeclined)
			in.Proved = false
			d.receive(t, in)
			d.mustWrite(t, "decline-confirm een.1@voorbeeld.example")
			d.Clock.Advance(time.Hour)
			if d.Look(t, d.een.ID).Placements[0].Status == models.Confirmed {
				d.seeks(t)
			}
		}
	})
}

func TestNearTheSessionThereIsHalfAnHourToUndo(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		starts := time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC)
		d.Clock.Set(starts.Add(-3 * 24 * time.Hour))
		d.receive(t, d.answer(t, models.PartDeclined))
		if seat := d.seat(t, d.een.ID); seat.ReleaseAt == nil || !seat.ReleaseAt.Equal(d.Clock.Now().Add(30*time.Minute)) {
			t.Errorf("%+v", seat)
		}
	})
}

// fill has somebody take the only seat at utrecht.
func (d *inbox) fill(t testing.TB) {
	t.Helper()
	definition := storetest.Definition(1)
	definition.Sessions[1].Capacity = 1
	d.Import(t, definition)
	in := storetest.SignUp("vol", 1)
	in.Session = "utrecht"
	d.MustRegister(t, in)
	d.Letters(t)
}

// seeks has een wait for utrecht, which is full, besides the seat at zwolle.
func (d *inbox) seeks(t testing.TB) {
	t.Helper()
	if err := d.Swap(t.Context(), models.Holder{Registration: d.een.ID}, nil, "utrecht"); err != nil {
		t.Fatal(err)
	}
	d.Letters(t)
}

// A calendar declines one event, and whoever is taken out loses all.
func TestDeclinedSeatOfWhoSeeksAnotherAsksFirst(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		d.fill(t)
		in := d.answer(t, models.PartDeclined) // at zwolle
		if d.seeks(t); d.receive(t, in) != models.Receipt(models.ReplyAsks) {
			t.Error("the decline was not asked about")
		}
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Kind != models.LetterDeclineConfirm || len(letters[0].Facts.People[0].Lines) != 2 {
			t.Errorf("letters %+v", letters)
		}
		d.pass(t, 100*time.Hour)
		expect(t, "lines", strings.Join(storetest.Lines(h.Look(t, d.een.ID)), ", "), "utrecht waiting, zwolle confirmed")
		h.MustHold(t)
	})
}

func TestDeclinedSeatOfWhoSoughtAnotherSinceIsAskedAboutInsteadOfFreed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		d.fill(t)
		d.receive(t, d.answer(t, models.PartDeclined))
		d.seeks(t)
		d.pass(t, 4*time.Hour)
		d.mustWrite(t, "decline-confirm een.1@voorbeeld.example")
		d.pass(t, 100*time.Hour)
		d.mustWrite(t)
		expect(t, "lines", strings.Join(storetest.Lines(h.Look(t, d.een.ID)), ", "), "utrecht waiting, zwolle confirmed")
		h.MustHold(t)
	})
}

// TestDoubtfulDeclineAsksFirst has each thing wrong that a forger would have wrong.
func TestDoubtfulDeclineAsksFirst(t *testing.T) {
	for name, change := range map[string]func(*models.Incoming){
		"not proved":         func(in *models.Incoming) { in.Proved = false },
		"forged From":        func(in *models.Incoming) { in.From = "iemand@elders.example" },
		"another registered": func(in *models.Incoming) { in.From = "twee.1@voorbeeld.example" },
		"another's attendee": func(in *models.Incoming) { in.Reply.Attendee = "twee.1@voorbeeld.example" },
		"no stamp":           func(in *models.Incoming) { in.Reply.Stamp = time.Time{} },
		"nobody's":           func(in *models.Incoming) { in.From = "" },
		"marked as by hand":  func(in *models.Incoming) { in.Proved, in.Auto = false, "no" },
		"clicked in Google":  func(in *models.Incoming) { in.Proved, in.Auto = false, "auto-generated" },
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				d := newInbox(t, h)
				in := d.answer(t, models.PartDeclined)
				change(in)
				if outcome := d.receive(t, in); outcome != models.Receipt(models.ReplyAsks) {
					t.Errorf("outcome %s", outcome)
				}
				d.mustWrite(t, "decline-confirm een.1@voorbeeld.example")
				in.MessageID = "again@voorbeeld.example"
				if !in.Reply.Stamp.IsZero() {
					in.Reply.Stamp = in.Reply.Stamp.Add(time.Second)
				}
				d.receive(t, in)
				d.mustWrite(t)
				d.pass(t, 100*time.Hour)
				if d.stands(t, d.een.ID) != models.Confirmed {
					t.Error("the seat was freed")
				}
				h.MustHold(t)
			})
		})
	}
}

func TestAnswersThatComeTooLateOrTwiceChangeNothing(t *testing.T) {
	starts := time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC)
	for name, sample := range map[string]struct {
		prepare func(t *testing.T, d *inbox)
		change  func(*models.Incoming)
		outcome models.Receipt
	}{
		"for a UID that nobody has": {nil, func(in *models.Incoming) { in.Reply.UID = "x@vonk.example" }, models.ReceiptUnknown},
		"an older SEQUENCE":         {nil, func(in *models.Incoming) { in.Reply.Sequence = -1 }, models.ReceiptNothing},
		"for one occurrence":        {nil, func(in *models.Incoming) { in.Reply.RecurrenceID = "20270311T120000Z" }, models.ReceiptNothing},
		"no answer":                 {nil, func(in *models.Incoming) { in.Reply.PartStat = "" }, models.ReceiptNothing},
		"after the start":           {func(_ *testing.T, d *inbox) { d.Clock.Set(starts) }, func(*models.Incoming) {}, models.ReceiptNothing},
		"for a cancelled session": {func(t *testing.T, d *inbox) {
			if err := d.CallOff(t.Context(), "sample", "zwolle", models.ActorCommand); err != nil {
				t.Fatal(err)
			}
		}, func(*models.Incoming) {}, models.ReceiptNothing},
		"for a seat that was cancelled": {func(t *testing.T, d *inbox) { d.MustCancel(t, d.een.ID) }, func(*models.Incoming) {}, models.ReceiptNothing},
		"by an automatic answer":        {nil, func(in *models.Incoming) { in.Auto = "auto-replied" }, models.Receipt(models.ReplyNoted)},
		"from a null return path":       {nil, func(in *models.Incoming) { in.Bounced = true }, models.Receipt(models.ReplyNoted)},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				d := newInbox(t, h)
				in := d.answer(t, models.PartDeclined)
				if sample.prepare != nil {
					sample.prepare(t, d)
				}
				sample.change(in)
				h.Letters(t)
				before := d.seat(t, d.een.ID).Status
				if outcome := d.receive(t, in); outcome != sample.outcome {
					t.Errorf("outcome %s", outcome)
				}
				d.mustWrite(t)
				if seat := d.seat(t, d.een.ID); seat.Status != before || seat.ReleaseAt != nil {
					t.Errorf("%+v", seat)
				}
				h.MustHold(t)
			})
		})
	}
}

func TestReplayedAnswerIsProcessedOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		in := d.answer(t, models.PartDeclined)
		d.receive(t, in)
		if outcome := d.receive(t, in); outcome != models.ReceiptSeen {
			t.Errorf("the same message: %s", outcome)
		}
		copied := *in
		copied.MessageID = "copy@voorbeeld.example"
		if outcome := d.receive(t, &copied); outcome != models.ReceiptSeen {
			t.Errorf("the same answer in another message: %s", outcome)
		}
		d.mustWrite(t, "signed-off een.1@voorbeeld.example")
		h.MustHold(t)
	})
}

func TestDeclinedOfferGoesToTheNextAndAcceptedOneIsAskedForAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Policy.WaitingList = models.WaitingListOffer
		h.Import(t, definition)
		nul := h.MustRegister(t, storetest.SignUp("nul", 1))
		d := &inbox{Harness: h, een: h.MustRegister(t, storetest.SignUp("een", 1)), twee: h.MustRegister(t, storetest.SignUp("twee", 1))}
		h.MustCancel(t, nul.ID)
		h.Letters(t)
		if outcome := d.receive(t, d.answer(t, models.PartAccepted)); outcome != models.Receipt(models.ReplyReminds) || d.stands(t, d.een.ID) != models.Offered {
			t.Errorf("outcome %s, %s", outcome, d.stands(t, d.een.ID))
		}
		d.mustWrite(t, "accept-again een.1@voorbeeld.example")
		d.Clock.Advance(time.Minute)
		d.receive(t, d.answer(t, models.PartAccepted))
		d.mustWrite(t)
		d.Clock.Advance(time.Minute)
		if outcome := d.receive(t, d.answer(t, models.PartDeclined)); outcome != models.Receipt(models.ReplyDeclines) {
			t.Errorf("outcome %s", outcome)
		}
		if d.stands(t, d.een.ID) != models.Declined || d.stands(t, d.twee.ID) != models.Offered {
			t.Error("the offer was not handed on")
		}
		h.MustHold(t)
	})
}

func TestOneOfAGroupDoesNotDeclineItsOffer(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(2)
		definition.Policy.WaitingList = models.WaitingListOffer
		h.Import(t, definition)
		nul := h.MustRegister(t, storetest.SignUp("nul", 2))
		d := &inbox{Harness: h, een: h.MustRegister(t, storetest.SignUp("een", 2))}
		h.MustCancel(t, nul.ID)
		h.Letters(t)
		if outcome := d.receive(t, d.answer(t, models.PartDeclined)); outcome != models.Receipt(models.ReplyAsks) || d.stands(t, d.een.ID) != models.Offered {
			t.Errorf("outcome %s", outcome)
		}
	})
}

func TestOneOfAGroupFreesOnlyTheirOwnSeat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		d := &inbox{Harness: h, een: h.MustRegister(t, storetest.SignUp("een", 2)), twee: h.MustRegister(t, storetest.SignUp("twee", 1))}
		h.Letters(t)
		d.receive(t, d.answer(t, models.PartDeclined))
		d.pass(t, 4*time.Hour)
		r := h.Look(t, d.een.ID)
		_, second, _ := r.SeatOf(r.Participants[1].ID)
		if d.stands(t, d.een.ID) != models.Cancelled || second.Status != models.Confirmed || d.stands(t, d.twee.ID) != models.Confirmed {
			t.Errorf("%s, %s, %s", d.stands(t, d.een.ID), second.Status, d.stands(t, d.twee.ID))
		}
		h.MustHold(t)
	})
}

func TestWhatPeopleWriteIsHandedOnToTheOrganiser(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		d := &inbox{Harness: h, een: h.MustRegister(t, storetest.SignUp("een", 1))}
		sent := h.Letters(t)
		write := func(change func(*models.Incoming)) models.Receipt {
			d.messages++
			in := &models.Incoming{MessageID: fmt.Sprintf("w%d@voorbeeld.example", d.messages), From: "een.1@voorbeeld.example", Text: "Ik kom later."}
			change(in)
			return d.receive(t, in)
		}
		if got := write(func(*models.Incoming) {}); got != models.ReceiptForwarded {
			t.Errorf("a mail of a participant: %s", got)
		}
		if got := write(func(in *models.Incoming) { in.From, in.About = "thuis@elders.example", []string{sent[0].MessageID} }); got != models.ReceiptForwarded {
			t.Errorf("an answer to a letter of ours: %s", got)
		}
		letters := h.Letters(t)
		if len(letters) != 2 || letters[0].Kind != models.LetterForwarded || letters[0].RecipientEmail != "organiser@vonk.example" ||
			letters[0].Facts.Said.Text != "Ik kom later." || letters[1].Facts.Reference != d.een.Reference {
			t.Errorf("%+v", letters)
		}
		for name, change := range map[string]func(*models.Incoming){
			"a holiday":        func(in *models.Incoming) { in.Auto = "auto-replied" },
			"a report":         func(in *models.Incoming) { in.Bounced = true },
			"the organiser":    func(in *models.Incoming) { in.From, in.About = "organiser@vonk.example", []string{sent[0].MessageID} },
			"nobody in it":     func(in *models.Incoming) { in.From, in.About = "", []string{sent[0].MessageID} },
			"a stranger":       func(in *models.Incoming) { in.From = "vreemd@elders.example" },
			"a strange letter": func(in *models.Incoming) { in.From, in.About = "vreemd@elders.example", []string{"x@vonk.example"} },
		} {
			if got := write(change); got != models.ReceiptNothing && got != models.ReceiptUnknown {
				t.Errorf("%s: %s", name, got)
			}
		}
		d.mustWrite(t)
		for n := range 30 {
			want := models.ReceiptForwarded
			if n >= 18 {
				want = models.ReceiptNothing // so it stays in the mailbox for whoever looks there
			}
			if got := write(func(*models.Incoming) {}); got != want {
				t.Errorf("mail %d of a day: %s", n+3, got)
			}
		}
		if got := len(h.Letters(t)); got != 18 {
			t.Errorf("%d were handed on in a day", got+2)
		}
		in := d.answer(t, models.PartTentative)
		in.Reply.Method, in.Auto = models.MethodCounter, "auto-generated" // as Google does
		d.Clock.Advance(25 * time.Hour)
		if got := d.receive(t, in); got != models.Receipt(models.ReplyForwards) {
			t.Errorf("another time: %s", got)
		}
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Facts.Said.Answer != "counter" {
			t.Errorf("%+v", letters)
		}
	})
}

func TestBounceMarksTheAddressOfItsLetter(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		d := &inbox{Harness: h, een: h.MustRegister(t, storetest.SignUp("een", 1))}
		letter := h.Letters(t)[0]
		report := func(id string, failure models.Delivery) models.Receipt {
			return d.receive(t, &models.Incoming{MessageID: id, Bounced: true, Failure: &failure})
		}
		if got := report("1", models.Delivery{Letter: letter.ID, Status: "4.4.1"}); got != models.ReceiptNothing {
			t.Errorf("a delay: %s", got)
		}
		if got := report("2", models.Delivery{MessageID: "x@elders.example", Status: "5.1.1", Failed: true}); got != models.ReceiptUnknown {
			t.Errorf("another's letter: %s", got)
		}
		story, err := h.Story(t.Context(), d.een.Reference)
		if err != nil || len(story.Bounces) != 0 {
			t.Fatal(story.Bounces, err)
		}
		for id, failure := range map[string]models.Delivery{
			"3": {Letter: letter.ID, Status: "5.1.1", Failed: true}, "4": {MessageID: letter.MessageID, Status: "5.1.1", Failed: true},
		} {
			if got := report(id, failure); got != models.ReceiptBounced {
				t.Errorf("%+v: %s", failure, got)
			}
		}
		story, err = h.Story(t.Context(), d.een.Reference)
		if err != nil || len(story.Bounces) != 1 || story.Bounces[0].Email != "een.1@voorbeeld.example" || story.Bounces[0].Status != "5.1.1" {
			t.Errorf("%+v %v", story.Bounces, err)
		}
		h.MustHold(t)
	})
}

func TestRefusedRecipientMarksTheAddressAsAReportDoes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		letters, err := h.ClaimLetters(t.Context(), 10, time.Minute)
		if err != nil || len(letters) != 2 {
			t.Fatal(letters, err)
		}
		if err := h.RecordLetters(t.Context(), []models.Outcome{
			{Letter: letters[0].ID, Status: models.LetterFailed, Failure: "message: 552 5.3.4 too large"},
			{Letter: letters[1].ID, Status: models.LetterFailed, Failure: "recipient: 550 5.1.1 unknown", Refused: true},
		}); err != nil {
			t.Fatal(err)
		}
		story, err := h.Story(t.Context(), r.Reference)
		if err != nil || len(story.Bounces) != 1 || story.Bounces[0].Email != "een.2@voorbeeld.example" || story.Bounces[0].Status != "5.1.1" {
			t.Errorf("%+v %v", story.Bounces, err)
		}
		h.MustHold(t)
	})
}

// TestNoMessageFreesASeatThatItShouldNot throws messages that are right in all but some things at a full series: a seat goes only
// when nothing was wrong.
func TestNoMessageFreesASeatThatItShouldNot(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		d := newInbox(t, h)
		rapid.Check(t, func(r *rapid.T) {
			in := d.answer(t, rapid.SampledFrom([]string{models.PartDeclined, models.PartDeclined, models.PartAccepted, models.PartTentative, models.PartDelegated, ""}).Draw(r, "part"))
			in.Proved = rapid.Bool().Draw(r, "proved")
			in.From = rapid.SampledFrom([]string{in.From, "twee.1@voorbeeld.example", "x@elders.example", ""}).Draw(r, "from")
			in.Auto = rapid.SampledFrom([]string{"", "no", "auto-generated", "auto-replied"}).Draw(r, "auto")
			in.Bounced = rapid.Bool().Draw(r, "bounced")
			in.Reply.Attendee = rapid.SampledFrom([]string{in.Reply.Attendee, "twee.1@voorbeeld.example"}).Draw(r, "attendee")
			in.Reply.Sequence += rapid.IntRange(-1, 1).Draw(r, "sequence")
			in.Reply.Method = rapid.SampledFrom([]string{models.MethodReply, models.MethodReply, models.MethodCounter}).Draw(r, "method")
			in.Reply.UID = rapid.SampledFrom([]string{in.Reply.UID, in.Reply.UID, "x@vonk.example", d.seat(t, d.twee.ID).UID}).Draw(r, "uid")
			in.Reply.Stamp = in.Reply.Stamp.Add(time.Duration(rapid.IntRange(-1, 1).Draw(r, "stamp")) * time.Minute)
			before := d.seat(t, d.een.ID)
			right := in.Proved && in.From == "een.1@voorbeeld.example" && in.Reply.Attendee == in.From && in.Auto != "auto-replied" && !in.Bounced &&
				in.Reply.Sequence >= before.Sequence && in.Reply.UID == before.UID && in.Reply.Method == models.MethodReply && in.Reply.PartStat == models.PartDeclined
			d.receive(t, in)
			after := d.seat(t, d.een.ID)
			if after.Status != models.Confirmed {
				r.Fatalf("%+v took a seat at once", in)
			}
			if after.ReleaseAt != nil && before.ReleaseAt == nil && !right {
				r.Fatalf("%+v %+v frees a seat", in, in.Reply)
			}
			if after.ReleaseAt != nil {
				if err := h.Undo(context.Background(), models.Holder{Registration: d.een.ID}, nil); err != nil {
					r.Fatal(err)
				}
			}
			d.Clock.Advance(time.Minute)
		})
		h.MustHold(t)
	})
}
