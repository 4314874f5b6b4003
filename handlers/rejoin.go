package handlers

import (
	"github.com/labstack/echo/v4"

	"vonk/models"
)

// postRejoin opens a line again that was declined or that expired: at the session given, or wherever there is one; for the
// parties of the places given, or for all that the link covers.
func (s *server) postRejoin(c echo.Context) error {
	holder, form, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	at := holder.at(form, places, func(party models.Standing) []*models.Placement { return party.Closed })
	if err := s.Store.Rejoin(c.Request().Context(), holder.holder(), places, value(form, "session")); err != nil {
		return s.refuseHolder(c, err)
	}
	return s.doneSeeking(c, places, at, donePlaced, doneRejoined)
}

// doneSeeking goes back to the holder's page, which says whether the parties have a seat at the session that they asked
// for, or wait there.
func (s *server) doneSeeking(c echo.Context, places []int, slug, seated, waiting string) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	what := seated
	session, known := holder.registration.Series.Session(slug)
	for _, party := range holder.parties(places) {
		if !known || party.Seat == nil || party.Seat.SessionID != session.ID {
			what = waiting
		}
	}
	return done(c, holder, what, slug)
}
