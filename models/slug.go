package models

import "strings"

// MaxSlug is how long a word in an address may be.
const MaxSlug = 80

// IsSlug says that a word has the shape of those that name something in addresses, forms and lists.
func IsSlug(word string) bool {
	return word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// The words that Vonk uses itself at the places where a slug stands.
var (
	// ReservedSeries are the first words of the routes, and what follows /organiser/.
	ReservedSeries = []string{
		"my", "calendar", "organiser", "privacy", "accessibility", "healthz", "readyz", "metrics", "static", "api", "login", "logout",
		"registrations", "people", "account", "start", "new", "sign-in", "sign-out", "numbers",
	}
	// ReservedSessions are the words that follow a series, for visitors and in the back office.
	ReservedSessions = []string{
		"register", "availability", "embed", "draw", "organisations", "people", "participants", "mailings", "board", "door", "audit", "answers", "exports",
		"edit", "timetable", "numbers", "needs", "letters", "copy", "sessions", "questions", "publish", "new",
	}
	// ReservedQuestions are the columns of the attendee list, and what follows the questions in the back office.
	ReservedQuestions = []string{
		"reference", "session", "status", "position", "name", "email", "role", "organisation", "sector", "phone", "language", "new",
	}
)
