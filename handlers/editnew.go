package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getNewSeries is the form of a new series.
func (s *server) getNewSeries(c echo.Context) error {
	e := &editing{part: part{name: partNew, fresh: true}, series: blankSeries(s.Store.Now())}
	e.values, _ = e.fill(e.series)
	return s.showNew(c, http.StatusOK, e)
}

// blankSeries is what a new series begins with.
func blankSeries(now time.Time) *models.Series {
	blank := models.Blank()
	blank.Status, blank.Timezone, blank.Opens = models.SeriesDraft, defaultZone, now.Truncate(time.Hour)
	return blank
}

// postNewSeries makes a draft of the form.
func (s *server) postNewSeries(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	e := &editing{part: part{name: partNew, fresh: true}, series: blankSeries(s.Store.Now())}
	e.values, _ = e.fill(e.series)
	if err := e.take(form); err != nil {
		return err
	}
	made := blankSeries(s.Store.Now())
	problems := e.read(made)
	found, _ := made.Review()
	e.problems = append(problems, e.located(found, problems)...)
	if len(e.problems) == 0 {
		err := s.Store.Create(c.Request().Context(), made, actorOf(c))
		var known *models.Error
		switch {
		case err == nil:
			return c.Redirect(http.StatusSeeOther, "/organiser/"+made.Slug+"/edit?saved=1")
		case errors.As(err, &known) && known.Key == "error.edit.slug":
			e.problems = pages.Mistakes{{Field: "slug", Key: "problem.edit.slug"}}
		default:
			return err
		}
	}
	return s.showNew(c, http.StatusUnprocessableEntity, e)
}

func (s *server) showNew(c echo.Context, status int, e *editing) error {
	base := s.base(c, nil)
	return s.show(c, status, base.Language(), &pages.Edit{
		Base: base, Part: e.name, Fresh: true, Action: "/organiser/new", Values: e.values, Problems: e.problems,
	})
}

// getCopy is the form that copies a series as a draft.
func (s *server) getCopy(c echo.Context) error {
	return s.showCopy(c, http.StatusOK, pages.Values{}, nil)
}

// postCopy copies a series as a draft: every date moved by a number of weeks, or so that the first session is on a date.
func (s *server) postCopy(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	of, err := s.anySeries(c)
	if err != nil {
		return err
	}
	values := pages.Values{}
	for _, name := range []string{"slug", "weeks", "first"} {
		values[name] = entry(value(form, name))
	}
	days, problems := moveBy(values, of)
	draft := of.Draft(values["slug"], days)
	found, _ := draft.Review()
	for _, problem := range found {
		if problem.Field == "series.slug" {
			problem.Field = "slug"
			problems = append(problems, problem)
		}
	}
	if len(problems) > 0 {
		return s.showCopy(c, http.StatusUnprocessableEntity, values, problems)
	}
	err = s.Store.Create(c.Request().Context(), draft, actorOf(c))
	var known *models.Error
	if errors.As(err, &known) && known.Key == "error.edit.slug" {
		return s.showCopy(c, http.StatusUnprocessableEntity, values, pages.Mistakes{{Field: "slug", Key: "problem.edit.slug"}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/organiser/"+draft.Slug+"/edit?saved=1")
}

// mostWeeks is how far a copy may be moved.
const mostWeeks = 520

// moveBy is how many days the form moves a series.
func moveBy(values pages.Values, of *models.Series) (days int, problems pages.Mistakes) {
	if values["first"] != "" {
		first, err := time.Parse(time.DateOnly, values["first"])
		if err != nil || !models.SensibleYear(first.Year()) {
			return 0, pages.Mistakes{{Field: "first", Key: "problem.edit.date"}}
		}
		if of.First().IsZero() {
			return 0, nil
		}
		return of.DaysTo(first), nil
	}
	if values["weeks"] == "" {
		return 0, pages.Mistakes{{Field: "weeks", Key: "problem.edit.weeks"}}
	}
	weeks, err := strconv.Atoi(values["weeks"])
	if err != nil || weeks < -mostWeeks || weeks > mostWeeks {
		return 0, pages.Mistakes{{Field: "weeks", Key: "problem.edit.weeks"}}
	}
	return 7 * weeks, nil
}

func (s *server) showCopy(c echo.Context, status int, values pages.Values, problems pages.Mistakes) error {
	of, err := s.anySeries(c)
	if err != nil {
		return err
	}
	base := s.base(c, of)
	return s.show(c, status, base.Language(), &pages.EditCopy{Base: base, Values: values, Problems: problems})
}
