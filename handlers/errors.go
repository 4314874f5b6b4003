package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/pages"
)

// httpError is a failure of the protocol: what models.Error is for the rules. Key is a translation key.
type httpError struct {
	status int
	key    string
	retry  time.Duration // more than 0: when it makes sense to try again
	cause  error         // for the log, never shown
}

// Error implements error.
func (e *httpError) Error() string {
	text := strconv.Itoa(e.status) + " " + e.key
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *httpError) Unwrap() error { return e.cause }

// notFound is the answer to every bad or unknown address.
func notFound() error { return &models.Error{Code: models.NotFound, Key: "error.notfound"} }

// keySignIn is the key of the error of whoever opens the back office without being signed in.
const keySignIn = "error.signin"

// clientGone is the status in the log of a request whose client did not wait for the answer.
const clientGone = 499

// retryUnavailable is when a client may try again after the database was away.
const retryUnavailable = 10 * time.Second

// answer is what a person or a program gets to know of an error.
type answer struct {
	status int
	key    string
	args   map[string]any
	retry  time.Duration
}

// answerTo is the one place that decides what an error is to the outside. Whatever it does not know is a fault of ours.
func answerTo(err error) answer {
	var known *models.Error
	var refused *httpError
	var echoed *echo.HTTPError
	switch {
	case errors.As(err, &known):
		return answerToModel(known)
	case errors.As(err, &refused):
		return answer{status: refused.status, key: refused.key, retry: refused.retry}
	case errors.Is(err, context.DeadlineExceeded):
		return answer{status: http.StatusServiceUnavailable, key: "error.database.unavailable", retry: retryUnavailable}
	case errors.As(err, &echoed):
		return answerToEcho(echoed)
	}
	return answer{status: http.StatusInternalServerError, key: "error.internal"}
}

func answerToModel(err *models.Error) answer {
	found := answer{key: err.Key, args: err.Args}
	switch err.Code {
	case models.Invalid:
		found.status = http.StatusUnprocessableEntity
	case models.Conflict:
		found.status = http.StatusConflict
	case models.NotFound:
		found.status = http.StatusNotFound
	case models.Forbidden:
		found.status = http.StatusForbidden
	case models.Gone:
		found.status = http.StatusGone
	case models.Unavailable:
		found.status, found.retry = http.StatusServiceUnavailable, retryUnavailable
	default:
		found = answer{status: http.StatusInternalServerError, key: "error.internal"}
	}
	return found
}

func answerToEcho(err *echo.HTTPError) answer {
	switch err.Code {
	case http.StatusNotFound:
		return answer{status: err.Code, key: "error.notfound"}
	case http.StatusMethodNotAllowed:
		return answer{status: err.Code, key: "error.method"}
	case http.StatusRequestEntityTooLarge:
		return answer{status: err.Code, key: "error.toolarge"}
	case http.StatusUnsupportedMediaType:
		return answer{status: err.Code, key: "error.mediatype"}
	}
	if err.Code >= 400 && err.Code < 500 {
		return answer{status: err.Code, key: "error.request"}
	}
	return answer{status: http.StatusInternalServerError, key: "error.internal"}
}

// fail answers a request that ended in an error.
func (s *server) fail(err error, c echo.Context) {
	if errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil {
		c.Response().Status = clientGone
		return
	}
	found := answerTo(err)
	s.report(err, found, c)
	if c.Response().Committed {
		panic(http.ErrAbortHandler) // half an answer must not look whole
	}
	if found.retry > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(found.retry.Seconds()))))
	}
	for _, name := range []string{headerETag, echo.HeaderContentDisposition, echo.HeaderContentLength} { // of what failed
		c.Response().Header().Del(name)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if s.programs[c.Path()] {
		err = s.problemJSON(c, found)
	} else {
		err = s.errorPage(c, found)
	}
	if err != nil && !c.Response().Committed {
		_ = c.String(http.StatusInternalServerError, requestID(c))
	}
}

// report logs what is a fault of ours, or of the database. What visitors do wrong stands in the access line alone.
func (s *server) report(err error, found answer, c echo.Context) {
	if found.status < http.StatusInternalServerError {
		return
	}
	attributes := []slog.Attr{
		slog.String("id", requestID(c)),
		slog.String("route", c.Path()),
		slog.String("error", err.Error()),
	}
	var crash *panicError
	if errors.As(err, &crash) {
		attributes = append(attributes, slog.String("stack", string(crash.stack)))
	}
	s.Log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed", attributes...)
}

// errorPage answers a person. The reference helps to find the log's entry.
func (s *server) errorPage(c echo.Context, found answer) error {
	base := s.base(c, nil)
	if found.key == keySignIn {
		return s.showSignIn(c, found.status, s.wayBack(c))
	}
	page := &pages.Failure{Base: base, Status: found.status, Key: found.key, Args: found.args}
	if found.status >= http.StatusInternalServerError {
		page.Reference = requestID(c)
	}
	return s.show(c, found.status, base.Language(), page)
}

// problemJSON answers a program by RFC 9457.
func (s *server) problemJSON(c echo.Context, found answer) error {
	printer := language.For(s.languageOf(c, nil), nil)
	body, err := json.Marshal(map[string]any{
		"type":      "about:blank",
		"title":     http.StatusText(found.status),
		"status":    found.status,
		"detail":    printer.T(found.key, found.args),
		"reference": requestID(c),
	})
	if err != nil {
		return err
	}
	return c.Blob(found.status, "application/problem+json", body)
}
