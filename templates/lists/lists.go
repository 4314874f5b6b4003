// Package lists writes lists to an io.Writer as CSV, XLSX, JSON and PDF: attendees, one participant at one session a row,
// organisations, answers, and sign-in sheets. The rows of attendees are written as they come, so that memory does not grow
// with them.
package lists

import (
	"slices"
	"strings"

	"vonk/models"
	"vonk/templates/language"
)

// Rows calls yield for each row of a list, in order, until yield or the source itself fails, and returns that error.
type Rows func(yield func(models.Attendee) error) error

// Options say how a list is written.
type Options struct {
	Language  string   // of headings and of the answers' labels: nl (the default) or en
	Dialect   string   // of CSV: DialectExcel or DialectRFC4180; empty: excel in Dutch, rfc4180 in English
	Sensitive bool     // with a column for each sensitive question; the rows must hold the answers
	Columns   []string // the keys of an attendee list's columns, in their order; empty: all. See columnsOf
}

// columns are the keys of the columns that every attendee list has.
var columns = []string{
	"reference", "session", "status", "position", "name", "email", "role", "organisation", "sector", "phone", "registered_at",
	"language",
}

// answerColumn begins the key of a question's column: the rest is the question's own.
const answerColumn = "answer_"

// column is one column of an attendee list.
type column struct {
	key      string           // what it is called in JSON: the column's key, or the question's
	question *models.Question // whose answers it holds; nil: none
}

// columnsOf are the columns that a list has: those that all lists have and the questions', or of these the ones that
// options choose, by their keys and by answer_ and a question's key. A chosen one that is not there, such as that of a
// sensitive question without leave or of a question that is gone, is passed over.
func columnsOf(series *models.Series, options Options) []column {
	var all []column
	keys := slices.Clone(columns)
	for _, key := range columns {
		all = append(all, column{key: key})
	}
	for i := range series.Questions {
		if question := &series.Questions[i]; options.Sensitive || !question.Sensitive {
			all, keys = append(all, column{question.Key, question}), append(keys, answerColumn+question.Key)
		}
	}
	if len(options.Columns) == 0 {
		return all
	}
	var chosen []column
	for _, key := range options.Columns {
		if at := slices.Index(keys, key); at >= 0 {
			chosen = append(chosen, all[at])
		}
	}
	return chosen
}

// heading is what people read above a column.
func (c *column) heading(printer *language.Printer) string {
	if c.question != nil {
		return printer.Text(c.question.Label)
	}
	return printer.T("column." + c.key)
}

// optionsOf are the option keys of a stored answer.
func optionsOf(answer string) []string {
	if answer == "" {
		return []string{}
	}
	return strings.Split(answer, ",")
}

// answered is an answer as people read it.
func answered(printer *language.Printer, question *models.Question, answer string) string {
	switch question.Kind {
	case models.QuestionText:
		return answer
	case models.QuestionYesNo:
		if answer == "" {
			return ""
		}
		return printer.T("answer." + answer)
	}
	labels := optionsOf(answer)
	for i, key := range labels {
		labels[i] = optionLabel(printer, question, key)
	}
	return strings.Join(labels, "; ")
}

// optionLabel is the label of an option; one that the question no longer has is written as its key.
func optionLabel(printer *language.Printer, question *models.Question, key string) string {
	for _, option := range question.Options {
		if option.Key == key {
			return printer.Text(option.Label)
		}
	}
	return key
}
