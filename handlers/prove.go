package handlers

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

// provedFor is how long a proof of who somebody is lasts for dangerous acts.
const provedFor = 10 * time.Minute

const provePath = "/organiser/account/prove"

// keyProve is the key of the error of a program that is to prove again who is there.
const keyProve = "error.prove"

// proved comes after signedIn, before a dangerous act: whose last proof is older than provedFor gives it again first, and then
// comes back. Programs get Forbidden.
func (s *server) proved(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		since := time.Unix(s.sessions.GetInt64(c.Request().Context(), sessionProved), 0)
		if s.Store.Now().Sub(since) < provedFor {
			return next(c)
		}
		if s.programs[c.Path()] {
			return &models.Error{Code: models.Forbidden, Key: keyProve}
		}
		return c.Redirect(http.StatusSeeOther, provePath+"?"+url.Values{"next": {s.wayBack(c)}}.Encode())
	}
}

// proveAgain notes that the organiser who is signed in has just proved who they are. The session gets a new name.
func (s *server) proveAgain(c echo.Context) error {
	ctx := c.Request().Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionProved, s.Store.Now().Unix())
	return s.saveSession(ctx, c)
}

// getProve asks the organiser who is signed in for a factor again.
func (s *server) getProve(c echo.Context) error {
	return s.showProve(c, http.StatusOK, local(c.QueryParam("next")), nil)
}

// postProve takes a code of the organiser's app.
func (s *server) postProve(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	next, organiser := local(value(form, "next")), organiserOf(c)
	settle, err := s.tryFactor(c, organiser.ID)
	if err != nil {
		return err
	}
	code := digits(value(form, "app"))
	err = s.Store.UseAuthenticator(c.Request().Context(), organiser.ID, func(app *models.Authenticator) (int64, bool) {
		return s.appStep(app, code)
	})
	switch {
	case models.CodeOf(err) == models.Invalid:
		s.note(c, organiser.ID, models.EventRefused)
		return s.showProve(c, http.StatusUnprocessableEntity, next, pages.Mistakes{{Field: "app", Key: "problem.app.wrong"}})
	case err != nil:
		return err
	}
	settle()
	if err := s.proveAgain(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}

func (s *server) showProve(c echo.Context, status int, next string, problems pages.Mistakes) error {
	factors, err := s.Store.Factors(c.Request().Context(), organiserOf(c).ID)
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	page := &pages.Prove{Base: base, Next: next, Passkey: s.passkeys != nil && len(factors.Passkeys) > 0, App: factors.App != nil, Problems: problems}
	page.Provider, page.ProviderAway = s.offerProvider()
	return s.show(c, status, base.Language(), page)
}

// officePath is the back office's first page, where one goes who wanted to be nowhere else.
const officePath = "/organiser"

// local is a way back, as it came with a request: a page of the back office that is no step of signing in, and never another
// site. Anything else leads to the first page.
func local(given string) string {
	at, err := url.Parse(given)
	if err != nil || at.IsAbs() || at.Host != "" || at.User != nil || at.Opaque != "" || strings.ContainsFunc(given, func(r rune) bool { return r <= ' ' || r == '\\' || r > '~' }) {
		return officePath
	}
	path := at.Path
	if path != officePath && !strings.HasPrefix(path, officePath+"/") || strings.Contains(path, "//") || strings.Contains(path, "/..") ||
		strings.HasPrefix(path, officePath+"/sign-") || strings.HasPrefix(path, provePath) {
		return officePath
	}
	return (&url.URL{Path: path, RawQuery: at.RawQuery}).String()
}

// wayBack is where a request wanted to be: its own page or, when it was to change something, the page that it came from.
func (s *server) wayBack(c echo.Context) string {
	r := c.Request()
	if reads(r.Method) {
		return local(r.URL.RequestURI())
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host == "" || from.Scheme+"://"+from.Host != s.BaseURL && from.Host != r.Host {
		return officePath
	}
	return local(from.RequestURI())
}

// note writes an event of an organiser to the log: by number, without personal data.
func (s *server) note(c echo.Context, organiser int64, what models.EventKind) {
	s.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "organiser",
		slog.String("id", requestID(c)), slog.Int64("organiser", organiser), slog.String("event", string(what)))
}

// notProved writes to the log that somebody did not prove who they are, and why, and gives the error back.
func (s *server) notProved(c echo.Context, err error) error {
	s.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "sign-in refused", slog.String("id", requestID(c)), slog.String("error", err.Error()))
	return err
}
