package handlers

import "github.com/labstack/echo/v4"

// postSplit lets a group that waits together wait as people on their own. Only the contact decides that.
func (s *server) postSplit(c echo.Context) error {
	holder, err := s.held(c)
	if err != nil {
		return err
	}
	if holder.person != nil {
		return notFound()
	}
	if err := s.Store.Split(c.Request().Context(), holder.registration.ID); err != nil {
		return err
	}
	return done(c, holder, doneSplit)
}
