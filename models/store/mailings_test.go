package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// mailer is an organiser who may do everything.
func mailer(t *testing.T, h *storetest.Harness) *models.Organiser {
	t.Helper()
	o, err := h.AddOrganiser(t.Context(), "organiser@vonk.example", models.RoleAdmin, models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// mailing is a draft to everybody with a seat, in Dutch.
func mailing(t *testing.T, h *storetest.Harness, by *models.Organiser, change ...func(*models.Mailing)) *models.Mailing {
	t.Helper()
	m := &models.Mailing{
		Subject:  models.Text{NL: "Nieuws over {sessie}"},
		Body:     models.Text{NL: "Beste {naam},\n\nTot ziens op {datum}."},
		Audience: models.Audience{ListFilter: models.ListFilter{Statuses: []models.Status{models.Confirmed}}, To: models.ToParticipants},
	}
	for _, apply := range change {
		apply(m)
	}
	if err := h.SaveMailing(t.Context(), by, "sample", m); err != nil {
		t.Fatal(err)
	}
	return m
}

// schedule lets a mailing start at a moment.
func schedule(t *testing.T, h *storetest.Harness, by *models.Organiser, m *models.Mailing, at time.Time) {
	t.Helper()
	if err := h.ScheduleMailing(t.Context(), by, "sample", m.ID, m.Version, at); err != nil {
		t.Fatal(err)
	}
}

func settle(t *testing.T, h *storetest.Harness) {
	t.Helper()
	if err := h.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// addresses are those of letters of mailings, with the language of each, in order.
func addresses(letters []models.Letter) (all []string) {
	for _, letter := range letters {
		if letter.Kind == models.LetterMailing {
			all = append(all, strings.ToLower(letter.RecipientEmail)+" "+letter.Language)
		}
	}
	slices.Sort(all)
	return all
}

func phase(t *testing.T, h *storetest.Harness, id int64) *models.Mailing {
	t.Helper()
	m, err := h.Mailing(t.Context(), "sample", id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAMailingReachesEachAddressOnceInItsOwnLanguage(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 4)
		by := mailer(t, h)
		english := storetest.SignUp("brit", 1)
		english.Language, english.Sector, english.Organisation = "en", "po", "Voorbeeldschool"
		english.Answers = map[string][]string{"zoekt": {"voorbeelden"}}
		h.MustRegister(t, english)
		group := storetest.SignUp("groep", 2)
		group.ContactName, group.ContactEmail = "Voorbeeld Secretaris", "Secretaris@voorbeeld.example"
		group.Answers = map[string][]string{"zoekt": {"partners", "voorbeelden"}, "vraag": {"Een vraag"}}
		group.Newsletter = true
		inGroup := h.MustRegister(t, group)
		away := storetest.SignUp("elders", 1)
		away.Session = "utrecht"
		away.ContactName, away.ContactEmail = "Voorbeeld Secretaris", "secretaris@voorbeeld.example" // of two registrations
		h.MustRegister(t, away)
		gone := h.MustRegister(t, storetest.SignUp("weg", 1))
		h.MustCancel(t, gone.ID)
		h.MustRegister(t, storetest.SignUp("rij", 2)) // one seat is left
		h.Letters(t)

		for rule, test := range map[string]struct {
			change func(*models.Audience)
			want   string
		}{
			"participants with a seat": {func(*models.Audience) {}, "brit.1@ en, elders.1@ nl, groep.1@ nl, groep.2@ nl"},
			"their contacts":           {func(a *models.Audience) { a.To = models.ToContacts }, "brit.1@ en, secretaris@ nl"},
			"both":                     {func(a *models.Audience) { a.To = models.ToBoth }, "brit.1@ en, elders.1@ nl, groep.1@ nl, groep.2@ nl, secretaris@ nl"},
			"one session":              {func(a *models.Audience) { a.Sessions = []string{"utrecht"} }, "elders.1@ nl"},
			"who waits or cancelled":   {func(a *models.Audience) { a.Statuses = []models.Status{models.Waiting, models.Cancelled} }, "rij.1@ nl, rij.2@ nl, weg.1@ nl"},
			"one sector":               {func(a *models.Audience) { a.Sectors = []string{"po"} }, "brit.1@ en"},
			"an organisation":          {func(a *models.Audience) { a.Organisation = inGroup.OrganisationID; a.Sessions = []string{"zwolle"} }, "groep.1@ nl, groep.2@ nl"},
			"an answer":                {func(a *models.Audience) { a.Question, a.Option = "zoekt", "voorbeelden" }, "brit.1@ en, groep.1@ nl, groep.2@ nl"},
			"another answer":           {func(a *models.Audience) { a.Question, a.Option = "zoekt", "partners" }, "groep.1@ nl, groep.2@ nl"},
			"the newsletter":           {func(a *models.Audience) { a.To, a.Newsletter = models.ToContacts, true }, "secretaris@ nl"},
		} {
			m := mailing(t, h, by, func(m *models.Mailing) {
				m.Subject.EN, m.Body.EN = "News about {session}", "Dear {name}"
				test.change(&m.Audience)
			})
			want := strings.Split(strings.ReplaceAll(test.want, "@", "@voorbeeld.example"), ", ")
			reached, err := h.Reach(t.Context(), "sample", &m.Audience)
			if err != nil || reached != len(want) {
				t.Errorf("%s: it says that it reaches %d, want %d; %v", rule, reached, len(want), err)
			}
			schedule(t, h, by, m, h.Now())
			settle(t, h)
			letters := h.Letters(t)
			if got := addresses(letters); !slices.Equal(got, want) {
				t.Errorf("%s: it went to %v, want %v", rule, got, want)
			}
			for _, letter := range letters {
				if letter.Mailing == nil || letter.Mailing.Body != m.Body || letter.Series == nil {
					t.Errorf("%s: the letter comes without its text", rule)
				}
				if letter.Facts.ToContact != (letter.ParticipantID == 0) || letter.Facts.ToContact == (letter.Facts.RegistrationVersion == 0) {
					t.Errorf("%s: whose page does it open? %+v", rule, letter.Facts)
				}
			}
			if now := phase(t, h, m.ID); now.Phase() != models.MailingSent || now.Sent != len(want) || now.Recipients != len(want) {
				t.Errorf("%s: it stands as %s, %d sent of %d", rule, now.Phase(), now.Sent, now.Recipients)
			}
		}
		h.MustHold(t)
	})
}

func TestWhoSpeaksALanguageInWhichItIsNotWrittenGetsTheOther(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 4)
		by := mailer(t, h)
		english := storetest.SignUp("brit", 1)
		english.Language = "en"
		h.MustRegister(t, english)
		h.Letters(t)
		schedule(t, h, by, mailing(t, h, by), h.Now())
		settle(t, h)
		if got := addresses(h.Letters(t)); !slices.Equal(got, []string{"brit.1@voorbeeld.example nl"}) {
			t.Errorf("it went to %v", got)
		}
	})
}

