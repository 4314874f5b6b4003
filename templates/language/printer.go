// Package language writes the texts of pages, mails and lists in Dutch and English: messages, plurals, dates and times.
// The messages are embedded: messages/<language>/<room>.json, a file for each room that writes documents.
package language

import (
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"vonk/models"
)

// Default is the language of whoever asks for none that we have.
const Default = "nl"

// Printer speaks one language in one time zone. It may be used by several goroutines at once.
type Printer struct {
	words *words
	zone  *time.Location
}

// For gives the printer of a language ("nl" or "en"; any other: nl) that writes times in a zone (nil: UTC).
func For(language string, zone *time.Location) *Printer {
	w, ok := catalogue()[language]
	if !ok {
		w = catalogue()[Default]
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Printer{words: w, zone: zone}
}

// Language is the code of the printer's language: nl or en.
func (p *Printer) Language() string { return p.words.language }

// Has says that there is a message with that key.
func (p *Printer) Has(key string) bool { return p.words.known[key] }

// T writes the message of a key. Its values are given as names and values by turns ("Count", 3, "City", "Zwolle") or as
// one map[string]any. An int "Count" chooses the plural; a models.Text is written in the language and a time.Time as
// Moment does. A key without a message gives the key itself.
func (p *Printer) T(key string, args ...any) string {
	if len(args) == 0 {
		if text, ok := p.words.plain[key]; ok {
			return text
		}
	}
	if !p.Has(key) {
		return key
	}
	values := p.values(args)
	config := i18n.LocalizeConfig{MessageID: key, TemplateData: values}
	if count, ok := values["Count"].(int); ok {
		config.PluralCount = count
	}
	text, err := p.words.localizer.Localize(&config)
	if err != nil && config.PluralCount != nil { // it has one form, for every count
		config.PluralCount = nil
		text, err = p.words.localizer.Localize(&config)
	}
	if err != nil {
		return key
	}
	return text
}

// values makes a copy of what T was given, with everything written as it should be read.
func (p *Printer) values(args []any) map[string]any {
	values := make(map[string]any, len(args)/2+1)
	if len(args) == 1 {
		given, _ := args[0].(map[string]any)
		for name, value := range given {
			values[name] = p.value(value)
		}
		return values
	}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			values[name] = p.value(args[i+1])
		}
	}
	return values
}

func (p *Printer) value(value any) any {
	switch v := value.(type) {
	case models.Text:
		return p.Text(v)
	case time.Time:
		return p.Moment(v)
	}
	return value
}

// Text gives an organiser's text in the printer's language, or in the other when that is empty.
func (p *Printer) Text(t models.Text) string { return t.In(p.words.language) }

// PersonName is what stands for a person: their name, or that it was erased.
func (p *Printer) PersonName(name string) string {
	if name == "" {
		return p.T("person.erased")
	}
	return name
}

// List writes items as a sentence does: "a, b en c".
func (p *Printer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return p.T("list.and", "First", strings.Join(items[:last], ", "), "Last", items[last])
}
