package pages

import (
	"strconv"
	"strings"

	"vonk/models"
)

// Named is a value with its name.
type Named struct{ Name, Value string }

// filterIDs are the fields of a filter in the order of a form, for its summary.
var filterIDs = []string{"session", "status", "sector", "bounced", "q", "organisation", "answer"}

// filterGroups are the fields of a filter of which several answers can be chosen: its sessions, of those that are given, its
// statuses and its sectors, and whether mail arrives.
func (b *Base) filterGroups(f *models.ListFilter, sessions []*models.Session, problems Mistakes) []Group {
	group := func(name string) Group {
		return Group{
			ID: name, Name: name, Label: b.T("filter." + name), Help: b.T("filter." + name + ".help"), Error: b.sentence(problems, name),
			Multiple: true, Optional: b.optional(true),
		}
	}
	session, status, sector, bounced := group("session"), group("status"), group("sector"), group("bounced")
	for _, one := range sessions {
		session.add(one.Slug, b.T("mail.event", "Session", b.card(b.Series, one).Name(), "Day", b.Day(one.Starts)), has(f.Sessions, one.Slug))
	}
	for _, slug := range f.Sessions { // what was kept and is gone stays ticked: who saves the form again does not choose more by it
		if _, ok := b.Series.Session(slug); !ok {
			session.add(slug, slug, true)
		}
	}
	for _, one := range models.Statuses {
		status.add(string(one), b.StatusWord(one), has(f.Statuses, one))
	}
	for _, one := range b.Series.Sectors {
		sector.add(one, b.Sector(one), has(f.Sectors, one))
	}
	for _, one := range f.Sectors {
		if !has(b.Series.Sectors, one) {
			sector.add(one, b.Sector(one), true)
		}
	}
	groups := []Group{session, status}
	if len(sector.Options) > 0 {
		groups = append(groups, sector)
	}
	bounced.add("yes", b.T("filter.bounced.yes"), f.Bounced)
	return append(groups, bounced)
}

// filterFields are the others: its words, its organisation, of those that are given, and its answer.
func (b *Base) filterFields(f *models.ListFilter, employers []models.Employer, problems Mistakes) []Field {
	field := func(name, kind string) Field {
		return Field{ID: name, Name: name, Label: b.T("filter." + name), Error: b.sentence(problems, name), Type: kind, Autocomplete: "off", Optional: b.optional(true)}
	}
	words := field("q", "text")
	words.Help, words.Value, words.Max = b.T("filter.q.help"), f.Query, models.MaxQuery
	fields := []Field{words}
	if len(employers) > 0 {
		organisation := field("organisation", "select")
		organisation.Options = []Option{{Label: b.T("filter.all")}}
		for i := range employers {
			organisation.Options = append(organisation.Options, Option{Value: strconv.FormatInt(employers[i].ID, 10), Label: employers[i].Name, On: employers[i].ID == f.Organisation})
		}
		fields = append(fields, organisation)
	}
	if answer := b.answerField(f); len(answer.Options) > 1 {
		answer.Error, answer.Optional = b.sentence(problems, "answer"), b.optional(true)
		fields = append(fields, answer)
	}
	return fields
}

// answerField asks for an answer to any of the questions that have options.
func (b *Base) answerField(f *models.ListFilter) Field {
	field := Field{ID: "answer", Name: "answer", Label: b.T("filter.answer"), Type: "select", Options: []Option{{Label: b.T("filter.all")}}}
	for i := range b.Series.Questions {
		question := &b.Series.Questions[i]
		for _, option := range question.Choosable() {
			value := models.AnswerParam(question.Key, option.Key)
			field.Options = append(field.Options, Option{Value: value, Label: b.answer(question, option), On: value == f.Answer()})
		}
	}
	if _, ok := b.Series.Answered(f); !ok && f.Question != "" {
		field.Options = append(field.Options, Option{Value: f.Answer(), Label: f.Answer(), On: true})
	}
	return field
}

// FilterLines say in lines of name and value whom a filter chooses, with the name of its organisation; none: everybody. What
// there is not any more is said as it was kept.
func (b *Base) FilterLines(f *models.ListFilter, employer string) []Named {
	var lines []Named
	add := func(name string, values ...string) {
		if len(values) > 0 {
			lines = append(lines, Named{b.T("filter." + name), strings.Join(values, ", ")})
		}
	}
	if f.Query != "" {
		add("q", f.Query)
	}
	var sessions, statuses, sectors []string
	for _, slug := range f.Sessions {
		if session, ok := b.Series.Session(slug); ok {
			slug = session.Place()
		}
		sessions = append(sessions, slug)
	}
	for _, status := range f.Statuses {
		statuses = append(statuses, b.StatusWord(status))
	}
	for _, sector := range f.Sectors {
		sectors = append(sectors, b.Sector(sector))
	}
	add("session", sessions...)
	add("status", statuses...)
	add("sector", sectors...)
	switch {
	case f.Organisation != 0 && employer == "":
		add("organisation", b.T("filter.organisation.gone"))
	case f.Organisation != 0:
		add("organisation", employer)
	}
	if f.Question != "" {
		add("answer", b.filterAnswer(f))
	}
	if f.Bounced {
		add("bounced", b.T("filter.bounced.yes"))
	}
	return lines
}

// filterAnswer is the answer that a filter asks for, in one line.
func (b *Base) filterAnswer(f *models.ListFilter) string {
	if question, ok := b.Series.Answered(f); ok {
		for _, option := range question.Choosable() {
			if option.Key == f.Option {
				return b.answer(question, option)
			}
		}
	}
	return f.Answer()
}

// answer is an answer to a question in one line.
func (b *Base) answer(question *models.Question, option models.Option) string {
	return b.Text(question.Label) + " " + b.optionWord(option)
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
