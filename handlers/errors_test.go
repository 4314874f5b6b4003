package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

func TestEveryErrorHasOneStatus(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		key    string
	}{
		{&models.Error{Code: models.Invalid, Key: "k"}, 422, "k"},
		{&models.Error{Code: models.Conflict, Key: "k"}, 409, "k"},
		{&models.Error{Code: models.NotFound, Key: "k"}, 404, "k"},
		{&models.Error{Code: models.Forbidden, Key: "k"}, 403, "k"},
		{&models.Error{Code: models.Gone, Key: "k"}, 410, "k"},
		{&models.Error{Code: models.Unavailable, Key: "k"}, 503, "k"},
		{&models.Error{Code: models.Internal, Key: "k"}, 500, "error.internal"},
		{&models.Error{Code: "made up", Key: "k"}, 500, "error.internal"},
		{fmt.Errorf("wrapped: %w", &models.Error{Code: models.Gone, Key: "k"}), 410, "k"},
		{echo.ErrNotFound, 404, "error.notfound"},
		{fmt.Errorf("wrapped: %w", echo.ErrMethodNotAllowed), 405, "error.method"},
		{echo.ErrStatusRequestEntityTooLarge, 413, "error.toolarge"},
		{echo.ErrUnsupportedMediaType, 415, "error.mediatype"},
		{echo.ErrBadRequest, 400, "error.request"},
		{echo.ErrTeapot, 418, "error.request"},
		{echo.ErrInternalServerError, 500, "error.internal"},
		{&httpError{status: 429, key: "error.toomany"}, 429, "error.toomany"},
		{fmt.Errorf("late: %w", context.DeadlineExceeded), 503, "error.database.unavailable"},
		{errors.New("anything"), 500, "error.internal"},
		{&panicError{value: "anything"}, 500, "error.internal"},
	} {
		if got := answerTo(test.err); got.status != test.status || got.key != test.key {
			t.Errorf("%v is %d %s, want %d %s", test.err, got.status, got.key, test.status, test.key)
		}
	}
}

// failing is a site with routes that fail in a given way.
func failing(t *testing.T, err error) *site {
	t.Helper()
	s := newSite(t, storetest.SQLite(t))
	fail := func(echo.Context) error {
		if err == nil {
			panic("geheim uit een crash")
		}
		return err
	}
	s.echo.GET("/fails/now", fail)
	s.echo.GET("/fails/half", func(c echo.Context) error {
		if _, err := c.Response().Write([]byte("half")); err != nil {
			return err
		}
		return fail(c)
	})
	return s
}

func TestFaultOfOursIsAPlainPageWithAReference(t *testing.T) {
	for rule, err := range map[string]error{"panic": nil, "error": errors.New("geheim uit een fout")} {
		t.Run(rule, func(t *testing.T) {
			s := failing(t, err)
			w := s.get("/fails/now")
			wantStatus(t, w, http.StatusInternalServerError)
			reference := w.Header().Get("X-Request-Id")
			wantText(t, w, reference)
			wantText(t, w, nl("error.internal"))
			if strings.Contains(w.Body.String(), "geheim") || strings.Contains(w.Body.String(), "goroutine") {
				t.Error("the page tells details")
			}
			log := s.log.String()
			if !strings.Contains(log, "geheim") || strings.Count(log, reference) < 2 || !strings.Contains(log, `"level":"ERROR"`) {
				t.Errorf("the log lacks the details: %s", log)
			}
			if (err == nil) != strings.Contains(log, "errors_test.go") {
				t.Errorf("the stack of a panic, and no other, belongs in the log: %s", log)
			}
		})
	}
}

func TestHalfAnAnswerIsBrokenOff(t *testing.T) {
	s := failing(t, errors.New("halfway"))
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the connection was not broken off")
		}
		if log := s.log.String(); !strings.Contains(log, "halfway") || !strings.Contains(log, `"msg":"request"`) {
			t.Errorf("the log is %s", log)
		}
	}()
	s.get("/fails/half")
}

