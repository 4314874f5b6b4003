package pages

import "vonk/models"

// Series shows one series: its sessions with date, place, map and seats left. It is about Base.Series.
type Series struct {
	Base
	Feed *Subscription
}

func (*Series) name() string { return "series" }

// Title implements Page.
func (p *Series) Title() string { return p.Text(p.Series.Title) }

// SignsUp says that at least one session takes sign-ups.
func (p *Series) SignsUp() bool {
	for _, card := range p.Cards() {
		if card.SignsUp() {
			return true
		}
	}
	return false
}

// SignUpURL is the form without a session chosen.
func (p *Series) SignUpURL() string { return "/" + p.Series.Slug + "/register" }

// Drawing says how the seats of the page's series are given when that is by a draw that is still to come; empty otherwise.
func (b *Base) Drawing() string { return b.drawing(b.Series) }

func (b *Base) drawing(series *models.Series) string {
	switch {
	case !series.AwaitsDraw():
		return ""
	case b.Now.Before(series.Policy.DrawAt):
		return b.T("drawing.open", "At", series.Policy.DrawAt)
	}
	return b.T("drawing.closed")
}

// DrawURL is where one can follow the draw of the page's series; empty when it has none.
func (b *Base) DrawURL() string {
	if b.Series.Policy.Admission != models.AdmissionDraw {
		return ""
	}
	return "/" + b.Series.Slug + "/draw"
}

// Session shows one session of Base.Series: programme, venue, seats left, calendar links.
type Session struct {
	Base
	Session  *models.Session
	Calendar Calendar
}

func (*Session) name() string { return "session" }

// Title implements Page.
func (p *Session) Title() string { return p.Text(p.Session.Title) }

// Card is the session with what can be done with it.
func (p *Session) Card() Card { return p.card(p.Series, p.Session) }

// Stay is the session with its calendar links, as on the page of a registration.
func (p *Session) Stay() Stay { return Stay{Card: p.Card(), Calendar: &p.Calendar} }

// Others are the other sessions with seats to be had, the nearest first; none when this one has some.
func (p *Session) Others() []Card {
	if p.Card().Open() {
		return nil
	}
	return p.others(p.Series, p.Session)
}
