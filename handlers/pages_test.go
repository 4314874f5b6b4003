package handlers

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestPublicPagesShowThePublishedSeries(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		draft := storetest.Definition(10)
		draft.Slug, draft.Status, draft.Title = "concept", models.SeriesDraft, models.Text{NL: "Geheime reeks"}
		h.Import(t, draft)
		s := newSite(t, h)
		agenda := s.get("/")
		wantStatus(t, agenda, http.StatusOK)
		wantText(t, agenda, "Zwolle")
		if strings.Contains(agenda.Body.String(), "Geheime reeks") {
			t.Error("the agenda shows a draft")
		}
		for target, sentence := range map[string]string{
			"/sample": "Voorbeeldreeks", "/sample/zwolle": "Tafelronde", "/privacy": "organiser@vonk.example", "/accessibility": "", "/my": "",
		} {
			w := s.get(target)
			wantStatus(t, w, http.StatusOK)
			if sentence != "" && !strings.Contains(w.Body.String(), sentence) {
				t.Errorf("%s does not say %q", target, sentence)
			}
		}
		for _, target := range []string{"/concept", "/concept/zwolle", "/concept/register", "/concept/availability", "/calendar/concept/zwolle.ics", "/sample/nergens"} {
			wantStatus(t, s.get(target), http.StatusNotFound)
		}
	})
}

func TestNoAddressReachesTheDatabaseThatCannotBeASlug(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		cookie := s.signedIn(t)
		for _, slug := range []string{"%00", "sample%00", "%ff", "a%20b", "SAMPLE", "%c3%a9", "'", strings.Repeat("a", 5000)} {
			for _, target := range []string{"/" + slug, "/" + slug + "/register", "/" + slug + "/availability", "/sample/" + slug, "/calendar/" + slug + "/zwolle.ics", "/organiser/" + slug, "/organiser/sample/" + slug} {
				if w := s.get(target, cookie); w.Code != http.StatusNotFound {
					t.Errorf("%.60s is %d, want 404", target, w.Code)
				}
			}
		}
	})
}

func TestPagesFollowWhatAnyProcessWrites(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s, other := newSite(t, h), storetest.Open(t, h.Engine, h.Database, h.Clock)
		free := func() string {
			t.Helper()
			var all struct{ Sessions []struct{ Free json.Number } }
			if err := json.Unmarshal(s.get("/sample/availability").Body.Bytes(), &all); err != nil {
				t.Fatal(err)
			}
			return all.Sessions[0].Free.String()
		}
		pages := func() [3]string {
			return [3]string{s.get("/").Body.String(), s.get("/sample").Body.String(), s.get("/sample/zwolle").Body.String()}
		}
		before := pages()
		if again := pages(); again != before {
			t.Error("the same page differs the second time")
		}
		if free() != "10" {
			t.Errorf("%s seats are free, want 10", free())
		}
		other.MustRegister(t, storetest.SignUp("elders", 3))
		if free() != "7" {
			t.Errorf("%s seats are free after another process registered three, want 7", free())
		}
		for i, after := range pages() {
			if after == before[i] {
				t.Errorf("page %d is the old one", i)
			}
		}
	})
}

func TestPagesFollowTheClock(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	open := s.get("/sample/zwolle").Body.String()
	h.Clock.Set(time.Date(2027, 3, 10, 11, 59, 59, 0, time.UTC))
	if s.get("/sample/zwolle").Body.String() != open {
		t.Error("the page changed before anything did")
	}
	h.Clock.Advance(time.Second)
	if s.get("/sample/zwolle").Body.String() == open {
		t.Error("the page still takes sign-ups after closing")
	}
}

