package pages

import (
	"strconv"
	"strings"

	"vonk/models"
)

// SavedExports are the lists of Base.Series that organisers download again and again.
type SavedExports struct {
	Base
	All      []models.SavedExport
	Links    map[int64]string // the links that work, by the export's id
	Notice   string           // what was done just now: saved, linked, revoked, removed; empty: nothing
	Wrong    int64            // the export whose form came back; 0: none
	Problems Mistakes
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
	var columns, rows []string
	for _, column := range e.Columns {
		columns = append(columns, p.column(column))
	}
	f := &e.Filter
	if session, ok := p.Series.Session(f.Session); ok {
		rows = append(rows, session.Place())
	}
	for _, status := range f.Statuses {
		rows = append(rows, p.StatusWord(status))
	}
	if f.Sector != "" {
		rows = append(rows, p.Sector(f.Sector))
	}
	if question, ok := p.Series.Question(f.Question); ok {
		for _, option := range question.Choosable() {
			if option.Key == f.Option {
				rows = append(rows, p.answer(question, option))
			}
		}
	}
	if len(rows) == 0 {
		rows = []string{p.T("exports.everybody")}
	}
	lines := []Named{
		{p.T("exports.rows"), strings.Join(rows, ", ")}, {p.T("exports.columns"), strings.Join(columns, ", ")},
		{p.T("exports.format"), p.T("exports.format."+e.Format) + ", " + p.T("exports.language."+e.Language)},
	}
	if e.Fetches > 0 && e.FetchedAt != nil {
		lines = append(lines, Named{p.T("exports.fetches"), p.T("exports.fetched", "Count", e.Fetches, "At", *e.FetchedAt)})
	}
	return lines
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

// Days asks how long a link is to work.
func (p *SavedExports) Days(e models.SavedExport) Field {
	id := p.daysID(e.ID)
	return Field{ID: id, Name: "days", Label: p.T("exports.link.days"), Help: p.T("exports.link.days.help", "Max", models.MaxExportLinkDays), Error: p.sentence(p.Problems, id), Value: strconv.Itoa(models.ExportLinkDays), Type: "number", Autocomplete: "off"}
}

// SavedExportNew is the form of a list to save.
type SavedExportNew struct {
	Base
	Export   models.SavedExport
	Problems Mistakes
}

func (*SavedExportNew) name() string { return "saved-export-new" }

// Title implements Page.
func (p *SavedExportNew) Title() string { return p.T("exports.new") }

// Failed says that the form came back with mistakes.
func (p *SavedExportNew) Failed() bool { return len(p.Problems) > 0 }

// Summary is what is wrong with the form.
func (p *SavedExportNew) Summary() []Mistake {
	return p.summary(p.Problems, []string{"name", "session", "sector", "answer", "statuses", "columns", "contacts", "format", "language"}, nil)
}

// Back leads to the list, and Action is where the form posts to.
func (p *SavedExportNew) Back() string { return exportsURL(p.Series) }

// Action is where the form posts to.
func (p *SavedExportNew) Action() string { return exportsURL(p.Series) + "/new" }

// Fields are the name, and which rows are in it.
func (p *SavedExportNew) Fields() []Field {
	f := &p.Export.Filter
	fields := []Field{{ID: "name", Name: "name", Label: p.T("exports.name"), Error: p.sentence(p.Problems, "name"), Value: p.Export.Name, Type: "text", Autocomplete: "off", Max: models.MaxName}}
	choose := func(id string) Field {
		return Field{ID: id, Name: id, Label: p.T("exports." + id), Error: p.sentence(p.Problems, id), Type: "select", Optional: p.optional(true), Options: []Option{{Label: p.T("mailings.all")}}}
	}
	session, sector, answer := choose("session"), choose("sector"), choose("answer")
	for _, card := range p.Cards() {
		session.Options = append(session.Options, Option{Value: card.Slug, Label: card.Name(), On: card.Slug == f.Session})
	}
	for _, key := range p.Series.Sectors {
		sector.Options = append(sector.Options, Option{Value: key, Label: p.Sector(key), On: key == f.Sector})
	}
	for i := range p.Series.Questions {
		question := &p.Series.Questions[i]
		for _, option := range question.Choosable() {
			answer.Options = append(answer.Options, Option{Value: question.Key + "=" + option.Key, Label: p.answer(question, option), On: question.Key == f.Question && option.Key == f.Option})
		}
	}
	return append(fields, session, sector, answer)
}

// Groups are the further choices.
func (p *SavedExportNew) Groups() []Group {
	e := &p.Export
	group := func(name string, multiple bool) Group {
		g := Group{ID: name, Name: name, Label: p.T("exports." + name), Error: p.sentence(p.Problems, name), Multiple: multiple, Optional: p.optional(multiple)}
		if p.Has("exports." + name + ".help") {
			g.Help = p.T("exports." + name + ".help")
		}
		return g
	}
	statuses, columns, contacts, format, spoken := group("statuses", true), group("columns", true), group("contacts", true), group("format", false), group("language", false)
	columns.Optional = ""
	for _, status := range models.Statuses {
		statuses.add(string(status), p.StatusWord(status), has(e.Filter.Statuses, status))
	}
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
	return []Group{statuses, columns, contacts, format, spoken}
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
