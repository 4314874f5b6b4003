package handlers

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/pages"
)

// base is what every page has, for a page about that series or about none.
func (s *server) base(c echo.Context, series *models.Series) pages.Base {
	zone := s.zone
	if series != nil {
		zone = series.Location()
	}
	base := pages.Base{
		Printer: language.For(s.languageOf(c, series), zone),
		Now:     s.Store.Now(),
		Demo:    s.Demo,
		Series:  series,
	}
	if at := c.Request().URL; reads(c.Request().Method) && !strings.HasPrefix(at.Path, "//") { // that would be another site
		base.Path = at.RequestURI()
	}
	if base.Organiser = organiserOf(c); base.Organiser != nil {
		base.SignOut = "/organiser/sign-out"
		base.Tabs = tabs(c, &base)
	}
	return base
}

func reads(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// show answers with a page that is made for this visitor.
func (s *server) show(c echo.Context, status int, spoken string, page pages.Page) error {
	var body bytes.Buffer
	if err := s.renderer.Render(&body, page); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Language", spoken)
	return c.HTMLBlob(status, body.Bytes())
}

// view is a page to show, and until when it may be shown again; the zero time: until something is written.
type view struct {
	page     pages.Page
	language string
	until    time.Time
}

// showCached answers with a page that is the same for all who read its language.
func (s *server) showCached(c echo.Context, key pageKey, create func() (*view, error)) error {
	key.language = s.preference(c)
	return s.cached(c, key, func() (*document, error) {
		made, err := create()
		if err != nil {
			return nil, err
		}
		var body bytes.Buffer
		if err := s.renderer.Render(&body, made.page); err != nil {
			return nil, err
		}
		return &document{
			contentType: echo.MIMETextHTMLCharsetUTF8, language: made.language, body: body.Bytes(), until: made.until,
		}, nil
	})
}

// publicBase is the base of a page that is shown to everybody: the query of who asked first is not in it.
func (s *server) publicBase(c echo.Context, series *models.Series) pages.Base {
	base := s.base(c, series)
	base.Path = c.Request().URL.EscapedPath()
	return base
}

// newNonce names one showing of the form: 128 bits.
func newNonce() string {
	var nonce [16]byte
	_, _ = rand.Read(nonce[:]) // never fails
	return hex.EncodeToString(nonce[:])
}
