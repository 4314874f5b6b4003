package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sight is what somebody may see of the people of a series.
type Sight struct {
	Sessions []int64 // at which they see names and organisations
	Contacts []int64 // those of them at which they see addresses and answers too
}

// Sight is what the organiser may see of a series.
func (o *Organiser) Sight(series *Series) (sight Sight) {
	for _, session := range o.MayAt(MaySeeNames, series) {
		sight.Sessions = append(sight.Sessions, session.ID)
	}
	for _, session := range o.MayAt(MaySeeContacts, series) {
		sight.Contacts = append(sight.Contacts, session.ID)
	}
	return sight
}

// Sight is that of who may see everything.
func (s *Series) Sight() (sight Sight) {
	for _, session := range s.Sessions {
		sight.Sessions = append(sight.Sessions, session.ID)
	}
	sight.Contacts = sight.Sessions
	return sight
}

// The ways to sort the list.
const (
	ByName         = "name"
	ByOrganisation = "organisation"
	BySession      = "session" // by start
	ByStatus       = "status"
	ByRegistered   = "registered"
)

// ListOrders are all of them; the first is used where none is asked for.
var ListOrders = []string{ByName, ByOrganisation, BySession, ByStatus, ByRegistered}

// ListOrder sorts the list.
type ListOrder struct {
	By         string
	Descending bool
}

// ListRow is a row of the list. Who may not see contacts at its session gets names and organisations only.
type ListRow struct {
	Attendee
	SeatID         int64
	RegistrationID int64
	Place          int // of the participant in the registration
	SessionID      int64
	OrganisationID int64
	Contacts       bool // the reader may see addresses and answers at its session
	Withdrawn      bool
	Bounced        bool // mail to them does not arrive
	ContactBounced bool // nor that to who signed them up, or only that
}

// PersonAt is a participant by their place in a registration.
type PersonAt struct {
	Registration int64
	Place        int
}

// List is a page of the list.
type List struct {
	Rows  []ListRow
	Total int  // how many there are, counted as far as is worth it
	More  bool // there are more than Total

	Employer string // the name of the organisation that the filter chooses; empty: none
}

// Fold makes of a text what a search compares: lower case, letters without their marks.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r = unicode.ToLower(r); r < '\u00c0' {
			return r
		}
		for plain, marked := range foldings {
			if strings.ContainsRune(marked, r) {
				return plain
			}
		}
		return r
	}, text)
}

// foldings are the letters of the Latin alphabet with marks, in lower case.
var foldings = map[rune]string{
	'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ďđ", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ", 'i': "ìíîïĩīĭįı", 'j': "ĵ", 'k': "ķ",
	'l': "ĺļľŀł", 'n': "ñńņňŉ", 'o': "òóôõöøōŏő", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț", 'u': "ùúûüũūŭůűų", 'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
}

// Found is what the list finds and sorts a person by: name and organisation, and, for who may see it, address and reference
// behind them. Public is how many characters of it everybody may find.
func Found(name, organisation, email, reference string) (found string, public int) {
	found = Fold(name) + "\t" + Fold(organisation) // no name holds a tab
	public = utf8.RuneCountInString(found)
	return found + "\t" + Fold(email) + "\t" + Fold(reference), public
}

// ListColumns are the columns that the list can have besides the name, in their order; those of answers are
// answer_ and the question's key.
var ListColumns = []string{"session", "status", "position", "organisation", "sector", "email", "role", "phone", "reference", "registered", "language"}

// ContactColumns are those of them that belong to addresses.
var ContactColumns = []string{"email", "role", "phone", "reference", "language"}

// StandardColumns are those of who chose none.
var StandardColumns = []string{"session", "status", "organisation", "sector", "email", "reference"}

// AnswerColumn is the column of a question.
func AnswerColumn(key string) string { return "answer_" + key }

// ColumnsFor are all columns that the list of a series can have, in their order: no sensitive answers, and without contacts
// no addresses and answers at all.
func ColumnsFor(series *Series, contacts bool) (all []string) {
	for _, column := range ListColumns {
		if contacts || !slices.Contains(ContactColumns, column) {
			all = append(all, column)
		}
	}
	for _, question := range series.Questions {
		if contacts && !question.Sensitive {
			all = append(all, AnswerColumn(question.Key))
		}
	}
	return all
}
