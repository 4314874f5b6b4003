package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// securityTxtLife is how long a security.txt is valid: less than the year that RFC 9116, 2.5.5 advises.
const securityTxtLife = 180 * 24 * time.Hour

// getSecurityTxt tells where to report a vulnerability (RFC 9116): to those who answer for the series that are published.
func (s *server) getSecurityTxt(c echo.Context) error {
	agenda, err := s.Store.Agenda(c.Request().Context())
	if err != nil {
		return err
	}
	var text strings.Builder
	known := map[string]bool{}
	for _, series := range agenda {
		contact := series.Privacy.OfficerEmail
		if contact == "" {
			contact = series.OrganiserEmail
		}
		if contact != "" && !known[contact] {
			known[contact] = true
			text.WriteString("Contact: mailto:" + contact + "\n")
		}
	}
	if len(known) == 0 {
		text.WriteString("Contact: " + s.BaseURL + "/privacy\n")
	}
	expires := s.Store.Now().Truncate(24 * time.Hour).Add(securityTxtLife)
	text.WriteString("Expires: " + expires.Format(time.RFC3339) + "\n")
	text.WriteString("Preferred-Languages: nl, en\n")
	text.WriteString("Canonical: " + s.BaseURL + "/.well-known/security.txt\n")
	return c.String(http.StatusOK, text.String())
}
