package handlers

import (
	"errors"
	"mime"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
)

const maxBody = 1 << 20 // bytes

// limitBody refuses bodies over maxBody: at once when the client says how long it is, otherwise while it is read.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > maxBody {
			return tooLarge(nil)
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(c.Response().Writer, r.Body, maxBody)
		}
		return next(c)
	}
}

func tooLarge(cause error) error {
	return &httpError{status: http.StatusRequestEntityTooLarge, key: "error.toolarge", cause: cause}
}

// readForm reads a posted form, and only what was posted: never the query. Nothing posted at all is an empty form.
func readForm(c echo.Context) (url.Values, error) {
	r := c.Request()
	declared := r.Header.Get(echo.HeaderContentType)
	if declared == "" && r.ContentLength == 0 {
		return url.Values{}, nil
	}
	if kind, _, err := mime.ParseMediaType(declared); err != nil || kind != echo.MIMEApplicationForm {
		return nil, &httpError{status: http.StatusUnsupportedMediaType, key: "error.mediatype", cause: err}
	}
	if err := r.ParseForm(); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return nil, tooLarge(err)
		}
		return nil, &httpError{status: http.StatusBadRequest, key: "error.request", cause: err}
	}
	return r.PostForm, nil
}
