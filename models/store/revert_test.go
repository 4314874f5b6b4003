package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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

func move(t *testing.T, h *storetest.Harness, r *models.Registration, actor, to string, places ...int) {
	t.Helper()
	if err := h.Swap(t.Context(), models.Holder{Registration: r.ID, Actor: actor}, places, to); err != nil {
		t.Fatal(err)
	}
}

// The seat is free: it comes back at once, in the same calendar event, under the same number. Undone once, it is undone.
func TestUndoneCancellationGivesTheSeatBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
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
		actor := staffed(t, h, 1)
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
		actor := staffed(t, h, 2)
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

// One of a group comes back into it when there is a seat for them, and otherwise not at all: a group goes together.
func TestPersonComesBackIntoTheirGroup(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
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
		actor := staffed(t, h, 2)
		r := h.MustRegister(t, storetest.SignUp("een", 3))
		expect(t, "seats", seatsAt(r, "zwolle"), 0)
		cancelAs(t, h, r, actor, 3)
		expect(t, "seats", seatsAt(h.Look(t, r.ID), "zwolle"), 2)
		expect(t, "refusal", refuses(t, h, r, actor), "error.revert.grew")
	})
}

// Many at once come back as they left: all, or nobody. Those who stood first have the seats that are left.
func TestUndoneCancellationOfManyIsOneAct(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
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
