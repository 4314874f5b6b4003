package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// attendeesOf are the rows of the attendee list that a filter chooses, as names says those of the list.
func attendeesOf(t *testing.T, h *storetest.Harness, filter models.AttendeeFilter) []string {
	t.Helper()
	var all []string
	err := h.Attendees(t.Context(), "sample", filter, func(a models.Attendee) error {
		all = append(all, a.Name+" "+a.Session+" "+string(a.Status))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// peopleOf are the rows of the organisers' list, in the same way.
func peopleOf(t *testing.T, h *storetest.Harness, filter models.ListFilter) []string {
	t.Helper()
	var all []string
	for _, row := range listOf(t, h, filter, models.ListOrder{}, 0).Rows {
		all = append(all, row.Name+" "+row.Session+" "+string(row.Status))
	}
	slices.Sort(all)
	return all
}

// filters are some of each kind, with several of what there may be several of.
func filters(employer int64) map[string]models.ListFilter {
	return map[string]models.ListFilter{
		"everybody":        {},
		"words":            {Query: "voorbeeld bij"},
		"an address":       {Query: "bij.2@"},
		"several sessions": {Sessions: []string{"utrecht", "zwolle"}},
		"a session":        {Sessions: []string{"utrecht"}},
		"several statuses": {Statuses: []models.Status{models.Waiting, models.Cancelled}},
		"every status":     {Statuses: models.Statuses},
		"several sectors":  {Sectors: []string{"po", "gemeenten"}},
		"an organisation":  {Organisation: employer},
		"an answer":        {Question: "zoekt", Option: "voorbeelden"},
		"no mail arrives":  {Bounced: true},
		"all of it": {
			Query: "bij", Sessions: []string{"utrecht"}, Statuses: []models.Status{models.Confirmed, models.Offered}, Organisation: employer,
			Question: "zoekt", Option: "voorbeelden",
		},
	}
}

func TestAFilterChoosesTheSamePeopleInTheListAnExportAndAMailing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		var employer int64
		if err := h.SQL(t).QueryRow("SELECT id FROM organisations WHERE name = 'Provincie Voorbeeld'").Scan(&employer); err != nil {
			t.Fatal(err)
		}
		bounce(t, h, "bij.2@voorbeeld.example")
		for rule, filter := range filters(employer) {
			people := peopleOf(t, h, filter)
			if len(people) == 0 {
				t.Errorf("%s chooses nobody", rule)
			}
			if exported := attendeesOf(t, h, models.AttendeeFilter{ListFilter: filter}); !slices.Equal(exported, people) {
				t.Errorf("%s exports %v, and lists %v", rule, exported, people)
			}
			addresses := map[string]bool{}
			for _, row := range listOf(t, h, filter, models.ListOrder{}, 0).Rows {
				addresses[row.Email] = true
			}
			reach, err := h.Reach(t.Context(), "sample", &models.Audience{ListFilter: filter, To: models.ToParticipants})
			if err != nil || reach != len(addresses) {
				t.Errorf("%s reaches %d, and lists %d addresses: %v", rule, reach, len(addresses), err)
			}
		}
		expect(t, "names only: an address", len(attendeesOf(t, h, models.AttendeeFilter{ListFilter: models.ListFilter{Query: "bij.2@"}, NamesOnly: true})), 0)
		expect(t, "names only: an answer", len(attendeesOf(t, h, models.AttendeeFilter{ListFilter: models.ListFilter{Question: "zoekt", Option: "voorbeelden"}, NamesOnly: true})), 0)
		expect(t, "names only: that mail does not arrive", len(attendeesOf(t, h, models.AttendeeFilter{ListFilter: models.ListFilter{Bounced: true}, NamesOnly: true})), 0)
		expect(t, "names only: a name", len(attendeesOf(t, h, models.AttendeeFilter{ListFilter: models.ListFilter{Query: "bij 2"}, NamesOnly: true})), 2)
	})
}

