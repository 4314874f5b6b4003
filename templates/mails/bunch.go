package mails

import (
	"slices"

	"vonk/models"
)

// audience says whom a letter, or a part of it, is about as its recipient sees them. It ends the keys of sentences that
// differ for it.
type audience string

const (
	you        audience = "you"        // the recipient alone
	group      audience = "group"      // the recipient and colleagues
	colleague  audience = "colleague"  // one colleague
	colleagues audience = "colleagues" // several of them
)

// bunch is some people of a letter to whom the same happened, and who stand alike since.
type bunch struct {
	people   []models.PersonFact
	audience audience
	whole    bool            // they are everybody: "your colleagues" says who they are
	left     bool            // the registration
	status   models.Status   // at session
	session  *models.Session // that the news is about
	old      *models.Session // whose seat was given up; nil: none
	size     int             // people of their party, or of each party; 0: not known
	lines    []models.LineFact
}

// gather divides the people of a letter into those to whom the same happened.
func (c *composer) gather() {
	c.all = &bunch{people: c.facts.People, session: c.session}
	for _, person := range c.facts.People {
		is := c.standing(person)
		c.all.size = max(c.all.size, is.size)
		if i := slices.IndexFunc(c.bunches, is.fares); i >= 0 {
			c.bunches[i].people = append(c.bunches[i].people, person)
		} else {
			c.bunches = append(c.bunches, is)
		}
	}
	for _, b := range append(c.bunches, c.all) {
		b.audience = c.audience(b.people)
		b.whole = len(b.people) == len(c.facts.People) && (b.size == 0 || b.size == len(b.people))
	}
}

// standing is a bunch of one person. Lines that lead nowhere any more are left out, and so is what those who left may have
// left to others.
func (c *composer) standing(person models.PersonFact) *bunch {
	b := &bunch{people: []models.PersonFact{person}, left: person.Left, status: person.Status, session: c.session, size: c.facts.Size}
	if session, ok := c.series.SessionByID(person.SessionID); ok {
		b.session = session
	}
	if b.left || slices.Contains([]models.LetterKind{models.LetterCancellation, models.LetterSubstitution, models.LetterRemoval}, c.letter.Kind) {
		b.size = 0
		return b
	}
	if old, ok := c.series.SessionByID(person.OldSessionID); ok && old.ID != b.session.ID {
		b.old = old
	} else if old, ok := c.series.SessionByID(c.facts.OldSessionID); ok && len(c.facts.People) == 1 && old.ID != b.session.ID {
		b.old = old
	}
	lines := person.Lines
	if news := (models.LineFact{SessionID: b.session.ID, Status: person.Status, Size: c.facts.Size}); !covers(lines, news) {
		switch person.Status {
		case models.Waiting:
			news.Ahead = c.facts.Ahead
		case models.Offered:
			news.Deadline = c.facts.Deadline
		}
		lines = append(slices.Clone(lines), news)
	}
	for _, line := range lines {
		b.size = max(b.size, line.Size)
		_, known := c.series.SessionByID(line.SessionID)
		over := line.Status == models.Waiting && (line.Reason == models.ReasonCancelled || line.Reason == models.ReasonStarted)
		if known && !over && line.Status.Live() {
			b.lines = append(b.lines, line)
		}
	}
	return b
}

// covers says that lines tell of where somebody stands, or that it is over.
func covers(lines []models.LineFact, news models.LineFact) bool {
	return !news.Status.Live() || slices.ContainsFunc(lines, func(line models.LineFact) bool {
		return line.SessionID == news.SessionID && line.Status == news.Status
	})
}

// fares says that the same happened to two bunches, and that they have, are offered and wait for the same. How many people
// wait before them may differ.
func (b *bunch) fares(other *bunch) bool {
	return b.left == other.left && b.session == other.session && b.status == other.status && b.old == other.old &&
		slices.EqualFunc(b.lines, other.lines, func(x, y models.LineFact) bool {
			return x.SessionID == y.SessionID && x.Status == y.Status && x.Size == y.Size && x.Deadline.Equal(y.Deadline)
		})
}

// apart divides a bunch further, into those who also wait alike: with as many people before them, and for one reason.
func (c *composer) apart(b *bunch) []*bunch {
	var all []*bunch
	for _, person := range b.people {
		is := c.standing(person)
		i := slices.IndexFunc(all, func(other *bunch) bool {
			return slices.EqualFunc(is.lines, other.lines, func(x, y models.LineFact) bool { return x.Ahead == y.Ahead && x.Reason == y.Reason })
		})
		if i >= 0 {
			all[i].people = append(all[i].people, person)
		} else {
			all = append(all, is)
		}
	}
	for _, part := range all {
		part.audience, part.whole = c.audience(part.people), b.whole && len(all) == 1
	}
	return all
}

// with is the line of some people that has a status; nil when there is none.
func (b *bunch) with(status models.Status) *models.LineFact {
	for i := range b.lines {
		if b.lines[i].Status == status {
			return &b.lines[i]
		}
	}
	return nil
}

// waits are the lines in which some people wait, the one that they want most first.
func (b *bunch) waits() []models.LineFact {
	return slices.DeleteFunc(slices.Clone(b.lines), func(line models.LineFact) bool { return line.Status != models.Waiting })
}

// at is the session of a line.
func (c *composer) at(line *models.LineFact) *models.Session {
	session, _ := c.series.SessionByID(line.SessionID)
	return session
}

// waitsAt are the sessions for which some people wait.
func (c *composer) waitsAt(b *bunch) []*models.Session {
	var sessions []*models.Session
	for _, line := range b.waits() {
		sessions = append(sessions, c.at(&line))
	}
	return sessions
}

// audience says how the recipient sees some people of the letter.
func (c *composer) audience(people []models.PersonFact) audience {
	self := c.self()
	among := slices.ContainsFunc(people, func(person models.PersonFact) bool { return person.Place == self })
	switch {
	case among && len(people) == 1:
		return you
	case among:
		return group
	case len(people) == 1:
		return colleague
	}
	return colleagues
}

// self is the recipient's place among the people of the letter; 0: it is about others. A contact who attends is among them
// by name: a participant with another name at the contact's address is another person.
func (c *composer) self() int {
	people := c.facts.People
	if !c.facts.ToContact {
		return people[0].Place
	}
	named := slices.IndexFunc(people, func(person models.PersonFact) bool {
		return models.NormaliseName(person.Name) == models.NormaliseName(c.letter.RecipientName)
	})
	switch {
	case c.letter.Kind == models.LetterSubstitution: // who was replaced is a participant no more, so ParticipantID cannot tell
		if named < 0 {
			return 0
		}
	case c.letter.ParticipantID == 0:
		return 0
	case named < 0:
		named = 0
	}
	return people[named].Place
}
