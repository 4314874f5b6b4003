package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

func key(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// The driver alone would bring an SQLite that can corrupt a WAL when it is reset.
func TestSQLiteIsNewEnough(t *testing.T) {
	var version string
	if err := storetest.SQLite(t).SQL(t).QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if version < "3.51" {
		t.Errorf("SQLite %s", version)
	}
}

func TestWritesAreDurable(t *testing.T) {
	h := storetest.SQLite(t)
	var mode string
	if err := h.SQL(t).QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal mode %q, %v", mode, err)
	}
	expect(t, "synchronous", h.Synchronous(), 2) // FULL
}

func TestDatabaseThatCannotBeUsedIsSaidInOneKey(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte("this is a letter, and by no means a database of any kind or version whatsoever"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, database, key string }{
		{"missing", filepath.Join(folder, "none.db"), "error.database.missing"},
		{"a folder", folder, "error.database.invalid"},
		{"a text", text, "error.database.invalid"},
		{"no server", "postgres://nobody@127.0.0.1:1/none", "error.database.unavailable"},
		{"no such database", os.Getenv("VONK_TEST_POSTGRES") + "&dbname=vonk_none", "error.database.unavailable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := store.Open(context.Background(), store.Options{Database: test.database})
			expect(t, "key", key(err), test.key)
			expect(t, "code", models.CodeOf(err), models.Unavailable)
		})
	}
}

func TestDatabaseNewerThanTheProgramIsRefused(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		if _, err := h.SQL(t).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(context.Background(), store.Options{Database: h.Database})
		expect(t, "key", key(err), "error.database.newer")
	})
}

func TestFullDatabaseLosesNothingAndSaysSo(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 1000)
	h.LimitPages(t)
	accepted := 0
	for i := range 2000 {
		if _, err := h.Register(context.Background(), "sample", storetest.SignUp(fmt.Sprintf("p%d", i), 1)); err != nil {
			expect(t, "key", key(err), "error.database.full")
			break
		}
		accepted++
	}
	if accepted == 0 || accepted == 2000 {
		t.Fatalf("%d were accepted: the database was never full", accepted)
	}
	h.LiftLimit(t)
	h.MustRegister(t, storetest.SignUp("daarna", 1))
	session, _ := h.Reload(t, "sample").Session("zwolle")
	if session.Taken()+session.Waiting != accepted+1 {
		t.Errorf("%d people, %d were accepted", session.Taken()+session.Waiting, accepted+1)
	}
	h.MustHold(t)
}

func TestLockedDatabaseIsSaidAndWorksAgainAfterwards(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	h.Impatient(t)
	db := h.SQL(t)
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	_, err := h.Register(context.Background(), "sample", storetest.SignUp("een", 1))
	expect(t, "key", key(err), "error.database.locked")
	if _, err := db.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	h.MustRegister(t, storetest.SignUp("een", 1))
}

func TestReadOnlyDatabaseIsReadAndNotWritten(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.ReadOnly(t)
		_, err := h.Register(context.Background(), "sample", storetest.SignUp("een", 1))
		expect(t, "key", key(err), "error.database.readonly")
		if _, err := h.Series(context.Background(), "sample"); err != nil {
			t.Error(err)
		}
	})
}

