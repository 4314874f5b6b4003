package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"vonk/models"
	"vonk/models/store/storetest"
)

// visit is a request to one route of the router's own list.
type visit struct {
	route  *echo.Route
	target string
}

// visits makes a request for each route, with paths that exist.
func (s *site) visits(t *testing.T) []visit {
	t.Helper()
	r := s.MustRegister(t, storetest.SignUp("bezoeker", 2))
	mailing, export := s.sampleMailing(t), s.sampleExport(t)
	if err := s.MakeDoorLink(t.Context(), "sample", "zwolle", models.Receptionist{Organiser: 1}); err != nil {
		t.Fatal(err)
	}
	link, err := s.DoorLink(t.Context(), "sample", "zwolle")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.OpenNumbers(t.Context(), "sample", s.Reload(t, "sample").Sessions[0].ID, models.ActorCommand); err != nil {
		t.Fatal(err)
	}
	var all []visit
	for _, route := range s.echo.Routes() {
		token := strings.TrimPrefix(s.registrationPath(r), "/my/")
		if strings.Contains(route.Path, "sign-in") {
			token = s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: 1, Version: 1})
		}
		if strings.HasPrefix(route.Path, "/unsubscribe/") {
			token = s.tokens.Make(models.Token{Kind: models.TokenUnsubscribe, ID: r.ID, Version: r.TokenVersion})
		}
		if strings.HasPrefix(route.Path, "/door/") {
			token = s.tokens.Make(link.Token())
		}
		if strings.HasPrefix(route.Path, "/numbers/") {
			series := s.Reload(t, "sample")
			token = s.tokens.Make(models.Token{Kind: models.TokenNumbers, ID: series.Sessions[0].ID, Version: 1})
		}
		session := "zwolle"
		if strings.HasPrefix(route.Path, "/calendar/") {
			session = "zwolle.ics"
		}
		target := strings.NewReplacer(
			":series", "sample", ":question", "vraag", ":session", session, ":token", token, ":reference", r.Reference, ":mailing", mailing, ":export", export,
			"*", "none.css",
		).Replace(route.Path)
		all = append(all, visit{route, target})
	}
	if len(all) < 30 {
		t.Fatalf("the router lists %d routes only", len(all))
	}
	return all
}

func wantSecure(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Strict-Transport-Security":  "max-age=31536000",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", what, name, got, want)
		}
	}
	policy := w.Header().Get("Content-Security-Policy")
	for _, directive := range []string{
		"default-src 'none'", "style-src 'self'", "script-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
	} {
		if !strings.Contains(policy, directive) {
			t.Errorf("%s: the policy %q lacks %s", what, policy, directive)
		}
	}
	if strings.Contains(policy, "unsafe") || w.Header().Get("Permissions-Policy") == "" || len(w.Header().Get("X-Request-Id")) < 26 {
		t.Errorf("%s: the headers are %v", what, w.Header())
	}
	if w.Header().Get("Server") != "" || w.Header().Get("X-Powered-By") != "" {
		t.Errorf("%s tells what serves it", what)
	}
}

func TestSecurityHeadersAreOnEveryRouteAndError(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h, func(o *Options) { o.BaseURL = "https://vonk.example" })
	cookie := s.signedIn(t)
	for _, v := range s.visits(t) {
		for _, w := range []*httptest.ResponseRecorder{
			s.do(v.route.Method, v.target, nil),
			s.do(v.route.Method, v.target, nil, cookie),
			s.do(http.MethodDelete, v.target, nil),
			s.do(http.MethodTrace, v.target, nil),
			s.do(http.MethodOptions, v.target, nil),
			s.do(http.MethodPost, v.target, nil, header{"Sec-Fetch-Site", "cross-site"}),
		} {
			wantSecure(t, fmt.Sprintf("%s %s → %d", v.route.Method, v.route.Path, w.Code), w)
			if w.Code == http.StatusInternalServerError {
				t.Errorf("%s %s failed: %s", v.route.Method, v.route.Path, s.log)
			}
		}
	}
	for _, target := range []string{"/geen", "/geen/sessie", "/a/b/c/d", "/static/x/y", "/%00", "/%ff/register", "/my/geen", "//evil.example/x"} {
		w := s.get(target)
		wantSecure(t, target, w)
		wantStatus(t, w, http.StatusNotFound)
	}
}

func TestOtherPathsThanOursNeverBecomeLinks(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	w := s.get("//evil.example/x")
	if strings.Contains(w.Body.String(), "evil.example") {
		t.Error("the page links to another site")
	}
}

func TestTransportSecurityIsPromisedOnlyOverTLS(t *testing.T) {
	h := storetest.SQLite(t)
	if got := newSite(t, h).get("/").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("over plain HTTP it is %q", got)
	}
}

