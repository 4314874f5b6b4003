package pages

import (
	"net/url"
	"strconv"

	"vonk/models"
)

// Door is a session's list at the door: who is expected, who is there, and who waits for a seat.
type Door struct {
	Base
	Session *models.Session
	List    *models.Door
	Search  string
	By      models.Receptionist // who looks
	Refused *models.Error       // why nobody can be marked now; nil: they can
	Shut    *models.Error       // why nobody else can be let in now; nil: they can
	Done    string              // what was done just now
	Guest   *models.Guest       // to whom, as they are now; nil: to nobody who is on the list
}

func (*Door) name() string { return "door" }

// Title implements Page.
func (p *Door) Title() string { return p.T("door.title", "City", p.Session.Place()) }

// Card is the session.
func (p *Door) Card() Card { return p.card(p.Series, p.Session) }

// DoorURL is the door of a session of the page's series.
func (b *Base) DoorURL(session *models.Session) string {
	return "/organiser/" + b.Series.Slug + "/" + session.Slug + "/door"
}

// URL is the page itself.
func (p *Door) URL() string { return p.DoorURL(p.Session) }

// Back leads to the session; empty for who may not see it.
func (p *Door) Back() string {
	if !p.MayAt(models.MaySeeNames, p.Session) {
		return ""
	}
	return "/organiser/" + p.Series.Slug + "/" + p.Session.Slug
}

// Link leads to the link of the reception; empty for who may not make one.
func (p *Door) Link() string {
	if !p.MayAt(models.MayInvite, p.Session) {
		return ""
	}
	return p.URL() + "/link"
}

// Who says which phone this is; empty: an organiser's.
func (p *Door) Who() string {
	if p.By.Organiser != 0 {
		return ""
	}
	return p.T("door.phone", "Number", p.By.Phone)
}

// Count says how many are there.
func (p *Door) Count() string {
	return p.T("door.count", "Count", p.List.Present, "Expected", p.List.Expected)
}

// Marks says that people can be marked now.
func (p *Door) Marks() bool { return p.Refused == nil }

// Why says why nobody can be marked, or let in, now; empty: they can.
func (p *Door) Why() string {
	for _, refused := range []*models.Error{p.Refused, p.Shut} {
		if refused != nil {
			return p.T(refused.Key, refused.Args)
		}
	}
	return ""
}

// LetsIn says that people who are not expected can be let in now.
func (p *Door) LetsIn() bool { return p.Shut == nil }

// Noticed says what was done just now; empty: nothing.
func (p *Door) Noticed() string {
	switch {
	case p.Done == "walk-in":
		return p.T("door.done.walk-in")
	case p.Guest == nil:
		return ""
	}
	switch key := "door.done." + p.Done; p.Done {
	case "present", "unmark", "let-in", "colleague":
		if p.Done == "unmark" == p.Guest.Present() {
			return "" // somebody else was here since
		}
		return p.T(key, "Name", p.Guest.Name)
	case "already":
		if p.Guest.Present() {
			return p.T(key, "Name", p.Guest.Name, "Who", p.by(p.Guest), "Clock", p.Clock(*p.Guest.PresentAt))
		}
	}
	return ""
}

// by says who marked somebody.
func (p *Door) by(g *models.Guest) string {
	phone := models.PhoneOf(g.PresentBy)
	switch {
	case g.PresentBy == p.By.Actor():
		return p.T("door.by.you")
	case phone != 0:
		return p.T("door.by.phone", "Number", phone)
	}
	return p.T("door.by.organiser")
}

// Mark says since when somebody is there, and who saw them.
func (p *Door) Mark(g models.Guest) string {
	return p.T("door.mark", "Who", p.by(&g), "Clock", p.Clock(*g.PresentAt))
}

// WalkInURL leads to the form for who is not on the list, with what was searched for.
func (p *Door) WalkInURL() string {
	return p.URL() + "/walk-in?" + url.Values{"q": {p.Search}}.Encode()
}

// ColleagueURL leads to the form for who comes in somebody's place.
func (p *Door) ColleagueURL(g models.Guest) string {
	return p.URL() + "/colleague?" + url.Values{"seat": {strconv.FormatInt(g.Seat, 10)}, "q": {p.Search}}.Encode()
}

