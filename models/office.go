package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// CleanNote cleans what an organiser writes down at a field. Invalid with a problem there when it says nothing, or too much.
func CleanNote(text, field string) (string, error) {
	var c checker
	text = cleanText(text)
	c.text(field, text, MaxNote)
	return text, problemsError(c.problems)
}

// text judges several lines of text that must say something.
func (c *checker) text(field, value string, limit int) {
	plain := []rune(value)
	for i, r := range plain {
		if r == '\n' {
			plain[i] = ' '
		}
	}
	c.line(field, 0, string(plain), limit, true)
}

// AdmitException says whether an organiser can give somebody a seat at a session out of turn: nil, Gone when it was cancelled or
// has begun, Conflict before a draw.
func (s *Series) AdmitException(session *Session, now time.Time) error {
	switch s.Availability(session, now) {
	case SessionOff, SessionPast:
		return s.Admission(session, now)
	}
	if s.AwaitsDraw() {
		return &Error{Code: Conflict, Key: "error.exception.draw"}
	}
	return nil
}

// RegistrationEdit is what a registration says of its people, put right.
type RegistrationEdit struct {
	Contact ContactEdit
	People  map[int]Person // by place: everybody
	Seen    string         // the Mark of the registration when this was filled in; empty: it is changed whatever it says now
}

// ContactEdit is a contact as entered. Name and address are the participant's when the contact attends.
type ContactEdit struct {
	Name  string
	Email string
	Phone string
}

// Mark is a name for all that a registration says of its people: it is another as soon as any of that is.
func (r *Registration) Mark() string {
	raw, err := json.Marshal((&Details{}).Edit(r))
	if err != nil {
		panic(err) // plain values always marshal
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// Fresh is Conflict, with what the registration says now, when it said something else while the edit was filled in.
func (e *RegistrationEdit) Fresh(r *Registration) error {
	if e.Seen == "" || e.Seen == r.Mark() {
		return nil
	}
	people := make([]string, 0, len(r.Participants)+1)
	add := func(facts ...string) {
		people = append(people, strings.Join(slices.DeleteFunc(facts, func(fact string) bool { return fact == "" }), ", "))
	}
	if r.Contact.Place == 0 {
		add(r.Contact.Name, r.Contact.Email)
	}
	for _, p := range r.Participants {
		if !p.Erased() {
			add(p.Name, p.Email, p.Role)
		}
	}
	if r.Contact.Phone != "" {
		add(r.Contact.Phone)
	}
	return &Error{Code: Conflict, Key: "error.edit.stale", Args: map[string]any{"Is": strings.Join(people, "; ")}}
}

// Clean puts it into the form in which it is judged and stored.
func (e *RegistrationEdit) Clean() {
	e.Contact = ContactEdit{cleanLine(e.Contact.Name), cleanLine(e.Contact.Email), cleanLine(e.Contact.Phone)}
	for place, person := range e.People {
		e.People[place] = Person{Name: cleanLine(person.Name), Email: cleanLine(person.Email), Role: cleanLine(person.Role)}
	}
}

// Validate judges it for a registration: nil, or Invalid with problems at contact_name, contact_email, phone, and at name,
// email and role with their places.
func (e *RegistrationEdit) Validate(r *Registration) error {
	var c checker
	if r.Contact.Place == 0 {
		c.line("contact_name", 0, e.Contact.Name, MaxName, true)
		c.email("contact_email", 0, e.Contact.Email)
	}
	c.phone(e.Contact.Phone)
	for i, participant := range r.Participants {
		if participant.Erased() {
			continue
		}
		person := e.People[participant.Place]
		c.line("name", participant.Place, person.Name, MaxName, true)
		c.email("email", participant.Place, person.Email)
		c.line("role", participant.Place, person.Role, MaxRole, false)
		for _, earlier := range r.Participants[:i] {
			if !participant.Withdrawn && !earlier.Withdrawn && person.Email != "" && !earlier.Erased() && e.People[earlier.Place].Is(person) {
				c.add("email", participant.Place, "problem.email.twice")
			}
		}
	}
	return problemsError(c.problems)
}

// ValidateByHand is Validate for who is signed up by an organiser: parties may be large, and nobody has to answer questions.
func (in *SignUp) ValidateByHand(series *Series) error {
	own := *series
	own.Policy.PartyMax, own.Questions = 0, slices.Clone(series.Questions)
	for i := range own.Questions {
		own.Questions[i].Required = false
	}
	return in.Validate(&own)
}

// AdmitByHand says whether an organiser can sign somebody up for a session now: nil, or Gone when it was cancelled or has begun.
func (s *Series) AdmitByHand(session *Session, now time.Time) error {
	switch s.Availability(session, now) {
	case SessionOff, SessionPast:
		return s.Admission(session, now)
	}
	return nil
}

// TakenProblems are those of people whose addresses have a place in the series.
func TakenProblems(people []Person, taken map[string]bool) (problems []Problem) {
	for i, person := range people {
		if taken[NormaliseEmail(person.Email)] {
			problems = append(problems, Problem{Field: "email", Place: i + 1, Key: "problem.email.taken"})
		}
	}
	return problems
}

// MaxMany is how many people are added at once, at most.
const MaxMany = 500

// JudgeMany judges many sign-ups of one person each, of which some addresses are taken: every mistake, with the number of its
// row as its place.
func JudgeMany(series *Series, all []SignUp, taken map[string]bool, now time.Time) (problems []Problem) {
	first := map[string]bool{}
	for i := range all {
		in := &all[i]
		row := i + 1
		found := map[string]bool{}
		add := func(p Problem) {
			if !found[p.Field] {
				found[p.Field], p.Place = true, row
				problems = append(problems, p)
			}
		}
		if err := in.ValidateByHand(series); err != nil {
			for _, p := range err.(*Error).Problems {
				add(p)
			}
		}
		if session, ok := series.Session(in.Session); ok {
			if err, refused := series.AdmitByHand(session, now).(*Error); refused {
				add(Problem{Field: "session", Key: err.Key, Args: err.Args})
			}
		}
		for _, person := range in.People {
			key := NormaliseEmail(person.Email)
			switch {
			case key == "":
			case taken[key]:
				add(Problem{Field: "email", Key: "problem.email.taken"})
			case first[key] && series.Policy.OneSeatPerPerson:
				add(Problem{Field: "email", Key: "problem.email.twice"})
			}
			first[key] = true
		}
	}
	return problems
}
