// Package calendar writes iCalendar (RFC 5545): the download of a session, and the invitation to one person's seat that comes
// with a mail (RFC 5546, RFC 6047). It also makes the links that add a session to a calendar on the web.
//
// An event never holds a secret link, as people share calendars: it points to the session's public page and to /my.
package calendar

import (
	"errors"
	"io"
	"net/url"
	"time"

	"vonk/models"
	"vonk/templates/language"
)

// MIMEType is the media type of what this package writes.
const MIMEType = "text/calendar; charset=utf-8"

// Options is what an event needs to know besides its session.
type Options struct {
	BaseURL  string // of the public pages, without a slash at the end
	Language string // nl or en
}

// Event identifies one person's event of a session.
type Event struct {
	UID       string // secret: a reply from a calendar must echo it
	Sequence  int    // raised by each change that a calendar must follow
	Stamp     time.Time
	Tentative bool // the seat is held until its holder says yes
	Cancelled bool // the seat is gone, or its session is
}

// Session writes the public event of a session, for anyone to download. Its stamps are the session's UpdatedAt, so that
// the bytes change only when the session does.
func Session(w io.Writer, series *models.Series, session *models.Session, o Options) error {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Hostname() == "" {
		return errors.New("calendar: the base URL has no host")
	}
	return write(w, o, "", Entry{Series: series, Session: session, Event: public(series, session, base.Hostname())})
}

// public is the identity of a session's own event.
func public(series *models.Series, session *models.Session, host string) Event {
	return Event{UID: session.Slug + "." + series.Slug + "@" + host, Sequence: session.Sequence, Stamp: session.UpdatedAt}
}

// Seat writes the event of one person's seat at a session. It has no METHOD: it is a file to add, not an invitation.
func Seat(w io.Writer, series *models.Series, session *models.Session, seat Event, o Options) error {
	return write(w, o, "", Entry{Series: series, Session: session, Event: seat})
}

// Method says what a calendar is to do with an event (RFC 5546). It stands in the MIME type of a mail's part too.
type Method string

// The methods of what goes out. A change is a request with a higher SEQUENCE.
const (
	Request Method = "REQUEST"
	Cancel  Method = "CANCEL"
)

// Person is somebody in an invitation.
type Person struct {
	Name  string // may be empty
	Email string
}

// Invite writes the invitation of one person to their seat at a session, or takes it back. The organiser's address is that
// from which the mail comes, as calendars compare the two; it must not be the attendee's own, as Outlook throws such a mail
// away.
func Invite(w io.Writer, series *models.Series, session *models.Session, seat Event, method Method, organiser, attendee Person, o Options) error {
	if organiser.Email == "" || attendee.Email == "" || models.NormaliseEmail(organiser.Email) == models.NormaliseEmail(attendee.Email) {
		return errors.New("calendar: an invitation goes from one person to another")
	}
	seat.Cancelled = seat.Cancelled || method == Cancel
	return write(w, o, method, Entry{Series: series, Session: session, Event: seat, organiser: organiser, attendee: attendee})
}

// FileName is the name under which the event of a session is saved.
func FileName(series *models.Series, session *models.Session) string {
	return series.Slug + "-" + session.Slug + ".ics"
}

// pageURL is the public page of a session.
func pageURL(series *models.Series, session *models.Session, o Options) string {
	return o.BaseURL + "/" + series.Slug + "/" + session.Slug
}

// description tells what a calendar cannot show elsewhere: the programme, access, and where to go with a change.
func description(p *language.Printer, series *models.Series, session *models.Session, o Options) string {
	var text string
	if len(session.Programme) > 0 {
		text += p.T("calendar.programme") + "\n"
		for _, item := range session.Programme {
			text += p.Clock(item.Starts) + " " + p.Text(item.Title)
			if len(item.Speakers) > 0 {
				text += " (" + p.List(item.Speakers) + ")"
			}
			text += "\n"
		}
		text += "\n"
	}
	if access := p.Text(session.Venue.Accessibility); access != "" {
		text += p.T("calendar.accessibility", "Text", access) + "\n\n"
	}
	return text + ways(p, series, session, o)
}

// about tells of one part of the programme what a calendar cannot show elsewhere.
func about(p *language.Printer, series *models.Series, session *models.Session, item *models.ProgrammeItem, o Options) string {
	text := ""
	if len(item.Speakers) > 0 {
		text = p.List(item.Speakers) + "\n\n"
	}
	return text + ways(p, series, session, o)
}

// ways are where to read more, and where to go with a change.
func ways(p *language.Printer, series *models.Series, session *models.Session, o Options) string {
	return p.T("calendar.page", "URL", pageURL(series, session, o)) + "\n" + p.T("calendar.change", "URL", o.BaseURL+"/my")
}
