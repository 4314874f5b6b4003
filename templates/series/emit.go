package series

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"vonk/models"
)

// mapping writes a mapping in block style. Empty values are left out.
type mapping struct {
	strings.Builder
	indent string
	dash   bool // the next line begins an item of a list
}

func (y *mapping) blank() { y.WriteByte('\n') }

// raw writes a key with a value that is YAML already.
func (y *mapping) raw(key, value string) {
	indent := y.indent
	if y.dash {
		indent, y.dash = indent[:len(indent)-2]+"- ", false
	}
	y.WriteString(indent + key + ":")
	if value != "" {
		y.WriteString(" " + value)
	}
	y.WriteByte('\n')
}

// word writes a text of one language.
func (y *mapping) word(key, value string) {
	if value != "" {
		y.raw(key, quoted(value))
	}
}

func (y *mapping) number(key string, value, usual int) {
	if value != usual {
		y.raw(key, strconv.Itoa(value))
	}
}

func (y *mapping) flag(key string, value, usual bool) {
	if value != usual {
		y.raw(key, strconv.FormatBool(value))
	}
}

// words writes a list on one line.
func (y *mapping) words(key string, values []string) {
	if len(values) == 0 {
		return
	}
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = quoted(value)
	}
	y.raw(key, "["+strings.Join(all, ", ")+"]")
}

// text writes a text of two languages.
func (y *mapping) text(key string, value models.Text) {
	if value != (models.Text{}) {
		y.child(key, func(y *mapping) { y.languages(value) })
	}
}

func (y *mapping) languages(value models.Text) {
	y.word("nl", value.NL)
	y.word("en", value.EN)
}

// child writes a mapping under a key, unless it stays empty.
func (y *mapping) child(key string, write func(*mapping)) {
	below := mapping{indent: y.indent + "  "}
	write(&below)
	if below.Len() > 0 {
		y.raw(key, "")
		y.WriteString(below.String())
	}
}

// list writes a list of mappings under a key.
func (y *mapping) list(key string, length int, write func(i int, y *mapping)) {
	if length == 0 {
		return
	}
	y.raw(key, "")
	for i := range length {
		below := mapping{indent: y.indent + "    ", dash: true}
		write(i, &below)
		y.WriteString(below.String())
	}
}

// plainWord is what YAML reads as the text that it is, wherever it stands.
var plainWord = regexp.MustCompile(`^[\pL][\pL\pN]*([ ./()_@+-]*[\pL\pN.()])*$`)

// plainTime is a date, with a time of day or without.
var plainTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$`)

// words that YAML, in one of its versions, takes for something else than a text.
var special = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)

// quoted writes a text as a scalar, in quotes where it must be: JSON's are YAML's.
func quoted(value string) string {
	if plainTime.MatchString(value) || plainWord.MatchString(value) && !special.MatchString(value) {
		return value
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // a text always marshals
	return strings.TrimSuffix(out.String(), "\n")
}
