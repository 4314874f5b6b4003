package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getPeople lists who has which role: in the series that the path names, or everywhere. ?invited= and ?withdrawn= say what
// was done just now.
func (s *server) getPeople(c echo.Context) error {
	return s.showPeople(c, http.StatusOK, &pages.People{Invited: c.QueryParam("invited"), Withdrawn: c.QueryParam("withdrawn") != ""})
}

// postPeople invites somebody.
func (s *server) postPeople(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	in := pages.Inviting{Email: value(form, "email"), Role: models.OrganiserRole(value(form, "role")), Session: value(form, "session")}
	at := models.Scope{Series: c.Param("series"), Session: in.Session}
	if at.Series == "" {
		at.Session = ""
	}
	language := s.languageOf(c, nil)
	err = s.Store.Invite(c.Request().Context(), organiserOf(c), in.Email, in.Role, at, language)
	var known *models.Error
	if errors.As(err, &known) && known.Code == models.Invalid {
		return s.showPeople(c, http.StatusUnprocessableEntity, &pages.People{Inviting: in, Problems: invitationProblems(known)})
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, peoplePath(c)+"?"+url.Values{"invited": {in.Email}}.Encode())
}

// invitationProblems puts what is wrong with an invitation at its field.
func invitationProblems(err *models.Error) pages.Mistakes {
	field := "role"
	switch err.Key {
	case "problem.email.invalid", "problem.email.disabled":
		field = "email"
	case "problem.role.partner":
		field = "session"
	}
	return pages.Mistakes{{Field: field, Key: err.Key}}
}

// postWithdrawRole takes a role away.
func (s *server) postWithdrawRole(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(value(form, "assignment"), 10, 64)
	if err != nil {
		return notFound()
	}
	organiser := organiserOf(c)
	if err := s.Store.WithdrawRole(c.Request().Context(), organiser, id); err != nil {
		return err
	}
	// Who withdrew their own role may not see the page any more.
	organiser.Assignments = slices.DeleteFunc(organiser.Assignments, func(a models.Assignment) bool { return a.ID == id })
	series, act := int64(0), models.MayAdminister
	if of, ok := c.Get(seriesKey).(*models.Series); ok {
		series, act = of.ID, models.MayInvite
	}
	if !organiser.May(act, series, 0) {
		return c.Redirect(http.StatusSeeOther, "/organiser?done=withdrawn")
	}
	return c.Redirect(http.StatusSeeOther, peoplePath(c)+"?withdrawn=1")
}

func peoplePath(c echo.Context) string {
	if series := c.Param("series"); series != "" {
		return "/organiser/" + series + "/people"
	}
	return "/organiser/people"
}

func (s *server) showPeople(c echo.Context, status int, page *pages.People) error {
	var series *models.Series
	if c.Param("series") != "" {
		var err error
		if series, err = s.anySeries(c); err != nil {
			return err
		}
	}
	all, err := s.Store.Organisers(c.Request().Context())
	if err != nil {
		return err
	}
	page.Base, page.All = s.base(c, series), all
	return s.show(c, status, page.Language(), page)
}
