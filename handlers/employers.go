package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// getEmployers lists the organisations of a series; ?merged= is the one that was merged just now.
func (s *server) getEmployers(c echo.Context) error {
	m, err := s.merging(c, pages.Merging{})
	if err != nil {
		return err
	}
	m.problems = nil // nobody was asked yet
	return s.showEmployers(c, http.StatusOK, m)
}

// postEmployers leads from the form to the page that asks whether to merge the two.
func (s *server) postEmployers(c echo.Context) error {
	m, err := s.mergingPosted(c)
	if err != nil {
		return err
	}
	if m.problems != nil {
		return s.showEmployers(c, http.StatusUnprocessableEntity, m)
	}
	return c.Redirect(http.StatusSeeOther, m.list()+"/merge?"+url.Values{"from": {m.asked.From}, "into": {m.asked.Into}}.Encode())
}

// getMerge says what merging ?from= into ?into= does. Without either it leads back to the list.
func (s *server) getMerge(c echo.Context) error {
	query := c.QueryParams()
	m, err := s.merging(c, pages.Merging{From: value(query, "from"), Into: value(query, "into")})
	switch {
	case err != nil:
		return err
	case !query.Has("from") && !query.Has("into"):
		return c.Redirect(http.StatusSeeOther, m.list())
	case m.problems != nil:
		return s.showEmployers(c, http.StatusUnprocessableEntity, m)
	}
	base := s.base(c, m.series)
	return s.show(c, http.StatusOK, base.Language(), &pages.Merge{Base: base, From: *m.from, Into: *m.into})
}

// postMerge makes one organisation of two. A second click finds it done.
func (s *server) postMerge(c echo.Context) error {
	m, err := s.mergingPosted(c)
	if err != nil {
		return err
	}
	if m.problems != nil && !m.done {
		return s.showEmployers(c, http.StatusUnprocessableEntity, m)
	}
	if !m.done {
		may := func(series int64) bool { return organiserOf(c).May(models.MayRegister, series, 0) }
		if err := s.Store.MergeOrganisations(c.Request().Context(), m.from.ID, m.into.ID, actorOf(c), may); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, m.list()+"?merged="+m.asked.From)
}

// merging is two organisations of a series that somebody wants to merge.
type merging struct {
	series     *models.Series
	all        []models.Employer
	asked      pages.Merging
	from, into *models.Employer // nil: not in the list
	done       bool             // they are one already
	problems   pages.Mistakes
}

// list is the address of the organisations.
func (m *merging) list() string { return "/organiser/" + m.series.Slug + "/organisations" }

// mergingPosted is merging, of a form.
func (s *server) mergingPosted(c echo.Context) (*merging, error) {
	form, err := readForm(c)
	if err != nil {
		return nil, err
	}
	return s.merging(c, pages.Merging{From: value(form, "from"), Into: value(form, "into")})
}

// merging finds both organisations in the list of the series that the path names.
func (s *server) merging(c echo.Context, asked pages.Merging) (*merging, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Organisations(c.Request().Context(), series.Slug)
	if err != nil {
		return nil, err
	}
	m := &merging{series: series, all: all, asked: asked}
	m.from, m.into = m.find("from", asked.From), m.find("into", asked.Into)
	if m.from != nil && m.from == m.into {
		m.problems = append(m.problems, models.Problem{Field: "into", Key: "problem.merge.same"})
	}
	if id, err := strconv.ParseInt(asked.From, 10, 64); err == nil && m.into != nil {
		m.done = m.into.Was(id)
	}
	return m, nil
}

// find finds an organisation by its id as entered, and otherwise notes a problem.
func (m *merging) find(field, entered string) *models.Employer {
	for i := range m.all {
		if strconv.FormatInt(m.all[i].ID, 10) == entered {
			return &m.all[i]
		}
	}
	key := "problem.merge.unknown"
	if entered == "" {
		key = "problem." + field + ".missing"
	}
	m.problems = append(m.problems, models.Problem{Field: field, Key: key})
	return nil
}

// showEmployers shows the list, with the form as it was sent when it has problems.
func (s *server) showEmployers(c echo.Context, status int, m *merging) error {
	base := s.base(c, m.series)
	gone, _ := strconv.ParseInt(c.QueryParam("merged"), 10, 64)
	return s.show(c, status, base.Language(), &pages.Employers{Base: base, All: m.all, Merged: gone, Merging: m.asked, Problems: m.problems})
}

// actorOf is who is signed in, as audit entries name them.
func actorOf(c echo.Context) string {
	return fmt.Sprintf("organiser:%d", organiserOf(c).ID)
}
