package language

import (
	"strconv"
	"strings"
	"time"
)

// Date writes the day of a moment in the printer's zone: "dinsdag 9 maart 2027", "Tuesday 9 March 2027".
func (p *Printer) Date(t time.Time) string {
	return p.Day(t) + " " + strconv.Itoa(t.In(p.zone).Year())
}

// Day is Date without the year: "dinsdag 9 maart".
func (p *Printer) Day(t time.Time) string {
	t = t.In(p.zone)
	return p.words.locale.WeekdayWide(t.Weekday()) + " " + strconv.Itoa(t.Day()) + " " + p.words.locale.MonthWide(t.Month())
}

// Month is the name of the month in short, as on a calendar's leaf: "mrt", "Mar".
func (p *Printer) Month(t time.Time) string {
	return strings.TrimSuffix(p.words.locale.MonthAbbreviated(t.In(p.zone).Month()), ".")
}

// Clock writes the time of day in the printer's zone: "13.00", "13:00".
func (p *Printer) Clock(t time.Time) string {
	t = t.In(p.zone)
	if p.words.language == "nl" {
		return t.Format("15.04")
	}
	return t.Format("15:04")
}

// Moment writes a day and time near enough to need no year: "maandag 8 maart, 13.00 uur", "Monday 8 March, 13:00".
func (p *Printer) Moment(t time.Time) string {
	return p.T("time.moment", "Day", p.Day(t), "Clock", p.Clock(t))
}

// Span writes from when until when: "dinsdag 9 maart 2027, 13.00 tot 17.00 uur". When it ends on another day, that is
// written out too.
func (p *Printer) Span(from, until time.Time) string {
	if p.Date(from) == p.Date(until) {
		return p.T("time.span", "Day", p.Date(from), "From", p.Clock(from), "Until", p.Clock(until))
	}
	return p.T("time.days", "FirstDay", p.Date(from), "From", p.Clock(from), "LastDay", p.Date(until), "Until", p.Clock(until))
}

// Stamp writes a moment for machines, in the printer's zone: RFC 3339, as the datetime of a time element.
func (p *Printer) Stamp(t time.Time) string { return t.In(p.zone).Format(time.RFC3339) }