func TestAnActThatFailsLeavesItsNeighboursInTheSameCommit(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 100)
	done := make(chan error, 40)
	for i := range cap(done) {
		go func() {
			in := storetest.SignUp(fmt.Sprintf("buur%d", i), 1)
			if i%2 == 1 {
				in.Sector = "onbekend"
			}
			_, err := h.Register(context.Background(), "sample", in)
			if i%2 == 1 && models.CodeOf(err) == models.Invalid {
				err = nil
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	session, _ := h.Reload(t, "sample").Session("zwolle")
	expect(t, "confirmed", session.Confirmed, cap(done)/2)
	h.MustHold(t)
}

func TestActThatFailsOrPanicsLeavesNothingAndItsNeighboursStay(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 100)
	ctx := context.Background()
	done := make(chan error, 40)
	for i := range cap(done) {
		go func() {
			switch i % 4 {
			case 0:
				_, err := h.Register(ctx, "sample", storetest.SignUp(string(rune('a'+i/4)), 1))
				done <- err
			case 1:
				done <- failed(h.WriteAndFail(ctx, func() error { panic("a fault") }))
			default:
				done <- failed(h.WriteAndFail(ctx, func() error { return context.DeadlineExceeded }))
			}
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	var left int
	if err := h.SQL(t).QueryRow("SELECT count(*) FROM organisations WHERE name_key = '" + store.HalfWritten + "'").Scan(&left); err != nil {
		t.Fatal(err)
	}
	expect(t, "rows of what failed", left, 0)
	session, _ := h.Reload(t, "sample").Session("zwolle")
	expect(t, "confirmed", session.Confirmed, cap(done)/4)
	h.MustHold(t)
}

// failed turns a failure that should be into nil.
func failed(err error) error {
	if err == nil {
		return context.Canceled
	}
	return nil
}

func TestBackupIsConsistentWhileWriting(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	h.MustRegister(t, storetest.SignUp("een", 2))
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := h.Backup(context.Background(), copied); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the copy: %v, %v", info, err)
	}
	again := storetest.Open(t, "sqlite", copied, h.Clock)
	again.MustHold(t)
	session, _ := again.Reload(t, "sample").Session("zwolle")
	expect(t, "confirmed", session.Confirmed, 2)
	if err := h.Backup(context.Background(), copied); err == nil {
		t.Error("a backup overwrote a file")
	}
}

func TestServerThatGoesAwayIsSaidToBeUnavailable(t *testing.T) {
	server := storetest.PostgresDatabase(t)
	relay := newRelay(t, server)
	h := storetest.Open(t, "postgres", relay.address, &storetest.Clock{})
	h.Sample(t, 10)
	relay.cut()
	for range 2 { // on the connection that it had, and on a new one
		_, err := h.Series(context.Background(), "sample")
		expect(t, "key", key(err), "error.database.unavailable")
	}
}

func TestOfProgramsThatMigrateAtOnceOneDoesEachStepAndNoneFails(t *testing.T) {
	for engine, database := range map[string]string{
		"sqlite": filepath.Join(t.TempDir(), "vonk.db"), "postgres": storetest.PostgresDatabase(t),
	} {
		t.Run(engine, func(t *testing.T) {
			const programs = 4
			steps, failures := make(chan int, programs), make(chan error, programs)
			for range programs {
				s, err := store.Open(context.Background(), store.Options{Database: database, Create: true})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				go func() {
					applied, err := s.Migrate(context.Background())
					steps <- applied
					failures <- err
				}()
			}
			applied := 0
			for range programs {
				applied += <-steps
				if err := <-failures; err != nil {
					t.Error(err)
				}
			}
			expect(t, "migrations applied", applied, 4)
		})
	}
}

func TestMigratingAgainDoesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		pending, err := h.Pending(context.Background())
		if err != nil || pending != 0 {
			t.Errorf("%d pending, %v", pending, err)
		}
		steps, err := h.Migrate(context.Background())
		if err != nil || steps != 0 {
			t.Errorf("%d steps again, %v", steps, err)
		}
	})
}

func TestSeriesThatSomebodyHoldsForTooLongIsSaidToBeLocked(t *testing.T) {
	h := storetest.Postgres(t)
	h.Sample(t, 10)
	h.Impatient(t)
	tx, err := h.SQL(t).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("SELECT id FROM series FOR NO KEY UPDATE"); err != nil {
		t.Fatal(err)
	}
	_, err = h.Register(context.Background(), "sample", storetest.SignUp("een", 1))
	expect(t, "key", key(err), "error.database.locked")
}
