package store_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// moved is a series in which one party moved up past a group that did not fit: a limit, a reserve and an offer play a part.
func moved(t *testing.T, h *storetest.Harness) {
	t.Helper()
	definition := storetest.Definition(3)
	definition.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 1}}
	definition.Policy.OrganisationLimit = models.Limit{Seats: 3}
	h.Import(t, definition)
	sign := func(name string, size int, sector string) *models.Registration {
		in := storetest.SignUp(name, size)
		in.Organisation, in.Sector, in.Alternatives, in.Wait = "Organisatie "+name, sector, []string{"utrecht"}, true
		return h.MustRegister(t, in)
	}
	first := sign("een", 1, "gemeenten")
	sign("twee", 1, "gemeenten")
	sign("school", 1, "po")
	sign("groep", 2, "gemeenten")
	sign("drie", 1, "gemeenten")
	h.Clock.Advance(time.Hour)
	h.MustCancel(t, first.ID)
	h.MustHold(t)
}

// found checks a database anew: a definition is read once for each revision, and damage raises none.
func found(t *testing.T, h *storetest.Harness) []models.Violation {
	t.Helper()
	all, err := storetest.Open(t, h.Engine, h.Database, h.Clock).Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func wantRule(t *testing.T, all []models.Violation, rule string) {
	t.Helper()
	if !slices.ContainsFunc(all, func(v models.Violation) bool { return v.Rule == rule }) {
		t.Errorf("found %v, want %q", all, rule)
	}
}

// A row that says something else than the audit entries came to is found, whatever else agrees with it.
func TestCheckComparesTheRowsWithTheAuditEntries(t *testing.T) {
	const group = "(SELECT registration_id FROM placements WHERE size = 2 AND status = 'waiting')"
	for name, damage := range map[string]struct{ rule, statement string }{
		"rank":                {"parties", "UPDATE choices SET rank = rank + 5; UPDATE placements SET rank = rank + 5"},
		"number":              {"parties", "UPDATE choices SET number = 1; UPDATE placements SET number = 1"},
		"sought":              {"parties", "UPDATE choices SET sought = NOT sought WHERE rank = 1"},
		"closed":              {"parties", "UPDATE choices SET closed = 'declined' WHERE rank = 2"},
		"wait":                {"parties", "UPDATE registrations SET wait = NOT wait"},
		"sector":              {"parties", "UPDATE registrations SET sector = 'vo' WHERE sector = 'gemeenten'"},
		"organisation":        {"parties", "UPDATE registrations SET organisation_id = 1; UPDATE placements SET organisation_id = 1"},
		"party":               {"parties", "UPDATE choices SET party = 2; UPDATE placements SET party = 2; UPDATE participants SET party = 2"},
		"resting":             {"parties", "UPDATE placements SET resting = TRUE, front = FALSE WHERE registration_id = " + group},
		"status":              {"parties", "UPDATE placements SET status = 'cancelled', front = FALSE WHERE status = 'waiting'"},
		"copy of the rank":    {"placements", "UPDATE placements SET rank = rank + 1"},
		"copy of the sector":  {"placements", "UPDATE placements SET share = 1"},
		"mark of the first":   {"serving", "UPDATE placements SET front = FALSE"},
		"mark of another":     {"serving", "UPDATE placements SET front = TRUE WHERE status = 'confirmed'"},
		"counter of a share":  {"counters", "UPDATE sessions SET shares = '[7]'"},
		"seats":               {"rules", "UPDATE sessions SET overbooking = 9"},
		"start":               {"rules", "UPDATE sessions SET starts = ends"},
		"policy":              {"rules", "UPDATE series SET policy = replace(policy, '36', '37')"},
		"zone":                {"rules", "UPDATE series SET timezone = 'UTC'"},
		"number of the draws": {"numbers", "UPDATE series SET next_number = 2"},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				moved(t, h)
				for statement := range strings.SplitSeq(damage.statement, "; ") {
					if _, err := h.SQL(t).Exec(statement); err != nil {
						t.Fatal(err)
					}
				}
				wantRule(t, found(t, h), damage.rule)
			})
		})
	}
}

