package mails

import (
	"slices"

	"vonk/models"
)

// subject says what happened at which session, old and new where a seat was given up for it; and whose place is cancelled
// or taken over, as the recipient may well keep theirs.
func (c *composer) subject() string {
	key := "mail.subject." + string(c.letter.Kind)
	seated := func(b *bunch) bool { return b.status == models.Confirmed }
	among := func(status models.Status) func(b *bunch) bool {
		return func(b *bunch) bool { return b.status == status }
	}
	switch c.letter.Kind {
	case models.LetterCancellation, models.LetterSubstitution:
		return c.say(c.all, key, "Event", c.event(c.sessions(func(*bunch) bool { return true })))
	case models.LetterChange, models.LetterRemoval, models.LetterComing, models.LetterSoon:
		return c.T(key, "Event", c.event(nil))
	case models.LetterCalledOff:
		return c.T(key, "Event", c.event(c.sessions(among(models.Cancelled))))
	case models.LetterExpired:
		return c.T(key, "Event", c.event(c.sessions(among(models.Expired))))
	case models.LetterDeclined:
		return c.T(key, "Event", c.event(c.sessions(among(models.Declined))))
	case models.LetterOffer, models.LetterReminder:
		return c.T(key, "Event", c.event(c.sessions(among(models.Offered))))
	case models.LetterWaiting:
		if !c.facts.DrawAt.IsZero() {
			key += ".draw"
		}
		return c.T(key, "Event", c.event(c.waited()))
	case models.LetterDraw:
		if sessions := c.sessions(seated); len(sessions) > 0 {
			return c.T(key, "Event", c.event(sessions))
		}
		return c.T(key+".waiting", "Event", c.event(c.waited()))
	}
	sessions := c.sessions(seated)
	if old := c.oldSession(); old != nil && len(sessions) == 1 {
		return c.T(key+".moved", "Old", c.city(old), "City", c.city(sessions[0]), "Day", c.Day(sessions[0].Starts))
	}
	return c.T(key, "Event", c.event(sessions))
}

// event names sessions in a subject: one by its title and day, several by their places. Without any it is the letter's.
func (c *composer) event(sessions []*models.Session) string {
	if len(sessions) > 1 {
		return c.cities(sessions)
	}
	session := c.session
	if len(sessions) == 1 {
		session = sessions[0]
	}
	return c.T("mail.event", "Session", line(c.Text(session.Title)), "Day", c.Day(session.Starts))
}

// sessions are those that the news is about for some of the people, the letter's own first.
func (c *composer) sessions(among func(b *bunch) bool) []*models.Session {
	var sessions []*models.Session
	for _, b := range c.bunches {
		if among(b) {
			sessions = append(sessions, b.session)
		}
	}
	if slices.Contains(sessions, c.session) {
		sessions = append([]*models.Session{c.session}, sessions...)
	}
	return unique(sessions)
}

// waited are the sessions for which people of the letter wait.
func (c *composer) waited() []*models.Session {
	var sessions []*models.Session
	for _, b := range c.bunches {
		if b.status == models.Waiting {
			sessions = append(sessions, c.waitsAt(b)...)
		}
	}
	return unique(sessions)
}

// oldSession is the one session that everybody who got a seat gave up for it; nil when there is no such session.
func (c *composer) oldSession() *models.Session {
	var old *models.Session
	for _, b := range c.bunches {
		switch {
		case b.status != models.Confirmed:
		case b.old == nil || old != nil && old != b.old:
			return nil
		default:
			old = b.old
		}
	}
	return old
}

// unique drops what was there before, and keeps the order.
func unique(sessions []*models.Session) []*models.Session {
	var kept []*models.Session
	for _, session := range sessions {
		if !slices.Contains(kept, session) {
			kept = append(kept, session)
		}
	}
	return kept
}
