package handlers

import (
	"net/http"
	"slices"
	"sync"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/language"
)

const languageCookieAge = 365 * 24 * 60 * 60 // seconds

// chooseLanguage keeps the language that ?lang= names in a cookie, the only one that visitors get.
func (s *server) chooseLanguage(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header()[echo.HeaderVary] = varyByLanguage
		if c.Request().URL.RawQuery == "" {
			return next(c)
		}
		if chosen := c.QueryParam("lang"); slices.Contains(models.Languages, chosen) {
			c.SetCookie(&http.Cookie{
				Name: s.cookieName("lang"), Value: chosen, Path: "/", MaxAge: languageCookieAge,
				Secure: s.https, HttpOnly: true, SameSite: http.SameSiteLaxMode,
			})
		}
		return next(c)
	}
}

var varyByLanguage = []string{"Accept-Language, Cookie"}

// preference is the language that the visitor asks for: ?lang=, then the cookie, then Accept-Language; empty: none of ours.
func (s *server) preference(c echo.Context) string {
	if c.Request().URL.RawQuery != "" {
		if chosen := c.QueryParam("lang"); slices.Contains(models.Languages, chosen) {
			return chosen
		}
	}
	if cookie, err := c.Cookie(s.cookieName("lang")); err == nil && slices.Contains(models.Languages, cookie.Value) {
		return cookie.Value
	}
	return s.accepted.language(c.Request().Header.Get("Accept-Language"))
}

// languageOf is the language of a page about a series: the visitor's preference, then the series' own.
func (s *server) languageOf(c echo.Context, series *models.Series) string {
	if preferred := s.preference(c); preferred != "" {
		return preferred
	}
	if series != nil {
		return language.Match(series.Language)
	}
	return language.Default
}

// cookieName is the name of a cookie as it is on this site: with the prefix that ties it to this host wherever that is
// possible, which is over TLS.
func (s *server) cookieName(name string) string {
	if s.https {
		return "__Host-" + name
	}
	return name
}

// acceptedLanguages remembers what Accept-Language headers come to, as browsers send few different ones and reading one
// costs more than the rest of a request.
type acceptedLanguages struct {
	mu    sync.RWMutex
	known map[string]string
}

// The bounds of what acceptedLanguages remembers.
const (
	maxAcceptHeaders = 1000
	maxAcceptLength  = 200
)

// language gives the first of our languages in the header, or empty when it has none.
func (a *acceptedLanguages) language(header string) string {
	if header == "" {
		return ""
	}
	a.mu.RLock()
	found, ok := a.known[header]
	a.mu.RUnlock()
	if ok {
		return found
	}
	// What the header does not decide, the last preference does: then the two differ.
	if chosen := language.Match(header, models.Languages[0]); chosen == language.Match(header, models.Languages[1]) {
		found = chosen
	}
	if len(header) <= maxAcceptLength {
		a.mu.Lock()
		if a.known == nil || len(a.known) >= maxAcceptHeaders {
			a.known = map[string]string{}
		}
		a.known[header] = found
		a.mu.Unlock()
	}
	return found
}
