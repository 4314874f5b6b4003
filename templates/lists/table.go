package lists

import (
	"slices"
	"strings"
	"time"

	"vonk/models"
	"vonk/templates/language"
)

// table is a list of which CSV and XLSX know no more than its cells.
type table struct {
	name     string // of the sheet
	printer  *language.Printer
	zone     *time.Location // of its moments
	headings []string
	widths   []float64 // of the columns, in characters
	// rows calls yield for each row. The cells are yield's until it returns.
	rows func(yield func(cells []cell) error) error
}

// cell is a text, a number or a moment.
type cell struct {
	kind   cellKind
	text   string
	number int
	moment time.Time
}

type cellKind byte

const (
	textCell cellKind = iota
	numberCell
	momentCell
)

func text(s string) cell      { return cell{text: s} }
func number(n int) cell       { return cell{kind: numberCell, number: n} }
func moment(t time.Time) cell { return cell{kind: momentCell, moment: t} }
func texts(values ...string) []cell {
	cells := make([]cell, len(values))
	for i, value := range values {
		cells[i] = text(value)
	}
	return cells
}

// attendeeTable is the attendee list. session, status, sector and language are the keys that other programs know. Answers
// stand as people read them: the options' labels in the language, parted by "; ".
func attendeeTable(series *models.Series, options Options, rows Rows) *table {
	printer := language.For(options.Language, series.Location())
	all := columnsOf(series, options)
	t := &table{name: printer.T("sheet.attendees"), printer: printer, zone: series.Location()}
	for i := range all {
		t.headings = append(t.headings, all[i].heading(printer))
		t.widths = append(t.widths, all[i].width())
	}
	t.rows = func(yield func([]cell) error) error {
		cells := make([]cell, len(all))
		return rows(func(row models.Attendee) error {
			for i := range all {
				cells[i] = all[i].cell(printer, &row)
			}
			return yield(cells)
		})
	}
	return t
}

// width is how many characters of a column stand side by side.
func (c *column) width() float64 {
	if c.question != nil {
		return 32
	}
	if width, ok := widths[c.key]; ok {
		return width
	}
	return 14
}

// widths are those of the columns that are not of the usual width.
var widths = map[string]float64{"name": 28, "email": 34, "role": 24, "organisation": 34, "sector": 16, "phone": 18, "registered_at": 18}

func (c *column) cell(printer *language.Printer, row *models.Attendee) cell {
	if c.question != nil {
		return text(answered(printer, c.question, row.Answers[c.question.Key]))
	}
	switch c.key {
	case "reference":
		return text(row.Reference)
	case "session":
		return text(row.Session)
	case "status":
		return text(string(row.Status))
	case "position":
		if row.Position > 0 {
			return number(row.Position)
		}
	case "name":
		if printer == nil { // programs read an empty name
			return text(row.Name)
		}
		return text(printer.PersonName(row.Name))
	case "email":
		return text(row.Email)
	case "role":
		return text(row.Role)
	case "organisation":
		return text(row.Organisation)
	case "sector":
		return text(row.Sector)
	case "phone":
		return text(row.Phone)
	case "registered_at":
		return moment(row.RegisteredAt)
	case "language":
		return text(row.Language)
	}
	return cell{}
}

// formula says that a spreadsheet would run a text as a formula: it begins, after white space, with = + - @ or one of their
// full-width forms, or it begins with a tab or a line break. CSV and XLSX each have a way to say that it is text.
func formula(s string) bool {
	if s == "" {
		return false
	}
	if strings.IndexByte("\t\r\n", s[0]) >= 0 {
		return true
	}
	begin := strings.TrimLeft(s, " \t\r\n\u00a0")
	return slices.ContainsFunc([]string{"=", "+", "-", "@", "＝", "＋", "－", "＠"}, func(sign string) bool { return strings.HasPrefix(begin, sign) })
}
