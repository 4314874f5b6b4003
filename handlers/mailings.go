package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getMailings lists the mailings of a series that whoever is signed in may write.
func (s *server) getMailings(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	all, err := s.Store.Mailings(c.Request().Context(), series.Slug)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(m models.Mailing) bool { return !m.Audience.Within(organiserOf(c), series) })
	base := s.base(c, series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Mailings{Base: base, All: all, Deleted: c.QueryParam("done") == "deleted"})
}

// getNewMailing is the form of a new mailing. The query may choose whom it goes to, in the fields of the form.
func (s *server) getNewMailing(c echo.Context) error {
	m := models.Mailing{Audience: audienceIn(c.QueryParams())}
	if len(m.Audience.Statuses) == 0 {
		m.Audience.Statuses = []models.Status{models.Confirmed}
	}
	if m.Audience.To == "" {
		m.Audience.To = models.ToParticipants
	}
	return s.showMailingForm(c, http.StatusOK, m, nil, "")
}

// postNewMailing makes a mailing.
func (s *server) postNewMailing(c echo.Context) error { return s.saveMailing(c, 0) }

// getEditMailing is the form of a mailing that has not started.
func (s *server) getEditMailing(c echo.Context) error {
	m, err := s.mailing(c)
	if err != nil {
		return err
	}
	if !m.Changes() {
		return c.Redirect(http.StatusSeeOther, mailingPath(c, m.ID))
	}
	return s.showMailingForm(c, http.StatusOK, *m, nil, "")
}

// postEditMailing changes a mailing that has not started.
func (s *server) postEditMailing(c echo.Context) error {
	m, err := s.mailing(c)
	if err != nil {
		return err
	}
	return s.saveMailing(c, m.ID)
}

// saveMailing stores what the form holds. What cannot be stored comes back whole.
func (s *server) saveMailing(c echo.Context, id int64) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	m := models.Mailing{
		ID:       id,
		Subject:  models.Text{NL: value(form, "subject_nl"), EN: value(form, "subject_en")},
		Body:     models.Text{NL: value(form, "body_nl"), EN: value(form, "body_en")},
		Audience: audienceIn(form),
	}
	m.Version, _ = strconv.Atoi(value(form, "version"))
	entered := m
	if !organiserOf(c).May(models.MayMail, series.ID, 0) && len(m.Audience.Sessions) == 0 {
		return s.showMailingForm(c, http.StatusUnprocessableEntity, entered, pages.Mistakes{{Field: "session", Key: "problem.mailing.sessions.missing"}}, "")
	}
	err = s.Store.SaveMailing(c.Request().Context(), organiserOf(c), series.Slug, &m)
	var known *models.Error
	switch {
	case errors.As(err, &known) && known.Code == models.Invalid:
		return s.showMailingForm(c, http.StatusUnprocessableEntity, entered, known.Problems, "")
	case errors.As(err, &known) && known.Code == models.Conflict:
		return s.showMailingForm(c, http.StatusConflict, entered, nil, known.Key)
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, mailingPath(c, m.ID)+"?done=saved")
}

// audienceIn reads whom a mailing goes to.
func audienceIn(form url.Values) models.Audience {
	return models.Audience{ListFilter: filterIn(form), To: value(form, "to"), Newsletter: agrees(value(form, "newsletter"))}
}

func (s *server) showMailingForm(c echo.Context, status int, m models.Mailing, problems pages.Mistakes, trouble string) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	organiser := organiserOf(c)
	page := &pages.MailingEdit{
		Base: s.base(c, series), Mailing: m, Sessions: organiser.MayAt(models.MayMail, series),
		Whole: organiser.May(models.MayMail, series.ID, 0), Problems: problems, Trouble: trouble,
	}
	if page.Whole {
		if page.Organisations, err = s.Store.Organisations(c.Request().Context(), series.Slug); err != nil {
			return err
		}
	} else {
		names, err := s.employers(c, series, m.Audience.Organisation)
		if err != nil {
			return err
		}
		for id, name := range names {
			page.Organisations = []models.Employer{{ID: id, Name: name}}
		}
		if m.ID == 0 && len(page.Sessions) == 1 && problems == nil {
			page.Mailing.Audience.Sessions = []string{page.Sessions[0].Slug}
		}
	}
	return s.show(c, status, page.Language(), page)
}

// mailing is the one that the path names. One to people to whom the organiser may not write is not there.
func (s *server) mailing(c echo.Context) (*models.Mailing, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(c.Param("mailing"), 10, 64)
	if err != nil {
		return nil, notFound()
	}
	m, err := s.Store.Mailing(c.Request().Context(), series.Slug, id)
	if err == nil && !m.Audience.Within(organiserOf(c), series) {
		err = notFound()
	}
	return m, err
}

func mailingPath(c echo.Context, id int64) string {
	return "/organiser/" + c.Param("series") + "/mailings/" + strconv.FormatInt(id, 10)
}

// getMailing shows a mailing. ?done= says what was done just now, ?page= counts the parts of its results from 1.
func (s *server) getMailing(c echo.Context) error {
	return s.showMailing(c, http.StatusOK, &pages.Mailing{Notice: c.QueryParam("done")})
}

// resultsOfPage is how many recipients a page holds.
const resultsOfPage = 200

