package store_test

import (
	"context"
	"slices"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Each break is what a careless hand could do to a row; vonk check names the rule.
func TestCheckFindsEachKindOfDamage(t *testing.T) {
	for _, damage := range []struct{ rule, statement string }{
		{"never over", "UPDATE sessions SET capacity = 1 WHERE slug = 'zwolle'"},
		{"counters", "UPDATE sessions SET confirmed = confirmed + 1 WHERE slug = 'zwolle'"},
		{"counters", "UPDATE seats SET status = 'cancelled' WHERE status = 'confirmed'"},
		{"groups", "UPDATE placements SET size = size + 1 WHERE status = 'waiting'"},
		{"serving", "UPDATE sessions SET capacity = capacity + 10 WHERE slug = 'zwolle'"},
		{"one person, one seat", "UPDATE participants SET email_key = 'same@voorbeeld.example'"},
		{"numbers", "UPDATE series SET next_number = 1"},
		{"list", "UPDATE seats SET found = found || 'x' WHERE status = 'waiting'"},
		{"list", "UPDATE seats SET found_public = found_public + 1 WHERE status = 'waiting'"},
		{"list", "UPDATE seats SET latest = FALSE WHERE status = 'waiting'"},
		{"list", "UPDATE seats SET organisation = 'een andere' WHERE status = 'waiting'"},
		{"list", "UPDATE seats SET sector = 'po' WHERE status = 'waiting'"},
		{"list", "UPDATE seats SET registration_id = registration_id + 1 WHERE status = 'waiting'"},
		{"audit chain", "UPDATE audit_entries SET actor = 'somebody' WHERE seq = 2"},
		{"audit chain", "DELETE FROM audit_entries WHERE seq = 2"},
		{"audit chain", "DELETE FROM audit_entries WHERE seq = (SELECT max(seq) FROM audit_entries)"},
	} {
		t.Run(damage.rule, func(t *testing.T) {
			storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
				h.Sample(t, 3)
				h.MustRegister(t, storetest.SignUp("houder", 3))
				h.MustRegister(t, storetest.SignUp("wacht", 1))
				h.MustHold(t)
				if _, err := h.SQL(t).Exec(damage.statement); err != nil {
					t.Fatal(err)
				}
				// A definition is read once for each revision; damage raises none.
				again := storetest.Open(t, h.Engine, h.Database, h.Clock)
				found, err := again.Check(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(found, func(v models.Violation) bool { return v.Rule == damage.rule }) {
					t.Errorf("found %v", found)
				}
			})
		})
	}
}
