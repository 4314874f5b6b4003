package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getErase says what erasing the registration that the path names does. Gone when that was done.
func (s *server) getErase(c echo.Context) error {
	registration, err := s.referred(c)
	if err != nil {
		return err
	}
	if registration.Erased() && registration.Contact.Erased() {
		return &models.Error{Code: models.Gone, Key: "error.erased"}
	}
	page := &pages.Erase{Base: s.base(c, registration.Series), Registration: registration}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// postErase erases it.
func (s *server) postErase(c echo.Context) error {
	registration, err := s.referred(c)
	if err != nil {
		return err
	}
	if err := s.Store.Erase(c.Request().Context(), registration.ID, actorOf(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/registrations/"+registration.Reference+"?done=erase")
}

// referred is the registration that the path names.
func (s *server) referred(c echo.Context) (*models.Registration, error) {
	reference, err := referenceOf(c)
	if err != nil {
		return nil, err
	}
	return s.Store.RegistrationByReference(c.Request().Context(), reference)
}
