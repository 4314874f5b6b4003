package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vonk/models"
	"vonk/templates/pages"
)

// binding joins the fields of a form to a definition, one way or the other, so that each part of a definition is told once
// which fields it has. A field's name is the path that models.Series.Review uses, with - for its dots and brackets.
type binding struct {
	values   pages.Values
	zone     *time.Location
	reads    bool           // the form into the definition; otherwise the definition into the form
	problems pages.Mistakes // what cannot be read
	rows     map[string][]int
}

// longestText is the longest text of a definition, in characters, as in a series file.
const longestText = 5000

func (b *binding) wrong(name, key string, pairs ...any) {
	values := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i].(string)] = pairs[i+1]
	}
	b.problems = append(b.problems, models.Problem{Field: name, Key: key, Args: values})
}

// given is what was entered in a field, and whether that can be a text.
func (b *binding) given(name string, several bool) (string, bool) {
	text := b.values[name]
	switch {
	case utf8.RuneCountInString(text) > longestText:
		b.wrong(name, "problem.long", "Max", longestText, "Count", utf8.RuneCountInString(text))
	case strings.ContainsRune(text, utf8.RuneError):
		b.wrong(name, "problem.utf8")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && (r != '\n' || !several) }):
		b.wrong(name, "problem.characters")
	default:
		return text, true
	}
	return "", false
}

// line is a text on one line.
func (b *binding) line(name string, into *string) {
	if !b.reads {
		b.values[name] = *into
		return
	}
	if text, ok := b.given(name, false); ok {
		*into = text
	}
}

// text is a text in both languages.
func (b *binding) text(name string, into *models.Text) {
	for language, part := range map[string]*string{"nl": &into.NL, "en": &into.EN} {
		field := name + "-" + language
		if !b.reads {
			b.values[field] = *part
		} else if text, ok := b.given(field, true); ok {
			*part = text
		}
	}
}

// lines is a list of words, a line each.
func (b *binding) lines(name string, into *[]string) {
	if !b.reads {
		b.values[name] = strings.Join(*into, "\n")
		return
	}
	text, ok := b.given(name, true)
	if !ok {
		return
	}
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	*into = all
}

// number is a whole number; an empty field is 0.
func (b *binding) number(name string, into *int) {
	if !b.reads {
		b.values[name] = ""
		if *into != 0 {
			b.values[name] = strconv.Itoa(*into)
		}
		return
	}
	b.parse(name, func(text string) bool {
		n, err := strconv.ParseInt(text, 10, 32)
		*into = int(n)
		return err == nil
	}, func() { *into = 0 }, "problem.edit.number")
}

// count is number, of a field that shows 0 too.
func (b *binding) count(name string, into *int) {
	b.number(name, into)
	if !b.reads {
		b.values[name] = strconv.Itoa(*into)
	} else if b.values[name] == "" {
		b.wrong(name, "problem.edit.number")
	}
}

// parse reads a field that is not empty.
func (b *binding) parse(name string, read func(string) bool, empty func(), key string) {
	text, ok := b.given(name, false)
	switch {
	case !ok:
	case text == "":
		empty()
	case !read(text):
		b.wrong(name, key)
	}
}

// flag is a box to tick.
func (b *binding) flag(name string, into *bool) {
	if !b.reads {
		b.values[name] = map[bool]string{true: "yes"}[*into]
		return
	}
	*into = b.values[name] == "yes"
}

// moment is a time on the wall clock of the series.
func (b *binding) moment(name string, into *time.Time) {
	if !b.reads {
		b.values[name] = ""
		if !into.IsZero() {
			b.values[name] = into.In(b.zone).Format(models.LocalLayout)
		}
		return
	}
	b.parse(name, func(text string) bool {
		wall, err := time.Parse(models.LocalLayout, text)
		return err == nil && b.place(wall, into)
	}, func() { *into = time.Time{} }, "problem.edit.moment")
}

// place puts a wall clock's time into the zone. Of a time that the clock shows twice, the first is taken, unless the
// definition has the second already.
func (b *binding) place(wall time.Time, into *time.Time) bool {
	found := models.AtWall(wall, b.zone)
	if len(found) == 0 || !models.SensibleYear(wall.Year()) {
		return false
	}
	if len(found) < 2 || !into.Equal(found[1]) {
		*into = found[0]
	}
	return true
}

// clock is a time of day, on the day of another moment.
func (b *binding) clock(name string, day time.Time, into *time.Time) {
	if !b.reads {
		b.values[name] = ""
		if !into.IsZero() {
			b.values[name] = into.In(b.zone).Format(models.ClockLayout)
		}
		return
	}
	b.parse(name, func(text string) bool {
		clock, err := time.Parse(models.ClockLayout, text)
		if err != nil || day.IsZero() {
			return err == nil // without a day there is no time, and the day has its own problem
		}
		local := day.In(b.zone)
		return b.place(time.Date(local.Year(), local.Month(), local.Day(), clock.Hour(), clock.Minute(), 0, 0, time.UTC), into)
	}, func() { *into = time.Time{} }, "problem.edit.clock")
}

// span is a length of time in hours, or written like 90m.
func (b *binding) span(name string, into *time.Duration) {
	if !b.reads {
		b.values[name] = ""
		switch {
		case *into%time.Hour != 0:
			b.values[name] = fmt.Sprintf("%dm", *into/time.Minute)
		case *into != 0:
			b.values[name] = strconv.Itoa(int(*into / time.Hour))
		}
		return
	}
	b.parse(name, func(text string) bool {
		if strings.Trim(text, "0123456789") == "" {
			text += "h"
		}
		length, err := time.ParseDuration(text)
		*into = length
		return err == nil
	}, func() { *into = 0 }, "problem.edit.span")
}

// location is a latitude and a longitude.
func (b *binding) location(name string, into *models.Venue) {
	if !b.reads {
		b.values[name] = ""
		if into.Latitude != 0 || into.Longitude != 0 {
			degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }
			b.values[name] = degrees(into.Latitude) + ", " + degrees(into.Longitude)
		}
		return
	}
	b.parse(name, func(text string) bool {
		first, second, ok := strings.Cut(text, ",")
		latitude, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
		longitude, err2 := strconv.ParseFloat(strings.TrimSpace(second), 64)
		into.Latitude, into.Longitude = latitude, longitude
		return ok && err == nil && err2 == nil
	}, func() { into.Latitude, into.Longitude = 0, 0 }, "problem.edit.location")
}

// rows is a list of which each item has fields of its own. Rows without anything in them are left out.
func rows[T any](b *binding, name string, into *[]T, each func(prefix string, item *T)) {
	if !b.reads {
		b.values[name] = strconv.Itoa(len(*into))
		for i := range *into {
			each(fmt.Sprintf("%s-%d-", name, i+1), &(*into)[i])
		}
		return
	}
	var all []T
	for row := 1; row <= b.values.Rows(name); row++ {
		if b.values.Empty(name, row) {
			continue
		}
		var item T
		if len(all) < len(*into) {
			item = (*into)[len(all)]
		}
		each(fmt.Sprintf("%s-%d-", name, row), &item)
		all = append(all, item)
		b.rows[name] = append(b.rows[name], row)
	}
	*into = all
}
