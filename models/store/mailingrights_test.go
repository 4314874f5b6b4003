package store_test

import (
	"slices"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestATrialGoesToTheOrganiserAloneAndOpensNobodysPage(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		m := mailing(t, h, by, func(m *models.Mailing) { m.Subject.EN, m.Body.EN = "News", "Dear {name}" })
		try := func() []models.Letter {
			t.Helper()
			if err := h.TryMailing(t.Context(), by, "sample", m.ID); err != nil {
				t.Fatal(err)
			}
			return h.Letters(t)
		}
		expect(t, "letters while it reaches nobody", len(try()), 2)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		letters := try()
		if got := addresses(letters); !slices.Equal(got, []string{"organiser@vonk.example en", "organiser@vonk.example nl"}) {
			t.Errorf("the trial went to %v", got)
		}
		for _, letter := range letters {
			if letter.RegistrationID != 0 || letter.ParticipantID != 0 || letter.Facts.ParticipantVersion != 0 || letter.Mailing == nil || letter.RecipientName != "Voorbeeld een 1" {
				t.Errorf("the trial is %+v", letter)
			}
		}
		if now := phase(t, h, m.ID); now.Phase() != models.MailingDraft || now.Sent != 0 {
			t.Errorf("the mailing stands as %+v", now)
		}
	})
}

func TestOrganisersOfASessionWriteToItsPeopleAlone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		own, err := h.AddOrganiser(t.Context(), "zwolle@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"})
		if err != nil {
			t.Fatal(err)
		}
		for rule, sessions := range map[string][]string{"everybody": nil, "another session": {"utrecht"}, "both": {"zwolle", "utrecht"}} {
			m := mailing(t, h, by, func(m *models.Mailing) { m.Audience.Sessions = sessions })
			draft := *m
			draft.ID = 0
			if err := h.SaveMailing(t.Context(), own, "sample", &draft); models.CodeOf(err) != models.Forbidden {
				t.Errorf("%s: saved with %v", rule, err)
			}
			taken := *m
			taken.Audience.Sessions = []string{"zwolle"}
			for what, err := range map[string]error{
				"change":   h.SaveMailing(t.Context(), own, "sample", &taken),
				"schedule": h.ScheduleMailing(t.Context(), own, "sample", m.ID, m.Version, h.Now()),
				"cancel":   h.CancelMailing(t.Context(), own, "sample", m.ID),
				"try":      h.TryMailing(t.Context(), own, "sample", m.ID),
			} {
				if models.CodeOf(err) != models.NotFound {
					t.Errorf("%s: %s ends with %v", rule, what, err)
				}
			}
		}
		mine := mailing(t, h, own, func(m *models.Mailing) { m.Audience.Sessions = []string{"zwolle"} })
		expect(t, "own version", mine.Version, 1)
	})
}

func TestAMailingToNobodyIsNotSent(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		m := mailing(t, h, by)
		err := h.ScheduleMailing(t.Context(), by, "sample", m.ID, m.Version, h.Now())
		if models.CodeOf(err) != models.Invalid {
			t.Errorf("it is scheduled with %v", err)
		}
		if _, err := h.Mailing(t.Context(), "sample", m.ID+1); models.CodeOf(err) != models.NotFound {
			t.Errorf("another mailing is found: %v", err)
		}
	})
}

func TestAuditOfAMailingHoldsCountsAndNoAddress(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		h.MustRegister(t, storetest.SignUp("een", 3))
		m := mailing(t, h, by)
		schedule(t, h, by, m, h.Now())
		settle(t, h)
		if err := h.CancelMailing(t.Context(), by, "sample", m.ID); err != nil {
			t.Fatal(err)
		}
		rows, err := h.SQL(t).Query("SELECT actor, action, details FROM audit_entries WHERE subject LIKE 'mailing:%' ORDER BY seq")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		var all []string
		for rows.Next() {
			var actor, action, details string
			if err := rows.Scan(&actor, &action, &details); err != nil {
				t.Fatal(err)
			}
			all = append(all, actor+" "+action)
			if strings.Contains(details, "@") {
				t.Errorf("an entry holds %s", details)
			}
		}
		want := []string{"organiser:1 mailing-create", "organiser:1 mailing-schedule", "system mailing-send", "organiser:1 mailing-cancel"}
		if err := rows.Err(); err != nil || !slices.Equal(all, want) {
			t.Errorf("the entries are %v: %v", all, err)
		}
		h.MustHold(t)
	})
}
