package pages

import (
	"cmp"

	"vonk/models"
)

// Numbers are how many people come to a session of Base.Series, and what they eat: for its caterer, who has a link and no
// account, and for organisers, who make and revoke that link.
type Numbers struct {
	Base
	Session *models.Session
	Numbers *models.Numbers
	Link    string // the caterer's; empty: there is none, or the page is the caterer's own
	Edits   bool   // whoever is signed in may make and revoke it
	Done    string // what was done just now: opened or closed
}

func (*Numbers) name() string { return "numbers" }

// Title implements Page.
func (p *Numbers) Title() string { return p.T("numbers.title", "City", p.Session.Place()) }

// Card is the session.
func (p *Numbers) Card() Card { return p.card(p.Series, p.Session) }

// Off says that the session was cancelled; empty: it takes place.
func (p *Numbers) Off() string {
	if p.Session.Status != models.SessionCancelled {
		return ""
	}
	return p.T("numbers.off")
}

// Noticed says what was done just now.
func (p *Numbers) Noticed() string {
	if p.Done != "opened" && p.Done != "closed" {
		return ""
	}
	return p.T("numbers." + p.Done)
}

// Action is where the buttons of the link post to.
func (p *Numbers) Action() string {
	return "/organiser/" + p.Series.Slug + "/" + p.Session.Slug + "/numbers"
}

// Tables are the questions whose answers are counted.
func (p *Numbers) Tables() []CountTable {
	var all []CountTable
	for i := range p.Series.Questions {
		if question := p.Series.Questions[i]; question.CountsAnswers() {
			all = append(all, p.counts(question))
		}
	}
	return all
}

// CountTable is a question with how many people chose each answer.
type CountTable struct {
	ID    string
	Label string
	Rows  []CountRow
}

// CountRow is an answer, in words, with the people who chose it.
type CountRow struct {
	models.Count
	Name string
}

func (p *Numbers) counts(question models.Question) CountTable {
	table := CountTable{ID: "count-" + question.Key, Label: p.Text(question.Label)}
	for _, count := range p.Numbers.Counts(question) {
		row := CountRow{Count: count, Name: cmp.Or(count.Option, p.T("numbers.none"))}
		for _, option := range question.Choices() {
			if option.Key == count.Option {
				row.Name = p.optionLabel(question, option)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
