package handlers

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/templates/pages"
)

// referenceShape is how references are written. Nothing else is looked up.
var referenceShape = regexp.MustCompile(`^[A-Z0-9]{4}-[A-Z0-9]{4}$`)

// referenceOf is the reference that the path names. NotFound when it cannot be one.
func referenceOf(c echo.Context) (string, error) {
	reference := strings.ToUpper(c.Param("reference"))
	if !referenceShape.MatchString(reference) {
		return "", notFound()
	}
	return reference, nil
}

// getStory tells an organiser the whole story of the registration that the path names.
func (s *server) getStory(c echo.Context) error {
	reference, err := referenceOf(c)
	if err != nil {
		return err
	}
	story, err := s.Store.Story(c.Request().Context(), reference)
	if err != nil {
		return err
	}
	base := s.base(c, story.Registration.Series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Story{Base: base, Story: story})
}
