package pages

import "vonk/models"

// DoorLink is the link of a session's reception, with its picture and its PIN.
type DoorLink struct {
	Base
	Session *models.Session
	Link    models.DoorLink
	URL     string // empty: there is none
	PIN     string
}

func (*DoorLink) name() string { return "door-link" }

// Title implements Page.
func (p *DoorLink) Title() string { return p.T("door.link.title", "City", p.Session.Place()) }

// Back leads to the door.
func (p *DoorLink) Back() string { return p.DoorURL(p.Session) }

// Action is where the forms post to.
func (p *DoorLink) Action() string { return p.DoorURL(p.Session) + "/link" }

// Lead says what the link is for, and when it works.
func (p *DoorLink) Lead() string {
	return p.T("door.link.lead", "From", p.Series.DoorOpens(p.Session), "Until", p.Session.Ends)
}

// Picture is the link as a QR code.
func (p *DoorLink) Picture() (*QR, error) { return newQR(p.URL) }

// Spaced is the PIN as people read it out.
func (p *DoorLink) Spaced() string { return p.PIN[:3] + " " + p.PIN[3:] }

// Tried says how many wrong PINs were given; empty: none.
func (p *DoorLink) Tried() string {
	switch {
	case p.Link.Locked():
		return p.T("door.link.locked")
	case p.Link.Wrong > 0:
		return p.T("door.link.tried", "Count", p.Link.Wrong)
	}
	return ""
}

// PIN is the page of the link: it asks for the PIN.
type PIN struct {
	Base
	Session  *models.Session
	Action   string
	Early    bool // the session's day has not come
	Problems Mistakes
}

func (*PIN) name() string { return "pin" }

// Title implements Page.
func (p *PIN) Title() string { return p.T("door.title", "City", p.Session.Place()) }

// Card is the session.
func (p *PIN) Card() Card { return p.card(p.Series, p.Session) }

// Failed says that the PIN was wrong.
func (p *PIN) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *PIN) Summary() []Mistake { return p.summary(p.Problems, []string{"pin"}, nil) }

// Opens says from when the link works.
func (p *PIN) Opens() string { return p.T("door.pin.early", "At", p.Series.DoorOpens(p.Session)) }

// Field is the PIN's. A telephone shows digits for it.
func (p *PIN) Field() Field {
	return Field{
		ID: "pin", Name: "pin", Label: p.T("door.pin"), Help: p.T("door.pin.help"), Error: p.sentence(p.Problems, "pin"), Type: "tel", Autocomplete: "off",
	}
}
