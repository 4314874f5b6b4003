package handlers

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
)

// downloadTime is how long a client may take to receive a list.
const downloadTime = 10 * time.Minute

// getAttendeesCSV is a session's attendee list as CSV; ?dialect=excel or rfc4180, otherwise that of the language.
func (s *server) getAttendeesCSV(c echo.Context) error {
	dialect := c.QueryParam("dialect")
	if dialect != "" && dialect != lists.DialectExcel && dialect != lists.DialectRFC4180 {
		return notFound()
	}
	return s.download(c, "text/csv; charset=utf-8", ".csv", func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error {
		return lists.CSV(w, series, lists.Options{Language: spoken, Dialect: dialect}, rows)
	})
}

// getAttendeesJSON is a session's attendee list as JSON.
func (s *server) getAttendeesJSON(c echo.Context) error {
	return s.download(c, echo.MIMEApplicationJSON, ".json", func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error {
		return lists.JSON(w, series, lists.Options{Language: spoken}, rows)
	})
}

// download streams a list of the session that the path names.
func (s *server) download(
	c echo.Context, contentType, suffix string,
	write func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error,
) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	filter := models.AttendeeFilter{Session: session.Slug, NamesOnly: namesOnly(c, series, session)}
	ctx, cancel := context.WithTimeout(c.Request().Context(), downloadTime)
	defer cancel()
	// What cannot set a deadline, a test's recorder, has none.
	_ = http.NewResponseController(c.Response().Writer).SetWriteDeadline(time.Now().Add(downloadTime))
	spoken := s.languageOf(c, series)
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, contentType)
	header.Set(echo.HeaderContentDisposition, attachment(series.Slug+"-"+session.Slug+suffix))
	header.Set("Content-Language", spoken)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return write(c.Response(), series, spoken, func(yield func(models.Attendee) error) error {
		return s.Store.Attendees(ctx, series.Slug, filter, yield)
	})
}
