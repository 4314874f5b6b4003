package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

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

func TestExportWritesWorkbooksAndSignInSheets(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		succeed(t, "import", "--database", h.Database, written(t, "series.yaml", smallSeries()))
		signedUp(t, h.Database, "Een", "Twee", "Drie")
		signedUp(t, h.Database, "Vier", "Vijf")
		target := filepath.Join(t.TempDir(), "list")
		export := func(args ...string) {
			succeed(t, append([]string{"export", "--database", h.Database, "--series", "voorbeeldreeks", "-o", target}, args...)...)
		}
		export("--format", "xlsx", "--sensitive")
		book, err := excelize.OpenFile(target)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows) != 6 || rows[0][0] != "Kenmerk" || rows[1][4] != "Een" || !slices.Contains(rows[1], "Veganistisch") || !slices.Contains(rows[1], "=1+1") {
			t.Error(rows, err)
		}
		if err := book.Close(); err != nil {
			t.Fatal(err)
		}
		for args, want := range map[string][2][]string{
			"--session zwolle": {{"Zwolle", "Een", "Twee", "1 van 1"}, {"Vier", "Arnhem", "@"}},
			"--language en":    {{"Zwolle", "Arnhem", "Een", "1 of 1"}, {"Vier"}},
		} {
			export(append([]string{"--format", "pdf"}, strings.Fields(args)...)...)
			output, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", target, "-").CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			for _, needed := range want[0] {
				if !strings.Contains(string(output), needed) {
					t.Errorf("%s: the sheet lacks %s: %s", args, needed, output)
				}
			}
			for _, other := range want[1] {
				if strings.Contains(string(output), other) {
					t.Errorf("%s: the sheet holds %s: %s", args, other, output)
				}
			}
		}
		complain(t, wrongUse, "export", "--database", h.Database, "--series", "voorbeeldreeks", "--format", "pdf", "--sensitive")
		succeed(t, "check", "--database", h.Database)
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
