package mails

import (
	_ "embed"
	htmltemplate "html/template"
	texttemplate "text/template"
)

// content is what a message says, from top to bottom. The text and the HTML are written from it alike, so that neither
// says less than the other.
type content struct {
	Language string
	Subject  string
	Greeting string
	Lead     []string
	Button   link
	Sections []section
	Regards  string
	Sender   []string
	Footer   []string
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

var (
	//go:embed mail.txt
	textSource string
	//go:embed mail.html
	htmlSource string

	texts = texttemplate.Must(texttemplate.New("mail.txt").Parse(textSource))
	htmls = htmltemplate.Must(htmltemplate.New("mail.html").Parse(htmlSource))
)
