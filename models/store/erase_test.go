package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// placesOf finds where a database holds a text: as table.column.
func placesOf(t *testing.T, h *storetest.Harness, text string) (places []string) {
	t.Helper()
	db := h.SQL(t)
	for table, columns := range tables(t, db, h.Engine) {
		for _, column := range columns {
			var count int
			if err := db.QueryRow(fmt.Sprintf("SELECT count(*) FROM %s WHERE lower(CAST(%s AS TEXT)) LIKE $1", table, column), "%"+strings.ToLower(text)+"%").Scan(&count); err != nil {
				t.Fatal(err)
			}
			if count > 0 {
				places = append(places, table+"."+column)
			}
		}
	}
	return places
}

// expectForgotten looks whether nothing in the database tells of a text.
func expectForgotten(t *testing.T, h *storetest.Harness, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if places := placesOf(t, h, text); len(places) > 0 {
			t.Errorf("%q is still in %v", text, places)
		}
	}
}

// recipients are the addresses of letters, in their order.
func recipients(letters []models.Letter) string {
	var all []string
	for _, letter := range letters {
		all = append(all, letter.RecipientEmail)
	}
	return strings.Join(all, " ")
}

func erase(t *testing.T, h *storetest.Harness, r *models.Registration) {
	t.Helper()
	if err := h.Erase(t.Context(), r.ID, "organiser:1"); err != nil {
		t.Fatal(err)
	}
}

func TestErasingLeavesNothingThatTellsWho(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		needing(t, h, 5)
		in := storetest.SignUp("weg", 2)
		in.ContactName, in.ContactEmail, in.Phone, in.Followup = "Voorbeeld Contact", "contact.weg@voorbeeld.example", "038-1234567", true
		in.Answers, in.Nonce = map[string][]string{"zoekt": {"partners"}, "vraag": {"Een heel eigen vraag"}}, "nonce"
		r := h.MustRegister(t, in)
		stays := h.MustRegister(t, storetest.SignUp("blijft", 1))
		answer(t, h, r.Participants[1].ID, map[string][]string{"lunch": {"halal"}, "nodig": {"Een ringleiding"}})
		if err := h.AddNote(t.Context(), r.ID, organiser(t, h, "organiser@vonk.example").ID, "Belde over haar rolstoel", "organiser:1"); err != nil {
			t.Fatal(err)
		}
		colleague := models.Person{Name: "Voorbeeld Vervanger", Email: "vervanger@voorbeeld.example"}
		if err := h.Substitute(t.Context(), r.ID, 2, colleague, models.ActorHolder); err != nil {
			t.Fatal(err)
		}
		h.Letters(t)
		if err := h.RequestLinks(t.Context(), "contact.weg@voorbeeld.example", "nl"); err != nil { // stays queued
			t.Fatal(err)
		}
		private := []string{"voorbeeld weg", "weg.1@", "weg.2@", "contact.weg", "voorbeeld contact", "038-1234567", "eigen vraag", "ringleiding", "rolstoel", "vervanger", r.Placements[0].Seats[0].UID}
		for _, text := range private[:3] {
			if len(placesOf(t, h, text)) == 0 {
				t.Fatalf("the test looks for %q, which is nowhere", text)
			}
		}

		erase(t, h, r)
		expectForgotten(t, h, private...)
		expect(t, "letters", len(h.Letters(t)), 0)
		if len(placesOf(t, h, "blijft.1@")) == 0 {
			t.Error("somebody else's data went too")
		}
		for _, version := range []int{1, 2} {
			if _, err := h.Registration(t.Context(), r.ID, version); models.CodeOf(err) != models.NotFound {
				t.Errorf("the contact's link of version %d opens something: %v", version, err)
			}
		}
		if _, _, err := h.RegistrationOf(t.Context(), r.Participants[0].ID, 1); models.CodeOf(err) != models.NotFound {
			t.Errorf("a participant's link opens something: %v", err)
		}
		if _, _, err := h.FeedOf(t.Context(), r.Participants[0].ID, 1); models.CodeOf(err) != models.NotFound {
			t.Errorf("the address of a calendar opens something: %v", err)
		}
		h.Look(t, stays.ID)
		expect(t, "list", names(listOf(t, h, models.ListFilter{}, models.ListOrder{}, 0)), "blijft 1 zwolle confirmed")
		expect(t, "attendees", fmt.Sprint(rows(t, h, "zwolle")), "map[Voorbeeld blijft 1:confirmed]")
		h.MustHold(t)
	})
}

