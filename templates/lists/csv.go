package lists

import (
	"encoding/csv"
	"io"
	"strconv"

	"vonk/models"
)

// The dialects of CSV. Both end lines with CRLF and are UTF-8.
const (
	DialectExcel   = "excel"   // fields are parted by ; and a byte order mark comes first
	DialectRFC4180 = "rfc4180" // fields are parted by ,
)

const byteOrderMark = "\ufeff"

// CSV writes an attendee list as comma-separated values with a line of headings. session, status, sector and language are
// the keys that other programs know. registered_at is local time in the series' zone, like 2027-03-11 13:00. Answers stand as
// people read them: the options' labels in the language, parted by "; ". A line break within an answer becomes CRLF.
// A cell that a spreadsheet would run as a formula begins with an apostrophe, which makes it text.
func CSV(w io.Writer, series *models.Series, options Options, rows Rows) error {
	return writeCSV(w, attendeeTable(series, options, rows), options.Dialect)
}

func writeCSV(w io.Writer, t *table, dialect string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if dialect == "" {
		dialect = map[string]string{"nl": DialectExcel, "en": DialectRFC4180}[t.printer.Language()]
	}
	if dialect == DialectExcel {
		out.Comma = ';'
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
	}
	record := make([]string, 0, len(t.headings))
	write := func(cells []cell) error {
		record = record[:0]
		for i := range cells {
			record = append(record, t.plain(&cells[i]))
		}
		return out.Write(record)
	}
	if err := write(texts(t.headings...)); err != nil {
		return err
	}
	if err := t.rows(write); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// plain is a cell as text.
func (t *table) plain(c *cell) string {
	switch c.kind {
	case numberCell:
		return strconv.Itoa(c.number)
	case momentCell:
		return c.moment.In(t.zone).Format("2006-01-02 15:04")
	}
	return defused(c.text)
}

// defused puts an apostrophe before a text that a spreadsheet would run.
func defused(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}
