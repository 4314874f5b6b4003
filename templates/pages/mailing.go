package pages

import (
	"strconv"

	"vonk/models"
)

// Mailing is one mailing: its text, whom it reaches, and what can be done with it; once it has started, how far it is and what
// came of it for each person.
type Mailing struct {
	Base
	Mailing   models.Mailing
	Employers map[int64]string // the name of the organisation to which it goes alone, by its id
	Reach     int              // whom it would reach now
	Results   []models.MailingResult
	First     int    // the number of the first result, from 1
	Previous  string // the part of a long list before this one, and the one after it; empty: there is none
	Next      string
	Notice    string // what was done just now: saved, tried, scheduled, unscheduled, cancelled; empty: nothing
	Planning  Planning
	Problems  Mistakes
	Trouble   string // the key of what stands in the way; empty: nothing
}

// Planning is the form that lets a mailing start, as it was sent.
type Planning struct {
	When string // now or later
	Date string
	Time string
}

func (*Mailing) name() string { return "mailing" }

// Title implements Page.
func (p *Mailing) Title() string { return p.Text(p.Mailing.Subject) }

// Failed says that a form came back with mistakes.
func (p *Mailing) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *Mailing) Summary() []Mistake {
	return p.summary(p.Problems, []string{"when", "date", "time"}, nil)
}

// Noticed says what was done just now.
func (p *Mailing) Noticed() string {
	if p.Notice == "" || !p.Has("mailings.done."+p.Notice) {
		return ""
	}
	if p.Notice == "tried" {
		return p.T("mailings.done.tried", "Email", p.Organiser.Email)
	}
	return p.T("mailings.done." + p.Notice)
}

// URL is the page's own address, and Back leads to the list.
func (p *Mailing) URL() string { return mailingURL(p.Series, &p.Mailing) }

// Back leads to the list.
func (p *Mailing) Back() string { return mailingsURL(p.Series) }

// Lines say how the mailing stands and whom it goes to.
func (p *Mailing) Lines() []Named {
	lines := []Named{{p.T("mailings.column.phase"), p.PhaseWord(p.Mailing)}}
	if when := p.MailingWhen(p.Mailing); when != "" {
		lines = append(lines, Named{p.T("mailings.column.when"), when})
	}
	return append(lines, p.Aimed(p.Mailing, p.Employers[p.Mailing.Audience.Organisation])...)
}

// Deletes says that the mailing is a draft, which can be deleted.
func (p *Mailing) Deletes() bool { return p.Mailing.State == models.MailingDraft }

// Reached says how many people it reaches now.
func (p *Mailing) Reached() string {
	if p.Reach == 0 {
		return p.T("mailings.reach.nobody")
	}
	return p.T("mailings.reach", "Count", p.Reach)
}

// Written is a text in one language.
type Written struct {
	Title   string
	Code    string
	Subject string
	Body    string
}

// Written are the texts of the mailing.
func (p *Mailing) Written() []Written {
	var all []Written
	if m := &p.Mailing; m.Body.NL != "" {
		all = append(all, Written{p.T("mailings.dutch"), "nl", m.Subject.NL, m.Body.NL})
	}
	if m := &p.Mailing; m.Body.EN != "" {
		all = append(all, Written{p.T("mailings.english"), "en", m.Subject.EN, m.Body.EN})
	}
	return all
}

// Alone says that everybody gets the one language in which it is written; empty: it is written in both.
func (p *Mailing) Alone() string {
	if len(p.Mailing.Written()) > 1 {
		return ""
	}
	return p.T("mailings.alone")
}

// Scheduled says that it waits for its moment.
func (p *Mailing) Scheduled() bool { return p.Mailing.State == models.MailingScheduled }

// Soon says that it starts in a moment: its page goes on by itself.
func (p *Mailing) Soon() bool { return p.Scheduled() && !p.Mailing.SendAt.After(p.Now) }

// Sending says that letters are under way.
func (p *Mailing) Sending() bool { return p.Mailing.Phase() == models.MailingSending }