// Whoever waits gets the seat at once; who is erased is told nothing, not of what time settled in the same moment either.
func TestErasingGivesUpPlacesInSilence(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 2)
		in := storetest.SignUp("weg", 2)
		in.Alternatives = []string{"utrecht"}
		r := h.MustRegister(t, in)
		next := h.MustRegister(t, storetest.SignUp("volgt", 2))
		h.Letters(t)
		erase(t, h, r)
		expect(t, "told", recipients(h.Letters(t)), "volgt.1@voorbeeld.example volgt.2@voorbeeld.example")
		expect(t, "seats", seatsAt(h.Look(t, next.ID), "zwolle"), 2)
		h.MustHold(t)

		again := storetest.SignUp("weg", 2)
		again.Session = "utrecht"
		h.MustRegister(t, again) // the address is free
		h.MustHold(t)
	})
}

func TestErasedAttendanceIsCounted(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		in := storetest.SignUp("weg", 2)
		in.Answers = map[string][]string{"zoekt": {"partners"}}
		r := h.MustRegister(t, in)
		h.Clock.Set(day(13))
		if _, err := h.MarkPresent(t.Context(), "sample", "zwolle", guest(t, h, "weg 1").Seat, models.Receptionist{Organiser: 1}); err != nil {
			t.Fatal(err)
		}
		erase(t, h, r)
		seen := door(t, h, "")
		expect(t, "at the door", fmt.Sprint(len(seen.Guests), seen.Present, seen.Expected), "0 1 2")
		h.Clock.Set(day(20))
		list := listOf(t, h, models.ListFilter{}, models.ListOrder{By: models.ByStatus}, 0)
		var statuses []models.Status
		for _, row := range list.Rows {
			if !row.Erased() || row.Email+row.Role+row.Phone != "" || row.Sector != "gemeenten" {
				t.Errorf("the list says %+v", row)
			}
			statuses = append(statuses, row.Status)
		}
		expect(t, "statuses", fmt.Sprint(statuses), "[present absent]")
		counted, err := h.EmployerSeats(t.Context(), "sample")
		if err != nil || len(counted) != 1 || counted[0].Sessions[0].Confirmed != 2 {
			t.Errorf("counted %+v, %v", counted, err)
		}
		employers, err := h.Organisations(t.Context(), "sample")
		if err != nil || len(models.SharedDomains(employers)) > 0 {
			t.Errorf("employers %+v, %v", employers, err)
		}
		expectForgotten(t, h, "voorbeeld weg", "weg.1@")
		h.MustHold(t)
	})
}

func TestErasedRegistrationTakesNoMoreActs(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 3)
		r := h.MustRegister(t, storetest.SignUp("weg", 2))
		o := organiser(t, h, "organiser@vonk.example")
		erase(t, h, r)
		ctx, holder := t.Context(), models.Holder{Registration: r.ID}
		before := h.Reload(t, "sample").AuditSeq
		for act, err := range map[string]error{
			"erase":      h.Erase(ctx, r.ID, "organiser:1"),
			"cancel":     h.Cancel(ctx, r.ID, nil, "organiser:1"),
			"swap":       h.Swap(ctx, holder, nil, "utrecht"),
			"exception":  h.Exception(ctx, holder, nil, "utrecht", false, "Spreekt.", o.ID),
			"substitute": h.Substitute(ctx, r.ID, 1, models.Person{Name: "Voorbeeld", Email: "een@voorbeeld.example"}, "organiser:1"),
			"edit":       h.EditRegistration(ctx, r.ID, models.RegistrationEdit{}, "organiser:1"),
			"note":       h.AddNote(ctx, r.ID, o.ID, "Weg", "organiser:1"),
			"resend":     h.Resend(ctx, r.ID, 0, "organiser:1"),
		} {
			if models.CodeOf(err) != models.Gone {
				t.Errorf("%s: %v", act, err)
			}
		}
		if err := h.AnswerPersonal(ctx, r.Participants[0].ID, nil); models.CodeOf(err) != models.NotFound {
			t.Errorf("answers: %v", err)
		}
		expect(t, "entries", h.Reload(t, "sample").AuditSeq, before)
		story, err := h.Story(ctx, r.Reference)
		if err != nil || story.Events[len(story.Events)-1].Action != models.ActionErase {
			t.Errorf("the story ends otherwise: %v, %v", story, err)
		}
		h.MustHold(t)
	})
}

