package calendar

import (
	"bytes"
	"strings"
	"testing"
)

func TestTextIsEscapedOnce(t *testing.T) {
	for given, want := range map[string]string{
		`a\nb`: `a\\nb`, "a\nb": `a\nb`, `;,`: `\;\,`, `\;`: `\\\;`, "a\r\nb": `a\nb`, "a:b\"c": `a:b"c`, "\x00a\tb": "a b",
	} {
		if got := text(given); got != want {
			t.Errorf("text(%q) = %q, not %q", given, got, want)
		}
	}
}

func TestParameterCannotEndItself(t *testing.T) {
	if got := parameter("a\"b\r\nATTENDEE:c"); got != "a'bATTENDEE:c" {
		t.Errorf("%q", got)
	}
}

func TestLinesAreFilledTo75OctetsAndBrokenBetweenCharacters(t *testing.T) {
	for given, want := range map[string]string{
		strings.Repeat("a", 75):        strings.Repeat("a", 75),
		strings.Repeat("a", 76):        strings.Repeat("a", 75) + "\r\n a",
		strings.Repeat("a", 74) + "éb": strings.Repeat("a", 74) + "\r\n éb",
		strings.Repeat("a", 150):       strings.Repeat("a", 75) + "\r\n " + strings.Repeat("a", 74) + "\r\n a",
		"":                             "",
	} {
		var folded bytes.Buffer
		if err := fold(&folded, []byte(given+"\r\n")); err != nil || folded.String() != want+"\r\n" {
			t.Errorf("%q is folded to %q: %v", given, folded.String(), err)
		}
	}
}
