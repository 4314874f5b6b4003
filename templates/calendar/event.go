package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"vonk/models"
	"vonk/templates/language"
)

const (
	productID   = "-//Vonk//Vonk//NL"
	localLayout = "20060102T150405"
	utcLayout   = "20060102T150405Z"
)

// Entry is an event of a calendar: a session, or a part of its programme.
type Entry struct {
	Series  *models.Series
	Session *models.Session
	Event
	Item *models.ProgrammeItem // nil: the whole session
	Note string                // stands behind the title

	organiser, attendee Person // of an invitation
}

// starts and ends are the entry's own times.
func (e *Entry) starts() time.Time {
	if e.Item != nil {
		return e.Item.Starts
	}
	return e.Session.Starts
}

func (e *Entry) ends() time.Time {
	if e.Item != nil {
		return e.Item.Ends
	}
	return e.Session.Ends
}

// write writes a calendar of one event. Nothing is written when it fails: the document is made first.
func write(w io.Writer, o Options, method Method, entry Entry) error {
	document := newCalendar()
	if method != "" {
		document.Props[ical.PropMethod] = raw(ical.PropMethod, string(method), nil)
	}
	if err := fill(document, o, method, []Entry{entry}); err != nil {
		return err
	}
	return encode(w, document)
}

func newCalendar() *ical.Calendar {
	document := ical.NewCalendar()
	document.Props[ical.PropVersion] = raw(ical.PropVersion, "2.0", nil)
	document.Props[ical.PropProductID] = raw(ical.PropProductID, productID, nil)
	document.Props[ical.PropCalendarScale] = raw(ical.PropCalendarScale, "GREGORIAN", nil)
	return document
}

// fill adds the events, and before them the zones on whose clocks they are.
func fill(document *ical.Calendar, o Options, method Method, entries []Entry) error {
	var zones, events []*ical.Component
	years := map[string][2]int{}
	var names []string
	for i := range entries {
		entry := &entries[i]
		zone, err := load(entry.Series.Timezone)
		if err != nil {
			return err
		}
		vevent, err := entry.event(zone, o, method)
		if err != nil {
			return err
		}
		events = append(events, vevent)
		if zone == time.UTC {
			continue
		}
		first, last := entry.starts().In(zone).Year(), entry.ends().In(zone).Year()
		if span, known := years[zone.String()]; known {
			first, last = min(first, span[0]), max(last, span[1])
		} else {
			names = append(names, zone.String())
		}
		years[zone.String()] = [2]int{first, last}
	}
	for _, name := range names {
		zone, err := load(name)
		if err != nil {
			return err
		}
		vtimezone, err := timezone(zone, years[name][0], years[name][1])
		if err != nil {
			return err
		}
		zones = append(zones, vtimezone)
	}
	document.Children = append(append(document.Children, zones...), events...)
	return nil
}

func encode(w io.Writer, document *ical.Calendar) error {
	var encoded bytes.Buffer
	if err := ical.NewEncoder(&encoded).Encode(document); err != nil {
		return err
	}
	return fold(w, encoded.Bytes())
}

// event makes the VEVENT. go-ical checks neither an empty UID nor the order of start and end, so that is done here.
func (e *Entry) event(zone *time.Location, o Options, method Method) (*ical.Component, error) {
	switch {
	case e.UID == "":
		return nil, errors.New("calendar: the event has no UID")
	case e.Stamp.IsZero():
		return nil, errors.New("calendar: the event has no stamp")
	case !e.starts().Before(e.ends()):
		return nil, fmt.Errorf("calendar: session %s ends before it starts", e.Session.Slug)
	}
	p := language.For(o.Language, zone)
	status := "CONFIRMED"
	switch {
	case e.Session.Status == models.SessionCancelled || e.Cancelled:
		status = "CANCELLED"
	case e.Tentative:
		status = "TENTATIVE"
	}
	stamp := e.Stamp.UTC().Format(utcLayout)
	title, what := p.Text(e.Session.Title), description(p, e.Series, e.Session, o)
	if e.Item != nil {
		title, what = p.Text(e.Item.Title)+" ("+title+")", about(p, e.Series, e.Session, e.Item, o)
	}
	if e.Note != "" {
		title += " (" + e.Note + ")"
	}
	if blank(title) {
		title = e.Session.Slug
	}

	vevent := ical.NewComponent(ical.CompEvent)
	set := func(name, value string) { vevent.Props[name] = raw(name, value, nil) }
	set(ical.PropUID, line(e.UID))
	set(ical.PropSequence, strconv.Itoa(e.Sequence))
	set(ical.PropDateTimeStamp, stamp)
	set(ical.PropLastModified, stamp)
	vevent.Props[ical.PropDateTimeStart] = moment(ical.PropDateTimeStart, e.starts(), zone)
	vevent.Props[ical.PropDateTimeEnd] = moment(ical.PropDateTimeEnd, e.ends(), zone)
	set(ical.PropSummary, text(title))
	set(ical.PropDescription, text(what))
	if venue := e.Session.Venue.Line(); !blank(venue) {
		set(ical.PropLocation, text(venue))
	}
	if v := e.Session.Venue; v.Latitude != 0 || v.Longitude != 0 {
		set(ical.PropGeo, degrees(v.Latitude)+";"+degrees(v.Longitude))
	}
	set(ical.PropURL, line(pageURL(e.Series, e.Session, o)))
	set(ical.PropStatus, status)
	if method != "" {
		vevent.Props[ical.PropOrganizer] = raw(ical.PropOrganizer, mailto(e.organiser), named(e.organiser))
		vevent.Props[ical.PropAttendee] = raw(ical.PropAttendee, mailto(e.attendee), e.attends(method))
	}
	return vevent, nil
}

// blank says that nothing of a text is left to show: readers take a property without a value for an error.
func blank(shown string) bool { return strings.TrimSpace(text(shown)) == "" }

// attends are the parameters of the one who is invited. Who signed up has said yes; to a seat that is held they may still.
func (e *Entry) attends(method Method) ical.Params {
	params := named(e.attendee)
	params.Set(ical.ParamCalendarUserType, "INDIVIDUAL")
	params.Set(ical.ParamRole, "REQ-PARTICIPANT")
	if method == Cancel {
		return params
	}
	params.Set(ical.ParamParticipationStatus, "ACCEPTED")
	if e.Tentative {
		params.Set(ical.ParamParticipationStatus, "TENTATIVE")
	}
	params.Set(ical.ParamRSVP, "TRUE")
	return params
}

// named are parameters with the name of a person who has one.
func named(person Person) ical.Params {
	params := ical.Params{}
	if name := strings.TrimSpace(parameter(person.Name)); name != "" {
		params.Set(ical.ParamCommonName, name)
	}
	return params
}

func mailto(person Person) string { return "mailto:" + line(person.Email) }

// moment writes a time on the clock of a zone, or with a Z in UTC, which needs no VTIMEZONE.
func moment(name string, at time.Time, zone *time.Location) []ical.Prop {
	if zone == time.UTC {
		return raw(name, at.UTC().Format(utcLayout), nil)
	}
	return raw(name, at.In(zone).Format(localLayout), ical.Params{ical.ParamTimezoneID: {parameter(zone.String())}})
}

// degrees writes a coordinate as RFC 5545, 3.8.1.6 wants it: at most six decimals.
func degrees(value float64) string { return strconv.FormatFloat(value, 'f', 6, 64) }
