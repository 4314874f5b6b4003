package models

import (
	"testing"
	"time"
)

func amsterdam(t *testing.T) WorkClock {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return WorkClock{Zone: zone, Holidays: []string{"2027-03-26", "2027-03-29", "2027-04-27"}}
}

func TestLastMomentIsFiveOnTheLastWorkingDayBefore(t *testing.T) {
	w := amsterdam(t)
	for starts, want := range map[string]string{
		"2027-03-11 13:00": "2027-03-10 17:00", // a Thursday
		"2027-03-15 09:00": "2027-03-12 17:00", // a Monday
		"2027-03-30 13:00": "2027-03-25 17:00", // the Tuesday after Easter; Good Friday is a holiday too
		"2027-03-11 00:30": "2027-03-10 17:00", // which is the day before in UTC
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", starts, w.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.LastMoment(at.UTC()).In(w.Zone).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: got %s, want %s", starts, got, want)
		}
	}
}
