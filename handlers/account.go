package handlers

import (
	"errors"
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
	organiser := organiserOf(c)
	return s.account(c, http.StatusOK, &pages.Account{Done: c.QueryParam("done"), Rhythm: organiser.Digests, Spoken: organiser.DigestLanguage})
}

// account shows the page, with what it is about filled in.
func (s *server) account(c echo.Context, status int, page *pages.Account) (err error) {
	ctx, organiser := c.Request().Context(), organiserOf(c)
	if page.Factors, err = s.Store.Factors(ctx, organiser.ID); err != nil {
		return err
	}
	if page.Sessions, err = s.Store.OwnSessions(ctx, organiser.ID, s.sessions.Token(ctx)); err != nil {
		return err
	}
	if page.Events, err = s.Store.OrganiserEvents(ctx, organiser.ID, eventsShown); err != nil {
		return err
	}
	page.Base, page.Email = s.base(c, nil), organiser.Email
	feed := s.Tokens.Make(models.Token{Kind: models.TokenOffice, ID: organiser.ID, Version: organiser.FeedVersion})
	page.Feed = s.subscription("/calendar/organiser/"+feed+".ics", page.T("feed.organiser"), page.Language())
	return s.show(c, status, page.Language(), page)
}

// postDigest remembers how often the organiser wants a digest, and in which language.
func (s *server) postDigest(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	rhythm, spoken := models.Rhythm(value(form, "rhythm")), value(form, "language")
	err = s.Store.KeepDigest(c.Request().Context(), organiserOf(c).ID, rhythm, spoken)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Problems != nil {
		return s.account(c, http.StatusUnprocessableEntity, &pages.Account{Rhythm: rhythm, Spoken: spoken, Problems: refused.Problems})
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=digest")
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
