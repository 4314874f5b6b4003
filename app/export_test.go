package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vonk/models/store/storetest"
)

func TestExportWritesTheListInEachFormat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		succeed(t, "import", "--database", h.Database, written(t, "series.yaml", smallSeries()))
		signedUp(t, h.Database, "Een", "Twee", "Drie")
		signedUp(t, h.Database, "Vier", "Vijf")
		export := func(args ...string) string {
			return succeed(t, append([]string{"export", "--database", h.Database, "--series", "voorbeeldreeks"}, args...)...)
		}
		dutch := export()
		if !strings.HasPrefix(dutch, "\ufeffKenmerk;Sessie;Status;") || strings.Count(dutch, "\r\n") != 6 || strings.Contains(dutch, "Veganistisch") {
			t.Error(dutch)
		}
		if !strings.Contains(dutch, ";'=1+1\r\n") {
			t.Error("a formula is not defused")
		}
		rows, err := csv.NewReader(strings.NewReader(export("--language", "en"))).ReadAll()
		if err != nil || len(rows) != 6 || rows[0][0] != "Reference" || rows[5][2] != "waiting" || rows[5][3] != "1" {
			t.Error(rows, err)
		}
		if got := export("--dialect", "rfc4180"); !strings.HasPrefix(got, "Kenmerk,Sessie,") {
			t.Error(got)
		}
		if got := export("--session", "arnhem"); strings.Count(got, "\r\n") != 1 {
			t.Error(got)
		}
		if got := export("--sensitive"); !strings.Contains(got, ";Veganistisch\r\n") {
			t.Error(got)
		}
		var list []map[string]any
		if err := json.Unmarshal([]byte(export("--format", "json")), &list); err != nil || len(list) != 5 || list[0]["name"] != "Een" || list[0]["vraag"] != "=1+1" {
			t.Error(list, err)
		}
		succeed(t, "check", "--database", h.Database) // the audit holds the sensitive export
	})
}

func TestExportedFileIsWholeOrTheOldOne(t *testing.T) {
	database, target := filled(t), written(t, "list.csv", "old")
	signedUp(t, database, "Een")
	complain(t, failed, "export", "--database", database, "--series", "missing", "-o", target)
	if raw, _ := os.ReadFile(target); string(raw) != "old" {
		t.Errorf("%s", raw)
	}
	if got := succeed(t, "export", "--database", database, "--series", "voorbeeldreeks", "-o", target); got != "" {
		t.Error(got)
	}
	raw, err := os.ReadFile(target)
	info, statErr := os.Stat(target)
	if err != nil || statErr != nil || !strings.Contains(string(raw), "een@sample.example") || info.Mode().Perm() != 0o600 {
		t.Errorf("%s %v %v", raw, info, err)
	}
	if files, _ := os.ReadDir(filepath.Dir(target)); len(files) != 1 {
		t.Errorf("something was left behind: %v", files)
	}
	complain(t, failed, "export", "--database", database, "--series", "voorbeeldreeks", "-o", filepath.Join(target, "list.csv"))
}

func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	target := written(t, "list.csv", "old")
	err := replaceFile(target, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return io.ErrShortWrite
	})
	raw, _ := os.ReadFile(target)
	if files, _ := os.ReadDir(filepath.Dir(target)); err == nil || string(raw) != "old" || len(files) != 1 {
		t.Errorf("%v, %s, %v", err, raw, files)
	}
}

func TestUnknownSeriesAndSessionAreNamed(t *testing.T) {
	database := filled(t)
	if got := complain(t, failed, "export", "--database", database, "--series", "feest"); !strings.Contains(got, `"feest"`) {
		t.Error(got)
	}
	if got := complain(t, failed, "export", "--database", database, "--series", "voorbeeldreeks", "--session", "feest"); !strings.Contains(got, `"feest"`) {
		t.Error(got)
	}
}
