package handlers

import (
	"time"

	"github.com/labstack/echo/v4"

	"vonk/templates/pages"
)

// getAgenda lists the published series and their sessions.
func (s *server) getAgenda(c echo.Context) error {
	return s.showCached(c, pageKey{kind: "agenda"}, func() (*view, error) {
		all, err := s.Store.Agenda(c.Request().Context())
		if err != nil {
			return nil, err
		}
		base := s.publicBase(c, nil)
		var until time.Time
		for _, series := range all {
			if next := series.NextChange(base.Now); until.IsZero() || !next.IsZero() && next.Before(until) {
				until = next
			}
		}
		return &view{page: &pages.Agenda{Base: base, All: all}, language: base.Language(), until: until}, nil
	})
}
