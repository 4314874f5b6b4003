package store_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// day is the sample session's own, at an hour of UTC; it starts at 12.
func day(hour int) time.Time { return time.Date(2027, 3, 11, hour, 0, 0, 0, time.UTC) }

var (
	desk  = models.Receptionist{Organiser: 3}
	phone = models.Receptionist{Phone: 2}
)

// door is the list of Zwolle's door.
func door(t *testing.T, h *storetest.Harness, search string) *models.Door {
	t.Helper()
	list, err := h.Door(context.Background(), "sample", "zwolle", search)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// guest is who has that name at Zwolle's door, or waits there.
func guest(t *testing.T, h *storetest.Harness, name string) models.Guest {
	t.Helper()
	list := door(t, h, name)
	all := slices.Concat(list.Guests, list.Waiting)
	if len(all) != 1 {
		t.Fatalf("%q finds %v", name, all)
	}
	return all[0]
}

// rows are the statuses of the attendee list of a session, by name.
func rows(t *testing.T, h *storetest.Harness, session string) map[string]models.Status {
	t.Helper()
	all := map[string]models.Status{}
	err := h.Attendees(context.Background(), "sample", models.AttendeeFilter{ListFilter: models.ListFilter{Sessions: []string{session}}}, func(a models.Attendee) error {
		all[a.Name] = a.Status
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func walkIn(name string) models.WalkIn {
	return models.WalkIn{Person: models.Person{Name: "Voorbeeld " + name, Email: name + "@voorbeeld.example"}, Organisation: "Gemeente Voorbeeld", Language: "nl"}
}

func TestWhoMarksFirstStaysAndMarkingTwiceChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("een", 2))
		seat := guest(t, h, "een 1").Seat
		h.Clock.Set(day(11))
		first, err := h.MarkPresent(t.Context(), "sample", "zwolle", seat, desk)
		if err != nil || first.PresentBy != "organiser:3" {
			t.Fatalf("%+v, %v", first, err)
		}
		h.Clock.Advance(time.Minute)
		version := door(t, h, "").Version
		second, err := h.MarkPresent(t.Context(), "sample", "zwolle", seat, phone)
		if err != nil || second.PresentBy != "organiser:3" || !second.PresentAt.Equal(day(11)) {
			t.Errorf("the second is told %+v, %v", second, err)
		}
		list := door(t, h, "")
		if list.Present != 1 || list.Expected != 2 || list.Version != version {
			t.Errorf("%d of %d, version %d after %d", list.Present, list.Expected, list.Version, version)
		}
		for range 2 {
			if _, err := h.UnmarkPresent(t.Context(), "sample", "zwolle", seat, phone); err != nil {
				t.Fatal(err)
			}
		}
		if list := door(t, h, ""); list.Present != 0 || list.Version != version+1 {
			t.Errorf("%d present, version %d after %d", list.Present, list.Version, version)
		}
		h.MustHold(t)
	})
}

func TestPhonesThatMarkAtOnceAgreeOnWhoWasFirst(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("een", 1))
		seat := guest(t, h, "een 1").Seat
		h.Clock.Set(day(11))
		told := make([]string, 8)
		var all sync.WaitGroup
		for i := range told {
			all.Go(func() {
				marked, err := h.MarkPresent(context.Background(), "sample", "zwolle", seat, models.Receptionist{Phone: i + 1})
				if err != nil {
					t.Error(err)
					return
				}
				told[i] = marked.PresentBy
			})
		}
		all.Wait()
		if slices.ContainsFunc(told, func(by string) bool { return by != told[0] }) || told[0] != guest(t, h, "een 1").PresentBy {
			t.Errorf("they are told %v", told)
		}
		h.MustHold(t)
	})
}

func TestAttendeeListTellsWhoCameOnceSomebodyWasReceived(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.MustRegister(t, storetest.SignUp("wacht", 1))
		in := storetest.SignUp("utrecht", 1)
		in.Session = "utrecht"
		h.MustRegister(t, in)
		h.Clock.Set(day(11))
		if _, err := h.MarkPresent(t.Context(), "sample", "zwolle", guest(t, h, "een 1").Seat, desk); err != nil {
			t.Fatal(err)
		}
		now := rows(t, h, "zwolle")
		expect(t, "marked, before the end", now["Voorbeeld een 1"], models.Present)
		expect(t, "not marked, before the end", now["Voorbeeld een 2"], models.Confirmed)
		h.Clock.Set(day(16))
		now = rows(t, h, "zwolle")
		expect(t, "marked", now["Voorbeeld een 1"], models.Present)
		expect(t, "not marked", now["Voorbeeld een 2"], models.Absent)
		expect(t, "waiting", now["Voorbeeld wacht 1"], models.Waiting)
		h.Clock.Set(day(16).AddDate(0, 0, 14))
		expect(t, "at a session without a door", rows(t, h, "utrecht")["Voorbeeld utrecht 1"], models.Confirmed)
		h.MustHold(t)
	})
}

