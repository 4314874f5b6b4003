package pages

import (
	"strconv"

	"vonk/models"
)

// Substituting is what was entered in the form with which a colleague takes somebody's place, when it comes back.
type Substituting struct {
	Place  int // whose place it is; 0: not said
	Person models.Person
}

// Substitution is that form. It posts participant (the place), name and email to Action.
type Substitution struct {
	Action string
	Title  string
	Text   string
	Who    *Group // nil: there is one person only
	Only   string // that person's place
	Name   Field
	Email  Field
	Button string
	Open   bool // it comes back with something to mend
}

// The ids of the form's fields, in their order. Whose place it is has another id than its name, as the form for cancelling
// has the same field.
var substitutionFields = []string{"replaced", "name", "email"}

// substitution makes the form for those who can be replaced; nil when nobody can.
func (b *Base) substitution(self string, people []Member, entered Substituting, mistakes Mistakes) *Substitution {
	form := &Substitution{
		Action: self + "/substitute", Title: b.T("substitute.title"), Text: b.T("substitute.text"), Button: b.T("substitute.button"),
		Name: Field{
			ID: "name", Name: "name", Label: b.T("substitute.name"), Error: b.sentence(mistakes, "name"),
			Value: entered.Person.Name, Type: "text", Autocomplete: "off", Max: models.MaxName,
		},
		Email: Field{
			ID: "email", Name: "email", Label: b.T("substitute.email"), Error: b.sentence(mistakes, "email"),
			Value: entered.Person.Email, Type: "email", Autocomplete: "off", Max: models.MaxEmail,
		},
	}
	form.Open = form.Name.Error != "" || form.Email.Error != "" || b.sentence(mistakes, "replaced") != ""
	who := Group{ID: "replaced", Name: "participant", Label: b.T("substitute.who"), Error: b.sentence(mistakes, "replaced")}
	for _, person := range people {
		if person.Cancels {
			id := optionID("replaced", len(who.Options))
			who.Options = append(who.Options, Option{ID: id, Value: person.Number, Label: person.Name, On: person.Number == strconv.Itoa(entered.Place)})
		}
	}
	switch len(who.Options) {
	case 0:
		return nil
	case 1:
		form.Only = who.Options[0].Value
	default:
		form.Who = &who
	}
	return form
}

// Substituted says that a participant's place is a colleague's now. The page stands on its own: the participant's own page
// is gone with the place.
type Substituted struct {
	Base
	Name     string            // of the colleague
	Sessions []*models.Session // where the colleague has or waits for a seat
}

func (*Substituted) name() string { return "substituted" }

// Title implements Page.
func (p *Substituted) Title() string { return p.T("substituted.title") }

// Cards are the sessions.
func (p *Substituted) Cards() []Card {
	var cards []Card
	for _, session := range p.Sessions {
		cards = append(cards, p.card(p.Series, session))
	}
	return cards
}

// Text says who goes where.
func (p *Substituted) Text() string {
	var cities []string
	for _, session := range p.Sessions {
		cities = append(cities, session.Place())
	}
	if cities == nil {
		return p.T("substituted.text.plain", "Name", p.Name)
	}
	return p.T("substituted.text", "Name", p.Name, "City", p.List(cities))
}
