package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getTimetable is the programme of all sessions that the organiser may see, and what their planning collides with.
func (s *server) getTimetable(c echo.Context) error {
	of, err := s.anySeries(c)
	if err != nil {
		return err
	}
	all, err := s.Store.AllSeries(c.Request().Context())
	if err != nil {
		return err
	}
	base := s.base(c, of)
	page := &pages.Timetable{Base: base, Sessions: organiserOf(c).MayAt(models.MayLook, of)}
	for _, session := range page.Sessions {
		for _, finding := range of.SessionConflicts(session, all) {
			conflict := pages.Conflict{Text: session.Place() + ": " + sentenceOf(c, &base, finding)}
			if organiserOf(c).May(models.MayEdit, of.ID, session.ID) {
				field := "starts"
				if finding.Item >= 0 {
					field = "programme-" + itoa(finding.Item+1) + "-at"
				}
				conflict.Href = "/organiser/" + of.Slug + "/edit/sessions/" + session.Slug + "#" + field
			}
			page.Findings = append(page.Findings, conflict)
		}
	}
	return s.show(c, http.StatusOK, base.Language(), page)
}
