package pages

import "vonk/models"

// Check shows a whole sign-up before it is sent: a party of several people, one with a contact who does not attend, or
// whoever may not have a seat at once. It says what the sign-up would come to. It holds every field of the form, hidden,
// and posts to the same address. Its other buttons (do=edit, do=edit-N) ask for the form again with everything kept. When
// people do not all fit at their first choice, it asks for together.
type Check struct {
	Base
	Session  *models.Session      // the first choice
	Input    models.SignUp        // cleaned and valid
	Forecast *models.Registration // what it would come to now, all together; nil when that cannot be, but apart can
	Apart    *models.Registration // what it would come to when each is placed alone; nil when Asks says no
}

func (*Check) name() string { return "check" }

// Title implements Page.
func (p *Check) Title() string { return p.T("check.title") }

// Action is where the form posts to.
func (p *Check) Action() string { return "/" + p.Series.Slug + "/register" }

// Card is the session with what can be done with it.
func (p *Check) Card() Card { return p.card(p.Series, p.Session) }

// Fits says that everybody has a seat at the first choice.
func (p *Check) Fits() bool {
	if p.Forecast == nil {
		return false
	}
	for _, standing := range p.Forecast.Standings() {
		if standing.Seat == nil || standing.Seat.Rank > 1 {
			return false
		}
	}
	return true
}

// Asks says that the people can choose whether to stay together: there are several, and they do not all fit at their
// first choice.
func (p *Check) Asks() bool { return len(p.Input.People) > 1 && !p.Fits() }

// Outlook says what will happen to people who are not asked whether to stay together; empty when they simply have seats.
func (p *Check) Outlook() string {
	switch {
	case p.Fits():
		return ""
	case p.Forecast == nil:
		return sentences(p.T("outlook.apart"), p.outlook(p.Apart, p.self()).String())
	}
	return sentences(p.short(), p.outlook(p.Forecast, p.self()).String())
}

// short says why people do not all have seats at the choices above the one where they do.
func (p *Check) short() string {
	people, sector := len(p.Input.People), p.Input.Sector
	passed := append([]string{p.Input.Session}, p.Input.Alternatives...)
	if standings := p.Forecast.Standings(); standings[0].Seat != nil {
		passed = passed[:standings[0].Seat.Rank-1]
	}
	var full, said []string
	for _, slug := range passed {
		session, _ := p.Series.Session(slug)
		switch card := p.card(p.Series, session); card.reason(people, sector) {
		case models.ReasonDraw:
			return card.shortage(people, sector) // of the whole series
		case models.ReasonFull:
			full = append(full, card.Place())
		default:
			said = append(said, card.shortage(people, sector))
		}
	}
	if len(full) > 0 {
		said = append([]string{p.T("outlook.full", "Count", len(full), "City", p.List(full))}, said...)
	}
	return sentences(said...)
}

// self is the place of the contact among the people; 0: does not attend.
func (p *Check) self() int {
	_, place := p.Input.Contact()
	return place
}

// Alone says that somebody signs up themselves and nobody else.
func (p *Check) Alone() bool { return len(p.Input.People) == 1 && p.self() == 1 }

// Lead says what is to be checked.
func (p *Check) Lead() string {
	if p.Alone() {
		return p.T("check.lead.alone")
	}
	return p.T("check.lead", "Count", len(p.Input.People))
}

// Submit is what the button says.
func (p *Check) Submit() string {
	if p.Alone() {
		return p.T("register.submit")
	}
	return p.T("check.submit", "Count", len(p.Input.People))
}

// Ranked is a choice of the sign-up with its rank in words.
type Ranked struct {
	Card
	Rank string
}

// Alternatives are the further choices, in order.
func (p *Check) Alternatives() []Ranked {
	var all []Ranked
	for i, slug := range p.Input.Alternatives {
		if session, known := p.Series.Session(slug); known {
			all = append(all, Ranked{Card: p.card(p.Series, session), Rank: p.rank(i + 2)})
		}
	}
	return all
}

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

// Together asks people who do not all fit at their first choice whether they may be placed apart, and says what comes of
// either. Where that makes no difference it does not ask.
func (p *Check) Together() *Group {
	if !p.Asks() || p.Forecast == nil || p.Apart == nil || p.alike() {
		return nil
	}
	all, apart := p.outlook(p.Forecast, p.self()), p.outlook(p.Apart, p.self())
	help, whole, each := p.short(), all.String(), apart.String()
	switch {
	case all.drawn:
		help = sentences(help, all.waits, p.T("check.together.how"))
		whole, each = p.T("check.together.all.draw"), p.T("check.together.any.draw")
	case apart.seated == 0:
		help = sentences(help, p.T("check.together.none"))
		whole, each = sentences(p.T("check.together.all.hint"), all.ahead), sentences(p.T("check.together.any.wait"), apart.ahead)
	case all.seated == 0:
		whole = sentences(p.T("check.together.all.hint"), all.ahead)
	}
	switch {
	case apart.seated > 0 && apart.waits != "":
		each = sentences(p.T("check.together.any.hint"), each)
	case whole == each: // the same seats now, and a better choice that they wait for
		whole, each = sentences(whole, p.T("check.together.all.move")), sentences(each, p.T("check.together.any.move"))
	}
	split := p.Input.Together == models.TogetherAny
	return &Group{
		ID: "together", Name: "together", Label: p.T("check.together"), Help: help,
		Options: []Option{
			{ID: "together", Value: models.TogetherAll, Label: p.T("check.together.all"), Hint: whole, On: !split},
			{ID: "together-any", Value: models.TogetherAny, Label: p.T("check.together.any"), Hint: each, On: split},
		},
	}
}

// alike says that each has the same seat, together or apart, and waits for nothing else.
func (p *Check) alike() bool {
	whole := p.Forecast.Standings()[0]
	for _, standing := range p.Apart.Standings() {
		if whole.Seat == nil || len(whole.Waits) > 0 || standing.Seat == nil || standing.Seat.SessionID != whole.Seat.SessionID {
			return false
		}
	}
	return true
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

// Hidden are all fields of the form but together, when the page asks for that.
func (p *Check) Hidden() []Hidden {
	in := p.Input
	all := []Hidden{{"session", in.Session}}
	for _, slug := range in.Alternatives {
		all = append(all, Hidden{"alternatives", slug})
	}
	if in.Wait {
		all = append(all, Hidden{"wait", "yes"})
	}
	if p.Forecast == nil {
		all = append(all, Hidden{"together", models.TogetherAny})
	}
	all = append(all, []Hidden{{"organisation", in.Organisation}, {"sector", in.Sector}, {"phone", in.Phone}}...)
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
