package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
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

// holder is whose link it is.
func (h *held) holder() models.Holder {
	holder := models.Holder{Registration: h.registration.ID}
	if h.person != nil {
		holder.Place = h.person.Place
	}
	return holder
}

// parties are where those parties stand whose people are at the places, or all that the link covers when there are none.
func (h *held) parties(places []int) []models.Standing {
	return slices.DeleteFunc(h.registration.Standings(), func(s models.Standing) bool {
		return len(places) > 0 && !slices.ContainsFunc(s.People, func(p models.Participant) bool { return slices.Contains(places, p.Place) })
	})
}

// getMy shows a registration to its contact, or one's own part of it to a participant.
func (s *server) getMy(c echo.Context) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	news := said{notice: c.QueryParam("done")}
	news.at, _ = holder.registration.Series.Session(c.QueryParam("session"))
	fresh := s.Store.Now().Sub(holder.registration.CreatedAt) < justNow
	if news.notice == "" && holder.person == nil && holder.registration.Live() && fresh {
		news.notice = doneRegistered
	}
	return s.showHolder(c, http.StatusOK, holder, news)
}

// getAct leads whoever opens the address of an act, which does nothing by itself, back to the holder's page.
func (s *server) getAct(c echo.Context) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, holder.self())
}

// justNow is how long the contact's page opens with the news that they have signed up.
const justNow = 5 * time.Minute

// What the pages can say was just done; of the last seven, at which session.
const (
	doneRegistered  = "registered"
	doneCancelled   = "cancelled"
	doneSaved       = "saved"
	doneSplit       = "split"
	doneSubstituted = "substituted"
	doneUndone      = "undone" // that a seat was to be freed
	doneAccepted    = "accepted"
	doneDeclined    = "declined"
	doneStopped     = "stopped"  // waiting there
	doneRejoined    = "rejoined" // the line
	donePlaced      = "placed"   // at once, by rejoining
	doneSwapped     = "swapped"  // at once
	doneWaits       = "waits"    // for a swap
	doneFeed        = "feed"
)

// done goes back to the holder's page, which says what was done, at a session where it is about one.
func done(c echo.Context, holder *held, what string, session ...string) error {
	at := holder.self() + "?done=" + what
	if len(session) > 0 && session[0] != "" {
		at += "&session=" + url.QueryEscape(session[0])
	}
	return c.Redirect(http.StatusSeeOther, at)
}

// refuseHolder shows the holder's page as things stand now, with what stood in the way on top: a click that comes too late, or
// twice, is no dead end. Errors of other kinds go on.
func (s *server) refuseHolder(c echo.Context, err error) error {
	var refused *models.Error
	if !errors.As(err, &refused) || !slices.Contains([]models.Code{models.Conflict, models.Gone, models.Forbidden}, refused.Code) {
		return err
	}
	holder, failure := s.held(c)
	if failure != nil {
		return failure
	}
	return s.showHolder(c, answerTo(err).status, holder, said{trouble: refused})
}

// said is what a holder's page says besides how things stand: what was done, what could not be, or a form that comes back.
type said struct {
	notice       string
	at           *models.Session
	trouble      *models.Error
	answers      map[string][]string
	substituting pages.Substituting
	swapping     pages.Swapping
	problems     pages.Mistakes
}

// showHolder shows the page that the holder's link opens.
func (s *server) showHolder(c echo.Context, status int, holder *held, say said) error {
	series := holder.registration.Series
	base := s.base(c, series)
	calendars := s.calendarsOf(series, base.Language())
	if holder.person != nil {
		return s.show(c, status, base.Language(), &pages.Participant{
			Base: base, Registration: holder.registration, Person: holder.person, Self: holder.self(), Calendar: calendars,
			Feed:   s.personSubscription(holder.registration, holder.person, base.Language()),
			Notice: say.notice, At: say.at, Trouble: say.trouble,
			Answers: say.answers, Substituting: say.substituting, Swapping: say.swapping, Problems: say.problems,
		})
	}
	page := &pages.Registration{
		Base: base, Registration: holder.registration, Self: holder.self(), Calendar: calendars,
		Notice: say.notice, At: say.at, Trouble: say.trouble,
		Substituting: say.substituting, Swapping: say.swapping, Problems: say.problems,
	}
	if own, attends := holder.registration.Participant(holder.registration.Contact.Place); attends {
		page.OwnPage = "/my/" + s.Tokens.Make(models.Token{Kind: models.TokenParticipant, ID: own.ID, Version: own.TokenVersion})
	}
	return s.show(c, status, base.Language(), page)
}

// calendarsOf is calendarOf for each session, by slug.
func (s *server) calendarsOf(series *models.Series, spoken string) map[string]pages.Calendar {
	all := map[string]pages.Calendar{}
	for i := range series.Sessions {
		all[series.Sessions[i].Slug] = s.calendarOf(series, &series.Sessions[i], spoken)
	}
	return all
}
