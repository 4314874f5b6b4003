package pages

import (
	"strings"
	"testing"

	"vonk/models"
)

// partOf is the second person's part of a registration of three, as that person's link opens it.
func partOf(group *models.Registration) *Participant {
	part, own := ownPart(group, 2)
	return &Participant{Base: base("nl"), Registration: part, Person: own, Self: "/my/t0ken"}
}

func TestParticipantsPageShowsThatPersonAlone(t *testing.T) {
	page := partOf(registration(3, models.Confirmed))
	shown := text(document(t, page).Find("main"))
	if want := page.T("registration.placed", "Count", 1, "City", "Zwolle"); !strings.Contains(shown, want) {
		t.Errorf("the page of one person of three does not say %q", want)
	}
	if strings.Contains(shown, "Voorbeeld Drie") {
		t.Error("the page shows a colleague")
	}
}

func TestWhoLeftAGroupThatWaitsIsNotSaidToWait(t *testing.T) {
	page := partOf(registration(3, models.Waiting))
	page.Registration.Placements[0].Size = 2
	page.Registration.Placements[0].Seats[0].Status = models.Cancelled
	page.Person.Withdrawn = true
	if waits := document(t, page).Find("#stay-zwolle").Length(); waits != 0 {
		t.Error("the page of somebody who left shows where the group stands")
	}
}