func TestAMailingStartsAtItsMomentAndReachesWhoIsThereThen(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		early := h.MustRegister(t, storetest.SignUp("vroeg", 1))
		h.MustRegister(t, storetest.SignUp("blijft", 1))
		h.Letters(t)
		m := mailing(t, h, by)
		at := h.Now().Add(48 * time.Hour)
		schedule(t, h, by, m, at)
		h.Clock.Set(at.Add(-time.Second))
		h.MustRegister(t, storetest.SignUp("laat", 1))
		h.MustCancel(t, early.ID)
		h.Letters(t)
		settle(t, h)
		expect(t, "letters before the moment", len(h.Letters(t)), 0)
		expect(t, "phase before the moment", phase(t, h, m.ID).Phase(), models.MailingScheduled)
		h.Clock.Set(at)
		settle(t, h)
		expect(t, "phase at the moment", phase(t, h, m.ID).Phase(), models.MailingSending)
		settle(t, h)
		if got := addresses(h.Letters(t)); !slices.Equal(got, []string{"blijft.1@voorbeeld.example nl", "laat.1@voorbeeld.example nl"}) {
			t.Errorf("it went to %v", got)
		}
		h.Clock.Advance(time.Hour)
		settle(t, h)
		expect(t, "letters later", len(h.Letters(t)), 0)
		h.MustHold(t)
	})
}

