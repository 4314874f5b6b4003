package handlers

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getDoorLink shows the link of the session's reception, with its picture and its PIN.
func (s *server) getDoorLink(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	link, err := s.Store.DoorLink(c.Request().Context(), series.Slug, session.Slug)
	if err != nil {
		return err
	}
	page := &pages.DoorLink{Base: s.base(c, series), Session: session, Link: link}
	if link.Open {
		page.URL, page.PIN = s.BaseURL+"/door/"+s.Tokens.Make(link.Token()), s.Tokens.PIN(link.Token())
	}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// postDoorLink makes a new link; the one before ends.
func (s *server) postDoorLink(c echo.Context) error {
	by := models.Receptionist{Organiser: organiserOf(c).ID}
	if err := s.Store.MakeDoorLink(c.Request().Context(), c.Param("series"), c.Param("session"), by); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, doorPath(c, nil)+"/link")
}

// postEndDoorLink ends the link, with everything that it let in.
func (s *server) postEndDoorLink(c echo.Context) error {
	by := models.Receptionist{Organiser: organiserOf(c).ID}
	if err := s.Store.EndDoorLink(c.Request().Context(), c.Param("series"), c.Param("session"), by); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, doorPath(c, nil)+"/link")
}

// reception is the session whose reception the path's token opens.
func (s *server) reception(c echo.Context) (token models.Token, series *models.Series, session *models.Session, err error) {
	token, err = s.Tokens.Parse(c.Param("token"))
	if err == nil && token.Kind != models.TokenDoor {
		err = notFound()
	}
	if err != nil {
		return token, nil, nil, err
	}
	series, session, err = s.Store.Reception(c.Request().Context(), token)
	return token, series, session, err
}

// getPIN asks for the PIN of a session's reception. A phone that gave it before goes on to the door.
func (s *server) getPIN(c echo.Context) error {
	_, series, session, err := s.reception(c)
	if err != nil {
		return err
	}
	if cookie, err := c.Cookie(s.cookieName("door")); err == nil {
		if _, at, err := s.Store.Phone(c.Request().Context(), cookie.Value); err == nil && at == session.ID {
			return c.Redirect(http.StatusSeeOther, doorOf(series, session))
		}
	}
	return s.showPIN(c, http.StatusOK, series, session, nil)
}

// postPIN lets a phone in that gives the PIN.
func (s *server) postPIN(c echo.Context) error {
	token, series, session, err := s.reception(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	given := strings.Join(strings.Fields(value(form, "pin")), "")
	right := subtle.ConstantTimeCompare([]byte(given), []byte(s.Tokens.PIN(token))) == 1
	phone, err := s.Store.OpenDoor(c.Request().Context(), token, s.Tokens.Blind(clientOf(c).String()), right)
	if known := refusal(err); known != nil && known.Code == models.Invalid {
		return s.showPIN(c, http.StatusUnprocessableEntity, series, session, known.Problems)
	}
	if err != nil {
		return err
	}
	// It lasts as long as the browser is open; the server decides what it is worth.
	c.SetCookie(&http.Cookie{Name: s.cookieName("door"), Value: phone, Path: "/", Secure: s.https, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return c.Redirect(http.StatusSeeOther, doorOf(series, session))
}

func doorOf(series *models.Series, session *models.Session) string {
	return "/organiser/" + series.Slug + "/" + session.Slug + "/door"
}

func (s *server) showPIN(c echo.Context, status int, series *models.Series, session *models.Session, problems pages.Mistakes) error {
	base := s.base(c, series)
	page := &pages.PIN{Base: base, Session: session, Action: c.Request().URL.Path, Problems: problems}
	page.Early = base.Now.Before(series.DoorOpens(session))
	return s.show(c, status, base.Language(), page)
}
