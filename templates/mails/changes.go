package mails

import "vonk/models"

// changed is a letter about a session that changed: what was and what is, and what to do for who can not come any more.
func (c *composer) changed(said *content) {
	for _, b := range c.bunches {
		key := "mail.changed"
		if b.status == models.Waiting {
			key = "mail.changed.waiting"
		}
		said.add(c.say(b, key))
	}
	if c.facts.ToContact && c.all.audience != you {
		said.add(c.say(c.all, "mail.informed"))
	}
	c.calendar(said)
	c.button(said)
	if fact := c.facts.Change; fact != nil {
		said.Sections = append(said.Sections, c.alteration(fact))
	}
	c.diary(said)
	c.people(said, "mail.people")
	c.programme(said)
	c.change(said)
	c.calendars(said)
	c.closing(said)
}

// alteration is what was and what is.
func (c *composer) alteration(fact *models.ChangeFact) section {
	s := section{Title: c.T("mail.changed.title")}
	for _, r := range []struct{ name, old, new string }{
		{c.T("mail.changed.name"), line(c.Text(fact.Old.Title)), line(c.Text(fact.New.Title))},
		{c.T("mail.when"), c.Span(fact.Old.Starts, fact.Old.Ends), c.Span(fact.New.Starts, fact.New.Ends)},
		{c.T("mail.where"), line(fact.Old.Venue), line(fact.New.Venue)},
	} {
		if r.old != r.new {
			s.Rows = append(s.Rows, row{r.name, c.T("mail.changed.from", "Old", r.old, "New", r.new)})
		}
	}
	if fact.Programme {
		s.Rows = append(s.Rows, row{c.T("mail.programme"), c.T("mail.changed.programme")})
	}
	return s
}

// removal takes out of a calendar what another letter told of.
func (c *composer) removal(said *content) {
	said.Lead = append(said.Lead, c.T("mail.removal", "City", c.city(c.session)))
	c.calendar(said)
	c.button(said)
	said.Sections = append(said.Sections, c.details(c.session, true))
	c.ownPage(said)
	c.closing(said)
}
