package handlers

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vonk/models"
	"vonk/templates/calendar"
	"vonk/templates/pages"
)

func itoa(i int) string { return strconv.Itoa(i) }

// editing is a form about a part of a definition that somebody sent, or asked for.
type editing struct {
	part
	series   *models.Series // as it is stored
	values   pages.Values
	revision int64  // of the series that the form was made from
	mark     string // of the values that it was made from
	overbook bool   // seats that are taken above the capacity are overbooked
	chosen   map[string]string
	mine     bool // everything that differs is to be as in this form
	problems pages.Mistakes

	at   string           // the path of the part in the definition that it was read into
	rows map[string][]int // the rows of the form that have something in them, by list
}

// fill makes the form of a definition.
func (p part) fill(series *models.Series) (pages.Values, bool) {
	b := &binding{values: pages.Values{}, zone: series.Location()}
	copied := series.Clone() // what is new is added to it
	_, ok := p.bind(b, copied)
	return b.values, ok
}

// newEditing is the form as the stored series fills it.
func newEditing(p part, series *models.Series) (*editing, error) {
	values, ok := p.fill(series)
	if !ok {
		return nil, notFound()
	}
	return &editing{part: p, series: series, values: values, revision: series.Revision, mark: values.Mark()}, nil
}

// boxes are the fields that a page does not post when they are not ticked.
var boxes = []string{"one_seat_per_person", "required", "sensitive", "ask"}

// take takes what was posted. A script may leave fields out: they stay as they are.
func (e *editing) take(form url.Values) error {
	if len(form) > maxFields {
		return tooLarge(nil)
	}
	stored := e.values
	e.values = pages.Values{}
	for name, value := range stored {
		if list, ok := pages.ListOf(name); ok && form.Has(list) {
			continue // the rows of a list are those that were posted
		}
		e.values[name] = value
		if form.Has("mark") && slices.Contains(boxes, name) {
			e.values[name] = ""
		}
	}
	for name := range form {
		_, row := pages.ListOf(name)
		if _, known := stored[name]; known || row {
			e.values[name] = entry(value(form, name))
		}
	}
	e.revision, _ = strconv.ParseInt(value(form, "revision"), 10, 64)
	e.mark, e.overbook, e.mine = value(form, "mark"), value(form, "overbook") == "yes", value(form, "do") == "mine"
	e.chosen = map[string]string{}
	for name := range form {
		if unit, ok := strings.CutPrefix(name, "choose-"); ok {
			e.chosen[unit] = value(form, name)
		}
	}
	return nil
}

// maxFields bounds what one form may hold.
const maxFields = 5000

// entry is a value as people mean it: without the white space around it, and with LF at the ends of lines.
func entry(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
}

// press does what a button of the form asks for: a change of the form and nothing else. It says whether it was one, and the
// field to go to.
func (e *editing) press(button string) bool {
	action, list, _ := strings.Cut(button, "-")
	switch action {
	case "add":
		e.values.Add(list)
	case "remove":
		at := strings.LastIndexByte(list, '-')
		row, err := strconv.Atoi(list[at+1:])
		if at < 0 || err != nil {
			return true
		}
		e.values.Remove(list[:at], row)
	case "check", "slot":
	default:
		return false
	}
	return true
}

// versionsError says that somebody else changed the part while the form was filled in.
type versionsError struct {
	theirs   pages.Values
	revision int64
}

// Error implements error.
func (*versionsError) Error() string { return "the part was changed meanwhile" }

// apply brings the form into a definition. Errors: versionsError; NotFound when the part is gone; Invalid with a problem at
// each field that must be mended.
func (e *editing) apply(series *models.Series) error {
	theirs, ok := e.fill(series)
	if !ok {
		return &models.Error{Code: models.NotFound, Key: "error.edit.gone"}
	}
	if !e.fresh && e.revision != series.Revision && e.changed(theirs) {
		return &versionsError{theirs, series.Revision}
	}
	if !e.mine {
		for unit, whose := range e.chosen {
			if _, ok := theirs.Units()[unit]; ok && whose == "theirs" {
				e.values.Take(unit, theirs)
			}
		}
	}
	before, _ := series.Review()
	problems := e.read(series)
	after, _ := series.Review()
	e.problems = append(problems, e.located(models.NewProblems(before, after), problems)...)
	if len(e.problems) > 0 {
		return &models.Error{Code: models.Invalid, Key: "error.form", Problems: e.problems}
	}
	return nil
}

