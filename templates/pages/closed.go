package pages

import "vonk/models"

// Full is the answer (409) when a session of Base.Series is full, or has too few seats for people, and there is no waiting
// list.
type Full struct {
	Base
	Session *models.Session
	People  int    // who were to be signed up; 0: the form was not filled in yet
	Sector  string // theirs
}

func (*Full) name() string { return "full" }

// Title implements Page.
func (p *Full) Title() string {
	if p.Session.Free() > 0 {
		return p.T("full.few.title", "City", p.Session.Place())
	}
	return p.T("full.title", "City", p.Session.Place())
}

// Sentence says what is the matter and what became of the answers.
func (p *Full) Sentence() string {
	free := p.Session.Free()
	switch {
	case p.People > 0 && p.People <= free: // there are seats, but not for them
		return p.card(p.Series, p.Session).shortage(p.People, p.Sector) + " " + p.T("full.other")
	case free > 0:
		return p.T("full.few.text", "City", p.Session.Place(), "Count", free)
	}
	return p.T("full.text", "City", p.Session.Place())
}

// Others are the other sessions with seats to be had, the nearest first.
func (p *Full) Others() []Card { return p.others(p.Series, p.Session) }

// Closed is the answer (410) when a session of Base.Series takes no sign-ups: closed, cancelled, past or not open yet.
type Closed struct {
	Base
	Session *models.Session // nil: no session of the series takes sign-ups
	Err     *models.Error   // of models.Series.Admission; nil when Session is
}

func (*Closed) name() string { return "closed" }

// Title implements Page.
func (p *Closed) Title() string { return p.T("closed.title") }

// What says what happened and since when.
func (p *Closed) What() string {
	if p.Err == nil {
		return p.T("closed.series")
	}
	return p.T(p.Err.Key, p.Err.Args)
}

// Others are the other sessions with seats to be had, the nearest first.
func (p *Closed) Others() []Card { return p.others(p.Series, p.Session) }

// Instead says where there are seats, free or to be drawn: "In Arnhem en Eindhoven is nog plaats."
func (p *Closed) Instead() string {
	var cities []string
	for _, card := range p.Others() {
		cities = append(cities, card.Place())
	}
	if len(cities) == 0 {
		return p.T("closed.nowhere")
	}
	if p.Series.AwaitsDraw() {
		return p.T("closed.draw", "Cities", p.List(cities))
	}
	return p.T("closed.instead", "Cities", p.List(cities))
}
