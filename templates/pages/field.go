package pages

import (
	"slices"
	"strings"

	"vonk/models"
)

// Field is a field of a form with everything around it. The template writes label, help, error and field in that order.
type Field struct {
	ID           string
	Name         string
	Label        string
	Help         string
	Error        string
	Value        string
	Type         string // text, email, tel; textarea; select
	Autocomplete string
	Max          int    // characters; 0: no limit
	Optional     string // "(niet verplicht)", to stand after the label; empty: it must be filled in
	Options      []Option
}

// Option is one answer of a select or a group.
type Option struct {
	ID    string
	Value string
	Label string
	Hint  string
	On    bool
}

// Describes is the value of aria-describedby: the ids of the help and the error that there are.
func (f Field) Describes() string { return describes(f.ID, f.Help, f.Error) }

// Group is several answers to one question: radio buttons, or checkboxes when Multiple. The first one has the group's id,
// so that the summary's link leads to it.
type Group struct {
	ID       string
	Name     string
	Label    string
	Help     string
	Error    string
	Multiple bool
	Optional string // as of a Field
	Options  []Option
}

// Describes is the value of aria-describedby: the ids of the help and the error that there are.
func (g Group) Describes() string { return describes(g.ID, g.Help, g.Error) }

func describes(id, help, failure string) string {
	var ids []string
	if help != "" {
		ids = append(ids, id+"-help")
	}
	if failure != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

// Mistakes are the problems of a form that comes back.
type Mistakes []models.Problem

// of gives the problem of a field by its id.
func (m Mistakes) of(id string) (models.Problem, bool) {
	for _, problem := range m {
		if problem.ID() == id {
			return problem, true
		}
	}
	return models.Problem{}, false
}

// sentence says what is wrong with a field; empty when nothing is.
func (b *Base) sentence(mistakes Mistakes, id string) string {
	problem, found := mistakes.of(id)
	if !found {
		return ""
	}
	return b.T(problem.Key, problem.Args)
}

// Mistake is a line of the summary above a form.
type Mistake struct {
	Where string // which field it is about, where the sentence alone does not say
	Text  string // the sentence that stands at the field too
	Href  string // the field; empty when it is not on the page
}

// summary lists the problems in the order of the fields on the page, which are given by their ids. What is at no field
// comes first.
func (b *Base) summary(mistakes Mistakes, fields []string, where func(models.Problem) string) []Mistake {
	ordered := slices.Clone(mistakes)
	slices.SortStableFunc(ordered, func(a, b models.Problem) int {
		return slices.Index(fields, a.ID()) - slices.Index(fields, b.ID())
	})
	var lines []Mistake
	for _, problem := range ordered {
		line := Mistake{Text: b.T(problem.Key, problem.Args)}
		if where != nil {
			line.Where = where(problem)
		}
		if slices.Contains(fields, problem.ID()) {
			line.Href = "#" + problem.ID()
		}
		lines = append(lines, line)
	}
	return lines
}