// A letter of links that an address gets of several registrations loses those of the one that is erased.
func TestErasingTakesLinksOutOfLettersOfOthers(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		definition := storetest.Definition(5)
		definition.Policy.OneSeatPerPerson = false
		h.Import(t, definition)
		r := h.MustRegister(t, storetest.SignUp("weg", 1))
		h.Clock.Advance(time.Minute)
		stays := h.MustRegister(t, storetest.SignUp("weg", 1))
		h.Letters(t)
		if err := h.RequestLinks(t.Context(), "weg.1@voorbeeld.example", "nl"); err != nil {
			t.Fatal(err)
		}
		erase(t, h, r)
		letters := h.Letters(t)
		if len(letters) != 1 || len(letters[0].Facts.Links) != 1 || letters[0].Facts.Links[0].RegistrationID != stays.ID {
			t.Errorf("letters %+v", letters)
		}
		h.MustHold(t)
	})
}

// The mark that mail to an address fails goes with the last registration of it in the series, by hand and by time alike.
func TestMarkOfAnAddressThatBouncedGoesWithItsLastRegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 9)
		bounce := func(letter int64, id string) {
			t.Helper()
			outcome, err := h.Receive(t.Context(), &models.Incoming{MessageID: id, Bounced: true, Failure: &models.Delivery{Letter: letter, Status: "5.1.1", Failed: true}})
			if err != nil || outcome != models.ReceiptBounced {
				t.Fatal(outcome, err)
			}
		}
		in := storetest.SignUp("weg", 1)
		in.ContactName, in.ContactEmail = "Voorbeeld Contact", "contact@voorbeeld.example"
		r := h.MustRegister(t, in)
		shares := storetest.SignUp("blijft", 1)
		shares.ContactName, shares.ContactEmail = "Voorbeeld Contact", "contact@voorbeeld.example"
		h.MustRegister(t, shares)
		for i, letter := range h.Letters(t) {
			bounce(letter.ID, fmt.Sprint(i))
		}
		marked := func() (keys []string) {
			t.Helper()
			for _, key := range []string{"weg.1@", "contact@", "blijft.1@"} {
				for _, place := range placesOf(t, h, key) {
					if place == "bounces.email_key" {
						keys = append(keys, key)
					}
				}
			}
			return keys
		}
		expect(t, "marks", fmt.Sprint(marked()), "[weg.1@ contact@ blijft.1@]")
		erase(t, h, r)
		expect(t, "marks once one is erased", fmt.Sprint(marked()), "[contact@ blijft.1@]")
		expectForgotten(t, h, "weg.1@")
		h.Clock.Set(series.Sessions[0].Ends.AddDate(0, 0, 90))
		if _, err := h.Purge(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		expect(t, "marks after a dry run", len(marked()), 2)
		if _, err := h.Purge(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		expect(t, "marks after purging", len(marked()), 0)
		expectForgotten(t, h, "contact@voorbeeld.example", "blijft.1@")
		h.MustHold(t)
	})
}

// An invitation, a code and a test mail are of no registration, and a letter to a contact who does not attend of no participant.
func TestErasingAndPurgingLeaveLettersOfNobodyErased(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		series := h.Sample(t, 9)
		by := organiser(t, h, "organiser@vonk.example")
		in := storetest.SignUp("blijft", 1)
		in.ContactName, in.ContactEmail = "Voorbeeld Contact", "contact@voorbeeld.example"
		h.MustRegister(t, in)
		gone := h.MustRegister(t, storetest.SignUp("weg", 1))
		if err := h.SendTest(t.Context(), by, "nl"); err != nil {
			t.Fatal(err)
		}
		of := func(what, where string, want int) {
			t.Helper()
			var count int
			if err := h.SQL(t).QueryRow("SELECT count(*) FROM letters WHERE " + where).Scan(&count); err != nil {
				t.Fatal(err)
			}
			expect(t, what, count, want)
		}
		of("of no registration", "registration_id = 0", 1)
		erase(t, h, gone)
		of("of no registration once another is erased", "registration_id = 0", 1)
		of("to a contact who does not attend", "participant_id = 0 AND registration_id <> 0", 1)
		h.Clock.Set(series.Sessions[0].Ends.AddDate(0, 0, 90))
		if _, err := h.Purge(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		of("of no registration after purging", "registration_id = 0", 1)
	})
}

// A mailing that is tried out tells the organiser of its first recipient.
func TestErasingTakesTheTrialsOfMailings(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 9)
		by := mailer(t, h)
		r := h.MustRegister(t, storetest.SignUp("weg", 1))
		if err := h.TryMailing(t.Context(), by, "sample", mailing(t, h, by).ID); err != nil {
			t.Fatal(err)
		}
		ended(t, h, models.LetterSent, "")
		erase(t, h, r)
		expectForgotten(t, h, "voorbeeld weg")
	})
}
