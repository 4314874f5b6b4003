package mails

import "vonk/models"

// introduce tells participants who signed them up, and so where we got their address, and tells a contact what colleagues get.
func (c *composer) introduce(said *content) {
	switch {
	case !c.facts.ToContact:
		said.Lead = append(said.Lead, c.T("mail.introduction", c.values()))
	case c.audience() == group, c.audience() == colleagues:
		said.Lead = append(said.Lead, c.T("mail.colleagues"))
	case c.audience() == colleague:
		said.Lead = append(said.Lead, c.T("mail.colleague", c.values()))
	}
}

func (c *composer) attachment(said *content) {
	if hasEvent(c.letter) {
		said.Lead = append(said.Lead, c.T("mail.attachment"))
	}
}

func (c *composer) button(said *content) { said.Button = link{c.T("mail.button"), c.ownURL()} }

// details is what a person puts in a diary.
func (c *composer) details() section {
	s := section{Title: line(c.Text(c.session.Title)), Rows: []row{{c.T("mail.when"), c.Span(c.session.Starts, c.session.Ends)}}}
	for _, r := range []row{
		{c.T("mail.where"), line(c.session.Venue.Line())},
		{c.T("mail.access"), line(c.Text(c.session.Venue.Accessibility))},
		{c.T("mail.reference"), line(c.facts.Reference)},
	} {
		if r.Value != "" {
			s.Rows = append(s.Rows, r)
		}
	}
	s.Links = []link{{c.T("mail.session", c.values()), c.sessionURL()}}
	return s
}

func (c *composer) sessionURL() string {
	return c.options.BaseURL + "/" + c.series.Slug + "/" + c.session.Slug
}

// people is where everybody stands. A letter about its recipient alone has said that already.
func (c *composer) people(said *content, title string) {
	if c.audience() == you {
		return
	}
	s := section{Title: c.T(title), Head: row{c.T("mail.people.name"), c.T("mail.people.status")}}
	for _, person := range c.facts.People {
		s.Rows = append(s.Rows, row{line(person.Name), c.T("status." + string(person.Status))})
	}
	said.Sections = append(said.Sections, s)
}

func (c *composer) programme(said *content) {
	if len(c.session.Programme) == 0 {
		return
	}
	s := section{Title: c.T("mail.programme")}
	for _, item := range c.session.Programme {
		s.Items = append(s.Items, c.Clock(item.Starts)+" "+line(c.Text(item.Title)))
	}
	said.Sections = append(said.Sections, s)
}

// change says how to cancel, and whose the link is.
func (c *composer) change(said *content) {
	said.Sections = append(said.Sections, section{
		Title: c.say("mail.change.title"),
		Text:  []string{c.say("mail.change"), c.T("mail.private"), c.T("mail.lost", "URL", c.options.BaseURL+"/my")},
		Links: []link{{c.T("mail.change.link"), c.ownURL()}},
	})
}

// questions points participants to what only they can answer, on their own page.
func (c *composer) questions(said *content) {
	s := section{Title: c.T("mail.questions.title"), Text: []string{c.T("mail.questions")}}
	for _, question := range c.series.Questions {
		if question.Personal() {
			s.Items = append(s.Items, line(c.Text(question.Label)))
		}
	}
	if c.letter.ParticipantID == 0 || len(s.Items) == 0 {
		return
	}
	s.Links = []link{{c.T("mail.questions.link"), c.participantURL()}}
	said.Sections = append(said.Sections, s)
}

// closing says whom to ask, why this mail came and what becomes of the data.
func (c *composer) closing(said *content) {
	said.Sections = append(said.Sections, c.contact())
	why := c.T("mail.why.contact")
	if !c.facts.ToContact {
		why = c.T("mail.why.participant", c.values())
	}
	said.Footer = []string{why, c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}

func (c *composer) contact() section {
	s := section{Title: c.T("mail.contact.title"), Text: []string{c.T("mail.contact", "Organiser", line(c.series.OrganiserName))}}
	if phone := line(c.series.OrganiserPhone); phone != "" {
		s.Rows = append(s.Rows, row{c.T("mail.contact.phone"), phone})
	}
	if email := line(c.series.OrganiserEmail); models.ValidEmail(email) {
		s.Rows = append(s.Rows, row{c.T("mail.contact.email"), email})
	}
	return s
}
