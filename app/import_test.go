package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vonk/models/store/storetest"
)

func TestImportTellsWhatItDidAndDoesNothingTwice(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		file := written(t, "series.yaml", smallSeries())
		first := succeed(t, "import", "--database", h.Database, file)
		if !strings.Contains(first, "series voorbeeldreeks: created\n") || !strings.Contains(first, "session zwolle: created, 4 seats\n") {
			t.Error(first)
		}
		if again := succeed(t, "import", "--database", h.Database, file); again != "series voorbeeldreeks: unchanged\n" {
			t.Error(again)
		}
	})
}

func TestImportReadsStandardInput(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	if got := vonkReading(t, smallSeries(), "import", "--database", database, "-"); got.status != done || !strings.Contains(got.stdout, "created") {
		t.Error(got)
	}
}

func TestDryRunTellsAndChangesNothing(t *testing.T) {
	database := filled(t)
	larger := written(t, "larger.yaml", strings.Replace(smallSeries(), "capacity: 4", "capacity: 5", 1))
	want := "session zwolle: capacity 4 → 5\n"
	for range 2 {
		if got := succeed(t, "import", "--dry-run", "--database", database, larger); got != want+"dry run: nothing was changed\n" {
			t.Error(got)
		}
	}
	if got := succeed(t, "import", "--database", database, larger); got != want {
		t.Error(got)
	}
}

func TestDryRunMakesNoDatabase(t *testing.T) {
	folder := t.TempDir()
	succeed(t, "import", "--dry-run", "--database", filepath.Join(folder, "vonk.db"), written(t, "series.yaml", smallSeries()))
	if files, _ := os.ReadDir(folder); len(files) > 0 {
		t.Error(files)
	}
}

func TestImportTellsWhatIsDoubtful(t *testing.T) {
	raw := strings.Replace(smallSeries(), "  policy: {waiting_list: confirm, party_max: 4,",
		"  policy: {waiting_list: offer, party_max: 4, organisation_limit: {seats: 2},", 1)
	got := succeed(t, "import", "--database", filepath.Join(t.TempDir(), "vonk.db"), written(t, "series.yaml", raw))
	want := "warning: a party may have 4 people, but an organisation only 2 seats at a session (line 10)\n"
	if !strings.Contains(got, want) {
		t.Errorf("%s lacks %s", got, want)
	}
}

func TestBadSeriesFileIsToldByLineAndChangesNothing(t *testing.T) {
	database := filled(t)
	file := written(t, "bad.yaml", strings.Replace(smallSeries(), "capacity: 4", "capacity: vier\n    plekken: 4", 1))
	got := vonk(t, "import", "--database", database, file)
	lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
	if got.status != failed || got.stdout != "" || len(lines) != 2 || !strings.HasPrefix(lines[0], file+":") || !strings.HasSuffix(lines[0], ": capacity takes a whole number") {
		t.Error(got)
	}
	if again := succeed(t, "import", "--database", database, written(t, "series.yaml", smallSeries())); again != "series voorbeeldreeks: unchanged\n" {
		t.Error(again)
	}
}

func TestImportRefusesWhatItCannotRead(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	complain(t, failed, "import", "--database", database, "missing.yaml")
	complain(t, failed, "import", "--database", database, t.TempDir())
}

func TestCapacityBelowWhatIsTakenIsRefused(t *testing.T) {
	database := filled(t)
	signedUp(t, database, "Een", "Twee", "Drie")
	file := written(t, "small.yaml", strings.Replace(smallSeries(), "capacity: 4", "capacity: 2", 1))
	if got := complain(t, failed, "import", "--database", database, file); !strings.Contains(got, "Zwolle") {
		t.Error(got)
	}
}

// Calendars need a zone's rules, so a zone without yearly ones is refused where it can be mended.
func TestZoneThatNoCalendarKnowsIsRefusedAtImport(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	odd := strings.Replace(smallSeries(), "Europe/Amsterdam", "Africa/Casablanca", 1)
	line := complain(t, failed, "import", "--database", database, written(t, "series.yaml", odd))
	if !strings.Contains(line, "series.yaml: timezone: ") || !strings.Contains(line, "Africa/Casablanca") {
		t.Errorf("it says %q", line)
	}
}
