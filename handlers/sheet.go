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

// getSheet is a session's sign-in sheet as a page that prints.
func (s *server) getSheet(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	sheet, err := s.sheet(c.Request().Context(), c, series, session)
	if err != nil {
		return err
	}
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.SignInSheet{Base: base, Sheet: sheet})
}

// getSheetPDF is the same as PDF.
func (s *server) getSheetPDF(c echo.Context) error {
	series, session, err := s.anySession(c)
	if err != nil {
		return err
	}
	return s.download(c, series, series.Slug+"-"+session.Slug+"-sign-in-sheet", pdfFile, func(ctx context.Context, w io.Writer, spoken string) error {
		sheet, err := s.sheet(ctx, c, series, session)
		if err != nil {
			return err
		}
		return lists.SignInSheets(w, series, lists.Options{Language: spoken}, s.Store.Now(), *sheet)
	})
}

func (s *server) sheet(ctx context.Context, c echo.Context, series *models.Series, session *models.Session) (*models.SignInSheet, error) {
	sheet := &models.SignInSheet{Session: session}
	filter := models.AttendeeFilter{
		ListFilter: models.ListFilter{Sessions: []string{session.Slug}, Statuses: models.SheetStatuses}, NamesOnly: namesOnly(c, series, session),
	}
	err := s.Store.Attendees(ctx, series.Slug, filter, func(row models.Attendee) error {
		if !row.Erased() {
			sheet.People = append(sheet.People, row)
		}
		return nil
	})
	return sheet, err
}
