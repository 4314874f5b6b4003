package handlers

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
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

// getStory tells an organiser the whole story of the registration that the path names; ?done= is what they just did with it,
// ?act= what they come to do.
func (s *server) getStory(c echo.Context) error {
	return s.showStory(c, http.StatusOK, &pages.Story{Done: c.QueryParam("done"), Unfold: c.QueryParam("act")})
}

func (s *server) showStory(c echo.Context, status int, page *pages.Story) error {
	reference, err := referenceOf(c)
	if err != nil {
		return err
	}
	story, err := s.Store.Story(c.Request().Context(), reference)
	if err != nil {
		return err
	}
	page.Base, page.Story = s.base(c, story.Registration.Series), story
	page.Acts = s.permit(c, organiserOf(c), models.MayRegister, false) == nil
	return s.show(c, status, page.Language(), page)
}
