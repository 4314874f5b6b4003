package handlers

import (
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
	"vonk/templates/pages"
)

// getOrganisationsCSV is how many people of each organisation have, are offered and wait for a seat, as CSV: see dialectOf.
func (s *server) getOrganisationsCSV(c echo.Context) error {
	return s.organisationFile(c, csvFile, lists.OrganisationsCSV)
}

// getOrganisationsXLSX is the same as a workbook.
func (s *server) getOrganisationsXLSX(c echo.Context) error {
	return s.organisationFile(c, xlsxFile, lists.OrganisationsXLSX)
}

// getOrganisationsJSON is the same as JSON.
func (s *server) getOrganisationsJSON(c echo.Context) error {
	return s.organisationFile(c, jsonFile, func(w io.Writer, series *models.Series, _ lists.Options, all []models.EmployerSeats) error {
		return lists.OrganisationsJSON(w, series, all)
	})
}

func (s *server) organisationFile(
	c echo.Context, kind fileKind,
	write func(w io.Writer, series *models.Series, options lists.Options, all []models.EmployerSeats) error,
) error {
	return summary(s, c, "-organisations", kind, s.Store.EmployerSeats, write)
}

// getAnswersCSV is what was answered to each question, as CSV: see dialectOf.
func (s *server) getAnswersCSV(c echo.Context) error {
	return summary(s, c, "-answers", csvFile, s.Store.Tallies, lists.AnswersCSV)
}

// getAnswersXLSX is the same as a workbook.
func (s *server) getAnswersXLSX(c echo.Context) error {
	return summary(s, c, "-answers", xlsxFile, s.Store.Tallies, lists.AnswersXLSX)
}

// summary answers with what is counted of the series that the path names.
func summary[T any](
	s *server, c echo.Context, name string, kind fileKind,
	count func(ctx context.Context, slug string) ([]T, error),
	write func(w io.Writer, series *models.Series, options lists.Options, all []T) error,
) error {
	dialect, err := dialectOf(c)
	if err != nil {
		return err
	}
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	return s.download(c, series, series.Slug+name, kind, func(ctx context.Context, w io.Writer, spoken string) error {
		all, err := count(ctx, series.Slug)
		if err != nil {
			return err
		}
		return write(w, series, lists.Options{Language: spoken, Dialect: dialect}, all)
	})
}

// getAnswers shows what was answered to each question of a series.
func (s *server) getAnswers(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	all, err := s.Store.Tallies(c.Request().Context(), series.Slug)
	if err != nil {
		return err
	}
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Answers{Base: base, All: all})
}
