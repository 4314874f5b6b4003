package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// postSubstitute lets a colleague go in the place of one participant: of the holder, or of whom the contact chooses.
func (s *server) postSubstitute(c echo.Context) error {
	holder, form, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	entered := pages.Substituting{Person: models.Person{Name: form.Get("name"), Email: form.Get("email"), Role: form.Get("role")}}
	if len(places) != 1 {
		return s.showSubstitution(c, holder, entered, pages.Mistakes{{Field: "replaced", Key: "problem.substitute.missing"}})
	}
	entered.Place = places[0]
	client, now := clientOf(c), s.Store.Now()
	if err := s.failures.left(client, now); err != nil {
		return err
	}
	err = s.Store.Substitute(c.Request().Context(), holder.registration.ID, entered.Place, entered.Person, models.ActorHolder)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Invalid {
		if refused.Problems[0].Key == "problem.substitute.registered" {
			_ = s.failures.take(client, now) // it tells who has a place; there was a guess left a moment ago
		}
		return s.showSubstitution(c, holder, entered, refused.Problems)
	}
	if err != nil {
		return s.refuseHolder(c, err)
	}
	if holder.person == nil {
		return done(c, holder, doneSubstituted)
	}
	// The link was the one who left, and no longer opens a page to go back to.
	page := &pages.Substituted{Base: s.base(c, holder.registration.Series), Name: entered.Person.Name, Sessions: holder.sessions()}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// sessions are those where somebody whom the link covers has, is offered or waits for a seat, in that order.
func (h *held) sessions() []*models.Session {
	var all []*models.Session
	for _, party := range h.parties(nil) {
		for _, line := range append([]*models.Placement{party.Seat, party.Offer}, party.Waits...) {
			if line == nil {
				continue
			}
			if session, known := h.registration.Series.SessionByID(line.SessionID); known {
				all = append(all, session)
			}
		}
	}
	return all
}

// showSubstitution shows the holder's page again with what was entered and what must be mended.
func (s *server) showSubstitution(c echo.Context, holder *held, entered pages.Substituting, problems pages.Mistakes) error {
	return s.showHolder(c, http.StatusUnprocessableEntity, holder, said{substituting: entered, problems: problems})
}
