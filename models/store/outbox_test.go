package store_test

import (
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// ended lets every letter that is due end as a status, with a failure.
func ended(t *testing.T, h *storetest.Harness, status models.LetterStatus, failure string) (letters []models.Letter) {
	t.Helper()
	letters, err := h.ClaimLetters(t.Context(), 100, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make([]models.Outcome, len(letters))
	for i, letter := range letters {
		outcomes[i] = models.Outcome{Letter: letter.ID, Status: status, Failure: failure}
	}
	if err := h.RecordLetters(t.Context(), outcomes); err != nil {
		t.Fatal(err)
	}
	return letters
}

// outbox is that of the sample series.
func outbox(t *testing.T, h *storetest.Harness, f models.OutboxFilter) *models.Outbox {
	t.Helper()
	if f.Most == 0 {
		f.Most = 100
	}
	box, _, err := h.Outbox(t.Context(), "sample", f)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

const byOrganiser = "organiser:1"

func TestOutboxCountsLettersByStateAndShowsWhatAsksForAttention(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		in := storetest.SignUp("twee", 1)
		in.Session = "utrecht"
		ended(t, h, models.LetterSent, "")
		h.MustRegister(t, in)
		ended(t, h, models.LetterFailed, "recipient: 550 unknown")
		h.MustRegister(t, storetest.SignUp("drie", 1))
		box := outbox(t, h, models.OutboxFilter{})
		if box.Queued != 1 || box.Sent != 2 || box.Failed != 1 || len(box.Lines) != 1 || box.Lines[0].Failure != "recipient: 550 unknown" || !box.Lines[0].Again {
			t.Errorf("it holds %+v", box)
		}
		sent := outbox(t, h, models.OutboxFilter{Status: models.LetterSent, Most: 1})
		if len(sent.Lines) != 1 || sent.Lines[0].Email != "een.2@voorbeeld.example" || sent.Lines[0].Reference != r.Reference || sent.Lines[0].SentAt == nil || sent.Lines[0].Again {
			t.Errorf("sent are %+v", sent.Lines)
		}
		older := outbox(t, h, models.OutboxFilter{Status: models.LetterSent, Before: sent.Lines[0].ID})
		if len(older.Lines) != 1 || older.Lines[0].Email != "een.1@voorbeeld.example" {
			t.Errorf("older are %+v", older.Lines)
		}
		// Who writes to the people of one session sees what is about them.
		series := h.Reload(t, "sample")
		own := outbox(t, h, models.OutboxFilter{Sessions: []int64{series.Sessions[0].ID}})
		if own.Queued != 1 || own.Sent != 2 || own.Failed != 0 {
			t.Errorf("of Zwolle it holds %+v", own)
		}
		if none := outbox(t, h, models.OutboxFilter{Sessions: []int64{}}); none.Queued+none.Sent+none.Failed+len(none.Lines) != 0 {
			t.Errorf("of no session it holds %+v", none)
		}
	})
}

func TestFailedLetterIsSentAgainToWhereThePersonIsNow(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		first := ended(t, h, models.LetterFailed, "recipient: 550 unknown")
		edit := models.RegistrationEdit{People: map[int]models.Person{}, Contact: models.ContactEdit{Name: r.Contact.Name, Email: r.Contact.Email, Phone: r.Contact.Phone}}
		for _, p := range r.Participants {
			edit.People[p.Place] = models.Person{Name: p.Name, Email: p.Email, Role: p.Role}
		}
		second := edit.People[2]
		second.Email = "goed@voorbeeld.example"
		edit.People[2] = second
		h.Clock.Advance(time.Minute)
		if err := h.EditRegistration(t.Context(), r.ID, edit, byOrganiser); err != nil {
			t.Fatal(err)
		}
		ended(t, h, models.LetterSent, "")
		number, err := h.SendAgain(t.Context(), "sample", nil, nil, byOrganiser)
		if err != nil || number != 2 {
			t.Fatalf("%d letters: %v", number, err)
		}
		again := h.Letters(t)
		if len(again) != 2 || again[0].MessageID != first[0].MessageID || again[1].MessageID != first[1].MessageID || again[0].RecipientEmail != "een.1@voorbeeld.example" || again[1].RecipientEmail != "goed@voorbeeld.example" {
			t.Fatalf("sent again are %+v", again)
		}
		now := h.Look(t, r.ID)
		participant, _ := now.Participant(2)
		expect(t, "the version of the link", again[1].Facts.ParticipantVersion, participant.TokenVersion)
		expect(t, "attempts", again[1].Attempts, 1)
		_, err = h.SendAgain(t.Context(), "sample", nil, nil, byOrganiser)
		expect(t, "sending again what was sent", models.CodeOf(err), models.Conflict)
		h.MustHold(t)
	})
}