// bounce has a report come in that no letter to an address arrives.
func bounce(t *testing.T, h *storetest.Harness, email string) {
	t.Helper()
	var letter int64
	if err := h.SQL(t).QueryRow("SELECT max(id) FROM letters WHERE recipient_email = $1", email).Scan(&letter); err != nil {
		t.Fatal(err)
	}
	outcome, err := h.Receive(t.Context(), &models.Incoming{
		MessageID: "report-" + email, Bounced: true, Failure: &models.Delivery{Letter: letter, Status: "5.1.1", Failed: true},
	})
	if err != nil || outcome != models.ReceiptBounced {
		t.Fatal(outcome, err)
	}
}

func TestListMarksAndChoosesThoseWhomMailDoesNotReach(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		filter := models.ListFilter{Bounced: true}
		marks := func(list *models.List) string {
			var all []string
			for _, row := range list.Rows {
				all = append(all, fmt.Sprintf("%s %s %v %v", strings.TrimPrefix(row.Name, "Voorbeeld "), row.Session, row.Bounced, row.ContactBounced))
			}
			return strings.Join(all, ", ")
		}
		expect(t, "before anything came back", marks(listOf(t, h, filter, models.ListOrder{}, 0)), "")
		bounce(t, h, "bij.2@voorbeeld.example") // a participant
		expect(t, "a participant's address", marks(listOf(t, h, filter, models.ListOrder{}, 0)), "bij 2 zwolle true false, bij 2 utrecht true false")
		bounce(t, h, "bij.1@voorbeeld.example") // the contact of both
		expect(t, "the contact's too", marks(listOf(t, h, filter, models.ListOrder{}, 0)),
			"bij 1 zwolle true true, bij 1 utrecht true true, bij 2 zwolle true true, bij 2 utrecht true true")
		both := models.ListFilter{Bounced: true, Sessions: []string{"utrecht"}, Query: "bij 1"}
		expect(t, "with other conditions", marks(listOf(t, h, both, models.ListOrder{By: models.ByStatus}, 0)), "bij 1 utrecht true true")
		utrecht, _ := h.Reload(t, "sample").Session("utrecht")
		everywhere := h.Reload(t, "sample").Sight().Sessions
		expect(t, "who sees names only", marks(listSeen(t, h, filter, models.Sight{Sessions: everywhere}, models.ListOrder{}, 0)), "")
		some := models.Sight{Sessions: everywhere, Contacts: []int64{utrecht.ID}}
		expect(t, "who sees addresses at Utrecht", marks(listSeen(t, h, filter, some, models.ListOrder{}, 0)), "bij 1 utrecht true true, bij 2 utrecht true true")
		expect(t, "and all rows", marks(listSeen(t, h, models.ListFilter{Query: "bij"}, some, models.ListOrder{}, 0)),
			"bij 1 zwolle false false, bij 1 utrecht true true, bij 2 zwolle false false, bij 2 utrecht true true")
	})
}

// What was kept and is gone from the series must not come to choose everybody.
func TestWhatAKeptFilterNamesAndIsGoneChoosesNobody(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		for rule, filter := range map[string]models.ListFilter{
			"a status": {Statuses: []models.Status{"weg"}}, "a sector": {Sectors: []string{"weg"}}, "a question": {Question: "weg", Option: "x"},
			"an option": {Question: "zoekt", Option: "weg"}, "a sensitive question": {Question: "lunch", Option: "halal"}, "an organisation": {Organisation: 999},
		} {
			expect(t, rule+" in an export", len(attendeesOf(t, h, models.AttendeeFilter{ListFilter: filter})), 0)
			reach, err := h.Reach(t.Context(), "sample", &models.Audience{ListFilter: filter, To: models.ToBoth})
			if err != nil || reach != 0 {
				t.Errorf("%s reaches %d: %v", rule, reach, err)
			}
		}
		gone := models.Audience{ListFilter: models.ListFilter{Sessions: []string{"weg"}}, To: models.ToBoth}
		if reach, err := h.Reach(t.Context(), "sample", &gone); err != nil || reach != 0 {
			t.Errorf("a session reaches %d: %v", reach, err)
		}
		err := h.Attendees(t.Context(), "sample", models.AttendeeFilter{ListFilter: gone.ListFilter}, func(models.Attendee) error { return nil })
		if models.CodeOf(err) != models.NotFound {
			t.Errorf("a session in an export: %v", err)
		}
	})
}

