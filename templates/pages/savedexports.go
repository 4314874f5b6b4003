package pages

import (
	"strconv"
	"strings"

	"vonk/models"
)

// SavedExports are the lists of Base.Series that organisers download again and again.
type SavedExports struct {
	Base
	All       []models.SavedExport
	Links     map[int64]string // the links that work, by the export's id
	Employers map[int64]string // the names of the organisations of which there is a list, by their ids
	Notice    string           // what was done just now: saved, linked, revoked, removed; empty: nothing
	Wrong     int64            // the export whose form came back; 0: none
	Problems  Mistakes
}

func (*SavedExports) name() string { return "saved-exports" }

// Title implements Page.
func (p *SavedExports) Title() string { return p.T("exports.title") }

// Failed says that a form came back with mistakes.
func (p *SavedExports) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *SavedExports) Summary() []Mistake {
	return p.summary(p.Problems, []string{p.daysID(p.Wrong)}, nil)
}

func (p *SavedExports) daysID(id int64) string { return "days-" + strconv.FormatInt(id, 10) }

// Noticed says what was done just now.
func (p *SavedExports) Noticed() string {
	if p.Notice == "" || !p.Has("exports.done."+p.Notice) {
		return ""
	}
	return p.T("exports.done." + p.Notice)
}

// New leads to the form of another one.
func (p *SavedExports) New() string { return exportsURL(p.Series) + "/new" }

// URL is where one of them is acted on.
func (p *SavedExports) URL(e models.SavedExport) string { return exportURL(p.Series, &e) }

func exportsURL(series *models.Series) string { return "/organiser/" + series.Slug + "/exports" }

func exportURL(series *models.Series, e *models.SavedExport) string {
	return exportsURL(series) + "/" + strconv.FormatInt(e.ID, 10)
}

// Asks says that the series has sensitive questions, whose answers can be downloaded by who may see them.
func (p *SavedExports) Asks() bool {
	for _, question := range p.Series.Questions {
		if question.Sensitive {
			return p.May(models.MaySeeSensitive, p.Series)
		}
	}
	return false
}

// Lines say what is in an export.
func (p *SavedExports) Lines(e models.SavedExport) []Named {
	var columns []string
	for _, column := range e.Columns {
		columns = append(columns, p.column(column))
	}
	lines := p.FilterLines(&e.Filter, p.Employers[e.Filter.Organisation])
	if len(lines) == 0 {
		lines = []Named{{p.T("exports.rows"), p.T("exports.everybody")}}
	}
	lines = append(
		lines, Named{p.T("exports.columns"), strings.Join(columns, ", ")},
		Named{p.T("exports.format"), p.T("exports.format."+e.Format) + ", " + p.T("exports.language."+e.Language)},
	)
	if e.Fetches > 0 && e.FetchedAt != nil {
		lines = append(lines, Named{p.T("exports.fetches"), p.T("exports.fetched", "Count", e.Fetches, "At", *e.FetchedAt)})
	}
	return lines
}

// With says which program fetched an export; empty: nobody knows.
func (*SavedExports) With(f models.ExportFetch) string {
	return strings.Trim(strings.ReplaceAll(f.Agent, "/", ", "), ", ")
}

// column is what people call a column.
func (b *Base) column(key string) string {
	if question, ok := b.Series.Question(strings.TrimPrefix(key, "answer_")); ok && strings.HasPrefix(key, "answer_") {
		return b.Text(question.Label)
	}
	return b.T("column." + key)
}

// Link is the link of an export; empty: there is none that works.
func (p *SavedExports) Link(e models.SavedExport) string { return p.Links[e.ID] }

// Until says how long it works.
func (p *SavedExports) Until(e models.SavedExport) string {
	return p.T("exports.link.until", "Until", *e.LinkExpires)
}

// Maker says by whose right the link works.
func (p *SavedExports) Maker(e models.SavedExport) string {
	if e.Linker == nil {
		return p.T("exports.link.unknown")
	}
	return p.T("exports.link.maker", "Email", e.Linker.Email)
}

// Orphaned says that a link works no more because of who made it.
func (p *SavedExports) Orphaned(e models.SavedExport) bool { return e.Timely(p.Now) && e.Orphaned() }

