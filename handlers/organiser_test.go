package handlers

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// office are the routes of the back office, with paths that exist.
var office = []string{
	"/organiser", "/organiser/sample", "/organiser/sample/zwolle",
	"/organiser/sample/zwolle/attendees.csv", "/organiser/sample/zwolle/attendees.json",
}

func TestBackOfficeIsForOrganisersAlone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s := newSite(t, h)
		for _, target := range office {
			wantStatus(t, s.get(target), http.StatusForbidden)
			wantStatus(t, s.get(target, header{"Cookie", "session=made-up"}), http.StatusForbidden)
		}
		wantText(t, s.get("/organiser"), nl("signin.need"))
		cookie := s.signedIn(t)
		for _, target := range office {
			wantStatus(t, s.get(target, cookie), http.StatusOK)
		}
		for _, target := range []string{"/organiser/geen", "/organiser/geen/zwolle", "/organiser/sample/geen", "/organiser/sample/geen/attendees.csv", "/organiser/sample/zwolle?page=2", "/organiser/sample/zwolle?page=x", "/organiser/sample/zwolle/attendees.csv?dialect=x"} {
			wantStatus(t, s.get(target, cookie), http.StatusNotFound)
		}
		if err := h.DisableOrganiser(t.Context(), "organiser@vonk.example"); err != nil {
			t.Fatal(err)
		}
		for _, target := range office {
			wantStatus(t, s.get(target, cookie), http.StatusForbidden)
		}
	})
}

// TestEveryOrganiserRouteAsksWhoIsThere reads the router's own list, so that a new route cannot be forgotten.
func TestEveryOrganiserRouteAsksWhoIsThere(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	for _, v := range s.visits(t) {
		if !strings.HasPrefix(v.route.Path, "/organiser") || strings.HasPrefix(v.route.Path, "/organiser/sign-") {
			continue
		}
		if w := s.do(v.route.Method, v.target, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s %s lets a stranger in: %d", v.route.Method, v.route.Path, w.Code)
		}
	}
}

func TestSignInLinkWorksOnceByItsButton(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h, func(o *Options) { o.BaseURL = "https://vonk.example" })
		if _, err := h.AddOrganiser(t.Context(), "organiser@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
			t.Fatal(err)
		}
		link := func() string {
			o, err := h.OpenLink(t.Context(), "organiser@vonk.example")
			if err != nil {
				t.Fatal(err)
			}
			return "/organiser/sign-in/" + s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: o.ID, Version: o.LinkVersion})
		}
		first := link()
		for range 3 { // a mail scanner
			shown := s.get(first)
			wantStatus(t, shown, http.StatusOK)
			if page(t, shown).Find("form[method=post][action='"+first+"'] button").Length() != 1 {
				t.Fatal("there is no button to sign in with")
			}
		}
		w := s.post(first, nil)
		wantStatus(t, w, http.StatusSeeOther)
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("the cookies are %v", cookies)
		}
		c := cookies[0]
		if c.Name != "__Host-session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || len(c.Value) < 22 {
			t.Errorf("the cookie is %v", c)
		}
		wantStatus(t, s.post(first, nil), http.StatusGone)
		replaced, newest := link(), link()
		wantStatus(t, s.post(replaced, nil), http.StatusGone)
		h.Clock.Advance(10*time.Minute + time.Second)
		wantStatus(t, s.post(newest, nil), http.StatusGone)
	})
}

func TestSigningInRenewsTheSession(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	before := s.signedIn(t)
	o, err := h.OpenLink(t.Context(), "organiser@vonk.example")
	if err != nil {
		t.Fatal(err)
	}
	w := s.post("/organiser/sign-in/"+s.tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: o.ID, Version: o.LinkVersion}), nil, before)
	wantStatus(t, w, http.StatusSeeOther)
	after := w.Result().Cookies()[0]
	if before[1] == after.Name+"="+after.Value {
		t.Error("the session kept its name")
	}
	wantStatus(t, s.get("/organiser", before), http.StatusForbidden)
	wantStatus(t, s.get("/organiser", header{"Cookie", after.Name + "=" + after.Value}), http.StatusOK)
}

