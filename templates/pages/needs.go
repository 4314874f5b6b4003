package pages

import (
	"strconv"
	"time"

	"vonk/models"
)

// Needs is what people need to take part in a session of Base.Series, with what is arranged of it.
type Needs struct {
	Base
	Session  *models.Session
	List     *models.Worklist
	Saved    int64           // the answer whose note was saved just now; 0: none
	Answer   int64           // the answer whose form comes back; 0: none
	Mark     models.NeedMark // and that form
	Problems Mistakes
}

func (*Needs) name() string { return "needs" }

// Title implements Page.
func (p *Needs) Title() string { return p.T("needs.title", "City", p.Session.Place()) }

// Failed says that the form came back with mistakes.
func (p *Needs) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *Needs) Summary() []Mistake {
	return p.summary(p.Problems, []string{p.id("note", p.Answer), p.id("until", p.Answer)}, nil)
}

// id is that of a field of an answer's form.
func (*Needs) id(field string, answer int64) string {
	return field + "-" + strconv.FormatInt(answer, 10)
}

// Card is the session.
func (p *Needs) Card() Card { return p.card(p.Series, p.Session) }

// Action is where the forms post to.
func (p *Needs) Action() string {
	return "/organiser/" + p.Series.Slug + "/" + p.Session.Slug + "/needs"
}

// Lead says how much there is to do.
func (p *Needs) Lead() string {
	if p.List.Count == 0 {
		return p.T("needs.nothing")
	}
	return p.T("needs.lead", "Count", p.List.Count, "ToDo", p.List.ToDo)
}

// Noticed says what was saved just now.
func (p *Needs) Noticed() string {
	for _, need := range p.List.Needs {
		if need.AnswerID == p.Saved {
			return p.T("needs.saved", "Name", need.Name)
		}
	}
	return ""
}

// NeedItem is a need with its form.
type NeedItem struct {
	models.AccessNeed
	Asked string // the question
	Said  string // the answer, in words
	State string // arranged, open or late
	Book  time.Time
	Form  NeedForm
}

// NeedForm is the form of what is noted of a need.
type NeedForm struct {
	Action     string
	AnswerID   int64
	Arranged   bool
	Fields     []Field
	Word, Save string // at the box to tick, and on the button
}

// Items are the needs, what is to be done first on top.
func (p *Needs) Items() []NeedItem {
	items := make([]NeedItem, len(p.List.Needs))
	for i, need := range p.List.Needs {
		items[i] = p.item(need)
	}
	return items
}

func (p *Needs) item(need models.AccessNeed) NeedItem {
	item := NeedItem{AccessNeed: need, State: "open"}
	if question, ok := p.Series.QuestionByID(need.QuestionID); ok {
		said := p.answered(*question, stored(*question, need.Answer))
		item.Asked, item.Said = said.Label, said.Text
	}
	zone := p.Series.Location()
	switch {
	case need.Arranged:
		item.State = "arranged"
	case need.BookBefore < p.Now.In(zone).Format(time.DateOnly):
		item.State = "late"
	}
	item.Book, _ = time.ParseInLocation(time.DateOnly, need.BookBefore, zone)
	mark := need.NeedMark
	if p.Failed() && need.AnswerID == p.Answer {
		mark = p.Mark
	}
	item.Form = p.form(need.AnswerID, mark)
	return item
}

// Lost is the form that comes back when the list is closed meanwhile: what was entered stays, and nothing is told.
func (p *Needs) Lost() *NeedForm {
	if !p.Failed() || p.List.Opened {
		return nil
	}
	form := p.form(p.Answer, p.Mark)
	return &form
}

func (p *Needs) form(answer int64, mark models.NeedMark) NeedForm {
	note, until := p.id("note", answer), p.id("until", answer)
	return NeedForm{
		Action: p.Action(), AnswerID: answer, Arranged: mark.Arranged, Word: p.T("needs.arranged"), Save: p.T("needs.save"),
		Fields: []Field{
			{ID: until, Name: "until", Label: p.T("needs.until"), Error: p.sentence(p.Problems, until), Value: mark.BookBefore, Type: "date", Autocomplete: "off", Optional: p.optional(true)},
			{ID: note, Name: "note", Label: p.T("needs.note"), Help: p.T("needs.note.help"), Error: p.sentence(p.Problems, note), Value: mark.Note, Type: "textarea", Optional: p.optional(true), Max: models.MaxNeedNote},
		},
	}
}
