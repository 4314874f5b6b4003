package handlers

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"vonk/models"
	"vonk/templates/pages"
)

const appPath = accountPath + "/app"

// The codes of an app, as every app makes them (RFC 6238).
const (
	appPeriod = 30 // seconds
	appSkew   = 1  // steps before and after this one, as clocks differ
)

// sessionApp is where a session keeps the secret of an app that is not proved yet: []byte, sealed.
const sessionApp = "app"

// getApp is the page on which an organiser begins to use an app and, once begun, proves it.
func (s *server) getApp(c echo.Context) error {
	return s.showApp(c, http.StatusOK, local(c.QueryParam("next")), nil)
}

// postAppBegin makes a secret, which counts for nothing until a code of it was entered.
func (s *server) postAppBegin(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	organiser := organiserOf(c)
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Vonk", AccountName: organiser.Email, Period: appPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return err
	}
	sealed, err := s.sealApp(organiser.ID, key.Secret())
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	s.sessions.Put(ctx, sessionApp, sealed)
	if err := s.saveSession(ctx, c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, withNext(appPath, local(value(form, "next"))))
}

// postApp keeps the app when the code that it shows is right.
func (s *server) postApp(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	ctx, organiser, next := c.Request().Context(), organiserOf(c), local(value(form, "next"))
	sealed := s.sessions.GetBytes(ctx, sessionApp)
	if len(sealed) == 0 {
		return c.Redirect(http.StatusSeeOther, withNext(appPath, next))
	}
	settle, err := s.tryFactor(c, organiser.ID)
	if err != nil {
		return err
	}
	app := models.Authenticator{OrganiserID: organiser.ID, Secret: sealed}
	code := digits(value(form, "app"))
	step, ok := s.appStep(&app, code)
	if !ok {
		key := "problem.app.wrong"
		if code == "" {
			key = "problem.app.missing"
		}
		return s.showApp(c, http.StatusUnprocessableEntity, next, pages.Mistakes{{Field: "app", Key: key}})
	}
	settle()
	app.Step = step
	if err := s.Store.AddAuthenticator(ctx, app); err != nil {
		return err
	}
	s.sessions.Remove(ctx, sessionApp)
	if err := s.saveSession(ctx, c); err != nil {
		return err
	}
	s.note(c, organiser.ID, models.EventAppAdded)
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=app-added")
}

// getRemoveApp asks whether to remove the app.
func (s *server) getRemoveApp(c echo.Context) error {
	factors, err := s.Store.Factors(c.Request().Context(), organiserOf(c).ID)
	if err != nil {
		return err
	}
	if factors.App == nil {
		return notFound()
	}
	base := s.base(c, nil)
	return s.show(c, http.StatusOK, base.Language(), &pages.RemoveFactor{Base: base, Action: c.Request().URL.Path})
}

// postRemoveApp removes it.
func (s *server) postRemoveApp(c echo.Context) error {
	organiser := organiserOf(c)
	if err := s.Store.RemoveAuthenticator(c.Request().Context(), organiser.ID); err != nil {
		return err
	}
	s.note(c, organiser.ID, models.EventAppRemoved)
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=app-removed")
}

// showApp shows the secret that the session holds, as a picture to scan and as text to type.
func (s *server) showApp(c echo.Context, status int, next string, problems pages.Mistakes) error {
	ctx, organiser := c.Request().Context(), organiserOf(c)
	factors, err := s.Store.Factors(ctx, organiser.ID)
	if err != nil {
		return err
	}
	base := s.base(c, nil)
	page := &pages.NewApp{Base: base, Next: next, Replaces: factors.App != nil, Email: organiser.Email, Problems: problems}
	if sealed := s.sessions.GetBytes(ctx, sessionApp); len(sealed) > 0 {
		secret, err := s.Tokens.Open(appLabel(organiser.ID), sealed)
		if err != nil {
			return err
		}
		page.Secret = string(secret)
	}
	return s.show(c, status, base.Language(), page)
}

// sealApp encrypts an app's secret for its organiser alone.
func (s *server) sealApp(organiser int64, secret string) ([]byte, error) {
	var nonce [models.SealNonce]byte
	_, _ = rand.Read(nonce[:]) // never fails
	return s.Tokens.Seal(appLabel(organiser), nonce, []byte(secret))
}

func appLabel(organiser int64) string { return fmt.Sprintf("app %d", organiser) }

// appStep finds the time step of an app's code: this one, or one next to it that was not used yet.
func (s *server) appStep(app *models.Authenticator, code string) (step int64, ok bool) {
	if app == nil {
		return 0, false
	}
	secret, err := s.Tokens.Open(appLabel(app.OrganiserID), app.Secret)
	if err != nil {
		return 0, false
	}
	now := s.Store.Now().Unix() / appPeriod
	for at := now - appSkew; at <= now+appSkew; at++ {
		right, err := hotp.ValidateCustom(code, uint64(at), string(secret), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right && at > app.Step {
			step, ok = at, true
		}
	}
	return step, ok
}

// withNext is an address of ours with the way back.
func withNext(path, next string) string {
	if next == officePath {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}
