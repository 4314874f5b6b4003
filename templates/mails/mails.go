// Package mails turns a models.Letter into a mail message: a text that holds everything, the same as HTML, and the event of
// the recipient's seat to put in a calendar.
package mails

import (
	"bytes"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"

	"vonk/models"
	"vonk/templates/calendar"
)

// Options is what a message needs to know besides its letter.
type Options struct {
	BaseURL string                    // of the site, without a slash at the end
	From    string                    // the address that all mail comes from, with or without a name
	Token   func(models.Token) string // makes the token of a link
	Code    func(nonce string) string // makes the code that an organiser signs in with
}

// ParseFrom reads the address that all mail comes from, and gives it without a name.
func ParseFrom(from string) (string, error) {
	parsed, err := netmail.ParseAddress(from)
	if err != nil {
		return "", fmt.Errorf("%q is no address to send mail from", from)
	}
	return parsed.Address, nil
}

// Render writes the whole message of a letter, lines ended by CRLF. The letter's Series must be filled in, unless it is about none. Errors hold no
// personal data.
func Render(letter *models.Letter, o Options) ([]byte, error) {
	from, err := ParseFrom(o.From)
	if err != nil {
		return nil, err
	}
	switch {
	case !models.ValidEmail(letter.RecipientEmail):
		return nil, errors.New("the letter's recipient cannot be written to")
	case strings.ContainsFunc(letter.MessageID, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' }) || !strings.Contains(letter.MessageID, "@"):
		return nil, errors.New("the letter has no proper Message-ID")
	}
	said, err := compose(letter, o)
	if err != nil {
		return nil, err
	}
	text, err := said.text()
	if err != nil {
		return nil, err
	}
	html, err := said.html()
	if err != nil {
		return nil, err
	}
	series := about(letter)
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	message.FromMailAddress(&netmail.Address{Name: display(series.OrganiserName), Address: from})
	message.ToMailAddress(&netmail.Address{Name: display(letter.RecipientName), Address: letter.RecipientEmail})
	if models.ValidEmail(series.OrganiserEmail) {
		message.ReplyToMailAddress(&netmail.Address{Name: display(series.OrganiserName), Address: series.OrganiserEmail})
	}
	message.Subject(plain(said.Subject))
	message.SetMessageIDWithValue(letter.MessageID)
	message.SetDateWithValue(letter.Stamp.In(series.Location()))
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers from holidays
	message.SetGenHeader("Content-Language", said.Language)
	if said.Unsubscribe.URL != "" { // RFC 8058
		message.SetGenHeader("List-Unsubscribe", "<"+said.Unsubscribe.URL+">")
		message.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	message.SetBodyString(mail.TypeTextPlain, text)
	message.AddAlternativeString(mail.TypeTextHTML, string(html))
	if err := attachEvent(message, letter, said.held, o); err != nil {
		return nil, err
	}
	var raw bytes.Buffer
	if _, err := message.WriteTo(&raw); err != nil {
		return nil, err
	}
	return raw.Bytes(), nil
}

// HTML writes the HTML part of a letter's message, to be looked at. Errors are those of Render.
func HTML(letter *models.Letter, o Options) ([]byte, error) {
	said, err := compose(letter, o)
	if err != nil {
		return nil, err
	}
	return said.html()
}

// house stands for the series in a letter that is about none.
var house = models.Series{OrganiserName: "Vonk", Timezone: "Europe/Amsterdam"}

// about is the series that a letter is about, or what stands for it.
func about(letter *models.Letter) *models.Series {
	if letter.Series == nil && letter.SeriesID == 0 {
		return &house
	}
	return letter.Series
}

// held is the recipient's own seat, as its event tells of it.
type held struct {
	session   *models.Session
	tentative bool // it is held until they say yes
}

// held finds the seat whose event comes with the letter: the one that the news is about or, when that
// session was called off, the only other one that the recipient has or is offered. nil when there is none.
func (c *composer) held() *held {
	switch c.letter.Kind {
	case models.LetterCancellation, models.LetterSubstitution:
		return nil
	}
	self := c.self()
	if c.letter.UID == "" || self == 0 {
		return nil
	}
	for _, person := range c.facts.People {
		if person.Place != self {
			continue
		}
		b := c.standing(person)
		seat, offer := b.with(models.Confirmed), b.with(models.Offered)
		switch {
		case b.status == models.Confirmed || b.status == models.Offered:
			return &held{b.session, b.status == models.Offered}
		case b.status == models.Cancelled && seat != nil && offer == nil:
			return &held{session: c.at(seat)}
		case b.status == models.Cancelled && offer != nil && seat == nil:
			return &held{c.at(offer), true}
		}
	}
	return nil
}

// attachEvent adds the event of the recipient's seat as a file. Its type is application/ics, without a name: mail servers
// leave that alone, while some take text/calendar for an invitation and miss its METHOD.
func attachEvent(message *mail.Msg, letter *models.Letter, held *held, o Options) error {
	if held == nil {
		return nil
	}
	var event bytes.Buffer
	err := calendar.Seat(&event, letter.Series, held.session,
		calendar.Event{UID: letter.UID, Sequence: letter.Sequence, Stamp: letter.Stamp, Tentative: held.tentative},
		calendar.Options{BaseURL: o.BaseURL, Language: letter.Language})
	if err != nil {
		return err
	}
	return message.AttachReader(calendar.FileName(letter.Series, held.session), &event, mail.WithFileEncoding(mail.EncodingB64),
		func(file *mail.File) { file.Header.Set("Content-Type", "application/ics") })
}

// display makes a name to stand before an address. Go's net/mail lets a backslash into an encoded word, where readers then
// find no address.
func display(name string) string { return strings.ReplaceAll(plain(line(name)), `\`, "/") }

// plain takes apart what somebody wrote like an encoded word (RFC 2047): readers would decode it, line ends included.
func plain(header string) string { return strings.ReplaceAll(header, "=?", "= ?") }

// line makes one line of a text: no line ends, no other control characters, no marks that turn the direction of what
// follows.
func line(value string) string {
	value = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f':
			return -1
		}
		return r
	}, strings.ToValidUTF8(value, "\ufffd"))
	return strings.Join(strings.Fields(value), " ")
}
