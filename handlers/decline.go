package handlers

import (
	"slices"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// postDecline lets go the seat that is held, or stops waiting at the session given: for the parties of the places given, or
// for all that the link covers.
func (s *server) postDecline(c echo.Context) error {
	holder, form, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	offers := func(party models.Standing) []*models.Placement { return []*models.Placement{party.Offer} }
	at, what := holder.at(form, places, offers), doneDeclined
	if session, known := holder.registration.Series.Session(at); known && !slices.ContainsFunc(holder.parties(places), func(party models.Standing) bool {
		return party.Offer != nil && party.Offer.SessionID == session.ID
	}) {
		what = doneStopped
	}
	if err := s.Store.Decline(c.Request().Context(), holder.holder(), places, value(form, "session")); err != nil {
		return s.refuseHolder(c, err)
	}
	return done(c, holder, what, at)
}
