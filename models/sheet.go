package models

import "slices"

// SheetStatuses are those of the people who stand on a sign-in sheet: with a seat, whether they came or not.
var SheetStatuses = []Status{Confirmed, Present, Absent}

// SignInSheet is the list on which people sign at the door of a session.
type SignInSheet struct {
	Session *Session
	People  []Attendee // whose status is one of SheetStatuses
}

// BlankLines is how many empty lines the sheet has for who walks in: one for every ten people, but never fewer than five.
func (s *SignInSheet) BlankLines() int { return max(5, len(s.People)/10) }

// Roles says that some of the people have a role to show.
func (s *SignInSheet) Roles() bool {
	return slices.ContainsFunc(s.People, func(a Attendee) bool { return a.Role != "" })
}
