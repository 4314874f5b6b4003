package store_test

import (
	"slices"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// The former participant has the place again, with a new link and event, and the substitute loses theirs.
func TestUndoneSubstitutionBringsTheFormerPersonBack(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 3)
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
		actor := staffed(t, h, 3)
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

// What was kept to undo an act goes with the registration, and after a day.
func TestWhatUndoingNeedsIsErased(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		actor := staffed(t, h, 5)
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
