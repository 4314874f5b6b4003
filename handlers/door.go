package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/pages"
)

// receptionistKey is what the request's context keeps of who receives people: models.Receptionist.
const receptionistKey = "receptionist"

// atDoor lets those pass who receive people at the path's session: phones that its link let in, and organisers who may.
func (s *server) atDoor(next echo.HandlerFunc) echo.HandlerFunc {
	organiser := s.office(models.MayReceive)(func(c echo.Context) error {
		series, session, err := s.anySession(c)
		if err != nil {
			return err
		}
		o := organiserOf(c)
		c.Set(receptionistKey, models.Receptionist{Organiser: o.ID, Corrects: o.May(models.MayRegister, series.ID, session.ID)})
		return next(c)
	})
	return func(c echo.Context) error {
		cookie, err := c.Cookie(s.cookieName("door"))
		if err != nil {
			return organiser(c)
		}
		by, at, err := s.Store.Phone(c.Request().Context(), cookie.Value)
		switch models.CodeOf(err) {
		case models.NotFound, models.Gone:
			// An organiser may have tried the link out. Who has nothing but an old one gets to know why it opens nothing.
			var known *models.Error
			if refused := organiser(c); !errors.As(refused, &known) || known.Key != keySignIn {
				return refused
			}
			return err
		}
		if err != nil {
			return err
		}
		if _, session, err := s.anySession(c); err != nil || session.ID != at {
			return organiser(c)
		}
		c.Set(receptionistKey, by)
		return next(c)
	}
}

// doors lead to where the organiser receives people now, and to every door that is all that they may see.
func doors(base *pages.Base, organiser *models.Organiser, series *models.Series) []pages.Link {
	var links []pages.Link
	for _, session := range organiser.MayAt(models.MayReceive, series) {
		opens, closes := series.DoorOpens(session), series.DoorCloses(session)
		now := !base.Now.Before(opens) && base.Now.Before(closes)
		if now || base.Now.Before(closes) && !organiser.May(models.MayLook, series.ID, session.ID) {
			day := language.For(base.Language(), series.Location()).Day(session.Starts)
			links = append(links, pages.Link{Name: base.T("door.open.day", "City", session.Place(), "Day", day), URL: doorOf(series, session)})
		}
	}
	return links
}

// receptionistOf is who receives people.
func receptionistOf(c echo.Context) models.Receptionist {
	by, _ := c.Get(receptionistKey).(models.Receptionist)
	return by
}

// doorPath is the door of the path's session, with what is searched and what was done just now.
func doorPath(c echo.Context, query url.Values) string {
	path := "/organiser/" + c.Param("series") + "/" + c.Param("session") + "/door"
	for name, values := range query {
		if len(values) == 0 || values[0] == "" {
			query.Del(name)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// What the door can say was done just now, to whom: the seat.
const (
	doorDone  = "done"
	doorGuest = "guest"
)

// getDoor lists who is expected; ?q= searches.
func (s *server) getDoor(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	list, err := s.Store.Door(ctx, series.Slug, session.Slug, c.QueryParam("q"))
	if err != nil {
		return err
	}
	base, by := s.base(c, series), receptionistOf(c)
	page := &pages.Door{Base: base, Session: session, List: list, Search: c.QueryParam("q"), By: by, Done: c.QueryParam(doorDone)}
	page.Refused = refusal(series.RefuseMark(session, by, base.Now))
	page.Shut = refusal(series.RefuseEntry(session, by, base.Now))
	if seat, err := strconv.ParseInt(c.QueryParam(doorGuest), 10, 64); err == nil {
		if page.Guest, err = s.Store.Guest(ctx, series.Slug, session.Slug, seat); err != nil && models.CodeOf(err) != models.NotFound {
			return err
		}
	}
	return s.show(c, http.StatusOK, base.Language(), page)
}

// refusal is a refusal of models as the page says it; nil when there is none.
func refusal(err error) *models.Error {
	var known *models.Error
	errors.As(err, &known)
	return known
}

// getDoorCount is what the page asks every few seconds: how many are there, and whether anything changed.
func (s *server) getDoorCount(c echo.Context) error {
	list, err := s.Store.DoorCount(c.Request().Context(), c.Param("series"), c.Param("session"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"present": list.Present, "expected": list.Expected, "version": list.Version})
}

// doorForm reads a form of the door, and the seat that it is about.
func doorForm(c echo.Context) (form url.Values, seat int64, err error) {
	if form, err = readForm(c); err != nil {
		return nil, 0, err
	}
	if seat, err = strconv.ParseInt(value(form, "seat"), 10, 64); err != nil {
		return nil, 0, notFound()
	}
	return form, seat, nil
}

// postPresent marks somebody as there. Whom another phone marked before stays as that phone marked them.
func (s *server) postPresent(c echo.Context) error {
	return s.mark(c, s.Store.MarkPresent, "present")
}

// postUnmark takes a mark back.
func (s *server) postUnmark(c echo.Context) error {
	return s.mark(c, s.Store.UnmarkPresent, "unmark")
}

func (s *server) mark(c echo.Context, mark func(context.Context, string, string, int64, models.Receptionist) (*models.Guest, error), done string) error {
	form, seat, err := doorForm(c)
	if err != nil {
		return err
	}
	by := receptionistOf(c)
	before := s.Store.Now()
	guest, err := mark(c.Request().Context(), c.Param("series"), c.Param("session"), seat, by)
	if err != nil {
		return err
	}
	if guest.Present() && (guest.PresentBy != by.Actor() || guest.PresentAt.Before(before)) {
		done = "already"
	}
	return c.Redirect(http.StatusSeeOther, doorPath(c, url.Values{"q": {value(form, "q")}, doorDone: {done}, doorGuest: {strconv.FormatInt(seat, 10)}}))
}

// postLetIn lets somebody in who waits. Without a free seat it asks first.
func (s *server) postLetIn(c echo.Context) error {
	form, seat, err := doorForm(c)
	if err != nil {
		return err
	}
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	guest, err := s.Store.Guest(ctx, series.Slug, session.Slug, seat)
	if err != nil {
		return err
	}
	err = s.Store.LetIn(ctx, series.Slug, session.Slug, seat, value(form, "over") == "yes", receptionistOf(c))
	if full(err) {
		page := &pages.LetIn{Base: s.base(c, series), Session: session, Guest: guest, Search: value(form, "q")}
		return s.show(c, http.StatusConflict, page.Language(), page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, doorPath(c, url.Values{"q": {value(form, "q")}, doorDone: {"let-in"}, doorGuest: {strconv.FormatInt(seat, 10)}}))
}

// full says that somebody was refused because no seat is free.
func full(err error) bool {
	known := refusal(err)
	return known != nil && known.Key == "error.door.full"
}
