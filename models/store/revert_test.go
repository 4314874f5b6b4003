package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// anywhere is an organiser of every session.
func anywhere(int64) bool { return true }

// undoings are the acts on a registration that its story offers to undo.
func undoings(t *testing.T, h *storetest.Harness, r *models.Registration) []models.Undoing {
	t.Helper()
	story, err := h.Story(t.Context(), r.Reference)
	if err != nil {
		t.Fatal(err)
	}
	return story.Undoings
}

// revert undoes the newest act on a registration, after its story told the same of it.
func revert(t *testing.T, h *storetest.Harness, r *models.Registration, actor string) {
	t.Helper()
	all := undoings(t, h, r)
	if len(all) == 0 || all[0].Refused != nil {
		t.Fatalf("the story offers %+v", all)
	}
	if err := h.Revert(t.Context(), r.ID, all[0].Act, actor, anywhere); err != nil {
		t.Fatal(err)
	}
	now := storetest.Lines(whole(t, h, r))
	for _, reversal := range all[0].Reversals {
		for _, line := range reversal.Party.Lines {
			if session, _ := h.Reload(t, "sample").SessionByID(line.Session); line.Status.Live() && !slices.ContainsFunc(now, func(text string) bool {
				return strings.Contains(text, session.Slug) && strings.Contains(text, string(line.Status))
			}) {
				t.Errorf("the story promised %s at %s, and it is %v", line.Status, session.Slug, now)
			}
		}
	}
	h.MustHold(t)
}

// refuses tells the refusal of undoing the newest act, which the story must have told too, and that nothing changed by it.
func refuses(t *testing.T, h *storetest.Harness, r *models.Registration, actor string) string {
	t.Helper()
	all := undoings(t, h, r)
	if len(all) == 0 {
		t.Fatal("the story offers nothing")
	}
	var entries int
	count := func() (now int) {
		if err := h.SQL(t).QueryRow("SELECT count(*) FROM audit_entries").Scan(&now); err != nil {
			t.Fatal(err)
		}
		return now
	}
	before := fmt.Sprint(storetest.Lines(whole(t, h, r)))
	entries = count()
	err := h.Revert(t.Context(), r.ID, all[0].Act, actor, anywhere)
	if err == nil || all[0].Refused == nil || key(err) != all[0].Refused.Key {
		t.Fatalf("it says %v, the story says %v", err, all[0].Refused)
	}
	expect(t, "lines", fmt.Sprint(storetest.Lines(whole(t, h, r))), before)
	expect(t, "entries", count(), entries)
	h.MustHold(t)
	return key(err)
}