// changed says that the part is not what the form was made from any more, in something that the form would undo.
func (e *editing) changed(theirs pages.Values) bool {
	same, mine := theirs.Marked(e.mark), e.values.Units()
	for unit, value := range theirs.Units() {
		if !same[unit] && mine[unit] != value {
			return true
		}
	}
	return false
}

// read brings what was entered into a definition, and says what cannot be read.
func (e *editing) read(series *models.Series) pages.Mistakes {
	b := &binding{values: e.values, zone: series.Location(), reads: true, rows: map[string][]int{}}
	path, _ := e.bind(b, series)
	e.at, e.rows = path, b.rows
	if e.name == partBasics || e.name == partNew {
		if err := calendar.SupportedZone(series.Timezone); err != nil {
			b.wrong("timezone", "problem.definition.zone", "Value", series.Timezone)
		}
	}
	if e.name == partSession && e.overbook {
		for i := range series.Sessions {
			if s := &series.Sessions[i]; strings.HasPrefix(path, "sessions["+itoa(i)+"]") && s.Seats() < s.Taken() {
				s.Overbooking = s.Taken() - s.Capacity
			}
		}
	}
	return b.problems
}

// located are the problems of a review by the fields of the form. What stands elsewhere keeps its path. A field that cannot
// be read has its problem already.
func (e *editing) located(problems []models.Problem, already pages.Mistakes) (all pages.Mistakes) {
	for _, problem := range problems {
		if field, ok := e.field(problem.Field); ok {
			problem.Field = field
		}
		if !slices.ContainsFunc(already, func(p models.Problem) bool { return p.Field == problem.Field }) {
			all = append(all, problem)
		}
	}
	return all
}

// field is the field of a path of a definition.
func (e *editing) field(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, e.at)
	if !ok {
		return "", false
	}
	name := ""
	for segment := range strings.SplitSeq(strings.NewReplacer("[", ".[", "]", "").Replace(rest), ".") {
		if number, ok := strings.CutPrefix(segment, "["); ok {
			i, _ := strconv.Atoi(number)
			row := i + 1
			if kept := e.rows[name]; i < len(kept) {
				row = kept[i]
			}
			segment = itoa(row)
		}
		if name != "" {
			name += "-"
		}
		name += segment
	}
	fields := maps.Clone(e.values)
	for name != "" {
		for _, field := range []string{name + "-nl", name + "-who-nl", name} {
			if _, ok := fields[field]; ok && !e.isList(field) {
				return field, true
			}
		}
		name = name[:max(0, strings.LastIndexByte(name, '-'))]
	}
	return "", false
}

// isList says that a name is that of a list of rows, which has no field of its own.
func (e *editing) isList(name string) bool { return slices.Contains(pages.Lists, name) }

// refused turns what the store refuses about a field into a problem of the form; any other error stays.
func (e *editing) refused(err error) error {
	var known *models.Error
	if !errors.As(err, &known) || known.Code == models.NotFound {
		return err
	}
	switch {
	case known.Key == "error.capacity":
		e.problems = append(e.problems, models.Problem{Field: "capacity", Key: "problem.edit.taken", Args: known.Args})
	case known.Key == "error.import.policy.person":
		e.problems = append(e.problems, models.Problem{Field: "one_seat_per_person", Key: known.Key, Args: known.Args})
	case e.name == partPolicy && known.Code == models.Conflict:
		e.problems = append(e.problems, models.Problem{Field: "admission", Key: known.Key, Args: known.Args})
	case known.Code != models.Invalid:
		return err
	}
	return nil
}
