package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestSecretIsMadeBesideSQLiteOnce(t *testing.T) {
	database := filled(t)
	succeed(t, "organiser", "add", "een@vonk.example", "--database", database)
	succeed(t, "organiser", "link", "een@vonk.example", "--database", database)
	path := strings.TrimSuffix(database, ".db") + ".secret"
	first, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || len(first) < 2*models.MinSecret || info.Mode().Perm() != 0o600 {
		t.Fatal(len(first), info, err)
	}
	succeed(t, "organiser", "link", "een@vonk.example", "--database", database)
	if second, _ := os.ReadFile(path); !bytes.Equal(first, second) {
		t.Error("the secret was made anew")
	}
}

func TestSecretMustBeThereAndLong(t *testing.T) {
	database := filled(t)
	succeed(t, "organiser", "add", "een@vonk.example", "--database", database)
	link := []string{"organiser", "link", "een@vonk.example", "--database", database, "--secret-file"}
	if got := complain(t, failed, append(link, written(t, "short", "too short"))...); !strings.Contains(got, "too short") {
		t.Error(got)
	}
	complain(t, failed, append(link, filepath.Join(t.TempDir(), "missing"))...)
}

func TestPostgresNeedsASecret(t *testing.T) {
	database := storetest.PostgresDatabase(t)
	succeed(t, "organiser", "add", "een@vonk.example", "--database", database)
	complain(t, wrongUse, "organiser", "link", "een@vonk.example", "--database", database)
	complain(t, wrongUse, "serve", "--addr", "127.0.0.1:0", "--database", database)
}

func TestBackupIsACopyThatReplacesNothing(t *testing.T) {
	database := filled(t)
	signedUp(t, database, "Een")
	target := filepath.Join(t.TempDir(), "copy.db")
	succeed(t, "backup", target, "--database", database)
	if got := succeed(t, "export", "--database", target, "--series", "voorbeeldreeks"); !strings.Contains(got, "een@sample.example") {
		t.Error(got)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	complain(t, failed, "backup", target, "--database", database)
	complain(t, failed, "backup", filepath.Join(t.TempDir(), "missing", "copy.db"), "--database", database)
	if files, _ := os.ReadDir(filepath.Dir(target)); len(files) != 1 {
		t.Errorf("something was left behind: %v", files)
	}
}

func TestBackupOfPostgresNamesItsOwnTool(t *testing.T) {
	database := storetest.PostgresDatabase(t)
	succeed(t, "migrate", "--database", database)
	if got := complain(t, failed, "backup", filepath.Join(t.TempDir(), "copy"), "--database", database); !strings.Contains(got, "pg_dump") {
		t.Error(got)
	}
}

func TestMigrateBringsADatabaseUpToDateOnce(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	if got := succeed(t, "migrate", "--database", database); !strings.Contains(got, "brought up to date") {
		t.Error(got)
	}
	if got := succeed(t, "migrate", "--database", database); got != database+" is up to date\n" {
		t.Error(got)
	}
}

func TestUnusableDatabaseIsOnePlainSentence(t *testing.T) {
	newer := filled(t)
	spoil(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	tests := map[string]struct{ database, want string }{
		"text":    {written(t, "text.db", strings.Repeat("this is no database\n", 100)), "is no database of vonk"},
		"folder":  {t.TempDir(), "is no database of vonk"},
		"newer":   {newer, "newer version of vonk"},
		"old":     {written(t, "empty.db", ""), "older version; run vonk migrate"},
		"missing": {filepath.Join(t.TempDir(), "missing.db"), "is not there"},
		"away":    {"postgres://sample:sample@" + unused(t) + "/sample", "cannot be reached"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := complain(t, failed, "check", "--database", test.database); !strings.Contains(got, test.want) {
				t.Error(got)
			}
		})
	}
}

func TestDatabaseThatCannotBeWrittenIsOnePlainSentence(t *testing.T) {
	for key, want := range map[string]string{
		"error.database.locked": "is locked by another program", "error.database.full": "no room left on the disk",
		"error.database.readonly": "cannot be written: it is read-only", "error.database.unavailable": "cannot be reached",
	} {
		var stderr bytes.Buffer
		err := &models.Error{Code: models.Unavailable, Key: key, Args: map[string]any{"Database": "vonk.db"}}
		if status := fail(&stderr, err); status != failed || !strings.Contains(stderr.String(), want) || !strings.Contains(stderr.String(), "vonk.db") {
			t.Errorf("%s: %d %s", key, status, stderr.String())
		}
	}
}
