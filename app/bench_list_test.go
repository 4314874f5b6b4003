package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
)

// measureParticipants asks for pages of the organisers' list of 100,000 participants, each with another filter, search or order, and
// prints the slowest: its median at the server, from the request to the last byte.
func measureParticipants(b *testing.B, database string) {
	b.Helper()
	mixed(b, database)
	site, cookie := newSite(b, database), signIn(b, database)
	worst, slowest := 0.0, ""
	for _, query := range []url.Values{
		{},
		{"q": {"sample99999@filled.example"}},
		{"q": {"voorbeeld 499 person"}, "sort": {"-organisation"}},
		{"q": {"nobody"}, "status": {"confirmed"}},
		{"q": {"sample"}, "status": {"cancelled"}, "session": {"tweede"}},
		{"status": {"waiting"}, "session": {"vierde"}, "sort": {"registered"}},
		{"sector": {"gemeenten"}, "sort": {"-status"}},
		{"status": {"confirmed", "offered", "present", "absent"}, "session": {"tweede", "derde"}, "sector": {"gemeenten", "po"}, "q": {"person"}},
		{"organisation": {"250"}, "sort": {"session"}},
		{"answer": {"zoekt:zelden"}},
		{"answer": {"zoekt:vaak"}, "q": {"person 7"}, "sort": {"-name"}},
		{"bounced": {"yes"}, "sort": {"-organisation"}},
	} {
		target := "/organiser/" + benchSeries + "/participants?" + query.Encode()
		var times []float64
		for range 21 {
			request := httptest.NewRequest(http.MethodGet, target, nil)
			request.AddCookie(cookie)
			w := httptest.NewRecorder()
			began := time.Now()
			site.ServeHTTP(w, request)
			times = append(times, time.Since(began).Seconds()*1000)
			if w.Code != http.StatusOK {
				b.Fatalf("%s answers %d", target, w.Code)
			}
		}
		took := median(times)
		b.Logf("%s: %.1f ms", target, took)
		if took > worst {
			worst, slowest = took, target
		}
	}
	b.Logf("the slowest is %s", slowest)
	figure("list_ms", worst, "ms")
}

// mixed gives the people of a filled database answers, of which one is common and one is rare, cancels a few, and has mail not
// arrive at some.
func mixed(b *testing.B, path string) {
	b.Helper()
	db := openRaw(b, path, "_journal_mode=WAL&_synchronous=OFF&_busy_timeout=5000")
	for _, statement := range []string{
		`INSERT OR IGNORE INTO questions (series_id, position, key, label, help, kind, options, required, max_length, sensitive, each_participant)
			SELECT id, 1, 'zoekt', '{"nl":"Wat zoekt u?"}', '{}', 'multiple', '[{"Key":"vaak","Label":{"nl":"Vaak"}},{"Key":"zelden","Label":{"nl":"Zelden"}}]', 0, 0, 0, 0 FROM series`,
		"INSERT INTO answers (registration_id, question_id, value) SELECT id, (SELECT max(id) FROM questions), iif(id % 1000 = 0, 'vaak,zelden', iif(id % 3 = 0, 'anders', 'vaak')) FROM registrations WHERE NOT EXISTS (SELECT 1 FROM answers)",
		"UPDATE seats SET status = 'cancelled' WHERE id % 997 = 0",
		"INSERT OR IGNORE INTO bounces (series_id, email_key, status, at) SELECT series_id, email_key, '5.1.1', '2027-01-11 09:00:00+00:00' FROM participants WHERE id % 200 = 0",
		"UPDATE series SET revision = revision + 1",
	} {
		if _, err := db.Exec(statement); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// signIn is the cookie of an admin who has signed in.
func signIn(b *testing.B, path string) *http.Cookie {
	b.Helper()
	opened := openStore(b, path)
	defer func() { _ = opened.Close() }()
	const email = "admin@organiser.example"
	if _, err := opened.AddOrganiser(context.Background(), email, models.RoleAdmin, models.Scope{}); err != nil {
		b.Fatal(err)
	}
	organiser, err := opened.OpenLink(context.Background(), email)
	if err != nil {
		b.Fatal(err)
	}
	tokens, err := models.NewTokens([]byte(strings.Repeat("s", models.MinSecret)))
	if err != nil {
		b.Fatal(err)
	}
	link := "/organiser/sign-in/" + tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: organiser.ID, Version: organiser.LinkVersion})
	w := httptest.NewRecorder()
	newSite(b, path).ServeHTTP(w, httptest.NewRequest(http.MethodPost, link, nil))
	for _, cookie := range w.Result().Cookies() {
		if strings.HasSuffix(cookie.Name, "session") {
			return cookie
		}
	}
	b.Fatalf("signing in answers %d, and sets no session", w.Code)
	return nil
}
