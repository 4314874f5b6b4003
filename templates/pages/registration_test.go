package pages

import (
	"slices"
	"strings"
	"testing"

	"vonk/models"
)

func TestFormSaysThatTheChosenSessionIsFull(t *testing.T) {
	const sentence = "Zwolle is vol. Kies een andere sessie of ga op de wachtlijst."
	for chosen, want := range map[string]bool{"zwolle": true, "eindhoven": false, "": false} {
		page := &Register{Base: base("nl"), Input: models.SignUp{Session: chosen}}
		if said := strings.Contains(text(document(t, page).Find("main")), sentence); said != want {
			t.Errorf("with %q chosen, the form says that Zwolle is full: %v", chosen, said)
		}
	}
}

func TestWhoIsCancelledSeesForWhatSession(t *testing.T) {
	docs := samples("nl")
	over := docs["registration-over"].(*Registration)
	part := partOf(over.Registration)
	for name, page := range map[string]Page{"the contact's page": over, "the participant's page": part} {
		if !strings.Contains(text(document(t, page).Find("main")), "donderdag 11 maart 2027, 13.00 tot 17.00 uur") {
			t.Errorf("%s does not say what was cancelled", name)
		}
	}
}

func TestPagesOfPeopleAreAnnouncedOnlyWhereTheyAreAskedSomething(t *testing.T) {
	page := &Registration{Base: base("nl"), Registration: registration(2, models.Confirmed), Self: "/my/t0ken"}
	sentence := page.T("next.questions")
	if !strings.Contains(text(document(t, page).Find("#next").Parent()), sentence) {
		t.Error("nobody learns where to answer the personal questions")
	}
	page.Series.Questions = slices.DeleteFunc(page.Series.Questions, models.Question.Personal)
	if strings.Contains(text(document(t, page).Find("#next").Parent()), sentence) {
		t.Error("a dietary requirement is announced that nobody asks for")
	}
}

func TestWhoHasNoSeatIsNotToldToHaveOne(t *testing.T) {
	said := func(contact int) string {
		r := registration(2, models.Confirmed)
		r.Contact.Place = contact
		page := &Registration{Base: base("nl"), Registration: r, Self: "/my/t0ken"}
		return text(document(t, page).Find(".placed"))
	}
	if got := said(1); got != "U heeft 2 plaatsen in Zwolle." {
		t.Errorf("a contact who attends reads: %s", got)
	}
	if got := said(0); got != "Voorbeeld Een en Voorbeeld Twee hebben een plaats in Zwolle." {
		t.Errorf("a contact who does not attend reads: %s", got)
	}
}
