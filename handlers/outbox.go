package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// outboxRows is how many letters a page holds.
const outboxRows = 100

// getOutbox shows what became of the letters of a series; ?state= chooses a state, ?before= leads to older letters, by number.
func (s *server) getOutbox(c echo.Context) error {
	page := &pages.Outbox{}
	if text := c.QueryParam("again"); text != "" {
		page.Resent, _ = strconv.Atoi(text)
	}
	return s.showOutbox(c, http.StatusOK, page)
}

// postOutboxAgain sends letters again that failed: those of the form, or all of them.
func (s *server) postOutboxAgain(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	var ids []int64
	for _, text := range values(form, "letter") {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id < 1 {
			return notFound()
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 && value(form, "all") == "" {
		return s.showOutbox(c, http.StatusUnprocessableEntity, &pages.Outbox{Trouble: "error.letters.none"})
	}
	number, err := s.Store.SendAgain(c.Request().Context(), series.Slug, mailed(c, series), ids, actorOf(c))
	var known *models.Error
	if errors.As(err, &known) && known.Code == models.Conflict {
		return s.showOutbox(c, http.StatusConflict, &pages.Outbox{Trouble: known.Key})
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+series.Slug+"/letters?state="+string(models.LetterQueued)+"&again="+strconv.Itoa(number))
}

// mailed are the sessions to whose people the organiser may write; nil: to everybody in the series.
func mailed(c echo.Context, series *models.Series) []int64 {
	organiser := organiserOf(c)
	if organiser.May(models.MayMail, series.ID, 0) {
		return nil
	}
	ids := []int64{}
	for _, session := range organiser.MayAt(models.MayMail, series) {
		ids = append(ids, session.ID)
	}
	return ids
}

// showOutbox fills in how the letters stand.
func (s *server) showOutbox(c echo.Context, status int, page *pages.Outbox) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	filter := models.OutboxFilter{Sessions: mailed(c, series), Status: models.LetterStatus(c.QueryParam("state")), Most: outboxRows + 1}
	if filter.Status != "" && !slices.Contains(models.LetterStatuses, filter.Status) {
		return notFound()
	}
	if text := c.QueryParam("before"); text != "" {
		if filter.Before, err = strconv.ParseInt(text, 10, 64); err != nil || filter.Before < 1 {
			return notFound()
		}
	}
	box, shown, err := s.Store.Outbox(c.Request().Context(), series.Slug, filter)
	if err != nil {
		return err
	}
	page.Base, page.Box, page.Shown = s.base(c, series), *box, shown
	page.Away = s.MailAway != nil && s.MailAway()
	if len(page.Box.Lines) > outboxRows {
		page.Box.Lines = page.Box.Lines[:outboxRows]
		page.Older = page.Box.Lines[outboxRows-1].ID
	}
	return s.show(c, status, page.Language(), page)
}