func TestLetterIsNotSentAgainAfterNewerNews(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := t.Context()
		h.Sample(t, 10)
		leaves, stays := h.MustRegister(t, storetest.SignUp("een", 1)), h.MustRegister(t, storetest.SignUp("twee", 1))
		failed := ended(t, h, models.LetterFailed, "recipient: 550 unknown")
		h.Clock.Advance(time.Minute)
		h.MustCancel(t, leaves.ID)
		ended(t, h, models.LetterSent, "")
		if err := h.Resend(ctx, stays.ID, 0, byOrganiser); err != nil { // a link is no news
			t.Fatal(err)
		}
		h.Letters(t)
		box := outbox(t, h, models.OutboxFilter{Status: models.LetterFailed})
		if len(box.Lines) != 2 || !box.Lines[0].Again || box.Lines[1].Again {
			t.Errorf("the outbox holds %+v", box.Lines)
		}
		_, err := h.SendAgain(ctx, "sample", nil, []int64{failed[0].ID}, byOrganiser)
		expect(t, "what was overtaken", models.CodeOf(err), models.Conflict)
		// Nor that of another series, or of a session to whose people one may not write.
		_, err = h.SendAgain(ctx, "sample", []int64{h.Reload(t, "sample").Sessions[1].ID}, []int64{failed[1].ID}, byOrganiser)
		expect(t, "what is of another session", models.CodeOf(err), models.Conflict)
		other := storetest.Definition(10)
		other.Slug = "other"
		h.Import(t, other)
		_, err = h.SendAgain(ctx, "other", nil, []int64{failed[1].ID}, byOrganiser)
		expect(t, "what is of another series", models.CodeOf(err), models.Conflict)
		_, err = h.SendAgain(ctx, "none", nil, nil, byOrganiser)
		expect(t, "no series", models.CodeOf(err), models.NotFound)
		number, err := h.SendAgain(ctx, "sample", nil, nil, byOrganiser)
		if err != nil || number != 1 {
			t.Errorf("%d letters: %v", number, err)
		}
		expect(t, "letters", len(h.Letters(t)), 1)
	})
}

func TestOlderChangeOfAnEventIsNotSentAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("een", 1))
		ended(t, h, models.LetterFailed, "recipient: 550 unknown")
		// The newer change was written in the same second, and is about the same event.
		if _, err := h.SQL(t).Exec(`INSERT INTO letters (series_id, registration_id, participant_id, placement_id, kind, recipient_name, recipient_email, language, message_id,
			uid, sequence, stamp, facts, status, attempts, next_attempt, failure)
			SELECT series_id, registration_id, participant_id, placement_id, kind, recipient_name, recipient_email, language, 'n.' || message_id,
				uid, sequence + 1, stamp, facts, 'sent', 1, next_attempt, '' FROM letters`); err != nil {
			t.Fatal(err)
		}
		_, err := h.SendAgain(t.Context(), "sample", nil, nil, byOrganiser)
		expect(t, "an older change", models.CodeOf(err), models.Conflict)
	})
}

func TestLettersOfAStoppedMailingAreNotSentAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		m := mailing(t, h, by)
		schedule(t, h, by, m, h.Now())
		settle(t, h)
		one, err := h.ClaimLetters(t.Context(), 1, time.Minute)
		if err != nil || len(one) != 1 {
			t.Fatalf("%d letters: %v", len(one), err)
		}
		if err := h.RecordLetters(t.Context(), []models.Outcome{{Letter: one[0].ID, Status: models.LetterFailed, Failure: "550"}}); err != nil {
			t.Fatal(err)
		}
		expect(t, "can be sent again", outbox(t, h, models.OutboxFilter{}).Lines[0].Again, true)
		if err := h.CancelMailing(t.Context(), by, "sample", m.ID); err != nil {
			t.Fatal(err)
		}
		expect(t, "can be sent again when it was stopped", outbox(t, h, models.OutboxFilter{}).Lines[0].Again, false)
	})
}

func TestOutboxAsksTheSameHoweverManyLettersThereAre(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 300)
		cost := func() int64 {
			return h.Statements(func() { outbox(t, h, models.OutboxFilter{Status: models.LetterQueued, Most: 5}) })
		}
		h.MustRegister(t, storetest.SignUp("een", 1))
		few := cost()
		for _, name := range []string{"a", "b", "c", "d"} {
			h.MustRegister(t, storetest.SignUp(name, 4))
		}
		expect(t, "queries", cost(), few)
	})
}

func TestMailingDoesNotReachWhoSaidNoMeanwhile(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		in := storetest.SignUp("een", 1)
		in.Newsletter = true
		r := h.MustRegister(t, in)
		h.MustRegister(t, storetest.SignUp("blijft", 1))
		h.Letters(t)
		h.Clock.Advance(time.Minute)
		schedule(t, h, by, mailing(t, h, by, func(m *models.Mailing) { m.Audience.To, m.Audience.Newsletter = models.ToContacts, true }), h.Now())
		settle(t, h)
		expect(t, "newsletters that failed", len(ended(t, h, models.LetterFailed, "550")), 1)
		h.Clock.Advance(time.Minute)
		if _, err := h.StopNewsletter(t.Context(), r.ID, r.TokenVersion); err != nil {
			t.Fatal(err)
		}
		_, err := h.SendAgain(t.Context(), "sample", nil, nil, byOrganiser)
		expect(t, "a newsletter once it was stopped", models.CodeOf(err), models.Conflict)

		for _, to := range []string{models.ToParticipants, models.ToContacts} {
			schedule(t, h, by, mailing(t, h, by, func(m *models.Mailing) { m.Audience.To = to }), h.Now())
			settle(t, h)
			if to == models.ToParticipants {
				ended(t, h, models.LetterFailed, "550")
			}
		}
		h.Clock.Advance(time.Minute)
		h.MustCancel(t, r.ID)
		if got := addresses(h.Letters(t)); len(got) != 1 || got[0] != "blijft.1@voorbeeld.example nl" {
			t.Errorf("the mailing went to %v", got)
		}
		number, err := h.SendAgain(t.Context(), "sample", nil, nil, byOrganiser)
		if err != nil || number != 1 {
			t.Errorf("%d are sent again: %v", number, err)
		}
		h.MustHold(t)
	})
}
