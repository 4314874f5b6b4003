package handlers

import (
	"github.com/labstack/echo/v4"

	"vonk/models"
)

// findSeries is the published series that the path names.
func (s *server) findSeries(c echo.Context) (*models.Series, error) {
	slug := c.Param("series")
	if !isSlug(slug) {
		return nil, notFound()
	}
	return s.Store.Series(c.Request().Context(), slug)
}

// findSession is the published series that the path names, and its session with that slug.
func (s *server) findSession(c echo.Context, slug string) (*models.Series, *models.Session, error) {
	series, err := s.findSeries(c)
	if err != nil {
		return nil, nil, err
	}
	session, ok := series.Session(slug)
	if !ok {
		return nil, nil, notFound()
	}
	return series, session, nil
}

// isSlug keeps from the database what cannot be a slug.
func isSlug(text string) bool {
	for i := range len(text) {
		if b := text[i]; (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '-' {
			return false
		}
	}
	return text != ""
}
