package pages

import (
	"strconv"
	"strings"

	"vonk/models"
)

// Mailings is the list of the mailings of Base.Series.
type Mailings struct {
	Base
	All []models.Mailing // the newest first
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
	Mailing       models.Mailing // as stored, or as it was entered
	Organisations []models.Employer
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
	return p.summary(p.Problems, []string{"subject_nl", "body_nl", "subject_en", "body_en", "to", "newsletter", "statuses", "sessions", "sectors", "organisation", "answer"}, nil)
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
	statuses := p.group("statuses", true)
	statuses.Optional = ""
	for _, status := range models.Statuses {
		statuses.add(string(status), p.StatusWord(status), has(a.Statuses, status))
	}
	sessions := p.group("sessions", true)
	if !p.Whole {
		sessions.Optional, sessions.Help = "", ""
	}
	for _, session := range p.Sessions {
		sessions.add(session.Slug, p.T("mail.event", "Session", p.card(p.Series, session).Name(), "Day", p.Day(session.Starts)), has(a.Sessions, session.Slug))
	}
	groups := []Group{to, newsletter, statuses, sessions}
	if len(p.Series.Sectors) > 0 {
		sectors := p.group("sectors", true)
		for _, sector := range p.Series.Sectors {
			sectors.add(sector, p.Sector(sector), has(a.Sectors, sector))
		}
		groups = append(groups, sectors)
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

// add adds an answer; the first has the group's id.
func (g *Group) add(value, label string, on bool) {
	id := g.ID
	if len(g.Options) > 0 {
		id += "-" + value
	}
	g.Options = append(g.Options, Option{ID: id, Value: value, Label: label, On: on})
}

func has[T comparable](all []T, one T) bool {
	for _, other := range all {
		if other == one {
			return true
		}
	}
	return false
}

// Fields are the further choices of whom it goes to.
func (p *MailingEdit) Fields() []Field {
	a := &p.Mailing.Audience
	var fields []Field
	if p.Whole && len(p.Organisations) > 0 {
		field := Field{
			ID: "organisation", Name: "organisation", Label: p.T("mailings.organisation"), Error: p.sentence(p.Problems, "organisation"), Type: "select",
			Optional: p.optional(true), Options: []Option{{Label: p.T("mailings.all")}},
		}
		for i := range p.Organisations {
			o := &p.Organisations[i]
			field.Options = append(field.Options, Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name, On: o.ID == a.Organisation})
		}
		fields = append(fields, field)
	}
	answer := Field{
		ID: "answer", Name: "answer", Label: p.T("mailings.answer"), Error: p.sentence(p.Problems, "answer"), Type: "select",
		Optional: p.optional(true), Options: []Option{{Label: p.T("mailings.all")}},
	}
	for i := range p.Series.Questions {
		question := &p.Series.Questions[i]
		for _, option := range question.Choosable() {
			answer.Options = append(answer.Options, Option{
				Value: question.Key + "=" + option.Key, Label: p.answer(question, option), On: question.Key == a.Question && option.Key == a.Option,
			})
		}
	}
	if len(answer.Options) > 1 {
		fields = append(fields, answer)
	}
	return fields
}

// answer is an answer to a question in one line.
func (b *Base) answer(question *models.Question, option models.Option) string {
	label := b.Text(option.Label)
	if question.Kind == models.QuestionYesNo {
		label = b.T("answer." + option.Key)
	}
	return b.Text(question.Label) + " " + label
}

// Aimed says in lines of name and value whom a mailing goes to.
func (b *Base) Aimed(m models.Mailing) []Named {
	a := &m.Audience
	lines := []Named{{b.T("mailings.to"), b.T("mailings.to." + a.To)}}
	add := func(key string, values []string) {
		if len(values) > 0 {
			lines = append(lines, Named{b.T("mailings." + key), strings.Join(values, ", ")})
		}
	}
	if a.Newsletter {
		add("newsletter", []string{b.T("mailings.newsletter.only")})
	}
	var statuses, sessions, sectors []string
	for _, status := range a.Statuses {
		statuses = append(statuses, b.StatusWord(status))
	}
	for _, slug := range a.Sessions {
		if session, ok := b.Series.Session(slug); ok {
			slug = session.Place()
		}
		sessions = append(sessions, slug)
	}
	for _, sector := range a.Sectors {
		sectors = append(sectors, b.Sector(sector))
	}
	add("statuses", statuses)
	add("sessions", sessions)
	add("sectors", sectors)
	if question, ok := b.Series.Question(a.Question); ok {
		for _, option := range question.Choosable() {
			if option.Key == a.Option {
				add("answer", []string{b.answer(question, option)})
			}
		}
	}
	return lines
}

// Named is a value with its name.
type Named struct{ Name, Value string }
