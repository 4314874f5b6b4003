package handlers

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/models/store/storetest"
)

// site is a site over a store of the test's own, with what it logged.
type site struct {
	*storetest.Harness
	echo   *echo.Echo
	tokens models.Tokens
	log    *logbook
}

// logbook keeps a log; several requests may write at once.
type logbook struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// newSite makes a site on http://vonk.example without limits, unless change says otherwise.
func newSite(t testing.TB, h *storetest.Harness, change ...func(*Options)) *site {
	t.Helper()
	tokens, err := models.NewTokens(bytes.Repeat([]byte{7}, models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Harness: h, tokens: tokens, log: &logbook{}}
	options := Options{
		Store: h.Store, Tokens: tokens, Log: slog.New(slog.NewJSONHandler(s.log, nil)), BaseURL: "http://vonk.example",
	}
	for _, apply := range change {
		apply(&options)
	}
	if s.echo, err = newEcho(options); err != nil {
		t.Fatal(err)
	}
	return s
}

// header is a header of a request, by name and value.
type header [2]string

func (s *site) do(method, target string, body io.Reader, headers ...header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, body)
	r.Host = "vonk.example"
	for _, h := range headers {
		r.Header.Add(h[0], h[1])
	}
	w := httptest.NewRecorder()
	s.echo.ServeHTTP(w, r)
	return w
}

func (s *site) get(target string, headers ...header) *httptest.ResponseRecorder {
	return s.do(http.MethodGet, target, nil, headers...)
}

func (s *site) post(target string, form url.Values, headers ...header) *httptest.ResponseRecorder {
	headers = append(headers, header{"Content-Type", "application/x-www-form-urlencoded"})
	return s.do(http.MethodPost, target, strings.NewReader(form.Encode()), headers...)
}

// registrationPath is the contact's page.
func (s *site) registrationPath(r *models.Registration) string {
	return "/my/" + s.tokens.Make(models.Token{Kind: models.TokenRegistration, ID: r.ID, Version: r.TokenVersion})
}

// participantPath is the page of the participant at a place.
func (s *site) participantPath(t testing.TB, r *models.Registration, place int) string {
	t.Helper()
	p, ok := r.Participant(place)
	if !ok {
		t.Fatalf("there is no participant %d", place)
	}
	return "/my/" + s.tokens.Make(models.Token{Kind: models.TokenParticipant, ID: p.ID, Version: p.TokenVersion})
}

// signedIn adds an admin and returns the cookie of their session.
func (s *site) signedIn(t testing.TB) header {
	t.Helper()
	return s.signedInAs(t, "organiser@vonk.example", models.RoleAdmin, models.Scope{})
}

// signedInAs gives an organiser one role, takes all others away, and returns the cookie of their session.
func (s *site) signedInAs(t testing.TB, email string, role models.OrganiserRole, at models.Scope) header {
	t.Helper()
	ctx := t.Context()
	o, err := s.AddOrganiser(ctx, email, role, at)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SQL(t).Exec("DELETE FROM role_assignments WHERE organiser_id = $1 AND id <> (SELECT max(id) FROM role_assignments WHERE organiser_id = $1)", o.ID); err != nil {
		t.Fatal(err)
	}
	if o, err = s.OpenLink(ctx, email); err != nil {
		t.Fatal(err)
	}
	token := s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: o.ID, Version: o.LinkVersion})
	w := s.post("/organiser/sign-in/"+token, nil)
	wantStatus(t, w, http.StatusSeeOther)
	for _, cookie := range w.Result().Cookies() {
		if strings.HasSuffix(cookie.Name, "session") {
			return header{"Cookie", cookie.Name + "=" + cookie.Value}
		}
	}
	t.Fatal("signing in set no session cookie")
	return header{}
}

// form is a whole sign-up of one person.
func form() url.Values {
	return url.Values{
		"session": {"zwolle"}, "organisation": {"Gemeente Voorbeeld"}, "sector": {"gemeenten"},
		"name": {"Voorbeeld Een"}, "email": {"een@voorbeeld.example"}, "role": {"adviseur"},
	}
}

// with gives a form with one field changed.
func with(values url.Values, field string, given ...string) url.Values {
	changed := url.Values{}
	for name, all := range values {
		changed[name] = append([]string(nil), all...)
	}
	changed[field] = given
	return changed
}

func wantStatus(t testing.TB, w *httptest.ResponseRecorder, want int) {
	t.Helper()
	if w.Code != want {
		t.Fatalf("status %d, want %d; body: %.2000s", w.Code, want, w.Body)
	}
}

// page parses an HTML answer.
func page(t testing.TB, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	if kind := w.Header().Get("Content-Type"); !strings.EqualFold(kind, "text/html; charset=utf-8") {
		t.Fatalf("content type %q, want HTML; body: %.500s", kind, w.Body)
	}
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// text is what people read of a selection, with its white space folded.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// wantText fails when the page does not say so.
func wantText(t testing.TB, w *httptest.ResponseRecorder, sentence string) {
	t.Helper()
	if found := text(page(t, w).Find("main")); !strings.Contains(found, sentence) {
		t.Errorf("the page does not say %q; it says %.3000s", sentence, found)
	}
}
