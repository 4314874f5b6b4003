package handlers

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/pages"
)

const codePath = "/organiser/sign-in/code"

// What a session holds between asking for a mailed code and entering it.
const (
	sessionCode      = "code"       // int64: what the code is tried under
	sessionCodeUntil = "code-until" // int64: until when that makes sense, in Unix seconds
)

// getCode is the form for an address or, once a code was asked for, that for both codes. ?again= asks for an address again.
func (s *server) getCode(c echo.Context) error {
	if _, err := s.loadSession(c); err != nil {
		return err
	}
	page := &pages.SignInCode{Next: local(c.QueryParam("next"))}
	if c.QueryParam("again") == "" {
		_, page.Asked = s.pendingCode(c)
	}
	return s.showCode(c, http.StatusOK, page)
}

// postCode asks for a code. Every address gets the same answer, so that nobody learns who is an organiser.
func (s *server) postCode(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	page := &pages.SignInCode{Next: local(value(form, "next")), Email: strings.TrimSpace(value(form, "email"))}
	if problem := emailProblem(page.Email); problem != "" {
		page.Problems = pages.Mistakes{{Field: "email", Key: problem}}
		return s.showCode(c, http.StatusUnprocessableEntity, page)
	}
	now := s.Store.Now()
	if err := s.codesOfClient.take(clientOf(c), now); err != nil {
		return err
	}
	if err := s.codesOfAddress.take(s.Tokens.Sameness(models.NormaliseEmail(page.Email)), now); err != nil {
		return err
	}
	ctx, err := s.loadSession(c)
	if err != nil {
		return err
	}
	id, err := s.Store.RequestCode(ctx, page.Email, s.languageOf(c, nil))
	if err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionCode, id)
	s.sessions.Put(ctx, sessionCodeUntil, now.Add(models.CodeValid).Unix())
	if err := s.saveSession(ctx, c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, codePath+"?"+url.Values{"next": {page.Next}}.Encode())
}

// postCodeCheck signs in with the mailed code and one of the app: with both or not at all. Which of the two was wrong is not
// told.
func (s *server) postCodeCheck(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	ctx, err := s.loadSession(c)
	if err != nil {
		return err
	}
	page := &pages.SignInCode{Next: local(value(form, "next")), Asked: true}
	id, ok := s.pendingCode(c)
	if !ok {
		page.Asked, page.Problems = false, pages.Mistakes{{Field: "email", Key: "problem.codes.over"}}
		return s.showCode(c, http.StatusUnprocessableEntity, page)
	}
	mailed, app := digits(value(form, "code")), digits(value(form, "app"))
	for field, given := range map[string]string{"code": mailed, "app": app} {
		if given == "" {
			page.Problems = append(page.Problems, models.Problem{Field: field, Key: "problem." + field + ".missing"})
		}
	}
	if len(page.Problems) > 0 {
		return s.showCode(c, http.StatusUnprocessableEntity, page)
	}
	settle, err := s.tryFactor(c, 0)
	if err != nil {
		return err
	}
	organiser, err := s.Store.SignInByCode(ctx, id, func(try *models.CodeTry) (int64, bool) {
		right := subtle.ConstantTimeCompare([]byte(mailed), []byte(s.Tokens.SignInCode(try.Nonce))) == 1
		step, ok := s.appStep(try.App, app)
		return step, ok && right
	})
	switch {
	case models.CodeOf(err) == models.Invalid:
		_ = s.notProved(c, err)
		page.Problems = pages.Mistakes{{Field: "code", Key: "problem.codes.wrong"}}
		return s.showCode(c, http.StatusUnprocessableEntity, page)
	case err != nil:
		return err
	}
	settle()
	if err := s.signIn(c, organiser, models.EventCode); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, page.Next)
}

// pendingCode is what a code is tried under that this browser asked for.
func (s *server) pendingCode(c echo.Context) (id int64, ok bool) {
	ctx := c.Request().Context()
	id = s.sessions.GetInt64(ctx, sessionCode)
	return id, id != 0 && s.Store.Now().Unix() < s.sessions.GetInt64(ctx, sessionCodeUntil)
}

func (s *server) showCode(c echo.Context, status int, page *pages.SignInCode) error {
	page.Base = s.base(c, nil)
	return s.show(c, status, page.Language(), page)
}

// digits is a code as entered, without the spaces and hyphens that people put in.
func digits(entered string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.TrimSpace(entered))
}