func TestWhatHasStartedOrWasChangedByOthersIsNotChanged(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		h.MustRegister(t, storetest.SignUp("een", 1))
		m := mailing(t, h, by)
		mine, other := *m, *m
		other.Body.NL = "Anders"
		if err := h.SaveMailing(t.Context(), by, "sample", &other); err != nil {
			t.Fatal(err)
		}
		refused := func(what, key string, err error) {
			t.Helper()
			var known *models.Error
			if !errors.As(err, &known) || known.Code != models.Conflict || known.Key != key {
				t.Errorf("%s: %v, want %s", what, err, key)
			}
		}
		refused("the text of a colleague", "error.mailing.changed", h.SaveMailing(t.Context(), by, "sample", &mine))
		refused("sending what one has not seen", "error.mailing.changed", h.ScheduleMailing(t.Context(), by, "sample", m.ID, m.Version, h.Now()))
		refused("cancelling a draft", "error.mailing.cancel", h.CancelMailing(t.Context(), by, "sample", m.ID))
		schedule(t, h, by, &other, h.Now().Add(time.Hour))
		other.Body.NL = "Op tijd gewijzigd"
		if err := h.SaveMailing(t.Context(), by, "sample", &other); err != nil {
			t.Errorf("a scheduled mailing is not changed: %v", err)
		}
		h.Clock.Advance(time.Hour)
		settle(t, h)
		refused("a text that is being sent", "error.mailing.started", h.SaveMailing(t.Context(), by, "sample", &other))
		refused("sending twice", "error.mailing.started", h.ScheduleMailing(t.Context(), by, "sample", m.ID, other.Version, h.Now()))
		for _, letter := range h.Letters(t) {
			if letter.Kind == models.LetterMailing && letter.Mailing.Body.NL != "Op tijd gewijzigd" {
				t.Errorf("the letter says %q", letter.Mailing.Body.NL)
			}
		}
		refused("cancelling what was sent", "error.mailing.cancel", h.CancelMailing(t.Context(), by, "sample", m.ID))
		h.MustHold(t)
	})
}

func TestCancellingHalfWayLeavesWhatWasSent(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		by := mailer(t, h)
		for _, name := range []string{"een", "twee", "drie"} {
			h.MustRegister(t, storetest.SignUp(name, 2))
		}
		h.Letters(t)
		m := mailing(t, h, by)
		schedule(t, h, by, m, h.Now())
		settle(t, h)
		held, err := h.ClaimLetters(ctx, 4, time.Minute)
		if err != nil || len(held) != 4 {
			t.Fatalf("%d letters, %v", len(held), err)
		}
		if err := h.RecordLetters(ctx, []models.Outcome{
			{Letter: held[2].ID, Status: models.LetterFailed, Failure: "unknown"},
			{Letter: held[1].ID, Status: models.LetterQueued, Next: h.Now().Add(time.Minute), Failure: "later"},
			{Letter: held[0].ID, Status: models.LetterSent},
		}); err != nil {
			t.Fatal(err)
		}
		if now := phase(t, h, m.ID); now.Queued != 4 || now.Sent != 1 || now.Failed != 1 || now.Phase() != models.MailingSending {
			t.Errorf("half-way it stands as %+v", now)
		}
		if err := h.CancelMailing(ctx, by, "sample", m.ID); err != nil {
			t.Fatal(err)
		}
		// The last one was under way: its worker still says what came of it.
		if kept, err := h.KeepRaws(ctx, map[int64][]byte{held[3].ID: []byte("kept")}); err != nil || len(kept) != 0 {
			t.Fatalf("kept are %v: %v", kept, err)
		}
		if err := h.RecordLetters(ctx, []models.Outcome{{Letter: held[3].ID, Status: models.LetterSent}}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(24 * time.Hour)
		settle(t, h)
		expect(t, "letters after cancelling", len(h.Letters(t)), 0)
		now := phase(t, h, m.ID)
		if now.Phase() != models.MailingCancelled || now.Sent != 2 || now.Failed != 2 || now.Queued != 0 || now.Skipped() != 2 {
			t.Errorf("it stands as %+v", now)
		}
		results, total, err := h.MailingResults(ctx, "sample", m.ID, 0, 10)
		if err != nil || total != 4 || len(results) != 4 || results[0].Status != models.LetterFailed || results[3].Status != models.LetterSent || results[3].SentAt == nil {
			t.Errorf("the results are %+v of %d: %v", results, total, err)
		}
		var kept int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM letters WHERE raw IS NOT NULL").Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d letters keep their bytes: %v", kept, err)
		}
		h.MustHold(t)
	})
}

