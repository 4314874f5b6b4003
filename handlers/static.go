package handlers

import (
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/static"
)

// getStatic serves the style sheet, the script and the icons.
func (s *server) getStatic(c echo.Context) error {
	at := c.Request().URL.Path
	if strings.Contains(at, "//") || static.Path(path.Base(at)) != at {
		return notFound()
	}
	s.files.ServeHTTP(c.Response(), c.Request())
	return nil
}
