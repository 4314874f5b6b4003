package models

import (
	"slices"
	"strings"
	"time"
)

func (r *reviewer) need(path, value string) {
	if value == "" {
		r.fault(path, "problem.definition.missing")
	}
}

// text asks for a text in at least one language.
func (r *reviewer) text(path string, value Text) {
	if value == (Text{}) {
		r.fault(path, "problem.definition.text")
	}
}

func (r *reviewer) email(path, value string, required bool) {
	switch {
	case value == "" && required:
		r.fault(path, "problem.definition.missing")
	case value != "" && !ValidEmail(value):
		r.fault(path, "problem.definition.email", "Value", value)
	}
}

// slug judges a word that names something in addresses, forms and lists.
func (r *reviewer) slug(path, word string, reserved []string) {
	switch {
	case word == "":
		r.fault(path, "problem.definition.missing")
	case !IsSlug(word):
		r.fault(path, "problem.definition.slug", "Value", word)
	case len(word) > MaxSlug:
		r.fault(path, "problem.definition.slug.long", "Max", MaxSlug)
	case slices.Contains(reserved, word):
		r.fault(path, "problem.definition.slug.reserved", "Value", word)
	}
}

// unique notes that a word stands earlier in the same list.
func (r *reviewer) unique(path, word string, seen map[string]bool) {
	if word != "" && seen[word] {
		r.fault(path, "problem.definition.twice", "Value", word)
	}
	seen[word] = true
}

// oneOf judges a word that is one of a few.
func (r *reviewer) oneOf(path, word string, allowed ...string) {
	switch {
	case word == "":
		r.fault(path, "problem.definition.missing")
	case !slices.Contains(allowed, word):
		r.fault(path, "problem.definition.unknown", "Value", word, "Known", strings.Join(allowed, ", "))
	}
}

// between judges a number, both ends included.
func (r *reviewer) between(path string, number, low, high int) {
	if number < low || number > high {
		r.fault(path, "problem.definition.between", "Low", low, "High", high)
	}
}

// date judges a day as it is stored, and says whether it is one.
func (r *reviewer) date(path, value string) bool {
	if value == "" {
		r.fault(path, "problem.definition.missing")
		return false
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		r.fault(path, "problem.definition.date", "Value", value)
		return false
	}
	return true
}
