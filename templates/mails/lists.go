package mails

import "vonk/models"

// only is the one line that a whole letter is about: everybody in it waits there alike, and for nothing else. nil when there
// is more to tell.
func (c *composer) only() *models.LineFact {
	if len(c.bunches) > 1 || c.bunches[0].status != models.Waiting || !c.facts.DrawAt.IsZero() {
		return nil
	}
	parts := c.apart(c.bunches[0])
	waits := parts[0].waits()
	if len(parts) > 1 || len(waits) != 1 {
		return nil
	}
	return &waits[0]
}

// position says how many people wait before some people, and what it takes to be placed together.
func (c *composer) position(b *bunch, wait *models.LineFact) string {
	var text string
	switch {
	case wait.Ahead < 0:
		text = c.say(b, "mail.ahead.many")
	case wait.Ahead == 0:
		text = c.say(b, "mail.ahead.none")
	default:
		text = c.say(b, "mail.ahead", "Count", wait.Ahead)
	}
	if wait.Size > 1 {
		text += " " + c.T("mail.ahead.together", "Count", wait.Size)
	}
	return text
}

// why says why a line was not served yet, and what happens when it is. After the last moment nothing happens any more.
func (c *composer) why(wait *models.LineFact) string {
	then := c.T("mail.waiting.then")
	switch wait.Reason {
	case "":
		return then
	case models.ReasonTooLate:
		return c.T("reason." + string(wait.Reason))
	}
	return c.T("reason."+string(wait.Reason)) + " " + then
}

// waitingLists are the lines in which people wait, as far as the letter has not told of them: how many people are ahead,
// and why nobody was placed there yet. Before a draw nobody stands before anybody.
func (c *composer) waitingLists(said *content) {
	if c.only() != nil {
		return
	}
	s := section{Title: c.T("mail.waits.title")}
	served := false
	for _, b := range c.bunches {
		for _, part := range c.apart(b) {
			waits := part.waits()
			for rank, wait := range waits {
				session := c.at(&wait)
				event := c.T("mail.event", "Session", c.city(session), "Day", c.Day(session.Starts))
				if !c.facts.DrawAt.IsZero() {
					if len(waits) == 1 {
						break // the letter said which
					}
					s.Title = c.T("mail.waits.draw")
					s.Items = append(s.Items, c.T("mail.waits.choice", "Rank", rank+1, "Event", event))
					continue
				}
				item := event + ": " + c.position(part, &wait)
				if wait.Reason != "" {
					item += " " + c.T("reason."+string(wait.Reason))
				}
				served = served || wait.Reason != models.ReasonTooLate && wait.Reason != models.ReasonResting
				s.Items = append(s.Items, item)
			}
			if !c.facts.DrawAt.IsZero() {
				break // whoever wants the same is in the draw alike
			}
		}
	}
	if served {
		s.Text = []string{c.T("mail.waiting.then")}
	}
	if len(s.Items) > 0 {
		said.Sections = append(said.Sections, s)
	}
}

// drawing points those in a draw to the page where everybody can follow it.
func (c *composer) drawing(said *content) {
	if c.facts.DrawAt.IsZero() && c.letter.Kind != models.LetterDraw {
		return
	}
	said.Sections = append(said.Sections, section{
		Title: c.T("mail.drawing.title"),
		Text:  []string{c.T("mail.drawing")},
		Links: []link{{c.T("mail.drawing.link"), c.seriesURL() + "/draw"}},
	})
}
