package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
	"vonk/templates/pages"
)

// getSavedExports lists the saved exports of a series. ?done= says what was done just now.
func (s *server) getSavedExports(c echo.Context) error {
	return s.showSavedExports(c, http.StatusOK, &pages.SavedExports{Notice: c.QueryParam("done")})
}

func (s *server) showSavedExports(c echo.Context, status int, page *pages.SavedExports) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	if page.All, err = s.Store.SavedExports(c.Request().Context(), series.Slug); err != nil {
		return err
	}
	page.Base, page.Links = s.base(c, series), map[int64]string{}
	var employers []int64
	for i := range page.All {
		employers = append(employers, page.All[i].Filter.Organisation)
		if e := &page.All[i]; e.Linked(s.Store.Now()) {
			page.Links[e.ID] = s.BaseURL + "/export/" + s.Tokens.Make(models.Token{Kind: models.TokenExport, ID: e.ID, Version: e.LinkVersion})
		}
	}
	if page.Employers, err = s.employers(c, series, employers...); err != nil {
		return err
	}
	return s.show(c, status, page.Language(), page)
}

// getNewExport is the form of a list to save. The query may choose whose it is and its columns, in the fields of the form.
func (s *server) getNewExport(c echo.Context) error {
	query := c.QueryParams()
	e := models.SavedExport{Filter: filterIn(query), Columns: distinct(query, "columns"), Format: models.ExportXLSX}
	if len(e.Columns) == 0 {
		e.Columns = []string{"session", "status", "name", "organisation", "sector"}
	}
	if len(query) == 0 {
		e.Filter.Statuses = []models.Status{models.Confirmed}
	}
	e.Contacts = e.HoldsContacts() // whoever chose these columns is asked whether they mean it
	return s.showExportForm(c, http.StatusOK, &pages.SavedExportEdit{Export: e})
}

// getEditExport is the form of a saved list.
func (s *server) getEditExport(c echo.Context) error {
	_, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	return s.showExportForm(c, http.StatusOK, &pages.SavedExportEdit{Export: *e})
}

func (s *server) showExportForm(c echo.Context, status int, page *pages.SavedExportEdit) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	page.Base = s.base(c, series)
	if page.Export.Language == "" && page.Export.ID == 0 && status == http.StatusOK {
		page.Export.Language = page.Language()
	}
	if page.Organisations, err = s.Store.Organisations(c.Request().Context(), series.Slug); err != nil {
		return err
	}
	page.Linked = page.Export.Linked(s.Store.Now())
	return s.show(c, status, page.Language(), page)
}

// postNewExport saves a list.
func (s *server) postNewExport(c echo.Context) error { return s.saveExport(c, &models.SavedExport{}) }

// postEditExport changes one.
func (s *server) postEditExport(c echo.Context) error {
	_, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	return s.saveExport(c, e)
}

// saveExport keeps what the form holds as a list. What cannot be kept comes back whole.
func (s *server) saveExport(c echo.Context, e *models.SavedExport) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	e.Name, e.Filter, e.Columns = value(form, "name"), filterIn(form), distinct(form, "columns")
	e.Format, e.Dialect, e.Language, e.Contacts = value(form, "format"), "", value(form, "language"), agrees(value(form, "contacts"))
	if e.Format == lists.DialectExcel || e.Format == lists.DialectRFC4180 {
		e.Format, e.Dialect = models.ExportCSV, e.Format
	}
	e.Version, _ = strconv.Atoi(value(form, "version"))
	entered := *e
	err = s.Store.SaveExport(c.Request().Context(), organiserOf(c), series.Slug, e)
	var known *models.Error
	switch {
	case errors.As(err, &known) && known.Code == models.Invalid:
		return s.showExportForm(c, http.StatusUnprocessableEntity, &pages.SavedExportEdit{Export: entered, Problems: known.Problems})
	case errors.As(err, &known) && known.Code == models.Conflict:
		return s.showExportForm(c, http.StatusConflict, &pages.SavedExportEdit{Export: entered, Trouble: known.Key})
	case err != nil:
		return err
	}
	return exportDone(c, "saved")
}

// exportDone goes back to the list, which says what was done.
func exportDone(c echo.Context, what string) error {
	return c.Redirect(http.StatusSeeOther, "/organiser/"+c.Param("series")+"/exports?done="+what)
}

// savedExport is the one that the path names.
func (s *server) savedExport(c echo.Context) (*models.Series, *models.SavedExport, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := strconv.ParseInt(c.Param("export"), 10, 64)
	if err != nil {
		return nil, nil, notFound()
	}
	e, err := s.Store.SavedExport(c.Request().Context(), series.Slug, id)
	return series, e, err
}

