package mails

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"vonk/models"
)

// paragraph is a part of an organiser's own text, by its lines.
type paragraph []written

// written is a line of it.
type written []piece

// piece is some words of a line; with a URL they are a link.
type piece struct{ Text, URL string }

// Plain is the line as a text has it: a link's address stands behind its words.
func (w written) Plain() string {
	var line strings.Builder
	for _, p := range w {
		line.WriteString(p.Text)
		if p.URL != "" && p.URL != p.Text {
			line.WriteString(" (" + p.URL + ")")
		}
	}
	return line.String()
}

// mailing says what an organiser wrote, with everything in braces filled in for its recipient.
func (c *composer) mailing(said *content) error {
	mailing := c.letter.Mailing
	var ok bool
	if c.session, ok = c.series.SessionByID(c.facts.SessionID); !ok {
		return errors.New("the letter's session is gone")
	}
	if mailing == nil || len(c.facts.People) == 0 {
		return errors.New("the letter has no text, or is about nobody")
	}
	said.Subject = line(c.filled(mailing.Subject.In(c.Language()), false))
	if c.facts.Trial {
		said.Subject = c.T("mail.mailing.trial", "Subject", said.Subject)
	}
	for _, text := range paragraphs(mailing.Body.In(c.Language())) {
		var p paragraph
		for _, l := range strings.Split(text, "\n") {
			p = append(p, c.pieces(l))
		}
		said.Body = append(said.Body, p)
	}
	said.Sections = append(said.Sections, c.contact())
	why := c.T("mail.why.contact")
	if !c.facts.ToContact {
		why = c.T("mail.why.participant", "Contact", line(c.facts.ContactName), "Organisation", line(c.facts.Organisation))
	}
	said.Footer = []string{why}
	if mailing.Audience.Newsletter {
		said.Footer = []string{c.T("mail.mailing.newsletter")}
		said.Unsubscribe = link{c.T("mail.mailing.unsubscribe"), c.unsubscribeURL()}
	}
	said.Footer = append(said.Footer, c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy"))
	return nil
}

// paragraphs are what empty lines part.
func paragraphs(text string) (all []string) {
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.Trim(part, "\n"); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// marked finds what is more than words in a line: [words](address), an address by itself, and a name in braces.
var marked = regexp.MustCompile(`\[([^\[\]\n]+)\]\((https?://[^\s()]+|\{[^{}\n]*\})\)|https?://[^\s<>"]+|\{[^{}\n]*\}`)

// pieces divides a line of the organiser's text. What is filled in is words alone, whatever it looks like: nobody's name becomes
// a link.
func (c *composer) pieces(text string) (all written) {
	add := func(p piece) {
		if p.Text != "" {
			all = append(all, p)
		}
	}
	for text != "" {
		at := marked.FindStringSubmatchIndex(text)
		if at == nil {
			add(piece{Text: text})
			return all
		}
		add(piece{Text: text[:at[0]]})
		found, end := text[at[0]:at[1]], at[1]
		switch {
		case at[2] >= 0:
			add(piece{c.filled(text[at[2]:at[3]], false), c.address(text[at[4]:at[5]])})
		case found[0] == '{':
			if key, ok := models.PlaceholderKey(found); ok && key == models.PlaceholderLink {
				add(piece{c.pageURL(), c.pageURL()})
			} else {
				add(piece{Text: c.filled(found, false)})
			}
		default: // a sentence may end behind an address
			found = strings.TrimRightFunc(found, func(r rune) bool { return strings.ContainsRune(".,;:!?)'", r) })
			end = at[0] + len(found)
			add(piece{c.address(found), c.address(found)})
		}
		text = text[end:]
	}
	return all
}

// address is where a link of the organiser's text leads: to the recipient's own page, or to an address in which names in braces
// are filled in. Anything else than the web leads nowhere.
func (c *composer) address(text string) string {
	if key, ok := models.PlaceholderKey(text); ok && key == models.PlaceholderLink && strings.HasPrefix(text, "{") {
		return c.pageURL()
	}
	if !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return ""
	}
	return c.filled(text, true)
}

var braces = regexp.MustCompile(`\{[^{}\n]*\}`)

// filled puts something of the recipient in the place of each name in braces, in one go: a value is never read again.
func (c *composer) filled(text string, within bool) string {
	return braces.ReplaceAllStringFunc(text, func(name string) string {
		key, ok := models.PlaceholderKey(name)
		if !ok {
			return name
		}
		if within {
			return url.QueryEscape(c.value(key))
		}
		return c.value(key)
	})
}

// value is what a placeholder stands for.
func (c *composer) value(key string) string {
	switch key {
	case "name":
		return line(c.letter.RecipientName)
	case "session":
		return line(c.Text(c.session.Title))
	case "date":
		return c.Date(c.session.Starts)
	case "time":
		return c.T("mail.mailing.time", "From", c.Clock(c.session.Starts), "Until", c.Clock(c.session.Ends))
	case "city":
		return c.city(c.session)
	case "venue":
		return line(c.session.Venue.Line())
	case "organisation":
		return line(c.facts.Organisation)
	case "status":
		status := []rune(c.T("status." + string(c.facts.People[0].Status)))
		status[0] = unicode.ToLower(status[0])
		return string(status)
	case "reference":
		return line(c.facts.Reference)
	case "series":
		return line(c.Text(c.series.Title))
	case models.PlaceholderLink:
		return c.pageURL()
	}
	return ""
}

// pageURL is the recipient's own page; in a trial and a preview, which open nobody's, the page where links can be asked for.
func (c *composer) pageURL() string {
	if c.facts.RegistrationVersion == 0 && c.facts.ParticipantVersion == 0 {
		return c.options.BaseURL + "/my"
	}
	return c.ownURL()
}

// unsubscribeURL ends the newsletter for the contact of a registration.
func (c *composer) unsubscribeURL() string {
	token := models.Token{Kind: models.TokenUnsubscribe, ID: c.letter.RegistrationID, Version: c.facts.RegistrationVersion}
	return c.options.BaseURL + "/unsubscribe/" + c.options.Token(token)
}

// Preview is what a letter says, to be looked at.
type Preview struct {
	Subject string
	From    string // the organiser's name, which stands before the address that all mail comes from
	ReplyTo string
	Text    string
	HTML    []byte
}

// Look writes the parts of a letter's message. Errors are those of Render.
func Look(letter *models.Letter, o Options) (*Preview, error) {
	said, err := compose(letter, o)
	if err != nil {
		return nil, err
	}
	text, err := said.text()
	if err != nil {
		return nil, err
	}
	html, err := said.html()
	series := about(letter)
	return &Preview{Subject: said.Subject, From: display(series.OrganiserName), ReplyTo: series.OrganiserEmail, Text: text, HTML: html}, err
}
