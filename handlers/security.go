package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// contentPolicy lets a page use what this site serves and nothing else; nothing inline, no frames, no other site.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// securityHeaders are on every answer, errors included. The slices are shared by all answers and never written to.
func securityHeaders(https bool) http.Header {
	headers := http.Header{
		echo.HeaderContentSecurityPolicy: {contentPolicy},
		echo.HeaderXContentTypeOptions:   {"nosniff"},
		echo.HeaderXFrameOptions:         {"DENY"},
		echo.HeaderReferrerPolicy:        {"same-origin"},
		"Cross-Origin-Opener-Policy":     {"same-origin"},
		"Cross-Origin-Resource-Policy":   {"same-origin"},
		"Permissions-Policy":             {"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
	}
	if https {
		headers[echo.HeaderStrictTransportSecurity] = []string{"max-age=31536000"}
	}
	return headers
}

// secure sets the security headers and refuses writes that another site sent.
func (s *server) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		headers := c.Response().Header()
		for name, values := range s.headers {
			headers[name] = values
		}
		if private(c.Path()) {
			headers.Set(echo.HeaderCacheControl, "no-store")
		}
		if err := s.origins.Check(c.Request()); err != nil {
			return &httpError{status: http.StatusForbidden, key: "error.forbidden", cause: err}
		}
		return next(c)
	}
}

// private says that what a route shows is somebody's own.
func private(route string) bool {
	return route == "/my" || strings.HasPrefix(route, "/my/") || strings.HasPrefix(route, "/organiser") || strings.HasPrefix(route, "/unsubscribe/") || strings.HasPrefix(route, "/export/") || strings.HasPrefix(route, "/door/") ||
		strings.HasPrefix(route, "/numbers/")
}
