package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	_ "github.com/mattn/go-sqlite3"

	"vonk/models"
)

// signUpTables are the tables in which a sign-up leaves a row.
var signUpTables = []string{"registrations", "contacts", "participants", "choices", "placements", "seats", "letters", "audit_entries"}

// openRaw opens an SQLite file as the store's writer does, or faster and less safely with other pragmas.
func openRaw(b *testing.B, path, pragmas string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+pragmas)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = db.Close() })
	return db
}

const durable = "_txlock=immediate&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000&_cache_size=-16000"

// fill writes that many registrations of one person into the series' sessions in turn. The last session gets full: most
// of its people wait. Everything that a real sign-up leaves is there, its letter sent.
func fill(b *testing.B, path string, registrations int) {
	b.Helper()
	db := openRaw(b, path, "_journal_mode=OFF&_synchronous=OFF&_cache_size=-400000")
	exec := func(statement string, values ...any) {
		if _, err := db.Exec(statement, values...); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	indexes := indexesOf(b, db)
	for name := range indexes {
		exec("DROP INDEX " + name)
	}
	var series, sessions int
	if err := db.QueryRow("SELECT max(series_id), count(*) FROM sessions").Scan(&series, &sessions); err != nil {
		b.Fatal(err)
	}
	exec("DELETE FROM audit_entries") // the import's: the numbers of a filled database begin at 1
	for i := range organisations {
		exec("INSERT INTO organisations (name, name_key, created_at) VALUES (?, ?, ?)", fmt.Sprintf("Voorbeeld %d", i), fmt.Sprintf("voorbeeld %d", i), filledAt)
	}
	// l has a row for each registration: its number, its session, and whether it waits there.
	for _, rows := range []string{
		"registrations SELECT i, @series, i % @organisations + 1, printf('%s-%07d', hex(randomblob(2)), i), 'gemeenten', 'nl', 'all', 0, 0, lower(hex(randomblob(16))), 1, @at, @at FROM l",
		"contacts SELECT i, i, @series, 'Sample Person ' || (i * 7919 % 1000003), 'sample' || i || '@filled.example', 'sample' || i || '@filled.example', '', 1, 0, 0 FROM l",
		"participants SELECT i, i, @series, 1, 1, 'Sample Person ' || (i * 7919 % 1000003), 'sample' || i || '@filled.example', 'sample' || i || '@filled.example', 'adviseur', 1, 0, 1 FROM l",
		"choices SELECT i, @series, i, session, 1, 1, i, 0, '' FROM l",
		"placements SELECT i, @series, i, i, session, 1, i, 1, 1, iif(waits, 'waiting', 'confirmed'), @at, @at, i % @organisations + 1, 0, 0, 0, NULL, NULL FROM l",
		`seats SELECT i, @series, session, i, i, iif(waits, 'waiting', 'confirmed'), lower(hex(randomblob(16))) || '@localhost', 0, NULL, @at, i, 1,
			'sample person ' || (i * 7919 % 1000003) || char(9) || 'voorbeeld ' || (i % @organisations) || char(9) || 'sample' || i || '@filled.example' || char(9), length('sample person ' || (i * 7919 % 1000003)), 'voorbeeld ' || (i % @organisations), 'gemeenten', NULL, '', '', NULL, NULL FROM l`,
		`letters SELECT i, @series, i, i, i, iif(waits, 'waiting', 'confirmation'), 'Sample Person ' || (i * 7919 % 1000003), 'sample' || i || '@filled.example', 'nl',
			lower(hex(randomblob(16))) || '@localhost', iif(waits, '', lower(hex(randomblob(16))) || '@localhost'), 0, @at, '` + sampleFacts + `', 'sent', NULL, 1, @at, @at, '', 0, 0, NULL FROM l`,
		"audit_entries SELECT 2 * i - 1, @series, 2 * i - 1, @at, 'holder', 'register', 'registration:' || i, '" + sampleDeed + "', lower(hex(randomblob(32))) FROM l",
		"audit_entries SELECT 2 * i, @series, 2 * i, @at, 'system', 'grant', 'placement:' || i, '" + sampleJudgement + "', lower(hex(randomblob(32))) FROM l",
	} {
		statement := `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @people),
			l AS (SELECT i, s.id AS session, s.position = @sessions AND i > 100 * @sessions AS waits FROM n JOIN sessions s ON s.position = i % @sessions + 1)
			INSERT INTO ` + rows
		values := []any{sql.Named("people", registrations), sql.Named("sessions", sessions), sql.Named("series", series), sql.Named("at", filledAt)}
		if strings.Contains(statement, "@organisations") {
			values = append(values, sql.Named("organisations", organisations))
		}
		exec(statement, values...)
	}
	for _, statement := range indexes {
		exec(statement)
	}
	exec(`UPDATE sessions SET confirmed = (SELECT count(*) FROM placements WHERE session_id = sessions.id AND status = 'confirmed'),
		waiting = (SELECT count(*) FROM placements WHERE session_id = sessions.id AND status = 'waiting')`)
	exec("UPDATE sessions SET capacity = confirmed WHERE waiting > 0")
	exec("UPDATE placements SET front = TRUE WHERE id IN (SELECT min(id) FROM placements WHERE status = 'waiting' GROUP BY session_id, organisation_id)")
	exec("UPDATE series SET next_number = ?, audit_seq = ?", registrations+1, 2*registrations)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// filledAt is when the registrations of a filled database were made.
var filledAt = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// sampleFacts is what a confirmation's letter holds.
const sampleFacts = `{"ToContact":true,"Reference":"ABCD-2345","RegistrationVersion":1,"ParticipantVersion":1,"SessionID":1,"People":[{"Place":1,"Name":"Sample Person","Status":"confirmed"}]}`

// sampleDeed and sampleJudgement are what the audit entries of a sign-up hold.
const (
	sampleDeed      = `{"parties":[{"registration":1000,"party":1,"organisation":10,"sector":"gemeenten","size":1,"lines":[{"choice":1000,"session":1,"rank":1,"number":1000,"status":"waiting"}]}]}`
	sampleJudgement = `{"party":{"registration":1000,"party":1,"organisation":10,"sector":"gemeenten","size":1,"lines":[{"choice":1000,"session":1,"rank":1,"number":1000,"placement":1000,"status":"confirmed"}]},"choice":1000,"session":1,"number":1000,"size":1,"free":[100],"taken":0,"own":true,"cause":"register registration:1000"}`
)

// indexesOf gives the statements that made the database's indexes, by name: a table fills faster without them.
func indexesOf(b *testing.B, db *sql.DB) map[string]string {
	b.Helper()
	rows, err := db.Query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string]string{}
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			b.Fatal(err)
		}
		found[name] = statement
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return found
}