// whole is a registration as organisers have it.
func whole(t *testing.T, h *storetest.Harness, r *models.Registration) *models.Registration {
	t.Helper()
	is, err := h.RegistrationByReference(t.Context(), r.Reference)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

// uids are the calendar events of a registration's people with a seat, by the address of each, with their versions.
func uids(r *models.Registration) map[string]string {
	all := map[string]string{}
	for _, p := range r.Participants {
		if _, seat, ok := r.SeatOf(p.ID); ok {
			all[p.EmailKey] = seat.UID
		}
	}
	return all
}

// mails says what letters tell whom, and what they do to calendars.
func mails(letters []models.Letter) string {
	var all []string
	for _, l := range letters {
		name, _, _ := strings.Cut(l.RecipientEmail, "@")
		text := name + " " + string(l.Kind)
		switch {
		case l.UID != "" && l.Facts.Event.Cancels:
			text += fmt.Sprint(" -", l.Sequence)
		case l.UID != "":
			text += fmt.Sprint(" +", l.Sequence)
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func cancelAs(t *testing.T, h *storetest.Harness, r *models.Registration, actor string, places ...int) {
	t.Helper()
	if err := h.Cancel(t.Context(), r.ID, places, actor); err != nil {
		t.Fatal(err)
	}
}

// The seat is free: it comes back at once, in the same calendar event, under the same number. Undone once, it is undone.
func TestUndoneCancellationGivesTheSeatBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		events, number := uids(r), r.Placements[0].Number
		cancelAs(t, h, r, actor)
		expect(t, "told", mails(h.Letters(t)), "een.1 cancellation -1, een.2 cancellation -1")
		act := undoings(t, h, r)[0].Act
		other := h.MustRegister(t, storetest.SignUp("ander", 1)) // somebody else changes nothing of it
		h.Letters(t)
		revert(t, h, r, "organiser:9") // by another organiser
		back := whole(t, h, r)
		expect(t, "events", fmt.Sprint(uids(back)), fmt.Sprint(events))
		expect(t, "number", back.Placements[len(back.Placements)-1].Number, number)
		expect(t, "seats", seatsAt(back, "zwolle"), 2)
		expectStatuses(t, h.Look(t, other.ID), models.Confirmed)
		expect(t, "told", mails(h.Letters(t)), "een.1 confirmation +2, een.2 confirmation +2")
		by, details := lastEntry(t, h, models.ActionRevert)
		if by != "organiser:9" || !strings.Contains(details, fmt.Sprintf(`"act":%d`, act)) || strings.Contains(details, "oorbeeld") {
			t.Errorf("%s wrote %s", by, details)
		}
		err := h.Revert(t.Context(), r.ID, act, actor, anywhere)
		if key(err) != "error.revert.late" || models.CodeOf(err) != models.Gone {
			t.Errorf("twice: %v", err)
		}
		story, err := h.Story(t.Context(), r.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if last := story.Events[len(story.Events)-1]; last.Action != models.ActionRevert || last.Cause != models.ActionCancel || len(last.Changes) != 1 {
			t.Errorf("the story ends with %+v", last)
		}
		// And again, from the start.
		cancelAs(t, h, r, actor)
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 2)
	})
}

// The seat went to who waited: they keep it, and who comes back waits in front of everybody who came later.
func TestUndoneCancellationTakesNobodysSeat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		next := h.MustRegister(t, storetest.SignUp("twee", 1))
		last := h.MustRegister(t, storetest.SignUp("drie", 1))
		cancelAs(t, h, r, actor)
		h.Letters(t)
		expect(t, "outcome", undoings(t, h, r)[0].Reversals[0].Outcome, models.RevertedWaits)
		revert(t, h, r, actor)
		expectStatuses(t, whole(t, h, r), models.Waiting)
		expectStatuses(t, h.Look(t, next.ID), models.Confirmed)
		expect(t, "told", mails(h.Letters(t)), "een.1 waiting")
		h.MustCancel(t, next.ID)
		expectStatuses(t, whole(t, h, r), models.Confirmed)
		expectStatuses(t, h.Look(t, last.ID), models.Waiting)
		expect(t, "told", mails(h.Letters(t)), "een.1 promotion +2, twee.1 cancellation -1")
		h.MustHold(t)
	})
}

// Nobody hears of what was undone before the mail went out.
func TestLettersThatDidNotLeaveYetAreTakenBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		cancelAs(t, h, r, actor)
		revert(t, h, r, actor)
		expect(t, "told", mails(h.Letters(t)), "een.1 confirmation +2")
		move(t, h, r, actor, "utrecht")
		revert(t, h, r, actor)
		expect(t, "told", mails(h.Letters(t)), "een.1 swap +4") // and nothing of Utrecht
	})
}

func move(t *testing.T, h *storetest.Harness, r *models.Registration, actor, to string, places ...int) {
	t.Helper()
	if err := h.Swap(t.Context(), models.Holder{Registration: r.ID, Actor: actor}, places, to); err != nil {
		t.Fatal(err)
	}
}

// One of a group comes back into it when there is a seat for them, and otherwise not at all: a group goes together.
func TestPersonComesBackIntoTheirGroup(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 3))
		h.Letters(t)
		cancelAs(t, h, r, actor, 1)
		h.Letters(t)
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 3)
		expect(t, "told", mails(h.Letters(t)), "een.1 confirmation +2")
		cancelAs(t, h, r, actor, 1)
		h.MustRegister(t, storetest.SignUp("snel", 1))
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.group")

		waits := h.MustRegister(t, storetest.SignUp("wacht", 3))
		cancelAs(t, h, waits, actor, 2)
		revert(t, h, waits, actor)
		expectStatuses(t, whole(t, h, waits), models.Waiting, models.Waiting, models.Waiting)
		expect(t, "size", whole(t, h, waits).Placements[0].Size, 3)
		// Two fit where three did not: their seats are theirs now.
		cancelAs(t, h, waits, actor, 3)
		h.MustCancel(t, r.ID)
		expect(t, "seats", seatsAt(h.Look(t, waits.ID), "zwolle"), 2)
		expect(t, "refusal", refuses(t, h, waits, actor), "error.revert.changed")
	})
}

