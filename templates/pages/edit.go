package pages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vonk/models"
)

// Edit is a form about a part of a definition. It posts to its own address.
//
// Its buttons: the submit; do=add-LIST and do=remove-LIST-ROW, do=check and do=slot. Each of the do buttons asks for the same
// page with everything kept. The hidden fields revision and mark say what the form was made from.
type Edit struct {
	Base
	Part     string // new, basics, policy, holidays, privacy, session, question
	Fresh    bool   // it makes something new
	Key      string // the slug of the session or the key of the question
	Action   string
	Values   Values
	Revision int64
	Mark     string
	Problems Mistakes
	Saved    bool
	Doubts   []string // what is allowed and yet may be a mistake

	Seated   int        // people with a seat at the session
	Over     bool       // seats that are taken above the capacity may be overbooked in the same act
	Findings []Conflict // what the planning collides with
	Checked  bool       // somebody asked for them: say so when there are none
	Slot     time.Time  // when the session could be instead; the zero time: not asked
}

// Conflict is a sentence about the planning, and where that can be mended.
type Conflict struct {
	Text string
	Href string // empty: here
}

func (*Edit) name() string { return "edit" }

// Failed says that the form came back with mistakes.
func (p *Edit) Failed() bool { return len(p.Problems) > 0 }

// Title implements Page.
func (p *Edit) Title() string {
	key := "edit.title." + p.Part
	if p.Fresh {
		key += ".new"
	}
	return p.T(key, "Name", p.Name())
}

// Name is what the session or question is called.
func (p *Edit) Name() string {
	if p.Series == nil {
		return ""
	}
	if session, ok := p.Series.Session(p.Key); ok && p.Part == "session" {
		return session.Place()
	}
	if question, ok := p.Series.Question(p.Key); ok && p.Part == "question" {
		return p.Text(question.Label)
	}
	return p.Text(p.Series.Title)
}

// Lead says what the part is about.
func (p *Edit) Lead() string { return p.T("edit.lead." + p.Part) }

// Root is the address of editing the series.
func (p *Edit) Root() string { return editURL(p.Series) }

func editURL(series *models.Series) string { return "/organiser/" + series.Slug + "/edit" }

// Summary lists what must be mended, in the order of the fields.
func (p *Edit) Summary() []Mistake {
	return p.summary(p.Problems, p.names(), p.whose)
}

// names are the fields in their order on the page.
func (p *Edit) names() (names []string) {
	if p.Over {
		defer func() { names = append(names, "overbook") }()
	}
	for _, section := range p.Sections() {
		for _, field := range section.Fields {
			names = append(names, field.ID)
		}
		if section.Rows == nil {
			continue
		}
		for _, row := range section.Rows.All {
			for _, field := range row.Fields {
				names = append(names, field.ID)
			}
		}
	}
	return names
}

// whose says which row a problem is about, or which part of the series when it is in another form.
func (p *Edit) whose(problem models.Problem) string {
	for _, list := range Lists {
		if row, _, ok := rowOf(list, problem.Field); ok {
			return p.T("edit.row."+list, "Row", row) + ":"
		}
	}
	if strings.ContainsAny(problem.Field, ".[") {
		return p.place(problem.Field) + ":"
	}
	field := p.label(problem.Field)
	return strings.TrimSpace(field.Label+" "+field.Optional) + ":"
}

// place says in words where a path of the definition is.
func (p *Edit) place(path string) string {
	for _, part := range []struct{ prefix, part string }{
		{"series.policy", "policy"}, {"series.holidays", "holidays"}, {"series.privacy", "privacy"}, {"series.retention", "privacy"}, {"series.questions", "questions"}, {"sessions", "sessions"},
	} {
		if strings.HasPrefix(path, part.prefix) {
			return p.T("edit.nav." + part.part)
		}
	}
	return p.T("edit.nav.basics")
}

// label is a field with its label alone.
func (p *Edit) label(name string) Field {
	for _, section := range p.Sections() {
		for _, field := range section.Fields {
			if field.ID == name {
				return Field{Label: field.Label}
			}
		}
	}
	return Field{}
}

// EditField is a field of a form, or a box to tick.
type EditField struct {
	Field
	Box bool // a box; its value is yes
	On  bool
}