// rewrite lets somebody write other audit entries into an SQLite database, with a chain that is right.
func rewrite(t *testing.T, h *storetest.Harness, edit func([]models.AuditEntry) []models.AuditEntry) {
	t.Helper()
	db := h.SQL(t)
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.Query("SELECT series_id, at, actor, action, subject, details FROM audit_entries ORDER BY seq")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var entries []models.AuditEntry
	for rows.Next() {
		var e models.AuditEntry
		if err := rows.Scan(&e.SeriesID, &e.At, &e.Actor, &e.Action, &e.Subject, &e.Details); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	entries = edit(entries)
	exec("DELETE FROM audit_entries")
	hash := ""
	for i := range entries {
		e := &entries[i]
		e.Seq = int64(i + 1)
		hash = e.Chain(hash)
		exec("INSERT INTO audit_entries (series_id, seq, at, actor, action, subject, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			e.SeriesID, e.Seq, e.At.UTC(), e.Actor, e.Action, e.Subject, e.Details, hash)
	}
	exec("UPDATE series SET audit_seq = ?, audit_hash = ?", len(entries), hash)
}

// An audit entry that was written wrongly is found, though the chain of hashes is whole.
func TestCheckJudgesEveryGrantAgain(t *testing.T) {
	replace := func(action, from, to string) func([]models.AuditEntry) []models.AuditEntry {
		return func(entries []models.AuditEntry) []models.AuditEntry {
			for i := len(entries) - 1; i >= 0; i-- {
				if after := strings.Replace(entries[i].Details, from, to, 1); entries[i].Action == action && after != entries[i].Details {
					entries[i].Details = after
					return entries
				}
			}
			panic("no " + action + " has " + from)
		}
	}
	for name, damage := range map[string]struct {
		rule string
		edit func([]models.AuditEntry) []models.AuditEntry
	}{
		"nothing":              {"", func(entries []models.AuditEntry) []models.AuditEntry { return entries }},
		"the grant is missing": {"serving", func(entries []models.AuditEntry) []models.AuditEntry { return entries[:len(entries)-1] }},
		"an act is missing": {"judgement", func(entries []models.AuditEntry) []models.AuditEntry {
			return slices.DeleteFunc(entries, func(e models.AuditEntry) bool { return e.Action == models.ActionCancel })
		}},
		"the first grant is missing": {"serving", func(entries []models.AuditEntry) []models.AuditEntry {
			first := slices.IndexFunc(entries, func(e models.AuditEntry) bool { return e.Action == models.ActionGrant })
			return slices.Delete(entries, first, first+1)
		}},
		"free seats":                {"judgement", replace(models.ActionGrant, `"free":[`, `"free":[4`)},
		"seats of the organisation": {"judgement", replace(models.ActionGrant, `"taken":0`, `"taken":1`)},
		"a confirmed offer":         {"judgement", replace(models.ActionGrant, `"cause"`, `"offer":true,"cause"`)},
		"size of a group": {"parties", func(entries []models.AuditEntry) []models.AuditEntry {
			return replace(models.ActionRegister, `"size":2`, `"size":1`)(replace(models.ActionGrant, `"size":2`, `"size":1`)(entries))
		}},
		"capacity":             {"fits", replace(models.ActionImport, `"slug":"zwolle","status":"published","starts":"2027-03-11T12:00:00Z","seats":3`, `"slug":"zwolle","status":"published","starts":"2027-03-11T12:00:00Z","seats":1`)},
		"what was not written": {"judgement", replace(models.ActionRegister, `"organisation":5`, `"organisation":4`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := storetest.SQLite(t) // entries are the same on both engines
			moved(t, h)
			rewrite(t, h, damage.edit)
			all := found(t, h)
			if damage.rule == "" {
				if len(all) > 0 {
					t.Errorf("found %v", all)
				}
				return
			}
			wantRule(t, all, damage.rule)
			if slices.ContainsFunc(all, func(v models.Violation) bool { return v.Rule == "audit chain" }) {
				t.Errorf("the chain was not made again: %v", all)
			}
		})
	}
}

// The ranks of a draw are computed again from the list, the seed and the public value.
func TestCheckComputesTheDrawAgain(t *testing.T) {
	for name, damage := range map[string]string{
		"":             "",
		"the value":    "UPDATE draws SET value = 'another'",
		"the seed":     "UPDATE draws SET seed = '00' || substr(seed, 3, 62)",
		"no seed":      "UPDATE draws SET seed = 'x'",
		"the list":     "UPDATE draws SET list = substr(list, 11)",
		"a list's row": "UPDATE registrations SET reference = 'AAAA-AAAA' WHERE id = 2",
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				definition := storetest.Definition(3)
				definition.Policy.Admission, definition.Policy.Beacon, definition.Policy.DrawAt = models.AdmissionDraw, "the sample beacon", storetest.Start.Add(time.Hour)
				h.Import(t, definition)
				first := h.MustRegister(t, storetest.SignUp("lot", 1))
				for i := range 7 {
					h.MustRegister(t, storetest.SignUp("lot"+strconv.Itoa(i), 1))
				}
				h.Clock.Advance(2 * time.Hour)
				h.MustRegister(t, storetest.SignUp("later", 1))
				if err := h.Swap(t.Context(), models.Holder{Registration: first.ID}, nil, "utrecht"); err != nil { // behind, as it is asked after closing
					t.Fatal(err)
				}
				if err := h.HoldDraw(t.Context(), "sample", "sample value", models.ActorCommand); err != nil {
					t.Fatal(err)
				}
				h.MustRegister(t, storetest.SignUp("last", 1))
				h.MustHold(t)
				if damage == "" {
					return
				}
				if _, err := h.SQL(t).Exec(damage); err != nil {
					t.Fatal(err)
				}
				wantRule(t, found(t, h), "draw")
			})
		})
	}
}
