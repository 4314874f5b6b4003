package pages

import "vonk/models"

// Check shows a whole sign-up before it is sent: a party of several people, or with a contact who does not attend. It
// holds every field of the form, hidden, and posts to the same address. Its other buttons (do=edit, do=edit-N) ask for
// the form again with everything kept. When the party does not fit but one person would, it asks for together.
type Check struct {
	Base
	Session *models.Session
	Input   models.SignUp // cleaned and valid
}

func (*Check) name() string { return "check" }

// Title implements Page.
func (p *Check) Title() string { return p.T("check.title") }

// Action is where the form posts to.
func (p *Check) Action() string { return "/" + p.Series.Slug + "/register" }

// Card is the session with what can be done with it.
func (p *Check) Card() Card { return p.card(p.Series, p.Session) }

// Waits says that the party does not fit now, so that it waits, all or some of it.
func (p *Check) Waits() bool { return !p.Session.Fits(len(p.Input.People)) }

// Place counts participants from 1, as the form does.
func (p *Check) Place(index int) int { return index + 1 }

// Contact is the contact who does not attend; nil when the contact is among the people.
func (p *Check) Contact() *models.Person {
	if contact, place := p.Input.Contact(); place == 0 {
		return &contact
	}
	return nil
}

// HasContact says that the form gave a contact of its own, who may be among the people.
func (p *Check) HasContact() bool { return p.Input.ContactName != "" || p.Input.ContactEmail != "" }

// Together asks whether a party of several that does not fit may be split.
func (p *Check) Together() *Group {
	if len(p.Input.People) < 2 || !p.Waits() {
		return nil
	}
	return &Group{
		ID: "together", Name: "together", Label: p.T("check.together"),
		Help: p.room(),
		Options: []Option{
			{ID: "together", Value: models.TogetherAll, Label: p.T("check.together.all"), Hint: p.T("check.together.all.hint"), On: p.Input.Together != models.TogetherAny},
			{ID: "together-any", Value: models.TogetherAny, Label: p.T("check.together.any"), Hint: p.T("check.together.any.hint"), On: p.Input.Together == models.TogetherAny},
		},
	}
}

// room says why the party does not fit.
func (p *Check) room() string {
	if free := p.Session.Free(); free > 0 {
		return p.T("check.together.some", "Count", free, "City", p.Session.Place())
	}
	return p.T("check.together.none", "City", p.Session.Place())
}

// Questions are those that were answered.
func (p *Check) Questions() []Answered {
	var all []Answered
	for _, question := range p.Series.Questions {
		if values := p.Input.Answers[question.Key]; !question.Personal() && len(values) > 0 {
			all = append(all, p.answered(question, values))
		}
	}
	return all
}

// Consented are the sentences that the contact agreed to, a line each.
func (p *Check) Consented() string { return p.consented(p.Input.Followup, p.Input.Newsletter) }

// Hidden is a field that the page carries along.
type Hidden struct{ Name, Value string }

// Hidden are all fields of the form but together.
func (p *Check) Hidden() []Hidden {
	in := p.Input
	all := []Hidden{{"session", in.Session}, {"organisation", in.Organisation}, {"sector", in.Sector}, {"phone", in.Phone}}
	for _, person := range in.People {
		all = append(all, Hidden{"name", person.Name}, Hidden{"email", person.Email}, Hidden{"role", person.Role})
	}
	if p.HasContact() {
		all = append(all, Hidden{"contact_name", in.ContactName}, Hidden{"contact_email", in.ContactEmail})
	}
	for _, question := range p.Series.Questions {
		for _, value := range in.Answers[question.Key] {
			all = append(all, Hidden{"answer_" + question.Key, value})
		}
	}
	if in.Newsletter {
		all = append(all, Hidden{"consent_newsletter", "yes"})
	}
	if in.Followup {
		all = append(all, Hidden{"consent_followup", "yes"})
	}
	all = append(all, Hidden{"nonce", in.Nonce}, Hidden{"seen_full", ""})
	for _, slug := range p.full() {
		all = append(all, Hidden{"seen_full", slug})
	}
	return all
}
