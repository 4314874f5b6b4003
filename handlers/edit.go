package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

// postEdit keeps a participant's own answers to the questions that each person answers for themselves.
func (s *server) postEdit(c echo.Context) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	if holder.person == nil {
		return notFound()
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	answers := answersIn(form, holder.registration.Series)
	err = s.Store.AnswerPersonal(c.Request().Context(), holder.person.ID, answers)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Invalid {
		return s.showHolder(c, http.StatusUnprocessableEntity, holder, said{answers: answers, problems: refused.Problems})
	}
	if err != nil {
		return err
	}
	return done(c, holder, doneSaved)
}
