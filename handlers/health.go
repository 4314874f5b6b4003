package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// getHealth says that the program runs.
func (s *server) getHealth(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSONBlob(http.StatusOK, []byte(`{"status":"ok"}`))
}

// getReady says that the program can do its work: the database answers and has this program's schema. A mail server that is away
// is told of, and keeps nobody from the site: letters wait for it.
func (s *server) getReady(c echo.Context) error {
	pending, err := s.Store.Pending(c.Request().Context())
	if err != nil {
		return &models.Error{Code: models.Unavailable, Key: "error.database.unavailable", Cause: err}
	}
	if pending > 0 {
		return &models.Error{Code: models.Unavailable, Key: "error.database.migrate"}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if s.MailAway != nil && s.MailAway() {
		return c.JSONBlob(http.StatusOK, []byte(`{"status":"ok","mail":"away"}`))
	}
	return c.JSONBlob(http.StatusOK, []byte(`{"status":"ok"}`))
}
