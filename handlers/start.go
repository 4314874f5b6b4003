package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getStart shows how far the installation's first hour is.
func (s *server) getStart(c echo.Context) error {
	beginning, err := s.Store.Beginning(c.Request().Context())
	if err != nil {
		return err
	}
	beginning.Sender = s.Sender
	page := &pages.Start{Base: s.base(c, nil), Beginning: beginning, Site: s.BaseURL}
	return s.show(c, http.StatusOK, page.Language(), page)
}

// postTestMail sends whoever is signed in a mail.
func (s *server) postTestMail(c echo.Context) error {
	if err := s.Store.SendTest(c.Request().Context(), organiserOf(c), s.languageOf(c, nil)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/start")
}

// formPreviewed is the series that the path names as it is once it is open.
func (s *server) formPreviewed(c echo.Context) (*models.Series, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, err
	}
	open := *series
	open.Status = models.SeriesPublished
	if now := s.Store.Now(); now.Before(open.Opens) {
		open.Opens = now
	}
	return &open, nil
}

// getPreview shows an organiser the sign-up form, of a draft too. What is sent with it is tried and erased.
func (s *server) getPreview(c echo.Context) error {
	series, err := s.formPreviewed(c)
	if err != nil {
		return err
	}
	return s.showPreview(c, http.StatusOK, series, &entered{}, nil)
}

// postPreviewSeen notes that the form was looked at, and leads there.
func (s *server) postPreviewSeen(c echo.Context) error {
	if err := s.Store.MarkStep(c.Request().Context(), models.StepPreview, organiserOf(c).ID); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+c.Param("series")+"/preview")
}

// postPreview makes a trial registration, which is erased at once.
func (s *server) postPreview(c echo.Context) error {
	series, err := s.formPreviewed(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	in, err := enteredIn(form, series)
	if err != nil {
		return err
	}
	if in.button != "" {
		in.press()
		return s.showPreview(c, http.StatusOK, series, in, nil)
	}
	in.Language = s.languageOf(c, series)
	in.Clean()
	if problems := in.missingContact(); problems != nil {
		return s.showPreview(c, http.StatusUnprocessableEntity, series, in, append(problems, problemsOf(in.Validate(series))...))
	}
	trial, err := s.Store.Trial(c.Request().Context(), series.Slug, in.SignUp, organiserOf(c).ID)
	if problems := problemsOf(err); problems != nil {
		return s.showPreview(c, http.StatusUnprocessableEntity, series, in, problems)
	}
	if err != nil {
		return err
	}
	page := &pages.Trial{Base: s.base(c, series), Registration: trial}
	return s.show(c, http.StatusOK, page.Language(), page)
}

func (s *server) showPreview(c echo.Context, status int, series *models.Series, in *entered, problems []models.Problem) error {
	if in.Nonce == "" {
		in.Nonce = newNonce()
	}
	base := s.base(c, series)
	return s.show(c, status, base.Language(), &pages.Register{
		Base: base, Input: in.SignUp, ContactOther: in.contactOther, Problems: problems, Preview: true,
	})
}
