package handlers

import "github.com/labstack/echo/v4"

// postSplit lets a group that waits together wait as people on their own, also where it has seats elsewhere. Only the contact
// decides that.
func (s *server) postSplit(c echo.Context) error {
	holder, _, _, err := s.chosen(c)
	if err != nil {
		return err
	}
	if holder.person != nil {
		return notFound()
	}
	if err := s.Store.Split(c.Request().Context(), holder.registration.ID); err != nil {
		return s.refuseHolder(c, err)
	}
	return done(c, holder, doneSplit)
}
