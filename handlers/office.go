package handlers

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// What the request's context keeps of a page of the back office.
const (
	organiserKey = "organiser" // *models.Organiser: who is signed in
	seriesKey    = "series"    // *models.Series that the path names
)

// office lets those pass who may do something where the path is: at its session, in its series, with its registration, or
// everywhere. Nobody gets to know of what they have no role for: for them it is not there.
func (s *server) office(act models.Permission) echo.MiddlewareFunc { return s.guard(act, false) }

// officePart is office for pages of a series that show the sessions which the organiser may see: see Organiser.MayAt.
func (s *server) officePart(act models.Permission) echo.MiddlewareFunc { return s.guard(act, true) }

func (s *server) guard(act models.Permission, part bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return s.signedIn(func(c echo.Context) error {
			if err := s.permit(c, organiserOf(c), act, part); err != nil {
				return err
			}
			return next(c)
		})
	}
}

// permit is NotFound for what the organiser has no role for, and Forbidden for what their role does not allow.
func (s *server) permit(c echo.Context, organiser *models.Organiser, act models.Permission, part bool) error {
	series, sessions, live, err := s.scope(c)
	if err != nil {
		return err
	}
	known, allowed := false, false
	for _, session := range sessions {
		known = known || organiser.Knows(series, session)
		allowed = allowed || organiser.May(act, series, session)
	}
	// A line at one's own session is enough to look; whoever changes a registration may do so wherever its people stand.
	if act == models.MayRegister {
		allowed = allowed && !slices.ContainsFunc(live, func(session int64) bool { return !organiser.May(act, series, session) })
	}
	if of, ok := c.Get(seriesKey).(*models.Series); ok && part {
		allowed = allowed || len(organiser.MayAt(act, of)) > 0
	}
	switch {
	case !known && series != 0:
		return notFound()
	case !allowed:
		return &models.Error{Code: models.Forbidden, Key: "error.permission"}
	}
	return nil
}

// scope is what the path is about: a series, or 0 for everything, and sessions of it, or 0 for the whole. Of a registration, live
// are those where its people stand now.
func (s *server) scope(c echo.Context) (series int64, sessions, live []int64, err error) {
	names := c.ParamNames()
	switch {
	case slices.Contains(names, "reference"):
		reference, err := referenceOf(c)
		if err != nil {
			return 0, nil, nil, err
		}
		return s.Store.RegistrationScope(c.Request().Context(), reference)
	case !slices.Contains(names, "series"):
		return 0, []int64{0}, nil, nil
	}
	of, err := s.anySeries(c)
	if err != nil {
		return 0, nil, nil, err
	}
	if !slices.Contains(names, "session") {
		return of.ID, []int64{0}, nil, nil
	}
	session, ok := of.Session(c.Param("session"))
	if !ok {
		return 0, nil, nil, notFound()
	}
	return of.ID, []int64{session.ID}, nil, nil
}

// organiserOf is who is signed in.
func organiserOf(c echo.Context) *models.Organiser {
	organiser, _ := c.Get(organiserKey).(*models.Organiser)
	return organiser
}

// officeTabs are the parts of a series in the back office, each with what its page needs.
var officeTabs = []struct {
	name, path string
	needs      models.Permission
	part       bool // some session is enough
}{
	{"sessions", "", models.MayLook, true},
	{"board", "/board", models.MayLook, true},
	{"participants", "/participants", models.MaySeeNames, true},
	{"organisations", "/organisations", models.MayRegister, false},
	{"answers", "/answers", models.MaySeeContacts, false},
	{"mailings", "/mailings", models.MayMail, true},
	{"letters", "/letters", models.MayMail, true},
	{"exports", "/exports", models.MaySeeSensitive, false},
	{"timetable", "/timetable", models.MayLook, true},
	{"edit", "/edit", models.MayEdit, false},
	{"people", "/people", models.MayInvite, false},
	{"audit", "/audit", models.MayAudit, false},
}

// tabs leads to the parts of a series that whoever is signed in may see. The present one is marked.
func tabs(c echo.Context, base *pages.Base) []pages.Tab {
	organiser := organiserOf(c)
	if organiser == nil || base.Series == nil {
		return nil
	}
	root := "/organiser/" + base.Series.Slug
	var shown []pages.Tab
	current, length := -1, 0
	for _, tab := range officeTabs {
		if !organiser.May(tab.needs, base.Series.ID, 0) && (!tab.part || len(organiser.MayAt(tab.needs, base.Series)) == 0) {
			continue
		}
		at := root + tab.path
		shown = append(shown, pages.Tab{Name: base.T("office.tab." + tab.name), URL: at})
		// The longest path that the page lies in is where it is.
		if here := c.Request().URL.Path; (here == at || strings.HasPrefix(here, at+"/")) && len(at) > length {
			current, length = len(shown)-1, len(at)
		}
	}
	if current >= 0 {
		shown[current].Current = true
	}
	return shown
}
