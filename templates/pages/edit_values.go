package pages

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Values are what a form holds, by the names of its fields. The fields of a list of rows are <list>-<row>-<field>, rows
// counted from 1, and the list's own name holds how many there are.
type Values map[string]string

// Rows is how many rows a list has.
func (v Values) Rows(list string) int {
	count, _ := strconv.Atoi(v[list])
	return min(max(count, 0), maxFormRows)
}

// maxFormRows bounds the rows of a list.
const maxFormRows = 200

// usual are the fields of a row that are filled in already when a row is added.
var usual = map[string]bool{"kind": true}

// Empty says that nothing was entered in a row.
func (v Values) Empty(list string, row int) bool {
	prefix := fmt.Sprintf("%s-%d-", list, row)
	for name, value := range v {
		if field, ok := strings.CutPrefix(name, prefix); ok && !usual[field] && value != "" {
			return false
		}
	}
	return true
}

// Add adds an empty row to a list.
func (v Values) Add(list string) {
	if rows := v.Rows(list); rows < maxFormRows {
		v[list] = strconv.Itoa(rows + 1)
	}
}

// Remove takes a row out of a list; those after it move up.
func (v Values) Remove(list string, row int) {
	rows := v.Rows(list)
	if row < 1 || row > rows {
		return
	}
	moved := Values{}
	for name, value := range v {
		number, field, ok := rowOf(list, name)
		switch {
		case !ok || number < row:
			moved[name] = value
		case number > row:
			moved[fmt.Sprintf("%s-%d-%s", list, number-1, field)] = value
		}
	}
	clear(v)
	maps.Copy(v, moved)
	v[list] = strconv.Itoa(rows - 1)
}

// rowOf takes the name of a row's field apart.
func rowOf(list, name string) (row int, field string, ok bool) {
	rest, ok := strings.CutPrefix(name, list+"-")
	if !ok {
		return 0, "", false
	}
	number, field, ok := strings.Cut(rest, "-")
	row, err := strconv.Atoi(number)
	return row, field, ok && err == nil
}

// Lists are those that have rows.
var Lists = []string{"programme", "options", "reserves", "school", "other", "privacy-recipients"}

// Units are what two versions of a form are compared by: its fields, and its lists as a whole, with their content as text.
func (v Values) Units() map[string]string { return v.units(false) }

func (v Values) units(exact bool) map[string]string {
	units := map[string]string{}
	for name, value := range v {
		if !slices.ContainsFunc(Lists, func(list string) bool { return name == list || strings.HasPrefix(name, list+"-") && isRow(list, name) }) {
			units[name] = value
		}
	}
	for _, list := range Lists {
		if _, ok := v[list]; ok {
			units[list] = v.listed(list, exact)
		}
	}
	return units
}

// ListOf is the list of which a name is that of a row's field, if it is one.
func ListOf(name string) (string, bool) {
	for _, list := range Lists {
		if row, field, ok := rowOf(list, name); ok && row >= 1 && row <= maxFormRows && field != "" {
			return list, true
		}
	}
	return "", false
}

func isRow(list, name string) bool { _, _, ok := rowOf(list, name); return ok }

// listed writes a list as text: a line for each row that is not empty. Exact text tells the fields apart.
func (v Values) listed(list string, exact bool) string {
	var lines []string
	for row := 1; row <= v.Rows(list); row++ {
		if v.Empty(list, row) {
			continue
		}
		fields := map[string]string{}
		for name, value := range v {
			if number, field, ok := rowOf(list, name); ok && number == row && value != "" {
				fields[field] = strings.ReplaceAll(value, "\n", ", ")
			}
		}
		var parts []string
		for _, field := range slices.SortedFunc(maps.Keys(fields), func(a, b string) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a, b)) }) {
			if exact {
				parts = append(parts, field)
			}
			parts = append(parts, fields[field])
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	return strings.Join(lines, "\n")
}

// rank orders the fields of a row as the form does.
func rank(field string) int {
	order := []string{"at", "date", "key", "from", "until", "kind", "title-nl", "title-en", "label-nl", "label-en", "name-nl", "name-en", "who-nl", "who-en"}
	if i := slices.Index(order, field); i >= 0 {
		return i
	}
	return len(order) + int(field[0])
}

// Mark is a short mark of each unit, by which a form that comes back says what it was made from.
func (v Values) Mark() string {
	units := v.units(true)
	var all []string
	for _, name := range slices.Sorted(maps.Keys(units)) {
		all = append(all, name+":"+digest(units[name]))
	}
	return strings.Join(all, ",")
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// Marked are the units that are as they were when a mark was made. A mark that does not know a unit says that it is not.
func (v Values) Marked(mark string) map[string]bool {
	was := map[string]bool{}
	for part := range strings.SplitSeq(mark, ",") {
		was[part] = true
	}
	same := map[string]bool{}
	for name, value := range v.units(true) {
		same[name] = was[name+":"+digest(value)]
	}
	return same
}

// Take gives a unit the content that it has in other values.
func (v Values) Take(unit string, from Values) {
	if !slices.Contains(Lists, unit) {
		v[unit] = from[unit]
		return
	}
	maps.DeleteFunc(v, func(name, _ string) bool { return isRow(unit, name) })
	for name, value := range from {
		if name == unit || isRow(unit, name) {
			v[name] = value
		}
	}
}

// sorted are the names of all fields.
func sorted(v Values) []string { return slices.Sorted(maps.Keys(v)) }

// Entered are all fields, for a form that carries them along.
func (v Values) Entered() (all []Field) {
	for _, name := range sorted(v) {
		all = append(all, Field{Name: name, Value: v[name]})
	}
	return all
}
