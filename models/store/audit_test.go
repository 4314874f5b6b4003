package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// entriesOf are the audit entries of the sample series that a filter chooses: who, what and about which registration or name.
func entriesOf(t *testing.T, h *storetest.Harness, filter models.AuditFilter) (all []string) {
	t.Helper()
	err := h.Audit(context.Background(), "sample", filter, func(line *models.AuditLine) error {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%d %s%s %s %s%s", line.Seq, line.Actor, line.Organiser, line.Action, line.Reference, line.Name)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAuditIsToldNewestFirstByWhatAFilterChooses(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		host, err := h.AddOrganiser(ctx, "beheer@vonk.example", models.RoleAdmin, models.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		first := h.MustRegister(t, of("Gem. Zwolle", "zwolle.example", "een", 1))
		second := h.MustRegister(t, of("Gemeente Zwolle", "zwolle.example", "twee", 1))
		h.Clock.Set(time.Date(2027, 1, 12, 22, 59, 59, 0, time.UTC)) // the day's last second in Amsterdam
		actor := fmt.Sprintf("organiser:%d", host.ID)
		if err := h.MergeOrganisations(ctx, first.OrganisationID, second.OrganisationID, actor, anywhere); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Second)
		h.MustCancel(t, first.ID)

		all := []string{
			"7 holder cancel " + first.Reference, "6 " + actor + "beheer@vonk.example merge Gemeente Zwolle",
			"5 system grant " + second.Reference, "4 holder register " + second.Reference, "3 system grant " + first.Reference, "2 holder register " + first.Reference,
			"1 command import",
		}
		if diff := cmp.Diff(all, entriesOf(t, h, models.AuditFilter{})); diff != "" {
			t.Fatal(diff)
		}
		pick := func(parts ...string) (some []string) {
			for _, line := range all {
				if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(line, part) }) {
					some = append(some, line)
				}
			}
			return some
		}
		midnight := time.Date(2027, 1, 12, 23, 0, 0, 0, time.UTC)
		for rule, test := range map[string]struct {
			filter models.AuditFilter
			want   []string
		}{
			"of holders":           {models.AuditFilter{Actor: models.ActorHolder}, pick(" holder ")},
			"of the program":       {models.AuditFilter{Actor: models.ActorSystem}, pick(" system ")},
			"of the command line":  {models.AuditFilter{Actor: models.ActorCommand}, pick(" command ")},
			"of any organiser":     {models.AuditFilter{Actor: models.ActorOrganiser}, pick(" merge ")},
			"of one organiser":     {models.AuditFilter{Actor: actor}, pick(" merge ")},
			"of another organiser": {models.AuditFilter{Actor: "organiser:99"}, nil},
			"of a common action":   {models.AuditFilter{Action: models.ActionGrant}, pick(" grant ")},
			"of a rare action":     {models.AuditFilter{Action: models.ActionCancel}, pick(" cancel ")},
			"of a registration":    {models.AuditFilter{Reference: first.Reference}, pick(first.Reference)},
			"of an unknown one":    {models.AuditFilter{Reference: "2345-6789"}, nil},
			"from a moment":        {models.AuditFilter{From: midnight}, pick(" cancel ")},
			"until a moment":       {models.AuditFilter{Until: midnight}, all[1:]},
			"of a day to come":     {models.AuditFilter{From: midnight.AddDate(1, 0, 0)}, nil},
			"of a day long ago":    {models.AuditFilter{Until: midnight.AddDate(-9, 0, 0)}, nil},
			"all of it":            {models.AuditFilter{Actor: models.ActorHolder, Action: models.ActionRegister, Reference: second.Reference, Until: midnight}, pick("holder register " + second.Reference)},
			"in parts":             {models.AuditFilter{Most: 2}, all[:2]},
			"the part after that":  {models.AuditFilter{Most: 2, Before: 6}, all[2:4]},
		} {
			if diff := cmp.Diff(test.want, entriesOf(t, h, test.filter)); diff != "" {
				t.Errorf("%s: %s", rule, diff)
			}
		}
		actors, err := h.AuditActors(ctx, "sample")
		if err != nil || len(actors) != 1 || actors[0].Email != "beheer@vonk.example" {
			t.Errorf("who did something: %v, %v", actors, err)
		}
		if err := h.Audit(ctx, "nowhere", models.AuditFilter{}, nil); models.CodeOf(err) != models.NotFound {
			t.Errorf("an unknown series: %v", err)
		}
	})
}

func TestMarksAtTheDoorAreToldAndFoundByTheirRegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		session := h.Sample(t, 10).Sessions[0]
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("twee", 1))
		_, seat, _ := r.SeatOf(r.Participants[0].ID)
		h.Clock.Set(session.Starts)
		if _, err := h.MarkPresent(t.Context(), "sample", "zwolle", seat.ID, models.Receptionist{Phone: 1}); err != nil {
			t.Fatal(err)
		}
		for rule, filter := range map[string]models.AuditFilter{
			"among all": {Action: models.ActionPresent}, "by its reference": {Action: models.ActionPresent, Reference: r.Reference},
		} {
			if all := entriesOf(t, h, filter); len(all) != 1 || !strings.HasSuffix(all[0], r.Reference) {
				t.Errorf("%s: %q", rule, all)
			}
		}
	})
}

func TestAuditAsksTheSameOfTheDatabaseHoweverManyEntriesAPartHolds(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 100)
		h.MustRegister(t, storetest.SignUp("een", 1))
		cost := func() int64 { return h.Statements(func() { entriesOf(t, h, models.AuditFilter{}) }) }
		before := cost()
		for i := range 20 {
			h.MustRegister(t, of(fmt.Sprintf("Organisatie %d", i), "een.example", fmt.Sprintf("p%d", i), 1))
		}
		if after := cost(); after != before || after > 7 {
			t.Errorf("the audit costs %d statements, and %d when there is more", before, after)
		}
	})
}

// A new action gets words with it: see models.AuditActions and the messages audit.action.
func TestEveryActionThatIsAuditedIsKnown(t *testing.T) {
	written := regexp.MustCompile(`\.(?:audit|deed)\([^,]+, "([a-z-]+)"`)
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(err)
	}
	for _, source := range sources {
		raw, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range written.FindAllStringSubmatch(string(raw), -1) {
			if !slices.Contains(models.AuditActions, match[1]) {
				t.Errorf("%s writes the action %q, which models.AuditActions does not know", source, match[1])
			}
		}
	}
}
