package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getOrganiser lists every series, drafts too.
func (s *server) getOrganiser(c echo.Context) error {
	all, err := s.Store.AllSeries(c.Request().Context())
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.OrganiserSeries{Base: base, All: all})
}

// getOrganiserSeries lists the sessions of one series.
func (s *server) getOrganiserSeries(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.OrganiserSeries{Base: base, All: []*models.Series{series}})
}

// rowsOfPage is how many attendees a page holds.
const rowsOfPage = 200

// errEnough ends the reading of a list of which the rest is not needed.
var errEnough = errors.New("enough")

// getOrganiserSession is a session's attendee list; ?page= counts its parts from 1.
func (s *server) getOrganiserSession(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	number := 1
	if text := c.QueryParam("page"); text != "" {
		if number, err = strconv.Atoi(text); err != nil || number < 1 || number > maxPage {
			return notFound()
		}
	}
	rows, more, err := s.attendees(c, series, session, (number-1)*rowsOfPage)
	if err != nil {
		return err
	}
	if number > 1 && len(rows) == 0 {
		return notFound()
	}
	base := s.base(c, series)
	path := "/organiser/" + series.Slug + "/" + session.Slug
	page := &pages.OrganiserSession{
		Base: base, Session: session, Attendees: rows, First: (number-1)*rowsOfPage + 1,
		Excel: path + "/attendees.csv?dialect=excel", CSV: path + "/attendees.csv?dialect=rfc4180", JSON: path + "/attendees.json",
	}
	if number > 1 {
		page.Previous = path + "?page=" + strconv.Itoa(number-1)
	}
	if more {
		page.Next = path + "?page=" + strconv.Itoa(number+1)
	}
	return s.show(c, http.StatusOK, base.Language(), page)
}

// maxPage keeps the number of a row within what an int holds.
const maxPage = 1_000_000

// attendees are the rows of one page, and whether there are more.
func (s *server) attendees(c echo.Context, series *models.Series, session *models.Session, skip int) (rows []models.Attendee, more bool, err error) {
	filter := models.AttendeeFilter{Session: session.Slug}
	err = s.Store.Attendees(c.Request().Context(), series.Slug, filter, func(row models.Attendee) error {
		switch {
		case skip > 0:
			skip--
		case len(rows) == rowsOfPage:
			more = true
			return errEnough
		default:
			rows = append(rows, row)
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return rows, more, err
}

// anySeries is the series that the path names, a draft too.
func (s *server) anySeries(c echo.Context) (*models.Series, error) {
	slug := c.Param("series")
	if !isSlug(slug) {
		return nil, notFound()
	}
	return s.Store.AnySeries(c.Request().Context(), slug)
}

// anySession is the series that the path names, a draft too, and its session.
func (s *server) anySession(c echo.Context) (*models.Series, *models.Session, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, nil, err
	}
	session, ok := series.Session(c.Param("session"))
	if !ok {
		return nil, nil, notFound()
	}
	return series, session, nil
}
