package mails

import "vonk/models"

func (c *composer) cancellation(said *content) {
	for _, b := range c.bunches {
		said.Lead = append(said.Lead, c.say(b, "mail.cancellation"))
	}
	if c.facts.ToContact && c.all.audience != you {
		said.add(c.say(c.all, "mail.informed"))
	}
	c.calendar(said)
	if !c.facts.ToContact {
		said.Lead = append(said.Lead, c.T("mail.cancellation.mistake", c.values(c.all)))
	}
	c.button(said)
	for i, session := range c.sessions(func(b *bunch) bool { return true }) {
		said.Sections = append(said.Sections, c.details(session, i == 0))
	}
	c.people(said, "mail.people.cancelled")
	self := c.all.audience == you || c.all.audience == group
	if self && c.series.Availability(c.session, c.letter.Stamp).SignsUp() {
		said.Sections = append(said.Sections, section{
			Title: c.T("mail.again.title"),
			Text:  []string{c.T("mail.again")},
			Links: []link{{c.T("mail.again.link", c.values(c.all)), c.sessionURL(c.session)}},
		})
	}
	c.closing(said)
}

// substitution has no link to a participant's page: who was replaced has none any more, and the substitute's is not theirs.
func (c *composer) substitution(said *content) {
	said.Lead = append(said.Lead, c.say(c.all, "mail.substitution"))
	if c.facts.ToContact {
		said.Lead = append(said.Lead, c.say(c.all, "mail.substitution.link"))
		c.calendar(said)
		c.button(said)
	} else {
		c.calendar(said)
		said.Lead = append(said.Lead, c.T("mail.substitution.regret"), c.T("mail.substitution.mistake", c.values(c.all)))
	}
	said.Sections = append(said.Sections, c.details(c.session, true))
	c.closing(said)
}

// links says what a letter of links and one about a duplicate have to say: where the recipient's own pages are.
func (c *composer) links(said *content) {
	key := "mail." + string(c.letter.Kind)
	title := line(c.Text(c.series.Title))
	said.Subject = line(c.T("mail.subject."+string(c.letter.Kind), "Series", title))
	said.Lead = []string{c.T(key, "Series", title), c.T(key + ".nothing")}
	own := section{Title: c.T("mail.links.title"), Text: []string{c.T("mail.private")}}
	for _, fact := range c.facts.Links {
		kind, id, key := models.TokenRegistration, fact.RegistrationID, "mail.links.registration"
		if fact.ParticipantID != 0 {
			kind, id, key = models.TokenParticipant, fact.ParticipantID, "mail.links.participant"
		}
		own.Links = append(own.Links, link{
			Text: c.T(key, "Series", line(c.Text(fact.SeriesTitle)), "Name", line(fact.Name), "Reference", line(fact.Reference)),
			URL:  c.tokenURL(kind, id, fact.Version),
		})
	}
	said.Sections = append(said.Sections, own)
	said.Sections = append(said.Sections, c.contact())
	said.Footer = []string{c.T(key + ".why"), c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}
