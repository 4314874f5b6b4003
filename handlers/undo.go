package handlers

import "github.com/labstack/echo/v4"

// postUndo keeps the seats that calendars declined: those of the places given, or all that the link covers.
func (s *server) postUndo(c echo.Context) error {
	holder, _, places, err := s.chosen(c)
	if err != nil {
		return err
	}
	if err := s.Store.Undo(c.Request().Context(), holder.holder(), places); err != nil {
		return s.refuseHolder(c, err)
	}
	return done(c, holder, doneUndone)
}
