package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// editPage shows the form of a part of a series: what the path names of it, or something new.
func (s *server) editPage(name string, fresh bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		e, err := s.editing(c, name, fresh)
		if err != nil {
			return err
		}
		return s.showEdit(c, http.StatusOK, e, "")
	}
}

// editPost saves the form of a part of a series, or does what a button of it asks for.
func (s *server) editPost(name string, fresh bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := readForm(c)
		if err != nil {
			return err
		}
		e, err := s.editing(c, name, fresh)
		if err != nil {
			return err
		}
		if err := e.take(form); err != nil {
			return err
		}
		button := value(form, "do")
		if e.press(button) {
			return s.showEdit(c, http.StatusOK, e, button)
		}
		consent := models.Quietly
		if value(form, "confirm") == "yes" {
			consent = models.Aloud
		}
		done, err := s.Store.Edit(c.Request().Context(), e.series.Slug, actorOf(c), consent, e.apply)
		var meanwhile *versionsError
		switch {
		case errors.As(err, &meanwhile):
			return s.showVersions(c, e, meanwhile)
		case err != nil:
			if err := e.refused(err); err != nil {
				return err
			}
			return s.showEdit(c, http.StatusUnprocessableEntity, e, "")
		case !done.Done:
			return s.showMails(c, e, done)
		}
		return c.Redirect(http.StatusSeeOther, e.path()+"?saved=1")
	}
}

// editing is the form of the part that the path names.
func (s *server) editing(c echo.Context, name string, fresh bool) (*editing, error) {
	series, err := s.anySeries(c)
	if err != nil {
		return nil, err
	}
	return newEditing(part{name: name, key: cmp.Or(c.Param("session"), c.Param("question")), fresh: fresh}, series)
}

// path is the address of the form; of something new, that which it has once it is saved.
func (e *editing) path() string {
	root := "/organiser/" + e.series.Slug + "/edit"
	switch e.name {
	case partBasics:
		return root
	case partSession:
		return root + "/sessions/" + cmp.Or(e.key, e.values["slug"])
	case partQuestion:
		return root + "/questions/" + cmp.Or(e.key, e.values["key"])
	}
	return root + "/" + e.name
}

// action is where the form posts to.
func (e *editing) action() string {
	path := e.path()
	if e.fresh {
		return path[:strings.LastIndexByte(path, '/')] + "/new"
	}
	return path
}

// showEdit shows a form. A session's planning is looked at as it was entered.
func (s *server) showEdit(c echo.Context, status int, e *editing, button string) error {
	base := s.base(c, e.series)
	page := &pages.Edit{
		Base: base, Part: e.name, Fresh: e.fresh, Key: e.key, Action: e.action(), Values: e.values, Revision: e.revision, Mark: e.mark,
		Problems: e.problems, Saved: c.QueryParam("saved") != "",
	}
	for _, problem := range e.problems {
		page.Over = page.Over || problem.Key == "problem.edit.taken"
	}
	page.Doubts = e.doubts(&base)
	if e.name == partSession {
		if stored, ok := e.series.Session(e.key); ok {
			page.Seated = stored.Confirmed
		}
		if err := s.plan(c, e, page, button); err != nil {
			return err
		}
	}
	return s.show(c, status, base.Language(), page)
}

// doubts are what is doubtful about the part as it was entered. What is about a session's planning is told as that.
func (e *editing) doubts(base *pages.Base) (all []string) {
	series, reading := e.series.Clone(), *e
	_ = reading.read(series)
	_, found := series.Review()
	for _, doubt := range found {
		planning := strings.HasPrefix(doubt.Key, "doubt.day.") || doubt.Key == "doubt.programme.late"
		mine := strings.HasPrefix(doubt.Field, reading.at)
		if e.name == partHolidays {
			mine = strings.HasPrefix(doubt.Key, "doubt.day.")
		} else if planning {
			continue
		}
		if e.name == partBasics {
			mine = strings.HasPrefix(doubt.Field, "series.registration.")
		}
		if mine {
			all = append(all, base.Doubt(doubt))
		}
	}
	return all
}