func TestSearchAtTheDoorFindsEveryWordWithoutAccents(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		in := storetest.SignUp("een", 2)
		in.People[0].Name, in.Organisation = "Zoë Voorbeeld", "Gemeente Súdwest"
		h.MustRegister(t, in)
		for search, want := range map[string]int{"zoe": 1, "ZOË sudw": 1, "gemeente": 2, "zoe arnhem": 0, "": 2} {
			if list := door(t, h, search); len(list.Guests) != want || list.Expected != 2 {
				t.Errorf("%q finds %v of %d", search, list.Guests, list.Expected)
			}
		}
	})
}

func TestDoorMarksFromTheSessionsDayUntilTheDayAfterAndWhoCorrectsLater(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		h.MustRegister(t, storetest.SignUp("een", 1))
		seat := guest(t, h, "een 1").Seat
		mark := func(at time.Time, by models.Receptionist) models.Code {
			h.Clock.Set(at)
			_, err := h.MarkPresent(context.Background(), "sample", "zwolle", seat, by)
			if err == nil {
				return ""
			}
			return models.CodeOf(err)
		}
		midnight := time.Date(2027, 3, 10, 23, 0, 0, 0, time.UTC) // in Amsterdam
		expect(t, "the evening before", mark(midnight.Add(-time.Second), desk), models.Conflict)
		expect(t, "midnight", mark(midnight, desk), "")
		expect(t, "the end of the day after", mark(midnight.AddDate(0, 0, 2).Add(-time.Second), phone), "")
		expect(t, "later", mark(midnight.AddDate(0, 0, 2), desk), models.Conflict)
		expect(t, "later, by who corrects", mark(midnight.AddDate(0, 1, 0), models.Receptionist{Organiser: 3, Corrects: true}), "")
	})
}

func TestWalkInTakesAFreeSeatOrKnowinglyOneMore(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.Letters(t)
		h.Clock.Set(day(13))
		if err := h.WalkIn(t.Context(), "sample", "zwolle", walkIn("twee"), false, phone); err != nil {
			t.Fatal(err)
		}
		err := h.WalkIn(t.Context(), "sample", "zwolle", walkIn("drie"), false, phone)
		expect(t, "full", models.CodeOf(err), models.Conflict)
		h.MustHold(t)
		if err := h.WalkIn(t.Context(), "sample", "zwolle", walkIn("drie"), true, phone); err != nil {
			t.Fatal(err)
		}
		session, _ := h.Reload(t, "sample").Session("zwolle")
		expect(t, "overbooking", session.Overbooking, 1)
		expect(t, "confirmed", session.Confirmed, 3)
		expect(t, "present", door(t, h, "").Present, 2)
		letters := h.Letters(t)
		if len(letters) != 2 || letters[0].Kind != models.LetterConfirmation || letters[0].UID == "" {
			t.Errorf("the letters are %+v", letters)
		}
		for name, want := range map[string]string{"een.1": "problem.door.listed", "drie": "problem.door.listed"} {
			again := walkIn(name)
			again.Name = "Iemand anders"
			err := h.WalkIn(t.Context(), "sample", "zwolle", again, false, phone)
			if problems := problemsOf(err); len(problems) != 1 || problems[0].Key != want {
				t.Errorf("%s again: %v", name, err)
			}
		}
		expect(t, "bad entry", models.CodeOf(h.WalkIn(t.Context(), "sample", "zwolle", models.WalkIn{}, false, phone)), models.Invalid)
		h.Clock.Set(day(16))
		expect(t, "after the end", models.CodeOf(h.WalkIn(t.Context(), "sample", "zwolle", walkIn("vier"), true, desk)), models.Conflict)
		h.MustHold(t)
	})
}

func problemsOf(err error) []models.Problem {
	if e, ok := err.(*models.Error); ok {
		return e.Problems
	}
	return nil
}

