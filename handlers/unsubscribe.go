package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getUnsubscribe asks whoever has the link of a newsletter, or of an organiser's digest, whether to end it: mail scanners follow
// links.
func (s *server) getUnsubscribe(c echo.Context) error {
	token, err := s.unsubscribeToken(c)
	if err != nil {
		return err
	}
	var series *models.Series
	if token.Kind == models.TokenDigest {
		_, err = s.Store.Organiser(c.Request().Context(), token.ID)
	} else {
		series, err = s.Store.NewsletterOf(c.Request().Context(), token.ID, token.Version)
	}
	if err != nil {
		return err
	}
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Unsubscribe{Base: base, Action: c.Request().URL.Path, Digest: series == nil})
}

// postUnsubscribe ends it: by the page's button, or at once by a mail program's, which sends no more than a form of its own
// (RFC 8058). The same again changes nothing.
func (s *server) postUnsubscribe(c echo.Context) error {
	token, err := s.unsubscribeToken(c)
	if err != nil {
		return err
	}
	var series *models.Series
	if token.Kind == models.TokenDigest {
		err = s.Store.StopDigest(c.Request().Context(), token.ID)
	} else {
		series, err = s.Store.StopNewsletter(c.Request().Context(), token.ID, token.Version)
	}
	if err != nil {
		return err
	}
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Unsubscribe{Base: base, Digest: series == nil})
}

func (s *server) unsubscribeToken(c echo.Context) (models.Token, error) {
	token, err := s.Tokens.Parse(c.Param("token"))
	if err == nil && token.Kind != models.TokenUnsubscribe && (token.Kind != models.TokenDigest || token.Version != 1) {
		err = notFound()
	}
	return token, err
}
