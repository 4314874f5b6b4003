package lists

import (
	"io"
	"slices"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"

	"vonk/models"
	"vonk/templates/language"
)

// Of the paper, A4 upright, in mm.
const (
	paperMargin  = 12.0
	paperBottom  = 16.0 // under the rows: the number of the page stands there
	sheetFont    = "sheet"
	lineOfSheet  = 11.0 // the least height of a row: a signature needs that
	headOfSheet  = 8.0  // the height of the headings
	textPadding  = 1.5  // between a text and the lines around it
	mmOfPoint    = 25.4 / 72
	leading      = 1.2 // the height of a line of text, by that of its letters
	usualSize    = 10.0
	smallerSize  = 9.0
	smallestSize = 8.0
)

// sheetColumn is a column of a sign-in sheet, with its width in mm.
type sheetColumn struct {
	key   string
	width float64
}

// columnsOfSheet has the role only where somebody has one. The last column is for the signature.
func columnsOfSheet(sheet *models.SignInSheet) []sheetColumn {
	if sheet.Roles() {
		return []sheetColumn{{"column.name", 52}, {"column.organisation", 52}, {"column.role", 34}, {"column.signature", 48}}
	}
	return []sheetColumn{{"column.name", 62}, {"column.organisation", 66}, {"column.signature", 58}}
}

// SignInSheets writes a sign-in sheet for each session, one after the other, as one PDF: people by name, each with room for a
// signature, and blank lines for who walks in. Each sheet counts its own pages. made is the file's date: the same people at the same
// moment are the same bytes. Letters are Latin, Greek and Cyrillic; what the font has not shows as a mark.
func SignInSheets(w io.Writer, series *models.Series, options Options, made time.Time, sheets ...models.SignInSheet) error {
	printer := language.For(options.Language, series.Location())
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(made.UTC())
	pdf.SetModificationDate(made.UTC())
	pdf.SetProducer("Vonk", true)
	pdf.SetLang(printer.Language())
	pdf.SetMargins(paperMargin, paperMargin, paperMargin)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(sheetFont, "", dejavusanscondensed.TTF)
	pdf.AddUTF8FontFromBytes(sheetFont, "B", dejavusanscondensedbold.TTF)
	title := printer.T("sheet.signin", "Name", series.Title)
	for i := range sheets {
		sheet := newPaper(pdf, printer, series, &sheets[i])
		if len(sheets) == 1 {
			title = sheet.title
		}
		sheet.write()
	}
	pdf.SetTitle(title, true)
	return pdf.Output(w)
}

// paper is the sign-in sheet of one session on its way to the pages.
type paper struct {
	pdf     *fpdf.Fpdf
	printer *language.Printer
	title   string
	columns []sheetColumn
	opening []block // what stands above the rows on each page
	rows    []sheetRow
	page    int
	pages   int
}

// block is a text in its lines, at a size in points.
type block struct {
	lines []string
	style string
	size  float64
}

func (b *block) height() float64 { return float64(len(b.lines)) * b.size * mmOfPoint * leading }

// sheetRow is a person, or nobody: a blank line.
type sheetRow struct {
	cells  []block
	height float64
}

func newPaper(pdf *fpdf.Fpdf, printer *language.Printer, series *models.Series, sheet *models.SignInSheet) *paper {
	p := &paper{pdf: pdf, printer: printer, columns: columnsOfSheet(sheet)}
	session := sheet.Session
	p.title = printer.T("sheet.signin", "Name", session.Place()) + ", " + printer.Date(session.Starts)
	width, _ := pdf.GetPageSize()
	width -= 2 * paperMargin
	p.opening = []block{
		p.wrap(printer.Text(series.Title), "", 9, width),
		p.wrap(printer.T("sheet.signin", "Name", printer.Text(session.Title)), "B", 15, width),
		p.wrap(printer.Span(session.Starts, session.Ends), "", usualSize, width),
		p.wrap(session.Venue.Line(), "", usualSize, width),
	}
	people := slices.Clone(sheet.People)
	printer.SortByName(people)
	for _, person := range people {
		p.add(person.Name, person.Organisation, person.Role) // the last is "" where there is no column for it
	}
	for range sheet.BlankLines() {
		p.add()
	}
	return p
}