// The seat of a smaller group, gained in the act itself, is no seat of the larger one.
func TestGroupThatFitsWithoutSomebodyStaysAsItIs(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 3))
		expect(t, "seats", seatsAt(r, "zwolle"), 0)
		cancelAs(t, h, r, actor, 3)
		expect(t, "seats", seatsAt(h.Look(t, r.ID), "zwolle"), 2)
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.grew")
	})
}

// Back to the seat that was left, if it is free; otherwise the new one is kept, and the old one waited for in front.
func TestUndoneMoveGoesBackOrWaitsForIt(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		events, number := uids(r), r.Placements[0].Number
		move(t, h, r, actor, "utrecht")
		expect(t, "told", mails(h.Letters(t)), "een.1 removal -1, een.1 swap +0")
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle")+10*seatsAt(whole(t, h, r), "utrecht"), 1)
		expect(t, "events", fmt.Sprint(uids(whole(t, h, r))), fmt.Sprint(events))
		expect(t, "told", mails(h.Letters(t)), "een.1 removal -1, een.1 swap +2")

		move(t, h, r, actor, "utrecht")
		next := h.MustRegister(t, storetest.SignUp("twee", 1))
		behind := h.MustRegister(t, storetest.SignUp("drie", 1))
		h.Letters(t)
		expect(t, "outcome", undoings(t, h, r)[0].Reversals[0].Outcome, models.RevertedKeeps)
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "utrecht"), 1)
		expect(t, "told", mails(h.Letters(t)), "een.1 waiting")
		h.MustCancel(t, next.ID)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 1)
		expectStatuses(t, h.Look(t, behind.ID), models.Waiting)
		for _, choice := range whole(t, h, r).Choices {
			if session, _ := h.Reload(t, "sample").SessionByID(choice.SessionID); session.Slug == "zwolle" {
				expect(t, "number", choice.Number, number)
			}
		}
		h.MustHold(t)
	})
}

// Who only asked for another session, and waits there, does so no more.
func TestUndoneMoveThatWaitsIsNoMore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(5)
		definition.Sessions[1].Capacity = 1
		h.Import(t, definition)
		_, actor := officer(t, h)
		full := storetest.SignUp("vol", 1)
		full.Session = "utrecht"
		first := h.MustRegister(t, full)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		move(t, h, r, actor, "utrecht")
		h.Letters(t)
		revert(t, h, r, actor)
		expect(t, "told", mails(h.Letters(t)), "een.1 confirmation +1")
		h.MustCancel(t, first.ID)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 1)
		h.MustHold(t)
	})
}

// The seat that an exception gave is taken again, with the places that were made for it, and goes to who has a right to it.
func TestUndoneExceptionWaitsAgain(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 1)
		id, actor := officer(t, h)
		first := h.MustRegister(t, storetest.SignUp("een", 1))
		before := h.MustRegister(t, storetest.SignUp("twee", 1))
		group := h.MustRegister(t, storetest.SignUp("groep", 2))
		h.Letters(t)
		exception := func() {
			if err := h.Exception(t.Context(), models.Holder{Registration: group.ID, Actor: actor}, nil, "zwolle", true, "Spreekt.", id); err != nil {
				t.Fatal(err)
			}
		}
		seats := func() int {
			session, _ := h.Reload(t, "sample").Session("zwolle")
			return session.Seats()
		}
		exception()
		expect(t, "seats", seats(), 3)
		h.Letters(t)
		revert(t, h, group, actor)
		expect(t, "seats", seats(), 1)
		expectStatuses(t, whole(t, h, group), models.Waiting, models.Waiting)
		expectStatuses(t, h.Look(t, before.ID), models.Waiting)
		expect(t, "told", mails(h.Letters(t)), "groep.1 waiting -1, groep.2 waiting -1")
		// Where somebody else left meanwhile, the seats are lowered no further than they are free.
		exception()
		h.MustCancel(t, first.ID)
		revert(t, h, group, actor)
		expectStatuses(t, h.Look(t, before.ID), models.Confirmed)
		expect(t, "seats", seats(), 1)
	})
}