// EditSection is a part of a form.
type EditSection struct {
	ID      string
	Heading string
	Help    string
	Fields  []EditField
	Rows    *EditRows
}

// EditRows is a list of which each item has fields of its own.
type EditRows struct {
	List  string
	Count int
	All   []EditRow
	Add   string // what the button says
	First string // the field that a row which is added begins with
}

// EditRow is one item of a list.
type EditRow struct {
	Legend string
	Fields []EditField
	Remove string // what the button says
	Value  string // of the button
}

// field makes a field by its name. A row's field has the label of the field of that list.
func (p *Edit) field(kind, name string) EditField {
	value := p.Values[name]
	key := name
	for _, list := range Lists {
		if _, field, ok := rowOf(list, name); ok {
			key = list + "-" + field
		}
	}
	language := ""
	for _, code := range models.Languages {
		if base, ok := strings.CutSuffix(key, "-"+code); ok {
			key, language = base, code
		}
	}
	label := p.T("edit.field." + key)
	if language != "" {
		label = p.T("edit.in."+language, "Label", label)
	}
	field := EditField{Field: Field{
		ID: name, Name: name, Label: label, Error: p.sentence(p.Problems, name), Value: value, Type: kind, Autocomplete: "off",
		Optional: p.optional(optionalFields[key]),
	}}
	if help := "edit.help." + key; p.Has(help) && language != "en" {
		field.Help = p.T(help)
	}
	if kind == "box" {
		field.Box, field.On, field.Optional = true, value == "yes", ""
	}
	return field
}

// optionalFields may stay empty.
var optionalFields = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(`summary organiser-phone registration-closes sectors draw_at beacon organisation_limit-seats organisation_limit-until
		reserves-until close_before_start public privacy-controller privacy-officer-name privacy-officer-email privacy-ground overbooking region school_region partner
		venue-address venue-postcode venue-city venue-location venue-accessibility programme-speakers programme-room help max_length`) {
		all[name] = true
	}
	return all
}()

// fields makes several fields: kind:name each; a text in both languages is both:name, or long:name for several lines.
func (p *Edit) fields(prefix string, specs ...string) (all []EditField) {
	for _, spec := range specs {
		kind, name, _ := strings.Cut(spec, ":")
		name = prefix + name
		switch kind {
		case "both", "long":
			kind = map[string]string{"both": "text", "long": "textarea"}[kind]
			for _, code := range models.Languages {
				field := p.field(kind, name+"-"+code)
				if code == "en" && field.Optional == "" {
					field.Optional = p.optional(true)
				}
				all = append(all, field)
			}
		default:
			all = append(all, p.field(kind, name))
		}
	}
	return all
}

// choices makes a select of words that have a translation under a key; empty adds the choice of none.
func (p *Edit) choices(name, key string, words []string) EditField {
	field := p.field("select", name)
	value := p.Values[name]
	if !slices.Contains(words, value) && value != "" {
		field.Options = append(field.Options, Option{Value: value, Label: value, On: true}) // what was sent is kept
	}
	for _, word := range words {
		label := word
		if key != "" {
			label = p.T(key + "." + word)
		}
		field.Options = append(field.Options, Option{Value: word, Label: label, On: word == value})
	}
	return field
}

// rows makes the rows of a list.
func (p *Edit) rows(list, first string, fields func(prefix string) []EditField) *EditRows {
	rows := &EditRows{List: list, Count: p.Values.Rows(list), Add: p.T("edit.add." + list)}
	rows.First = fmt.Sprintf("%s-%d-%s", list, rows.Count+1, first)
	for row := 1; row <= rows.Count; row++ {
		prefix := fmt.Sprintf("%s-%d-", list, row)
		rows.All = append(rows.All, EditRow{
			Legend: p.T("edit.row."+list, "Row", row), Fields: fields(prefix), Remove: p.T("edit.remove."+list, "Row", row),
			Value: "remove-" + list + "-" + strconv.Itoa(row),
		})
	}
	return rows
}

func (p *Edit) section(id string, fields []EditField) EditSection {
	section := EditSection{ID: "part-" + id, Heading: p.T("edit.section." + id), Fields: fields}
	if help := "edit.section." + id + ".help"; p.Has(help) {
		section.Help = p.T(help)
	}
	return section
}
