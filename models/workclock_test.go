package models

import (
	"testing"
	"time"
)

const minute = "2006-01-02 15:04"

func amsterdam(t *testing.T) WorkClock {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return WorkClock{Zone: zone, Holidays: []string{"2027-03-26", "2027-03-29", "2027-04-27"}}
}

// local is a moment as clocks in Amsterdam show it, in UTC.
func local(t *testing.T, written string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(minute, written, amsterdam(t).Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestLastMomentIsFiveOnTheLastWorkingDayBefore(t *testing.T) {
	w := amsterdam(t)
	for starts, want := range map[string]string{
		"2027-03-11 13:00": "2027-03-10 17:00", // a Thursday
		"2027-03-15 09:00": "2027-03-12 17:00", // a Monday
		"2027-03-30 13:00": "2027-03-25 17:00", // the Tuesday after Easter; Good Friday is a holiday too
		"2027-03-11 00:30": "2027-03-10 17:00", // which is the day before in UTC
		"2027-03-14 13:00": "2027-03-12 17:00", // a Sunday
		"2027-04-27 13:00": "2027-04-26 17:00", // itself a holiday
	} {
		if got := w.LastMoment(local(t, starts)); !got.Equal(local(t, want)) || got.Location() != time.UTC {
			t.Errorf("%s: got %s, want %s", starts, got.In(w.Zone).Format(minute), want)
		}
	}
}

func TestWorkingHoursAreFromEightToEightOnWorkingDays(t *testing.T) {
	w := amsterdam(t)
	for _, test := range []struct {
		name, from string
		hours      time.Duration
		want       string
	}{
		{"within a day", "2027-02-22 10:00", 4, "2027-02-22 14:00"},
		{"three working days", "2027-02-22 10:00", 36, "2027-02-25 10:00"},
		{"until the evening", "2027-02-22 10:00", 10, "2027-02-22 20:00"},
		{"over the night", "2027-02-22 19:00", 2, "2027-02-23 09:00"},
		{"from the early morning", "2027-02-22 05:30", 2, "2027-02-22 10:00"},
		{"from the late evening", "2027-02-22 22:15", 2, "2027-02-23 10:00"},
		{"from closing time", "2027-02-22 20:00", 1, "2027-02-23 09:00"},
		{"over a weekend", "2027-02-26 19:00", 2, "2027-03-01 09:00"},
		{"from a Saturday", "2027-02-27 12:00", 1, "2027-03-01 09:00"},
		{"from a Sunday night", "2027-02-28 23:59", 12, "2027-03-01 20:00"},
		{"over a holiday", "2027-04-26 19:00", 2, "2027-04-28 09:00"},
		{"from a holiday", "2027-04-27 12:00", 1, "2027-04-28 09:00"},
		{"over Easter and into summer time", "2027-03-25 16:00", 36, "2027-04-01 16:00"},
		{"out of summer time", "2027-10-29 16:00", 36, "2027-11-03 16:00"},
		{"over a year's end", "2027-12-31 19:00", 2, "2028-01-03 09:00"},
		{"no time", "2027-02-22 10:00", 0, "2027-02-22 10:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := w.Add(local(t, test.from), test.hours*time.Hour)
			if !got.Equal(local(t, test.want)) || got.Location() != time.UTC {
				t.Errorf("got %s, want %s", got.In(w.Zone).Format(minute), test.want)
			}
		})
	}
}

func TestWorkingTimeIsCountedToTheSecond(t *testing.T) {
	w := amsterdam(t)
	from := local(t, "2027-02-22 19:59").Add(59 * time.Second)
	if got, want := w.Add(from, 3*time.Second), local(t, "2027-02-23 08:00").Add(2*time.Second); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWorkingTimeAddsUp(t *testing.T) {
	w := amsterdam(t)
	for from := local(t, "2027-03-24 00:00"); from.Before(local(t, "2027-03-31 00:00")); from = from.Add(47 * time.Minute) {
		whole := w.Add(from, 25*time.Hour)
		if parts := w.Add(w.Add(from, 13*time.Hour), 12*time.Hour); !parts.Equal(whole) {
			t.Errorf("from %s: 13 and 12 hours end at %s, 25 hours at %s", from, parts, whole)
		}
		if !whole.After(from) {
			t.Errorf("from %s: 25 hours end at %s", from, whole)
		}
	}
}