// The former participant has the place again, with a new link and event, and the substitute loses theirs.
func TestUndoneSubstitutionBringsTheFormerPersonBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		substitute := func(place int) {
			person := models.Person{Name: "Voorbeeld Ander", Email: "ander@voorbeeld.example"}
			if err := h.Substitute(t.Context(), r.ID, place, person, actor); err != nil {
				t.Fatal(err)
			}
		}
		substitute(2)
		h.Letters(t)
		revert(t, h, r, actor)
		is := whole(t, h, r)
		expect(t, "person", is.Participants[1].Name+" "+is.Participants[1].Email+" "+is.Participants[1].Role, "Voorbeeld een 2 een.2@voorbeeld.example adviseur")
		expect(t, "told", mails(h.Letters(t)), "ander substitution -1, een.1 substitution, een.2 confirmation +0")
		expect(t, "list", names(listOf(t, h, models.ListFilter{Query: "een.2@"}, models.ListOrder{}, 0)), "een 2 zwolle confirmed")
		// The contact goes again, as the contact.
		substitute(1)
		expect(t, "contact", whole(t, h, r).Contact.Place, 0)
		revert(t, h, r, actor)
		expect(t, "contact", whole(t, h, r).Contact.Place, 1)
		// Who never read of the place reads nothing of losing it.
		if told := mails(h.Letters(t)); strings.Contains(told, "ander") {
			t.Errorf("told %s", told)
		}
		// The substitute put their own name right: that stands.
		substitute(2)
		edit := models.RegistrationEdit{Contact: models.ContactEdit{Name: "Voorbeeld een 1", Email: "een.1@voorbeeld.example"}, People: map[int]models.Person{
			1: {Name: "Voorbeeld een 1", Email: "een.1@voorbeeld.example", Role: "adviseur"}, 2: {Name: "Voorbeeld Anders", Email: "ander@voorbeeld.example"},
		}}
		if err := h.EditRegistration(t.Context(), r.ID, edit, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.changed")
	})
}

// What was edited is as it was, where nobody edited it since.
func TestUndoneEditPutsTheFormerValuesBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		in := storetest.SignUp("een", 2)
		in.Phone = "038-1234567"
		r := h.MustRegister(t, in)
		h.Letters(t)
		edit := func(phone, email string) {
			e := models.RegistrationEdit{Contact: models.ContactEdit{Phone: phone}, People: map[int]models.Person{
				1: {Name: "Voorbeeld een 1", Email: "een.1@voorbeeld.example", Role: "adviseur"}, 2: {Name: "Voorbeeld een 2", Email: email, Role: "adviseur"},
			}}
			if err := h.EditRegistration(t.Context(), r.ID, e, actor); err != nil {
				t.Fatal(err)
			}
		}
		edit("038-7654321", "nieuw@voorbeeld.example")
		h.Letters(t)
		revert(t, h, r, actor)
		is := whole(t, h, r)
		expect(t, "phone", is.Contact.Phone, "038-1234567")
		expect(t, "address", is.Participants[1].Email, "een.2@voorbeeld.example")
		expect(t, "told", mails(h.Letters(t)), "een.2 links")
		if _, _, err := h.RegistrationOf(t.Context(), is.Participants[1].ID, 2); models.CodeOf(err) != models.NotFound {
			t.Errorf("the link that the wrong address got opens something: %v", err)
		}
		// Two edits: the second stands in the way of the first where they touch, and not otherwise.
		edit("038-1111111", "een.2@voorbeeld.example")
		first := undoings(t, h, r)[0].Act
		edit("038-1111111", "later@voorbeeld.example")
		if err := h.Revert(t.Context(), r.ID, first, actor, anywhere); err != nil {
			t.Fatal(err)
		}
		is = whole(t, h, r)
		expect(t, "phone and address", is.Contact.Phone+" "+is.Participants[1].Email, "038-1234567 later@voorbeeld.example")
		edit("038-1234567", "laatst@voorbeeld.example")
		second := undoings(t, h, r)[1].Act
		expect(t, "refusal", key(h.Revert(t.Context(), r.ID, second, actor, anywhere)), "error.revert.changed")
		// Their old address is somebody's by now.
		h.MustRegister(t, models.SignUp{Session: "zwolle", Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Language: "nl", People: []models.Person{{Name: "Voorbeeld Een", Email: "later@voorbeeld.example"}}})
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.registered")
	})
}

func TestUndoneNoteIsGone(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		id, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		for _, text := range []string{"Blijft staan.", "Hoort bij iemand anders."} {
			if err := h.AddNote(t.Context(), r.ID, id, text, actor); err != nil {
				t.Fatal(err)
			}
		}
		cancelAs(t, h, r, actor) // another act stands in no way
		all := undoings(t, h, r)
		if err := h.Revert(t.Context(), r.ID, all[1].Act, actor, anywhere); err != nil {
			t.Fatal(err)
		}
		expectForgotten(t, h, "iemand anders")
		story, err := h.Story(t.Context(), r.Reference)
		if err != nil || len(story.Notes) != 1 || len(story.Undoings) != 2 {
			t.Errorf("%+v, %v", story, err)
		}
		h.MustHold(t)
	})
}

