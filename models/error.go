// Package models holds the types and the rules of Vonk: what a series is, who may have which seat, and why not.
// Everything here is a pure function over values: no clock, no randomness, no input or output. "Now" is always passed in.
package models

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is. The handlers turn it into an HTTP status, the commands into an exit status.
type Code string

// The codes that an Error can have.
const (
	Invalid     Code = "invalid"     // what was entered cannot be accepted; Problems says what and where
	Conflict    Code = "conflict"    // understood, but the state does not allow it
	NotFound    Code = "notfound"    // no such thing, or not for you
	Forbidden   Code = "forbidden"   // known, but not allowed
	Gone        Code = "gone"        // it was possible once, and no longer is
	Unavailable Code = "unavailable" // the database is away, full, locked or of another version
	Internal    Code = "internal"    // a fault of ours
)

// Error is every failure that a person gets to read. Key is a translation key, Args are its values.
type Error struct {
	Code     Code
	Key      string
	Args     map[string]any
	Problems []Problem // with Invalid: one for each field that must be mended
	Cause    error     // for the log, never shown
}

// Error implements error, in words for logs and scripts; pages translate Key instead.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %s", e.Code, e.Key)
	for _, p := range e.Problems {
		text += fmt.Sprintf("; %s: %s", p.ID(), p.Key)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf returns the code of err, and Internal when err is no Error.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Problem is something to mend in one field of a form. Key is a translation key.
type Problem struct {
	Field string // the field's name in the form
	Place int    // the participant's place in the form, counted from 1; 0 when the field is not a participant's
	Key   string
	Args  map[string]any
}

// ID is the id of the field on the page: its name, with the participant's place where it has one.
func (p Problem) ID() string {
	if p.Place > 0 {
		return fmt.Sprintf("%s-%d", p.Field, p.Place)
	}
	return p.Field
}

// problemsError makes an Error of problems, and nil when there are none.
func problemsError(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Key: "error.form", Problems: problems}
}
