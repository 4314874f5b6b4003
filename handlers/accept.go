package handlers

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// postAccept takes the seat that is held at the session given, or wherever one is: for the parties of the places given, or
// for all that the link covers.
func (s *server) postAccept(c echo.Context) error {
	holder, form, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	at := holder.at(form, places, func(party models.Standing) []*models.Placement { return []*models.Placement{party.Offer} })
	if err := s.Store.Accept(c.Request().Context(), holder.holder(), places, value(form, "session")); err != nil {
		return s.refuseHolder(c, err)
	}
	return done(c, holder, doneAccepted, at)
}

// at is the slug of the session that a form is about: the one that it names, or else the only one that the lines of those
// parties are for. Empty when there are several.
func (h *held) at(form url.Values, places []int, lines func(models.Standing) []*models.Placement) string {
	if named := value(form, "session"); named != "" {
		return named
	}
	only := ""
	for _, party := range h.parties(places) {
		for _, line := range lines(party) {
			if line == nil {
				continue
			}
			session, known := h.registration.Series.SessionByID(line.SessionID)
			if !known || only != "" && session.Slug != only {
				return ""
			}
			only = session.Slug
		}
	}
	return only
}
