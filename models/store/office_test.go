package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// officer is an organiser of the harness, and how audit entries name them.
func officer(t *testing.T, h *storetest.Harness) (id int64, actor string) {
	t.Helper()
	o, err := h.AddOrganiser(t.Context(), "organisator@vonk.example", models.RoleOrganiser, models.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return o.ID, fmt.Sprintf("organiser:%d", o.ID)
}

// staffed imports the sample with some seats, and gives the actor that an organiser of it is.
func staffed(t *testing.T, h *storetest.Harness, seats int) (actor string) {
	t.Helper()
	h.Sample(t, seats)
	_, actor = officer(t, h)
	return actor
}

// lastEntry is the newest audit entry of an action.
func lastEntry(t *testing.T, h *storetest.Harness, action string) (actor, details string) {
	t.Helper()
	if err := h.SQL(t).QueryRow("SELECT actor, details FROM audit_entries WHERE action = $1 ORDER BY id DESC LIMIT 1", action).Scan(&actor, &details); err != nil {
		t.Fatal(err)
	}
	return actor, details
}

func TestOrganiserGivesASeatOutOfTurnAsAMarkedException(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(2)
		definition.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 1}}
		h.Import(t, definition)
		id, actor := officer(t, h)
		h.MustRegister(t, storetest.SignUp("een", 1))
		before := h.MustRegister(t, storetest.SignUp("twee", 1))
		behind := h.MustRegister(t, storetest.SignUp("drie", 1))
		group := h.MustRegister(t, storetest.SignUp("groep", 3))
		h.Letters(t)
		holder := func(r *models.Registration) models.Holder {
			return models.Holder{Registration: r.ID, Actor: actor}
		}
		expect(t, "without a reason", models.CodeOf(h.Exception(t.Context(), holder(behind), nil, "zwolle", false, " ", id)), models.Invalid)
		// One seat is free, for schools: the exception passes over the reserve and over whoever stands before.
		if err := h.Exception(t.Context(), holder(behind), nil, "zwolle", false, "Spreekt die dag.", id); err != nil {
			t.Fatal(err)
		}
		expectStatuses(t, h.Look(t, behind.ID), models.Confirmed)
		expectStatuses(t, h.Look(t, before.ID), models.Waiting)
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Kind != models.LetterPromotion || letters[0].UID == "" {
			t.Errorf("the letters are %+v", letters)
		}
		h.MustHold(t)
		expect(t, "again", key(h.Exception(t.Context(), holder(behind), nil, "zwolle", false, "x", id)), "error.exception.nobody")
		// Never over the seats, unless the session is overbooked in the same act.
		expect(t, "full", key(h.Exception(t.Context(), holder(group), nil, "zwolle", false, "x", id)), "error.exception.full")
		if err := h.Exception(t.Context(), holder(group), nil, "zwolle", true, "Afgesproken.", id); err != nil {
			t.Fatal(err)
		}
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "overbooking", session.Overbooking, 3)
		expect(t, "confirmed", session.Confirmed, 5)
		expectStatuses(t, h.Look(t, before.ID), models.Waiting)
		h.MustHold(t)
		by, details := lastEntry(t, h, models.ActionException)
		if by != actor || strings.Contains(details, "Afgesproken") {
			t.Errorf("%s wrote %s", by, details)
		}
		story, err := h.Story(t.Context(), group.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if len(story.Notes) != 1 || story.Notes[0].Text != "Afgesproken." || story.Notes[0].Author != "organisator@vonk.example" {
			t.Errorf("the notes are %+v", story.Notes)
		}
		if last := story.Events[len(story.Events)-1]; last.Action != models.ActionException || last.Actor != actor || len(last.Changes) != 1 {
			t.Errorf("the story ends with %+v", last)
		}
	})
}

// From the last moment on nobody gets a seat but by an organiser (seat rule 8), who may move people then too.
func TestOrganiserGivesSeatsAfterTheLastMoment(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 1)
		id, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		elsewhere := storetest.SignUp("daar", 1)
		elsewhere.Session = "utrecht"
		moves := h.MustRegister(t, elsewhere)
		waits := h.MustRegister(t, storetest.SignUp("twee", 1))
		h.Clock.Set(series.Sessions[0].Starts.Add(-time.Hour))
		h.MustCancel(t, r.ID)
		expectStatuses(t, h.Look(t, waits.ID), models.Waiting)
		holder := models.Holder{Registration: moves.ID, Actor: actor}
		if err := h.Swap(t.Context(), holder, nil, "zwolle"); models.CodeOf(err) != models.Gone {
			t.Errorf("a swap: %v", err)
		}
		if err := h.Exception(t.Context(), holder, nil, "zwolle", false, "Belde.", id); err != nil {
			t.Fatal(err)
		}
		expectStatuses(t, h.Look(t, moves.ID), models.Confirmed)
		h.MustHold(t)
		h.Clock.Set(series.Sessions[0].Starts)
		holder.Registration = waits.ID
		expect(t, "once it began", models.CodeOf(h.Exception(t.Context(), holder, nil, "zwolle", true, "x", id)), models.Gone)
		h.MustHold(t)
	})
}

