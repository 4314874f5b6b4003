package mails

import "vonk/models"

func (c *composer) confirmation(said *content) {
	if waiting := c.count(models.Waiting); waiting > 0 {
		said.Lead = append(said.Lead, c.T("mail.confirmation.mixed", "Count", c.count(models.Confirmed), "City", line(c.session.Place())))
		if c.facts.Ahead > 0 {
			said.Lead = append(said.Lead, c.T("mail.waiting.first", "Count", c.facts.Ahead))
		}
		said.Lead = append(said.Lead, c.T("mail.waiting.then"))
	} else {
		said.Lead = append(said.Lead, c.say("mail.confirmation"))
	}
	c.introduce(said)
	c.attachment(said)
	c.place(said)
}

func (c *composer) waiting(said *content) {
	if c.facts.FilledMeanwhile && c.facts.ToContact {
		said.Lead = append(said.Lead, c.say("mail.meanwhile"))
	} else {
		said.Lead = append(said.Lead, c.say("mail.waiting"))
	}
	position := c.say("mail.ahead.none")
	if c.facts.Ahead > 0 {
		position = c.say("mail.ahead", "Count", c.facts.Ahead)
	}
	if c.facts.Size > 1 {
		position += " " + c.T("mail.ahead.together", "Count", c.facts.Size)
	}
	said.Lead = append(said.Lead, position+" "+c.T("mail.waiting.nothing"), c.T("mail.waiting.then"))
	c.introduce(said)
	c.place(said)
}

func (c *composer) promotion(said *content) {
	lead := c.say("mail.promotion")
	if old, ok := c.series.SessionByID(c.facts.OldSessionID); ok {
		lead += " " + c.say("mail.promotion.old", "Old", line(old.Place()))
	}
	said.Lead = append(said.Lead, lead+" "+c.say("mail.promotion.else"))
	c.attachment(said)
	c.place(said)
}

func (c *composer) cancellation(said *content) {
	said.Lead = append(said.Lead, c.say("mail.cancellation"), c.say("mail.cancellation.calendar"))
	if !c.facts.ToContact {
		said.Lead = append(said.Lead, c.T("mail.cancellation.mistake", c.values()))
	}
	c.button(said)
	said.Sections = append(said.Sections, c.details())
	c.people(said, "mail.people.cancelled")
	said.Sections = append(said.Sections, section{
		Title: c.T("mail.again.title"),
		Text:  []string{c.T("mail.again")},
		Links: []link{{c.T("mail.again.link", c.values()), c.sessionURL()}},
	})
	c.closing(said)
}

// place ends a letter to somebody who has or waits for a place: where their page is, what they signed up for, and what they
// can do.
func (c *composer) place(said *content) {
	c.button(said)
	said.Sections = append(said.Sections, c.details())
	c.people(said, "mail.people")
	c.programme(said)
	c.change(said)
	c.questions(said)
	c.closing(said)
}

// substitution has no link to a participant's page: who was replaced has none any more, and the substitute's is not theirs.
func (c *composer) substitution(said *content) {
	said.Lead = append(said.Lead, c.say("mail.substitution"))
	if c.facts.ToContact {
		said.Lead = append(said.Lead, c.say("mail.substitution.link"))
		c.button(said)
	} else {
		said.Lead = append(said.Lead, c.T("mail.substitution.regret"), c.T("mail.substitution.mistake", c.values()))
	}
	said.Sections = append(said.Sections, c.details())
	c.closing(said)
}

// links says what a letter of links and one about a duplicate have to say: where the recipient's own pages are.
func (c *composer) links(said *content) {
	key := "mail." + string(c.letter.Kind)
	title := line(c.Text(c.series.Title))
	said.Subject = c.T("mail.subject."+string(c.letter.Kind), "Series", title)
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
