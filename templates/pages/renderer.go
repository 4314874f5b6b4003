// Package pages writes the HTML pages: one struct for each page, one template for each struct, one layout around them.
// Every word comes from templates/language. Links are finished strings: made by the handlers where they hold a token,
// otherwise by the contract's routes.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"vonk/static"
)

//go:embed html/*.html
var files embed.FS

// Page is one of the page structs of this package, given as a pointer.
type Page interface {
	// Title is what the browser's tab says, without the site's name.
	Title() string
	// name is that of the page's template: html/<name>.html.
	name() string
}

// names are those of every page.
var names = []string{
	"agenda", "series", "session", "draw", "register", "check", "registration", "participant", "substituted", "lost", "full",
	"closed", "failure", "privacy", "accessibility", "signin", "organiser-series", "organiser-session", "employers", "merge",
	"story", "sign-in-sheet", "answers", "people", "participants", "cancelling", "byhand", "many", "signin-link", "signin-code",
	"leaving", "prove", "passkey-new", "app-new", "remove-factor", "account", "edit", "edit-list", "edit-confirm", "edit-copy",
	"edit-versions", "timetable", "mailings", "mailing", "mailing-edit", "mailing-preview", "unsubscribe", "outbox",
	"saved-exports", "saved-export-edit", "saved-export-sensitive", "door", "let-in", "walk-in", "colleague", "door-link", "pin",
	"start", "trial", "board", "audit", "numbers", "needs", "erase",
}

// Renderer writes pages. It may be used by several goroutines at once.
type Renderer struct {
	templates map[string]func() (*template.Template, error) // by name; made when its page is first asked for
	buffers   sync.Pool
}

// New parses what the pages share, of which each page's template holds a copy: all of them at once would be most of what an
// idle site holds in memory. An error is a fault in the program.
func New() (*Renderer, error) {
	shared, err := template.New("").Funcs(template.FuncMap{"static": static.Path}).
		ParseFS(files, "html/layout.html", "html/parts.html", "html/fields.html", "html/holder.html", "html/edit-parts.html")
	if err != nil {
		return nil, err
	}
	r := &Renderer{templates: map[string]func() (*template.Template, error){}, buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
	for _, name := range names {
		r.templates[name] = sync.OnceValues(func() (*template.Template, error) {
			own, err := shared.Clone()
			if err != nil {
				return nil, err
			}
			return own.ParseFS(files, "html/"+name+".html")
		})
	}
	return r, nil
}

// Render writes a whole page, or nothing when the page cannot be made.
func (r *Renderer) Render(w io.Writer, page Page) error {
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer r.buffers.Put(buffer)
	buffer.Reset()
	own, err := r.templates[page.name()]()
	if err == nil {
		err = own.ExecuteTemplate(buffer, "layout", page)
	}
	if err != nil {
		return fmt.Errorf("page %s: %w", page.name(), err)
	}
	_, err = w.Write(buffer.Bytes())
	return err
}
