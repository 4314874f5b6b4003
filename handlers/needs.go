package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getNeeds shows what people need at a session to who opened the list in the last hour, and to others how much there is.
// ?saved= is the answer whose note was saved just now.
func (s *server) getNeeds(c echo.Context) error {
	saved, _ := strconv.ParseInt(c.QueryParam("saved"), 10, 64)
	return s.showNeeds(c, http.StatusOK, &pages.Needs{Saved: saved})
}

// postNeedsOpen opens the list, which the audit remembers, to who has just proved who they are. A GET could not do that: it
// changes nothing.
func (s *server) postNeedsOpen(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	if err := s.Store.OpenNeeds(c.Request().Context(), series.Slug, session.ID, actorOf(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, needsPath(series, session))
}

// postNeeds notes how far a need is arranged.
func (s *server) postNeeds(c echo.Context) error {
	at, err := s.needIn(c)
	if err != nil {
		return err
	}
	mark := models.NeedMark{Arranged: value(at.form, "arranged") == "yes", Note: value(at.form, "note"), BookBefore: value(at.form, "until")}
	err = s.Store.MarkNeed(c.Request().Context(), at.series.Slug, at.session.ID, at.answer, mark, actorOf(c))
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Invalid {
		page := &pages.Needs{Answer: at.answer, Mark: mark}
		for _, problem := range refused.Problems {
			problem.Place = int(at.answer)
			page.Problems = append(page.Problems, problem)
		}
		return s.showNeeds(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, at.saved())
}

// postArranged notes with one click that a need is arranged, or is not after all.
func (s *server) postArranged(c echo.Context) error {
	at, err := s.needIn(c)
	if err != nil {
		return err
	}
	if err := s.Store.ArrangeNeed(c.Request().Context(), at.series.Slug, at.session.ID, at.answer, value(at.form, "arranged") == "yes", actorOf(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, at.saved())
}

// needForm is a form about an answer of somebody at a session.
type needForm struct {
	series  *models.Series
	session *models.Session
	answer  int64
	form    url.Values
}

func (s *server) needIn(c echo.Context) (at needForm, err error) {
	if at.series, at.session, err = s.anySession(c); err != nil {
		return at, err
	}
	if at.form, err = readForm(c); err != nil {
		return at, err
	}
	if at.answer, err = strconv.ParseInt(value(at.form, "answer"), 10, 64); err != nil {
		err = notFound()
	}
	return at, err
}

// saved leads to the need once it is written.
func (f *needForm) saved() string {
	return fmt.Sprintf("%s?saved=%d#need-%d", needsPath(f.series, f.session), f.answer, f.answer)
}

func needsPath(series *models.Series, session *models.Session) string {
	return "/organiser/" + series.Slug + "/" + session.Slug + "/needs"
}

func (s *server) showNeeds(c echo.Context, status int, page *pages.Needs) (err error) {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	page.Base, page.Session = s.base(c, series), session
	if page.List, err = s.Store.Needs(c.Request().Context(), series.Slug, session.ID, actorOf(c)); err != nil {
		return err
	}
	return s.show(c, status, page.Language(), page)
}
