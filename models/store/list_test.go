package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

// listOf is the list of the sample series as who sees everything reads it.
func listOf(t *testing.T, h *storetest.Harness, filter models.ListFilter, order models.ListOrder, first int) *models.List {
	t.Helper()
	return listSeen(t, h, filter, h.Reload(t, "sample").Sight(), order, first)
}

func listSeen(t *testing.T, h *storetest.Harness, filter models.ListFilter, sight models.Sight, order models.ListOrder, first int) *models.List {
	t.Helper()
	list, err := h.List(t.Context(), "sample", filter, sight, order, first)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// names are those of a list's rows, with the session and status of each.
func names(list *models.List) string {
	var all []string
	for _, row := range list.Rows {
		all = append(all, fmt.Sprintf("%s %s %s", strings.TrimPrefix(row.Name, "Voorbeeld "), row.Session, row.Status))
	}
	return strings.Join(all, ", ")
}

// several fills the sample series: one person at zwolle, two who wait there and have seats at utrecht, one of a school.
func several(t *testing.T, h *storetest.Harness) {
	t.Helper()
	h.Sample(t, 1)
	one := storetest.SignUp("zoë", 1)
	one.People[0].Email, one.Answers = "z.een@voorbeeld.example", map[string][]string{"zoekt": {"partners", "voorbeelden"}}
	h.MustRegister(t, one)
	two := storetest.SignUp("bij", 2)
	two.Alternatives, two.Wait, two.Organisation = []string{"utrecht"}, true, "Provincie Voorbeeld"
	two.Answers = map[string][]string{"zoekt": {"voorbeelden"}}
	h.MustRegister(t, two)
	school := storetest.SignUp("kind", 1)
	school.Session, school.Sector, school.Organisation = "utrecht", "po", "Éénhoornschool"
	h.MustCancel(t, h.MustRegister(t, school).ID)
}

func TestListIsFilteredSearchedAndSorted(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		all := listOf(t, h, models.ListFilter{}, models.ListOrder{}, 0)
		expect(t, "rows", names(all), "bij 1 zwolle waiting, bij 1 utrecht confirmed, bij 2 zwolle waiting, bij 2 utrecht confirmed, kind 1 utrecht cancelled, zoë 1 zwolle confirmed")
		expect(t, "total", all.Total, 6)
		expect(t, "position", all.Rows[0].Position, 1)
		employer := func(name string) int64 {
			var id int64
			if err := h.SQL(t).QueryRow("SELECT id FROM organisations WHERE name = $1", name).Scan(&id); err != nil {
				t.Fatal(err)
			}
			return id
		}
		for _, test := range []struct {
			rule   string
			filter models.ListFilter
			want   string
		}{
			{"a word, with or without its marks", models.ListFilter{Query: "ZOE"}, "zoë 1 zwolle confirmed"},
			{"marks that were typed", models.ListFilter{Query: "zoë"}, "zoë 1 zwolle confirmed"},
			{"several words, in any order", models.ListFilter{Query: " gemeente  voorbeeld zo"}, "zoë 1 zwolle confirmed"},
			{"an organisation", models.ListFilter{Query: "eenhoorn"}, "kind 1 utrecht cancelled"},
			{"an address", models.ListFilter{Query: "bij.2@"}, "bij 2 zwolle waiting, bij 2 utrecht confirmed"},
			{"a reference", models.ListFilter{Query: all.Rows[5].Reference}, "zoë 1 zwolle confirmed"},
			{"no wildcard", models.ListFilter{Query: "%"}, ""},
			{"a session", models.ListFilter{Sessions: []string{"zwolle"}, Query: "bij"}, "bij 1 zwolle waiting, bij 2 zwolle waiting"},
			{"a status", models.ListFilter{Statuses: []models.Status{models.Cancelled}}, "kind 1 utrecht cancelled"},
			{"a sector", models.ListFilter{Sectors: []string{"po"}}, "kind 1 utrecht cancelled"},
			{"one organisation", models.ListFilter{Organisation: employer("Provincie Voorbeeld"), Sessions: []string{"utrecht"}}, "bij 1 utrecht confirmed, bij 2 utrecht confirmed"},
			{"no organisation", models.ListFilter{Organisation: 999}, ""},
			{"an answer among several", models.ListFilter{Question: "zoekt", Option: "partners"}, "zoë 1 zwolle confirmed"},
			{"an answer of a registration", models.ListFilter{Question: "zoekt", Option: "voorbeelden", Sessions: []string{"zwolle"}}, "bij 1 zwolle waiting, bij 2 zwolle waiting, zoë 1 zwolle confirmed"},
		} {
			expect(t, test.rule, names(listOf(t, h, test.filter, models.ListOrder{}, 0)), test.want)
		}
		for order, want := range map[models.ListOrder]string{
			{By: models.ByName, Descending: true}:       "zoë 1 zwolle confirmed",
			{By: models.ByOrganisation}:                 "zoë 1 zwolle confirmed",
			{By: models.BySession, Descending: true}:    "bij 1 utrecht confirmed",
			{By: models.ByStatus}:                       "bij 1 utrecht confirmed",
			{By: models.ByStatus, Descending: true}:     "kind 1 utrecht cancelled",
			{By: models.ByRegistered}:                   "zoë 1 zwolle confirmed",
			{By: models.ByRegistered, Descending: true}: "kind 1 utrecht cancelled",
		} {
			if got := names(listOf(t, h, models.ListFilter{}, order, 0)); !strings.HasPrefix(got, want) {
				t.Errorf("by %v the list is %s", order, got)
			}
		}
		h.MustHold(t)
	})
}

