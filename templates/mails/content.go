package mails

import (
	"bytes"
	_ "embed"
	htmltemplate "html/template"
	"slices"
	texttemplate "text/template"
)

// content is what a message says, from top to bottom. The text and the HTML are written from it alike, so that neither
// says less than the other.
type content struct {
	Language string
	Subject  string
	Greeting string
	Lead     []string
	Body     []paragraph // an organiser's own text
	Button   link
	Sections []section
	Regards  string
	Sender   []string
	Footer   []string

	Unsubscribe link // stands in the footer, and is a header that mail programs make a button of; empty: there is nothing to end
}

// add adds to the lead what was not said yet.
func (c *content) add(sentences ...string) {
	for _, sentence := range sentences {
		if !slices.Contains(c.Lead, sentence) {
			c.Lead = append(c.Lead, sentence)
		}
	}
}

func (c *content) html() ([]byte, error) {
	var html bytes.Buffer
	err := htmls.Execute(&html, c)
	return html.Bytes(), err
}

func (c *content) text() (string, error) {
	var text bytes.Buffer
	err := texts.Execute(&text, c)
	return text.String(), err
}

// section is a part with a heading. What is empty is left out.
type section struct {
	Title string
	Text  []string
	Head  row // the headings of the columns; without them each row's name is its heading
	Rows  []row
	Items []string
	Links []link
}

type row struct{ Name, Value string }

type link struct{ Text, URL string }

// Href is URL as it may stand in HTML: webcal is a scheme that calendar programs know, and html/template does not.
func (l link) Href() htmltemplate.URL { return htmltemplate.URL(l.URL) } // #nosec G203 -- the composer makes it

var (
	//go:embed mail.txt
	textSource string
	//go:embed mail.html
	htmlSource string

	texts = texttemplate.Must(texttemplate.New("mail.txt").Parse(textSource))
	htmls = htmltemplate.Must(htmltemplate.New("mail.html").Parse(htmlSource))
)
