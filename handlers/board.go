package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getBoard shows the numbers of the sessions that the organiser may see; ?session= chooses one of them.
func (s *server) getBoard(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	organiser := organiserOf(c)
	base := s.base(c, series)
	page := &pages.Board{Base: base, Sessions: organiser.MayAt(models.MayLook, series), Employers: true, Mails: true}
	chosen := page.Sessions
	if slug := c.QueryParam("session"); slug != "" {
		for _, session := range page.Sessions {
			if session.Slug == slug {
				page.Chosen, chosen = session, []*models.Session{session}
			}
		}
		if page.Chosen == nil {
			return notFound()
		}
	}
	ids := make([]int64, len(chosen))
	for i, session := range chosen {
		ids[i] = session.ID
		page.Employers = page.Employers && organiser.May(models.MaySeeNames, series.ID, session.ID)
		page.Mails = page.Mails && organiser.May(models.MaySeeContacts, series.ID, session.ID)
	}
	if page.Board, err = s.Store.Board(c.Request().Context(), ids); err != nil {
		return err
	}
	if series.Status == models.SeriesPublished { // the stream is the public's
		page.Live = "/" + series.Slug + "/availability"
	}
	return s.show(c, http.StatusOK, base.Language(), page)
}
