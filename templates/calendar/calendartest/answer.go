package calendartest

import (
	"bytes"
	"embed"
	"encoding/base64"
	"mime/quotedprintable"
	"strings"
	"testing"
	"text/template"
	"time"
)

// The answers of calendars as the programs that people use shape them: NAME.ics is the calendar, NAME.eml the mail around it.
//
//go:embed testdata
var answers embed.FS

// Programs are those whose answers there are. Google's counter is another time that somebody proposes.
const (
	Exchange      = "exchange"
	Google        = "google"
	GoogleCounter = "google-counter"
	Apple         = "apple"
	Thunderbird   = "thunderbird"
)

// Answer is what an attendee answers to an invitation.
type Answer struct {
	MessageID string
	Name      string // of the attendee
	From      string // the address that the mail comes from
	Email     string // the address that answers; empty: From
	To        string // the organiser's
	UID       string
	Sequence  int
	Stamp     time.Time
	PartStat  string
}

// Calendar is the answer as the calendar document of a program.
func (a Answer) Calendar(t testing.TB, program string) []byte {
	t.Helper()
	return a.fill(t, program+".ics", nil)
}

// Mail is the answer as a program mails it.
func (a Answer) Mail(t testing.TB, program string) []byte {
	t.Helper()
	return a.fill(t, program+".eml", a.Calendar(t, program))
}

func (a Answer) fill(t testing.TB, name string, document []byte) []byte {
	t.Helper()
	if a.Email == "" {
		a.Email = a.From
	}
	parsed, err := template.New(name).Funcs(template.FuncMap{"base64": inBase64, "quoted": inQuotedPrintable}).ParseFS(answers, "testdata/"+name)
	if err != nil {
		t.Fatal(err)
	}
	var filled bytes.Buffer
	err = parsed.Execute(&filled, struct {
		Answer
		DTSTAMP, Calendar, Long string
	}{a, a.Stamp.UTC().Format("20060102T150405Z"), strings.ReplaceAll(string(document), "\r\n", "\n"), strings.Repeat("x", 9000)})
	if err != nil {
		t.Fatal(err)
	}
	if document == nil {
		return fold(filled.String())
	}
	return bytes.ReplaceAll(filled.Bytes(), []byte("\n"), []byte("\r\n"))
}

// fold breaks the lines of a calendar, which are of ASCII, after 75 octets.
func fold(document string) []byte {
	var folded bytes.Buffer
	for line := range strings.Lines(document) {
		line = strings.TrimSuffix(line, "\n")
		for len(line) > 75 {
			folded.WriteString(line[:75] + "\r\n")
			line = " " + line[75:]
		}
		folded.WriteString(line + "\r\n")
	}
	return folded.Bytes()
}

// inBase64 encodes a document as mails do, in lines of 76.
func inBase64(document string) string {
	encoded := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(document, "\n", "\r\n")))
	var lines []string
	for ; len(encoded) > 76; encoded = encoded[76:] {
		lines = append(lines, encoded[:76])
	}
	return strings.Join(append(lines, encoded), "\n")
}

func inQuotedPrintable(document string) (string, error) {
	var encoded strings.Builder
	w := quotedprintable.NewWriter(&encoded)
	if _, err := w.Write([]byte(document)); err != nil {
		return "", err
	}
	err := w.Close()
	return strings.ReplaceAll(encoded.String(), "\r\n", "\n"), err
}