func TestAvailabilityTellsProgramsTheState(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 2)
	s := newSite(t, h)
	h.MustRegister(t, storetest.SignUp("een", 2))
	h.MustRegister(t, storetest.SignUp("twee", 3))
	w := s.get("/sample/availability")
	wantStatus(t, w, http.StatusOK)
	want := `{"sessions":[{"slug":"zwolle","capacity":2,"free":0,"waiting":3,"status":"waitlist"},` +
		`{"slug":"utrecht","capacity":80,"free":80,"waiting":0,"status":"free"}]}`
	if got := strings.TrimSpace(w.Body.String()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/json" {
		t.Errorf("the content type is %q", kind)
	}
}

func TestUnchangedPageIsNotSentAgain(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	for _, target := range []string{"/", "/sample", "/sample/zwolle", "/sample/availability", "/calendar/sample/zwolle.ics"} {
		tag := s.get(target).Header().Get("ETag")
		if tag == "" {
			t.Fatalf("%s has no ETag", target)
		}
		for _, sent := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			w := s.get(target, header{"If-None-Match", sent})
			wantStatus(t, w, http.StatusNotModified)
			if w.Body.Len() > 0 || w.Header().Get("Content-Length") != "" {
				t.Errorf("%s sends %d bytes with its 304", target, w.Body.Len())
			}
		}
		wantStatus(t, s.get(target, header{"If-None-Match", `"other"`}), http.StatusOK)
	}
}

func TestLanguageIsThatOfTheQueryThenCookieThenBrowserThenSeries(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	english := storetest.Definition(10)
	english.Slug, english.Language = "english", "en"
	h.Import(t, english)
	s := newSite(t, h)
	cookie := func(value string) header { return header{"Cookie", "lang=" + value} }
	accept := func(value string) header { return header{"Accept-Language", value} }
	for _, test := range []struct {
		target  string
		headers []header
		want    string
	}{
		{"/sample", nil, "nl"},
		{"/english", nil, "en"},
		{"/english/zwolle", nil, "en"},
		{"/english/register", nil, "en"},
		{"/", nil, "nl"},
		{"/sample", []header{accept("en-GB,en;q=0.8,nl;q=0.5")}, "en"},
		{"/english", []header{accept("nl-NL")}, "nl"},
		{"/english", []header{accept("fr, de;q=0.5")}, "en"},
		{"/english", []header{accept("nl;q=0, fr")}, "en"},
		{"/english", []header{accept(strings.Repeat("x", 5000))}, "en"},
		{"/sample", []header{accept("nl"), cookie("en")}, "en"},
		{"/sample", []header{accept("en"), cookie("klingon")}, "en"},
		{"/sample?lang=nl", []header{accept("en"), cookie("en")}, "nl"},
		{"/sample?lang=fr", []header{cookie("en")}, "en"},
		{"/sample/register?session=zwolle&lang=en", nil, "en"},
		{"/geen?lang=en", nil, "en"},
	} {
		w := s.get(test.target, test.headers...)
		if got := w.Header().Get("Content-Language"); got != test.want {
			t.Errorf("%s with %v is in %q, want %q", test.target, test.headers, got, test.want)
		}
		if got := page(t, w).Find("html").AttrOr("lang", ""); got != test.want {
			t.Errorf("%s with %v says lang=%q, want %q", test.target, test.headers, got, test.want)
		}
		if got := w.Header().Get("Vary"); got != "Accept-Language, Cookie" {
			t.Errorf("%s varies by %q", test.target, got)
		}
	}
}

func TestChosenLanguageIsKeptInTheOneCookie(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	kept := newSite(t, h).get("/sample?lang=en").Result().Cookies()
	if len(kept) != 1 || kept[0].Name != "lang" || kept[0].Value != "en" || !kept[0].HttpOnly || kept[0].Secure || kept[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookies are %v", kept)
	}
	secure := newSite(t, h, func(o *Options) { o.BaseURL = "https://vonk.example" })
	kept = secure.get("/sample?lang=en").Result().Cookies()
	if len(kept) != 1 || kept[0].Name != "__Host-lang" || !kept[0].Secure || kept[0].Path != "/" || kept[0].Domain != "" {
		t.Errorf("over TLS the cookies are %v", kept)
	}
	if again := secure.get("/sample"); len(again.Result().Cookies()) > 0 {
		t.Error("a visit sets a cookie")
	}
}

