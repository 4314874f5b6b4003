package series

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FileError is a mistake in a series file. Line and Column count from 1; Column counts characters.
type FileError struct {
	File   string
	Line   int
	Column int
	Text   string
}

// Error implements error: file:line:column: what is wrong.
func (f FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Text)
}

// FileErrors are all mistakes found in a file, from top to bottom.
type FileErrors []FileError

// Error implements error: a line for each mistake.
func (all FileErrors) Error() string {
	lines := make([]string, len(all))
	for i, fault := range all {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Notice is something in a good file that its writer should know.
type Notice struct {
	Line   int
	Column int
	Key    string // the path of the key, without "series.": policy.reserves, sessions[0].starts
	Text   string // what is doubtful
}

// String is the notice on one line.
func (n Notice) String() string {
	return fmt.Sprintf("warning: %s (line %d)", n.Text, n.Line)
}

// place is a position in the file; both count from 1.
type place struct{ line, column int }

// notebook gathers what is found while a file is read, and knows where each part of it stands.
type notebook struct {
	file    string
	places  map[string]place // by path: series.policy.reserves[0].seats
	faulty  map[string]bool  // paths that have a fault: one is enough
	faults  FileErrors
	notices []Notice
}

// maxFaults bounds what is told: whoever mends twenty mistakes reads the file again anyway. The top twenty are chosen
// among enoughFaults at most, so that a file of nothing but mistakes costs little.
const (
	maxFaults    = 20
	enoughFaults = 1000
)

// faultAt notes a mistake at a place in the file. Content that is used twice by an alias is mentioned once.
func (n *notebook) faultAt(at place, format string, args ...any) {
	fault := FileError{File: n.file, Line: at.line, Column: at.column, Text: fmt.Sprintf(format, args...)}
	if len(n.faults) < enoughFaults && !slices.Contains(n.faults, fault) {
		n.faults = append(n.faults, fault)
	}
}

// fault notes a mistake in the value at a path, unless that value has one already.
func (n *notebook) fault(path, format string, args ...any) {
	if !n.faulty[path] {
		n.faulty[path] = true
		n.faultAt(n.place(path), format, args...)
	}
}

// warn notes that the value at a path is doubtful.
func (n *notebook) warn(path, format string, args ...any) {
	n.note(Notice{Key: path, Text: fmt.Sprintf(format, args...)})
}

func (n *notebook) note(notice Notice) {
	at := n.place(notice.Key)
	notice.Line, notice.Column, notice.Key = at.line, at.column, strings.TrimPrefix(notice.Key, "series.")
	n.notices = append(n.notices, notice)
}

// has says that the file sets the value at a path.
func (n *notebook) has(path string) bool {
	_, ok := n.places[path]
	return ok
}

// place is where a path stands in the file: of what is missing, where the part stands that misses it.
func (n *notebook) place(path string) place {
	for path != "" {
		if at, ok := n.places[path]; ok {
			return at
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return place{1, 1}
}

// result is what was found, from top to bottom.
func (n *notebook) result() ([]Notice, error) {
	if len(n.faults) > 0 {
		slices.SortStableFunc(n.faults, func(a, b FileError) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, n.faults[:min(len(n.faults), maxFaults)]
	}
	slices.SortStableFunc(n.notices, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return n.notices, nil
}
