package language

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/nl"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	xlanguage "golang.org/x/text/language"

	"vonk/models"
)

//go:embed messages
var files embed.FS

// words is all that one language knows.
type words struct {
	language  string
	locale    locales.Translator
	localizer *i18n.Localizer
	known     map[string]bool
	// The messages without values or plurals. Most of a page is these, and a map answers without matching languages again.
	plain map[string]string
}

// catalogue holds every language by its code. The messages are part of the program, so that one that cannot be read is a
// fault in the program: it panics, and the tests see it.
var catalogue = sync.OnceValue(func() map[string]*words {
	all, err := load(files)
	if err != nil {
		panic(err)
	}
	return all
})

// load reads messages/<language>/<room>.json for every language of models.Languages.
func load(source fs.FS) (map[string]*words, error) {
	dates := map[string]locales.Translator{"nl": nl.New(), "en": en_GB.New()}
	bundle := i18n.NewBundle(xlanguage.Dutch)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	all := map[string]*words{}
	for _, code := range models.Languages {
		w := &words{language: code, locale: dates[code], known: map[string]bool{}, plain: map[string]string{}}
		rooms, err := fs.Glob(source, path.Join("messages", code, "*.json"))
		if err != nil {
			return nil, err
		}
		for _, room := range rooms {
			if err := w.read(bundle, source, room); err != nil {
				return nil, err
			}
		}
		all[code] = w
	}
	for code, w := range all {
		w.localizer = i18n.NewLocalizer(bundle, code)
	}
	return all, nil
}

// read adds the messages of one file. A key may stand in one file only.
func (w *words) read(bundle *i18n.Bundle, source fs.FS, room string) error {
	raw, err := fs.ReadFile(source, room)
	if err != nil {
		return err
	}
	file, err := bundle.ParseMessageFileBytes(raw, w.language+".json") // go-i18n takes the language from the name
	if err != nil {
		return fmt.Errorf("%s: %w", room, err)
	}
	for _, message := range file.Messages {
		if w.known[message.ID] {
			return fmt.Errorf("%s: %s stands in another file too", room, message.ID)
		}
		w.known[message.ID] = true
		if message.One == "" && !strings.Contains(message.Other, "{{") {
			w.plain[message.ID] = message.Other
		}
	}
	return nil
}
