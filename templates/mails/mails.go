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
	Replies bool                      // what calendars answer is read, so that declining there gives the seat back
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
	organiser := display(series.OrganiserName)
	message.FromMailAddress(&netmail.Address{Name: organiser, Address: from})
	message.ToMailAddress(&netmail.Address{Name: display(letter.RecipientName), Address: letter.RecipientEmail})
	if name, email := answersAt(letter, series); models.ValidEmail(email) {
		message.ReplyToMailAddress(&netmail.Address{Name: display(name), Address: email})
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
	if err := attachEvent(message, letter, calendar.Person{Name: line(series.OrganiserName), Email: from}, o); err != nil {
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
var house = models.Series{OrganiserName: "Vonk", Timezone: models.HouseZone}

// about is the series that a letter is about, or what stands for it.
func about(letter *models.Letter) *models.Series {
	if letter.Series == nil && letter.SeriesID == 0 {
		return &house
	}
	return letter.Series
}

// attachEvent adds what a letter does to its recipient's calendar, as the tree that calendars know what to do with: a part
// beside the texts, whose MIME method is that of its calendar, and the same as a file for who opens that. The file's type is
// application/ics, without a name: mail servers leave that alone, while some take text/calendar for an invitation of its own.
func attachEvent(message *mail.Msg, letter *models.Letter, organiser calendar.Person, o Options) error {
	fact := letter.Facts.Event
	if fact == nil || letter.UID == "" {
		return nil
	}
	session, ok := letter.Series.SessionByID(fact.SessionID)
	if !ok {
		return errors.New("the session of the letter's event is gone")
	}
	event := calendar.Event{UID: letter.UID, Sequence: letter.Sequence, Stamp: letter.Stamp, Tentative: fact.Tentative}
	texts := calendar.Options{BaseURL: o.BaseURL, Language: letter.Language}
	var document bytes.Buffer
	if models.NormaliseEmail(letter.RecipientEmail) == models.NormaliseEmail(organiser.Email) {
		// Nobody is invited by themselves: Outlook would throw the mail away.
		if fact.Cancels {
			return nil
		}
		if err := calendar.Seat(&document, letter.Series, session, event, texts); err != nil {
			return err
		}
		return attachFile(message, calendar.FileName(letter.Series, session), document.Bytes())
	}
	method := calendar.Request
	if fact.Cancels {
		method = calendar.Cancel
	}
	attendee := calendar.Person{Name: letter.RecipientName, Email: letter.RecipientEmail}
	if err := calendar.Invite(&document, letter.Series, session, event, method, organiser, attendee, texts); err != nil {
		return err
	}
	message.AddAlternativeString(mail.ContentType("text/calendar; method="+string(method)), document.String(), mail.WithPartEncoding(mail.EncodingQP))
	return attachFile(message, "invite.ics", document.Bytes())
}

func attachFile(message *mail.Msg, name string, document []byte) error {
	return message.AttachReader(name, bytes.NewReader(document), mail.WithFileEncoding(mail.EncodingB64),
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
