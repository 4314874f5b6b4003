package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getRegister shows the sign-up form, or says why there is nothing to sign up for. ?session= chooses one beforehand.
func (s *server) getRegister(c echo.Context) error {
	series, err := s.findSeries(c)
	if err != nil {
		return err
	}
	in := &entered{SignUp: models.SignUp{Session: c.QueryParam("session")}}
	now := s.Store.Now()
	if in.Session != "" {
		session, ok := series.Session(in.Session)
		if !ok {
			return notFound()
		}
		if err := series.Admission(session, now); err != nil {
			return s.turnAway(c, series, session, in, err)
		}
	} else if !slices.ContainsFunc(series.Sessions, func(session models.Session) bool {
		return series.Availability(&session, now).SignsUp()
	}) {
		return s.turnAllAway(c, series)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	return s.showForm(c, http.StatusOK, series, in, nil)
}

// postRegister answers the form: with the form again when a button of it asks so or something must be mended, with the
// check page, or by signing up.
func (s *server) postRegister(c echo.Context) error {
	series, err := s.findSeries(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	in, err := enteredIn(form, series)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	switch {
	case in.honeypot: // whoever filled it in must not learn that it failed
		return c.Redirect(http.StatusSeeOther, "/"+series.Slug)
	case in.button != "":
		in.press()
		return s.showForm(c, http.StatusOK, series, in, nil)
	}
	in.Language = s.languageOf(c, series)
	in.Clean()
	if problems := in.missingContact(); problems != nil {
		return s.showForm(c, http.StatusUnprocessableEntity, series, in, append(problems, problemsOf(in.Validate(series))...))
	}
	if in.check {
		return s.check(c, series, in)
	}
	return s.register(c, series, in)
}

// check shows the check page of a sign-up that can be accepted as far as the form goes, with what it would come to. Whether
// an address has a place already is only found at the end: this page would tell who guesses.
func (s *server) check(c echo.Context, series *models.Series, in *entered) error {
	if err := in.Validate(series); err != nil {
		return s.showForm(c, http.StatusUnprocessableEntity, series, in, problemsOf(err))
	}
	// A forecast costs as much as a sign-up, and tells as much of who has taken seats.
	if err := s.signups.take(clientOf(c), s.Store.Now()); err != nil {
		return err
	}
	if in.Nonce == "" {
		in.Nonce = newNonce()
	}
	session, _ := series.Session(in.Session)
	base := s.base(c, series)
	page := &pages.Check{Base: base, Session: session, Input: in.SignUp}
	forecast := func(together string) (*models.Registration, error) {
		asked := in.SignUp
		asked.Together = together
		return s.Store.Forecast(c.Request().Context(), series.Slug, asked)
	}
	var err error
	page.Forecast, err = forecast(models.TogetherAll)
	// Without a waiting list, people who cannot have seats together may have them apart.
	if len(in.People) > 1 && models.CodeOf(err) == models.Conflict || err == nil && page.Asks() {
		if apart, failure := forecast(models.TogetherAny); failure == nil {
			page.Apart, err = apart, nil
		}
	}
	var refused *models.Error
	if errors.As(err, &refused) {
		return s.refuse(c, series, in, refused)
	}
	if err != nil {
		return err
	}
	return s.show(c, http.StatusOK, base.Language(), page)
}

// register signs up, and goes to the registration's page.
func (s *server) register(c echo.Context, series *models.Series, in *entered) error {
	client, now := clientOf(c), s.Store.Now()
	if err := s.signups.take(client, now); err != nil {
		return err
	}
	if err := s.failures.left(client, now); err != nil {
		return err
	}
	registration, err := s.Store.Register(c.Request().Context(), series.Slug, in.SignUp)
	var refused *models.Error
	if errors.As(err, &refused) {
		return s.refuse(c, series, in, refused)
	}
	if err != nil {
		return err
	}
	token := s.Tokens.Make(models.Token{Kind: models.TokenRegistration, ID: registration.ID, Version: registration.TokenVersion})
	return c.Redirect(http.StatusSeeOther, "/my/"+token)
}

// refuse answers a sign-up that the store did not take. What must be mended is shown in the form, with everything that was
// entered. Finding addresses that have a place already counts against whoever tries many.
func (s *server) refuse(c echo.Context, series *models.Series, in *entered, refused *models.Error) error {
	switch refused.Code {
	case models.Invalid:
		if slices.ContainsFunc(refused.Problems, func(p models.Problem) bool { return p.Key == "problem.email.registered" }) {
			for range in.People { // the answer tells something about each address of the form
				_ = s.failures.take(clientOf(c), s.Store.Now()) // there was one left a moment ago
			}
		}
		return s.showForm(c, http.StatusUnprocessableEntity, series, in, refused.Problems)
	case models.Gone, models.Conflict:
		return s.turnAwayLate(c, in, refused)
	}
	return refused
}

// problemsOf are the problems that an error of validation holds.
func problemsOf(err error) []models.Problem {
	var refused *models.Error
	if errors.As(err, &refused) {
		return refused.Problems
	}
	return nil
}

func (s *server) showForm(c echo.Context, status int, series *models.Series, in *entered, problems []models.Problem) error {
	if in.Nonce == "" {
		in.Nonce = newNonce()
	}
	base := s.base(c, series)
	return s.show(c, status, base.Language(), &pages.Register{
		Base: base, Input: in.SignUp, ContactOther: in.contactOther, Problems: problems,
	})
}
