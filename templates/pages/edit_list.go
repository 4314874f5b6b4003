package pages

import (
	"slices"

	"vonk/models"
)

// EditList are the sessions or the questions of Base.Series, each with a form of its own.
type EditList struct {
	Base
	Part    string // sessions or questions
	Deleted bool   // one was removed just now
}

func (*EditList) name() string { return "edit-list" }

// Title implements Page.
func (p *EditList) Title() string { return p.T("edit.nav." + p.Part) }

// Nav leads to the parts of the definition.
func (p *EditList) Nav() []Tab { return p.parts(p.Part, "") }

// EditItem is one session or question.
type EditItem struct {
	Name string
	Href string
	Note string
}

// Items are the sessions or questions, in their order.
func (p *EditList) Items() (items []EditItem) {
	root := editURL(p.Series) + "/" + p.Part + "/"
	if p.Part == "questions" {
		for _, q := range p.Series.Questions {
			note := p.T("edit.question." + q.Kind)
			if q.Personal() {
				note += ", " + p.T("edit.question.personal")
			}
			items = append(items, EditItem{Name: p.Text(q.Label), Href: root + q.Key, Note: note})
		}
		return items
	}
	for _, s := range p.Series.Sessions {
		note := p.Span(s.Starts, s.Ends)
		if s.Status == models.SessionCancelled {
			note += " · " + p.T("availability.cancelled")
		}
		items = append(items, EditItem{Name: p.Text(s.Title), Href: root + s.Slug, Note: note})
	}
	return items
}

// New leads to the form of a new one.
func (p *EditList) New() Link {
	return Link{Name: p.T("edit.new." + p.Part), URL: editURL(p.Series) + "/" + p.Part + "/new"}
}

// EditConfirm says what an act does, with the button that does it. Nothing is done before.
type EditConfirm struct {
	Base
	Heading string
	Lead    string
	Effects []string
	Action  string
	Submit  string
	Danger  bool
	Back    Link
	Hidden  []Field // what the form sends along
}

func (*EditConfirm) name() string { return "edit-confirm" }

// Title implements Page.
func (p *EditConfirm) Title() string { return p.Heading }

// Mailing are sentences that say how many letters of which kind a change writes, and to whom.
func (b *Base) Mailing(mails []models.Mail) (lines []string) {
	for _, mail := range mails {
		key := "edit.mail." + string(mail.Kind)
		if !b.Has(key) {
			key = "edit.mail.other"
		}
		line := b.T(key, "Count", mail.Count)
		if more := mail.Count - len(mail.To); len(mail.To) > 0 {
			names := mail.To
			if more > 0 {
				names = append(slices.Clone(names), b.T("edit.mail.others", "Count", more))
			}
			line = b.T("edit.mail.to", "Mails", line, "Names", b.List(names))
		}
		lines = append(lines, line)
	}
	return lines
}

// EditCopy is the form that copies Base.Series as a draft.
type EditCopy struct {
	Base
	Values   Values
	Problems Mistakes
}

func (*EditCopy) name() string { return "edit-copy" }

// Failed says that the form came back with mistakes.
func (p *EditCopy) Failed() bool { return len(p.Problems) > 0 }

// Title implements Page.
func (p *EditCopy) Title() string { return p.T("edit.copy.title", "Series", p.Series.Title) }

// Nav leads to the parts of the definition.
func (p *EditCopy) Nav() []Tab { return p.parts("basics", "copy") }

// Action is where the form posts to.
func (p *EditCopy) Action() string { return editURL(p.Series) + "/copy" }

// Summary is what is wrong with the form.
func (p *EditCopy) Summary() []Mistake {
	return p.summary(p.Problems, []string{"slug", "weeks", "first"}, nil)
}

// First says when the first session of the series is; empty: it has none.
func (p *EditCopy) First() string {
	first := p.Series.First()
	if first.IsZero() {
		return ""
	}
	return p.T("edit.copy.now", "Date", p.Date(first))
}

// Fields are those of the form.
func (p *EditCopy) Fields() []Field {
	field := func(name, kind string, optional bool) Field {
		return Field{
			ID: name, Name: name, Label: p.T("edit.copy." + name), Help: p.T("edit.copy." + name + ".help"), Error: p.sentence(p.Problems, name),
			Value: p.Values[name], Type: kind, Autocomplete: "off", Optional: p.optional(optional),
		}
	}
	return []Field{field("slug", "text", false), field("weeks", "text", true), field("first", "date", true)}
}