// Days asks how long a link is to work.
func (p *SavedExports) Days(e models.SavedExport) Field {
	id := p.daysID(e.ID)
	return Field{ID: id, Name: "days", Label: p.T("exports.link.days"), Help: p.T("exports.link.days.help", "Max", models.MaxExportLinkDays), Error: p.sentence(p.Problems, id), Value: strconv.Itoa(models.ExportLinkDays), Type: "number", Autocomplete: "off"}
}

// SavedExportEdit is the form of a saved list: of a new one, when it has no id.
type SavedExportEdit struct {
	Base
	Export        models.SavedExport // as stored, or as it was entered
	Organisations []models.Employer  // to choose from
	Linked        bool               // it has a link that works
	Problems      Mistakes
	Trouble       string // the key of what stands in the way; empty: nothing
}

func (*SavedExportEdit) name() string { return "saved-export-edit" }

// Title implements Page.
func (p *SavedExportEdit) Title() string {
	if p.Export.ID == 0 {
		return p.T("exports.new")
	}
	return p.T("exports.edit.title")
}

// Failed says that the form came back with mistakes.
func (p *SavedExportEdit) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *SavedExportEdit) Summary() []Mistake {
	return p.summary(p.Problems, append(append([]string{"name"}, filterIDs...), "columns", "contacts", "format", "language"), nil)
}

// Back leads to the list.
func (p *SavedExportEdit) Back() string { return exportsURL(p.Series) }

// Action is where the form posts to.
func (p *SavedExportEdit) Action() string {
	if p.Export.ID == 0 {
		return exportsURL(p.Series) + "/new"
	}
	return exportURL(p.Series, &p.Export) + "/edit"
}

// Name is the list's name.
func (p *SavedExportEdit) Name() Field {
	return Field{ID: "name", Name: "name", Label: p.T("exports.name"), Error: p.sentence(p.Problems, "name"), Value: p.Export.Name, Type: "text", Autocomplete: "off", Max: models.MaxName}
}

// Whom are the choices of which rows are in it that may be several, and Fields are the others.
func (p *SavedExportEdit) Whom() []Group {
	var sessions []*models.Session
	for i := range p.Series.Sessions {
		sessions = append(sessions, &p.Series.Sessions[i])
	}
	return p.filterGroups(&p.Export.Filter, sessions, p.Problems)
}

// Fields are the other choices of which rows are in it.
func (p *SavedExportEdit) Fields() []Field {
	return p.filterFields(&p.Export.Filter, p.Organisations, p.Problems)
}

// Groups are what is in a row, and in what file.
func (p *SavedExportEdit) Groups() []Group {
	e := &p.Export
	group := func(name string, multiple bool) Group {
		g := Group{ID: name, Name: name, Label: p.T("exports." + name), Error: p.sentence(p.Problems, name), Multiple: multiple, Optional: p.optional(multiple)}
		if p.Has("exports." + name + ".help") {
			g.Help = p.T("exports." + name + ".help")
		}
		return g
	}
	columns, contacts, format, spoken := group("columns", true), group("contacts", true), group("format", false), group("language", false)
	columns.Optional = ""
	for _, column := range models.ExportColumnsOf(p.Series) {
		columns.add(column, p.column(column), has(e.Columns, column))
	}
	contacts.add("yes", p.T("exports.contacts.yes"), e.Contacts)
	for _, kind := range []string{models.ExportXLSX, "excel", "rfc4180", models.ExportJSON} {
		format.add(kind, p.T("exports.format."+kind), kind == e.Format || e.Format == models.ExportCSV && kind == e.Dialect)
	}
	for _, code := range models.Languages {
		spoken.add(code, p.T("exports.language."+code), code == e.Language)
	}
	return []Group{columns, contacts, format, spoken}
}

// SavedExportSensitive asks before a list with sensitive answers is downloaded.
type SavedExportSensitive struct {
	Base
	Export models.SavedExport
}

func (*SavedExportSensitive) name() string { return "saved-export-sensitive" }

// Title implements Page.
func (p *SavedExportSensitive) Title() string {
	return p.T("exports.sensitive.title", "Name", p.Export.Name)
}

// Back leads to the list.
func (p *SavedExportSensitive) Back() string { return exportsURL(p.Series) }

// Action is where the button posts to.
func (p *SavedExportSensitive) Action() string { return exportURL(p.Series, &p.Export) + "/sensitive" }

// Asked are the sensitive questions.
func (p *SavedExportSensitive) Asked() []string {
	var all []string
	for _, question := range p.Series.Questions {
		if question.Sensitive {
			all = append(all, p.Text(question.Label))
		}
	}
	return all
}
