package models_test

import (
	"testing"
	"time"

	"vonk/models"
)

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(models.HouseZone)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestDigestsAreDueAtEightOnWorkingMornings(t *testing.T) {
	zone := amsterdam(t)
	clock := models.HouseClock([]*models.Series{
		{Holidays: models.Holidays{Public: []string{"2027-03-29"}}}, {Holidays: models.Holidays{Public: []string{"2027-03-10"}}},
	})
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2027, month, day, hour, minute, 0, 0, zone)
	}
	for _, test := range []struct {
		rhythm models.Rhythm
		after  time.Time
		want   time.Time
	}{
		{models.DigestDaily, at(3, 8, 7, 59), at(3, 8, 8, 0)}, // a Monday
		{models.DigestDaily, at(3, 8, 8, 0), at(3, 9, 8, 0)},
		{models.DigestDaily, at(3, 9, 12, 0), at(3, 11, 8, 0)},   // the tenth is a holiday
		{models.DigestDaily, at(3, 12, 8, 0), at(3, 15, 8, 0)},   // over a weekend
		{models.DigestDaily, at(3, 26, 17, 0), at(3, 30, 8, 0)},  // and Easter, when the clock changes too
		{models.DigestWeekly, at(3, 8, 7, 0), at(3, 8, 8, 0)},    // Monday
		{models.DigestWeekly, at(3, 8, 8, 0), at(3, 15, 8, 0)},   // not Tuesday
		{models.DigestWeekly, at(3, 22, 8, 0), at(3, 30, 8, 0)},  // Monday is a holiday, so that Tuesday is the first
		{models.DigestWeekly, at(3, 29, 12, 0), at(3, 30, 8, 0)}, // also for who asks on that Monday
	} {
		if got := test.rhythm.Next(test.after.UTC(), clock); !got.Equal(test.want) || got.Location() != time.UTC {
			t.Errorf("%s after %v is %v, want %v", test.rhythm, test.after, got.In(zone), test.want)
		}
	}
	if got := models.DigestOff.Next(at(3, 8, 7, 0), clock); !got.IsZero() {
		t.Errorf("off is due at %v", got)
	}
}

// told is what an organiser with a role somewhere is told of two sessions; session 0: of the whole series.
func told(t *testing.T, role models.OrganiserRole, session int64, news *models.Happened, pending *models.Pending) *models.DigestFact {
	t.Helper()
	starts := time.Date(2027, 3, 25, 12, 0, 0, 0, time.UTC)
	series := &models.Series{ID: 1, Slug: "sample", Status: models.SeriesPublished, Timezone: models.HouseZone, Opens: starts.AddDate(0, -3, 0), Sessions: []models.Session{
		{ID: 11, Slug: "zwolle", Status: models.SessionPublished, Starts: starts, Capacity: 10, Confirmed: 8, Offered: 2, Waiting: 4},
		{ID: 12, Slug: "utrecht", Status: models.SessionPublished, Starts: starts.AddDate(0, 0, 7), Capacity: 20, Confirmed: 5},
	}}
	one := int64(1)
	at := models.Assignment{Role: role, SeriesID: &one}
	if session != 0 {
		at.SessionID = &session
	}
	now := time.Date(2027, 3, 9, 7, 0, 0, 0, time.UTC) // Tuesday at eight
	since := models.DigestUntil(now.AddDate(0, 0, -1))
	o := &models.Organiser{ID: 3, Digests: models.DigestDaily, DigestedAt: &since, Assignments: []models.Assignment{at}}
	if pending == nil {
		pending = &models.Pending{}
	}
	return o.Digest([]*models.Series{series}, news, pending, now, models.HouseClock(nil))
}