// Progress says how many letters are where.
func (p *Mailing) Progress() string {
	m := &p.Mailing
	text := p.T("mailings.progress.sent", "Count", m.Sent, "Total", m.Recipients)
	for _, part := range []struct {
		key   string
		count int
	}{{"queued", m.Queued}, {"failed", m.Failed}, {"skipped", m.Skipped()}} {
		if part.count > 0 {
			text += " " + p.T("mailings.progress."+part.key, "Count", part.count)
		}
	}
	return text
}

// Done is how many letters need nothing any more.
func (p *Mailing) Done() int { return p.Mailing.Sent + p.Mailing.Failed }

// Send is what the button says.
func (p *Mailing) Send() string { return p.T("mailings.send", "Count", p.Reach) }

// When are the choices of the moment.
func (p *Mailing) When() Group {
	g := Group{ID: "when", Name: "when", Label: p.T("mailings.when"), Error: p.sentence(p.Problems, "when")}
	g.add("now", p.T("mailings.when.now"), p.Planning.When == "now")
	g.add("later", p.T("mailings.when.later"), p.Planning.When == "later")
	return g
}

// Moment are the fields of a moment later.
func (p *Mailing) Fields() []Field {
	return []Field{
		{
			ID: "date", Name: "date", Label: p.T("mailings.date"), Optional: p.T("mailings.date.only"), Error: p.sentence(p.Problems, "date"),
			Value: p.Planning.Date, Type: "date", Autocomplete: "off",
		},
		{
			ID: "time", Name: "time", Label: p.T("mailings.time"), Optional: p.T("mailings.date.only"), Help: p.T("mailings.time.help", "Zone", p.Series.Timezone), Error: p.sentence(p.Problems, "time"),
			Value: p.Planning.Time, Type: "time", Autocomplete: "off",
		},
	}
}

// Part says that the list is too long for one page.
func (p *Mailing) Part() bool { return p.Previous != "" || p.Next != "" }

// Last is the number of the last row.
func (p *Mailing) Last() int { return p.First + len(p.Results) - 1 }

// ResultWord says what came of a letter.
func (p *Mailing) ResultWord(r models.MailingResult) string {
	return p.T("mailings.result." + string(r.Status))
}

// MailingPreview is a mailing as one of its recipients gets it.
type MailingPreview struct {
	Base
	Mailing models.Mailing
	Name    string // the recipient's
	Email   string
	Spoken  string // the language of the mail
	Subject string
	From    string
	ReplyTo string
	Text    string
	At      int // the recipient's number, from 1
	People  int // how many there are; 0: the recipient is a sample
}

func (*MailingPreview) name() string { return "mailing-preview" }

// Title implements Page.
func (p *MailingPreview) Title() string { return p.T("mailings.preview.title") }

// Back leads to the mailing.
func (p *MailingPreview) Back() string { return mailingURL(p.Series, &p.Mailing) }

// Position says which of the recipients it is.
func (p *MailingPreview) Position() string {
	if p.People == 0 {
		return p.T("mailings.preview.sample")
	}
	return p.T("mailings.preview.position", "At", p.At, "Total", p.People, "Name", p.Name, "Email", p.Email)
}

// HTML leads to the mail as it looks in a mail program.
func (p *MailingPreview) HTML() string { return p.at("/message", p.At) }

// Previous leads to the recipient before this one; empty: it is the first.
func (p *MailingPreview) Previous() string {
	if p.At <= 1 {
		return ""
	}
	return p.at("", p.At-1)
}

// Next leads to the recipient after this one; empty: it is the last.
func (p *MailingPreview) Next() string {
	if p.At >= p.People {
		return ""
	}
	return p.at("", p.At+1)
}

// Action is where the form that asks for any recipient leads.
func (p *MailingPreview) Action() string { return p.Back() + "/preview" }

func (p *MailingPreview) at(what string, number int) string {
	return p.Back() + "/preview" + what + "?at=" + strconv.Itoa(number)
}

// Field asks for any recipient, by number.
func (p *MailingPreview) Field() Field {
	return Field{ID: "at", Name: "at", Label: p.T("mailings.preview.which", "Total", p.People), Value: strconv.Itoa(p.At), Type: "number", Autocomplete: "off"}
}