// Who has a seat elsewhere gives it up for the exception, and it goes on to those who wait there.
func TestAnExceptionHandsOnTheSeatThatItReleases(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Sessions[1].Capacity = 1
		h.Import(t, definition)
		id, actor := officer(t, h)
		h.MustRegister(t, storetest.SignUp("vol", 1))
		in := storetest.SignUp("daar", 1)
		in.Alternatives = []string{"utrecht"}
		moves := h.MustRegister(t, in)
		next := storetest.SignUp("volgt", 1)
		next.Session = "utrecht"
		follows := h.MustRegister(t, next)
		expectStatuses(t, follows, models.Waiting)
		err := h.Exception(t.Context(), models.Holder{Registration: moves.ID, Actor: actor}, nil, "zwolle", true, "x", id)
		if err != nil {
			t.Fatal(err)
		}
		expectStatuses(t, h.Look(t, follows.ID), models.Confirmed)
		h.MustHold(t)
	})
}

// Without the organiser's mark a seat out of turn is found, whoever wrote it and whatever else agrees.
func TestCheckFindsAnExceptionThatIsNotMarked(t *testing.T) {
	for name, damage := range map[string]struct {
		rule string
		edit func(*models.AuditEntry)
	}{
		"as it is":      {"", func(*models.AuditEntry) {}},
		"by the holder": {"judgement", func(e *models.AuditEntry) { e.Actor = models.ActorHolder }},
		"as a swap":     {"judgement", func(e *models.AuditEntry) { e.Action = models.ActionSwap }},
		"for another party": {"judgement", func(e *models.AuditEntry) {
			e.Details = strings.Replace(e.Details, `"status":"confirmed"`, `"status":"waiting"`, 1)
		}},
		"without seats": {"never over", func(e *models.AuditEntry) {
			var d models.Deed
			if json.Unmarshal([]byte(e.Details), &d) != nil || d.Rules == nil {
				panic("the exception overbooks nothing")
			}
			d.Rules = nil
			raw, _ := json.Marshal(d)
			e.Details = string(raw)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := storetest.SQLite(t) // entries are the same on both engines
			h.Sample(t, 1)
			id, actor := officer(t, h)
			h.MustRegister(t, storetest.SignUp("een", 1))
			h.MustRegister(t, storetest.SignUp("twee", 1))
			behind := h.MustRegister(t, storetest.SignUp("drie", 1))
			if err := h.Exception(t.Context(), models.Holder{Registration: behind.ID, Actor: actor}, nil, "zwolle", true, "x", id); err != nil {
				t.Fatal(err)
			}
			rewrite(t, h, func(entries []models.AuditEntry) []models.AuditEntry {
				for i := range entries {
					if entries[i].Action == models.ActionException {
						damage.edit(&entries[i])
					}
				}
				return entries
			})
			all := found(t, h)
			if damage.rule == "" {
				if len(all) > 0 {
					t.Errorf("found %v", all)
				}
				return
			}
			wantRule(t, all, damage.rule)
		})
	}
}

