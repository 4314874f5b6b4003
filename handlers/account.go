package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

const accountPath = "/organiser/account"

// eventsShown is how many events the account page holds.
const eventsShown = 20

// getAccount shows an organiser how they sign in, and where they are signed in. ?done= says what was done just now.
func (s *server) getAccount(c echo.Context) error {
	ctx, organiser := c.Request().Context(), organiserOf(c)
	factors, err := s.Store.Factors(ctx, organiser.ID)
	if err != nil {
		return err
	}
	sessions, err := s.Store.OwnSessions(ctx, organiser.ID, s.sessions.Token(ctx))
	if err != nil {
		return err
	}
	events, err := s.Store.OrganiserEvents(ctx, organiser.ID, eventsShown)
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	feed := s.Tokens.Make(models.Token{Kind: models.TokenOffice, ID: organiser.ID, Version: organiser.FeedVersion})
	return s.show(c, http.StatusOK, base.Language(), &pages.Account{
		Base: base, Email: organiser.Email, Factors: factors, Sessions: sessions, Events: events, Done: c.QueryParam("done"),
		Feed: s.subscription("/calendar/organiser/"+feed+".ics", base.T("feed.organiser"), base.Language()),
	})
}

// postEndSession ends one of the organiser's own sessions, or with session=others all but this one.
func (s *server) postEndSession(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	ctx, organiser := c.Request().Context(), organiserOf(c)
	if value(form, "session") == "others" {
		if err := s.Store.EndOtherSessions(ctx, organiser.ID, s.sessions.Token(ctx)); err != nil {
			return err
		}
		s.note(c, organiser.ID, models.EventSessionsEnded)
		return c.Redirect(http.StatusSeeOther, accountPath+"?done=sessions-ended")
	}
	id, err := strconv.ParseInt(value(form, "session"), 10, 64)
	if err != nil {
		return notFound()
	}
	if err := s.Store.EndSession(ctx, organiser.ID, id); err != nil {
		return err
	}
	s.note(c, organiser.ID, models.EventSessionEnded)
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=session-ended")
}
