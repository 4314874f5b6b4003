package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getSignIn shows a button: mail scanners open links, and a link signs in only once.
func (s *server) getSignIn(c echo.Context) error {
	if _, err := s.signInToken(c); err != nil {
		return err
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.SignIn{Base: base, Action: c.Request().URL.Path})
}

// postSignIn uses the link up and signs its organiser in.
func (s *server) postSignIn(c echo.Context) error {
	token, err := s.signInToken(c)
	if err != nil {
		return err
	}
	organiser, err := s.Store.UseLink(c.Request().Context(), token.ID, token.Version)
	if err != nil {
		return err
	}
	if err := s.signIn(c, organiser); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser")
}

func (s *server) signInToken(c echo.Context) (models.Token, error) {
	token, err := s.Tokens.Parse(c.Param("token"))
	if err == nil && token.Kind != models.TokenOrganiser {
		err = notFound()
	}
	return token, err
}

// postSignOut signs the organiser out and goes to the agenda.
func (s *server) postSignOut(c echo.Context) error {
	if err := s.signOut(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/")
}