// showMailing fills in how the mailing stands.
func (s *server) showMailing(c echo.Context, status int, page *pages.Mailing) error {
	m, err := s.mailing(c)
	if err != nil {
		return err
	}
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page.Base, page.Mailing = s.base(c, series), *m
	if page.Employers, err = s.employers(c, series, m.Audience.Organisation); err != nil {
		return err
	}
	if m.Changes() {
		if page.Reach, err = s.Store.Reach(ctx, series.Slug, &m.Audience); err != nil {
			return err
		}
		return s.show(c, status, page.Language(), page)
	}
	number, err := pageNumber(c)
	if err != nil {
		return err
	}
	page.First = (number-1)*resultsOfPage + 1
	var total int
	if page.Results, total, err = s.Store.MailingResults(ctx, series.Slug, m.ID, page.First-1, resultsOfPage); err != nil {
		return err
	}
	if number > 1 && len(page.Results) == 0 {
		return notFound()
	}
	if number > 1 {
		page.Previous = mailingPath(c, m.ID) + "?page=" + strconv.Itoa(number-1)
	}
	if page.Last() < total {
		page.Next = mailingPath(c, m.ID) + "?page=" + strconv.Itoa(number+1)
	}
	return s.show(c, status, page.Language(), page)
}

// pageNumber is ?page=, from 1.
func pageNumber(c echo.Context) (int, error) {
	text := c.QueryParam("page")
	if text == "" {
		return 1, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > maxPage {
		return 0, notFound()
	}
	return number, nil
}

// postTryMailing sends the organiser what the recipients would get.
func (s *server) postTryMailing(c echo.Context) error {
	return s.actOnMailing(c, "tried", func(m *models.Mailing) error {
		return s.Store.TryMailing(c.Request().Context(), organiserOf(c), c.Param("series"), m.ID)
	})
}

// postScheduleMailing lets a mailing start now or at a moment.
func (s *server) postScheduleMailing(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	planning := pages.Planning{When: value(form, "when"), Date: value(form, "date"), Time: value(form, "time")}
	at, problems := moment(planning, series.Location(), s.Store.Now())
	if problems != nil {
		return s.showMailing(c, http.StatusUnprocessableEntity, &pages.Mailing{Planning: planning, Problems: problems})
	}
	version, _ := strconv.Atoi(value(form, "version"))
	return s.actOnMailing(c, "scheduled", func(m *models.Mailing) error {
		return s.Store.ScheduleMailing(c.Request().Context(), organiserOf(c), series.Slug, m.ID, version, at)
	})
}

// moment reads when a mailing is to start.
func moment(in pages.Planning, zone *time.Location, now time.Time) (at time.Time, problems pages.Mistakes) {
	wrong := func(field, key string) (time.Time, pages.Mistakes) {
		return time.Time{}, pages.Mistakes{{Field: field, Key: key}}
	}
	switch in.When {
	case "now":
		return now, nil
	case "later":
	default:
		return wrong("when", "problem.mailing.when.missing")
	}
	if _, err := time.Parse(time.DateOnly, in.Date); err != nil {
		problems = append(problems, models.Problem{Field: "date", Key: "problem.mailing.date"})
	}
	if _, err := time.Parse("15:04", in.Time); err != nil {
		problems = append(problems, models.Problem{Field: "time", Key: "problem.mailing.time"})
	}
	if problems != nil {
		return at, problems
	}
	const layout = "2006-01-02 15:04"
	at, err := time.ParseInLocation(layout, in.Date+" "+in.Time, zone)
	switch {
	case err != nil:
		return wrong("date", "problem.mailing.date")
	case at.Format(layout) != in.Date+" "+in.Time:
		return wrong("time", "problem.mailing.time.skipped")
	case !at.After(now):
		return wrong("date", "problem.mailing.date.past")
	case at.After(now.AddDate(1, 0, 0)):
		return wrong("date", "problem.mailing.date.far")
	}
	return at.UTC(), nil
}

// postCancelMailing takes a mailing back.
func (s *server) postCancelMailing(c echo.Context) error {
	return s.actOnMailing(c, "cancelled", func(m *models.Mailing) error {
		return s.Store.CancelMailing(c.Request().Context(), organiserOf(c), c.Param("series"), m.ID)
	})
}

// postDeleteMailing forgets a draft.
func (s *server) postDeleteMailing(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(value(form, "version"))
	return s.actOnMailing(c, "deleted", func(m *models.Mailing) error {
		return s.Store.DeleteMailing(c.Request().Context(), organiserOf(c), c.Param("series"), m.ID, version)
	})
}

// actOnMailing does something with the mailing that the path names, and shows how it stands. What stood in the way is said on
// its page: a click that comes too late is no dead end.
func (s *server) actOnMailing(c echo.Context, done string, act func(*models.Mailing) error) error {
	m, err := s.mailing(c)
	if err != nil {
		return err
	}
	err = act(m)
	var known *models.Error
	switch {
	case errors.As(err, &known) && (known.Code == models.Conflict || known.Code == models.Invalid):
		return s.showMailing(c, answerTo(err).status, &pages.Mailing{Trouble: known.Key})
	case err != nil:
		return err
	case done == "cancelled" && m.State == models.MailingScheduled:
		done = "unscheduled"
	case done == "deleted":
		return c.Redirect(http.StatusSeeOther, "/organiser/"+c.Param("series")+"/mailings?done=deleted")
	}
	return c.Redirect(http.StatusSeeOther, mailingPath(c, m.ID)+"?done="+done)
}
