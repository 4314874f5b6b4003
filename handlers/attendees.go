package handlers

import (
	"context"
	"io"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
)

// getAttendeesCSV is the attendee list of a session or of a whole series as CSV: see attendeeFile and dialectOf.
func (s *server) getAttendeesCSV(c echo.Context) error {
	dialect, err := dialectOf(c)
	if err != nil {
		return err
	}
	return s.attendeeFile(c, csvFile, func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error {
		return lists.CSV(w, series, lists.Options{Language: spoken, Dialect: dialect}, rows)
	})
}

// getAttendeesXLSX is the same as a workbook.
func (s *server) getAttendeesXLSX(c echo.Context) error {
	return s.attendeeFile(c, xlsxFile, func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error {
		return lists.XLSX(w, series, lists.Options{Language: spoken}, rows)
	})
}

// getAttendeesJSON is the same as JSON.
func (s *server) getAttendeesJSON(c echo.Context) error {
	return s.attendeeFile(c, jsonFile, func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error {
		return lists.JSON(w, series, lists.Options{Language: spoken}, rows)
	})
}

// attendeeFile answers with the attendee list of the session that the path names, or of the series without one: of those whom
// the filter in the query chooses.
func (s *server) attendeeFile(
	c echo.Context, kind fileKind,
	write func(w io.Writer, series *models.Series, spoken string, rows lists.Rows) error,
) error {
	series, session, err := s.listed(c)
	if err != nil {
		return err
	}
	name, filter := series.Slug, models.AttendeeFilter{ListFilter: filterIn(c.QueryParams()), NamesOnly: namesOnly(c, series, session)}
	if session != nil {
		name, filter.Sessions = name+"-"+session.Slug, []string{session.Slug}
	}
	return s.download(c, series, name, kind, func(ctx context.Context, w io.Writer, spoken string) error {
		return write(w, series, spoken, func(yield func(models.Attendee) error) error {
			return s.Store.Attendees(ctx, series.Slug, filter, yield)
		})
	})
}

// listed is what a list is of: a series, and the session that the path or a single ?session= names; nil: all of them, or those
// that the query names.
func (s *server) listed(c echo.Context) (*models.Series, *models.Session, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, nil, err
	}
	asked := distinct(c.QueryParams(), "session")
	if slug := c.Param("session"); slug != "" {
		asked = []string{slug}
	}
	for _, slug := range asked {
		session, ok := series.Session(slug)
		switch {
		case !ok:
			return nil, nil, notFound()
		case len(asked) == 1:
			return series, session, nil
		}
	}
	return series, nil, nil
}