func TestAScheduledMailingThatIsCancelledIsADraftAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		m := mailing(t, h, by)
		schedule(t, h, by, m, h.Now().Add(time.Hour))
		if err := h.CancelMailing(t.Context(), by, "sample", m.ID); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(2 * time.Hour)
		settle(t, h)
		expect(t, "letters", len(h.Letters(t)), 0)
		expect(t, "phase", phase(t, h, m.ID).Phase(), models.MailingDraft)
	})
}

// Two programs on one database find the same mailing due at once.
func TestTwoReplicasAtOnceWriteEachPersonOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 300)
		by := mailer(t, h)
		for _, name := range []string{"een", "twee", "drie", "vier", "vijf"} {
			h.MustRegister(t, storetest.SignUp(name, 4))
		}
		h.Letters(t)
		second := storetest.Open(t, h.Engine, h.Database, h.Clock)
		m := mailing(t, h, by)
		schedule(t, h, by, m, h.Now())
		var busy sync.WaitGroup
		for _, replica := range []*storetest.Harness{h, second, h, second} {
			busy.Go(func() { settle(t, replica) })
		}
		busy.Wait()
		all := addresses(h.Letters(t))
		expect(t, "letters", len(all), 20)
		expect(t, "addresses", len(slices.Compact(all)), 20)
		// The database itself refuses a second letter to one address.
		_, err := h.SQL(t).Exec(`INSERT INTO letters (series_id, registration_id, participant_id, placement_id, kind, recipient_name, recipient_email, language,
			message_id, uid, sequence, stamp, facts, status, attempts, next_attempt, failure, mailing_id, priority)
			SELECT series_id, registration_id, participant_id, placement_id, kind, recipient_name, upper(recipient_email), language,
			'other@vonk.example', uid, sequence, stamp, facts, status, attempts, next_attempt, failure, mailing_id, priority FROM letters WHERE mailing_id <> 0 LIMIT 1`)
		if err == nil {
			t.Error("a second letter of a mailing to one address was written")
		}
		h.MustHold(t)
	})
}

func TestAConfirmationPassesTheLettersOfAMailing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 300)
		by := mailer(t, h)
		for _, name := range []string{"een", "twee", "drie"} {
			h.MustRegister(t, storetest.SignUp(name, 4))
		}
		h.Letters(t)
		schedule(t, h, by, mailing(t, h, by), h.Now())
		settle(t, h)
		h.Clock.Advance(time.Minute) // the letters of the mailing are older
		h.MustRegister(t, storetest.SignUp("nieuw", 2))
		first, err := h.ClaimLetters(t.Context(), 4, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []models.LetterKind
		for _, letter := range first {
			kinds = append(kinds, letter.Kind)
		}
		want := []models.LetterKind{models.LetterConfirmation, models.LetterConfirmation, models.LetterMailing, models.LetterMailing}
		if !slices.Equal(kinds, want) {
			t.Errorf("claimed were %v, want %v", kinds, want)
		}
	})
}
