// Package calendartest judges calendar documents in tests: by the rules that every one of them keeps, and by reading them
// with a parser that is not ours.
package calendartest

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// property splits a content line into its name, its parameters and its value.
var property = regexp.MustCompile(`^([A-Z-]+)((?:;[A-Z-]+=(?:[^:;"]*|"[^"]*"))*):(.*)$`)

// Check fails the test for each rule that a document breaks: lines end in CRLF and have at most 75 octets, everything is
// UTF-8 without control characters, components are closed, every TZID is declared before the end, each UID stands once,
// each event has the properties that calendars need, and its DTSTAMP is in UTC. Where there is a METHOD, each event has an
// ORGANIZER and one ATTENDEE, who are not the same, and is cancelled exactly when the METHOD is CANCEL. Last, libical judges
// it.
func Check(t testing.TB, document []byte) {
	t.Helper()
	if !utf8.Valid(document) {
		t.Errorf("the calendar is not UTF-8: %q", document)
	}
	if !bytes.HasSuffix(document, []byte("\r\n")) {
		t.Errorf("the calendar does not end in CRLF: %q", document)
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(document), "\r\n"), "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line has %d octets: %q", len(line), line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("a line is broken inside a character: %q", line)
		}
		if i := strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }); i >= 0 {
			t.Errorf("a line holds the control character %q: %q", line[i], line)
		}
	}
	checkLines(t, Unfold(document))
	checkRestrictions(t, document)
}

// Unfold gives the content lines of a document.
func Unfold(document []byte) []string {
	text := strings.ReplaceAll(string(document), "\r\n ", "")
	return strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
}

func checkLines(t testing.TB, lines []string) {
	t.Helper()
	var open []string
	declared, used, uids, event := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]string{}
	method := ""
	for _, line := range lines {
		parts := property.FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("this is no content line: %q", line)
			continue
		}
		name, params, value := parts[1], parts[2], parts[3]
		for _, param := range strings.Split(params, ";") {
			if zone, ok := strings.CutPrefix(param, "TZID="); ok {
				used[zone] = true
			}
		}
		switch name {
		case "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				event = map[string]string{}
			}
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("END:%s closes nothing that is open: %v", value, open)
			}
			open = open[:len(open)-1]
			if value == "VEVENT" {
				checkEvent(t, event, uids)
				checkMethod(t, method, event)
			}
		default:
			switch {
			case len(open) == 0:
				t.Fatalf("outside the calendar: %q", line)
			case len(open) == 1 && name == "METHOD":
				method = value
			case open[len(open)-1] == "VEVENT":
				if _, twice := event[name]; twice {
					t.Errorf("%s stands twice in an event", name)
				}
				event[name] = value
			case open[len(open)-1] == "VTIMEZONE" && name == "TZID":
				declared[value] = true
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
	for zone := range used {
		if !declared[zone] {
			t.Errorf("TZID %q is used and has no VTIMEZONE", zone)
		}
	}
}

var (
	stamp  = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
	number = regexp.MustCompile(`^\d+$`)
)

func checkEvent(t testing.TB, event map[string]string, uids map[string]bool) {
	t.Helper()
	for _, name := range []string{"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "STATUS"} {
		if event[name] == "" {
			t.Errorf("an event has no %s: %v", name, event)
		}
	}
	if uids[event["UID"]] {
		t.Errorf("two events have the UID %q", event["UID"])
	}
	uids[event["UID"]] = true
	for _, name := range []string{"DTSTAMP", "LAST-MODIFIED"} {
		if !stamp.MatchString(event[name]) {
			t.Errorf("%s is not in UTC: %q", name, event[name])
		}
	}
	if !number.MatchString(event["SEQUENCE"]) {
		t.Errorf("SEQUENCE is no number: %q", event["SEQUENCE"])
	}
}

func checkMethod(t testing.TB, method string, event map[string]string) {
	t.Helper()
	organiser, attendee := event["ORGANIZER"], event["ATTENDEE"]
	switch method {
	case "":
		if organiser != "" || attendee != "" {
			t.Errorf("an event without METHOD invites somebody: %v", event)
		}
		return
	case "REQUEST", "CANCEL":
	default:
		t.Errorf("METHOD is %q", method)
	}
	if !strings.HasPrefix(organiser, "mailto:") || !strings.HasPrefix(attendee, "mailto:") || strings.EqualFold(organiser, attendee) {
		t.Errorf("%q invites %q", organiser, attendee)
	}
	if (method == "CANCEL") != (event["STATUS"] == "CANCELLED") {
		t.Errorf("METHOD is %s and STATUS %s", method, event["STATUS"])
	}
}
