package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// downgrade makes of a database what version 1 of the schema kept of it.
func downgrade(t *testing.T, h *storetest.Harness) {
	t.Helper()
	db := h.SQL(t)
	statements := []string{
		"DROP TABLE draws",
		"DROP INDEX registrations_organisation", "DROP INDEX placements_choice", "DROP INDEX placements_group", "DROP INDEX placements_group_front",
		"DROP INDEX placements_front", "DROP INDEX placements_taken", "DROP INDEX placements_offers",
		"CREATE INDEX placements_line_by_size ON placements (session_id, size, number, party, rank) WHERE status = 'waiting'",
		"DELETE FROM goose_db_version WHERE version_id = 2",
		"UPDATE audit_entries SET details = '[]'",
	}
	for table, columns := range map[string][]string{
		"series": {"settled_at", "drawn_at"}, "sessions": {"shares"}, "organisations": {"merged_into"}, "participants": {"withdrawn"},
		"choices": {"sought", "closed"}, "placements": {"organisation_id", "share", "resting", "front", "deadline", "remind_at"},
	} {
		for _, column := range columns {
			statements = append(statements, "ALTER TABLE "+table+" DROP COLUMN "+column)
		}
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	// The chain as that version would have written it.
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
		if _, err := db.Exec("UPDATE audit_entries SET hash = $1 WHERE id = $2", hash, e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("UPDATE series SET audit_hash = $1", hash); err != nil {
		t.Fatal(err)
	}
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
		downgrade(t, h)

		old := storetest.Open(t, h.Engine, h.Database, h.Clock) // migrates
		if h.Engine == "sqlite" {
			copies, err := filepath.Glob(h.Database + ".before-version-2-*")
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
