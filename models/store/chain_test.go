package store_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// One freed seat moves people through four sessions, in one transaction; each is told once, old and new.
func TestFreedSeatMovesAChainThroughSeveralSessions(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		for i, slug := range []string{"zwolle", "utrecht", "arnhem", "eindhoven"} {
			if i > 1 {
				definition.Sessions = append(definition.Sessions, definition.Sessions[1])
			}
			definition.Sessions[i].Slug, definition.Sessions[i].Capacity = slug, 1
			definition.Sessions[i].Starts = definition.Sessions[0].Starts.AddDate(0, 0, 7*i)
			definition.Sessions[i].Ends, definition.Sessions[i].Programme = definition.Sessions[i].Starts.AddDate(0, 0, 1), nil
		}
		series := h.Import(t, definition)
		sign := func(name string, slugs ...string) *models.Registration {
			in := storetest.SignUp(name, 1)
			in.Session, in.Alternatives, in.Wait = slugs[0], slugs[1:], true
			return h.MustRegister(t, in)
		}
		first := sign("eerste", "zwolle")
		moved := map[string]*models.Registration{
			"zwolle": sign("tweede", "zwolle", "utrecht"), "utrecht": sign("derde", "utrecht", "arnhem"),
			"arnhem": sign("vierde", "arnhem", "eindhoven"), "eindhoven": sign("vijfde", "eindhoven"),
		}
		h.Letters(t)
		before := h.Reload(t, "sample")
		h.MustCancel(t, first.ID)
		letters := map[int64]models.Letter{}
		removed := map[int64]int64{} // the session that leaves the calendar, by registration
		for _, letter := range h.Letters(t) {
			if letter.Kind == models.LetterRemoval {
				removed[letter.RegistrationID] = letter.Facts.Event.SessionID
				continue
			}
			if _, twice := letters[letter.RegistrationID]; twice {
				t.Errorf("registration %d is told twice", letter.RegistrationID)
			}
			letters[letter.RegistrationID] = letter
		}
		old := map[string]string{"zwolle": "utrecht", "utrecht": "arnhem", "arnhem": "eindhoven"}
		for slug, r := range moved {
			expect(t, slug, strings.Join(storetest.Lines(h.Look(t, r.ID)), ", "), slug+" confirmed")
			now, _ := series.Session(slug)
			then := &models.Session{}
			if old[slug] != "" {
				then, _ = series.Session(old[slug])
			}
			letter := letters[r.ID]
			expect(t, "letter", letter.Kind, models.LetterPromotion)
			expect(t, "new", letter.Facts.SessionID, now.ID)
			expect(t, "old", letter.Facts.OldSessionID, then.ID)
			expect(t, "removed", removed[r.ID], then.ID)
		}
		expectGrants(t, h, before, 4, "cancel registration:")
		h.MustHold(t)
	})
}

// expectGrants looks at the audit after a moment: so many grants, each with its cause, number, size and free seats by share.
func expectGrants(t *testing.T, h *storetest.Harness, since *models.Series, grants int, cause string) {
	t.Helper()
	rows, err := h.SQL(t).QueryContext(context.Background(), "SELECT details FROM audit_entries WHERE series_id = $1 AND seq > $2 AND action = 'grant'", since.ID, since.AuditSeq)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	found := 0
	for rows.Next() {
		var details string
		var judged models.Judgement
		if err := rows.Scan(&details); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(details), &judged); err != nil {
			t.Fatal(err)
		}
		found++
		if !strings.HasPrefix(judged.Cause, cause) || judged.Number == 0 || judged.Size != 1 || len(judged.Free) != 1 || judged.Free[0] != 1 {
			t.Errorf("grant %s", details)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	expect(t, "grants", found, grants)
}

func TestOneCancellationPromotesExactlyWhatFits(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 3 1400h
		open
		sign a zwolle x3
		sign b zwolle x2
		sign c zwolle x2
		sign d zwolle
		sign e zwolle
		cancel a
		see b zwolle confirmed
		see c zwolle waiting 0 full
		see d zwolle confirmed
		see e zwolle waiting 2 full
	`)
}

func TestServedPersonStopsCountingAsWaiting(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 1 1500h
		open
		sign a zwolle
		sign b utrecht
		sign c zwolle,utrecht
		sign d zwolle
		sign e utrecht
		see d zwolle waiting 1 full
		see e utrecht waiting 1 full
		cancel a
		see c zwolle confirmed
		see d zwolle waiting 0 full
		see e utrecht waiting 0 full
	`)
}

