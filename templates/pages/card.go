package pages

import (
	"cmp"
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

// others are the sessions with seats to be had besides this one, free ones or by a draw to come, the nearest first.
func (b *Base) others(series *models.Series, from *models.Session) []Card {
	return slices.DeleteFunc(b.near(series, from), func(c Card) bool { return !c.Open() })
}

// near are the sessions besides this one, the nearest venue first. Sessions of which either place is unknown come after
// those, by their start. From nil they all come by their start.
func (b *Base) near(series *models.Series, from *models.Session) []Card {
	cards := b.cardsOf(series)
	if from == nil {
		return cards
	}
	cards = slices.DeleteFunc(cards, func(c Card) bool { return c.Slug == from.Slug })
	slices.SortStableFunc(cards, func(a, b Card) int {
		return cmp.Compare(from.Venue.Distance(a.Venue), from.Venue.Distance(b.Venue))
	})
	return cards
}

// OthersTitle is the heading of others.
func (b *Base) OthersTitle() string {
	if b.Series != nil && b.Series.AwaitsDraw() {
		return b.T("others.draw")
	}
	return b.T("others.title")
}

// T writes a message in the page's language.
func (c Card) T(key string, args ...any) string { return c.base.T(key, args...) }

// URL is the session's own page.
func (c Card) URL() string { return "/" + c.of.Slug + "/" + c.Slug }

// SignUpURL is the form with this session chosen.
func (c Card) SignUpURL() string {
	return "/" + c.of.Slug + "/register?session=" + url.QueryEscape(c.Slug)
}

// SignsUp says that there is something to sign up for: seats, the waiting list or the draw.
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

// Open says that there are seats to be had: free ones, or by a draw to come.
func (c Card) Open() bool { return c.State == models.SessionFree || c.State == models.SessionDraw }

// Simple says that whoever signs up alone has a seat, of whatever sector they are.
func (c Card) Simple() bool {
	return c.State == models.SessionFree && c.of.FreeFor(c.Session, 0, c.base.Now) > 0
}

// SeatsLeft says in words what can be had.
func (c Card) SeatsLeft() string { return c.SeatsHead() + c.SeatsTail() }

// SeatsHead is the beginning of SeatsLeft that says the most: a number, or why there is none.
func (c Card) SeatsHead() string {
	switch c.State {
	case models.SessionFree:
		if !c.Simple() {
			return c.T("seats.only", "Count", c.Free())
		}
		return c.T("seats.free", "Count", c.Free())
	case models.SessionWaitlist:
		return c.some("seats.waitlist", c.Waiting)
	case models.SessionDraw:
		return c.some("seats.draw", c.Waiting)
	case models.SessionPast:
		if c.base.Now.Before(c.Ends) {
			return c.T("availability.begun")
		}
	}
	return c.T("availability."+string(c.State), "City", c.Place(), "Since", c.of.Opens)
}

// SeatsTail is the rest of SeatsLeft: for whom seats are kept, or until when one can join the draw.
func (c Card) SeatsTail() string {
	switch {
	case c.State == models.SessionDraw && c.base.Now.Before(c.of.Policy.DrawAt):
		return ", " + c.T("seats.draw.until", "At", c.of.Policy.DrawAt)
	case c.State == models.SessionDraw:
		return ", " + c.T("seats.draw.closed")
	case c.State != models.SessionFree || len(c.kept(0)) == 0:
		return ""
	case !c.Simple():
		return ", " + c.onlyFor(0)
	}
	return ", " + c.T("seats.part", "Parts", c.keptFor("seats.part.until", 0))
}

// some writes a message with a count, or its own words for none.
func (c Card) some(key string, count int) string {
	if count == 0 {
		return c.T(key+".empty", "City", c.Place())
	}
	return c.T(key, "Count", count, "City", c.Place())
}

// Picture says in words what the bar shows.
func (c Card) Picture() string {
	if c.State == models.SessionDraw {
		return c.T("seats.picture.draw", "Count", c.Waiting, "Seats", c.Seats())
	}
	return c.T("seats.picture", "Taken", c.Taken(), "Seats", c.Seats(), "Count", c.Free())
}

// Share is how much of the bar is filled, as an SVG length: "43%"; empty when nothing is. Before a draw it shows how many
// want a seat.
func (c Card) Share() string {
	filled := c.Taken()
	if c.State == models.SessionDraw {
		filled = min(c.Waiting, c.Seats())
	}
	if filled == 0 || c.Seats() == 0 {
		return ""
	}
	return strconv.FormatFloat(100*float64(filled)/float64(c.Seats()), 'f', 1, 64) + "%"
}

// SignUpText is what the link to the form says.
func (c Card) SignUpText() string {
	switch c.State {
	case models.SessionDraw:
		return c.T("card.draw", "City", c.Place())
	case models.SessionWaitlist:
		return c.T("card.waitlist", "City", c.Place())
	}
	return c.T("card.signup", "City", c.Place())
}

// Room is the number of seats as its organiser set it: "60", or "60 + 6" with overbooking.
func (c Card) Room() string {
	if c.Overbooking == 0 {
		return strconv.Itoa(c.Capacity)
	}
	return strconv.Itoa(c.Capacity) + " + " + strconv.Itoa(c.Overbooking)
}

// Overbooked says how many seats the organiser gives on top of the capacity; empty when none.
func (c Card) Overbooked() string {
	if c.Overbooking == 0 {
		return ""
	}
	return c.T("organiser.overbooking", "Seats", c.Capacity, "Count", c.Overbooking)
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
