package calendartest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"testing"
)

//go:embed restrict.py
var restrictScript string

// libical is a running program that judges calendars with libical (Debian: libical-dev), which shares nothing with ours. One
// serves all tests of a package: it ends with them, as its input does.
var libical = sync.OnceValues(func() (*judge, error) {
	command := exec.Command("/usr/bin/python3", "-c", restrictScript)
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &judge{in: in, out: bufio.NewReader(out)}, command.Start()
})

type judge struct {
	mutex sync.Mutex
	in    io.Writer
	out   *bufio.Reader
}

// complaints are what libical holds against a document.
func (j *judge) complaints(document []byte) (found []string, err error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if _, err := fmt.Fprintf(j.in, "%d\n%s", len(document), document); err != nil {
		return nil, err
	}
	line, err := j.out.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	return found, json.Unmarshal(line, &found)
}

// checkRestrictions fails the test for what libical's restriction check (icalrestriction_check: the tables of RFC 5546, and what
// RFC 5545 says how often a property may stand) holds against a document.
func checkRestrictions(t testing.TB, document []byte) {
	t.Helper()
	libical, err := libical()
	if err != nil {
		t.Fatalf("libical cannot be asked: %v", err)
	}
	found, err := libical.complaints(document)
	if err != nil {
		t.Fatalf("libical does not answer: %v; it is asked through /usr/bin/python3 and needs what libical-dev holds", err)
	}
	for _, complaint := range found {
		t.Errorf("libical objects: %s in %q", complaint, document)
	}
}
