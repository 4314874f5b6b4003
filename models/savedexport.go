package models

import (
	"slices"
	"time"
)

// SavedExport is a list that organisers of a series download again and again, and the link by which a spreadsheet fetches it.
type SavedExport struct {
	ID          int64
	SeriesID    int64
	Name        string
	Filter      ListFilter `gorm:"serializer:json"`
	Columns     []string   `gorm:"serializer:json"` // keys, in the order of the list
	Format      string     // ExportXLSX, ExportCSV or ExportJSON
	Dialect     string     // of CSV
	Language    string
	Contacts    bool // addresses and telephone numbers may be in it: somebody asked for that
	Version     int  // raised by every change of what is above
	LinkVersion int
	LinkExpires *time.Time // nil: there is no link
	LinkBy      *int64     // the organiser who made it; nil: nobody knows, it is of an older version
	Fetches     int        // by the link
	FetchedAt   *time.Time // the last time; nil: never
	CreatedAt   time.Time

	Linker *Organiser    `gorm:"-"` // who made the link, as far as they may sign in
	Recent []ExportFetch `gorm:"-"` // the newest first, RecentFetches at most
}

// ExportFetch is a time that a saved export was fetched by its link.
type ExportFetch struct {
	ID       int64
	ExportID int64
	At       time.Time
	Agent    string // the families of the program and the system, as "Firefox/Windows"; "/": neither is known
}

// What is kept of the times that an export was fetched, and how many an organiser sees.
const (
	FetchesKept     = 1000
	FetchesKeptDays = 90
	RecentFetches   = 10
)

// The formats of a saved export.
const (
	ExportXLSX = "xlsx"
	ExportCSV  = "csv"
	ExportJSON = "json"
)

// ExportFormats are all of them.
var ExportFormats = []string{ExportXLSX, ExportCSV, ExportJSON}

// ExportColumns are the columns of every attendee list; those of answers come after them.
var ExportColumns = []string{
	"reference", "session", "status", "position", "name", "email", "role", "organisation", "sector", "phone", "registered_at", "language",
}

// contactColumns are those of them by which somebody can be reached.
var contactColumns = []string{"email", "phone"}

// The days that the link of a saved export works.
const (
	ExportLinkDays    = 30
	MaxExportLinkDays = 365
)

// ExportColumnsOf are the columns that a saved export of a series can have: never those of sensitive answers.
func ExportColumnsOf(series *Series) []string {
	all := slices.Clone(ExportColumns)
	for _, question := range series.Questions {
		if !question.Sensitive {
			all = append(all, "answer_"+question.Key)
		}
	}
	return all
}

// ExportColumnsFor are the columns of a saved export that shows what the organisers' list shows in some of its columns.
func ExportColumnsFor(chosen []string) []string {
	columns := append([]string{"name"}, chosen...)
	if i := slices.Index(columns, "registered"); i >= 0 {
		columns[i] = "registered_at"
	}
	return columns
}

// Clean puts a saved export into the form in which it is judged and stored: its columns in the order of the list.
func (e *SavedExport) Clean(series *Series) {
	e.Name, e.Filter.Query = cleanLine(e.Name), cleanLine(e.Filter.Query)
	var columns []string
	for _, column := range ExportColumnsOf(series) {
		if slices.Contains(e.Columns, column) {
			columns = append(columns, column)
		}
	}
	e.Columns = columns
}

// Validate judges a saved export: nil, or an Invalid error with problems at name, columns, contacts, format, language and
// those of the filter.
func (e *SavedExport) Validate(series *Series) error {
	var c checker
	c.line("name", 0, e.Name, MaxName, false)
	if e.Name == "" {
		c.add("name", 0, "problem.export.name.missing")
	}
	if len(e.Columns) == 0 {
		c.add("columns", 0, "problem.export.columns.missing")
	}
	if !e.Contacts && e.HoldsContacts() {
		c.add("contacts", 0, "problem.export.contacts")
	}
	if !slices.Contains(ExportFormats, e.Format) {
		c.add("format", 0, "problem.export.format.missing")
	}
	if !slices.Contains(Languages, e.Language) {
		c.add("language", 0, "problem.export.language.missing")
	}
	e.Filter.validate(&c, series)
	return problemsError(c.problems)
}

// HoldsContacts says that there is a column by which somebody can be reached.
func (e *SavedExport) HoldsContacts() bool {
	return slices.ContainsFunc(contactColumns, func(column string) bool { return slices.Contains(e.Columns, column) })
}

// Linked says that the link works: it has time, and whoever made it may still see what it gives away.
func (e *SavedExport) Linked(now time.Time) bool { return e.Timely(now) && !e.Orphaned() }

// Timely says that the time of the link is not over.
func (e *SavedExport) Timely(now time.Time) bool {
	return e.LinkExpires != nil && now.Before(*e.LinkExpires)
}

// Orphaned says that whoever made the link is disabled, or may make saved exports no more.
func (e *SavedExport) Orphaned() bool {
	return e.LinkBy != nil && (e.Linker == nil || !e.Linker.May(MaySeeSensitive, e.SeriesID, 0))
}

// WithoutContacts takes what somebody can be reached by out of a row.
func (a Attendee) WithoutContacts() Attendee {
	a.Email, a.Phone = "", ""
	return a
}
