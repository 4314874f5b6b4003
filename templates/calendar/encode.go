package calendar

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

// maxLine is the longest line in octets, without its CRLF (RFC 5545, 3.1).
const maxLine = 75

// raw is a property with its value as it goes out. go-ical's setters would add VALUE=TEXT where it does not belong.
func raw(name, value string, params ical.Params) []ical.Prop {
	if params == nil {
		params = ical.Params{}
	}
	return []ical.Prop{{Name: name, Params: params, Value: value}}
}

// text writes a value of type TEXT (RFC 5545, 3.3.11): cleaned, its lines ended by LF, escaped.
func text(value string) string {
	value = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(value)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(clean(value, '\n'))
}

// line writes a value of another type, which is one line and not escaped.
func line(value string) string { return clean(value, -1) }

// parameter writes a parameter's value. A quotation mark cannot be written in one, and RFC 6868 is read by few.
func parameter(value string) string { return strings.ReplaceAll(clean(value, -1), `"`, "'") }

// clean drops control characters except keep, and the marks that turn the direction of the text around them. What is no
// UTF-8 becomes U+FFFD.
func clean(value string, keep rune) string {
	return strings.Map(func(r rune) rune {
		if r != keep && (unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069') {
			return -1
		}
		return r
	}, strings.ToValidUTF8(value, "\ufffd"))
}

// fold writes a document whose lines end in CRLF and breaks the long ones, never inside a character.
func fold(w io.Writer, document []byte) error {
	var folded bytes.Buffer
	for unfolded := range bytes.Lines(document) {
		content := bytes.TrimSuffix(unfolded, []byte("\r\n"))
		room := maxLine
		for len(content) > room {
			end := room
			for !utf8.RuneStart(content[end]) {
				end--
			}
			folded.Write(content[:end])
			folded.WriteString("\r\n ")
			content = content[end:]
			room = maxLine - 1 // the space that opens a continued line
		}
		folded.Write(content)
		folded.WriteString("\r\n")
	}
	_, err := w.Write(folded.Bytes())
	return err
}
