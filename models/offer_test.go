package models

import (
	"errors"
	"testing"
	"time"
)

// offering is a series in Amsterdam with sessions 1 and 2 at those local times.
func offering(t *testing.T, list string, first, second string) *Series {
	t.Helper()
	return &Series{
		Timezone: "Europe/Amsterdam",
		Holidays: Holidays{Public: amsterdam(t).Holidays},
		Policy:   Policy{WaitingList: list, OfferHours: 36},
		Sessions: []Session{
			{ID: 1, Slug: "een", Status: SessionPublished, Starts: local(t, first), Capacity: 10},
			{ID: 2, Slug: "twee", Status: SessionPublished, Starts: local(t, second), Capacity: 10},
		},
	}
}

func TestPromotionIsAnOfferWithinSevenDaysOfEitherSessionOrWhereTheSeriesSaysSo(t *testing.T) {
	for _, test := range []struct {
		name, list string
		now        string
		held       bool // a seat at the second session, which is given up for it
		want       bool
	}{
		{"far away", WaitingListConfirm, "2027-03-01 13:00", false, false},
		{"seven days to the minute", WaitingListConfirm, "2027-03-04 13:00", false, false},
		{"a minute less", WaitingListConfirm, "2027-03-04 13:01", false, true},
		{"seven days from the one given up", WaitingListConfirm, "2027-03-02 13:00", true, false},
		{"a minute less from the one given up", WaitingListConfirm, "2027-03-02 13:01", true, true},
		{"near one that it does not hold", WaitingListConfirm, "2027-03-02 13:01", false, false},
		{"always", WaitingListOffer, "2027-01-04 13:00", false, true},
		{"always, with a seat", WaitingListOffer, "2027-01-04 13:00", true, true},
		{"those left on a list that was ended", WaitingListOff, "2027-03-01 13:00", false, false},
		{"those left on a list that was ended, near", WaitingListOff, "2027-03-05 13:00", false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := offering(t, test.list, "2027-03-11 13:00", "2027-03-09 13:00")
			p := Party{Size: 1, Lines: []Line{{Session: 1, Rank: 1, Status: Waiting}}}
			if test.held {
				p.Lines = append(p.Lines, Line{Session: 2, Rank: 2, Status: Confirmed})
			}
			if got := series.Offers(&p, &p.Lines[0], local(t, test.now)); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestOfferIsHeldForItsWorkingHoursAndNeverPastTheLastMoment(t *testing.T) {
	for _, test := range []struct {
		name, starts, now, deadline, remind string
	}{
		{"three working days", "2027-04-13 13:00", "2027-02-22 10:00", "2027-02-25 10:00", "2027-02-23 16:00"},
		{"over a weekend", "2027-04-13 13:00", "2027-02-25 16:00", "2027-03-02 16:00", "2027-03-01 10:00"},
		{"made at night", "2027-04-13 13:00", "2027-02-22 03:00", "2027-02-24 20:00", "2027-02-23 14:00"},
		{"over Easter and into summer time", "2027-04-13 13:00", "2027-03-25 16:00", "2027-04-01 16:00", "2027-03-31 10:00"},
		{"as long as the last moment allows", "2027-02-26 13:00", "2027-02-22 17:00", "2027-02-25 17:00", "2027-02-24 11:00"},
		{"to the last moment before a weekend", "2027-03-01 13:00", "2027-02-26 15:00", "2027-02-26 17:00", "2027-02-26 16:00"},
		{"an hour before the last moment", "2027-02-25 13:00", "2027-02-24 16:00", "2027-02-24 17:00", "2027-02-24 16:30"},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := offering(t, WaitingListConfirm, test.starts, test.starts)
			deadline, remind := series.Deadline(&Line{Session: 1}, local(t, test.now))
			if !deadline.Equal(local(t, test.deadline)) || deadline.Location() != time.UTC {
				t.Errorf("the deadline is %s, want %s", deadline.In(series.Location()).Format(minute), test.deadline)
			}
			if want := local(t, test.remind); !remind.Equal(want) || remind.Location() != time.UTC {
				t.Errorf("the reminder is at %s, want %s", remind.In(series.Location()).Format(minute), test.remind)
			}
		})
	}
}

func TestReminderStandsBetweenTheOfferAndItsDeadlineAndBothInWholeSeconds(t *testing.T) {
	series := offering(t, WaitingListConfirm, "2027-04-01 13:00", "2027-04-13 13:00")
	last := series.LastMoment(&series.Sessions[0])
	for now := last.AddDate(0, 0, -8); now.Before(last); now = now.Add(1237 * time.Second) {
		deadline, remind := series.Deadline(&Line{Session: 1}, now)
		if deadline.After(last) || !remind.Before(deadline) || remind.Before(now) || remind.Nanosecond() != 0 {
			t.Fatalf("an offer made at %s is held until %s, with a reminder at %s; the last moment is %s", now, deadline, remind, last)
		}
	}
}

func TestLateClickHearsWhatBecameOfTheOffer(t *testing.T) {
	deadline := early.Add(time.Hour)
	life := func(session int64, status Status, minutes int) Placement {
		p := Placement{SessionID: session, Status: status, UpdatedAt: early.Add(time.Duration(minutes) * time.Minute)}
		if status == Expired || status == Offered {
			p.Deadline = &deadline
		}
		return p
	}
	for _, test := range []struct {
		name  string
		lives []Placement
		off   bool // the first session was cancelled
		code  Code
		key   string
		city  string
	}{
		{"it expired", []Placement{life(1, Expired, 1)}, false, Gone, "error.offer.expired", "een"},
		{"it was accepted", []Placement{life(1, Confirmed, 1)}, false, Conflict, "error.offer.accepted", "een"},
		{"it was declined", []Placement{life(1, Declined, 1)}, false, Conflict, "error.offer.declined", "een"},
		{"its session was cancelled", []Placement{life(1, Cancelled, 1)}, true, Conflict, "error.offer.cancelled", "een"},
		{"the last counts", []Placement{life(1, Expired, 1), life(2, Declined, 2)}, false, Conflict, "error.offer.declined", "twee"},
		{"in whatever order", []Placement{life(2, Declined, 2), life(1, Expired, 1)}, false, Conflict, "error.offer.declined", "twee"},
		{"who waits never had one", []Placement{life(1, Waiting, 1)}, false, Conflict, "error.offer.none", ""},
		{"who waits again has none", []Placement{life(1, Waiting, 2), life(2, Expired, 1)}, false, Gone, "error.offer.expired", "twee"},
		{"nobody", nil, false, Conflict, "error.offer.none", ""},
		{"at an unknown session", []Placement{life(9, Expired, 1)}, false, Conflict, "error.offer.none", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := offering(t, WaitingListConfirm, "2027-04-01 13:00", "2027-04-13 13:00")
			if test.off {
				series.Sessions[0].Status = SessionCancelled
			}
			var got *Error
			if err := series.WhyNoOffer(test.lives); !errors.As(err, &got) {
				t.Fatal(err)
			}
			city, _ := got.Args["City"].(string)
			if got.Code != test.code || got.Key != test.key || city != test.city {
				t.Errorf("%+v", got)
			}
			if at, given := got.Args["Deadline"].(time.Time); given != (test.key == "error.offer.expired") || given && !at.Equal(deadline) {
				t.Errorf("the deadline is %v", got.Args["Deadline"])
			}
		})
	}
}
