package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Card is a session with what can be done with it now.
type Card struct {
	*models.Session
	State models.Availability
	base  *Base
	of    *models.Series
}

func (b *Base) card(series *models.Series, session *models.Session) Card {
	return Card{Session: session, State: series.Availability(session, b.Now), base: b, of: series}
}

// Cards are the sessions of the page's series, in the order in which they take place.
func (b *Base) Cards() []Card { return b.cardsOf(b.Series) }

func (b *Base) cardsOf(series *models.Series) []Card {
	cards := make([]Card, 0, len(series.Sessions))
	for i := range series.Sessions {
		cards = append(cards, b.card(series, &series.Sessions[i]))
	}
	slices.SortStableFunc(cards, func(a, b Card) int { return a.Starts.Compare(b.Starts) })
	return cards
}

// others are the sessions with free seats besides this one, the nearest first.
func (b *Base) others(series *models.Series, from *models.Session) []Card {
	var free []Card
	for _, session := range series.Nearest(from, b.Now) {
		free = append(free, b.card(series, session))
	}
	return free
}

// T writes a message in the page's language.
func (c Card) T(key string, args ...any) string { return c.base.T(key, args...) }

// URL is the session's own page.
func (c Card) URL() string { return "/" + c.of.Slug + "/" + c.Slug }

// SignUpURL is the form with this session chosen.
func (c Card) SignUpURL() string {
	return "/" + c.of.Slug + "/register?session=" + url.QueryEscape(c.Slug)
}

// SignsUp says that there is something to sign up for: seats, or the waiting list.
func (c Card) SignsUp() bool { return c.State.SignsUp() }

// Upcoming says that the session is still to come, and not cancelled.
func (c Card) Upcoming() bool { return c.Session.Upcoming(c.base.Now) }

// When is the session's time in words.
func (c Card) When() string { return c.base.Span(c.Starts, c.Ends) }

// Lines are the parts of When that stay whole where its line is too short.
func (c Card) Lines() []string {
	parts := strings.SplitAfter(c.When(), ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// Stamp is the start for machines.
func (c Card) Stamp() string { return c.base.Stamp(c.Starts) }

// LeafDay is the session's day as a calendar's leaf shows it.
func (c Card) LeafDay() string { return strconv.Itoa(c.Starts.In(c.of.Location()).Day()) }

// LeafMonth is the month of that leaf.
func (c Card) LeafMonth() string { return c.base.Month(c.Starts) }

// SeatsLeft says in words what can be had.
func (c Card) SeatsLeft() string {
	switch c.State {
	case models.SessionFree:
		return c.base.T("seats.free", "Count", c.Free())
	case models.SessionWaitlist:
		return c.WaitingLine()
	}
	return c.base.T("availability."+string(c.State), "City", c.Place(), "Since", c.of.Opens)
}

// WaitingLine says that the session is full and how many people wait.
func (c Card) WaitingLine() string {
	if c.Waiting == 0 {
		return c.base.T("seats.waitlist.empty")
	}
	return c.base.T("seats.waitlist", "Count", c.Waiting)
}

// Picture says in words what the bar shows.
func (c Card) Picture() string {
	return c.base.T("seats.picture", "Taken", c.Taken(), "Seats", c.Seats(), "Count", c.Free())
}

// Share is how much of the bar is filled, as an SVG length: "43%".
func (c Card) Share() string {
	if c.Seats() == 0 {
		return "0%"
	}
	return strconv.FormatFloat(100*float64(c.Taken())/float64(c.Seats()), 'f', 1, 64) + "%"
}

// Where is the venue's name and city.
func (c Card) Where() string { return models.Venue{Name: c.Venue.Name, City: c.Venue.City}.Line() }

// Name is the session's title, or else its place.
func (c Card) Name() string {
	if title := c.base.Text(c.Title); title != "" {
		return title
	}
	return c.Place()
}
