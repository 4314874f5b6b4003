package lists

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"vonk/models"
)

// XLSX writes an attendee list as a workbook: the rows of CSV, with moments and numbers as what they are. The headings stand
// still and filter. What a spreadsheet would run as a formula is text, and stays so when somebody edits it: the column's format
// is text, and the cell has the mark that an apostrophe leaves in Excel. A list that is longer than a sheet can be goes on in the next.
func XLSX(w io.Writer, series *models.Series, options Options, rows Rows) error {
	return writeXLSX(w, attendeeTable(series, options, rows), rowsOfSheet)
}

// rowsOfSheet is how many rows a sheet can have, the headings included.
const rowsOfSheet = excelize.TotalRows

// workbook is one being written. The finished part of a sheet goes to a temporary file that only this user can read, and
// which Close removes: the memory does not grow with the rows, apart from the compressed result.
type workbook struct {
	*table
	file   *excelize.File
	most   int // rows of a sheet
	styles map[cellKind]int
	marked int // the style of a text that a spreadsheet would run
	head   int // that of headings
	values []any

	sheet  *excelize.StreamWriter
	sheets int
	row    int // of the sheet that was written last
}

func writeXLSX(w io.Writer, t *table, most int) (err error) {
	book := &workbook{table: t, file: excelize.NewFile(), most: most}
	defer func() {
		if closed := book.file.Close(); err == nil {
			err = closed
		}
	}()
	if err := book.describe(); err != nil {
		return err
	}
	if err := book.begin(); err != nil {
		return err
	}
	if err := t.rows(book.add); err != nil {
		return err
	}
	if err := book.finish(); err != nil {
		return err
	}
	return book.file.Write(w)
}

// describe makes the styles, and says what the file is.
func (b *workbook) describe() (err error) {
	if err := b.file.SetDocProps(&excelize.DocProperties{Title: b.name, Creator: "Vonk", Language: b.printer.Language()}); err != nil {
		return err
	}
	style := func(s excelize.Style) (id int) {
		if err == nil {
			id, err = b.file.NewStyle(&s)
		}
		return id
	}
	const textFormat, wholeNumber = 49, 1
	when := "yyyy-mm-dd hh:mm"
	top := &excelize.Alignment{Vertical: "top"}
	b.styles = map[cellKind]int{
		textCell:   style(excelize.Style{NumFmt: textFormat, Alignment: top}),
		numberCell: style(excelize.Style{NumFmt: wholeNumber, Alignment: top}),
		momentCell: style(excelize.Style{CustomNumFmt: &when, Alignment: top}),
	}
	b.head = style(excelize.Style{NumFmt: textFormat, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E8E8"}}})
	b.marked = style(excelize.Style{NumFmt: textFormat, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}}) // one of its own: styles that are alike are one
	if err == nil {
		mark := true
		b.file.Styles.CellXfs.Xf[b.marked].QuotePrefix = &mark
	}
	return err
}

// begin starts a sheet with its headings.
func (b *workbook) begin() (err error) {
	b.sheets++
	name := b.name
	if b.sheets == 1 {
		err = b.file.SetSheetName(b.file.GetSheetName(0), name)
	} else {
		name += " " + strconv.Itoa(b.sheets)
		_, err = b.file.NewSheet(name)
	}
	if err != nil {
		return err
	}
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	for i, width := range b.widths {
		if err := b.sheet.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	b.row = 0
	headings := make([]any, len(b.headings))
	for i, heading := range b.headings {
		headings[i] = excelize.Cell{StyleID: b.head, Value: heading}
	}
	return b.write(headings)
}

func (b *workbook) write(values []any) error {
	b.row++
	return b.sheet.SetRow("A"+strconv.Itoa(b.row), values)
}

// add writes a row.
func (b *workbook) add(cells []cell) error {
	if b.row == b.most {
		if err := b.finish(); err != nil {
			return err
		}
		if err := b.begin(); err != nil {
			return err
		}
	}
	b.values = b.values[:0]
	for i := range cells {
		b.values = append(b.values, b.value(&cells[i]))
	}
	return b.write(b.values)
}

// value is a cell as excelize has it; nil: an empty one.
func (b *workbook) value(c *cell) any {
	style := b.styles[c.kind]
	switch {
	case c.kind == numberCell:
		return excelize.Cell{StyleID: style, Value: c.number}
	case c.kind == momentCell:
		return excelize.Cell{StyleID: style, Value: c.moment.In(b.zone)} // a workbook has no zones: the wall clock's time stands in it
	case c.text == "":
		return nil
	case formula(c.text):
		style = b.marked
	}
	return excelize.Cell{StyleID: style, Value: c.text}
}

// finish ends a sheet: only now it is known how far its filter reaches.
func (b *workbook) finish() error {
	last, err := excelize.CoordinatesToCellName(len(b.headings), max(b.row, 1))
	if err != nil {
		return err
	}
	if err := b.file.AutoFilter(b.sheet.Sheet, "A1:"+last, nil); err != nil {
		return err
	}
	return b.sheet.Flush()
}
