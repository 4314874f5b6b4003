package pages

import (
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Register is the sign-up form of Base.Series, empty or with what was entered. It posts to /{series}/register.
//
// Its buttons: the submit (with step=check when Checks says so); do=add; do=remove-N; do=contact-other; do=contact-self. Each of
// the do buttons asks for the same page with everything kept. A hidden field seen_full is always there, so that its
// presence says that the form was shown; each further one holds the slug of a session that the form shows as full.
type Register struct {
	Base
	Input        models.SignUp // as entered; People may be empty; Nonce is always set
	ContactOther bool          // shows the fields of a contact who does not attend
	Problems     Mistakes      // nil at first; otherwise the page is a 422
	Preview      bool          // an organiser tries the form out: nothing is kept
}

func (*Register) name() string { return "register" }

// Title implements Page.
func (p *Register) Title() string { return p.T("register.title", "Series", p.Series.Title) }

// Failed implements the title's "Fout: ".
func (p *Register) Failed() bool { return len(p.Problems) > 0 }

// Action is where the form posts to.
func (p *Register) Action() string {
	if p.Preview {
		return "/organiser/" + p.Series.Slug + "/preview"
	}
	return "/" + p.Series.Slug + "/register"
}

// People are the participants' parts of the form: at least one.
func (p *Register) People() []PersonFields {
	people := p.Input.People
	if len(people) == 0 {
		people = []models.Person{{}}
	}
	all := make([]PersonFields, 0, len(people))
	for i, person := range people {
		all = append(all, p.person(i+1, person, len(people)))
	}
	return all
}

// PersonFields is one participant's part of the form.
type PersonFields struct {
	Place      int
	Legend     string
	Name       Field
	Email      Field
	Role       Field
	Self       bool // of who fills the form in
	Removable  bool
	Registered bool // the address has a place already: "Ga door zonder deze persoon"
}

func (p *Register) person(place int, person models.Person, count int) PersonFields {
	number := strconv.Itoa(place)
	self := place == 1 && !p.ContactOther
	complete := func(token string) string {
		if self {
			return token
		}
		return "off"
	}
	field := func(name, value, kind, autocomplete string, limit int) Field {
		id := name + "-" + number
		return Field{
			ID: id, Name: name, Label: p.T("field." + name), Error: p.sentence(p.Problems, id), Value: value, Type: kind,
			Autocomplete: autocomplete, Max: limit,
		}
	}
	fields := PersonFields{
		Place:     place,
		Self:      self,
		Legend:    p.legend(place),
		Name:      field("name", person.Name, "text", complete("name"), models.MaxName),
		Email:     field("email", person.Email, "email", complete("email"), models.MaxEmail),
		Role:      field("role", person.Role, "text", complete("organization-title"), models.MaxRole),
		Removable: count > 1,
	}
	fields.Role.Optional = p.optional(true)
	if self {
		fields.Email.Help = p.T("field.email.self")
	} else {
		fields.Email.Help = p.T("field.email.colleague")
	}
	problem, found := p.Problems.of(fields.Email.ID)
	fields.Registered = found && problem.Key == "problem.email.registered"
	return fields
}

// legend says whose fields these are.
func (p *Register) legend(place int) string {
	switch {
	case p.ContactOther:
		return p.T("register.participant", "Place", place)
	case place > 1:
		return p.T("register.colleague", "Place", place)
	case len(p.Input.People) > 1:
		return p.T("register.first")
	}
	return p.T("register.self")
}

// Add is the id of the name field of the person that do=add adds.
func (p *Register) Add() string { return "name-" + strconv.Itoa(len(p.People())+1) }

// MayAdd says that one more person fits in a party.
func (p *Register) MayAdd() bool {
	return p.Series.Policy.PartyMax == 0 || len(p.People()) < p.Series.Policy.PartyMax
}

// Checks says that the form is followed by the check page: somebody else's data is in it, or it may not give seats at once.
func (p *Register) Checks() bool {
	return !p.Preview && (len(p.People()) > 1 || p.ContactOther ||
		slices.ContainsFunc(p.Cards(), func(c Card) bool { return c.SignsUp() && !c.Simple() }))
}

// Apart says that people who do not fit together agreed to be placed apart, which the form carries along.
func (p *Register) Apart() bool {
	return p.Input.Together == models.TogetherAny && len(p.Input.People) > 1
}

// ContactName and ContactEmail are the fields of a contact who does not attend.
func (p *Register) ContactName() Field {
	return Field{
		ID: "contact_name", Name: "contact_name", Label: p.T("field.name"), Error: p.sentence(p.Problems, "contact_name"),
		Value: p.Input.ContactName, Type: "text", Autocomplete: "name", Max: models.MaxName,
	}
}

// ContactEmail is the address of a contact who does not attend.
func (p *Register) ContactEmail() Field {
	return Field{
		ID: "contact_email", Name: "contact_email", Label: p.T("field.email"), Help: p.T("field.email.contact"),
		Error: p.sentence(p.Problems, "contact_email"), Value: p.Input.ContactEmail, Type: "email", Autocomplete: "email",
		Max: models.MaxEmail,
	}
}

// Organisation is the employer's field.
func (p *Register) Organisation() Field {
	return Field{
		ID: "organisation", Name: "organisation", Label: p.T("field.organisation"), Error: p.sentence(p.Problems, "organisation"),
		Value: p.Input.Organisation, Type: "text", Autocomplete: "organization", Max: models.MaxOrganisation,
	}
}

// Sectors is the choice of a sector. A series without sectors does not ask.
func (p *Register) Sectors() *Field {
	if len(p.Series.Sectors) == 0 {
		return nil
	}
	field := &Field{
		ID: "sector", Name: "sector", Label: p.T("field.sector"), Error: p.sentence(p.Problems, "sector"), Type: "select",
		Autocomplete: "off", Options: []Option{{Label: p.T("field.sector.choose")}},
	}
	for _, key := range p.Series.Sectors {
		field.Options = append(field.Options, Option{Value: key, Label: p.Sector(key), On: key == p.Input.Sector})
	}
	return field
}

// Phone is the contact's telephone.
func (p *Register) Phone() Field {
	return Field{
		ID: "phone", Name: "phone", Label: p.T("field.phone"), Help: p.T("field.phone.help"), Error: p.sentence(p.Problems, "phone"),
		Value: p.Input.Phone, Type: "tel", Autocomplete: "tel", Max: models.MaxPhone,
		Optional: p.optional(true),
	}
}

// Sessions are the sessions that take sign-ups, to choose one of. The chosen one is there in any case.
func (p *Register) Sessions() Group {
	group := Group{ID: "session", Name: "session", Label: p.T("register.session"), Error: p.sentence(p.Problems, "session")}
	for _, card := range p.Cards() {
		if !card.SignsUp() {
			continue
		}
		group.Options = append(group.Options, Option{
			ID: optionID("session", len(group.Options)), Value: card.Slug, Label: card.Place() + ", " + card.When(),
			Hint: card.Venue.Name + " · " + card.chance(), On: card.Slug == p.Input.Session,
		})
	}
	return group
}

// Notice says that the chosen session is full and has a waiting list, or that seats are drawn; empty otherwise.
func (p *Register) Notice() string {
	if drawing := p.Drawing(); drawing != "" {
		return drawing
	}
	for _, card := range p.Cards() {
		if card.Slug == p.Input.Session && card.State == models.SessionWaitlist {
			return p.T("session.full", "City", card.Place())
		}
	}
	return ""
}

// Questions are those of the series that the contact answers.
func (p *Register) Questions() []Asked { return p.asked(false, p.Input.Answers, p.Problems) }

// Consents are what the contact may agree to, each apart and never ticked beforehand.
func (p *Register) Consents() []Consent { return p.consents(p.Input.Followup, p.Input.Newsletter) }

func (b *Base) consents(followup, newsletter bool) []Consent {
	return []Consent{
		{Name: "consent_followup", Label: b.T("consent.followup", "Organiser", b.Host()), On: followup},
		{Name: "consent_newsletter", Label: b.T("consent.newsletter", "Organiser", b.Host()), On: newsletter},
	}
}

// consented are the sentences that were agreed to, a line each; empty when none was.
func (b *Base) consented(followup, newsletter bool) string {
	var agreed []string
	for _, consent := range b.consents(followup, newsletter) {
		if consent.On {
			agreed = append(agreed, consent.Label)
		}
	}
	return strings.Join(agreed, "\n")
}

// Consent is a box to tick. Its value is yes.
type Consent struct {
	Name  string
	Label string
	On    bool
}

// SeenFull are the slugs of the sessions that the form shows as full.
func (p *Register) SeenFull() []string { return p.full() }

func (b *Base) full() []string {
	var slugs []string
	for _, card := range b.Cards() {
		if card.Free() == 0 {
			slugs = append(slugs, card.Slug)
		}
	}
	return slugs
}

// Summary lists what must be mended, in the order of the fields.
func (p *Register) Summary() []Mistake {
	return p.summary(p.Problems, p.fields(), p.where)
}

// where says whose field or which question a problem is about.
func (p *Register) where(problem models.Problem) string {
	switch {
	case problem.Place == 0:
		return p.question(problem.Field)
	case problem.Field == "alternatives":
		return p.rank(problem.Place+1) + ":"
	case p.ContactOther:
		return p.T("register.participant", "Place", problem.Place) + ":"
	case len(p.People()) > 1:
		return p.T("register.person", "Place", problem.Place) + ":"
	}
	return ""
}

// fields are the ids of the fields as they stand on the page.
func (p *Register) fields() []string {
	ids := []string{"session"}
	if asked := p.Alternatives(); asked != nil {
		for _, field := range asked.Ranks {
			ids = append(ids, field.ID)
		}
	}
	if p.ContactOther {
		ids = append(ids, "contact_name", "contact_email")
	}
	for _, person := range p.People() {
		ids = append(ids, person.Name.ID, person.Email.ID, person.Role.ID)
	}
	ids = append(ids, "organisation")
	if len(p.Series.Sectors) > 0 {
		ids = append(ids, "sector")
	}
	ids = append(ids, "phone")
	for _, asked := range p.Questions() {
		ids = append(ids, asked.ID())
	}
	return ids
}
