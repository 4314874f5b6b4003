package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/series"
)

// misuse is a wrong use of a command.
type misuse struct{ text string }

func (m *misuse) Error() string { return m.text }

// errTold ends a command that has told what is wrong already.
var errTold = errors.New("told")

// fail writes one plain line, or a line for each mistake in a series file, and returns the exit status.
func fail(stderr io.Writer, err error) int {
	var wrong *misuse
	var faults series.FileErrors
	switch {
	case errors.Is(err, errTold):
		return failed
	case errors.As(err, &faults):
		_, _ = fmt.Fprintln(stderr, faults)
		return failed
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintf(stderr, "vonk: %s (vonk help tells more)\n", oneLine(err.Error()))
		return wrongUse
	}
	_, _ = fmt.Fprintf(stderr, "vonk: %s\n", oneLine(sentence(err)))
	return failed
}

// sentence says an error in English, for whoever administers the program.
func sentence(err error) string {
	var known *models.Error
	switch {
	case errors.As(err, &known):
	case errors.Is(err, context.Canceled):
		return "interrupted"
	default:
		return err.Error()
	}
	if text, ok := aboutDatabase(known); ok {
		return text
	}
	printer := language.For("en", nil)
	text := printer.T(known.Key, known.Args)
	if text == known.Key {
		return known.Error()
	}
	for _, problem := range known.Problems {
		text += " " + printer.T(problem.Key, problem.Args)
	}
	return text
}

// aboutDatabase says what is wrong with the database. Pages say the same to visitors, who need other words.
func aboutDatabase(err *models.Error) (string, bool) {
	name, _ := err.Args["Database"].(string)
	name = strings.TrimSpace("the database " + name)
	switch err.Key {
	case "error.database.missing":
		return name + " is not there; vonk serve, import, migrate and organiser add make one", true
	case "error.database.migrate":
		return name + " is of an older version; run vonk migrate", true
	case "error.database.newer":
		return name + " is of a newer version of vonk; install that version", true
	case "error.database.locked":
		return name + " is locked by another program", true
	case "error.database.full":
		return "there is no room left on the disk of " + name, true
	case "error.database.readonly":
		return name + " cannot be written: it is read-only", true
	case "error.database.invalid":
		return name + " cannot be read: it is no database of vonk, or it is damaged", true
	case "error.database.unavailable":
		if err.Cause != nil {
			return name + " cannot be reached: " + lastLine(err.Cause.Error()), true
		}
		return name + " cannot be reached", true
	}
	return "", false
}

// lastLine is where a PostgreSQL connection says what became of its last attempt.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// oneLine folds white space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
