package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// postOfficeUndo undoes an organiser's act on the registration that the path names.
func (s *server) postOfficeUndo(c echo.Context) error {
	a, err := s.officeAct(c, "undo")
	if err != nil {
		return err
	}
	act, err := strconv.ParseInt(value(a.form, "act"), 10, 64)
	if err != nil {
		return notFound()
	}
	organiser, series := organiserOf(c), a.registration.SeriesID
	may := func(session int64) bool { return organiser.May(models.MayRegister, series, session) }
	return s.answer(c, a, s.Store.Revert(c.Request().Context(), a.registration.ID, act, a.actor, may))
}

// postUndoCancelling undoes a cancellation of people who were chosen in the list, and goes back there.
func (s *server) postUndoCancelling(c echo.Context) error {
	series, err := s.anySeries(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	act, err := strconv.ParseInt(value(form, "act"), 10, 64)
	if err != nil {
		return notFound()
	}
	count, err := s.Store.RevertCancel(c.Request().Context(), series.Slug, act, actorOf(c))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, doneInList("/organiser/"+series.Slug+"/participants"+backToList(form), "done=undone&count="+strconv.Itoa(count)))
}

// doneInList is the list's address with what was done just now.
func doneInList(list, done string) string {
	if strings.Contains(list, "?") {
		return list + "&" + done
	}
	return list + "?" + done
}
