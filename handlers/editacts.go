package handlers

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
	"vonk/templates/series"
)

// postStatus publishes a series, or makes a draft of it.
func (s *server) postStatus(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	e, err := s.editing(c, partBasics, false)
	if err != nil {
		return err
	}
	status := models.SeriesStatus(value(form, "status"))
	_, err = s.Store.Edit(c.Request().Context(), e.series.Slug, actorOf(c), models.Aloud, func(series *models.Series) error {
		series.Status = status
		if problems, _ := series.Review(); len(problems) > 0 {
			e.at = "series."
			e.problems = e.located(problems, nil)
			return &models.Error{Code: models.Invalid, Key: "error.form", Problems: e.problems}
		}
		return nil
	})
	if models.CodeOf(err) == models.Invalid {
		return s.showEdit(c, http.StatusUnprocessableEntity, e, "")
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, e.path()+"?saved=1")
}

// getCancelSession says whom the cancellation of a session touches.
func (s *server) getCancelSession(c echo.Context) error {
	of, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if !session.Upcoming(s.Store.Now()) {
		return &models.Error{Code: models.Conflict, Key: "error.calloff", Args: map[string]any{"City": session.Place(), "Session": session.Title, "Slug": session.Slug}}
	}
	stakes, err := s.Store.Stakes(ctx, of.Slug, session.Slug)
	if err != nil {
		return err
	}
	tried, err := s.Store.Edit(ctx, of.Slug, actorOf(c), models.Rehearse, func(series *models.Series) error {
		if off, ok := series.Session(session.Slug); ok {
			off.Status = models.SessionCancelled
		}
		return nil
	})
	if err != nil {
		return err
	}
	base := s.base(c, of)
	city := session.Place()
	effects := []string{base.T("edit.cancel.people", "Confirmed", stakes.Confirmed, "Offered", stakes.Offered, "Waiting", stakes.Waiting)}
	for _, effect := range []struct {
		key   string
		count int
	}{{"elsewhere", stakes.Elsewhere}, {"lines", stakes.Lines}, {"nothing", stakes.Others()}} {
		if effect.count > 0 {
			effects = append(effects, base.T("edit.cancel."+effect.key, "Count", effect.count))
		}
	}
	effects = append(effects, base.Mailing(tried.Mails)...)
	if len(tried.Mails) == 0 {
		effects = append(effects, base.T("edit.cancel.quiet"))
	}
	effects = append(effects, base.T("edit.cancel.calendar"), base.T("edit.cancel.final"))
	back := "/organiser/" + of.Slug + "/edit/sessions/" + session.Slug
	return s.show(c, http.StatusOK, base.Language(), &pages.EditConfirm{
		Base: base, Heading: base.T("edit.cancel.title", "City", city), Lead: base.T("edit.cancel.lead"), Effects: effects, Action: back + "/cancel",
		Submit: base.T("edit.cancel.submit", "City", city), Danger: true, Hidden: sure, Back: pages.Link{Name: base.T("edit.back"), URL: back},
	})
}

// postCancelSession cancels a session, and writes to everybody who went or waited there.
func (s *server) postCancelSession(c echo.Context) error {
	of, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	if sure, err := confirmed(c); err != nil || !sure {
		return cmp.Or(err, c.Redirect(http.StatusSeeOther, c.Request().URL.Path))
	}
	if err := s.Store.CallOff(c.Request().Context(), of.Slug, session.Slug, actorOf(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+of.Slug+"/edit/sessions/"+session.Slug+"?saved=1")
}

// getDelete asks whether a session or question is to be removed.
func (s *server) getDelete(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		e, err := s.editing(c, name, false)
		if err != nil {
			return err
		}
		if _, err := s.Store.Edit(c.Request().Context(), e.series.Slug, actorOf(c), models.Rehearse, e.delete); err != nil {
			return err
		}
		base := s.base(c, e.series)
		named := (&pages.Edit{Base: base, Part: name, Key: e.key}).Name()
		return s.show(c, http.StatusOK, base.Language(), &pages.EditConfirm{
			Base: base, Heading: base.T("edit.delete.title", "Name", named), Lead: base.T("edit.delete.lead." + name), Action: e.path() + "/delete",
			Submit: base.T("edit.delete.submit"), Danger: true, Hidden: sure, Back: pages.Link{Name: base.T("edit.back"), URL: e.path()},
		})
	}
}

// postDelete removes a session or question that nobody has signed up for or answered.
func (s *server) postDelete(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		e, err := s.editing(c, name, false)
		if err != nil {
			return err
		}
		if sure, err := confirmed(c); err != nil || !sure {
			return cmp.Or(err, c.Redirect(http.StatusSeeOther, c.Request().URL.Path))
		}
		if _, err := s.Store.Edit(c.Request().Context(), e.series.Slug, actorOf(c), models.Aloud, e.delete); err != nil {
			return err
		}
		if !organiserOf(c).May(models.MayEdit, e.series.ID, 0) { // it was all that they might edit
			return c.Redirect(http.StatusSeeOther, "/organiser?done=deleted")
		}
		return c.Redirect(http.StatusSeeOther, "/organiser/"+e.series.Slug+"/edit/"+name+"s?deleted=1")
	}
}

// confirmed says that a form comes from the page that says what it does.
func confirmed(c echo.Context) (bool, error) {
	form, err := readForm(c)
	return value(form, "confirm") == "yes", err
}

// sure is the field of such a page.
var sure = []pages.Field{{Name: "confirm", Value: "yes"}}

// delete takes the part out of a definition.
func (e *editing) delete(s *models.Series) error {
	if e.name == partQuestion {
		s.Questions = slices.DeleteFunc(s.Questions, func(q models.Question) bool { return q.Key == e.key })
		return nil
	}
	s.Sessions = slices.DeleteFunc(s.Sessions, func(session models.Session) bool { return session.Slug == e.key })
	if len(s.Sessions) == 0 && s.Status == models.SeriesPublished {
		return &models.Error{Code: models.Conflict, Key: "error.edit.last"}
	}
	return nil
}

// getSeriesFile is the series as a file that `vonk import` reads.
func (s *server) getSeriesFile(c echo.Context) error {
	of, err := s.anySeries(c)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentDisposition, attachment(of.Slug+".yaml"))
	return c.Blob(http.StatusOK, "application/yaml; charset=utf-8", series.Write(of))
}