func TestNamesOfOrganisationsAreToldToWhoSeesSomebodyOfThem(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		series := h.Reload(t, "sample")
		var employer int64 // with people in Utrecht alone
		if err := h.SQL(t).QueryRow("SELECT id FROM organisations WHERE name = 'Éénhoornschool'").Scan(&employer); err != nil {
			t.Fatal(err)
		}
		for session, want := range map[string]string{"utrecht": "Éénhoornschool", "zwolle": ""} {
			at, _ := series.Session(session)
			names, err := h.EmployerNames(t.Context(), "sample", []int64{employer, 999}, models.Sight{Sessions: []int64{at.ID}})
			if err != nil || names[employer] != want || names[999] != "" {
				t.Errorf("who sees %s reads %v: %v", session, names, err)
			}
			if got := listSeen(t, h, models.ListFilter{Organisation: employer}, models.Sight{Sessions: []int64{at.ID}}, models.ListOrder{}, 0).Employer; got != want {
				t.Errorf("their list says %q", got)
			}
		}
	})
}

func TestMailingsAndSavedExportsOfAnOlderVersionKeepTheirPeople(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		several(t, h)
		by := mailer(t, h)
		mailing(t, h, by)
		for _, name := range []string{"een", "twee"} {
			savedExport(t, h, by, func(e *models.SavedExport) { e.Name = name })
		}
		database := ofVersion(t, h, 9)
		raw := (&storetest.Harness{Engine: h.Engine, Database: database}).SQL(t)
		execute(t, raw, "UPDATE mailings SET audience = $1", `{"Sessions":["utrecht"],"Statuses":["confirmed","waiting"],"Sectors":null,"Organisation":0,"Question":"zoekt","Option":"voorbeelden","To":"both","Newsletter":false}`)
		execute(t, raw, "UPDATE saved_exports SET filter = $1, link_version = 3, link_expires = $2 WHERE name = 'een'",
			`{"Session":"utrecht","Statuses":["confirmed","cancelled"],"Sector":"po","Question":"","Option":""}`, h.Now().Add(time.Hour))
		execute(t, raw, "UPDATE saved_exports SET filter = $1 WHERE name = 'twee'", `{"Session":"","Statuses":null,"Sector":"","Question":"zoekt","Option":"partners"}`)

		old := storetest.Open(t, h.Engine, database, h.Clock) // migrates
		kept, err := old.Mailings(t.Context(), "sample")
		if err != nil || len(kept) != 1 {
			t.Fatalf("%d mailings: %v", len(kept), err)
		}
		if a := kept[0].Audience; a.To != models.ToBoth || !slices.Equal(a.Sessions, []string{"utrecht"}) || len(a.Statuses) != 2 || a.Answer() != "zoekt:voorbeelden" {
			t.Errorf("the audience is %+v", a)
		}
		if reach, err := old.Reach(t.Context(), "sample", &kept[0].Audience); err != nil || reach != 2 {
			t.Errorf("it reaches %d: %v", reach, err)
		}
		exports, err := old.SavedExports(t.Context(), "sample")
		if err != nil || len(exports) != 2 {
			t.Fatalf("%d exports: %v", len(exports), err)
		}
		first, second := exports[0].Filter, exports[1].Filter
		if !slices.Equal(first.Sessions, []string{"utrecht"}) || len(first.Statuses) != 2 || !slices.Equal(first.Sectors, []string{"po"}) || first.Answer() != "" {
			t.Errorf("the first filter is %+v", first)
		}
		if len(second.Sessions)+len(second.Statuses)+len(second.Sectors) != 0 || second.Answer() != "zoekt:partners" {
			t.Errorf("the second filter is %+v", second)
		}
		// Nobody knows who made the old link; it goes on until its time, and its export can be changed.
		if _, _, err := old.FetchExport(t.Context(), exports[0].ID, 3, "/", true); err != nil {
			t.Errorf("the old link: %v", err)
		}
		if err := old.SaveExport(t.Context(), by, "sample", &exports[0]); err != nil {
			t.Error(err)
		}
		old.MustHold(t)
	})
}

