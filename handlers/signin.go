package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getSignIn is the page with the ways to sign in; ?next= is where one wanted to be.
func (s *server) getSignIn(c echo.Context) error {
	return s.showSignIn(c, http.StatusOK, local(c.QueryParam("next")))
}

// showSignIn shows the ways to sign in, and keeps the way back.
func (s *server) showSignIn(c echo.Context, status int, next string) error {
	base := s.base(c, nil)
	page := &pages.SignIn{Base: base, Next: next, Passkey: s.passkeys != nil}
	page.Provider, page.ProviderAway = s.offerProvider()
	return s.show(c, status, base.Language(), page)
}

// getSignInLink shows a button: mail scanners open links, and a link signs in only once.
func (s *server) getSignInLink(c echo.Context) error {
	if _, err := s.signInToken(c); err != nil {
		return err
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.SignInLink{Base: base, Action: c.Request().URL.Path})
}

// postSignInLink uses the link up and signs its organiser in. Who has no means of their own yet is led to making a passkey.
func (s *server) postSignInLink(c echo.Context) error {
	token, err := s.signInToken(c)
	if err != nil {
		return err
	}
	organiser, err := s.Store.UseLink(c.Request().Context(), token.ID, token.Version)
	if err != nil {
		return err
	}
	if err := s.signIn(c, organiser, models.EventLink); err != nil {
		return err
	}
	factors, err := s.Store.Factors(c.Request().Context(), organiser.ID)
	if err != nil {
		return err
	}
	if factors.None() {
		return c.Redirect(http.StatusSeeOther, accountPath+"/passkeys/new")
	}
	return c.Redirect(http.StatusSeeOther, officePath)
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
