package pages

import (
	"strconv"

	"vonk/models"
)

// Outbox tells what became of the letters of Base.Series, the newest of one state first, a part at a time.
type Outbox struct {
	Base
	Box     models.Outbox
	Shown   models.LetterStatus
	Older   int64  // the letters before this number are on the next page; 0: there are none
	Resent  int    // how many were put in the queue again just now
	Trouble string // the key of what stood in the way; empty: nothing
	Away    bool   // the mail server does not answer now
}

func (*Outbox) name() string { return "outbox" }

// Title implements Page.
func (p *Outbox) Title() string { return p.T("outbox.title") }

// URL is the page's own address.
func (p *Outbox) URL() string { return "/organiser/" + p.Series.Slug + "/letters" }

// States lead to the letters of each state.
func (p *Outbox) States() (states []Tab) {
	for _, status := range models.LetterStatuses {
		states = append(states, Tab{
			Name: p.T("outbox.state."+string(status), "Letters", p.Box.In(status)), URL: p.URL() + "?state=" + string(status), Current: status == p.Shown,
		})
	}
	return states
}

// MailKind says what a letter is about; a kind that we have no words for is written as its key.
func (b *Base) MailKind(kind models.LetterKind) string {
	if key := "board.mail." + string(kind); b.Has(key) {
		return b.T(key)
	}
	return string(kind)
}

// Noticed says what was done just now.
func (p *Outbox) Noticed() string {
	if p.Resent == 0 {
		return ""
	}
	return p.T("outbox.done", "Count", p.Resent)
}

// Waits says that the letters shown are to be sent still.
func (p *Outbox) Waits() bool { return p.Shown == models.LetterQueued }

// Fails says that the letters shown were given up.
func (p *Outbox) Fails() bool { return p.Shown == models.LetterFailed }

// Again says that some of the letters shown can be sent again.
func (p *Outbox) Again() bool {
	for _, line := range p.Box.Lines {
		if line.Again {
			return true
		}
	}
	return false
}

// When is the moment that counts in the state that is shown.
func (p *Outbox) When(line models.OutboxLine) string {
	at := line.Stamp
	switch {
	case line.SentAt != nil:
		at = *line.SentAt
	case p.Waits():
		at = line.NextAttempt
	}
	return p.Moment(at)
}

// Why says what the mail server answered last, or what came between.
func (p *Outbox) Why(line models.OutboxLine) string {
	switch {
	case line.Failure != "":
		return line.Failure
	case line.Status == models.LetterFailed:
		return p.T("outbox.stopped")
	}
	return ""
}

// Story leads to the registration that a letter is about; empty: it is about none.
func (p *Outbox) Story(line models.OutboxLine) string {
	if line.Reference == "" {
		return ""
	}
	return "/organiser/registrations/" + line.Reference
}

// Next leads to the older letters; empty: there are none.
func (p *Outbox) Next() string {
	if p.Older == 0 {
		return ""
	}
	return p.Newest() + "&before=" + strconv.FormatInt(p.Older, 10)
}

// Newest leads to the newest letters of the state.
func (p *Outbox) Newest() string { return p.URL() + "?state=" + string(p.Shown) }
