package models

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest values of the sign-up form, in characters.
const (
	MaxName         = 100
	MaxEmail        = 254 // RFC 5321, 4.5.3.1.3
	MaxRole         = 100
	MaxOrganisation = 150
	MaxPhone        = 30
	MaxNonce        = 100
	MaxText         = 2000 // of an answer whose question sets no max_length
)

// Person is a participant as entered.
type Person struct {
	Name  string
	Email string
	Role  string
}

// Is says that two entries are one person. A shared mailbox may stand for several people, so the name counts too.
func (p Person) Is(other Person) bool {
	return NormaliseEmail(p.Email) == NormaliseEmail(other.Email) && NormaliseName(p.Name) == NormaliseName(other.Name)
}

// ValidateSubstitute judges somebody who is to go in another's place in a registration: nil, or an Invalid error with
// problems at name, email and role.
func (p Person) ValidateSubstitute(r *Registration) error {
	var c checker
	c.line("name", 0, p.Name, MaxName, true)
	c.email("email", 0, p.Email)
	c.line("role", 0, p.Role, MaxRole, false)
	for _, participant := range r.Participants {
		_, seat, ok := r.SeatOf(participant.ID)
		if ok && seat.Status.Live() && p.Is(Person{Name: participant.Name, Email: participant.Email}) {
			c.add("email", 0, "problem.substitute.same")
		}
	}
	return problemsError(c.problems)
}

// SignUp is what the sign-up form says. Clean and Validate it before anything is decided with it.
type SignUp struct {
	Session      string   // slug
	Alternatives []string // slugs, in order of preference
	Wait         bool
	Together     string // TogetherAll, TogetherAny or empty, which means all
	Organisation string
	Sector       string
	Phone        string
	People       []Person
	ContactName  string // with ContactEmail empty too: the first person is the contact
	ContactEmail string
	Answers      map[string][]string // by question key
	Newsletter   bool
	Followup     bool
	Nonce        string
	Language     string
	SeenFull     []string // slugs of the sessions that the form showed as full
	Shown        bool     // the form was shown: SeenFull means something
}

// Clean puts a sign-up into the form in which it is judged and stored: white space trimmed and folded, invisible marks
// dropped, alternatives not chosen, people without any entry and answers given twice left out.
func (in *SignUp) Clean() {
	for _, field := range []*string{&in.Session, &in.Organisation, &in.Sector, &in.Phone, &in.ContactName, &in.ContactEmail} {
		*field = cleanLine(*field)
	}
	alternatives := in.Alternatives[:0:0]
	for _, slug := range in.Alternatives {
		if slug = cleanLine(slug); slug != "" {
			alternatives = append(alternatives, slug)
		}
	}
	in.Alternatives = alternatives
	people := in.People[:0:0]
	for _, person := range in.People {
		person = Person{Name: cleanLine(person.Name), Email: cleanLine(person.Email), Role: cleanLine(person.Role)}
		if person != (Person{}) {
			people = append(people, person)
		}
	}
	in.People = people
	if in.Together == "" {
		in.Together = TogetherAll
	}
	answers := make(map[string][]string, len(in.Answers))
	for key, values := range in.Answers {
		seen := map[string]bool{"": true}
		for _, value := range values {
			if value = cleanText(value); !seen[value] {
				seen[value] = true
				answers[key] = append(answers[key], value)
			}
		}
	}
	in.Answers = answers
}

// Contact is who submits: the contact entered, or else the first person. Place is the contact's own place among the
// people, 0 when the contact does not attend. A shared mailbox with another name is another person.
func (in *SignUp) Contact() (contact Person, place int) {
	if in.ContactName == "" && in.ContactEmail == "" {
		if len(in.People) == 0 {
			return Person{}, 0
		}
		return in.People[0], 1
	}
	contact = Person{Name: in.ContactName, Email: in.ContactEmail}
	for i, person := range in.People {
		if person.Is(contact) {
			return contact, i + 1
		}
	}
	return contact, 0
}

// Validate judges what can be judged without the database, except whether the session takes sign-ups: Admission does that.
// It returns nil or an Invalid error with one problem for each field.
func (in *SignUp) Validate(series *Series) error {
	var c checker
	if in.Session == "" {
		c.add("session", 0, "problem.session.missing")
	} else if _, ok := series.Session(in.Session); !ok {
		c.add("session", 0, "problem.session.unknown")
	}
	ranked := map[string]bool{in.Session: true}
	for i, slug := range in.Alternatives {
		switch _, ok := series.Session(slug); {
		case !ok:
			c.add("alternatives", i+1, "problem.alternatives.unknown")
		case ranked[slug]:
			c.add("alternatives", i+1, "problem.alternatives.twice")
		}
		ranked[slug] = true
	}
	if in.Together != TogetherAll && in.Together != TogetherAny {
		c.add("together", 0, "problem.together.unknown")
	}
	if len(in.People) == 0 {
		c.add("name", 1, "problem.name.missing")
		c.add("email", 1, "problem.email.missing")
	}
	if limit := series.Policy.PartyMax; limit > 0 && len(in.People) > limit {
		c.addWith("name", limit+1, "problem.party.large", map[string]any{"Max": limit, "Count": len(in.People)})
	}
	for i, person := range in.People {
		c.line("name", i+1, person.Name, MaxName, true)
		c.email("email", i+1, person.Email)
		c.line("role", i+1, person.Role, MaxRole, false)
		// A shared mailbox may stand for several people, so only the same person twice is a mistake (seat rule 10).
		for _, earlier := range in.People[:i] {
			if person.Email != "" && earlier.Is(person) {
				c.add("email", i+1, "problem.email.twice")
				break
			}
		}
	}
	if in.ContactName != "" || in.ContactEmail != "" {
		c.line("contact_name", 0, in.ContactName, MaxName, true)
		c.email("contact_email", 0, in.ContactEmail)
	}
	c.line("organisation", 0, in.Organisation, MaxOrganisation, true)
	if in.Sector == "" && len(series.Sectors) > 0 {
		c.add("sector", 0, "problem.sector.missing")
	} else if in.Sector != "" && !slices.Contains(series.Sectors, in.Sector) {
		c.add("sector", 0, "problem.sector.unknown")
	}
	c.phone(in.Phone)
	if utf8.RuneCountInString(in.Nonce) > MaxNonce {
		c.add("nonce", 0, "problem.nonce.long")
	}
	var asked []Question
	for _, question := range series.Questions {
		if !question.Personal() {
			asked = append(asked, question)
		}
	}
	c.answers(asked, in.Answers)
	return problemsError(c.problems)
}