// A regional partner sees names and organisations at their own session, and can find out nothing else by searching.
func TestListShowsAndFindsOnlyWhatIsInSight(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		series := h.Reload(t, "sample")
		zwolle, utrecht := series.Sessions[0].ID, series.Sessions[1].ID
		partner := models.Sight{Sessions: []int64{zwolle}}
		seen := listSeen(t, h, models.ListFilter{}, partner, models.ListOrder{}, 0)
		expect(t, "rows", names(seen), "bij 1 zwolle waiting, bij 2 zwolle waiting, zoë 1 zwolle confirmed")
		for _, row := range seen.Rows {
			if row.Email+row.Role+row.Phone+row.Reference != "" || row.Attendee.Answers != nil || row.Contacts {
				t.Errorf("a partner reads %+v", row)
			}
		}
		both := models.Sight{Sessions: []int64{zwolle, utrecht}, Contacts: []int64{utrecht}}
		for _, test := range []struct {
			rule   string
			sight  models.Sight
			filter models.ListFilter
			want   string
		}{
			{"no address", partner, models.ListFilter{Query: "bij.2@"}, ""},
			{"no answer", partner, models.ListFilter{Question: "zoekt", Option: "voorbeelden"}, ""},
			{"no other session", partner, models.ListFilter{Sessions: []string{"utrecht"}}, ""},
			{"a name", partner, models.ListFilter{Query: "bij 2"}, "bij 2 zwolle waiting"},
			{"an address where it may be seen", both, models.ListFilter{Query: "bij.2@"}, "bij 2 utrecht confirmed"},
			{"an answer where it may be seen", both, models.ListFilter{Question: "zoekt", Option: "voorbeelden"}, "bij 1 utrecht confirmed, bij 2 utrecht confirmed"},
			{"nothing", models.Sight{}, models.ListFilter{}, ""},
		} {
			expect(t, test.rule, names(listSeen(t, h, test.filter, test.sight, models.ListOrder{}, 0)), test.want)
		}
	})
}

func TestListFollowsEverythingThatHappens(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		first := h.MustRegister(t, storetest.SignUp("eerst", 1))
		in := storetest.SignUp("later", 1)
		in.Organisation = "Gem. Voorbeeld"
		later := h.MustRegister(t, in)
		// Who swaps twice has one row at each session, as their newest seat has it.
		for _, session := range []string{"utrecht", "zwolle", "utrecht"} {
			if err := h.Swap(t.Context(), models.Holder{Registration: later.ID}, nil, session); err != nil {
				t.Fatal(err)
			}
		}
		expect(t, "rows", names(listOf(t, h, models.ListFilter{Query: "later"}, models.ListOrder{}, 0)), "later 1 zwolle moved, later 1 utrecht confirmed")
		if err := h.Substitute(t.Context(), later.ID, 1, models.Person{Name: "Vervanger Voorbeeld", Email: "vervanger@voorbeeld.example"}, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		expect(t, "the one who left", names(listOf(t, h, models.ListFilter{Query: "later"}, models.ListOrder{}, 0)), "")
		expect(t, "the one who came", len(listOf(t, h, models.ListFilter{Query: "vervanger@"}, models.ListOrder{}, 0).Rows), 2)
		if err := h.MergeOrganisations(t.Context(), later.OrganisationID, first.OrganisationID, models.ActorCommand, anywhere); err != nil {
			t.Fatal(err)
		}
		expect(t, "the name that went", len(listOf(t, h, models.ListFilter{Query: "gem."}, models.ListOrder{}, 0).Rows), 0)
		expect(t, "both names are one", len(listOf(t, h, models.ListFilter{Organisation: later.OrganisationID}, models.ListOrder{}, 0).Rows), 3)
		h.MustHold(t)
	})
}

