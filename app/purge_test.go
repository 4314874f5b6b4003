package main

import (
	"strings"
	"testing"
	"time"

	"vonk/models/store/storetest"
)

// A series that ended a hundred days ago is purged by command: told first, then done, then there is nothing.
func TestPurgeErasesWhatADryRunTold(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		now := time.Now().UTC().Truncate(time.Second)
		h.Clock.Set(now.AddDate(0, 0, -160))
		definition := storetest.Definition(1)
		definition.Opens = now.AddDate(0, 0, -161)
		for i := range definition.Sessions {
			session := &definition.Sessions[i]
			session.Starts, session.Programme = now.AddDate(0, 0, -100), nil
			session.Ends = session.Starts.Add(time.Hour)
		}
		h.Import(t, definition)
		came := h.MustRegister(t, storetest.SignUp("kwam", 1))
		h.MustRegister(t, storetest.SignUp("wachtte", 1))
		if err := h.AnswerPersonal(t.Context(), came.Participants[0].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		purge := func(args ...string) string {
			t.Helper()
			return succeed(t, append([]string{"purge", "--database", h.Database}, args...)...)
		}
		people := func() (named int) {
			t.Helper()
			if err := h.SQL(t).QueryRow("SELECT count(*) FROM participants WHERE name <> ''").Scan(&named); err != nil {
				t.Fatal(err)
			}
			return named
		}
		const told = "series sample: sensitive answers 1, people who only waited 0, other people 2, contacts 2\n"
		for range 2 {
			if got := purge("--dry-run"); got != told || people() != 2 {
				t.Errorf("a dry run prints %q and leaves %d people", got, people())
			}
		}
		if got := purge(); got != told || people() != 0 {
			t.Errorf("it prints %q and leaves %d people", got, people())
		}
		for _, args := range [][]string{nil, {"--dry-run"}} {
			if got := purge(args...); got != "nothing is kept too long\n" {
				t.Errorf("once more it prints %q", got)
			}
		}
		if got := succeed(t, "explain", "--database", h.Database, came.Reference); strings.Contains(got, "kwam") || !strings.Contains(got, "(verwijderd)") {
			t.Errorf("its story is %s", got)
		}
		succeed(t, "check", "--database", h.Database)
	})
}

func TestPurgeMakesNoDatabase(t *testing.T) {
	complain(t, failed, "purge", "--database", t.TempDir()+"/geen.db")
}