// savedExport is a list of everybody's names.
func savedExport(t *testing.T, h *storetest.Harness, by *models.Organiser, change ...func(*models.SavedExport)) *models.SavedExport {
	t.Helper()
	e := &models.SavedExport{Name: "Lijst", Columns: []string{"name"}, Format: models.ExportCSV, Language: "nl"}
	for _, apply := range change {
		apply(e)
	}
	if err := h.SaveExport(t.Context(), by, "sample", e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestASavedExportIsChangedByWhoSawItAsItIs(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 4)
		other := storetest.Definition(4)
		other.Slug = "other"
		h.Import(t, other)
		by := mailer(t, h)
		e := savedExport(t, h, by)
		if err := h.LinkExport(t.Context(), by, "sample", e.ID, 30); err != nil {
			t.Fatal(err)
		}
		mine, theirs := *e, *e
		theirs.Name, theirs.Filter, theirs.Columns, theirs.Format = "Anders", models.ListFilter{Query: "een", Organisation: 7}, []string{"name", "sector"}, models.ExportJSON
		if err := h.SaveExport(t.Context(), by, "sample", &theirs); err != nil {
			t.Fatal(err)
		}
		if err := h.SaveExport(t.Context(), by, "sample", &mine); models.CodeOf(err) != models.Conflict {
			t.Errorf("over a colleague's change: %v", err)
		}
		elsewhere := theirs
		if err := h.SaveExport(t.Context(), by, "other", &elsewhere); models.CodeOf(err) != models.NotFound {
			t.Errorf("through another series: %v", err)
		}
		kept, _, err := h.FetchExport(t.Context(), e.ID, 1, "/", false)
		if err != nil || kept.Name != "Anders" || kept.Filter.Query != "een" || kept.Filter.Organisation != 7 || len(kept.Columns) != 2 || kept.Format != models.ExportJSON || kept.Version != 2 {
			t.Errorf("it is %+v: %v", kept, err)
		}
		if got := actions(t, h, "export%"); got != "export-save export-link export-change" {
			t.Errorf("the audit says %s", got)
		}
		h.MustHold(t)
	})
}

// actions are those of audit entries, in order.
func actions(t *testing.T, h *storetest.Harness, like string) string {
	t.Helper()
	rows, err := h.SQL(t).Query("SELECT action FROM audit_entries WHERE action LIKE $1 ORDER BY id", like)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var action string
		if err := rows.Scan(&action); err != nil {
			t.Fatal(err)
		}
		all = append(all, action)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestALinkStopsWhenItsMakerMayExportNoMore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 4)
		admin := mailer(t, h)
		maker, err := h.AddOrganiser(ctx, "maker@vonk.example", models.RoleOrganiser, models.Scope{Series: "sample"})
		if err != nil {
			t.Fatal(err)
		}
		e := savedExport(t, h, admin)
		if err := h.LinkExport(ctx, maker, "sample", e.ID, 30); err != nil {
			t.Fatal(err)
		}
		works := func(what string, version int, want bool) {
			t.Helper()
			_, _, err := h.FetchExport(ctx, e.ID, version, "Firefox/Windows", true)
			if (err == nil) != want || err != nil && models.CodeOf(err) != models.NotFound {
				t.Errorf("%s: %v", what, err)
			}
			all, err := h.SavedExports(ctx, "sample")
			if err != nil || all[0].Linked(h.Now()) != (want && version == all[0].LinkVersion) || all[0].Orphaned() == want {
				t.Errorf("%s: the page says %+v, %v", what, all, err)
			}
		}
		works("as it is made", 1, true)
		if err := h.DisableOrganiser(ctx, maker.Email); err != nil {
			t.Fatal(err)
		}
		works("its maker is disabled", 1, false)
		if _, err := h.AddOrganiser(ctx, maker.Email, models.RoleReader, models.Scope{Series: "sample"}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SQL(t).Exec("DELETE FROM role_assignments WHERE organiser_id = $1 AND role = 'organiser'", maker.ID); err != nil {
			t.Fatal(err)
		}
		works("its maker may only read", 1, false)
		if _, err := h.AddOrganiser(ctx, maker.Email, models.RoleOrganiser, models.Scope{Series: "sample", Session: "zwolle"}); err != nil {
			t.Fatal(err)
		}
		works("its maker has a session alone", 1, false)
		var fetches int
		if err := h.SQL(t).QueryRow("SELECT fetches FROM saved_exports").Scan(&fetches); err != nil || fetches != 1 {
			t.Errorf("%d fetches count: %v", fetches, err)
		}
		if err := h.LinkExport(ctx, admin, "sample", e.ID, 30); err != nil {
			t.Fatal(err)
		}
		works("somebody else makes one", 2, true)
		h.MustHold(t)
	})
}

