package pages

import "vonk/models"

// textsShown is how many texts a page shows of a question: the file holds them all.
const textsShown = 200

// Answers is what was answered to the questions of Base.Series, without who did.
type Answers struct {
	Base
	All []models.Tally
}

func (*Answers) name() string { return "answers" }

// Title implements Page.
func (p *Answers) Title() string { return p.T("answers.title") }

// Back leads to the series.
func (p *Answers) Back() string { return "/organiser/" + p.Series.Slug }

// Export is where the same is to download.
func (p *Answers) Export() Export { return p.export(p.Series, "answers", workbook, excelCSV, plainCSV) }

// Tallied are the questions with their answers.
func (p *Answers) Tallied() []Tallied {
	all := make([]Tallied, len(p.All))
	for i := range p.All {
		all[i] = Tallied{&p.Base, &p.All[i]}
	}
	return all
}

// Tallied is a question with what was answered.
type Tallied struct {
	base  *Base
	tally *models.Tally
}

// Key is the question's own.
func (t Tallied) Key() string { return t.tally.Question.Key }

// Label is the question.
func (t Tallied) Label() string { return t.base.Text(t.tally.Question.Label) }

// Answered says how many answered it.
func (t Tallied) Answered() string { return t.base.T("answers.answered", "Count", t.tally.Answered) }

// Counted is an answer as people read it, and how often it was given.
type Counted struct {
	Answer string
	Times  int
}

// Rows are the options of the question, also those that nobody chose, or what was written, as much as a page shows.
func (t Tallied) Rows() (all []Counted) {
	for _, option := range t.tally.Options {
		all = append(all, Counted{t.label(option.Answer), option.Times})
	}
	for _, text := range t.tally.Texts[:min(len(t.tally.Texts), textsShown)] {
		all = append(all, Counted{text.Answer, text.Times})
	}
	return all
}

func (t Tallied) label(key string) string {
	if t.tally.Question.Kind == models.QuestionYesNo {
		return t.base.T("answer." + key)
	}
	for _, option := range t.tally.Question.Options {
		if option.Key == key {
			return t.base.Text(option.Label)
		}
	}
	return key
}

// More says how many texts the page does not show; empty: none.
func (t Tallied) More() string {
	if more := len(t.tally.Texts) - textsShown; more > 0 {
		return t.base.T("answers.more", "Count", more)
	}
	return ""
}
