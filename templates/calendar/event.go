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

// invitation is an event with what makes a calendar act on it. Without a method it is a file to add.
type invitation struct {
	Event
	method              Method
	organiser, attendee Person
}

// write writes a calendar of one event. Nothing is written when it fails: the document is made first.
func write(w io.Writer, series *models.Series, session *models.Session, o Options, id invitation) error {
	zone, err := load(series.Timezone)
	if err != nil {
		return err
	}
	vevent, err := event(series, session, zone, o, id)
	if err != nil {
		return err
	}
	document := ical.NewCalendar()
	document.Props[ical.PropVersion] = raw(ical.PropVersion, "2.0", nil)
	document.Props[ical.PropProductID] = raw(ical.PropProductID, productID, nil)
	document.Props[ical.PropCalendarScale] = raw(ical.PropCalendarScale, "GREGORIAN", nil)
	if id.method != "" {
		document.Props[ical.PropMethod] = raw(ical.PropMethod, string(id.method), nil)
	}
	if zone != time.UTC {
		vtimezone, err := timezone(zone, session.Starts.In(zone).Year(), session.Ends.In(zone).Year())
		if err != nil {
			return err
		}
		document.Children = append(document.Children, vtimezone)
	}
	document.Children = append(document.Children, vevent)

	var encoded bytes.Buffer
	if err := ical.NewEncoder(&encoded).Encode(document); err != nil {
		return err
	}
	return fold(w, encoded.Bytes())
}

// event makes the VEVENT. go-ical checks neither an empty UID nor the order of start and end, so that is done here.
func event(series *models.Series, session *models.Session, zone *time.Location, o Options, id invitation) (*ical.Component, error) {
	switch {
	case id.UID == "":
		return nil, errors.New("calendar: the event has no UID")
	case id.Stamp.IsZero():
		return nil, errors.New("calendar: the event has no stamp")
	case !session.Starts.Before(session.Ends):
		return nil, fmt.Errorf("calendar: session %s ends before it starts", session.Slug)
	}
	p := language.For(o.Language, zone)
	status := "CONFIRMED"
	switch {
	case session.Status == models.SessionCancelled || id.method == Cancel:
		status = "CANCELLED"
	case id.Tentative:
		status = "TENTATIVE"
	}
	stamp := id.Stamp.UTC().Format(utcLayout)

	e := ical.NewComponent(ical.CompEvent)
	set := func(name, value string) { e.Props[name] = raw(name, value, nil) }
	set(ical.PropUID, line(id.UID))
	set(ical.PropSequence, strconv.Itoa(id.Sequence))
	set(ical.PropDateTimeStamp, stamp)
	set(ical.PropLastModified, stamp)
	e.Props[ical.PropDateTimeStart] = moment(ical.PropDateTimeStart, session.Starts, zone)
	e.Props[ical.PropDateTimeEnd] = moment(ical.PropDateTimeEnd, session.Ends, zone)
	set(ical.PropSummary, text(p.Text(session.Title)))
	set(ical.PropDescription, text(description(p, series, session, o)))
	if venue := session.Venue.Line(); venue != "" {
		set(ical.PropLocation, text(venue))
	}
	if v := session.Venue; v.Latitude != 0 || v.Longitude != 0 {
		set(ical.PropGeo, degrees(v.Latitude)+";"+degrees(v.Longitude))
	}
	set(ical.PropURL, line(pageURL(series, session, o)))
	set(ical.PropStatus, status)
	if id.method != "" {
		e.Props[ical.PropOrganizer] = raw(ical.PropOrganizer, mailto(id.organiser), named(id.organiser))
		e.Props[ical.PropAttendee] = raw(ical.PropAttendee, mailto(id.attendee), id.attends())
	}
	return e, nil
}

// attends are the parameters of the one who is invited. Who signed up has said yes; to a seat that is held they may still.
func (id *invitation) attends() ical.Params {
	params := named(id.attendee)
	params.Set(ical.ParamCalendarUserType, "INDIVIDUAL")
	params.Set(ical.ParamRole, "REQ-PARTICIPANT")
	if id.method == Cancel {
		return params
	}
	params.Set(ical.ParamParticipationStatus, "ACCEPTED")
	if id.Tentative {
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