// Who is cancelled together with somebody gets no seat that the other frees.
func TestOrganiserCancelsPeopleOfSeveralRegistrationsInOneAct(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 2)
		first := h.MustRegister(t, storetest.SignUp("een", 2))
		second := h.MustRegister(t, storetest.SignUp("twee", 1))
		third := h.MustRegister(t, storetest.SignUp("drie", 1))
		h.Letters(t)
		people := []models.PersonAt{{Registration: first.ID, Place: 2}, {Registration: second.ID, Place: 1}}
		if _, _, err := h.CancelPeople(t.Context(), "sample", append(people, models.PersonAt{Registration: first.ID, Place: 3}), actor); models.CodeOf(err) != models.NotFound {
			t.Errorf("somebody who is not there: %v", err)
		}
		count, _, err := h.CancelPeople(t.Context(), "sample", people, actor)
		if err != nil || count != 2 {
			t.Fatal(count, err)
		}
		expectStatuses(t, h.Look(t, second.ID), models.Cancelled)
		expectStatuses(t, h.Look(t, third.ID), models.Confirmed)
		kinds := map[models.LetterKind]int{}
		for _, letter := range h.Letters(t) {
			kinds[letter.Kind]++
		}
		expect(t, "letters", fmt.Sprint(kinds), "map[cancellation:3 promotion:1]")
		by, _ := lastEntry(t, h, models.ActionCancel)
		expect(t, "actor", by, actor)
		if count, _, err = h.CancelPeople(t.Context(), "sample", people, actor); err != nil || count != 0 {
			t.Errorf("again: %d, %v", count, err)
		}
		h.MustHold(t)
		if _, err := h.Story(t.Context(), third.Reference); err != nil {
			t.Error(err)
		}
	})
}

func TestOrganiserPutsDetailsRightAndNewAddressesGetALinkOfTheirOwn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 10)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		other := h.MustRegister(t, storetest.SignUp("ander", 1))
		h.Letters(t)
		edit := func(change func(*models.RegistrationEdit)) models.RegistrationEdit {
			e := models.RegistrationEdit{Contact: models.ContactEdit{Phone: "06 00000000"}, People: map[int]models.Person{}}
			for _, p := range r.Participants {
				e.People[p.Place] = models.Person{Name: p.Name, Email: p.Email, Role: p.Role}
			}
			change(&e)
			return e
		}
		for rule, wrong := range map[string]models.RegistrationEdit{
			"no name": edit(func(e *models.RegistrationEdit) { e.People[2] = models.Person{Email: "x@voorbeeld.example"} }),
			"an address that is taken": edit(func(e *models.RegistrationEdit) {
				e.People[2] = models.Person{Name: "Voorbeeld", Email: other.Participants[0].Email}
			}),
			"one person twice": edit(func(e *models.RegistrationEdit) { e.People[2] = e.People[1] }),
			"no telephone":     edit(func(e *models.RegistrationEdit) { e.Contact.Phone = "bel mij" }),
		} {
			if err := h.EditRegistration(t.Context(), r.ID, wrong, actor); models.CodeOf(err) != models.Invalid {
				t.Errorf("%s: %v", rule, err)
			}
		}
		// Another role tells nobody; another address gets a link there, and the old one is worth nothing.
		is := edit(func(e *models.RegistrationEdit) {
			e.People[1] = models.Person{Name: "Voorbeeld Eén", Email: "nieuw@voorbeeld.example", Role: "hoofd"}
			e.People[2] = models.Person{Name: r.Participants[1].Name, Email: r.Participants[1].Email, Role: "hoofd"}
		})
		if err := h.EditRegistration(t.Context(), r.ID, is, actor); err != nil {
			t.Fatal(err)
		}
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Kind != models.LetterLinks || letters[0].RecipientEmail != "nieuw@voorbeeld.example" || letters[0].Facts.Links[0].Version != 2 {
			t.Errorf("the letters are %+v", letters)
		}
		if _, err := h.Registration(t.Context(), r.ID, 1); models.CodeOf(err) != models.NotFound {
			t.Errorf("the old link: %v", err)
		}
		after, err := h.Registration(t.Context(), r.ID, 2)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "contact", after.Contact.Name+" "+after.Contact.Email+" "+after.Contact.Phone, "Voorbeeld Eén nieuw@voorbeeld.example 06 00000000")
		expect(t, "versions", fmt.Sprint(after.Participants[0].TokenVersion, after.Participants[1].TokenVersion), "2 1")
		expect(t, "found by the new address", len(listOf(t, h, models.ListFilter{Query: "nieuw@"}, models.ListOrder{}, 0).Rows), 1)
		by, details := lastEntry(t, h, models.ActionEdit)
		if by != actor || strings.Contains(details, "nieuw") {
			t.Errorf("%s wrote %s", by, details)
		}
		h.MustHold(t)
	})
}

func TestOrganiserWritesDownAndSendsAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		id, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		for text, code := range map[string]models.Code{" \n": models.Invalid, strings.Repeat("x", models.MaxNote+1): models.Invalid} {
			expect(t, "code", models.CodeOf(h.AddNote(t.Context(), r.ID, id, text, actor)), code)
		}
		if err := h.AddNote(t.Context(), r.ID, id, "Belt terug.\r\nOp maandag.", actor); err != nil {
			t.Fatal(err)
		}
		expect(t, "a note is no notice", len(h.Letters(t)), 0)
		for _, place := range []int{0, 2} {
			if err := h.Resend(t.Context(), r.ID, place, actor); err != nil {
				t.Fatal(err)
			}
		}
		letters := h.Letters(t)
		if len(letters) != 2 || letters[0].RecipientEmail != "een.1@voorbeeld.example" || letters[1].Facts.Links[0].ParticipantID != r.Participants[1].ID {
			t.Errorf("the letters are %+v", letters)
		}
		expect(t, "nobody", models.CodeOf(h.Resend(t.Context(), r.ID, 3, actor)), models.NotFound)
		story, err := h.Story(t.Context(), r.Reference)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "note", fmt.Sprint(story.Notes[0].Text), "Belt terug.\nOp maandag.")
		_, details := lastEntry(t, h, models.ActionNote)
		if strings.Contains(details, "Belt") {
			t.Errorf("the audit says %s", details)
		}
		h.MustHold(t)
	})
}

func TestOrganiserAddsPeopleByHandAlsoWhenRegistrationIsClosed(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(6)
		definition.Questions[0].Required = true
		h.Import(t, definition)
		_, actor := officer(t, h)
		definition.Closes = storetest.Start
		h.Import(t, definition)
		in := storetest.SignUp("groot", 5) // more than party_max
		_, err := h.Register(t.Context(), "sample", in)
		expect(t, "as its holder", models.CodeOf(err), models.Invalid)
		r, err := h.RegisterByHand(t.Context(), "sample", in, actor)
		if err != nil {
			t.Fatal(err)
		}
		expectStatuses(t, h.Look(t, r.ID), models.Confirmed, models.Confirmed, models.Confirmed, models.Confirmed, models.Confirmed)
		_, err = h.RegisterByHand(t.Context(), "sample", in, actor)
		expect(t, "the same people", models.CodeOf(err), models.Invalid)
		// Never more than the seats: who does not fit waits.
		waits, err := h.RegisterByHand(t.Context(), "sample", storetest.SignUp("twee", 2), actor)
		if err != nil {
			t.Fatal(err)
		}
		expectStatuses(t, h.Look(t, waits.ID), models.Waiting, models.Waiting)
		by, _ := lastEntry(t, h, models.ActionRegister)
		expect(t, "actor", by, actor)
		h.Clock.Set(h.Reload(t, "sample").Sessions[0].Starts)
		_, err = h.RegisterByHand(t.Context(), "sample", storetest.SignUp("laat", 1), actor)
		expect(t, "once it began", models.CodeOf(err), models.Gone)
		h.MustHold(t)
	})
}

func TestOrganiserAddsManyOrNobody(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		row := func(name string, change func(*models.SignUp)) models.SignUp {
			in := storetest.SignUp(name, 1)
			if change != nil {
				change(&in)
			}
			return in
		}
		wrong := []models.SignUp{
			row("goed", nil),
			row("een", nil),
			row("naamloos", func(in *models.SignUp) { in.People[0].Name = "" }),
			row("adres", func(in *models.SignUp) { in.People[0].Email = "geen adres" }),
			row("goed", nil),
			row("waar", func(in *models.SignUp) { in.Session, in.Sector = "weg", "niets" }),
		}
		problems, err := h.JudgeMany(t.Context(), "sample", wrong)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, p := range problems {
			said = append(said, p.ID()+" "+p.Key)
		}
		expect(t, "problems", strings.Join(said, ", "), "email-2 problem.email.taken, name-3 problem.name.missing, email-4 problem.email.invalid, email-5 problem.email.twice, session-6 problem.session.unknown, sector-6 problem.sector.unknown")
		expect(t, "code", models.CodeOf(h.RegisterMany(t.Context(), "sample", wrong, actor)), models.Invalid)
		expect(t, "nobody", len(listOf(t, h, models.ListFilter{}, models.ListOrder{}, 0).Rows), 1)
		right := []models.SignUp{row("a", nil), row("b", nil), row("c", nil)}
		if err := h.RegisterMany(t.Context(), "sample", right, actor); err != nil {
			t.Fatal(err)
		}
		expect(t, "rows", names(listOf(t, h, models.ListFilter{}, models.ListOrder{By: models.ByRegistered}, 0)),
			"een 1 zwolle confirmed, a 1 zwolle confirmed, b 1 zwolle confirmed, c 1 zwolle waiting")
		expect(t, "letters", len(h.Letters(t)), 3)
		h.MustHold(t)
	})
}
