package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getWalkIn is the form for somebody who is not signed up; ?q= is what was searched for in vain.
func (s *server) getWalkIn(c echo.Context) error {
	page := &pages.WalkIn{}
	page.Entered.Name = c.QueryParam("q")
	return s.showWalkIn(c, http.StatusOK, page)
}

// postWalkIn lets somebody in who is not signed up. Without a free seat it asks first.
func (s *server) postWalkIn(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	in := models.WalkIn{
		Person:       models.Person{Name: value(form, "name"), Email: value(form, "email")},
		Organisation: value(form, "organisation"), Sector: value(form, "sector"), Language: series.Language,
	}
	page := &pages.WalkIn{Entered: in}
	if err := s.guesses(c); err != nil {
		return err
	}
	err = s.Store.WalkIn(c.Request().Context(), series.Slug, session.Slug, in, value(form, "over") == "yes", receptionistOf(c))
	switch known := refusal(err); {
	case full(err):
		page.Full = true
		return s.showWalkIn(c, http.StatusConflict, page)
	case known != nil && known.Code == models.Invalid:
		page.Problems = known.Problems
		s.guessed(c, known)
		return s.showWalkIn(c, http.StatusUnprocessableEntity, page)
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, doorPath(c, url.Values{doorDone: {"walk-in"}}))
}

// guesses refuses who tried many addresses lately: the forms of the door tell whether one has a place.
func (s *server) guesses(c echo.Context) error {
	return s.failures.left(clientOf(c), s.Store.Now())
}

// guessed counts an address that has a place.
func (s *server) guessed(c echo.Context, refused *models.Error) {
	switch refused.Problems[0].Key {
	case "problem.door.listed", "problem.door.elsewhere":
		_ = s.failures.take(clientOf(c), s.Store.Now()) // there was one left a moment ago
	}
}

func (s *server) showWalkIn(c echo.Context, status int, page *pages.WalkIn) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	page.Base, page.Session = s.base(c, series), session
	return s.show(c, status, page.Language(), page)
}

// getColleague is the form for somebody who comes in another's place: that of ?seat=.
func (s *server) getColleague(c echo.Context) error {
	seat, err := strconv.ParseInt(c.QueryParam("seat"), 10, 64)
	if err != nil {
		return c.Redirect(http.StatusSeeOther, doorPath(c, nil))
	}
	return s.showColleague(c, http.StatusOK, seat, &pages.Colleague{Search: c.QueryParam("q")})
}

// postColleague lets somebody go in another's place, and marks them present.
func (s *server) postColleague(c echo.Context) error {
	form, seat, err := doorForm(c)
	if err != nil {
		return err
	}
	page := &pages.Colleague{Entered: models.Person{Name: value(form, "name"), Email: value(form, "email")}, Search: value(form, "q")}
	if err := s.guesses(c); err != nil {
		return err
	}
	err = s.Store.SubstituteAtDoor(c.Request().Context(), c.Param("series"), c.Param("session"), seat, page.Entered, receptionistOf(c))
	if known := refusal(err); known != nil && known.Code == models.Invalid {
		page.Problems = known.Problems
		s.guessed(c, known)
		return s.showColleague(c, http.StatusUnprocessableEntity, seat, page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, doorPath(c, url.Values{doorDone: {"colleague"}, doorGuest: {strconv.FormatInt(seat, 10)}}))
}

func (s *server) showColleague(c echo.Context, status int, seat int64, page *pages.Colleague) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	if page.Guest, err = s.Store.Guest(c.Request().Context(), series.Slug, session.Slug, seat); err != nil {
		return err
	}
	page.Base, page.Session = s.base(c, series), session
	return s.show(c, status, page.Language(), page)
}
