package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

// ofVersion makes a database of the engine as an older version of the schema had it, with what that version kept of the
// harness's rows.
func ofVersion(t *testing.T, h *storetest.Harness, version int64) (database string) {
	t.Helper()
	database = filepath.Join(t.TempDir(), "old.db")
	if h.Engine == "postgres" {
		database = storetest.PostgresDatabase(t)
	}
	old, err := store.Open(context.Background(), store.Options{Database: database, Create: true, Now: h.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := old.MigrateTo(context.Background(), version); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	from := h.SQL(t)
	into := (&storetest.Harness{Engine: h.Engine, Database: database}).SQL(t)
	into.SetMaxOpenConns(1)
	if h.Engine == "postgres" { // rows come in the order of the tables' names
		execute(t, into, "SET session_replication_role = replica")
	}
	for name, trigger := range triggers(t, into, h.Engine) { // what they would write is copied
		execute(t, into, "DROP TRIGGER "+name)
		defer execute(t, into, trigger)
	}
	for table, columns := range tables(t, into, h.Engine) {
		var kept []string
		now := tables(t, from, h.Engine)[table]
		for _, column := range columns {
			if slices.Contains(now, column) {
				kept = append(kept, column)
			}
		}
		more := map[string]any{}
		for column, value := range gone[table] {
			if slices.Contains(columns, column) {
				more[column] = value
			}
		}
		copyRows(t, from, into, table, kept, more)
		if h.Engine == "postgres" && slices.Contains(columns, "id") {
			execute(t, into, "SELECT setval(pg_get_serial_sequence('"+table+"', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM "+table+"), false)")
		}
	}
	return database
}

// gone are columns that later versions have no more, by table, with what was in them.
var gone = map[string]map[string]any{"organisers": {"role": "admin"}}

// triggers are the definitions of SQLite's by name; PostgreSQL has them rest by itself.
func triggers(t *testing.T, db *sql.DB, engine string) map[string]string {
	t.Helper()
	all := map[string]string{}
	if engine != "sqlite" {
		return all
	}
	rows, err := db.Query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name, definition string
		if err := rows.Scan(&name, &definition); err != nil {
			t.Fatal(err)
		}
		all[name] = definition
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// tables are the columns of each table, except of goose's own.
func tables(t *testing.T, db *sql.DB, engine string) map[string][]string {
	t.Helper()
	query := `SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
		WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'goose%' ORDER BY 1, ordinal_position`
	if engine == "sqlite" {
		query = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, c.cid"
	}
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		all[table] = append(all[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func copyRows(t *testing.T, from, into *sql.DB, table string, columns []string, more map[string]any) {
	t.Helper()
	rows, err := from.Query("SELECT " + strings.Join(columns, ", ") + " FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	read := len(columns)
	var added []any
	for column, value := range more {
		columns, added = append(columns, column), append(added, value)
	}
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	for rows.Next() {
		values, scanned := make([]any, read), make([]any, read)
		for i := range values {
			scanned[i] = &values[i]
		}
		if err := rows.Scan(scanned...); err != nil {
			t.Fatal(err)
		}
		execute(t, into, insert, append(values, added...)...)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// rechain writes the chain as the first version would have: with details that say nothing.
func rechain(t *testing.T, db *sql.DB) {
	t.Helper()
	execute(t, db, "UPDATE audit_entries SET details = '[]'")
	rows, err := db.Query("SELECT id, series_id, seq, at, actor, action, subject, details FROM audit_entries ORDER BY series_id, seq")
	if err != nil {
		t.Fatal(err)
	}
	var entries []models.AuditEntry
	for rows.Next() {
		var e models.AuditEntry
		if err := rows.Scan(&e.ID, &e.SeriesID, &e.Seq, &e.At, &e.Actor, &e.Action, &e.Subject, &e.Details); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	hash := ""
	for _, e := range entries {
		hash = e.Chain(hash)
		execute(t, db, "UPDATE audit_entries SET hash = $1 WHERE id = $2", hash, e.ID)
	}
	execute(t, db, "UPDATE series SET audit_hash = $1", hash)
}

func TestDatabaseOfTheFirstVersionIsCopiedBroughtUpAndGoesOnWithEverybodyInIt(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(3)
		definition.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 1}}
		definition.Policy.OrganisationLimit.Seats = 2
		h.Import(t, definition)
		school := storetest.SignUp("school", 1)
		school.Sector, school.Organisation = "po", "Voorbeeldschool"
		seated := h.MustRegister(t, school)
		h.MustRegister(t, storetest.SignUp("twee", 2))
		waits := h.MustRegister(t, storetest.SignUp("wacht", 1))
		gone := h.MustRegister(t, storetest.SignUp("weg", 2))
		h.MustCancel(t, gone.ID)
		if _, err := h.AddOrganiser(context.Background(), "organiser@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
			t.Fatal(err)
		}
		database := ofVersion(t, h, 1)
		raw := (&storetest.Harness{Engine: h.Engine, Database: database}).SQL(t)
		rechain(t, raw)

		old := storetest.Open(t, h.Engine, database, h.Clock) // migrates
		if h.Engine == "sqlite" {
			copies, err := filepath.Glob(database + ".before-version-*")
			if err != nil || len(copies) != 1 {
				t.Fatalf("copies: %v, %v", copies, err)
			}
			if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the copy: %v, %v", info, err)
			}
		}
		if err := old.Settle(context.Background()); err != nil {
			t.Fatal(err)
		}
		old.MustHold(t)
		organisers, err := old.Organisers(context.Background())
		if err != nil || len(organisers) != 1 || !organisers[0].May(models.MayAdminister, 0, 0) {
			t.Errorf("the organisers are %v, %v", organisers, err)
		}
		expectStatuses(t, old.Look(t, seated.ID), models.Confirmed)
		expectStatuses(t, old.Look(t, waits.ID), models.Waiting)
		expectStatuses(t, old.Look(t, gone.ID), models.Cancelled, models.Cancelled)
		expect(t, "reason", old.Look(t, waits.ID).Placements[0].Reason, models.ReasonFull)
		// The seat of the school is reserved for schools, and goes to the next of them.
		next := storetest.SignUp("school2", 1)
		next.Sector, next.Organisation = "po", "Tweede Voorbeeldschool"
		behind := old.MustRegister(t, next)
		expectStatuses(t, behind, models.Waiting)
		old.MustCancel(t, seated.ID)
		expectStatuses(t, old.Look(t, behind.ID), models.Confirmed)
		expectStatuses(t, old.Look(t, waits.ID), models.Waiting)
		old.MustHold(t)
	})
}
