package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// of makes a sign-up in the name of an organisation, with addresses at that domain.
func of(organisation, domain, name string, size int) models.SignUp {
	in := storetest.SignUp(name, size)
	in.Organisation = organisation
	for i := range in.People {
		in.People[i].Email = fmt.Sprintf("%s.%d@%s", name, i+1, domain)
	}
	return in
}

// merge makes one organisation of those of two registrations.
func merge(t *testing.T, h *storetest.Harness, from, into *models.Registration) {
	t.Helper()
	if err := h.MergeOrganisations(context.Background(), from.OrganisationID, into.OrganisationID, "organiser:7", anywhere); err != nil {
		t.Fatal(err)
	}
	h.MustHold(t)
}

// merges lists the audit entries of merging, as the series' slug, the actor and the subject.
func merges(t *testing.T, h *storetest.Harness) (all []string) {
	t.Helper()
	rows, err := h.SQL(t).Query("SELECT s.slug, a.actor, a.subject FROM audit_entries a JOIN series s ON s.id = a.series_id WHERE a.action = 'merge' ORDER BY s.slug, a.seq")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var slug, actor, subject string
		if err := rows.Scan(&slug, &actor, &subject); err != nil {
			t.Fatal(err)
		}
		all = append(all, slug+" "+actor+" "+subject)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func limited(seats, limit int) *models.Series {
	definition := storetest.Definition(seats)
	definition.Policy.OrganisationLimit = models.Limit{Seats: limit}
	return definition
}

func TestMergedOrganisationsCountForOneLimitAndNobodyLosesASeat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Import(t, limited(10, 3))
		whole := h.MustRegister(t, of("Gemeente Zwolle", "zwolle.example", "heel", 2))
		short := h.MustRegister(t, of("Gem. Zwolle", "zwolle.example", "kort", 2))
		waits := h.MustRegister(t, of("Gem. Zwolle", "zwolle.example", "wacht", 2))
		h.MustRegister(t, of("Gemeente Kampen", "kampen.example", "ander", 2))
		expectStatuses(t, short, models.Confirmed, models.Confirmed)
		expectStatuses(t, waits, models.Waiting, models.Waiting)
		h.Letters(t)

		h.Clock.Advance(time.Hour)
		merge(t, h, short, whole)
		for _, r := range []*models.Registration{whole, short} { // four seats, over the limit of three
			expectStatuses(t, h.Look(t, r.ID), models.Confirmed, models.Confirmed)
		}
		waits = h.Look(t, waits.ID)
		expectStatuses(t, waits, models.Waiting, models.Waiting)
		expect(t, "reason", waits.Placements[0].Reason, models.ReasonLimit)
		expect(t, "organisation of who waits", waits.Organisation.Name, "Gemeente Zwolle")
		expect(t, "seats left", h.Reload(t, "sample").Sessions[0].Free(), 4)
		expect(t, "letters", len(h.Letters(t)), 0)

		later := h.MustRegister(t, of("GEM Zwolle", "zwolle.example", "later", 1))
		expectStatuses(t, later, models.Waiting)
		expect(t, "reason of a later sign-up in the old name", later.Placements[0].Reason, models.ReasonLimit)
		expect(t, "organisation of a later sign-up in the old name", later.OrganisationID, whole.OrganisationID)
		forecast, err := h.Forecast(context.Background(), "sample", of("gem zwolle", "zwolle.example", "straks", 1))
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "what the form says beforehand", forecast.Placements[0].Reason, models.ReasonLimit)

		h.MustCancel(t, whole.ID) // two are left of three: the group of two is passed over
		expectStatuses(t, h.Look(t, later.ID), models.Confirmed)
		expectStatuses(t, h.Look(t, waits.ID), models.Waiting, models.Waiting)
		h.MustHold(t)
		h.MustCancel(t, short.ID)
		expectStatuses(t, h.Look(t, waits.ID), models.Confirmed, models.Confirmed)
		h.MustHold(t)
	})
}

// Both organisations have somebody who stands first; together only one does.
func TestWhoWaitsKeepsTheirNumberWhenOrganisationsMerge(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Import(t, limited(1, 1))
		holder := h.MustRegister(t, of("Gemeente Kampen", "kampen.example", "houder", 1))
		first := h.MustRegister(t, of("Gem. Zwolle", "zwolle.example", "een", 1))
		second := h.MustRegister(t, of("Gemeente Zwolle", "zwolle.example", "twee", 1))
		third := h.MustRegister(t, of("Gem. Zwolle", "zwolle.example", "drie", 1))
		merge(t, h, first, second)
		for i, r := range []*models.Registration{first, second, third} {
			placement := h.Look(t, r.ID).Placements[0]
			expect(t, "number", placement.Number, r.Placements[0].Number)
			expect(t, "people ahead", placement.Ahead, i)
		}
		h.MustCancel(t, holder.ID)
		expectStatuses(t, h.Look(t, first.ID), models.Confirmed)
		expectStatuses(t, h.Look(t, second.ID), models.Waiting)
		h.MustCancel(t, first.ID)
		expectStatuses(t, h.Look(t, second.ID), models.Confirmed)
		h.MustHold(t)
	})
}

