package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getOrganiser lists every series of which the organiser may see a session, drafts too. ?done= says what was done just now.
func (s *server) getOrganiser(c echo.Context) error {
	all, err := s.Store.AllSeries(c.Request().Context())
	if err != nil {
		return err
	}
	return s.showSeries(c, nil, all)
}

// getOrganiserSeries lists the sessions of one series that the organiser may see.
func (s *server) getOrganiserSeries(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	return s.showSeries(c, series, []*models.Series{series})
}

// showSeries shows of each series the sessions that the organiser may see; what they may see nothing of is left out.
func (s *server) showSeries(c echo.Context, of *models.Series, all []*models.Series) error {
	base := s.base(c, of)
	page := &pages.OrganiserSeries{Base: base, Done: c.QueryParam("done")}
	organiser := organiserOf(c)
	for _, series := range all {
		page.Doors = append(page.Doors, doors(&base, organiser, series)...)
		seen := organiser.MayAt(models.MayLook, series)
		if len(seen) == 0 && !organiser.May(models.MayLook, series.ID, 0) {
			continue
		}
		part := *series
		part.Sessions = nil
		for _, session := range seen {
			part.Sessions = append(part.Sessions, *session)
		}
		page.All = append(page.All, &part)
	}
	return s.show(c, http.StatusOK, base.Language(), page)
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
	filter := models.AttendeeFilter{ListFilter: models.ListFilter{Sessions: []string{session.Slug}}, NamesOnly: namesOnly(c, series, session)}
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

// namesOnly says that whoever is signed in may see names and organisations at a session, and no more of its people; nil: at
// every session of the series.
func namesOnly(c echo.Context, series *models.Series, session *models.Session) bool {
	at := int64(0)
	if session != nil {
		at = session.ID
	}
	return !organiserOf(c).May(models.MaySeeContacts, series.ID, at)
}

// anySeries is the series that the path names, a draft too. It is read once a request.
func (s *server) anySeries(c echo.Context) (*models.Series, error) {
	if series, ok := c.Get(seriesKey).(*models.Series); ok {
		return series, nil
	}
	slug := c.Param("series")
	if !isSlug(slug) {
		return nil, notFound()
	}
	series, err := s.Store.AnySeries(c.Request().Context(), slug)
	if err == nil {
		c.Set(seriesKey, series)
	}
	return series, err
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
