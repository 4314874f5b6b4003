package handlers

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
	"vonk/templates/pages"
)

// getByHand shows the form with which an organiser signs somebody up.
func (s *server) getByHand(c echo.Context) error {
	return s.showByHand(c, http.StatusOK, &pages.ByHand{Input: models.SignUp{Session: c.QueryParam("session")}})
}

func (s *server) showByHand(c echo.Context, status int, page *pages.ByHand) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	page.Base = s.base(c, series)
	return s.show(c, status, page.Language(), page)
}

// postByHand signs somebody up for them.
func (s *server) postByHand(c echo.Context) error {
	series, err := s.anySeries(c)
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
	in.Language = series.Language
	r, err := s.Store.RegisterByHand(c.Request().Context(), series.Slug, in.SignUp, actorOf(c))
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code != models.NotFound {
		page := &pages.ByHand{Input: in.SignUp, Problems: refused.Problems}
		if refused.Problems == nil { // of the session: it takes nobody
			page.Problems = pages.Mistakes{{Field: "session", Key: refused.Key, Args: refused.Args}}
		}
		return s.showByHand(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/registrations/"+r.Reference)
}

// getMany shows where to paste a list, or choose a file.
func (s *server) getMany(c echo.Context) error { return s.showMany(c, http.StatusOK, &pages.Many{}) }

func (s *server) showMany(c echo.Context, status int, page *pages.Many) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	page.Base = s.base(c, series)
	return s.show(c, status, page.Language(), page)
}

// postMany shows what a list would do, with the mistakes of each row, or adds everybody in it when that was seen.
func (s *server) postMany(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	form, raw, err := readUpload(c, "file")
	if err != nil {
		return err
	}
	page := &pages.Many{Text: value(form, "text")}
	refuse := func(problem models.Problem) error {
		problem.Field, page.Rows = "text", nil
		page.Problems = pages.Mistakes{problem}
		return s.showMany(c, http.StatusUnprocessableEntity, page)
	}
	if len(raw) > 0 {
		page.Text, err = lists.PeopleText(raw)
		switch {
		case errors.Is(err, lists.ErrWide):
			return refuse(models.Problem{Key: "problem.many.wide", Args: map[string]any{"Max": lists.MaxColumns}})
		case errors.Is(err, lists.ErrLong):
			return refuse(models.Problem{Key: "problem.many.long", Args: map[string]any{"Max": models.MaxMany}})
		case err != nil:
			return refuse(models.Problem{Key: "problem.many.unreadable"})
		}
	}
	if strings.TrimSpace(page.Text) == "" {
		return refuse(models.Problem{Key: "problem.many.missing"})
	}
	page.Rows, err = lists.People(page.Text, series, s.sectorNamed(c, series))
	switch {
	case errors.Is(err, lists.ErrHeading):
		return refuse(models.Problem{Key: "problem.many.heading"})
	case err != nil:
		return refuse(models.Problem{Key: "problem.many.unreadable"})
	case len(page.Rows) == 0:
		return refuse(models.Problem{Key: "problem.many.missing"})
	case len(page.Rows) > models.MaxMany:
		return refuse(models.Problem{Key: "problem.many.large", Args: map[string]any{"Count": len(page.Rows), "Max": models.MaxMany}})
	}
	if page.Problems, err = s.Store.JudgeMany(c.Request().Context(), series.Slug, page.Rows); err != nil {
		return err
	}
	if page.Problems == nil && value(form, "confirm") == "yes" {
		err := s.Store.RegisterMany(c.Request().Context(), series.Slug, page.Rows, actorOf(c))
		var refused *models.Error
		switch {
		case err == nil:
			query := url.Values{"done": {"added"}, "count": {strconv.Itoa(len(page.Rows))}, "sort": {"-" + models.ByRegistered}}
			return c.Redirect(http.StatusSeeOther, "/organiser/"+series.Slug+"/participants?"+query.Encode())
		case errors.As(err, &refused) && refused.Problems != nil:
			page.Problems = refused.Problems
		case errors.As(err, &refused) && refused.Code == models.Conflict:
			return refuse(models.Problem{Key: refused.Key, Args: refused.Args})
		default:
			return err
		}
	}
	status := http.StatusOK
	if page.Problems != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.showMany(c, status, page)
}

// sectorNamed turns the name of a sector, in the reader's language, into its key.
func (s *server) sectorNamed(c echo.Context, series *models.Series) func(string) string {
	base := s.base(c, series)
	return func(name string) string {
		for _, key := range series.Sectors {
			if key == name || models.NormaliseName(base.Sector(key)) == models.NormaliseName(name) {
				return key
			}
		}
		return name
	}
}

// readUpload reads a form that may bring a file along, and the file. Only a route that takes a file uses it; how large all
// of it may be is limited for every route.
func readUpload(c echo.Context, name string) (url.Values, []byte, error) {
	r := c.Request()
	if kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType)); err != nil || kind != echo.MIMEMultipartForm {
		form, err := readForm(c)
		return form, nil, err
	}
	if err := r.ParseMultipartForm(maxBody); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return nil, nil, tooLarge(err)
		}
		return nil, nil, &httpError{status: http.StatusBadRequest, key: "error.request", cause: err}
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	form := url.Values(r.MultipartForm.Value)
	headers := r.MultipartForm.File[name]
	if len(headers) == 0 || headers[0].Size == 0 {
		return form, nil, nil
	}
	file, err := headers[0].Open()
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(file)
	return form, raw, err
}
