package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vonk/models"
)

// answersEach is what a filled database's registrations answered: two questions with six options each, as the
// demonstration asks.
const answersEach = `WITH n (i, of) AS (SELECT r.id, q.id FROM registrations r JOIN questions q ON q.series_id = r.series_id)
	INSERT INTO answers (registration_id, question_id, value) SELECT i, of, CASE i % 4
		WHEN 0 THEN 'a' WHEN 1 THEN 'b,c' WHEN 2 THEN 'a,' || char(98 + i % 5) ELSE 'c,d,' || char(101 + i % 2) END FROM n`

// measureBoard times an organiser's board, which is made anew for each request.
func measureBoard(b *testing.B) {
	path := filledDatabase(b, 100_000)
	db := openRaw(b, path, durable)
	options := `[{"Key":"a"},{"Key":"b"},{"Key":"c"},{"Key":"d"},{"Key":"e"},{"Key":"f"}]`
	for _, statement := range []string{
		`INSERT INTO questions (series_id, position, key, label, help, kind, options, required, max_length, sensitive, each_participant)
			SELECT id, n, 'vraag-' || n, '{"nl":"Voorbeeldvraag"}', '{}', 'multiple', '` + options + `', FALSE, 0, FALSE, FALSE FROM series, (SELECT 1 AS n UNION SELECT 2)`,
		answersEach,
		// The sign-ups came in over two months, and some mails failed.
		"UPDATE placements SET created_at = strftime('%Y-%m-%d %H:%M:%S+00:00', '2026-11-16', '+' || (id % 1440) || ' hours')",
		"DELETE FROM tallies",
		"INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM tallied GROUP BY session_id, kind, question_id, item",
		"UPDATE letters SET status = 'failed', failure = '550 unknown user' WHERE id % 1000 = 0",
		"UPDATE series SET revision = revision + 1, version = version + 1",
	} {
		if _, err := db.Exec(statement); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	site, cookie := newSite(b, path), signedIn(b, path)
	var times []float64
	for i := range 110 {
		request := httptest.NewRequest(http.MethodGet, "/organiser/"+benchSeries+"/board", nil)
		request.AddCookie(cookie)
		answer := httptest.NewRecorder()
		began := time.Now()
		site.ServeHTTP(answer, request)
		took := time.Since(began)
		if body := answer.Body.String(); answer.Code != http.StatusOK || strings.Count(body, "<svg") < 30 || !strings.Contains(body, "100 mails") {
			b.Fatalf("the board was answered with %d: %.2000s", answer.Code, body)
		}
		if i >= 10 { // the first of everything is made before
			times = append(times, took.Seconds()*1000)
		}
	}
	figure("board_ms", median(times), "ms")
}

// signedIn makes an admin of a database and gives the cookie of their session.
func signedIn(b *testing.B, path string) *http.Cookie {
	b.Helper()
	opened := openStore(b, path)
	defer func() { _ = opened.Close() }()
	const email = "organiser@sample.example"
	if _, err := opened.AddOrganiser(context.Background(), email, models.RoleAdmin, models.Scope{}); err != nil {
		b.Fatal(err)
	}
	o, err := opened.OpenLink(context.Background(), email)
	if err != nil {
		b.Fatal(err)
	}
	tokens, err := models.NewTokens([]byte(strings.Repeat("s", models.MinSecret)))
	if err != nil {
		b.Fatal(err)
	}
	link := "/organiser/sign-in/" + tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: o.ID, Version: o.LinkVersion})
	answer := httptest.NewRecorder()
	newSite(b, path).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, link, nil))
	for _, cookie := range answer.Result().Cookies() {
		if strings.HasSuffix(cookie.Name, "session") {
			return cookie
		}
	}
	b.Fatalf("signing in was answered with %d", answer.Code)
	return nil
}
