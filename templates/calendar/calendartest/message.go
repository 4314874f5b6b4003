package calendartest

import (
	"bytes"
	"io"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the encodings of headers
)

// Invitation gives the calendar document that a mail brings, nil when it brings none, and fails the test for each rule that
// it breaks: those of Check; the MIME method is that of the calendar; the attendee is the mail's one recipient and the
// organiser its sender; the tree is the one that calendars understand, with the same document as a file.
func Invitation(t testing.TB, raw []byte) []byte {
	t.Helper()
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	var part, file []byte
	var method string
	err = entity.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, params, err := e.Header.ContentType()
		if err != nil || strings.HasPrefix(kind, "multipart/") {
			types = append(types, kind)
			return err
		}
		types = append(types, kind)
		body, err := io.ReadAll(e.Body)
		switch kind {
		case "text/calendar":
			part, method = body, params["method"]
			if e.Header.Get("Content-Disposition") != "" || !strings.EqualFold(params["charset"], "utf-8") {
				t.Errorf("the calendar's part is %v", e.Header.Map())
			}
		case "application/ics":
			if file = body; params["name"] != "" {
				t.Errorf("the file's type has a name: %v", params)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if part == nil {
		if file != nil {
			Check(t, file)
		}
		return file
	}
	Check(t, part)
	if want := []string{"multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"}; !slices.Equal(types, want) {
		t.Errorf("the parts are %v", types)
	}
	if !bytes.Equal(part, file) {
		t.Errorf("the file is another document: %q and %q", part, file)
	}
	lines := Unfold(part)
	if !slices.Contains(lines, "METHOD:"+method) {
		t.Errorf("the MIME method is %q in %q", method, lines)
	}
	for property, header := range map[string]string{"ATTENDEE": "To", "ORGANIZER": "From"} {
		people, err := mail.ParseAddressList(entity.Header.Get(header))
		if err != nil || len(people) != 1 {
			t.Fatalf("%s is %q: %v", header, entity.Header.Get(header), err)
		}
		if !slices.ContainsFunc(lines, func(line string) bool {
			return strings.HasPrefix(line, property) && strings.HasSuffix(line, ":mailto:"+people[0].Address)
		}) {
			t.Errorf("%s is not %s in %q", property, people[0].Address, lines)
		}
	}
	return part
}