// counts says how many rows each table of a sign-up holds.
func counts(b *testing.B, db *sql.DB) map[string]int {
	b.Helper()
	found := map[string]int{}
	for _, table := range signUpTables {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			b.Fatal(err)
		}
		found[table] = n
	}
	return found
}

// bareSignUp is what a sign-up costs without rules: an Echo handler that inserts the same rows with database/sql, one
// durable commit each.
func bareSignUp(b *testing.B, db *sql.DB) http.Handler {
	b.Helper()
	prepare := func(query string) *sql.Stmt {
		statement, err := db.Prepare(query)
		if err != nil {
			b.Fatal(err)
		}
		return statement
	}
	insert := func(table, columns string) *sql.Stmt {
		return prepare("INSERT INTO " + table + " (" + columns + ") VALUES (" + strings.Repeat("?, ", strings.Count(columns, ",")) + "?)")
	}
	var (
		numbers      = prepare("UPDATE series SET version = version + 1, next_number = next_number + 1, audit_seq = audit_seq + 2, audit_hash = ? WHERE slug = ? RETURNING id, next_number - 1, audit_seq")
		seat         = prepare("UPDATE sessions SET confirmed = confirmed + 1 WHERE series_id = ? AND slug = ? RETURNING id")
		organisation = prepare("INSERT INTO organisations (name, name_key, created_at) VALUES (?, ?, ?) ON CONFLICT (name_key) DO UPDATE SET name = name RETURNING id")
		inserts      = map[string]*sql.Stmt{
			"registrations": insert("registrations", "series_id, organisation_id, reference, sector, language, together, wait, filled_meanwhile, nonce_hash, token_version, created_at, updated_at"),
			"contacts":      insert("contacts", "registration_id, series_id, name, email, email_key, phone, place, newsletter, followup"),
			"participants":  insert("participants", "registration_id, series_id, place, party, name, email, email_key, role, token_version"),
			"choices":       insert("choices", "series_id, registration_id, session_id, party, rank, number"),
			"placements":    insert("placements", "series_id, registration_id, choice_id, session_id, party, number, rank, organisation_id, share, size, status, created_at, updated_at"),
			"seats":         insert("seats", "series_id, session_id, placement_id, participant_id, status, uid, sequence, updated_at"),
			"letters":       insert("letters", "series_id, registration_id, participant_id, placement_id, kind, recipient_name, recipient_email, language, message_id, uid, sequence, stamp, facts, status, attempts, next_attempt, failure"),
			"audit_entries": insert("audit_entries", "series_id, seq, at, actor, action, subject, details, hash"),
		}
	)
	e := echo.New()
	e.POST("/:series/register", func(c echo.Context) error {
		name, email, employer, now := c.FormValue("name"), c.FormValue("email"), c.FormValue("organisation"), time.Now().UTC().Truncate(time.Second)
		key, uid, hash := models.NormaliseEmail(email), random(16)+"@localhost", random(32)
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		row := func(table string, values ...any) (id int64) {
			if err != nil {
				return 0
			}
			var result sql.Result
			if result, err = tx.Stmt(inserts[table]).Exec(values...); err != nil {
				return 0
			}
			id, err = result.LastInsertId()
			return id
		}
		var series, session, organisationID, number, seq int64
		if err := tx.Stmt(numbers).QueryRow(hash, c.Param("series")).Scan(&series, &number, &seq); err != nil {
			return err
		}
		if err := tx.Stmt(seat).QueryRow(series, c.FormValue("session")).Scan(&session); err != nil {
			return err
		}
		if err := tx.Stmt(organisation).QueryRow(employer, models.NormaliseName(employer), now).Scan(&organisationID); err != nil {
			return err
		}
		registration := row("registrations", series, organisationID, random(5), c.FormValue("sector"), "nl", "all", false, false, random(16), 1, now, now)
		row("contacts", registration, series, name, email, key, c.FormValue("phone"), 1, false, false)
		participant := row("participants", registration, series, 1, 1, name, email, key, c.FormValue("role"), 1)
		choice := row("choices", series, registration, session, 1, 1, number)
		placement := row("placements", series, registration, choice, session, 1, number, 1, organisationID, 0, 1, "confirmed", now, now)
		row("seats", series, session, placement, participant, "confirmed", uid, 0, now)
		row("letters", series, registration, participant, placement, "confirmation", name, email, "nl", random(16)+"@localhost", uid, 0, now, sampleFacts, "queued", 0, now, "")
		row("audit_entries", series, seq-1, now, "holder", "register", fmt.Sprintf("registration:%d", registration), sampleDeed, hash)
		row("audit_entries", series, seq, now, "system", "grant", fmt.Sprintf("placement:%d", placement), sampleJudgement, hash)
		if err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/my/%d", registration))
	})
	return e
}

func random(bytes int) string {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}
