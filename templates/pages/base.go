package pages

import (
	"html/template"
	"net/url"
	"time"

	"vonk/models"
	"vonk/templates/language"
)

// Base is what every page has. Printer and Now are always needed.
type Base struct {
	*language.Printer
	Now     time.Time
	Path    string         // of this page with its query, for the language switch; empty where a GET would lose what was entered
	Demo    bool           // the page is marked "Demonstratie"
	Series  *models.Series // that the page belongs to: its title in the header, its organiser in the footer; nil: none
	SignOut string         // where the sign-out button posts to; empty: no organiser is signed in

	Organiser *models.Organiser // who is signed in; nil: nobody
	Tabs      []Tab             // the parts of the series in the back office
}

// Tab is a part of a series in the back office.
type Tab struct {
	Name    string
	URL     string
	Current bool // the page is in it
}

// May says that whoever is signed in may do something in the whole of a series.
func (b *Base) May(act models.Permission, series *models.Series) bool {
	return b.Organiser != nil && b.Organiser.May(act, series.ID, 0)
}

// MayAt says that whoever is signed in may do something at a session of the page's series.
func (b *Base) MayAt(act models.Permission, session *models.Session) bool {
	return b.Organiser != nil && b.Organiser.May(act, b.Series.ID, session.ID)
}

// Administers says that whoever is signed in may do everything.
func (b *Base) Administers() bool {
	return b.Organiser != nil && b.Organiser.May(models.MayAdminister, 0, 0)
}

// Link is a link to another site, or to a download.
type Link struct {
	Name string // as it should be read: "Google Agenda"
	URL  string
}

// Href is URL as it may stand in a page: webcal is a scheme that calendar programs know, and html/template does not.
func (l Link) Href() template.URL { return template.URL(l.URL) } // #nosec G203 -- the handlers make it

// Subscription is how a calendar subscribes to a feed.
type Subscription struct {
	Address string // of the feed
	Links   []Link // of calendars that ask no more
}

// Calendar is how a session gets into somebody's calendar.
type Calendar struct {
	Download string // /calendar/{series}/{session}.ics
	Links    []Link // of calendars on the web
}

// Failed says that the title starts with "Fout: ". The pages with forms say so themselves.
func (b *Base) Failed() bool { return false }

// Languages are the links of the language switch.
func (b *Base) Languages() []Switch {
	if b.Path == "" {
		return nil
	}
	var all []Switch
	for _, code := range models.Languages {
		at, err := url.Parse(b.Path)
		if err != nil {
			return nil
		}
		query := at.Query()
		query.Set("lang", code)
		at.RawQuery = query.Encode()
		all = append(all, Switch{Code: code, URL: at.String(), Current: code == b.Language()})
	}
	return all
}

// Switch is the way to a page in another language.
type Switch struct {
	Code    string
	URL     string
	Current bool
}

// Host is who organises the page's series, written out in full where the series says so.
func (b *Base) Host() string { return host(b.Series) }

func host(series *models.Series) string {
	if series.Privacy.Controller != "" {
		return series.Privacy.Controller
	}
	return series.OrganiserName
}

// Sector is the name of a sector; one that we have no name for is written as its key.
func (b *Base) Sector(key string) string {
	if key == "" || !b.Has("sector."+key) {
		return key
	}
	return b.T("sector." + key)
}

// StatusWord says a status in words.
func (b *Base) StatusWord(status models.Status) string { return b.T("status." + string(status)) }
