package handlers

import (
	"net/http"
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

// getFavicon answers browsers that show what has no icon of its own, as a mail's preview, and ask for one by its old name.
func (s *server) getFavicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, static.Path("favicon.svg"))
}
