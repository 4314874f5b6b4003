package pages

import (
	"slices"
	"strings"
	"time"

	"vonk/models"
)

// Timetable is the programme of the sessions of Base.Series: a column for each session, a row for each time of the day at
// which something begins or ends.
type Timetable struct {
	Base
	Sessions []*models.Session // that whoever is signed in may see
	Findings []Conflict
}

func (*Timetable) name() string { return "timetable" }

// Title implements Page.
func (p *Timetable) Title() string { return p.T("timetable.title") }

// Column is a session.
type Column struct {
	Name  string
	Href  string // of its form; empty: not for whoever is signed in
	When  string
	Stamp string
	Note  string
}

// Columns are the sessions, by their start.
func (p *Timetable) Columns() (all []Column) {
	for _, session := range p.ordered() {
		column := Column{Name: session.Place(), When: p.Day(session.Starts), Stamp: p.Stamp(session.Starts)}
		if p.MayAt(models.MayEdit, session) {
			column.Href = editURL(p.Series) + "/sessions/" + session.Slug
		}
		if session.Status == models.SessionCancelled {
			column.Note = p.T("availability.cancelled")
		}
		all = append(all, column)
	}
	return all
}

func (p *Timetable) ordered() []*models.Session {
	sessions := slices.Clone(p.Sessions)
	slices.SortStableFunc(sessions, func(a, b *models.Session) int { return a.Starts.Compare(b.Starts) })
	return sessions
}

// TimeRow is a row of the table: from one time of the day on.
type TimeRow struct {
	Time  string
	Cells []TimetableCell
}

// TimetableCell is what a session does from a time on, for a number of rows.
type TimetableCell struct {
	Span  int
	Class string
	Items []Slot
}

// Slot is an item of the programme.
type Slot struct{ Title, Time, More string }

// clockOf is the time of the day of a moment.
func (p *Timetable) clockOf(at time.Time) string {
	return at.In(p.Series.Location()).Format(models.ClockLayout)
}

// block is what a session does in one go: one item, or several that overlap.
type block struct {
	from, until string
	items       []models.ProgrammeItem
}

// blocks are the programme of a session by time of the day. A session without one is a block itself.
func (p *Timetable) blocks(session *models.Session) (all []block) {
	items := slices.Clone(session.Programme)
	if len(items) == 0 {
		items = []models.ProgrammeItem{{Starts: session.Starts, Ends: session.Ends, Title: session.Title}}
	}
	slices.SortStableFunc(items, func(a, b models.ProgrammeItem) int { return a.Starts.Compare(b.Starts) })
	for _, item := range items {
		from, until := p.clockOf(item.Starts), p.clockOf(item.Ends)
		if until <= from {
			until = "24:00" // it goes on after midnight
		}
		if last := len(all) - 1; last >= 0 && from < all[last].until {
			all[last].until = max(all[last].until, until)
			all[last].items = append(all[last].items, item)
			continue
		}
		all = append(all, block{from, until, []models.ProgrammeItem{item}})
	}
	return all
}

// Lines are the rows of the table.
func (p *Timetable) Lines() []TimeRow {
	sessions := p.ordered()
	columns := make([][]block, len(sessions))
	var times []string
	for i, session := range sessions {
		columns[i] = p.blocks(session)
		for _, b := range columns[i] {
			times = append(times, b.from, b.until)
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	if len(times) < 2 {
		return nil
	}
	lines := make([]TimeRow, len(times)-1)
	for i := range lines {
		lines[i].Time = p.clockText(times[i])
	}
	for _, blocks := range columns {
		for i := 0; i < len(lines); {
			cell, rows := p.cell(blocks, times, i)
			lines[i].Cells = append(lines[i].Cells, cell)
			i += rows
		}
	}
	return lines
}

// cell is what stands in a column from a row on, and how many rows that takes.
func (p *Timetable) cell(blocks []block, times []string, row int) (TimetableCell, int) {
	for _, b := range blocks {
		if b.from != times[row] {
			continue
		}
		rows := slices.Index(times, b.until) - row
		cell := TimetableCell{Span: rows}
		for _, item := range b.items {
			cell.Items = append(cell.Items, p.slot(item))
		}
		if len(b.items) == 1 && b.items[0].Kind != "" {
			cell.Class = "slot-in-" + b.items[0].Kind
		}
		return cell, rows
	}
	return TimetableCell{Span: 1}, 1
}

func (p *Timetable) slot(item models.ProgrammeItem) Slot {
	slot := Slot{Title: p.Text(item.Title), Time: p.clockText(p.clockOf(item.Starts)) + "–" + p.clockText(p.clockOf(item.Ends))}
	more := slices.Clone(item.Speakers)
	if item.Room != "" {
		more = append(more, p.T("session.room", "Room", item.Room))
	}
	slot.More = strings.Join(more, ", ")
	return slot
}

// clockText writes a time of the day as people do.
func (p *Timetable) clockText(clock string) string {
	if p.Language() == "nl" {
		return strings.Replace(clock, ":", ".", 1)
	}
	return clock
}