// Many at once come back as they left: all, or nobody. Those who stood first have the seats that are left.
func TestUndoneCancellationOfManyIsOneAct(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		var all []*models.Registration
		var people []models.PersonAt
		for _, name := range []string{"een", "twee", "drie"} {
			r := h.MustRegister(t, storetest.SignUp(name, 1))
			all, people = append(all, r), append(people, models.PersonAt{Registration: r.ID, Place: 1})
		}
		cancel := func() int64 {
			_, act, err := h.CancelPeople(t.Context(), "sample", people, actor)
			if err != nil {
				t.Fatal(err)
			}
			return act
		}
		act := cancel()
		h.MustRegister(t, storetest.SignUp("snel", 1))
		count, err := h.RevertCancel(t.Context(), "sample", act, actor)
		if err != nil || count != 3 {
			t.Fatal(count, err)
		}
		expectStatuses(t, whole(t, h, all[1]), models.Confirmed)
		expectStatuses(t, whole(t, h, all[2]), models.Waiting)
		h.MustHold(t)
		if _, err := h.RevertCancel(t.Context(), "sample", act, actor); key(err) != "error.revert.late" {
			t.Errorf("twice: %v", err)
		}
		// One of them came back in another way: then nobody does, and it is said whom it is about.
		act = cancel()
		again := h.MustRegister(t, storetest.SignUp("twee", 1))
		_, err = h.RevertCancel(t.Context(), "sample", act, actor)
		if refused, ok := err.(*models.Error); !ok || refused.Key != "error.revert.several" || refused.Args["Reference"] != all[1].Reference {
			t.Errorf("it says %v", err)
		}
		expectStatuses(t, whole(t, h, all[0]), models.Cancelled)
		h.MustHold(t)
		// Each can come back alone.
		revert(t, h, all[0], actor)
		expect(t, "refusal", refuses(t, h, all[1], actor), "error.revert.registered")
		h.MustCancel(t, again.ID)
		revert(t, h, all[1], actor)
	})
}

// A later act on the same people stands in the way; once that is undone itself, it does not.
func TestActsAreUndoneInTurn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		move(t, h, r, actor, "utrecht")
		moved := undoings(t, h, r)[0].Act
		cancelAs(t, h, r, actor)
		expect(t, "refusal", key(h.Revert(t.Context(), r.ID, moved, actor, anywhere)), "error.revert.changed")
		revert(t, h, r, actor)
		revert(t, h, r, actor)
		expect(t, "seats", seatsAt(whole(t, h, r), "zwolle"), 1)
		// What the holder did since stands.
		move(t, h, r, actor, "utrecht")
		if err := h.Swap(t.Context(), models.Holder{Registration: r.ID}, nil, "zwolle"); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.changed")
	})
}

// Time sets a limit: a day, the beginning of a session, its end by the organiser, a draw.
func TestUndoingIsPossibleForADay(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		act := undoings(t, h, r)[0].Act
		h.Clock.Advance(models.UndoFor)
		expect(t, "undoings", len(undoings(t, h, r)), 0)
		expect(t, "refusal", key(h.Revert(t.Context(), r.ID, act, actor, anywhere)), "error.revert.late")

		// Past the last moment the list is not served, and an organiser gives the seat back all the same.
		late := h.MustRegister(t, storetest.SignUp("laat", 1))
		waits := storetest.SignUp("wacht", 3)
		h.MustRegister(t, waits)
		h.Clock.Set(series.Sessions[0].Starts.Add(-time.Hour))
		cancelAs(t, h, late, actor)
		revert(t, h, late, actor)
		expectStatuses(t, whole(t, h, late), models.Confirmed)
		cancelAs(t, h, late, actor)
		h.Clock.Set(series.Sessions[0].Starts)
		expect(t, "refusal", refuses(t, h, late, actor), "error.revert.session")
	})
}

func TestUndoingStopsAtADrawAndAtACancelledSession(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Import(t, drawing())
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		revert(t, h, r, actor)
		expectStatuses(t, whole(t, h, r), models.Waiting)
		h.Clock.Set(storetest.Start.Add(47 * time.Hour))
		cancelAs(t, h, r, actor)
		h.Clock.Advance(2 * time.Hour)
		if err := h.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.draw")
	})
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		if err := h.CallOff(t.Context(), "sample", "zwolle", actor); err != nil {
			t.Fatal(err)
		}
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.session")
	})
}

