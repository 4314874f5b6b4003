package lists

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fit makes a text as large as its width allows: on one line where that is possible, otherwise small and on several.
func (p *paper) fit(text string, width float64) block {
	for _, size := range []float64{usualSize, smallerSize} {
		if b := p.wrap(text, "", size, width); len(b.lines) < 2 {
			return b
		}
	}
	return p.wrap(text, "", smallestSize, width)
}

func (p *paper) fitBold(text string, width float64) block {
	return p.wrap(text, "B", smallerSize, width)
}

// wrap breaks a text into lines of a width in mm: at spaces, and within a word only where it is too long for a line. An empty
// text has no lines.
func (p *paper) wrap(text, style string, size, width float64) block {
	p.pdf.SetFont(sheetFont, style, size)
	fits := func(s string) bool { return p.pdf.GetStringWidth(s) <= width }
	b := block{style: style, size: size}
	line := ""
	for word := range strings.FieldsSeq(legible(text)) {
		if longer := strings.TrimSpace(line + " " + word); fits(longer) {
			line = longer
			continue
		}
		if line != "" {
			b.lines = append(b.lines, line)
		}
		for line = ""; word != ""; {
			head := whole(word, fits)
			if word = word[len(head):]; word == "" {
				line = head
			} else {
				b.lines = append(b.lines, head)
			}
		}
	}
	if line != "" {
		b.lines = append(b.lines, line)
	}
	return b
}

// whole is as much of the beginning of a word as fits, and one letter at least.
func whole(word string, fits func(string) bool) string {
	end := 0
	for i, r := range word {
		if next := i + len(string(r)); end == 0 || unicode.Is(unicode.Mn, r) || fits(word[:next]) {
			end = next
			continue
		}
		break
	}
	return word[:end]
}

// legible is a text as the font can write it: composed letters, no marks that are not seen, and the replacement character in
// place of what lies beyond the first 65,536, where the font has nothing.
func legible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case r > 0xFFFF:
			return unicode.ReplacementChar
		}
		return r
	}, norm.NFC.String(text))
}