func TestEachFetchOfASavedExportIsNotedForNinetyDays(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 4)
		admin := mailer(t, h)
		e := savedExport(t, h, admin)
		if err := h.LinkExport(ctx, admin, "sample", e.ID, 365); err != nil {
			t.Fatal(err)
		}
		noted := func() (agents string) {
			t.Helper()
			all, err := h.SavedExports(ctx, "sample")
			if err != nil {
				t.Fatal(err)
			}
			for i, fetch := range all[0].Recent {
				if i > 0 && fetch.At.After(all[0].Recent[i-1].At) {
					t.Errorf("the newest is not first: %+v", all[0].Recent)
				}
				agents += fetch.Agent + " "
			}
			return agents
		}
		fetch := func(agent string, counted bool) {
			t.Helper()
			if _, _, err := h.FetchExport(ctx, e.ID, 1, agent, counted); err != nil {
				t.Fatal(err)
			}
		}
		fetch("/Windows", true)
		fetch("Edge/Windows", false) // only looked whether it is there
		h.Clock.Advance(time.Hour)
		fetch("Firefox/Linux", true)
		expect(t, "noted", noted(), "Firefox/Linux /Windows ")
		h.Clock.Advance(models.FetchesKeptDays*24*time.Hour - time.Minute)
		fetch("/", true)
		expect(t, "ninety days later", noted(), "/ Firefox/Linux ")
		for range models.RecentFetches {
			fetch("/macOS", true)
		}
		expect(t, "shown", noted(), strings.Repeat("/macOS ", models.RecentFetches))
		if err := h.RemoveExport(ctx, admin, "sample", e.ID); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM export_fetches").Scan(&left); err != nil || left != 0 {
			t.Errorf("of a removed export %d are left: %v", left, err)
		}
	})
}

func TestTheStateOfListsIsAnotherWheneverARowMayBe(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 4)
		var seen []string
		differs := func(what string, want bool) {
			t.Helper()
			state, err := h.ListState(t.Context(), series.ID)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(seen, state) == want {
				t.Errorf("%s: the state is %s after %v", what, state, seen)
			}
			seen = append(seen, state)
		}
		differs("at first", true)
		differs("nothing happened", false)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		differs("somebody signed up", true)
		h.Clock.Advance(time.Hour)
		differs("time went on", false)
		if _, err := h.SQL(t).Exec("UPDATE placements SET status = 'offered', deadline = $1 WHERE registration_id = $2", h.Now().Add(time.Hour), r.ID); err != nil {
			t.Fatal(err)
		}
		differs("an offer", false) // written past the program
		h.Clock.Advance(time.Hour)
		differs("an offer lapsed", true)
		h.Clock.Set(series.Sessions[0].Ends)
		differs("a session ended", true)
	})
}

