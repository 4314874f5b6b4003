package handlers

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
)

// observe gives the request an id, turns whatever goes wrong into an answer, and writes the access line. The line holds
// the route's pattern and never the path, which may hold a token; no address, no query, no personal data.
func (s *server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		started := time.Now()
		id := rand.Text()
		c.Response().Header()[echo.HeaderXRequestID] = []string{id}
		defer func() {
			s.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
				slog.String("id", id),
				slog.String("method", knownMethod(c.Request().Method)),
				slog.String("route", c.Path()),
				slog.Int("status", c.Response().Status),
				slog.Int64("bytes", c.Response().Size),
				slog.Duration("duration", time.Since(started)))
		}()
		if err := caught(next, c); err != nil {
			s.fail(err, c)
		}
		return nil
	}
}

// requestID is the id that observe gave.
func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// knownMethod keeps what a client makes up out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return method
	}
	return "other"
}

// panicError is a panic on its way to the log.
type panicError struct {
	value any
	stack []byte
}

// Error implements error.
func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// caught runs the handler and turns a panic into an error, except the one that asks to break off the connection.
func caught(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		if value := recover(); value != nil {
			if value == http.ErrAbortHandler {
				panic(value)
			}
			err = &panicError{value: value, stack: debug.Stack()}
		}
	}()
	return next(c)
}
