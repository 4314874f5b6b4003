package lists

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"vonk/models"
	"vonk/templates/language"
)

// The dialects of CSV. Both end lines with CRLF and are UTF-8.
const (
	DialectExcel   = "excel"   // fields are parted by ; and a byte order mark comes first
	DialectRFC4180 = "rfc4180" // fields are parted by ,
)

const byteOrderMark = "\ufeff"

// CSV writes a list as comma-separated values with a line of headings. session, status, sector and language are the keys
// that other programs know. registered_at is local time in the series' zone, like 2027-03-11 13:00. Answers stand as
// people read them: the options' labels in the language, parted by "; ". A line break within an answer becomes CRLF.
// A cell that a spreadsheet would run as a formula begins with an apostrophe, which makes it text.
func CSV(w io.Writer, series *models.Series, options Options, rows Rows) error {
	printer := language.For(options.Language, series.Location())
	out := csv.NewWriter(w)
	out.UseCRLF = true
	dialect := options.Dialect
	if dialect == "" {
		dialect = map[string]string{"nl": DialectExcel, "en": DialectRFC4180}[printer.Language()]
	}
	if dialect == DialectExcel {
		out.Comma = ';'
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
	}
	questions := asked(series, options)
	if err := out.Write(defused(headings(printer, questions))); err != nil {
		return err
	}
	zone := series.Location()
	err := rows(func(row models.Attendee) error { return out.Write(defused(cells(printer, zone, questions, row))) })
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func headings(printer *language.Printer, questions []models.Question) []string {
	out := make([]string, 0, len(columns)+len(questions))
	for _, key := range columns {
		out = append(out, printer.T("column."+key))
	}
	for _, question := range questions {
		out = append(out, printer.Text(question.Label))
	}
	return out
}

func cells(printer *language.Printer, zone *time.Location, questions []models.Question, row models.Attendee) []string {
	position := ""
	if row.Position > 0 {
		position = strconv.Itoa(row.Position)
	}
	out := []string{
		row.Reference, row.Session, string(row.Status), position, row.Name, row.Email, row.Role, row.Organisation, row.Sector,
		row.Phone, row.RegisteredAt.In(zone).Format("2006-01-02 15:04"), row.Language,
	}
	for i := range questions {
		out = append(out, answered(printer, &questions[i], row.Answers[questions[i].Key]))
	}
	return out
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
	labels := chosen(answer)
	for i, key := range labels {
		for _, option := range question.Options {
			if option.Key == key {
				labels[i] = printer.Text(option.Label)
			}
		}
	}
	return strings.Join(labels, "; ")
}

// defused puts an apostrophe before each cell that a spreadsheet would run as a formula: one that begins, after white
// space, with = + - @ or one of their full-width forms, or that begins with a tab or a line break.
func defused(cells []string) []string {
	for i, cell := range cells {
		begin := strings.TrimLeft(cell, " \t\r\n\u00a0")
		if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") ||
			begin != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begin)[0]) {
			cells[i] = "'" + cell
		}
	}
	return cells
}
