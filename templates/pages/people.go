package pages

import (
	"strconv"

	"vonk/models"
)

// People are the organisers of Base.Series, or of everything when there is none, and the form to invite one.
type People struct {
	Base
	All       []models.Organiser // with their roles
	Inviting  Inviting           // the form that comes back
	Problems  Mistakes
	Invited   string // the address that was invited just now; empty: none
	Withdrawn bool   // a role was withdrawn just now
}

// Inviting is the form as it was sent.
type Inviting struct {
	Email   string
	Role    models.OrganiserRole
	Session string // slug; empty: the whole series
}

func (*People) name() string { return "people" }

// Title implements Page.
func (p *People) Title() string {
	if p.Series == nil {
		return p.T("people.title.everywhere")
	}
	return p.T("people.title")
}

// Failed says that the form came back with mistakes.
func (p *People) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *People) Summary() []Mistake {
	return p.summary(p.Problems, []string{"email", "role", "session"}, nil)
}

// Noticed says what was done just now.
func (p *People) Noticed() string {
	switch {
	case p.Invited != "":
		return p.T("people.invited", "Email", p.Invited)
	case p.Withdrawn:
		return p.T("people.withdrawn")
	}
	return ""
}

// Lead says what the roles of the page are for.
func (p *People) Lead() string {
	if p.Series == nil {
		return p.T("people.lead.everywhere")
	}
	return p.T("people.lead", "Series", p.Series.Title)
}

// Action is where the forms of the page post to.
func (p *People) Action() string {
	if p.Series == nil {
		return "/organiser/people"
	}
	return "/organiser/" + p.Series.Slug + "/people"
}

// Given is a role of somebody, as the list tells of it.
type Given struct {
	ID       int64
	Who      string
	Role     string
	Where    string
	Signed   string
	Withdraw string // the name of the button that takes it away; empty: whoever is signed in may not
}

// Given are the roles that the page is about.
func (p *People) Given() []Given {
	var all []Given
	for i := range p.All {
		o := &p.All[i]
		for j := range o.Assignments {
			if given, ok := p.given(o, &o.Assignments[j]); ok {
				all = append(all, given)
			}
		}
	}
	return all
}

func (p *People) given(o *models.Organiser, a *models.Assignment) (Given, bool) {
	g := Given{ID: a.ID, Who: o.Email, Role: p.T("role." + string(a.Role)), Signed: p.T("people.signed.no")}
	var series, session int64
	switch {
	case a.SeriesID == nil:
		g.Where = p.T("people.where.everywhere")
	case p.Series == nil || *a.SeriesID != p.Series.ID:
		return g, false
	case a.SessionID == nil:
		series, g.Where = *a.SeriesID, p.T("people.where.series")
	default:
		series, session = *a.SeriesID, *a.SessionID
		if at, ok := p.Series.SessionByID(session); ok {
			g.Where = at.Place()
		}
	}
	switch {
	case o.Disabled:
		g.Signed = p.T("people.disabled")
	case o.SignedInAt != nil:
		g.Signed = p.T("people.signed.yes")
	}
	// What holds everywhere is given and taken on the page of everything.
	if (p.Series == nil) == (a.SeriesID == nil) && p.Organiser != nil && p.Organiser.MayGive(a.Role, series, session) {
		g.Withdraw = p.T("people.withdraw.of", "Who", o.Email, "Role", g.Role, "Where", g.Where)
	}
	return g, true
}

// Fields are those of the form.
func (p *People) Fields() []Field {
	fields := []Field{
		{
			ID: "email", Name: "email", Label: p.T("people.invite.email"), Error: p.sentence(p.Problems, "email"),
			Value: p.Inviting.Email, Type: "email", Autocomplete: "off", Max: models.MaxEmail,
		},
		{ID: "role", Name: "role", Label: p.T("people.invite.role"), Error: p.sentence(p.Problems, "role"), Type: "select", Options: p.roles()},
	}
	if p.Series != nil {
		fields = append(fields, Field{
			ID: "session", Name: "session", Label: p.T("people.invite.session"), Error: p.sentence(p.Problems, "session"), Type: "select", Options: p.places(),
		})
	}
	return fields
}

// roles are those that can be given on this page, the one that may do least first.
func (p *People) roles() []Option {
	var options []Option
	for i := len(models.Roles) - 1; i >= 0; i-- {
		role, at := models.Roles[i], models.Scope{}
		if p.Series != nil {
			at = models.Scope{Series: p.Series.Slug, Session: "some"}
		}
		if models.ValidateRole(role, at) == nil {
			options = append(options, Option{ID: "role-" + strconv.Itoa(i), Value: string(role), Label: p.T("role." + string(role)), On: role == p.Inviting.Role})
		}
	}
	return options
}

func (p *People) places() []Option {
	options := []Option{{Value: "", Label: p.T("people.where.series"), On: p.Inviting.Session == ""}}
	for _, card := range p.Cards() {
		options = append(options, Option{Value: card.Slug, Label: card.Name(), On: card.Slug == p.Inviting.Session})
	}
	return options
}
