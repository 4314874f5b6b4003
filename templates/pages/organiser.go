package pages

import "vonk/models"

// OrganiserSeries lists every series with its sessions, drafts too. A session's list is at /organiser/{series}/{session}.
type OrganiserSeries struct {
	Base
	All   []*models.Series
	Doors []Link // where people are received now, and those that are all that the organiser may see
	Done  string // what was done just now that took away the page where it was done: deleted, withdrawn; empty: nothing
}

func (*OrganiserSeries) name() string { return "organiser-series" }

// Title implements Page.
func (p *OrganiserSeries) Title() string {
	if p.Series != nil {
		return p.Text(p.Series.Title)
	}
	return p.T("organiser.title")
}

// Noticed says what was done just now.
func (p *OrganiserSeries) Noticed() string {
	switch p.Done {
	case "deleted":
		return p.T("edit.deleted")
	case "withdrawn":
		return p.T("people.withdrawn")
	}
	return ""
}

// Listed are the series with their sessions.
func (p *OrganiserSeries) Listed() []Listed { return p.listed(p.All) }

// OrganiserSession is the attendee list of a session of Base.Series.
type OrganiserSession struct {
	Base
	Session   *models.Session
	Attendees []models.Attendee
	Excel     string // downloads: CSV for Excel
	CSV       string // CSV as RFC 4180 has it
	JSON      string
	First     int    // the number of the first row in the whole list, from 1
	Previous  string // the part of a long list before this one, and the one after it; empty: there is none
	Next      string
}

// Part says that the list is too long for one page.
func (p *OrganiserSession) Part() bool { return p.Previous != "" || p.Next != "" }

// Last is the number of the last row.
func (p *OrganiserSession) Last() int { return p.First + len(p.Attendees) - 1 }

func (*OrganiserSession) name() string { return "organiser-session" }

// Title implements Page.
func (p *OrganiserSession) Title() string {
	return p.T("organiser.session.title", "City", p.Session.Place())
}

// Card is the session with what can be done with it.
func (p *OrganiserSession) Card() Card { return p.card(p.Series, p.Session) }
