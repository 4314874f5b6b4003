package calendartest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"os/exec"
	"testing"
	"time"
)

//go:embed read.py
var script string

// Event is an event as another program reads it. Times are in UTC.
type Event struct {
	UID         string
	Summary     string
	Description string
	Location    string
	URL         string
	Status      string
	Sequence    int
	Geo         [2]float64
	Start       time.Time
	End         time.Time
	Stamp       time.Time
	Method      string // the calendar's
}

// Read reads the events of a document with the Python library icalendar (Debian: python3-icalendar), which shares
// nothing with ours.
func Read(t testing.TB, document []byte) []Event {
	t.Helper()
	command := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", script)
	command.Stdin = bytes.NewReader(document)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.Output()
	if err != nil {
		t.Fatalf("python3-icalendar cannot read the calendar: %v\n%s\n%s", err, complaint.String(), document)
	}
	var events []Event
	if err := json.Unmarshal(output, &events); err != nil {
		t.Fatal(err)
	}
	return events
}
