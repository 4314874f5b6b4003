package calendar

import (
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/emersion/go-ical"

	"vonk/models"
	"vonk/templates/language"
)

// refresh is how often a calendar is asked to fetch a feed. Google does so once or twice a day, whatever is asked.
const refresh = "PT1H"

// Feed writes a calendar to subscribe to, in the order of its entries. An empty one is a feed too: it holds the zone given.
func Feed(w io.Writer, title, timezoneName string, entries []Entry, o Options) error {
	document := newCalendar()
	for name, value := range map[string]string{"NAME": text(title), "X-WR-CALNAME": text(title), "X-WR-TIMEZONE": line(timezoneName), "X-PUBLISHED-TTL": refresh} {
		document.Props[name] = raw(name, value, nil)
	}
	document.Props["REFRESH-INTERVAL"] = raw("REFRESH-INTERVAL", refresh, ical.Params{ical.ParamValue: {"DURATION"}})
	if err := fill(document, o, "", entries); err != nil {
		return err
	}
	if len(entries) == 0 { // a calendar without components is none
		zone, err := load(timezoneName)
		if err != nil {
			return err
		}
		vtimezone, err := timezone(zone, firstYear, firstYear)
		if err != nil {
			return err
		}
		document.Children = append(document.Children, vtimezone)
	}
	return encode(w, document)
}

// SeriesFeed writes the public feed of a series: the events that the downloads of its sessions hold, cancelled ones too.
func SeriesFeed(w io.Writer, series *models.Series, o Options) error {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Hostname() == "" {
		return errors.New("calendar: the base URL has no host")
	}
	var entries []Entry
	for i := range series.Sessions {
		session := &series.Sessions[i]
		entries = append(entries, Entry{Series: series, Session: session, Event: public(series, session, base.Hostname())})
	}
	return Feed(w, language.For(o.Language, series.Location()).Text(series.Title), series.Timezone, entries, o)
}

// PersonFeed writes the feed of one participant: their seats and offers, and those that left their calendar again, under the
// UIDs of the invitations. With programme each part of it is an event of its own.
func PersonFeed(w io.Writer, r *models.Registration, participant *models.Participant, programme bool, o Options) error {
	p := language.For(o.Language, r.Series.Location())
	var entries []Entry
	for i := range r.Placements {
		for _, seat := range r.Placements[i].Seats {
			session, ok := r.Series.SessionByID(seat.SessionID)
			live := seat.Status == models.Confirmed || seat.Status == models.Offered
			if !ok || seat.ParticipantID != participant.ID || !live && seat.Sequence == 0 {
				continue
			}
			entry := Entry{Series: r.Series, Session: session, Event: Event{
				UID: seat.UID, Sequence: seat.Sequence, Stamp: seat.UpdatedAt, Tentative: seat.Status == models.Offered, Cancelled: !live,
			}}
			if session.UpdatedAt.After(entry.Stamp) {
				entry.Stamp = session.UpdatedAt
			}
			entries = append(entries, entry)
			if !programme || !live {
				continue
			}
			for j := range session.Programme {
				part := entry
				part.Item = &session.Programme[j]
				part.UID = strconv.Itoa(j+1) + "." + entry.UID
				entries = append(entries, part)
			}
		}
	}
	return Feed(w, p.Text(r.Series.Title), r.Series.Timezone, entries, o)
}

// OrganiserFeed writes the feed of an organiser: the sessions given, each with how full it is.
func OrganiserFeed(w io.Writer, title string, all []*models.Series, o Options) error {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Hostname() == "" {
		return errors.New("calendar: the base URL has no host")
	}
	zone := "Europe/Amsterdam"
	var entries []Entry
	for _, series := range all {
		if len(entries) == 0 {
			zone = series.Timezone
		}
		p := language.For(o.Language, series.Location())
		for i := range series.Sessions {
			session := &series.Sessions[i]
			entry := Entry{Series: series, Session: session, Event: public(series, session, base.Hostname())}
			entry.UID = "organiser." + entry.UID // who subscribes to the series too sees both
			entry.Note = p.T("calendar.counts", "Confirmed", session.Confirmed+session.Offered, "Seats", session.Seats(), "Waiting", session.Waiting)
			entries = append(entries, entry)
		}
	}
	return Feed(w, title, zone, entries, o)
}

// Subscribe are the ways to subscribe to a feed, whose address is given.
func Subscribe(feed, title, in string) []Link {
	p := language.For(in, nil)
	webcal := webcal(feed)
	return []Link{
		{p.T("calendar.apple"), webcal},
		{p.T("calendar.google"), "https://calendar.google.com/calendar/u/0/r?cid=" + escape(webcal)},
		{p.T("calendar.outlook"), "https://outlook.live.com/calendar/0/addfromweb/?url=" + escape(feed) + "&name=" + escape(title)},
		{p.T("calendar.office"), "https://outlook.office.com/calendar/0/addfromweb/?url=" + escape(feed) + "&name=" + escape(title)},
	}
}

// webcal is an address that calendar programs open by themselves.
func webcal(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		return "webcal://" + rest
	}
	return address
}