func TestDatabaseAwayIsUnavailableWithATimeToRetry(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	if _, err := h.SQL(t).ExecContext(t.Context(), "DROP TABLE seats"); err != nil {
		t.Fatal(err)
	}
	unknown := s.post("/sample/register", form())
	wantStatus(t, unknown, http.StatusInternalServerError) // a database without its tables is our fault

	s = failing(t, &models.Error{Code: models.Unavailable, Key: "error.database.full", Args: map[string]any{"Database": "/geheim/pad.db"}})
	w := s.get("/fails/now")
	wantStatus(t, w, http.StatusServiceUnavailable)
	wantText(t, w, nl("error.database.full"))
	if w.Header().Get("Retry-After") != "10" {
		t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	if strings.Contains(w.Body.String(), "geheim") {
		t.Error("the page tells where the database is")
	}
}

func TestProgramsGetProblemDetails(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	for target, want := range map[string]int{
		"/geen/availability": 404, "/organiser/sample/zwolle/attendees.json": 403,
	} {
		w := s.get(target)
		wantStatus(t, w, want)
		wantProblem(t, w.Header(), w.Body.Bytes(), want)
	}
	w := s.do(http.MethodDelete, "/healthz", nil)
	wantStatus(t, w, http.StatusMethodNotAllowed)
	wantProblem(t, w.Header(), w.Body.Bytes(), http.StatusMethodNotAllowed)
}

func wantProblem(t *testing.T, headers http.Header, body []byte, status int) {
	t.Helper()
	if kind := headers.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("the content type is %q", kind)
	}
	var problem struct {
		Type, Title, Detail, Reference string
		Status                         int
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if problem.Type != "about:blank" || problem.Title != http.StatusText(status) || problem.Status != status || problem.Detail == "" || problem.Reference == "" {
		t.Errorf("the problem is %+v", problem)
	}
}

func TestHealthNeedsNoDatabaseAndReadinessDoes(t *testing.T) {
	h := storetest.SQLite(t)
	opened, err := store.Open(t.Context(), store.Options{Database: h.Database})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, h, func(o *Options) { o.Store = opened })
	wantStatus(t, s.get("/healthz"), http.StatusOK)
	wantStatus(t, s.get("/readyz"), http.StatusOK)
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s.get("/healthz"), http.StatusOK)
	wantStatus(t, s.get("/readyz"), http.StatusServiceUnavailable)
}

func TestSecurityTxtIsValidForLessThanAYear(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	read := func() map[string]string {
		w := s.get("/.well-known/security.txt")
		wantStatus(t, w, http.StatusOK)
		if kind := w.Header().Get("Content-Type"); !strings.EqualFold(kind, "text/plain; charset=utf-8") {
			t.Errorf("the content type is %q", kind)
		}
		fields := map[string]string{}
		for line := range strings.Lines(w.Body.String()) {
			name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			if !ok {
				t.Errorf("%q is no field", line)
			}
			fields[name] = value
		}
		return fields
	}
	if contact := read()["Contact"]; contact != "http://vonk.example/privacy" {
		t.Errorf("without a series the contact is %q", contact)
	}
	h.Sample(t, 10)
	fields := read()
	if fields["Contact"] != "mailto:organiser@vonk.example" || fields["Canonical"] != "http://vonk.example/.well-known/security.txt" {
		t.Errorf("the fields are %v", fields)
	}
	expires, err := time.Parse(time.RFC3339, fields["Expires"])
	if left := expires.Sub(h.Now()); err != nil || left < 24*time.Hour || left > 365*24*time.Hour {
		t.Errorf("it expires at %q: %v", fields["Expires"], err)
	}
}

func TestRobotsMayReadCalendarsAndNoPrivatePage(t *testing.T) {
	w := newSite(t, storetest.SQLite(t)).get("/robots.txt")
	wantStatus(t, w, http.StatusOK)
	for _, line := range []string{"Allow: /calendar/\n", "Disallow: /my\n", "Disallow: /organiser\n"} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("robots.txt lacks %q", line)
		}
	}
}

func TestSiteNeedsAnAddress(t *testing.T) {
	for _, address := range []string{"", "vonk.example", "/pad", "ftp://vonk.example", "https://vonk.example/pad"} {
		if _, err := New(Options{BaseURL: address}); models.CodeOf(err) != models.Invalid {
			t.Errorf("%q gives %v", address, err)
		}
	}
}