func TestMergingHoldsInEverySeriesAndForNamesMergedBefore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		for _, slug := range []string{"sample", "another", "apart"} {
			definition := limited(10, 1)
			definition.Slug = slug
			h.Import(t, definition)
		}
		register := func(slug string, in models.SignUp) *models.Registration {
			t.Helper()
			made, err := h.Register(context.Background(), slug, in)
			if err != nil {
				t.Fatal(err)
			}
			return h.Look(t, made.ID)
		}
		short := register("sample", of("Gem. Zwolle", "zwolle.example", "kort", 1))
		whole := register("sample", of("Gemeente Zwolle", "zwolle.example", "heel", 1))
		city := register("sample", of("Stad Zwolle", "zwolle.example", "stad", 1))
		there := register("another", of("Gem. Zwolle", "zwolle.example", "daar", 1))
		register("apart", of("Gemeente Zwolle", "zwolle.example", "los", 1))

		merge(t, h, short, whole)
		expect(t, "organisation in another series", h.Look(t, there.ID).OrganisationID, whole.OrganisationID)
		expectStatuses(t, register("another", of("Gemeente Zwolle", "zwolle.example", "vol", 1)), models.Waiting)
		into := func(r *models.Registration) string {
			return fmt.Sprintf("organiser:7 organisation:%d", r.OrganisationID)
		}
		want := []string{"another " + into(whole), "sample " + into(whole)}
		if diff := cmp.Diff(want, merges(t, h)); diff != "" {
			t.Error(diff)
		}

		merge(t, h, whole, city) // Gem. Zwolle goes along
		for i, name := range []string{"Gem. Zwolle", "Gemeente Zwolle", "Stad Zwolle"} {
			later := register("sample", of(name, "zwolle.example", fmt.Sprintf("later%d", i), 1))
			expect(t, name, later.OrganisationID, city.OrganisationID)
			expectStatuses(t, later, models.Waiting)
		}
		h.MustHold(t)
	})
}

func TestOnlyTwoOrganisationsThatStandForThemselvesMerge(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 10)
		short := h.MustRegister(t, of("Gem. Zwolle", "zwolle.example", "kort", 1))
		whole := h.MustRegister(t, of("Gemeente Zwolle", "zwolle.example", "heel", 1))
		other := h.MustRegister(t, of("Gemeente Kampen", "kampen.example", "ander", 1))
		merge(t, h, short, whole)
		for rule, test := range map[string]struct {
			from, into int64
			want       models.Code
		}{
			"with itself":              {other.OrganisationID, other.OrganisationID, models.Conflict},
			"an unknown one":           {999, other.OrganisationID, models.NotFound},
			"into an unknown one":      {other.OrganisationID, 999, models.NotFound},
			"one that was merged":      {short.OrganisationID, other.OrganisationID, models.Conflict},
			"into one that was merged": {other.OrganisationID, short.OrganisationID, models.Conflict},
			"the same back":            {whole.OrganisationID, short.OrganisationID, models.Conflict},
		} {
			if err := h.MergeOrganisations(ctx, test.from, test.into, "organiser:7", anywhere); models.CodeOf(err) != test.want {
				t.Errorf("%s: %v, want %s", rule, err, test.want)
			}
		}
		merge(t, h, short, whole) // the same again changes nothing
		expect(t, "merges", len(merges(t, h)), 1)
		expect(t, "organisation", h.Look(t, other.ID).Organisation.Name, "Gemeente Kampen")
		h.MustHold(t)
	})
}

