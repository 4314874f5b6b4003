package handlers

import (
	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/calendar"
	"vonk/templates/pages"
)

// getSession shows one session: programme, venue, seats left, calendar links.
func (s *server) getSession(c echo.Context) error {
	key := pageKey{kind: "session", series: c.Param("series"), session: c.Param("session")}
	return s.showCached(c, key, func() (*view, error) {
		series, session, err := s.findSession(c, key.session)
		if err != nil {
			return nil, err
		}
		base := s.publicBase(c, series)
		page := &pages.Session{Base: base, Session: session, Calendar: s.calendarOf(series, session, base.Language())}
		return &view{page: page, language: base.Language(), until: series.NextChange(base.Now)}, nil
	})
}

// calendarOf is how a session gets into somebody's calendar.
func (s *server) calendarOf(series *models.Series, session *models.Session, spoken string) pages.Calendar {
	ways := pages.Calendar{Download: "/calendar/" + series.Slug + "/" + session.Slug + ".ics"}
	for _, link := range calendar.Links(series, session, s.BaseURL, spoken) {
		ways.Links = append(ways.Links, pages.Link{Name: link.Name, URL: link.URL})
	}
	return ways
}