// Found says how many the search found.
func (p *Door) Found() string {
	if p.Search == "" {
		return ""
	}
	return p.T("door.found", "Count", len(p.List.Guests)+len(p.List.Waiting), "Search", p.Search)
}

// LetIn asks whether somebody who waits should be let in although no seat is free.
type LetIn struct {
	Base
	Session *models.Session
	Guest   *models.Guest
	Search  string
}

func (*LetIn) name() string { return "let-in" }

// Title implements Page.
func (p *LetIn) Title() string { return p.T("door.let-in.title", "Name", p.Guest.Name) }

// Text says how full the session is.
func (p *LetIn) Text() string { return p.overText(p.Session) }

// Back leads to the door.
func (p *LetIn) Back() string { return p.DoorURL(p.Session) }

func (b *Base) overText(session *models.Session) string {
	return b.T("door.over", "City", session.Place(), "Seats", session.Seats(), "Taken", session.Taken())
}

// WalkIn is the form for somebody who is not signed up.
type WalkIn struct {
	Base
	Session  *models.Session
	Entered  models.WalkIn
	Problems Mistakes
	Full     bool // no seat is free: it asks whether they should be let in all the same
}

func (*WalkIn) name() string { return "walk-in" }

// Title implements Page.
func (p *WalkIn) Title() string { return p.T("door.walk-in.title", "City", p.Session.Place()) }

// Failed says that the form came back with mistakes.
func (p *WalkIn) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *WalkIn) Summary() []Mistake {
	return p.summary(p.Problems, []string{"name", "email", "organisation", "sector"}, nil)
}

// Text says how full the session is.
func (p *WalkIn) Text() string { return p.overText(p.Session) }

// Back leads to the door.
func (p *WalkIn) Back() string { return p.DoorURL(p.Session) }

// Fields are those of the form.
func (p *WalkIn) Fields() []Field {
	fields := append(p.person(p.Entered.Person, p.Problems), Field{
		ID: "organisation", Name: "organisation", Label: p.T("field.organisation"), Error: p.sentence(p.Problems, "organisation"),
		Value: p.Entered.Organisation, Type: "text", Autocomplete: "off", Max: models.MaxOrganisation,
	})
	if len(p.Series.Sectors) == 0 {
		return fields
	}
	sector := Field{
		ID: "sector", Name: "sector", Label: p.T("field.sector"), Error: p.sentence(p.Problems, "sector"), Type: "select",
		Optional: p.T("form.optional"), Options: []Option{{Label: p.T("door.sector.none")}},
	}
	for _, key := range p.Series.Sectors {
		sector.Options = append(sector.Options, Option{Value: key, Label: p.Sector(key), On: key == p.Entered.Sector})
	}
	return append(fields, sector)
}

// person are the fields of a name and an address.
func (b *Base) person(entered models.Person, mistakes Mistakes) []Field {
	return []Field{
		{
			ID: "name", Name: "name", Label: b.T("field.name"), Error: b.sentence(mistakes, "name"),
			Value: entered.Name, Type: "text", Autocomplete: "off", Max: models.MaxName,
		},
		{
			ID: "email", Name: "email", Label: b.T("field.email"), Help: b.T("door.email.help"), Error: b.sentence(mistakes, "email"),
			Value: entered.Email, Type: "email", Autocomplete: "off", Max: models.MaxEmail,
		},
	}
}

// Colleague is the form for somebody who comes in another's place.
type Colleague struct {
	Base
	Session  *models.Session
	Guest    *models.Guest // whose place it is
	Entered  models.Person
	Search   string
	Problems Mistakes
}

func (*Colleague) name() string { return "colleague" }

// Title implements Page.
func (p *Colleague) Title() string { return p.T("door.colleague.title", "Name", p.Guest.Name) }

// Failed says that the form came back with mistakes.
func (p *Colleague) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *Colleague) Summary() []Mistake {
	return p.summary(p.Problems, []string{"name", "email"}, nil)
}

// Back leads to the door.
func (p *Colleague) Back() string { return p.DoorURL(p.Session) }

// Fields are those of the form.
func (p *Colleague) Fields() []Field { return p.person(p.Entered, p.Problems) }