func TestCalendarIsADownloadUnderItsWholeName(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	w := s.get("/calendar/sample/zwolle.ics")
	wantStatus(t, w, http.StatusOK)
	if kind := w.Header().Get("Content-Type"); kind != "text/calendar; charset=utf-8" {
		t.Errorf("the content type is %q", kind)
	}
	if name := w.Header().Get("Content-Disposition"); name != `attachment; filename="sample-zwolle.ics"` {
		t.Errorf("it is saved as %s", name)
	}
	if !strings.HasPrefix(w.Body.String(), "BEGIN:VCALENDAR\r\n") || !strings.Contains(w.Body.String(), "URL:http://vonk.example/sample/zwolle\r\n") {
		t.Errorf("the file is %s", w.Body)
	}
	for _, target := range []string{"/calendar/sample/zwolle", "/calendar/sample/zwolle.ics.ics", "/calendar/sample/.ics", "/calendar/sample/zwolle.ics/x", "/calendar/geen/zwolle.ics"} {
		wantStatus(t, s.get(target), http.StatusNotFound)
	}
}

func TestHeadIsGetWithoutTheBody(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	visits := s.visits(t)
	server := httptest.NewServer(s.echo)
	defer server.Close()
	fetch := func(method, target string) (*http.Response, int64) {
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(cookie[0], cookie[1])
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		size, err := io.Copy(io.Discard, answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer, size
	}
	for _, v := range visits {
		if v.route.Method != http.MethodGet {
			continue
		}
		got, size := fetch(http.MethodGet, v.target)
		head, none := fetch(http.MethodHead, v.target)
		if head.StatusCode != got.StatusCode || head.Header.Get("Content-Type") != got.Header.Get("Content-Type") {
			t.Errorf("HEAD %s is %d %s, GET is %d %s", v.target, head.StatusCode, head.Header.Get("Content-Type"), got.StatusCode, got.Header.Get("Content-Type"))
		}
		if none != 0 || size == 0 {
			t.Errorf("%s: HEAD has %d bytes, GET %d", v.target, none, size)
		}
	}
}

func TestOtherMethodsAreNotAllowed(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	for _, v := range s.visits(t) {
		for _, method := range []string{http.MethodTrace, http.MethodDelete, http.MethodPut, "GEHEIM"} {
			w := s.do(method, v.target, nil, header{"X-Echo", "geheim"})
			wantStatus(t, w, http.StatusMethodNotAllowed)
			if w.Header().Get("Allow") == "" {
				t.Errorf("%s %s does not say what is allowed", method, v.target)
			}
			if strings.Contains(w.Body.String(), "geheim") {
				t.Errorf("%s %s echoes the request", method, v.target)
			}
		}
	}
}

func TestFilesOfPagesAreKeptForGood(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	style := page(t, s.get("/")).Find("link[rel=stylesheet]").AttrOr("href", "")
	w := s.get(style)
	wantStatus(t, w, http.StatusOK)
	if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet comes with %v", w.Header())
	}
	for _, target := range []string{"/static/", "/static/vonk.css", "/static//vonk.css", "/static/0000000000000000/vonk.css", "/static/../go.mod", style + "x", style + "/"} {
		wantStatus(t, s.get(target), http.StatusNotFound)
	}
}

func TestOldNameOfTheIconLeadsToIt(t *testing.T) {
	s := newSite(t, storetest.SQLite(t))
	w := s.get("/favicon.ico")
	wantStatus(t, w, http.StatusFound)
	if icon := s.get(w.Header().Get("Location")); icon.Code != http.StatusOK || icon.Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the icon is %d, %v", icon.Code, icon.Header())
	}
}
