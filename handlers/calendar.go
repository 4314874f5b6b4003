package handlers

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/templates/calendar"
)

// getCalendar is one session as a calendar file to download.
func (s *server) getCalendar(c echo.Context) error {
	// The router takes the whole last part as the parameter, with or without the suffix.
	slug, ok := strings.CutSuffix(c.Param("session"), ".ics")
	if !ok {
		return notFound()
	}
	series, session, err := s.findSession(c, slug)
	if err != nil {
		return err
	}
	spoken := s.languageOf(c, series)
	var file bytes.Buffer
	if err := calendar.Session(&file, series, session, calendar.Options{BaseURL: s.BaseURL, Language: spoken}); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Language", spoken)
	header.Set(echo.HeaderContentDisposition, attachment(calendar.FileName(series, session)))
	header.Set(echo.HeaderCacheControl, "private, max-age=900")
	header.Set(headerETag, etag(file.Bytes()))
	if unchanged(c) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, calendar.MIMEType, file.Bytes())
}
