package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/lists"
	"vonk/templates/pages"
)

// auditRows is how many entries a page holds.
const auditRows = 100

// getAudit tells who did what in a series, the newest first; ?before= leads to older entries, by number.
func (s *server) getAudit(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	page := &pages.Audit{Base: s.base(c, series)}
	filter, problems := auditFilter(c, series, &page.Filter)
	if text := c.QueryParam("before"); text != "" {
		if filter.Before, err = strconv.ParseInt(text, 10, 64); err != nil || filter.Before < 1 {
			return notFound()
		}
	}
	ctx, status := c.Request().Context(), http.StatusOK
	if page.Actors, err = s.Store.AuditActors(ctx, series.Slug); err != nil {
		return err
	}
	if page.Problems = problems; problems != nil {
		status = http.StatusUnprocessableEntity
	} else {
		filter.Most = auditRows + 1
		err = s.Store.Audit(ctx, series.Slug, filter, func(line *models.AuditLine) error {
			page.Lines = append(page.Lines, *line)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(page.Lines) > auditRows {
		page.Lines = page.Lines[:auditRows]
		page.Older = page.Lines[auditRows-1].Seq
	}
	return s.show(c, status, page.Language(), page)
}

// getAuditCSV is all that the filter chooses, as CSV.
func (s *server) getAuditCSV(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	filter, problems := auditFilter(c, series, &pages.Looking{})
	if problems != nil {
		return notFound()
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), downloadTime)
	defer cancel()
	_ = http.NewResponseController(c.Response().Writer).SetWriteDeadline(time.Now().Add(downloadTime))
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	header.Set(echo.HeaderContentDisposition, attachment(series.Slug+"-audit.csv"))
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return lists.Audit(c.Response(), func(yield func(*models.AuditLine) error) error {
		return s.Store.Audit(ctx, series.Slug, filter, yield)
	})
}

// auditFilter reads the filter from the query. Days are whole days in the series' zone, both included.
func auditFilter(c echo.Context, series *models.Series, asked *pages.Looking) (filter models.AuditFilter, problems pages.Mistakes) {
	query := c.QueryParams()
	*asked = pages.Looking{
		Actor: value(query, "actor"), Action: value(query, "action"), Reference: strings.ToUpper(strings.TrimSpace(value(query, "reference"))),
		From: value(query, "from"), Until: value(query, "until"),
	}
	filter = models.AuditFilter{Actor: asked.Actor, Action: asked.Action, Reference: asked.Reference}
	if asked.Reference != "" && !referenceShape.MatchString(asked.Reference) {
		problems = append(problems, models.Problem{Field: "reference", Key: "problem.reference.invalid"})
	}
	day := func(field, text string, add int) time.Time {
		if text == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation(time.DateOnly, text, series.Location())
		if err != nil {
			problems = append(problems, models.Problem{Field: field, Key: "problem.date.invalid"})
		}
		return at.AddDate(0, 0, add)
	}
	filter.From, filter.Until = day("from", asked.From, 0), day("until", asked.Until, 1)
	return filter, problems
}