func TestADigestTellsWhatItsReadersRoleLetsThemSee(t *testing.T) {
	news := &models.Happened{
		Sessions: map[int64]models.SessionNews{11: {SignedUp: 3, Waiting: 1}, 12: {SignedUp: 2, Cancelled: 1}},
		Moves:    []models.Move{{From: 11, To: 12, People: 1}, {From: 12, People: 2}},
		Bounced:  []models.Undelivered{{SeriesID: 1, Sessions: []int64{11}}, {SeriesID: 2, Sessions: []int64{99}}},
		Failed:   []models.Undelivered{{SeriesID: 1, Sessions: []int64{12}}, {SeriesID: 1, Sessions: []int64{0}}},
	}
	pending := &models.Pending{
		Expiring: map[int64]models.Expiring{11: {People: 2, First: time.Date(2027, 3, 9, 15, 0, 0, 0, time.UTC)}},
		Needs:    map[int64][]string{11: {"2027-03-10", "2027-03-05", "2027-05-01"}},
	}
	type seen struct{ sessions, signed, cancelled, moved, bounced, failed, needs int }
	for name, test := range map[string]struct {
		role    models.OrganiserRole
		session int64
		want    seen
	}{
		"who runs it":                   {models.RoleOrganiser, 0, seen{2, 5, 1, 3, 1, 2, 2}},
		"who runs one session":          {models.RoleOrganiser, 12, seen{1, 2, 1, 3, 0, 1, 0}},
		"who reads":                     {models.RoleReader, 0, seen{2, 5, 1, 3, 1, 0, 0}},
		"the partner of Zwolle":         {models.RolePartner, 11, seen{1, 3, 0, 1, 0, 0, 0}},
		"the partner of Utrecht":        {models.RolePartner, 12, seen{1, 2, 1, 3, 0, 0, 0}},
		"who works at the door of both": {models.RoleReception, 0, seen{}},
	} {
		fact := told(t, test.role, test.session, news, pending)
		if fact == nil {
			if test.want != (seen{}) {
				t.Errorf("%s is told nothing", name)
			}
			continue
		}
		s := fact.Series[0]
		got := seen{len(s.Sessions), s.SignedUp, s.Cancelled, s.Moved, s.Bounced, s.Failed, s.Sessions[0].Needs}
		if got != test.want {
			t.Errorf("%s is told %+v, want %+v", name, got, test.want)
		}
	}
	zwolle := told(t, models.RoleOrganiser, 0, news, pending).Series[0].Sessions[0]
	if zwolle.Taken != 10 || zwolle.Seats != 10 || zwolle.Offered != 2 || zwolle.Waiting != 4 || zwolle.Left != 1 || zwolle.Expiring != 2 || zwolle.NeedsBefore != "2027-03-05" {
		t.Errorf("%+v", zwolle)
	}
}

func TestADigestIsWrittenOnlyWhenThereIsNews(t *testing.T) {
	if fact := told(t, models.RoleAdmin, 0, &models.Happened{}, nil); fact != nil {
		t.Errorf("nothing happened, and it says %+v", fact)
	}
	// Offers and what was told before are shown with news, and are none. It is Tuesday: what is to be booked until Monday is told
	// now, and what is to be booked until Friday was told yesterday.
	old := &models.Pending{Expiring: map[int64]models.Expiring{11: {People: 1}}, Needs: map[int64][]string{11: {"2027-03-05", "2027-03-12", "2027-03-16"}}}
	if fact := told(t, models.RoleAdmin, 0, &models.Happened{}, old); fact != nil {
		t.Errorf("nothing is new, and it says %+v", fact)
	}
	due := &models.Pending{Needs: map[int64][]string{11: {"2027-03-15"}}}
	if fact := told(t, models.RoleAdmin, 0, &models.Happened{}, due); fact == nil || fact.Series[0].Sessions[0].Needs != 1 {
		t.Errorf("what must be booked soon is not told: %+v", fact)
	}
	elsewhere := &models.Happened{Sessions: map[int64]models.SessionNews{11: {SignedUp: 1}}}
	if fact := told(t, models.RolePartner, 12, elsewhere, nil); fact != nil {
		t.Errorf("a partner is told of another session: %+v", fact)
	}
}
