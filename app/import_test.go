package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// Calendars need a zone's rules, so a zone without yearly ones is refused where it can be mended.
func TestZoneThatNoCalendarKnowsIsRefusedAtImport(t *testing.T) {
	database := filepath.Join(t.TempDir(), "vonk.db")
	odd := strings.Replace(smallSeries(), "Europe/Amsterdam", "Africa/Casablanca", 1)
	line := complain(t, failed, "import", "--database", database, written(t, "series.yaml", odd))
	if !strings.Contains(line, "series.yaml: timezone: ") || !strings.Contains(line, "Africa/Casablanca") {
		t.Errorf("it says %q", line)
	}
}