func TestWhoIsSignedUpForAnotherSessionIsNoWalkIn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		in := storetest.SignUp("ander", 1)
		in.Session = "utrecht"
		h.MustRegister(t, in)
		h.Clock.Set(day(12))
		err := h.WalkIn(t.Context(), "sample", "zwolle", walkIn("ander.1"), false, desk)
		if problems := problemsOf(err); len(problems) != 1 || problems[0].Key != "problem.door.elsewhere" {
			t.Errorf("%v", err)
		}
	})
}

func TestOneOfAWaitingGroupIsLetInAndTheOthersWaitOn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		h.MustRegister(t, storetest.SignUp("een", 1))
		in := storetest.SignUp("groep", 3)
		in.Alternatives, in.Wait = []string{"utrecht"}, true
		group := h.MustRegister(t, in)
		h.Clock.Set(day(13))
		let := guest(t, h, "groep 2")
		expect(t, "before", let.Status, models.Waiting)
		_, err := h.MarkPresent(t.Context(), "sample", "zwolle", let.Seat, desk)
		expect(t, "who waits is not marked", models.CodeOf(err), models.Conflict)
		for range 2 { // a second tap does nothing
			if err := h.LetIn(t.Context(), "sample", "zwolle", let.Seat, false, desk); err != nil {
				t.Fatal(err)
			}
		}
		h.MustHold(t)
		if now := guest(t, h, "groep 2"); now.Status != models.Confirmed || !now.Present() {
			t.Errorf("who was let in is %+v", now)
		}
		expect(t, "seats at Utrecht", seatsAt(h.Look(t, group.ID), "utrecht"), 2)
		// There is no seat for the next, unless knowingly.
		next := guest(t, h, "groep 3")
		expect(t, "full", models.CodeOf(h.LetIn(t.Context(), "sample", "zwolle", next.Seat, false, phone)), models.Conflict)
		if err := h.LetIn(t.Context(), "sample", "zwolle", next.Seat, true, phone); err != nil {
			t.Fatal(err)
		}
		expect(t, "seats at Utrecht", seatsAt(h.Look(t, group.ID), "utrecht"), 1)
		h.MustHold(t)
	})
}

// seatsAt counts the confirmed seats of a registration at a session.
func seatsAt(r *models.Registration, slug string) (seats int) {
	for _, placement := range r.Placements {
		session, _ := r.Series.SessionByID(placement.SessionID)
		for _, seat := range placement.Seats {
			if session.Slug == slug && seat.Status == models.Confirmed {
				seats++
			}
		}
	}
	return seats
}

func TestColleagueTakesASeatAtTheDoorUntilTheSessionEnds(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.Letters(t)
		h.Clock.Set(day(15))
		seat := guest(t, h, "een 2").Seat
		colleague := models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw@voorbeeld.example"}
		if err := h.SubstituteAtDoor(t.Context(), "sample", "zwolle", seat, colleague, phone); err != nil {
			t.Fatal(err)
		}
		if now := guest(t, h, "nieuw"); !now.Present() || now.PresentBy != "door:2" || now.Seat != seat {
			t.Errorf("the colleague is %+v", now)
		}
		if len(h.Letters(t)) != 3 { // the colleague, who was replaced, and the contact
			t.Error("not everybody is told")
		}
		expect(t, "who is there", models.CodeOf(h.SubstituteAtDoor(t.Context(), "sample", "zwolle", seat, colleague, phone)), models.Conflict)
		other := guest(t, h, "een 1").Seat
		expect(t, "somebody on the list", models.CodeOf(h.SubstituteAtDoor(t.Context(), "sample", "zwolle", other, colleague, phone)), models.Invalid)
		h.Clock.Set(day(16))
		colleague.Email = "nog@voorbeeld.example"
		expect(t, "after the end", models.CodeOf(h.SubstituteAtDoor(t.Context(), "sample", "zwolle", other, colleague, desk)), models.Conflict)
		h.MustHold(t)
	})
}

func TestCheckFindsALetInThatIsNoOrganisers(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 2)
	h.Clock.Set(day(13))
	if err := h.WalkIn(t.Context(), "sample", "zwolle", walkIn("een"), false, phone); err != nil {
		t.Fatal(err)
	}
	h.MustHold(t)
	rewrite(t, h, func(entries []models.AuditEntry) []models.AuditEntry {
		for i := range entries {
			if entries[i].Action == models.ActionLetIn {
				entries[i].Actor = models.ActorHolder
			}
		}
		return entries
	})
	wantRule(t, found(t, h), "exception")
}
