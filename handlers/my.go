package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// held is what a holder's token opens: a registration for its contact, or one participant's part of it.
type held struct {
	token        string
	registration *models.Registration
	person       *models.Participant // nil: the token is the contact's
}

// self is the holder's page.
func (h *held) self() string { return "/my/" + h.token }

// held finds what the token in the path opens. Every other token is not found, those for other pages too.
func (s *server) held(c echo.Context) (*held, error) {
	text := c.Param("token")
	token, err := s.Tokens.Parse(text)
	if err != nil {
		return nil, err
	}
	found := &held{token: text}
	if err := s.open(c.Request().Context(), token, found); err != nil {
		return nil, err
	}
	return found, nil
}

func (s *server) open(ctx context.Context, token models.Token, found *held) (err error) {
	switch token.Kind {
	case models.TokenRegistration:
		found.registration, err = s.Store.Registration(ctx, token.ID, token.Version)
	case models.TokenParticipant:
		found.registration, found.person, err = s.Store.RegistrationOf(ctx, token.ID, token.Version)
	default:
		err = notFound()
	}
	return err
}

// getMy shows a registration to its contact, or one's own part of it to a participant.
func (s *server) getMy(c echo.Context) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	if holder.person != nil {
		page := s.participantPage(c, holder)
		page.Notice = c.QueryParam("done")
		return s.show(c, http.StatusOK, page.Language(), page)
	}
	page := s.registrationPage(c, holder)
	page.Notice = c.QueryParam("done")
	if page.Notice == "" && holder.registration.Live() && page.Now.Sub(holder.registration.CreatedAt) < justNow {
		page.Notice = doneRegistered
	}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// justNow is how long the contact's page opens with the news that they have signed up.
const justNow = 5 * time.Minute

// What the pages can say was just done.
const (
	doneRegistered  = "registered"
	doneCancelled   = "cancelled"
	doneSaved       = "saved"
	doneSplit       = "split"
	doneSubstituted = "substituted"
)

// done goes back to the holder's page, which says what was done.
func done(c echo.Context, holder *held, what string) error {
	return c.Redirect(http.StatusSeeOther, holder.self()+"?done="+what)
}

func (s *server) registrationPage(c echo.Context, holder *held) *pages.Registration {
	base := s.base(c, holder.registration.Series)
	page := &pages.Registration{
		Base: base, Registration: holder.registration, Self: holder.self(),
		Calendar: s.calendarsOf(holder.registration.Series, base.Language()),
	}
	if own, attends := holder.registration.Participant(holder.registration.Contact.Place); attends {
		page.OwnPage = "/my/" + s.Tokens.Make(models.Token{Kind: models.TokenParticipant, ID: own.ID, Version: own.TokenVersion})
	}
	return page
}

func (s *server) participantPage(c echo.Context, holder *held) *pages.Participant {
	base := s.base(c, holder.registration.Series)
	return &pages.Participant{
		Base: base, Registration: holder.registration, Person: holder.person, Self: holder.self(),
		Calendar: s.calendarsOf(holder.registration.Series, base.Language()),
	}
}

// calendarsOf is calendarOf for each session, by slug.
func (s *server) calendarsOf(series *models.Series, spoken string) map[string]pages.Calendar {
	all := map[string]pages.Calendar{}
	for i := range series.Sessions {
		all[series.Sessions[i].Slug] = s.calendarOf(series, &series.Sessions[i], spoken)
	}
	return all
}