func TestOrganisationsOfASeriesWithTheirPeopleSeatsAndDomains(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 4)
		elsewhere := storetest.Definition(10)
		elsewhere.Slug = "another"
		h.Import(t, elsewhere)
		if _, err := h.Register(ctx, "another", of("Gemeente Elders", "elders.example", "elders", 1)); err != nil {
			t.Fatal(err)
		}
		mixed := of("Gemeente Zwolle", "zwolle.example", "heel", 3)
		mixed.People[0].Email = "Iemand@Post.example"
		whole := h.MustRegister(t, mixed)
		short := h.MustRegister(t, of("gem. Zwolle", "zwolle.example", "kort", 1))
		h.MustRegister(t, of("Zwolle", "zwolle.example", "wacht", 2))
		left := h.MustRegister(t, of("Gemeente Weg", "weg.example", "weg", 2))
		h.MustCancel(t, left.ID)
		part := h.MustRegister(t, of("gem. Zwolle", "zwolle.example", "deels", 2))
		h.MustCancel(t, part.ID, 2)

		list := func() (all []string) {
			t.Helper()
			employers, err := h.Organisations(ctx, "sample")
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range employers {
				line := fmt.Sprintf("%s: %d people, %d seated, %s", e.Name, e.People, e.Seated, strings.Join(e.Domains, " "))
				for _, also := range e.Also {
					line += ", also " + also.Name
				}
				all = append(all, line)
			}
			return all
		}
		want := []string{
			"gem. Zwolle: 2 people, 1 seated, zwolle.example", "Gemeente Zwolle: 3 people, 3 seated, zwolle.example post.example", "Zwolle: 2 people, 0 seated, zwolle.example",
		}
		if diff := cmp.Diff(want, list()); diff != "" {
			t.Error(diff)
		}
		merge(t, h, short, whole)
		want = []string{"Gemeente Zwolle: 5 people, 4 seated, zwolle.example post.example, also gem. Zwolle", "Zwolle: 2 people, 0 seated, zwolle.example"}
		if diff := cmp.Diff(want, list()); diff != "" {
			t.Error(diff)
		}
		if _, err := h.Organisations(ctx, "nowhere"); models.CodeOf(err) != models.NotFound {
			t.Errorf("an unknown series: %v", err)
		}
	})
}

// Somebody signs up in the old name in a series that had nobody of it, at the very moment of the merge.
func TestSignUpsDuringAMergeCountForTheOneThatStays(t *testing.T) {
	const rounds = 15
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 200)
		definition := storetest.Definition(200)
		definition.Slug = "another"
		h.Import(t, definition)
		for i := range rounds {
			from := h.MustRegister(t, of(fmt.Sprintf("Gem. %d", i), "een.example", fmt.Sprintf("van%d", i), 1))
			into := h.MustRegister(t, of(fmt.Sprintf("Gemeente %d", i), "twee.example", fmt.Sprintf("naar%d", i), 1))
			atOnce(
				func() {
					if err := h.MergeOrganisations(ctx, from.OrganisationID, into.OrganisationID, "organiser:7", anywhere); err != nil {
						t.Error(err)
					}
				},
				func() {
					if _, err := h.Register(ctx, "another", of(fmt.Sprintf("Gem. %d", i), "een.example", fmt.Sprintf("daar%d", i), 1)); err != nil {
						t.Error(err)
					}
				},
				func() {
					if _, err := h.Register(ctx, "sample", of(fmt.Sprintf("Gem. %d", i), "een.example", fmt.Sprintf("hier%d", i), 1)); err != nil {
						t.Error(err)
					}
				},
			)
		}
		for _, table := range []string{"registrations", "placements"} {
			var left int
			err := h.SQL(t).QueryRow("SELECT count(*) FROM " + table + " WHERE organisation_id IN (SELECT id FROM organisations WHERE merged_into IS NOT NULL)").Scan(&left)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, table+" of an organisation that is gone", left, 0)
		}
		h.MustHold(t)
	})
}

// Two organisers choose the other way round, or a third one besides, at once.
func TestMergesAtOnceMakeNoCircleAndNoChain(t *testing.T) {
	const rounds = 15
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 200)
		for i := range rounds {
			var ids []int64
			for _, name := range []string{"a", "b", "c"} {
				ids = append(ids, h.MustRegister(t, of(fmt.Sprintf("Organisatie %s %d", name, i), "een.example", fmt.Sprintf("%s%d", name, i), 1)).OrganisationID)
			}
			try := func(from, into int) func() {
				return func() {
					err := h.MergeOrganisations(ctx, ids[from], ids[into], "organiser:7", anywhere)
					if err != nil && models.CodeOf(err) != models.Conflict {
						t.Error(err)
					}
				}
			}
			atOnce(try(0, 1), try(1, 0), try(1, 2))
		}
		var chained int
		err := h.SQL(t).QueryRow(`SELECT count(*) FROM organisations o JOIN organisations m ON m.id = o.merged_into WHERE m.merged_into IS NOT NULL`).Scan(&chained)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "organisations that are merged into one that is gone", chained, 0)
		h.MustHold(t)
	})
}

// atOnce runs acts side by side and waits for all of them.
func atOnce(acts ...func()) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for _, act := range acts {
		all.Go(func() {
			<-start
			act()
		})
	}
	close(start)
	all.Wait()
}
