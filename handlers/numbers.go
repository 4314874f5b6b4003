package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getNumbers shows the numbers of a session to whoever has the link: its caterer, who has no account.
func (s *server) getNumbers(c echo.Context) error {
	token, err := s.Tokens.Parse(c.Param("token"))
	if err != nil {
		return err
	}
	if token.Kind != models.TokenNumbers {
		return notFound()
	}
	series, numbers, err := s.Store.NumbersByLink(c.Request().Context(), token.ID, token.Version)
	if err != nil {
		return err
	}
	session, _ := series.SessionByID(token.ID)
	c.Response().Header().Set("X-Robots-Tag", "noindex")
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Numbers{Base: base, Session: session, Numbers: numbers})
}

// getSessionNumbers shows an organiser the same, with the link; ?done= says what was done with that.
func (s *server) getSessionNumbers(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	numbers, link, err := s.Store.Numbers(c.Request().Context(), session.ID)
	if err != nil {
		return err
	}
	page := &pages.Numbers{
		Base: s.base(c, series), Session: session, Numbers: numbers, Done: c.QueryParam("done"),
		Edits: organiserOf(c).May(models.MayEdit, series.ID, session.ID),
	}
	if link != nil && link.Open && page.Edits {
		page.Link = s.BaseURL + "/numbers/" + s.Tokens.Make(models.Token{Kind: models.TokenNumbers, ID: session.ID, Version: link.Version})
	}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// postSessionNumbers makes the link to a session's numbers, or revokes it.
func (s *server) postSessionNumbers(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	done := ""
	switch value(form, "act") {
	case "open":
		done, err = "opened", s.Store.OpenNumbers(c.Request().Context(), series.Slug, session.ID, actorOf(c))
	case "close":
		done, err = "closed", s.Store.CloseNumbers(c.Request().Context(), series.Slug, session.ID, actorOf(c))
	default:
		return notFound()
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+series.Slug+"/"+session.Slug+"/numbers?done="+done)
}