func TestWaitingOnIsForThoseWhoSaidSo(t *testing.T) {
	chosen := `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 3 1500h
		open
		sign a zwolle
	`
	stories(t, map[string]string{
		"wait": chosen + `
			sign b zwolle,utrecht wait
			see b zwolle waiting 0 full, utrecht confirmed
			cancel a
			see b zwolle confirmed`,
		"no wait": chosen + `
			sign b zwolle,utrecht
			see b utrecht confirmed
			cancel a
			see b utrecht confirmed
			public zwolle free 1`,
		"no seat, so waiting for all": chosen + `
			sign c utrecht x3
			sign b zwolle,utrecht
			see b zwolle waiting 0 full, utrecht waiting 0 full
			cancel c 1
			see b utrecht confirmed`,
	})
}

func TestTwoAskedAndOneFreeAreToldSo(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 3 1400h
		open
		sign a zwolle x2
		sign b zwolle x2
		see b zwolle waiting 0 too-large
		sign c zwolle
		see c zwolle confirmed
		see b zwolle waiting 0 full
	`)
}

func TestGroupThatShrinksAndNowFitsIsServedAsAPromotion(t *testing.T) {
	group := `
		start 2027-01-11T09:00:00Z
		session zwolle 1 200h
		open
		sign a zwolle x2
	`
	stories(t, map[string]string{
		"in time":           group + "cancel a 2\nsee a zwolle confirmed\ntold a.1 promotion",
		"within seven days": group + "time 40h\ncancel a 2\nsee a zwolle offered\ntold a.1 offer",
	})
}

func TestGroupThatSplitsPlacesWhoFitsAtOnce(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 3 200h
		session utrecht 3 300h
		open
		sign a zwolle x2
		sign b zwolle,utrecht x3 wait
		sign c zwolle
		cancel c
		time 40h
		split b
		see b/1 zwolle confirmed
		see b/2 zwolle waiting 0 full, utrecht confirmed
		see b/3 zwolle waiting 1 full, utrecht confirmed
		split b
		refused error.split
	`)
}

func TestCancelledSessionReopensTheOtherLinesOfItsParties(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 4 1400h
		session utrecht 1 1500h
		session arnhem 1 1600h
		open
		sign a zwolle,utrecht
		sign b utrecht
		sign c zwolle,utrecht,arnhem wait
		sign d utrecht
		sign e zwolle,arnhem
		calloff zwolle
		told a.1 called-off
		see a utrecht waiting 0 full
		see c utrecht waiting 1 full, arnhem confirmed
		see d utrecht waiting 2 full
		see e arnhem waiting 0 full
		public zwolle cancelled 4
		cancel b
		see a utrecht confirmed
		see c utrecht waiting 0 full, arnhem confirmed
		see d utrecht waiting 1 full
	`)
}

func TestCancelledSessionReopensNoLineThatItsHolderClosed(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 1 1500h
		session arnhem 1 1600h
		open
		sign a zwolle
		sign b utrecht
		sign c zwolle,utrecht,arnhem wait
		decline c zwolle
		see c zwolle declined, utrecht waiting 0 full, arnhem confirmed
		calloff arnhem
		see c zwolle declined, utrecht waiting 0 full
		cancel a
		see c zwolle declined, utrecht waiting 0 full
		rejoin c zwolle
		see c zwolle confirmed
	`)
}

func TestSessionThatBeginsEndsTheOtherLinesOfItsParties(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1600h
		session utrecht 1 1400h
		open
		sign a zwolle
		sign b zwolle,utrecht wait
		sign c zwolle
		time 1400h
		settle
		see b utrecht confirmed
		see c zwolle waiting 0 full
		cancel a
		see c zwolle confirmed
		cancel b
		refused error.cancel.started
		calloff utrecht
		refused error.calloff
	`)
}

// Several people of one form find seats in several places, in the form's order.
func TestAnyOfUsEachGetTheBestSeatThatFits(t *testing.T) {
	story(t, `
		start 2027-01-11T09:00:00Z
		session zwolle 1 1400h
		session utrecht 1 1500h
		open
		sign a zwolle,utrecht x3 any
		see a/1 zwolle confirmed
		see a/2 utrecht confirmed
		see a/3 zwolle waiting 0 full, utrecht waiting 0 full
		cancel a 1
		see a/3 zwolle confirmed
	`)
}
