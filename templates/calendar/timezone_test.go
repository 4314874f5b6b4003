package calendar

import (
	"testing"
	"time"
)

// offsetBy gives the offset that a calendar works out from the observances, in seconds east of UTC.
func offsetBy(observances []observance, at time.Time) int {
	offset, latest := observances[0].to, time.Time{}
	for _, o := range observances {
		for year := at.Year() - 1; year <= at.Year()+1; year++ {
			begins := o.begins.on(year).Add(-time.Duration(o.from) * time.Second)
			if o.begins != (rule{}) && !begins.After(at) && begins.After(latest) {
				offset, latest = o.to, begins
			}
		}
	}
	return offset
}

func TestAmsterdamIsTheTzDatabases(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Date(1996, time.January, 1, 0, 0, 0, 0, time.UTC); at.Year() <= 2040; at = at.Add(30 * time.Minute) {
		if _, want := at.In(zone).Zone(); offsetBy(amsterdam, at) != want {
			t.Fatalf("at %v the offset is %d, not %d", at, offsetBy(amsterdam, at), want)
		}
	}
}

func TestOtherZonesAreDerivedFromTheTzDatabase(t *testing.T) {
	for _, name := range []string{
		"Europe/Dublin", "Europe/London", "America/New_York", "Atlantic/Azores", "Australia/Sydney",
		"Asia/Kolkata", "Asia/Kathmandu", "America/Paramaribo", "America/Curacao", "Etc/UTC",
	} {
		zone, err := load(name)
		if err != nil {
			t.Fatal(err)
		}
		observances, err := observe(zone, firstYear, lastYear)
		if err != nil {
			t.Error(err)
			continue
		}
		for at := time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC); at.Year() <= lastYear; at = at.Add(30 * time.Minute) {
			if _, want := at.In(zone).Zone(); offsetBy(observances, at) != want {
				t.Errorf("%s at %v: the offset is %d, not %d", name, at, offsetBy(observances, at), want)
				break
			}
		}
	}
}

func TestDerivingAmsterdamGivesTheFixedRules(t *testing.T) {
	zone, err := load("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	observances, err := observe(zone, firstYear, lastYear)
	if err != nil || len(observances) != 2 || observances[0] != amsterdam[0] || observances[1] != amsterdam[1] {
		t.Errorf("%+v: %v", observances, err)
	}
}

func TestZonesThatNoRuleDescribesAreRefused(t *testing.T) {
	for _, name := range []string{"", "Local", "Europe/Zwolle", "Africa/Casablanca", "Asia/Gaza", "../etc/passwd"} {
		if err := SupportedZone(name); err == nil {
			t.Errorf("%q is taken", name)
		}
	}
	for _, name := range []string{"Europe/Amsterdam", "UTC", "Europe/Brussels", "America/Paramaribo"} {
		if err := SupportedZone(name); err != nil {
			t.Error(err)
		}
	}
}

func TestOffsetsAreWrittenAsCalendarsWantThem(t *testing.T) {
	for seconds, want := range map[int]string{0: "+0000", 3600: "+0100", -10800: "-0300", 20700: "+0545", -12600: "-0330", 1172: "+001932"} {
		if got := offset(seconds); got != want {
			t.Errorf("offset(%d) = %s, not %s", seconds, got, want)
		}
	}
}
