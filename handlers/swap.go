package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// postSwap moves the parties of the places given, or all that the link covers, to another session: at once when they fit
// there, and otherwise they keep what they have and wait. The page's form in which people are ticked says choose=yes.
func (s *server) postSwap(c echo.Context) error {
	holder, form, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	entered := pages.Swapping{Places: places, Session: value(form, "session")}
	var problems pages.Mistakes
	if len(places) == 0 && form.Get("choose") == "yes" {
		problems = append(problems, models.Problem{Field: "swapping", Key: "problem.swap.missing"})
	}
	if entered.Session == "" {
		problems = append(problems, models.Problem{Field: "session", Key: "problem.session.missing"})
	}
	if problems != nil {
		return s.showHolder(c, http.StatusUnprocessableEntity, holder, said{swapping: entered, problems: problems})
	}
	if err := s.Store.Swap(c.Request().Context(), holder.holder(), places, entered.Session); err != nil {
		return s.refuseHolder(c, err)
	}
	return s.doneSeeking(c, places, entered.Session, doneSwapped, doneWaits)
}