// plan finds what the session that was entered collides with, and when it could be instead.
func (s *server) plan(c echo.Context, e *editing, page *pages.Edit, button string) error {
	all, err := s.Store.AllSeries(c.Request().Context())
	if err != nil {
		return err
	}
	series := e.series.Clone()
	reading := *e
	_ = reading.read(series) // what cannot be read is told when the form is saved
	session := at0(series, reading.at)
	if session == nil {
		return nil
	}
	findings := series.SessionConflicts(session, all)
	page.Checked = button == "check"
	dated := false
	for _, finding := range findings {
		conflict := pages.Conflict{Text: sentenceOf(c, &page.Base, finding)}
		if finding.Item >= 0 {
			row := finding.Item + 1
			if kept := reading.rows["programme"]; finding.Item < len(kept) {
				row = kept[finding.Item]
			}
			conflict.Href = "#programme-" + itoa(row) + "-at"
		}
		page.Findings = append(page.Findings, conflict)
		switch finding.Key {
		case "conflict.early", "conflict.late", "conflict.overlap":
		default:
			dated = true
		}
	}
	if !dated {
		return nil
	}
	slot, ok := series.Proposal(session, all)
	if !ok {
		return nil
	}
	if button != "slot" {
		page.Slot = slot
		return nil
	}
	zone := series.Location()
	e.values["starts"] = slot.In(zone).Format(models.LocalLayout)
	e.values["ends"] = sameLength(session, slot, zone).Format(models.LocalLayout)
	return s.plan(c, e, clearPlan(page), "check")
}

// clearPlan is the page without what was found about another day.
func clearPlan(page *pages.Edit) *pages.Edit {
	page.Findings, page.Slot = nil, time.Time{}
	return page
}

// sameLength is when a session ends that is moved to a slot, at the same time of the day.
func sameLength(session *models.Session, slot time.Time, zone *time.Location) time.Time {
	starts, ends := models.Wall(session.Starts, zone), models.Wall(session.Ends, zone)
	return models.Wall(slot, zone).Add(ends.Sub(starts))
}

// at0 is the session of a path of a definition.
func at0(series *models.Series, path string) *models.Session {
	var i int
	if _, err := fmt.Sscanf(path, "sessions[%d]", &i); err != nil || i >= len(series.Sessions) {
		return nil
	}
	return &series.Sessions[i]
}

// sentenceOf writes a finding. Of a series that the organiser has no role in, nothing is told but that it is in the way.
func sentenceOf(c echo.Context, base *pages.Base, finding models.Finding) string {
	if finding.Other != 0 && !organiserOf(c).Knows(finding.Other, 0) {
		finding.Key += ".elsewhere"
	}
	return base.Finding(finding)
}

// showVersions shows what was entered beside what a colleague saved meanwhile. Nothing is lost, and nothing saved.
func (s *server) showVersions(c echo.Context, e *editing, meanwhile *versionsError) error {
	base := s.base(c, e.series)
	page := &pages.EditVersions{Theirs: meanwhile.theirs, Was: e.mark, Edit: pages.Edit{
		Base: base, Part: e.name, Key: e.key, Action: e.action(), Values: e.values, Revision: meanwhile.revision, Mark: meanwhile.theirs.Mark(),
	}}
	return s.show(c, http.StatusConflict, base.Language(), page)
}

// showMails asks whether people are to be mailed, which saving does.
func (s *server) showMails(c echo.Context, e *editing, done *models.Edited) error {
	base := s.base(c, e.series)
	page := &pages.EditConfirm{
		Base: base, Heading: base.T("edit.mails.title"), Lead: base.T("edit.mails.lead"), Effects: base.Mailing(done.Mails),
		Action: e.action(), Submit: base.T("edit.mails.submit"), Back: pages.Link{Name: base.T("edit.back"), URL: e.action()},
		Hidden: append(e.values.Entered(), pages.Field{Name: "confirm", Value: "yes"}, pages.Field{Name: "mark", Value: e.mark},
			pages.Field{Name: "revision", Value: fmt.Sprint(e.revision)}),
	}
	if e.overbook {
		page.Hidden = append(page.Hidden, pages.Field{Name: "overbook", Value: "yes"})
	}
	return s.show(c, http.StatusOK, base.Language(), page)
}

// editList lists the sessions or questions of a series.
func (s *server) editList(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		series, err := s.anySeries(c)
		if err != nil {
			return err
		}
		base := s.base(c, series)
		return s.show(c, http.StatusOK, base.Language(), &pages.EditList{Base: base, Part: name, Deleted: c.QueryParam("deleted") != ""})
	}
}