func TestPrivatePagesAreNotStored(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	for _, v := range s.visits(t) {
		if !strings.HasPrefix(v.route.Path, "/my") && !strings.HasPrefix(v.route.Path, "/organiser") && !strings.HasPrefix(v.route.Path, "/door") && !strings.HasPrefix(v.route.Path, "/numbers") {
			continue
		}
		for _, w := range []*httptest.ResponseRecorder{s.do(v.route.Method, v.target, nil, cookie), s.do(http.MethodPut, v.target, nil)} {
			if got := w.Header().Values("Cache-Control"); !slices.Contains(got, "no-store") {
				t.Errorf("%s %s may be stored: %v", v.route.Method, v.route.Path, got)
			}
		}
	}
	if got := s.post("/sample/register", with(form(), "name", "")).Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a form with what was entered may be stored: %q", got)
	}
}

func TestWritesFromOtherSitesAreRefused(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	for _, test := range []struct {
		rule    string
		headers []header
		status  int
	}{
		{"cross-site", []header{{"Sec-Fetch-Site", "cross-site"}}, http.StatusForbidden},
		{"same-site", []header{{"Sec-Fetch-Site", "same-site"}}, http.StatusForbidden},
		{"another origin", []header{{"Origin", "https://evil.example"}}, http.StatusForbidden},
		{"no origin", []header{{"Origin", "null"}}, http.StatusForbidden},
		{"same origin", []header{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://vonk.example"}}, http.StatusSeeOther},
		{"typed by hand", []header{{"Sec-Fetch-Site", "none"}}, http.StatusUnprocessableEntity}, // registered a moment ago
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := s.post("/sample/register", form(), test.headers...)
			wantStatus(t, w, test.status)
			if test.status == http.StatusForbidden {
				page(t, w)
			}
		})
	}
	if n := s.count(t); n != 1 {
		t.Errorf("there are %d registrations, want the one of the same origin", n)
	}
	for _, v := range s.visits(t) {
		if v.route.Method == http.MethodPost {
			wantStatus(t, s.post(v.target, url.Values{}, header{"Origin", "https://evil.example"}), http.StatusForbidden)
		}
	}
}

func TestProxyMayChangeTheHost(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	r := httptest.NewRequest(http.MethodPost, "/sample/register", strings.NewReader(form().Encode()))
	r.Host = "10.0.0.7:8080"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://vonk.example")
	w := httptest.NewRecorder()
	s.echo.ServeHTTP(w, r)
	wantStatus(t, w, http.StatusSeeOther)
}

// dump is everything in the database but web sessions, which each visit of an organiser lengthens.
func dump(t *testing.T, h *storetest.Harness) string {
	t.Helper()
	db := h.SQL(t)
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'web_sessions' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	_ = rows.Close()
	var all bytes.Buffer
	for _, table := range tables {
		rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(&all, table)
			for _, value := range values {
				fmt.Fprintf(&all, " %v", *value.(*any))
			}
			fmt.Fprintln(&all)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
	return all.String()
}

func TestGetChangesNothing(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	visits := s.visits(t)
	link, err := h.OpenLink(t.Context(), "organiser@vonk.example")
	if err != nil {
		t.Fatal(err)
	}
	open := "/organiser/sign-in/" + s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: link.ID, Version: link.LinkVersion})
	before := dump(t, h)
	if len(before) < 1000 {
		t.Fatalf("the database is %q", before)
	}
	for range 2 {
		for _, v := range visits {
			if v.route.Method == http.MethodGet || v.route.Method == http.MethodHead {
				s.do(v.route.Method, v.target, nil, cookie)
			}
		}
		s.get(open)
	}
	if after := dump(t, h); after != before {
		t.Errorf("reading changed the database from\n%s\nto\n%s", before, after)
	}
}

func TestLogHoldsNoTokenAndNoPersonalData(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	person := with(form(), "phone", "06 12345678")
	w := s.post("/sample/register", person)
	wantStatus(t, w, http.StatusSeeOther)
	at := w.Header().Get("Location")
	s.get(at + "?done=saved&geheim=1")
	s.post(at+"/cancel", url.Values{"participant": {"1"}})
	s.post("/my", url.Values{"email": {"een@voorbeeld.example"}})
	s.get("/my/" + strings.Repeat("a", 40))
	s.get("/een@voorbeeld.example")
	s.do("GEHEIM", "/", nil)
	s.get("/organiser/sample/zwolle/attendees.csv", cookie)
	s.get("/numbers/" + strings.Repeat("a", 40))
	log := s.log.String()
	if !strings.Contains(log, `"route":"/my/:token/cancel"`) || !strings.Contains(log, `"status":303`) {
		t.Fatalf("the log lacks the access lines: %s", log)
	}
	_, session, _ := strings.Cut(cookie[1], "=")
	for _, secret := range []string{
		strings.TrimPrefix(at, "/my/"), strings.Repeat("a", 40), session, "een@", "Voorbeeld", "12345678", "192.0.2.1", "geheim", "GEHEIM",
	} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
