package pages

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vonk/models"
)

// Audit tells who did what in Base.Series, the newest first, a part at a time.
type Audit struct {
	Base
	Lines    []models.AuditLine
	Actors   []models.Organiser // who did something here
	Filter   Looking
	Problems Mistakes
	Older    int64 // the entries before this number are on the next page; 0: there are none
}

// Looking is the form as it was sent.
type Looking struct{ Actor, Action, Reference, From, Until string }

// Query is the form as the query of an address.
func (l Looking) Query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"actor": l.Actor, "action": l.Action, "reference": l.Reference, "from": l.From, "until": l.Until} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

func (*Audit) name() string { return "audit" }

// Title implements Page.
func (p *Audit) Title() string { return p.T("audit.title") }

// Failed says that the form came back with mistakes.
func (p *Audit) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *Audit) Summary() []Mistake {
	return p.summary(p.Problems, []string{"actor", "action", "reference", "from", "until"}, nil)
}

// Action is the page's own address, which the form asks again.
func (p *Audit) Action() string { return "/organiser/" + p.Series.Slug + "/audit" }

// CSV is a download of all that the filter chooses.
func (p *Audit) CSV() string { return p.with(".csv", p.Filter.Query()) }

// Next leads to the older entries; empty: there are none.
func (p *Audit) Next() string {
	if p.Older == 0 {
		return ""
	}
	query := p.Filter.Query()
	query.Set("before", strconv.FormatInt(p.Older, 10))
	return p.with("", query)
}

// Newest leads back to the newest entries.
func (p *Audit) Newest() string { return p.with("", p.Filter.Query()) }

func (p *Audit) with(suffix string, query url.Values) string {
	if len(query) == 0 {
		return p.Action() + suffix
	}
	return p.Action() + suffix + "?" + query.Encode()
}

// Fields are those of the form.
func (p *Audit) Fields() []Field {
	optional := p.optional(true)
	date := func(id, value string) Field {
		return Field{ID: id, Name: id, Label: p.T("audit.filter." + id), Error: p.sentence(p.Problems, id), Type: "date", Value: value, Autocomplete: "off", Optional: optional}
	}
	return []Field{
		{ID: "actor", Name: "actor", Label: p.T("audit.who"), Type: "select", Options: p.actors(), Optional: optional},
		{ID: "action", Name: "action", Label: p.T("audit.what"), Type: "select", Options: p.actions(), Optional: optional},
		{
			ID: "reference", Name: "reference", Label: p.T("registration.reference"), Error: p.sentence(p.Problems, "reference"), Type: "text",
			Value: p.Filter.Reference, Autocomplete: "off", Optional: optional,
		},
		date("from", p.Filter.From), date("until", p.Filter.Until),
	}
}

func (p *Audit) actors() []Option {
	options := []Option{{Label: p.T("audit.everybody")}}
	for _, actor := range []string{models.ActorHolder, models.ActorOrganiser, models.ActorSystem, models.ActorCommand} {
		options = append(options, Option{Value: actor, Label: p.T("audit.actor." + actor)})
	}
	for _, o := range p.Actors {
		options = append(options, Option{Value: fmt.Sprintf("%s:%d", models.ActorOrganiser, o.ID), Label: o.Email})
	}
	return chosenOf(options, p.Filter.Actor)
}

func (p *Audit) actions() []Option {
	options := []Option{{Label: p.T("audit.everything")}}
	for _, action := range models.AuditActions {
		options = append(options, Option{Value: action, Label: p.Did(action)})
	}
	return chosenOf(options, p.Filter.Action)
}

func chosenOf(options []Option, value string) []Option {
	for i := range options {
		options[i].On = options[i].Value == value
	}
	return options
}

// When writes a moment with its year: what is told may be long ago.
func (p *Audit) When(at time.Time) string {
	return p.T("time.moment", "Day", p.Date(at), "Clock", p.Clock(at))
}

// Who is who did it.
func (p *Audit) Who(line models.AuditLine) string {
	switch id := line.OrganiserID(); {
	case line.Organiser != "":
		return line.Organiser
	case id != 0:
		return p.T("audit.organiser.gone", "ID", id)
	case models.PhoneOf(line.Actor) != 0:
		return p.T("audit.actor.door", "Number", models.PhoneOf(line.Actor))
	case p.Has("audit.actor." + line.Actor):
		return p.T("audit.actor." + line.Actor)
	}
	return line.Actor
}

// Did says what was done; an action that we have no words for is written as its key.
func (p *Audit) Did(action string) string {
	if key := "audit.action." + action; p.Has(key) {
		return p.T(key)
	}
	return action
}

// What says to what it was done.
func (p *Audit) What(line models.AuditLine) string {
	kind, id := line.SubjectID()
	switch {
	case line.Reference != "":
		return p.T("audit.subject.registration", "Reference", line.Reference)
	case line.Name != "":
		return line.Name
	case kind == "session":
		return p.place(id)
	case kind == "series":
		return p.Text(p.Series.Title)
	case p.Has("audit.subject." + kind + ".gone"):
		return p.T("audit.subject."+kind+".gone", "ID", id)
	}
	return line.Subject
}

// Story leads to the story of the registration that a line is about; empty: it is about none.
func (p *Audit) Story(line models.AuditLine) string {
	if line.Reference == "" {
		return ""
	}
	return "/organiser/registrations/" + line.Reference
}

func (b *Base) place(session int64) string {
	if known, ok := b.Series.SessionByID(session); ok {
		return known.Place()
	}
	return "#" + strconv.FormatInt(session, 10)
}

// Details are the numbers of a line, in short.
func (p *Audit) Details(line models.AuditLine) string {
	var parts []string
	for _, fact := range line.Facts() {
		value, label := fact.Value, fact.Key
		if id, err := strconv.ParseInt(value, 10, 64); err == nil && (fact.Key == "session" || fact.Key == "from") && line.Action != models.ActionMerge {
			if id == 0 {
				continue
			}
			value = p.place(id)
		}
		if key := "audit.detail." + fact.Key; p.Has(key) {
			label = p.T(key)
		}
		parts = append(parts, label+": "+value)
	}
	return strings.Join(parts, "; ")
}
