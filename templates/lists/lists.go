// Package lists writes attendee lists, one participant at one session a row, to an io.Writer. Rows are written as they
// come, so that memory does not grow with them.
package lists

import (
	"strings"

	"vonk/models"
)

// Rows calls yield for each row of a list, in order, until yield or the source itself fails, and returns that error.
type Rows func(yield func(models.Attendee) error) error

// Options say how a list is written.
type Options struct {
	Language  string // of headings and of the answers' labels: nl (the default) or en
	Dialect   string // of CSV: DialectExcel or DialectRFC4180; empty: excel in Dutch, rfc4180 in English
	Sensitive bool   // with a column for each sensitive question; the rows must hold the answers
}

// columns are the keys of the columns that every list has.
var columns = []string{
	"reference", "session", "status", "position", "name", "email", "role", "organisation", "sector", "phone", "registered_at",
	"language",
}

// asked are the questions that have a column.
func asked(series *models.Series, options Options) []models.Question {
	var out []models.Question
	for _, question := range series.Questions {
		if options.Sensitive || !question.Sensitive {
			out = append(out, question)
		}
	}
	return out
}

// chosen are the option keys of a stored answer.
func chosen(answer string) []string {
	if answer == "" {
		return []string{}
	}
	return strings.Split(answer, ",")
}
