package mails

import (
	"vonk/models"
)

// actions are what a person can do after news: come back where a seat or a line was let go, choose elsewhere, or cancel.
func (c *composer) actions(said *content) {
	live := false
	for _, b := range c.bunches {
		live = live || len(b.lines) > 0
		c.rejoin(said, b)
	}
	if !live {
		c.elsewhere(said)
	}
	if live && !c.offers() {
		c.change(said)
	} else {
		c.ownPage(said)
	}
	if live {
		c.questions(said)
	}
}

// change says how to cancel, and whose the link is.
func (c *composer) change(said *content) {
	text := []string{c.say(c.all, "mail.change")}
	if c.declinable() {
		text = append(text, c.T("mail.calendar.decline"))
	}
	said.Sections = append(said.Sections, section{
		Title: c.say(c.all, "mail.change.title"),
		Text:  append(text, c.linkText()...),
		Links: []link{{c.T("mail.change.link"), c.ownURL()}},
	})
}

// ownPage says whose the link is, in a letter that has more pressing things to say than how to cancel.
func (c *composer) ownPage(said *content) {
	said.Sections = append(said.Sections, section{
		Title: c.T("mail.links.title"),
		Text:  c.linkText(),
		Links: []link{{c.T("mail.button"), c.ownURL()}},
	})
}

func (c *composer) linkText() []string {
	return []string{c.T("mail.private"), c.T("mail.lost", "URL", c.options.BaseURL+"/my")}
}

// rejoin says how to come back after an offer or a line that was let go, as long as the session takes sign-ups.
func (c *composer) rejoin(said *content, b *bunch) {
	until := c.series.ClosesAt(b.session)
	if b.status != models.Expired && b.status != models.Declined || c.series.Policy.WaitingList == models.WaitingListOff ||
		!b.session.Upcoming(c.letter.Stamp) || !c.letter.Stamp.Before(until) {
		return
	}
	text := c.ask(b, "mail.rejoin")
	switch {
	case c.facts.DrawAt.IsZero():
		text += " " + c.T("mail.rejoin.last")
	case c.letter.Stamp.Before(c.facts.DrawAt):
		text += " " + c.T("mail.rejoin.draw")
	}
	s := section{
		Title: c.T("mail.rejoin.title", c.values(b)),
		Text:  []string{text + " " + c.T("mail.rejoin.until", "Until", until)},
	}
	if c.decides(b) {
		s.Links = []link{{c.T("mail.rejoin.link", c.values(b)), c.ownURL()}}
	}
	said.Sections = append(said.Sections, s)
}

// elsewhere points those who have nothing left to the sessions that take sign-ups.
func (c *composer) elsewhere(said *content) {
	for i := range c.series.Sessions {
		session := &c.series.Sessions[i]
		if session.ID == c.session.ID || !c.series.Availability(session, c.letter.Stamp).SignsUp() {
			continue
		}
		said.Sections = append(said.Sections, section{
			Title: c.T("mail.elsewhere.title"),
			Text:  []string{c.T("mail.elsewhere")},
			Links: []link{{c.T("mail.elsewhere.link"), c.seriesURL()}},
		})
		return
	}
}
