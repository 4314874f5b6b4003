package pages

import "vonk/models"

// ByHand is the form with which an organiser signs somebody up for a session of Base.Series.
type ByHand struct {
	Base
	Input    models.SignUp
	Problems Mistakes
}

func (*ByHand) name() string { return "byhand" }

// Title implements Page.
func (p *ByHand) Title() string { return p.T("byhand.title") }

// Failed says that the form came back with mistakes.
func (p *ByHand) Failed() bool { return len(p.Problems) > 0 }

// peopleByHand is how many people the form has room for: it works without JavaScript, and more can be added as a list.
const peopleByHand = 4

// Summary is what is wrong with the form.
func (p *ByHand) Summary() []Mistake {
	var ids []string
	for _, field := range p.Fields() {
		ids = append(ids, field.ID)
	}
	for _, person := range p.People() {
		for _, field := range person.Fields {
			ids = append(ids, field.ID)
		}
	}
	return p.summary(p.Problems, ids, nil)
}

// Action is where the form posts to.
func (p *ByHand) Action() string { return participantsURL(p.Series) + "/add" }

// Back leads to the list.
func (p *ByHand) Back() string { return participantsURL(p.Series) }

func (p *ByHand) field(id, name, label, kind, value string, most int, required bool) Field {
	field := Field{ID: id, Name: name, Label: label, Type: kind, Value: value, Max: most, Autocomplete: "off", Error: p.sentence(p.Problems, id)}
	if !required {
		field.Optional = p.T("form.optional")
	}
	return field
}

// Fields are those of the whole registration.
func (p *ByHand) Fields() []Field {
	session := p.field("session", "session", p.T("organiser.column.session"), "select", p.Input.Session, 0, true)
	session.Options = []Option{{Label: p.T("office.session.choose")}}
	for i := range p.Series.Sessions {
		if s := &p.Series.Sessions[i]; s.Upcoming(p.Now) {
			session.Options = append(session.Options, Option{Value: s.Slug, Label: p.T("office.session.option", "City", s.Place(), "Count", s.Free()), On: s.Slug == p.Input.Session})
		}
	}
	fields := []Field{session, p.field("organisation", "organisation", p.T("field.organisation"), "text", p.Input.Organisation, models.MaxOrganisation, true)}
	if len(p.Series.Sectors) > 0 {
		sector := p.field("sector", "sector", p.T("field.sector"), "select", p.Input.Sector, 0, true)
		sector.Options = []Option{{Label: p.T("field.sector.choose")}}
		for _, key := range p.Series.Sectors {
			sector.Options = append(sector.Options, Option{Value: key, Label: p.Sector(key), On: key == p.Input.Sector})
		}
		fields = append(fields, sector)
	}
	return append(fields, p.field("phone", "phone", p.T("field.phone"), "tel", p.Input.Phone, models.MaxPhone, false))
}

// HandFields are the fields of one person.
type HandFields struct {
	Legend string
	Fields []Field
}

// People are the fields of each person; the first must be filled in.
func (p *ByHand) People() []HandFields {
	var all []HandFields
	for i := range max(peopleByHand, len(p.Input.People)) {
		person := models.Person{}
		if i < len(p.Input.People) {
			person = p.Input.People[i]
		}
		id := func(field string) string { return models.Problem{Field: field, Place: i + 1}.ID() }
		all = append(all, HandFields{p.T("byhand.person", "Number", i+1), []Field{
			p.field(id("name"), "name", p.T("field.name"), "text", person.Name, models.MaxName, i == 0),
			p.field(id("email"), "email", p.T("field.email"), "email", person.Email, models.MaxEmail, i == 0),
			p.field(id("role"), "role", p.T("field.role"), "text", person.Role, models.MaxRole, false),
		}})
	}
	return all
}