// ValidateAnswers judges the answers of one participant to the questions that each person answers for themselves.
func ValidateAnswers(series *Series, answers map[string][]string) error {
	var c checker
	var asked []Question
	for _, question := range series.Questions {
		if question.Personal() {
			asked = append(asked, question)
		}
	}
	c.answers(asked, answers)
	return problemsError(c.problems)
}

// checker gathers problems, at most one a field.
type checker struct{ problems []Problem }

func (c *checker) add(field string, place int, key string) { c.addWith(field, place, key, nil) }

func (c *checker) addWith(field string, place int, key string, args map[string]any) {
	for _, p := range c.problems {
		if p.Field == field && p.Place == place {
			return
		}
	}
	c.problems = append(c.problems, Problem{Field: field, Place: place, Key: key, Args: args})
}

// line judges one line of text. Its problems are problem.<field>.missing, problem.long, problem.utf8 and problem.characters.
func (c *checker) line(field string, place int, value string, limit int, required bool) {
	switch length := utf8.RuneCountInString(value); {
	case value == "" && required:
		c.add(field, place, "problem."+field+".missing")
	case length > limit:
		c.addWith(field, place, "problem.long", map[string]any{"Max": limit, "Count": length})
	case strings.ContainsRune(value, utf8.RuneError): // cleaning makes one of what is no UTF-8
		c.add(field, place, "problem.utf8")
	case strings.ContainsFunc(value, forbidden):
		c.add(field, place, "problem.characters")
	}
}

func (c *checker) email(field string, place int, value string) {
	c.line(field, place, value, MaxEmail, true)
	if value != "" && !ValidEmail(value) {
		c.add(field, place, "problem.email.invalid")
	}
}

func (c *checker) phone(value string) {
	c.line("phone", 0, value, MaxPhone, false)
	if value != "" && strings.Trim(value, "0123456789+-()/. ext") != "" {
		c.add("phone", 0, "problem.phone.invalid")
	}
}

func (c *checker) answers(questions []Question, answers map[string][]string) {
	known := map[string]bool{}
	for _, question := range questions {
		known[question.Key] = true
		field := "answer_" + question.Key
		given := answers[question.Key]
		if len(given) == 0 {
			if question.Required {
				c.add(field, 0, "problem.answer.missing")
			}
			continue
		}
		if question.Kind != QuestionMultiple && len(given) > 1 {
			c.add(field, 0, "problem.answer.one")
			continue
		}
		for _, value := range given {
			switch question.Kind {
			case QuestionText:
				limit := question.MaxLength
				if limit == 0 {
					limit = MaxText
				}
				c.line(field, 0, strings.ReplaceAll(value, "\n", " "), limit, false)
			case QuestionYesNo:
				if value != "yes" && value != "no" {
					c.add(field, 0, "problem.answer.unknown")
				}
			default:
				if !slices.ContainsFunc(question.Options, func(o Option) bool { return o.Key == value }) {
					c.add(field, 0, "problem.answer.unknown")
				}
			}
		}
	}
	for key := range answers {
		if !known[key] {
			c.add("answer_"+key, 0, "problem.answer.question")
		}
	}
}

// ValidEmail says that an address can be written to: an addr-spec of RFC 5322 in ASCII, without quotes or comments, at a
// domain with a dot.
func ValidEmail(address string) bool {
	for i := range len(address) {
		if address[i] <= ' ' || address[i] >= 0x7f || strings.IndexByte(`"(),:;<>[\]`, address[i]) >= 0 {
			return false
		}
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return false
	}
	local, domain, _ := strings.Cut(address, "@")
	return len(local) <= 64 && strings.Contains(domain, ".") && !strings.ContainsAny(domain, "_!#$%&'*+/=?^`{|}~") &&
		!slices.ContainsFunc(strings.Split(domain, "."), func(label string) bool {
			return label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-")
		})
}

// forbidden are characters that have no place in a line of text: controls, what is no character at all, and the marks
// that turn the direction of the text around them.
func forbidden(r rune) bool {
	return unicode.IsControl(r) || r&0xfffe == 0xfffe || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
		r == '\u2028' || r == '\u2029'
}

// cleanLine drops invisible marks that come along when people paste, and folds white space. A line's end within it stays,
// to be refused: no browser sends one.
func cleanLine(value string) string {
	value = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u200e' || r == '\u200f':
			return -1
		case r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, strings.TrimSpace(value))
	return strings.Join(strings.FieldsFunc(value, func(r rune) bool { return r == ' ' }), " ")
}

// cleanText does the same for several lines, and keeps their ends as LF.
func cleanText(value string) string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\r", "\n"), "\n")
	for i := range lines {
		lines[i] = cleanLine(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