// Without a waiting list nobody can be put on it.
func TestWithoutAWaitingListOnlyAFreeSeatComesBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(1)
		definition.Policy.WaitingList = models.WaitingListOff
		h.Import(t, definition)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		cancelAs(t, h, r, actor)
		revert(t, h, r, actor)
		cancelAs(t, h, r, actor)
		h.MustRegister(t, storetest.SignUp("snel", 1))
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.full")
	})
}

// An organiser of one session brings nobody to another, by undoing neither.
func TestUndoingBringsNobodyWhereTheOrganiserMayNot(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 3)
		_, actor := officer(t, h)
		r := h.MustRegister(t, storetest.SignUp("een", 1))
		move(t, h, r, actor, "utrecht")
		utrecht := func(session int64) bool { return session == series.Sessions[1].ID }
		err := h.Revert(t.Context(), r.ID, undoings(t, h, r)[0].Act, actor, utrecht)
		expect(t, "code", models.CodeOf(err), models.Forbidden)
		expect(t, "seats", seatsAt(whole(t, h, r), "utrecht"), 1)
	})
}

// What was kept to undo an act goes with the registration, and after a day.
func TestWhatUndoingNeedsIsErased(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 5)
		_, actor := officer(t, h)
		changed := func(name string) *models.Registration {
			r := h.MustRegister(t, storetest.SignUp(name, 1))
			if err := h.Substitute(t.Context(), r.ID, 1, models.Person{Name: "Voorbeeld Ander", Email: "ander." + name + "@voorbeeld.example"}, actor); err != nil {
				t.Fatal(err)
			}
			h.Letters(t)
			return r
		}
		r := changed("weg")
		act := undoings(t, h, r)[0].Act
		if places := placesOf(t, h, "ander.weg@"); !slices.Contains(places, "undos.kept") {
			t.Fatalf("the address is in %v", places)
		}
		erase(t, h, r)
		expectForgotten(t, h, "weg.1@", "ander.weg@")
		expect(t, "refusal", key(h.Revert(t.Context(), r.ID, act, actor, anywhere)), "error.revert.late")

		changed("dag")
		h.Clock.Advance(models.UndoFor)
		if _, err := h.Purge(t.Context(), true); err != nil || !slices.Contains(placesOf(t, h, "ander.dag@"), "undos.kept") {
			t.Errorf("a dry run erased something, %v", err)
		}
		if _, err := h.Purge(t.Context(), false); err != nil || slices.Contains(placesOf(t, h, "ander.dag@"), "undos.kept") {
			t.Errorf("it is kept still, %v", err)
		}
		h.MustHold(t)
	})
}

// A revert that is not what the rules make of it is found, whoever wrote it and whatever else agrees.
func TestCheckFindsAWrongRevert(t *testing.T) {
	for name, damage := range map[string]func(*models.AuditEntry){
		"as it is":       nil,
		"by the holder":  func(e *models.AuditEntry) { e.Actor = models.ActorHolder },
		"of another act": func(e *models.AuditEntry) { e.Details = strings.Replace(e.Details, `"act":`, `"act":9`, 1) },
		"with a seat that somebody else has": func(e *models.AuditEntry) {
			e.Details = strings.Replace(e.Details, `"status":"waiting"`, `"status":"confirmed"`, 1)
		},
		"with another number": func(e *models.AuditEntry) { e.Details = strings.Replace(e.Details, `"number":1`, `"number":0`, 1) },
		"with more people":    func(e *models.AuditEntry) { e.Details = strings.Replace(e.Details, `"size":1`, `"size":2`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := storetest.SQLite(t) // entries are the same on both engines
			h.Sample(t, 1)
			_, actor := officer(t, h)
			r := h.MustRegister(t, storetest.SignUp("een", 1))
			h.MustRegister(t, storetest.SignUp("twee", 1))
			cancelAs(t, h, r, actor)
			revert(t, h, r, actor)
			rewrite(t, h, func(entries []models.AuditEntry) []models.AuditEntry {
				for i := range entries {
					if entries[i].Action == models.ActionRevert && damage != nil {
						before := entries[i]
						if damage(&entries[i]); before == entries[i] {
							panic("nothing was damaged: " + before.Details)
						}
					}
				}
				return entries
			})
			if all := found(t, h); damage == nil && len(all) > 0 {
				t.Errorf("found %v", all)
			} else if damage != nil {
				wantRule(t, all, "judgement")
			}
		})
	}
}