func TestADraftIsDeletedWithItsTrialsAndNothingElse(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		by := mailer(t, h)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		kept, m := mailing(t, h, by), mailing(t, h, by)
		for _, one := range []*models.Mailing{kept, m} {
			if err := h.TryMailing(t.Context(), by, "sample", one.ID); err != nil {
				t.Fatal(err)
			}
		}
		refused := func(what, key string, version int) {
			t.Helper()
			var known *models.Error
			if err := h.DeleteMailing(t.Context(), by, "sample", m.ID, version); !errors.As(err, &known) || known.Code != models.Conflict || known.Key != key {
				t.Errorf("%s: %v", what, err)
			}
		}
		refused("what one has not seen", "error.mailing.changed", m.Version+1)
		schedule(t, h, by, m, h.Now().Add(time.Hour))
		refused("what is to start", "error.mailing.delete", m.Version)
		if err := h.CancelMailing(t.Context(), by, "sample", m.ID); err != nil {
			t.Fatal(err)
		}
		at := models.Scope{Series: "sample", Session: "zwolle"}
		part, err := h.AddOrganiser(t.Context(), "deel@vonk.example", models.RoleOrganiser, at)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.DeleteMailing(t.Context(), part, "sample", m.ID, m.Version); models.CodeOf(err) != models.NotFound {
			t.Errorf("to people of other sessions: %v", err)
		}
		if err := h.DeleteMailing(t.Context(), by, "sample", m.ID, m.Version); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Mailing(t.Context(), "sample", m.ID); models.CodeOf(err) != models.NotFound {
			t.Errorf("it is still there: %v", err)
		}
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Facts.MailingID != kept.ID {
			t.Errorf("the letters are %+v", letters)
		}
		if got := actions(t, h, "mailing-delete"); got != "mailing-delete" {
			t.Errorf("the audit says %s", got)
		}
		schedule(t, h, by, kept, h.Now())
		settle(t, h)
		if err := h.DeleteMailing(t.Context(), by, "sample", kept.ID, kept.Version); models.CodeOf(err) != models.Conflict {
			t.Errorf("what was sent: %v", err)
		}
		h.MustHold(t)
	})
}

func TestOneClickArrangesANeedAndKeepsItsNote(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		series := needing(t, h, 3)
		session := series.Sessions[0].ID
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		answer(t, h, r.Participants[0].ID, map[string][]string{"nodig": {"Een tolk"}})
		if err := h.OpenNeeds(ctx, "sample", session, "organiser:1"); err != nil {
			t.Fatal(err)
		}
		need := func() models.AccessNeed {
			t.Helper()
			list, err := h.Needs(ctx, "sample", session, "organiser:1")
			if err != nil || len(list.Needs) != 1 {
				t.Fatalf("%+v, %v", list, err)
			}
			return list.Needs[0]
		}
		arrange := func(arranged bool) {
			t.Helper()
			if err := h.ArrangeNeed(ctx, "sample", session, need().AnswerID, arranged, "organiser:1"); err != nil {
				t.Fatal(err)
			}
			if need().Arranged != arranged {
				t.Errorf("arranged: %v", !arranged)
			}
		}
		usual := need().BookBefore
		arrange(true)
		mark := models.NeedMark{Note: "Besteld", BookBefore: "2027-02-20"}
		if err := h.MarkNeed(ctx, "sample", session, need().AnswerID, mark, "organiser:1"); err != nil {
			t.Fatal(err)
		}
		arrange(true)
		arrange(false)
		if got := need(); got.Note != "Besteld" || got.BookBefore != "2027-02-20" || usual == got.BookBefore {
			t.Errorf("it became %+v", got)
		}
		if err := h.ArrangeNeed(ctx, "sample", series.Sessions[1].ID, need().AnswerID, true, "organiser:1"); models.CodeOf(err) != models.NotFound {
			t.Errorf("at another session: %v", err)
		}
		if got := actions(t, h, "need"); got != "need need need need" {
			t.Errorf("the audit says %s", got)
		}
		h.MustHold(t)
	})
}