func TestSessionEndsAfterAnHourIdleOrTwelveInAll(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		cookie := s.signedIn(t)
		for range 12 {
			wantStatus(t, s.get("/organiser", cookie), http.StatusOK)
			h.Clock.Advance(59 * time.Minute)
		}
		wantStatus(t, s.get("/organiser", cookie), http.StatusOK)
		h.Clock.Advance(12 * time.Minute) // 12:00 in all
		wantStatus(t, s.get("/organiser", cookie), http.StatusForbidden)

		cookie = s.signedIn(t)
		h.Clock.Advance(61 * time.Minute)
		wantStatus(t, s.get("/organiser", cookie), http.StatusForbidden)
	})
}

func TestSignedOutCookieIsWorthNothing(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	if page(t, s.get("/organiser", cookie)).Find("form[action='/organiser/sign-out']").Length() != 1 {
		t.Error("there is no button to sign out")
	}
	w := s.post("/organiser/sign-out", nil, cookie)
	wantStatus(t, w, http.StatusSeeOther)
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the cookies are %v", c)
	}
	wantStatus(t, s.get("/organiser", cookie), http.StatusForbidden)
}

func TestOrganisersSeeDraftsToo(t *testing.T) {
	h := storetest.SQLite(t)
	draft := storetest.Definition(10)
	draft.Status = models.SeriesDraft
	h.Import(t, draft)
	s := newSite(t, h)
	cookie := s.signedIn(t)
	wantText(t, s.get("/organiser", cookie), "Zwolle")
	wantStatus(t, s.get("/organiser/sample/zwolle", cookie), http.StatusOK)
}

func TestDownloadsHoldTheAttendees(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		s := newSite(t, h)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.MustRegister(t, storetest.SignUp("twee", 1))
		cookie := s.signedIn(t)
		w := s.get("/organiser/sample/zwolle/attendees.csv?dialect=rfc4180", cookie)
		wantStatus(t, w, http.StatusOK)
		if w.Header().Get("Content-Type") != "text/csv; charset=utf-8" || w.Header().Get("Content-Disposition") != `attachment; filename="sample-zwolle.csv"` {
			t.Errorf("the CSV comes with %v", w.Header())
		}
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || len(rows) != 4 || rows[1][4] != "Voorbeeld een 1" || rows[3][2] != "waiting" || rows[3][3] != "1" {
			t.Errorf("the rows are %v: %v", rows, err)
		}
		if excel := s.get("/organiser/sample/zwolle/attendees.csv?dialect=excel", cookie).Body.String(); !strings.HasPrefix(excel, "\ufeff") || !strings.Contains(excel, ";") {
			t.Errorf("Excel gets %.100q", excel)
		}
		w = s.get("/organiser/sample/zwolle/attendees.json", cookie)
		var all []map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil || len(all) != 3 || all[0]["name"] != "Voorbeeld een 1" {
			t.Errorf("the JSON is %s: %v", w.Body, err)
		}
	})
}

func TestLongListComesInParts(t *testing.T) {
	h := storetest.SQLite(t)
	definition := storetest.Definition(300)
	definition.Policy.PartyMax = 0
	h.Import(t, definition)
	s := newSite(t, h)
	for i := range 3 {
		h.MustRegister(t, storetest.SignUp(fmt.Sprint("groep", i), 80))
	}
	cookie := s.signedIn(t)
	first := page(t, s.get("/organiser/sample/zwolle", cookie))
	second := page(t, s.get("/organiser/sample/zwolle?page=2", cookie))
	if a, b := first.Find("tbody tr").Length(), second.Find("tbody tr").Length(); a != 200 || b != 40 {
		t.Errorf("the parts have %d and %d rows, want 200 and 40", a, b)
	}
	if first.Find("a[rel=next][href='/organiser/sample/zwolle?page=2']").Length() != 1 || first.Find("a[rel=prev]").Length() != 0 {
		t.Error("the first part lacks the way to the next")
	}
	if second.Find("a[rel=prev][href='/organiser/sample/zwolle?page=1']").Length() != 1 || second.Find("a[rel=next]").Length() != 0 {
		t.Error("the second part lacks the way back")
	}
	if caption := text(second.Find("caption")); !strings.Contains(caption, "201") || !strings.Contains(caption, "240") {
		t.Errorf("the caption is %q", caption)
	}
}
