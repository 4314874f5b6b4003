package pages

import "vonk/models"

// Many is the page on which an organiser adds many people at once: first a list to paste or a file to choose, then a preview
// with the mistakes of each row.
type Many struct {
	Base
	Text     string          // the list as text; what the form sends on
	Rows     []models.SignUp // as read; none before there is a preview
	Problems Mistakes        // with the row as their place, or at text
}

func (*Many) name() string { return "many" }

// Title implements Page.
func (p *Many) Title() string { return p.T("many.title") }

// Failed says that something must be mended.
func (p *Many) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong.
func (p *Many) Summary() []Mistake {
	return p.summary(p.Problems, []string{"text"}, func(problem models.Problem) string {
		if problem.Place == 0 {
			return ""
		}
		return p.T("many.row") + " " + p.T("many.number", "Number", problem.Place) + ":"
	})
}

func (p *Many) rowID(i int) string { return models.Problem{Field: "row", Place: i + 1}.ID() }

// Action is where the forms post to.
func (p *Many) Action() string { return participantsURL(p.Series) + "/many" }

// Back leads to the list.
func (p *Many) Back() string { return participantsURL(p.Series) }

// TextError is what is wrong with the list as a whole.
func (p *Many) TextError() string { return p.sentence(p.Problems, "text") }

// Row is a row of the preview.
type Row struct {
	ID       string
	Number   int
	Person   models.Person
	In       models.SignUp
	Session  string
	Mistakes []string
}

// Preview is what was read, with what is wrong at each row.
func (p *Many) Preview() []Row {
	var all []Row
	for i, in := range p.Rows {
		row := Row{ID: p.rowID(i), Number: i + 1, In: in, Session: in.Session}
		if len(in.People) > 0 {
			row.Person = in.People[0]
		}
		if session, ok := p.Series.Session(in.Session); ok {
			row.Session = session.Place()
		}
		for _, problem := range p.Problems {
			if problem.Place == i+1 {
				row.Mistakes = append(row.Mistakes, p.T(problem.Key, problem.Args))
			}
		}
		all = append(all, row)
	}
	return all
}

// Verdict says whether everybody can be added.
func (p *Many) Verdict() string {
	if p.Failed() {
		return p.T("many.wrong", "Count", len(p.Problems))
	}
	return p.T("many.right")
}
