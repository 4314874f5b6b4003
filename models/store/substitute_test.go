package store_test

import (
	"context"
	"errors"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestSubstituteTakesThePlaceAsItIs(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 2)
		h.MustRegister(t, storetest.SignUp("houder", 2))
		h.MustRegister(t, storetest.SignUp("eerder", 1))
		group := h.MustRegister(t, storetest.SignUp("groep", 2))
		h.MustRegister(t, storetest.SignUp("later", 1))
		if err := h.AnswerPersonal(ctx, group.Participants[1].ID, map[string][]string{"lunch": {"halal"}}); err != nil {
			t.Fatal(err)
		}
		h.Letters(t)
		before := group.Placements[0]
		if err := h.Substitute(ctx, group.ID, 2, models.Person{Name: " Voorbeeld  Nieuw", Email: "nieuw@voorbeeld.example"}, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		now := h.Look(t, group.ID)
		placement := now.Placements[0]
		expect(t, "name", now.Participants[1].Name, "Voorbeeld Nieuw")
		expect(t, "number", placement.Number, before.Number)
		expect(t, "people ahead", placement.Ahead, before.Ahead)
		expect(t, "size", placement.Size, 2)
		expect(t, "answers of the one before", len(now.Answers), 0)
		if placement.Seats[1].UID == before.Seats[1].UID || placement.Seats[0].UID != before.Seats[0].UID {
			t.Error("the new person, and only that one, has a calendar event of their own")
		}
		if _, _, err := h.RegistrationOf(ctx, group.Participants[1].ID, 1); models.CodeOf(err) != models.NotFound {
			t.Errorf("the old link still opens the page: %v", err)
		}
		got := map[string]models.Letter{}
		for _, letter := range h.Letters(t) {
			got[letter.RecipientEmail+" "+string(letter.Kind)] = letter
		}
		expect(t, "letters", len(got), 3)
		expect(t, "people ahead, in the letter", got["nieuw@voorbeeld.example waiting"].Facts.Ahead, before.Ahead)
		expect(t, "in whose place, in the letter", got["nieuw@voorbeeld.example waiting"].Facts.Replaced, group.Participants[1].Name)
		expect(t, "to who was replaced", got["groep.2@voorbeeld.example substitution"].Facts.Substitute, "Voorbeeld Nieuw")
		expect(t, "to the contact", got["groep.1@voorbeeld.example substitution"].Facts.ToContact, true)
		h.MustHold(t)
	})
}

func TestContactWhoIsReplacedStaysTheContact(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		h.Sample(t, 2)
		r := h.MustRegister(t, storetest.SignUp("alleen", 1))
		h.Letters(t)
		if err := h.Substitute(ctx, r.ID, 1, models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw@voorbeeld.example"}, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		now := h.Look(t, r.ID)
		expect(t, "contact", now.Contact.Name, "Voorbeeld alleen 1")
		expect(t, "the contact's place", now.Contact.Place, 0)
		letters := h.Letters(t)
		expect(t, "letters", len(letters), 2) // to the new person, and one for both to the contact
		expect(t, "the new person's event", letters[0].UID, now.Placements[0].Seats[0].UID)
		// And back: the contact goes after all.
		if err := h.Substitute(ctx, r.ID, 1, models.Person{Name: "Voorbeeld alleen 1", Email: "alleen.1@voorbeeld.example"}, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		expect(t, "the contact's place", h.Look(t, r.ID).Contact.Place, 1)
		letters = h.Letters(t)
		expect(t, "letters", len(letters), 2)
		expect(t, "the contact's letter is for both", letters[0].Facts.ToContact, true)
		h.MustHold(t)
	})
}

func TestSubstituteIsRefusedWithASentenceAndNothingChanges(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		ctx := context.Background()
		series := h.Sample(t, 10)
		group := h.MustRegister(t, storetest.SignUp("groep", 3))
		h.MustRegister(t, storetest.SignUp("ander", 1))
		h.MustCancel(t, group.ID, 3)
		good := models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw@voorbeeld.example"}
		for _, test := range []struct {
			name   string
			place  int
			person models.Person
			want   string // code, and the problem where there is one
		}{
			{"an unknown place", 9, good, "notfound"},
			{"somebody who left", 3, good, "conflict"},
			{"no name", 2, models.Person{Email: "nieuw@voorbeeld.example"}, "invalid name problem.name.missing"},
			{"nothing", 2, models.Person{}, "invalid name problem.name.missing"},
			{"no address", 2, models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw"}, "invalid email problem.email.invalid"},
			{"a colleague of the same registration", 2, models.Person{Name: "voorbeeld groep 1", Email: "GROEP.1@voorbeeld.example"}, "invalid email problem.substitute.same"},
			{"somebody with a place already", 2, models.Person{Name: "Voorbeeld Ander", Email: "ander.1@voorbeeld.example"}, "invalid email problem.substitute.registered"},
		} {
			err := h.Substitute(ctx, group.ID, test.place, test.person, models.ActorHolder)
			got := string(models.CodeOf(err))
			var e *models.Error
			if errors.As(err, &e) && len(e.Problems) > 0 {
				got += " " + e.Problems[0].ID() + " " + e.Problems[0].Key
			}
			expect(t, test.name, got, test.want)
		}
		expect(t, "name", h.Look(t, group.ID).Participants[1].Name, "Voorbeeld groep 2")
		session, _ := series.Session("zwolle")
		h.Clock.Set(session.Starts)
		expect(t, "after the start", key(h.Substitute(ctx, group.ID, 2, good, models.ActorHolder)), "error.substitute.started")
		h.MustHold(t)
	})
}