// getExportFile downloads a saved list.
func (s *server) getExportFile(c echo.Context) error {
	series, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	return s.exportFile(c, series, e, models.AttendeeFilter{})
}

// getSensitiveExport asks before a list is downloaded with sensitive answers.
func (s *server) getSensitiveExport(c echo.Context) error {
	series, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.SavedExportSensitive{Base: base, Export: *e})
}

// postSensitiveExport downloads a saved list with a column for each sensitive question, which is audited.
func (s *server) postSensitiveExport(c echo.Context) error {
	series, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	for _, question := range series.Questions {
		if question.Sensitive {
			e.Columns = append(e.Columns, "answer_"+question.Key)
		}
	}
	return s.exportFile(c, series, e, models.AttendeeFilter{Sensitive: true, Actor: actorOf(c)})
}

// postLinkExport makes a link by which a spreadsheet fetches a list.
func (s *server) postLinkExport(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	_, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(value(form, "days"))
	if err != nil || days < 1 || days > models.MaxExportLinkDays {
		id := "days-" + strconv.FormatInt(e.ID, 10)
		return s.showSavedExports(c, http.StatusUnprocessableEntity, &pages.SavedExports{Wrong: e.ID, Problems: pages.Mistakes{{Field: id, Key: "problem.export.days"}}})
	}
	if err := s.Store.LinkExport(c.Request().Context(), organiserOf(c), c.Param("series"), e.ID, days); err != nil {
		return err
	}
	return exportDone(c, "linked")
}

// postRevokeExport ends a link.
func (s *server) postRevokeExport(c echo.Context) error {
	_, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	if err := s.Store.LinkExport(c.Request().Context(), organiserOf(c), c.Param("series"), e.ID, 0); err != nil {
		return err
	}
	return exportDone(c, "revoked")
}

// postRemoveExport forgets a saved list.
func (s *server) postRemoveExport(c echo.Context) error {
	_, e, err := s.savedExport(c)
	if err != nil {
		return err
	}
	if err := s.Store.RemoveExport(c.Request().Context(), organiserOf(c), c.Param("series"), e.ID); err != nil {
		return err
	}
	return exportDone(c, "removed")
}

// getFetchedExport is a saved list for whoever has its link. Sensitive answers never come this way. Only a GET counts as fetched.
func (s *server) getFetchedExport(c echo.Context) error {
	token, err := s.Tokens.Parse(c.Param("token"))
	if err != nil {
		return err
	}
	if token.Kind != models.TokenExport {
		return notFound()
	}
	e, series, err := s.Store.FetchExport(c.Request().Context(), token.ID, token.Version, agentOf(c.Request().UserAgent()), c.Request().Method == http.MethodGet)
	if err != nil {
		return err
	}
	// The state is read before the rows: what is written meanwhile makes another one.
	state, err := s.Store.ListState(c.Request().Context(), series.ID)
	if err != nil {
		return err
	}
	c.Response().Header().Set(headerETag, s.exportTag(e, state))
	if unchanged(c) {
		return c.NoContent(http.StatusNotModified)
	}
	return s.exportFile(c, series, e, models.AttendeeFilter{})
}

// exportTag is the validator of a saved list: of what is asked for, of what there is, and of the program, which may write the
// same rows otherwise after an update. It is a weak one, as a workbook holds the moment at which it was made (RFC 9110, 8.8.1).
func (s *server) exportTag(e *models.SavedExport, state string) string {
	return "W/" + etag(fmt.Appendf(nil, "%s %d %d %s", s.Build, e.ID, e.Version, state))
}

// exportFile answers with a saved list, in its own language.
func (s *server) exportFile(c echo.Context, series *models.Series, e *models.SavedExport, filter models.AttendeeFilter) error {
	filter.ListFilter = e.Filter
	options := lists.Options{Language: e.Language, Dialect: e.Dialect, Sensitive: filter.Sensitive, Columns: e.Columns}
	kind, write := xlsxFile, lists.XLSX
	switch e.Format {
	case models.ExportCSV:
		kind, write = csvFile, lists.CSV
	case models.ExportJSON:
		kind, write = jsonFile, lists.JSON
	}
	return s.download(c, series, series.Slug+"-export-"+strconv.FormatInt(e.ID, 10), kind, func(ctx context.Context, w io.Writer, _ string) error {
		return write(w, series, options, func(yield func(models.Attendee) error) error {
			return s.Store.Attendees(ctx, series.Slug, filter, func(row models.Attendee) error {
				if !e.Contacts {
					row = row.WithoutContacts()
				}
				return yield(row)
			})
		})
	})
}
