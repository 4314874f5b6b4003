package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

// reader is an organiser who signed in, and so gets digests.
func reader(t *testing.T, h *storetest.Harness, name string, role models.OrganiserRole, at models.Scope) *models.Organiser {
	t.Helper()
	email := name + "@vonk.example"
	if _, err := h.AddOrganiser(t.Context(), email, role, at); err != nil {
		t.Fatal(err)
	}
	o, err := h.OpenLink(t.Context(), email)
	if err == nil {
		_, err = h.UseLink(t.Context(), o.ID, o.LinkVersion)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func digest(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Digest(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// digests are those that were written, by address, and what each says of sessions.
func digests(t *testing.T, h *storetest.Harness) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, l := range h.Letters(t) {
		if l.Kind != models.LetterDigest {
			continue
		}
		if _, twice := all[l.RecipientEmail]; twice || l.SeriesID != 0 || l.Series != nil {
			t.Errorf("%s gets a second digest, or one about a series", l.RecipientEmail)
		}
		var said []string
		for _, series := range l.Facts.Digest.Series {
			text := fmt.Sprintf("%d in %d out %d moved %d bounced %d failed", series.SignedUp, series.Cancelled, series.Moved, series.Bounced, series.Failed)
			for _, s := range series.Sessions {
				text += fmt.Sprintf("; %s %d/%d +%d-%d", s.Slug, s.Taken, s.Seats, s.SessionNews.SignedUp+s.Came, s.SessionNews.Cancelled+s.Left)
				if s.Needs > 0 {
					text += fmt.Sprintf(" needs %d %s", s.Needs, s.NeedsBefore)
				}
			}
			said = append(said, text)
		}
		all[l.RecipientEmail] = l.Language + " " + strings.Join(said, " | ")
	}
	return all
}

// The harness's clock begins on Monday 11 January 2027 at ten, in Amsterdam.
var (
	tuesday   = time.Date(2027, 1, 12, 7, 0, 0, 0, time.UTC)
	wednesday = tuesday.AddDate(0, 0, 1)
	monday    = tuesday.AddDate(0, 0, 6)
)

func TestOrganisersAreToldEachWorkingMorningWhatHappenedWhereTheyMayLook(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := t.Context()
		h.Sample(t, 3)
		h.MustRegister(t, storetest.SignUp("eerder", 1)) // before anybody reads digests
		reader(t, h, "alles", models.RoleAdmin, models.Scope{})
		reader(t, h, "zwolle", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
		reader(t, h, "utrecht", models.RolePartner, models.Scope{Series: "sample", Session: "utrecht"})
		reader(t, h, "deur", models.RoleReception, models.Scope{Series: "sample"})
		if _, err := h.AddOrganiser(ctx, "nooit@vonk.example", models.RoleAdmin, models.Scope{}); err != nil { // who never signed in
			t.Fatal(err)
		}
		never := reader(t, h, "niet", models.RoleAdmin, models.Scope{})
		if err := h.KeepDigest(ctx, never.ID, models.DigestOff, ""); err != nil {
			t.Fatal(err)
		}
		weekly := reader(t, h, "week", models.RoleOrganiser, models.Scope{Series: "sample"})
		if err := h.KeepDigest(ctx, weekly.ID, models.DigestWeekly, "en"); err != nil {
			t.Fatal(err)
		}
		gone := reader(t, h, "weg", models.RoleAdmin, models.Scope{})
		if err := h.DisableOrganiser(ctx, gone.Email); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(2 * time.Minute)
		digest(t, h.Store)
		if got := digests(t, h); len(got) != 0 {
			t.Errorf("what happened before is told: %v", got)
		}

		h.Clock.Advance(time.Hour)
		leaver := h.MustRegister(t, storetest.SignUp("weg", 2)) // zwolle is full
		in := storetest.SignUp("verhuist", 1)
		in.Session = "utrecht"
		mover := h.MustRegister(t, in)
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		h.MustCancel(t, leaver.ID, 2) // wacht gets the seat
		h.MustCancel(t, leaver.ID, 1)
		h.Clock.Advance(time.Hour)
		if err := h.Swap(ctx, models.Holder{Registration: mover.ID}, nil, "zwolle"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Set(tuesday.Add(-time.Second))
		digest(t, h.Store)
		if got := digests(t, h); len(got) != 0 {
			t.Errorf("before eight: %v", got)
		}
		h.Clock.Set(tuesday)
		digest(t, h.Store)
		want := map[string]string{
			"alles@vonk.example":   "nl 4 in 2 out 1 moved 0 bounced 0 failed; zwolle 3/3 +5-2; utrecht 0/80 +0-1",
			"zwolle@vonk.example":  "nl 4 in 2 out 1 moved 0 bounced 0 failed; zwolle 3/3 +5-2",
			"utrecht@vonk.example": "nl 0 in 0 out 1 moved 0 bounced 0 failed; utrecht 0/80 +0-1",
		}
		if diff := cmp.Diff(want, digests(t, h)); diff != "" {
			t.Error(diff)
		}
		for _, at := range []time.Time{tuesday.Add(time.Second), wednesday} { // at once, and on a day on which nothing happened
			h.Clock.Set(at)
			digest(t, h.Store)
			if got := digests(t, h); len(got) != 0 {
				t.Errorf("at %v: %v", at, got)
			}
		}
		h.Clock.Set(wednesday.Add(time.Hour))
		h.MustRegister(t, storetest.SignUp("later", 1)) // waits
		h.Clock.Set(monday)
		digest(t, h.Store) // missed since Thursday, and told once
		want = map[string]string{
			"alles@vonk.example":  "nl 1 in 0 out 0 moved 0 bounced 0 failed; zwolle 3/3 +1-0; utrecht 0/80 +0-0",
			"zwolle@vonk.example": "nl 1 in 0 out 0 moved 0 bounced 0 failed; zwolle 3/3 +1-0",
			"week@vonk.example":   "en 5 in 2 out 1 moved 0 bounced 0 failed; zwolle 3/3 +6-2; utrecht 0/80 +0-1",
		}
		if diff := cmp.Diff(want, digests(t, h)); diff != "" {
			t.Error(diff)
		}
		h.MustHold(t)
	})
}

func TestTwoCopiesOfTheProgramTellEachOrganiserOnce(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 30)
		for i := range 6 {
			reader(t, h, fmt.Sprintf("o%d", i), models.RoleAdmin, models.Scope{})
		}
		digest(t, h.Store)
		h.Clock.Advance(time.Hour)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Clock.Set(tuesday)
		other := storetest.Open(t, h.Engine, h.Database, h.Clock)
		var all sync.WaitGroup
		for _, s := range []*store.Store{h.Store, other.Store, h.Store, other.Store} {
			all.Go(func() {
				if err := s.Digest(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := digests(t, h); len(got) != 6 {
			t.Errorf("told are %v", got)
		}
	})
}

func TestWhatMustBeBookedAndMailThatDidNotArriveIsTold(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		needing(t, h, 5)
		reader(t, h, "alles", models.RoleOrganiser, models.Scope{Series: "sample"})
		reader(t, h, "zwolle", models.RolePartner, models.Scope{Series: "sample", Session: "zwolle"})
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		answer(t, h, r.Participants[0].ID, map[string][]string{"nodig": {"Een tolk"}, "lunch": {"halal"}})
		h.Clock.Set(tuesday)
		digest(t, h.Store)
		digests(t, h)
		// Ten working days before 11 March is Thursday 25 February: told three working days before the digest after this one.
		var told []string
		for day := time.Date(2027, 2, 15, 7, 0, 0, 0, time.UTC); day.Before(time.Date(2027, 2, 27, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
			h.Clock.Set(day)
			digest(t, h.Store)
			for email, said := range digests(t, h) {
				told = append(told, day.Format(time.DateOnly)+" "+email+" "+said)
			}
		}
		want := []string{"2027-02-19 alles@vonk.example nl 0 in 0 out 0 moved 0 bounced 0 failed; zwolle 2/5 +0-0 needs 1 2027-02-25; utrecht 0/80 +0-0"}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Error(diff)
		}
		bounce(t, h, "een.2@voorbeeld.example")
		letter := h.MustRegister(t, storetest.SignUp("twee", 1))
		claimed, err := h.ClaimLetters(t.Context(), 10, time.Minute)
		if err != nil || len(claimed) != 1 || letter == nil {
			t.Fatal(claimed, err)
		}
		if err := h.RecordLetters(t.Context(), []models.Outcome{{Letter: claimed[0].ID, Status: models.LetterFailed, Failure: "550"}}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Set(time.Date(2027, 3, 1, 7, 0, 0, 0, time.UTC))
		digest(t, h.Store)
		if diff := cmp.Diff(map[string]string{
			"alles@vonk.example":  "nl 1 in 0 out 0 moved 1 bounced 1 failed; zwolle 3/5 +1-0 needs 1 2027-02-25; utrecht 0/80 +0-0",
			"zwolle@vonk.example": "nl 1 in 0 out 0 moved 0 bounced 0 failed; zwolle 3/5 +1-0",
		}, digests(t, h)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDigestsCostTheSameForManyOrganisers(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 30)
		expect(t, "statements when nobody is to be told", h.Statements(func() { digest(t, h.Store) }), int64(1))
		var costs []int64
		for i, many := range []int{2, 20} {
			for j := range many {
				reader(t, h, fmt.Sprintf("o%d.%d", i, j), models.RoleAdmin, models.Scope{})
			}
			h.Clock.Set(tuesday.AddDate(0, 0, 7*i))
			digest(t, h.Store)
			h.Clock.Advance(time.Hour)
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("een%d", i), 1))
			h.Clock.Set(wednesday.AddDate(0, 0, 7*i))
			costs = append(costs, h.Statements(func() { digest(t, h.Store) }))
			if got := len(digests(t, h)); got != many+2*i {
				t.Errorf("told are %d", got)
			}
		}
		if costs[0] != costs[1] || costs[0] > 16 {
			t.Errorf("they cost %v statements", costs)
		}
	})
}

func TestWhatAnOrganiserChoosesForDigestsIsKept(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 9)
		o := reader(t, h, "een", models.RoleAdmin, models.Scope{})
		digest(t, h.Store)
		kept := func() string {
			now, err := h.Organiser(t.Context(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(now.Digests, now.DigestLanguage, now.DigestedAt != nil)
		}
		expect(t, "who chose nothing", kept(), "dailytrue")
		if err := h.StopDigest(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		h.MustRegister(t, storetest.SignUp("meanwhile", 1))
		h.Clock.Set(wednesday.Add(time.Hour))
		if err := h.KeepDigest(t.Context(), o.ID, models.DigestDaily, "en"); err != nil {
			t.Fatal(err)
		}
		expect(t, "who wants it again", kept(), "dailyenfalse")
		digest(t, h.Store)
		h.Clock.Set(wednesday.AddDate(0, 0, 1))
		digest(t, h.Store)
		expect(t, "what happened meanwhile", len(digests(t, h)), 0)
		h.MustRegister(t, storetest.SignUp("today", 1))
		h.Clock.Advance(time.Hour)
		if err := h.KeepDigest(t.Context(), o.ID, models.DigestDaily, "nl"); err != nil {
			t.Fatal(err)
		}
		digest(t, h.Store)
		expect(t, "who chooses again on the same day", len(digests(t, h)), 0)
		h.Clock.Set(wednesday.AddDate(0, 0, 2))
		digest(t, h.Store)
		expect(t, "the next day", len(digests(t, h)), 1)
		for _, bad := range []struct{ rhythm, language string }{{"hourly", ""}, {"", ""}, {"daily", "de"}} {
			if err := h.KeepDigest(t.Context(), o.ID, models.Rhythm(bad.rhythm), bad.language); models.CodeOf(err) != models.Invalid {
				t.Errorf("%v: %v", bad, err)
			}
		}
		if err := h.StopDigest(t.Context(), 999); models.CodeOf(err) != models.NotFound {
			t.Errorf("somebody who is not there: %v", err)
		}
	})
}
