package pages

import (
	"strconv"

	"vonk/models"
)

// Mailings is the list of the mailings of Base.Series.
type Mailings struct {
	Base
	All     []models.Mailing // the newest first
	Deleted bool             // a draft was deleted just now
}

func (*Mailings) name() string { return "mailings" }

// Title implements Page.
func (p *Mailings) Title() string { return p.T("mailings.title") }

// New leads to the form of a new mailing.
func (p *Mailings) New() string { return mailingsURL(p.Series) + "/new" }

// URL leads to one of them.
func (p *Mailings) URL(m models.Mailing) string { return mailingURL(p.Series, &m) }

func mailingsURL(series *models.Series) string { return "/organiser/" + series.Slug + "/mailings" }

func mailingURL(series *models.Series, m *models.Mailing) string {
	return mailingsURL(series) + "/" + strconv.FormatInt(m.ID, 10)
}

// PhaseWord says how far a mailing is.
func (b *Base) PhaseWord(m models.Mailing) string { return b.T("mailings.phase." + string(m.Phase())) }

// MailingWhen says when a mailing starts or started; empty: neither.
func (b *Base) MailingWhen(m models.Mailing) string {
	switch {
	case m.StartedAt != nil:
		return b.Moment(*m.StartedAt)
	case m.State == models.MailingScheduled && m.SendAt != nil:
		return b.Moment(*m.SendAt)
	}
	return ""
}

// MailingEdit is the form of a mailing: of a new one, when it has no id.
type MailingEdit struct {
	Base
	Mailing       models.Mailing    // as stored, or as it was entered
	Organisations []models.Employer // to choose from
	Sessions      []*models.Session // to which the organiser may write
	Whole         bool              // they may write to everybody in the series
	Problems      Mistakes
	Trouble       string // the key of what stands in the way; empty: nothing
}

func (*MailingEdit) name() string { return "mailing-edit" }

// Title implements Page.
func (p *MailingEdit) Title() string {
	if p.Mailing.ID == 0 {
		return p.T("mailings.new")
	}
	return p.T("mailings.edit")
}

// Failed says that the form came back with mistakes.
func (p *MailingEdit) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *MailingEdit) Summary() []Mistake {
	return p.summary(p.Problems, append(append([]string{"to", "newsletter"}, filterIDs...), "subject_nl", "body_nl", "subject_en", "body_en"), nil)
}

// Back leads to where the form came from.
func (p *MailingEdit) Back() string {
	if p.Mailing.ID == 0 {
		return mailingsURL(p.Series)
	}
	return mailingURL(p.Series, &p.Mailing)
}

// Action is where the form posts to.
func (p *MailingEdit) Action() string {
	if p.Mailing.ID == 0 {
		return mailingsURL(p.Series) + "/new"
	}
	return mailingURL(p.Series, &p.Mailing) + "/edit"
}

// Placeholders are what can stand in braces, and what of it only in the text.
func (p *MailingEdit) Placeholders() []string { return models.PlaceholderNames(p.Language(), true) }

// Texts are the fields of the text, by language.
func (p *MailingEdit) Texts() []Texts {
	m := &p.Mailing
	return []Texts{
		{p.T("mailings.dutch"), []Field{p.subject("subject_nl", m.Subject.NL), p.body("body_nl", m.Body.NL)}},
		{p.T("mailings.english"), []Field{p.subject("subject_en", m.Subject.EN), p.body("body_en", m.Body.EN)}},
	}
}

// Texts are the fields of one language.
type Texts struct {
	Title  string
	Fields []Field
}

func (p *MailingEdit) subject(id, value string) Field {
	return Field{ID: id, Name: id, Label: p.T("mailings.subject"), Optional: p.optional(true), Error: p.sentence(p.Problems, id), Value: value, Type: "text", Autocomplete: "off", Max: models.MaxSubject}
}

func (p *MailingEdit) body(id, value string) Field {
	return Field{ID: id, Name: id, Label: p.T("mailings.body"), Optional: p.optional(true), Help: p.T("mailings.body.help"), Error: p.sentence(p.Problems, id), Value: value, Type: "textarea", Max: models.MaxBody}
}

// Groups are the choices of whom it goes to.
func (p *MailingEdit) Groups() []Group {
	a := &p.Mailing.Audience
	to := p.group("to", false)
	for _, key := range []string{models.ToParticipants, models.ToContacts, models.ToBoth} {
		to.add(key, p.T("mailings.to."+key), a.To == key)
	}
	newsletter := p.group("newsletter", true)
	newsletter.add("yes", p.T("mailings.newsletter.only"), a.Newsletter)
	groups := []Group{to, newsletter}
	for _, group := range p.filterGroups(&a.ListFilter, p.Sessions, p.Problems) {
		// A mailing goes to nobody by accident: its statuses are named, and its sessions by who may not write to all.
		if group.ID == "status" || group.ID == "session" && !p.Whole {
			group.Optional, group.Help = "", ""
		}
		groups = append(groups, group)
	}
	return groups
}

func (p *MailingEdit) group(name string, multiple bool) Group {
	g := Group{ID: name, Name: name, Label: p.T("mailings." + name), Error: p.sentence(p.Problems, name), Multiple: multiple, Optional: p.optional(multiple)}
	if p.Has("mailings." + name + ".help") {
		g.Help = p.T("mailings." + name + ".help")
	}
	return g
}

// Fields are the further choices of whom it goes to.
func (p *MailingEdit) Fields() []Field {
	return p.filterFields(&p.Mailing.Audience.ListFilter, p.Organisations, p.Problems)
}

// Aimed says in lines of name and value whom a mailing goes to, with the name of the organisation that it goes to alone.
func (b *Base) Aimed(m models.Mailing, employer string) []Named {
	a := &m.Audience
	lines := []Named{{b.T("mailings.to"), b.T("mailings.to." + a.To)}}
	if a.Newsletter {
		lines = append(lines, Named{b.T("mailings.newsletter"), b.T("mailings.newsletter.only")})
	}
	return append(lines, b.FilterLines(&a.ListFilter, employer)...)
}
