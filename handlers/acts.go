package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// officeAct is something that an organiser does with the registration that the path names.
type officeAct struct {
	name         string
	form         url.Values
	registration *models.Registration
	places       []int
	actor        string
}

// holder is whom the act is for.
func (a *officeAct) holder() models.Holder {
	return models.Holder{Registration: a.registration.ID, Actor: a.actor}
}

// officeAct reads what was posted.
func (s *server) officeAct(c echo.Context, name string) (*officeAct, error) {
	reference, err := referenceOf(c)
	if err != nil {
		return nil, err
	}
	a := &officeAct{name: name, actor: actorOf(c)}
	if a.form, err = readForm(c); err != nil {
		return nil, err
	}
	if a.registration, err = s.Store.RegistrationByReference(c.Request().Context(), reference); err != nil {
		return nil, err
	}
	for _, text := range a.form["participant"] {
		place, err := strconv.Atoi(text)
		if err != nil {
			return nil, notFound()
		}
		a.places = append(a.places, place)
	}
	return a, nil
}

// answer goes back to the story, which says what was done, or shows it with what stood in the way and the form as it was.
func (s *server) answer(c echo.Context, a *officeAct, err error) error {
	var refused *models.Error
	switch {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, "/organiser/registrations/"+a.registration.Reference+"?done="+a.name)
	case !errors.As(err, &refused) || !slices.Contains([]models.Code{models.Invalid, models.Conflict, models.Gone}, refused.Code):
		return err
	}
	page := &pages.Story{Act: a.name, Entered: a.form, Problems: refused.Problems}
	if refused.Problems == nil {
		page.Trouble = refused
	}
	return s.showStory(c, answerTo(err).status, page)
}

// wrong is one problem of an act's form.
func wrong(field, key string) error {
	return &models.Error{Code: models.Invalid, Key: "error.form", Problems: []models.Problem{{Field: field, Key: key}}}
}

// mayBring looks whether the organiser may register people at the session that an act brings them to.
func (s *server) mayBring(c echo.Context, a *officeAct) error {
	slug := value(a.form, "session")
	session, ok := a.registration.Series.Session(slug)
	switch {
	case slug == "":
		return wrong("session", "problem.session.missing")
	case !ok:
		return notFound()
	case !organiserOf(c).May(models.MayRegister, session.SeriesID, session.ID):
		return &models.Error{Code: models.Forbidden, Key: "error.permission"}
	}
	return nil
}

// getOfficeAct leads from the address of an act to the story that holds its form.
func (s *server) getOfficeAct(c echo.Context) error {
	reference, err := referenceOf(c)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/registrations/"+reference)
}

// postMove moves parties to another session for their holder: at once when they fit, and otherwise they keep what they have and
// wait.
func (s *server) postMove(c echo.Context) error {
	a, err := s.officeAct(c, "move")
	if err != nil {
		return err
	}
	if err := s.mayBring(c, a); err != nil {
		return s.answer(c, a, err)
	}
	return s.answer(c, a, s.Store.Swap(c.Request().Context(), a.holder(), a.places, value(a.form, "session")))
}

// postException gives parties a seat out of turn.
func (s *server) postException(c echo.Context) error {
	a, err := s.officeAct(c, "exception")
	if err != nil {
		return err
	}
	if err := s.mayBring(c, a); err != nil {
		return s.answer(c, a, err)
	}
	overbook := value(a.form, "overbook") == "yes"
	return s.answer(c, a, s.Store.Exception(c.Request().Context(), a.holder(), a.places, value(a.form, "session"), overbook, value(a.form, "reason"), organiserOf(c).ID))
}

// postOfficeSubstitute lets somebody go in another's place.
func (s *server) postOfficeSubstitute(c echo.Context) error {
	a, err := s.officeAct(c, "substitute")
	if err != nil {
		return err
	}
	if len(a.places) != 1 {
		return s.answer(c, a, wrong("participant", "problem.substitute.missing"))
	}
	person := models.Person{Name: value(a.form, "name"), Email: value(a.form, "email"), Role: value(a.form, "role")}
	return s.answer(c, a, s.Store.Substitute(c.Request().Context(), a.registration.ID, a.places[0], person, a.actor))
}

// postOfficeCancel withdraws people.
func (s *server) postOfficeCancel(c echo.Context) error {
	a, err := s.officeAct(c, "cancel")
	if err != nil {
		return err
	}
	if len(a.places) == 0 {
		return s.answer(c, a, wrong("participant", "problem.participant.missing"))
	}
	return s.answer(c, a, s.Store.Cancel(c.Request().Context(), a.registration.ID, a.places, a.actor))
}

// postOfficeEdit puts right what the registration says of its people; they come in the order of their places.
func (s *server) postOfficeEdit(c echo.Context) error {
	a, err := s.officeAct(c, "edit")
	if err != nil {
		return err
	}
	edit := models.RegistrationEdit{
		Contact: models.ContactEdit{Name: value(a.form, "contact_name"), Email: value(a.form, "contact_email"), Phone: value(a.form, "phone")},
		People:  map[int]models.Person{},
		Seen:    value(a.form, "seen"),
	}
	names, emails, roles := values(a.form, "name"), values(a.form, "email"), values(a.form, "role")
	i := 0
	for _, participant := range a.registration.Participants {
		if !participant.Erased() {
			edit.People[participant.Place] = models.Person{Name: at(names, i), Email: at(emails, i), Role: at(roles, i)}
			i++
		}
	}
	return s.answer(c, a, s.Store.EditRegistration(c.Request().Context(), a.registration.ID, edit, a.actor))
}

// postNote writes something down.
func (s *server) postNote(c echo.Context) error {
	a, err := s.officeAct(c, "note")
	if err != nil {
		return err
	}
	return s.answer(c, a, s.Store.AddNote(c.Request().Context(), a.registration.ID, organiserOf(c).ID, value(a.form, "note"), a.actor))
}

// postResend writes to a person once more.
func (s *server) postResend(c echo.Context) error {
	a, err := s.officeAct(c, "resend")
	if err != nil {
		return err
	}
	place, err := strconv.Atoi(value(a.form, "to"))
	if err != nil {
		return s.answer(c, a, wrong("to", "problem.resend.missing"))
	}
	return s.answer(c, a, s.Store.Resend(c.Request().Context(), a.registration.ID, place, a.actor))
}
