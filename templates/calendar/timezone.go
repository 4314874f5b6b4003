package calendar

import (
	"fmt"
	"sort"
	"time"

	"github.com/emersion/go-ical"
)

// The years that SupportedZone looks at. After the last, the tz database repeats the rule that it knows.
const firstYear, lastYear = 2026, 2040

// SupportedZone says whether calendars can carry a zone: one that exists, and whose clock stands still or changes twice a
// year on the same weekday of the month, as the recurrence rules of a VTIMEZONE must say it.
func SupportedZone(name string) error {
	zone, err := load(name)
	if err != nil || zone == time.UTC {
		return err
	}
	_, err = timezone(zone, firstYear, lastYear)
	return err
}

// load finds a zone by its IANA name. The server's own zone, which Go calls Local, is no zone for others.
func load(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("calendar: %q is no time zone", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return zone, nil
}

// amsterdam is the clock of Europe/Amsterdam since 1996. It is fixed, so that no new tz database changes a calendar that
// people have.
var amsterdam = []observance{
	{ical.CompTimezoneDaylight, rule{time.March, time.Sunday, -1, 2 * time.Hour}, 3600, 7200},
	{ical.CompTimezoneStandard, rule{time.October, time.Sunday, -1, 3 * time.Hour}, 7200, 3600},
}

// timezone makes the VTIMEZONE of a zone, right in every year from first until last. It has no RDATE, which Outlook
// ignores.
func timezone(zone *time.Location, first, last int) (*ical.Component, error) {
	observances := amsterdam
	if zone.String() != "Europe/Amsterdam" {
		var err error
		if observances, err = observe(zone, first, last); err != nil {
			return nil, err
		}
	}
	vtimezone := ical.NewComponent(ical.CompTimezone)
	vtimezone.Props[ical.PropTimezoneID] = raw(ical.PropTimezoneID, line(zone.String()), nil)
	for _, o := range observances {
		vtimezone.Children = append(vtimezone.Children, o.component())
	}
	return vtimezone, nil
}

// observance is a part of the year with one offset. Offsets are seconds east of UTC.
type observance struct {
	name     string // STANDARD or DAYLIGHT
	begins   rule   // the zero rule: always
	from, to int
}

// rule is a moment that comes back each year: the nth (or, with -1, the last) weekday of a month, at a time on the clock
// that ends then.
type rule struct {
	month   time.Month
	weekday time.Weekday
	nth     int
	clock   time.Duration // since midnight
}

// on is the rule's moment in a year, as clocks show it.
func (r rule) on(year int) time.Time {
	day := time.Date(year, r.month, 1, 0, 0, 0, 0, time.UTC)
	day = day.AddDate(0, 0, (int(r.weekday-day.Weekday())+7)%7+7*(max(r.nth, 1)-1))
	for r.nth < 0 && day.AddDate(0, 0, 7).Month() == r.month {
		day = day.AddDate(0, 0, 7)
	}
	return day.Add(r.clock)
}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// component writes the observance as if it had begun in 1970: it then holds for any year.
func (o observance) component() *ical.Component {
	c := ical.NewComponent(o.name)
	begins := time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)
	if o.begins != (rule{}) {
		begins = o.begins.on(1970)
		c.Props[ical.PropRecurrenceRule] = raw(ical.PropRecurrenceRule,
			fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", o.begins.month, o.begins.nth, weekdays[o.begins.weekday]), nil)
	}
	c.Props[ical.PropDateTimeStart] = raw(ical.PropDateTimeStart, begins.Format(localLayout), nil)
	c.Props[ical.PropTimezoneOffsetFrom] = raw(ical.PropTimezoneOffsetFrom, offset(o.from), nil)
	c.Props[ical.PropTimezoneOffsetTo] = raw(ical.PropTimezoneOffsetTo, offset(o.to), nil)
	return c
}

// offset writes seconds east of UTC as ±hhmm, and with seconds where there are any.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	written := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		written += fmt.Sprintf("%02d", seconds%60)
	}
	return written
}

// observe reads a zone's rules from the tz database, where they must be the same in every year from first until last.
func observe(zone *time.Location, first, last int) ([]observance, error) {
	irregular := fmt.Errorf("calendar: the clock of %s changes in no regular way", zone)
	changes := changesIn(zone, first)
	var observances []observance
	switch len(changes) {
	case 0:
		_, still := time.Date(first, time.January, 1, 0, 0, 0, 0, zone).Zone()
		observances = []observance{{name: ical.CompTimezoneStandard, from: still, to: still}}
	case 2:
		for _, change := range changes {
			o, ok := recurring(zone, change, first, last)
			if !ok {
				return nil, irregular
			}
			observances = append(observances, o)
		}
	default:
		return nil, irregular
	}
	for year := first; year <= last; year++ {
		if len(changesIn(zone, year)) != len(changes) {
			return nil, irregular
		}
	}
	return observances, nil
}

// recurring finds the rule by which a change of the first year happens in every year until the last.
func recurring(zone *time.Location, change time.Time, first, last int) (observance, bool) {
	_, from := change.Add(-time.Second).Zone()
	_, to := change.Zone()
	clock := change.UTC().Add(time.Duration(from) * time.Second)
	name := ical.CompTimezoneStandard
	if to > from { // not IsDST: the tz database calls Dublin's winter daylight saving
		name = ical.CompTimezoneDaylight
	}
	for _, nth := range []int{-1, (clock.Day()-1)/7 + 1} {
		r := rule{clock.Month(), clock.Weekday(), nth, clock.Sub(clock.Truncate(24 * time.Hour))}
		if holds(zone, r, from, to, first, last) {
			return observance{name, r, from, to}, true
		}
	}
	return observance{}, false
}

// holds says that in every year the zone's clock changes as the rule says, and from and to those offsets.
func holds(zone *time.Location, r rule, from, to, first, last int) bool {
	for year := first; year <= last; year++ {
		at := r.on(year).Add(-time.Duration(from) * time.Second).In(zone)
		_, before := at.Add(-time.Second).Zone()
		_, after := at.Zone()
		if before != from || after != to {
			return false
		}
	}
	return true
}

// changesIn lists the moments of a year at which the zone's clock changes. It looks day by day: time.Time.ZoneBounds
// stands still at some moments of later years.
func changesIn(zone *time.Location, year int) []time.Time {
	const day = 24 * time.Hour
	offsetAt := func(at time.Time) int {
		_, offset := at.Zone()
		return offset
	}
	var changes []time.Time
	for at := time.Date(year, time.January, 1, 0, 0, 0, 0, zone); at.Year() == year; at = at.Add(day) {
		before := offsetAt(at)
		if offsetAt(at.Add(day)) == before {
			continue
		}
		minute := sort.Search(int(day/time.Minute), func(i int) bool { return offsetAt(at.Add(time.Duration(i)*time.Minute)) != before })
		changes = append(changes, at.Add(time.Duration(minute)*time.Minute))
	}
	return changes
}
