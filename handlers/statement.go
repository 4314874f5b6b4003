package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/templates/pages"
)

// getPrivacy is the privacy notice.
func (s *server) getPrivacy(c echo.Context) error {
	all, err := s.Store.Agenda(c.Request().Context())
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.Privacy{Base: base, All: all})
}

// getAccessibility is the accessibility statement.
func (s *server) getAccessibility(c echo.Context) error {
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.Accessibility{Base: base})
}