// add fits the texts of a row into its columns.
func (p *paper) add(texts ...string) {
	row := sheetRow{height: lineOfSheet}
	for i, text := range texts {
		cell := p.fit(text, p.columns[i].width-2*textPadding)
		row.cells = append(row.cells, cell)
		row.height = max(row.height, cell.height()+2*textPadding)
	}
	p.rows = append(p.rows, row)
}

// write puts the rows on as many pages as they need.
func (p *paper) write() {
	pages := p.paginate()
	p.pages = len(pages)
	for i, rows := range pages {
		p.page = i + 1
		p.begin()
		for _, row := range rows {
			p.draw(row)
		}
	}
}

// paginate parts the rows: as many on each page as there is room for.
func (p *paper) paginate() (pages [][]sheetRow) {
	_, room := p.pdf.GetPageSize()
	room -= paperMargin + p.openingHeight() + headOfSheet + paperBottom
	left := 0.0
	for _, row := range p.rows {
		if row.height > left {
			pages, left = append(pages, nil), room
		}
		left -= row.height
		pages[len(pages)-1] = append(pages[len(pages)-1], row)
	}
	return pages
}

func (p *paper) openingHeight() float64 {
	height := 3.0 // before the headings
	for i := range p.opening {
		height += p.opening[i].height() + 1
	}
	return height
}

// begin starts a page: what the sheet is, the headings, and the number of the page.
func (p *paper) begin() {
	p.pdf.AddPage()
	p.pdf.SetDrawColor(120, 120, 120)
	p.pdf.SetLineWidth(0.2)
	y := paperMargin
	for i := range p.opening {
		p.text(&p.opening[i], paperMargin, y)
		y += p.opening[i].height() + 1
	}
	p.pdf.SetFillColor(232, 232, 232)
	x := paperMargin
	y = paperMargin + p.openingHeight()
	for _, column := range p.columns {
		p.pdf.Rect(x, y, column.width, headOfSheet, "FD")
		heading := p.fitBold(p.printer.T(column.key), column.width-2*textPadding)
		p.text(&heading, x+textPadding, y+(headOfSheet-heading.height())/2)
		x += column.width
	}
	p.pdf.SetXY(paperMargin, y+headOfSheet)
	width, height := p.pdf.GetPageSize()
	number := block{[]string{p.printer.T("sheet.page", "Page", p.page, "Pages", p.pages)}, "", smallerSize}
	p.pdf.SetFont(sheetFont, number.style, number.size)
	p.text(&number, width-paperMargin-p.pdf.GetStringWidth(number.lines[0]), height-paperBottom+5)
}

// draw writes a row under what is there.
func (p *paper) draw(row sheetRow) {
	x, y := paperMargin, p.pdf.GetY()
	for i, column := range p.columns {
		p.pdf.Rect(x, y, column.width, row.height, "D")
		if i < len(row.cells) {
			cell := &row.cells[i]
			p.text(cell, x+textPadding, y+(row.height-cell.height())/2)
		}
		x += column.width
	}
	p.pdf.SetXY(paperMargin, y+row.height)
}

// text writes the lines of a block, and leaves the place for the next row as it was.
func (p *paper) text(b *block, x, y float64) {
	before := p.pdf.GetY()
	p.pdf.SetFont(sheetFont, b.style, b.size)
	high := b.size * mmOfPoint * leading
	for i, line := range b.lines {
		p.pdf.SetXY(x, y+float64(i)*high)
		p.pdf.CellFormat(0, high, line, "", 0, "L", false, 0, "")
	}
	p.pdf.SetXY(paperMargin, before)
}