func TestListShowsAnOfferThatLapsedAsExpired(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Policy.WaitingList = models.WaitingListOffer
		h.Import(t, definition)
		first := h.MustRegister(t, storetest.SignUp("eerst", 1))
		h.MustRegister(t, storetest.SignUp("later", 1))
		h.MustCancel(t, first.ID)
		expect(t, "offered", names(listOf(t, h, models.ListFilter{Statuses: []models.Status{models.Offered}}, models.ListOrder{}, 0)), "later 1 zwolle offered")
		h.Clock.Advance(30 * 24 * time.Hour)
		expect(t, "offered", names(listOf(t, h, models.ListFilter{Statuses: []models.Status{models.Offered}}, models.ListOrder{}, 0)), "")
		expect(t, "expired", names(listOf(t, h, models.ListFilter{Statuses: []models.Status{models.Expired}}, models.ListOrder{}, 0)), "later 1 zwolle expired")
	})
}

// The list costs the same few statements however long it is, and counts no further than people read.
func TestListIsReadByPagesInAFewStatements(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		filter := models.ListFilter{Query: "voorbeeld", Question: "zoekt", Option: "voorbeelden", Organisation: 1}
		small := h.Statements(func() { listOf(t, h, filter, models.ListOrder{}, 0) })
		definition := storetest.Definition(200)
		definition.Policy.PartyMax = 100
		h.Import(t, definition)
		h.MustRegister(t, storetest.SignUp("veel", 60))
		expect(t, "statements", h.Statements(func() { listOf(t, h, filter, models.ListOrder{}, 0) }), small)
		page := listOf(t, h, models.ListFilter{Query: "veel"}, models.ListOrder{}, 0)
		expect(t, "rows", len(page.Rows), store.RowsOfList)
		expect(t, "total", page.Total, 60)
		next := listOf(t, h, models.ListFilter{Query: "veel"}, models.ListOrder{}, store.RowsOfList)
		expect(t, "the rest", len(next.Rows), 10)
		expect(t, "total", next.Total, 60)
		if slices.ContainsFunc(next.Rows, func(row models.ListRow) bool { return row.SeatID == page.Rows[0].SeatID }) {
			t.Error("a row is on both pages")
		}
	})
}

func TestColumnsAreRememberedForEachOrganiser(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 1)
		organiser, err := h.AddOrganiser(t.Context(), "organisator@vonk.example", models.RoleOrganiser, models.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		chosen, err := h.ListView(t.Context(), organiser.ID, series.ID)
		if err != nil || chosen != nil {
			t.Errorf("before choosing: %v, %v", chosen, err)
		}
		for _, columns := range [][]string{{"status", "answer_zoekt"}, {}} {
			if err := h.KeepListView(t.Context(), organiser.ID, series.ID, columns); err != nil {
				t.Fatal(err)
			}
			if chosen, err = h.ListView(t.Context(), organiser.ID, series.ID); err != nil || chosen == nil || !slices.Equal(chosen, columns) {
				t.Errorf("after choosing %v: %v, %v", columns, chosen, err)
			}
		}
	})
}

// Who came and who did not are found as the list shows them.
func TestListFindsWhoCameAndWhoDidNot(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustRegister(t, storetest.SignUp("twee", 1))
		ends := series.Sessions[0].Ends
		h.Clock.Set(ends.Add(-time.Hour))
		if _, err := h.MarkPresent(t.Context(), "sample", "zwolle", guest(t, h, "een 1").Seat, desk); err != nil {
			t.Fatal(err)
		}
		found := func(status models.Status) string {
			return names(listOf(t, h, models.ListFilter{Statuses: []models.Status{status}}, models.ListOrder{}, 0))
		}
		expect(t, "present meanwhile", found(models.Present), "een 1 zwolle present")
		expect(t, "confirmed meanwhile", found(models.Confirmed), "twee 1 zwolle confirmed")
		expect(t, "absent meanwhile", found(models.Absent), "")
		h.Clock.Set(ends.Add(time.Hour))
		expect(t, "present", found(models.Present), "een 1 zwolle present")
		expect(t, "confirmed", found(models.Confirmed), "")
		expect(t, "absent", found(models.Absent), "twee 1 zwolle absent")
	})
}
