package mails

import (
	"errors"

	"vonk/models"
	"vonk/templates/language"
)

// composer has at hand what every part of a message needs.
type composer struct {
	*language.Printer
	letter  *models.Letter
	facts   *models.Facts
	series  *models.Series
	session *models.Session // nil in a letter of links
	options Options
}

// compose says what a letter has to say, in its language.
func compose(letter *models.Letter, o Options) (*content, error) {
	c := &composer{
		Printer: language.For(letter.Language, letter.Series.Location()),
		letter:  letter, facts: &letter.Facts, series: letter.Series, options: o,
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
	var ok bool
	if c.session, ok = c.series.SessionByID(c.facts.SessionID); !ok {
		return nil, errors.New("the letter's session is gone")
	}
	if len(c.facts.People) == 0 {
		return nil, errors.New("the letter is about nobody")
	}
	said.Subject = c.subject()
	switch letter.Kind {
	case models.LetterConfirmation:
		c.confirmation(said)
	case models.LetterWaiting:
		c.waiting(said)
	case models.LetterPromotion:
		c.promotion(said)
	case models.LetterCancellation:
		c.cancellation(said)
	case models.LetterSubstitution:
		c.substitution(said)
	default:
		return nil, errors.New("there is no such kind of letter")
	}
	return said, nil
}

// subject says what happened at which session, and whose place is cancelled or taken over: the recipient may well keep
// theirs.
func (c *composer) subject() string {
	key := "mail.subject." + string(c.letter.Kind)
	if c.letter.Kind == models.LetterCancellation || c.letter.Kind == models.LetterSubstitution {
		return line(c.say(key))
	}
	return line(c.T(key, c.values()))
}

func (c *composer) greeting() string {
	if name := line(c.letter.RecipientName); name != "" {
		return c.T("mail.greeting", "Name", name)
	}
	return c.T("mail.greeting.nobody")
}

// audience says whom a letter is about as its recipient sees it. It ends the keys of sentences that differ for it.
type audience string

const (
	you        audience = "you"        // the recipient alone
	group      audience = "group"      // the recipient and colleagues
	colleague  audience = "colleague"  // one colleague of a contact who is not concerned
	colleagues audience = "colleagues" // several of them
)

func (c *composer) audience() audience {
	alone := len(c.facts.People) == 1
	switch {
	case c.letter.Kind == models.LetterSubstitution: // who was replaced is a participant no more, so ParticipantID cannot tell
		if !c.facts.ToContact || models.NormaliseName(c.letter.RecipientName) == models.NormaliseName(c.facts.People[0].Name) {
			return you
		}
		return colleague
	case c.letter.ParticipantID != 0 && alone:
		return you
	case c.letter.ParticipantID != 0:
		return group
	case alone:
		return colleague
	}
	return colleagues
}

// say writes the sentence of a key for the letter's audience.
func (c *composer) say(key string, more ...any) string {
	return c.T(key+"."+string(c.audience()), c.values(more...))
}

// values are what sentences may name, with more of them as names and values by turns.
func (c *composer) values(more ...any) map[string]any {
	values := map[string]any{
		"Name":         line(c.facts.People[0].Name),
		"Session":      line(c.Text(c.session.Title)),
		"City":         line(c.session.Place()),
		"Day":          c.Day(c.session.Starts),
		"Contact":      line(c.facts.ContactName),
		"Organisation": line(c.facts.Organisation),
		"Substitute":   line(c.facts.Substitute),
	}
	for i := 0; i+1 < len(more); i += 2 {
		values[more[i].(string)] = more[i+1]
	}
	return values
}

// count is how many people of the letter have a status.
func (c *composer) count(status models.Status) int {
	n := 0
	for _, person := range c.facts.People {
		if person.Status == status {
			n++
		}
	}
	return n
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
