package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// entered is what somebody sent with the sign-up form.
type entered struct {
	models.SignUp
	contactOther bool   // the fields of a contact who does not attend were on the page
	button       string // do=…: asks for the form again, changed
	check        bool   // step=check: asks for the check page
	honeypot     bool   // a field that people do not see was filled
}

// maxPeople is how many participants one form may hold where the series allows no more: far above any party, as people
// must see what is wrong with a form, and far below what makes reading it work without an end. As many sessions may be
// ranked where the series has no more.
const maxPeople = 100

// enteredIn reads the fields of the sign-up form. What is no UTF-8 comes out with replacement characters, which
// validation points at.
func enteredIn(form url.Values, series *models.Series) (*entered, error) {
	names, emails, roles := values(form, "name"), values(form, "email"), values(form, "role")
	people := max(len(names), len(emails), len(roles))
	alternatives := nonEmpty(values(form, "alternatives"))
	if people > max(maxPeople, series.Policy.PartyMax) || len(alternatives) > max(maxPeople, len(series.Sessions)) {
		return nil, &httpError{status: http.StatusRequestEntityTooLarge, key: "error.toolarge"}
	}
	in := &entered{
		SignUp: models.SignUp{
			Session:      value(form, "session"),
			Alternatives: alternatives,
			Wait:         value(form, "wait") == "yes",
			Together:     value(form, "together"),
			Organisation: value(form, "organisation"),
			Sector:       value(form, "sector"),
			Phone:        value(form, "phone"),
			ContactName:  value(form, "contact_name"),
			ContactEmail: value(form, "contact_email"),
			Answers:      answersIn(form, series),
			Newsletter:   agrees(value(form, "consent_newsletter")),
			Followup:     agrees(value(form, "consent_followup")),
			Nonce:        value(form, "nonce"),
			SeenFull:     nonEmpty(values(form, "seen_full")),
			Shown:        form.Has("seen_full"),
		},
		contactOther: form.Has("contact_name") || form.Has("contact_email"),
		button:       value(form, "do"),
		check:        value(form, "step") == "check",
		honeypot:     value(form, "website") != "",
	}
	for i := range people {
		in.People = append(in.People, models.Person{Name: at(names, i), Email: at(emails, i), Role: at(roles, i)})
	}
	return in, nil
}

// answersIn reads the answers to a series' questions, by question key.
func answersIn(form url.Values, series *models.Series) map[string][]string {
	answers := map[string][]string{}
	for _, question := range series.Questions {
		if given := nonEmpty(values(form, "answer_"+question.Key)); len(given) > 0 {
			answers[question.Key] = given
		}
	}
	return answers
}

// press does what a button of the form asks for: a change of the form and nothing else.
func (in *entered) press() {
	action, place := in.button, 0
	if name, number, ok := strings.Cut(in.button, "-"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			action, place = name, n
		}
	}
	switch {
	case action == "add":
		if len(in.People) == 0 {
			in.People = append(in.People, models.Person{})
		}
		in.People = append(in.People, models.Person{})
	case action == "remove" && place >= 1 && place <= len(in.People):
		in.People = slices.Delete(in.People, place-1, place)
	case action == "contact-other":
		in.stayAway()
	case action == "contact-self":
		in.comeToo()
	}
}

// stayAway makes the first person a contact who does not attend: who types the form has mostly entered themselves there.
func (in *entered) stayAway() {
	if in.contactOther {
		return
	}
	in.contactOther = true
	if in.ContactName != "" || in.ContactEmail != "" || len(in.People) == 0 {
		return
	}
	in.ContactName, in.ContactEmail = in.People[0].Name, in.People[0].Email
	if len(in.People) > 1 {
		in.People = in.People[1:]
	} else {
		in.People[0] = models.Person{}
	}
}

// comeToo makes a contact who did not attend the first person.
func (in *entered) comeToo() {
	contact := models.Person{Name: in.ContactName, Email: in.ContactEmail}
	in.contactOther, in.ContactName, in.ContactEmail = false, "", ""
	switch {
	case contact == models.Person{}:
	case len(in.People) > 0 && in.People[0] == models.Person{}:
		in.People[0] = contact
	default:
		in.People = slices.Insert(in.People, 0, contact)
	}
}

// missingContact are the problems of a contact's fields that were on the page and stayed empty. Without the page, in a
// script, empty means that the first participant is the contact.
func (in *entered) missingContact() []models.Problem {
	if !in.contactOther || !in.Shown || in.ContactName != "" || in.ContactEmail != "" {
		return nil
	}
	return []models.Problem{
		{Field: "contact_name", Key: "problem.contact_name.missing"},
		{Field: "contact_email", Key: "problem.contact_email.missing"},
	}
}

// agrees says that a box is ticked: our own form sends yes, and scripts what browsers and people write for it. Nothing else
// is consent.
func agrees(given string) bool {
	switch strings.ToLower(given) {
	case "yes", "on", "true", "1":
		return true
	}
	return false
}

// value is a field's first value, and values are all, as valid UTF-8.
func value(form url.Values, name string) string { return clean(form.Get(name)) }

func values(form url.Values, name string) []string {
	given := slices.Clone(form[name])
	for i := range given {
		given[i] = clean(given[i])
	}
	return given
}

func clean(text string) string { return strings.ToValidUTF8(text, "\ufffd") }

func nonEmpty(given []string) []string {
	return slices.DeleteFunc(given, func(text string) bool { return strings.TrimSpace(text) == "" })
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
