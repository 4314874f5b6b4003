package mails

import (
	"errors"
	"slices"

	"vonk/models"
	"vonk/templates/language"
)

// composer has at hand what every part of a message needs.
type composer struct {
	*language.Printer
	letter  *models.Letter
	facts   *models.Facts
	series  *models.Series
	session *models.Session // that the letter is about; nil in a letter of links
	all     *bunch          // everybody in the letter
	bunches []*bunch        // the same people by what happened to them
	options Options
}

// compose says what a letter has to say, in its language.
func compose(letter *models.Letter, o Options) (*content, error) {
	series := about(letter)
	if series == nil {
		return nil, errors.New("the letter's series is not filled in")
	}
	c := &composer{
		Printer: language.For(letter.Language, series.Location()),
		letter:  letter, facts: &letter.Facts, series: series, options: o,
	}
	said := &content{
		Language: c.Language(),
		Greeting: c.greeting(),
		Regards:  c.T("mail.regards"),
		Sender:   []string{line(c.series.OrganiserName)},
	}
	// The organiser's name may be an abbreviation that not everybody knows.
	if controller := line(c.series.Privacy.Controller); controller != "" && controller != said.Sender[0] {
		said.Sender = append(said.Sender, controller)
	}
	if letter.Kind == models.LetterLinks || letter.Kind == models.LetterDuplicate {
		c.links(said)
		return said, nil
	}
	if letter.Kind == models.LetterInvitation {
		return said, c.invitation(said)
	}
	if letter.Kind == models.LetterCode {
		c.code(said)
		return said, nil
	}
	if letter.Kind == models.LetterTest {
		c.test(said)
		return said, nil
	}
	if letter.Kind == models.LetterDigest {
		return said, c.digest(said)
	}
	if letter.Series == nil {
		return nil, errors.New("a letter of this kind is about a series")
	}
	if letter.Kind == models.LetterMailing {
		return said, c.mailing(said)
	}
	if letter.Kind == models.LetterForwarded && letter.Facts.Said != nil {
		c.forwarded(said)
		return said, nil
	}
	var ok bool
	if c.session, ok = c.series.SessionByID(c.facts.SessionID); !ok {
		return nil, errors.New("the letter's session is gone")
	}
	if len(c.facts.People) == 0 {
		return nil, errors.New("the letter is about nobody")
	}
	if !slices.Contains(models.LetterKinds, letter.Kind) {
		return nil, errors.New("there is no such kind of letter")
	}
	c.gather()
	switch letter.Kind {
	case models.LetterSignedOff, models.LetterDeclineConfirm, models.LetterAcceptAgain:
		c.answered(said)
		return said, nil
	}
	said.Subject = line(c.subject())
	switch letter.Kind {
	case models.LetterCancellation:
		c.cancellation(said)
	case models.LetterSubstitution:
		c.substitution(said)
	case models.LetterChange:
		c.changed(said)
	case models.LetterRemoval:
		c.removal(said)
	case models.LetterComing, models.LetterSoon:
		c.reminder(said)
	default:
		c.news(said)
	}
	return said, nil
}

func (c *composer) greeting() string {
	if name := line(c.letter.RecipientName); name != "" {
		return c.T("mail.greeting", "Name", name)
	}
	return c.T("mail.greeting.nobody")
}

// say writes the sentence of a key for some people, as the recipient sees them.
func (c *composer) say(b *bunch, key string, more ...any) string {
	return c.T(key+"."+string(b.audience), c.values(b, more...))
}

// ask is say for what only those who decide can do: in a group of several its contact.
func (c *composer) ask(b *bunch, key string, more ...any) string {
	if c.decides(b) {
		return c.say(b, key, more...)
	}
	return c.T(key+".member", c.values(b, more...))
}

// decides says that the recipient may answer for some people.
func (c *composer) decides(b *bunch) bool { return c.facts.ToContact || b.size <= 1 }

// values are what sentences about some people may name, with more of them as names and values by turns.
func (c *composer) values(b *bunch, more ...any) map[string]any {
	values := map[string]any{
		"Name":         line(b.people[0].Name),
		"Who":          c.who("mail.who", b),
		"Whom":         c.who("mail.whom", b),
		"City":         c.city(b.session),
		"Contact":      line(c.facts.ContactName),
		"Organisation": line(c.facts.Organisation),
		"Substitute":   line(c.facts.Substitute),
	}
	for i := 0; i+1 < len(more); i += 2 {
		values[more[i].(string)] = more[i+1]
	}
	return values
}

// who names some people: "U en uw collega’s" when that says who they are, otherwise by name.
func (c *composer) who(key string, b *bunch) string {
	key += "." + string(b.audience)
	if b.whole || b.audience == you {
		return c.T(key, "Name", line(b.people[0].Name))
	}
	var names []string
	for _, person := range b.people {
		if b.audience != group || person.Place != c.self() {
			names = append(names, line(person.Name))
		}
	}
	if b.audience == group {
		return c.List(append([]string{c.T(key + ".names")}, names...))
	}
	return c.T(key+".names", "Names", c.List(names))
}

// city names a session by its place, with the day where several are in one place.
func (c *composer) city(session *models.Session) string {
	place := line(session.Place())
	for i := range c.series.Sessions {
		if other := &c.series.Sessions[i]; other.ID != session.ID && line(other.Place()) == place {
			return c.T("mail.city", "City", place, "Day", c.Day(session.Starts))
		}
	}
	return place
}

// cities names sessions as a sentence does.
func (c *composer) cities(sessions []*models.Session) string {
	names := make([]string, len(sessions))
	for i, session := range sessions {
		names[i] = c.city(session)
	}
	return c.List(names)
}

func (c *composer) registrationURL() string {
	return c.tokenURL(models.TokenRegistration, c.letter.RegistrationID, c.facts.RegistrationVersion)
}

func (c *composer) participantURL() string {
	return c.tokenURL(models.TokenParticipant, c.letter.ParticipantID, c.facts.ParticipantVersion)
}

func (c *composer) tokenURL(kind models.TokenKind, id int64, version int) string {
	return c.options.BaseURL + "/my/" + c.options.Token(models.Token{Kind: kind, ID: id, Version: version})
}

// ownURL is the page that the recipient of this letter looks after.
func (c *composer) ownURL() string {
	if c.facts.ToContact {
		return c.registrationURL()
	}
	return c.participantURL()
}
