package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// robots keeps crawlers away from private pages. Calendar services obey it too, and need the feeds.
const robots = `User-agent: *
Allow: /calendar/
Disallow: /my
Disallow: /organiser
Disallow: /numbers/
`

// getRobots is robots.txt.
func (s *server) getRobots(c echo.Context) error { return c.String(http.StatusOK, robots) }
