package pages

import (
	"strings"
	"testing"
	"time"

	"vonk/models"
)

// people of the back office: an admin, a partner of Zwolle who never signed in, and a reader of the whole series.
func organisers() []models.Organiser {
	one, zwolle, other := int64(1), int64(1), int64(2)
	signed := time.Date(2027, 1, 5, 9, 0, 0, 0, time.UTC)
	return []models.Organiser{
		{ID: 1, Email: "beheer@organisator.example", SignedInAt: &signed, Assignments: []models.Assignment{{ID: 1, Role: models.RoleAdmin}}},
		{ID: 2, Email: "partner@regio.example", Assignments: []models.Assignment{{ID: 2, Role: models.RolePartner, SeriesID: &one, SessionID: &zwolle}}},
		{ID: 3, Email: "lezer@organisator.example", Disabled: true, Assignments: []models.Assignment{
			{ID: 3, Role: models.RoleReader, SeriesID: &one}, {ID: 4, Role: models.RoleOrganiser, SeriesID: &other},
		}},
	}
}

func peopleSamples(code string) map[string]Page {
	everywhere := office(code)
	everywhere.Series = nil
	return map[string]Page{
		"people":            &People{Base: office(code), All: organisers(), Invited: "nieuw@organisator.example"},
		"people-everywhere": &People{Base: everywhere, All: organisers(), Withdrawn: true},
		"people-wrong": &People{Base: office(code), All: organisers(), Inviting: Inviting{Email: "x", Role: models.RolePartner}, Problems: Mistakes{
			{Field: "email", Key: "problem.email.invalid"}, {Field: "session", Key: "problem.role.partner"},
		}},
	}
}

func TestRolesOfOtherSeriesAreNotShown(t *testing.T) {
	doc := document(t, samples("nl")["people"])
	if rows := doc.Find("tbody tr").Length(); rows != 3 {
		t.Errorf("%d roles are shown, want 3", rows)
	}
	says(t, "people", doc, "Voorbeeldsessie", "regionale partner", "nog niet", "geblokkeerd")
	if got := document(t, samples("nl")["people-everywhere"]).Find("tbody tr"); got.Length() != 1 || !strings.Contains(text(got), "beheerder") {
		t.Errorf("everywhere are %s", text(got))
	}
}

func TestRolesThatHoldEverywhereAreNotTakenInASeries(t *testing.T) {
	rows := document(t, samples("nl")["people"]).Find("tbody tr")
	if rows.First().Find("button").Length() != 0 || rows.Last().Find("button").Length() != 1 {
		t.Error("the buttons are not those that work")
	}
}

func TestARegionalPartnerReadsNoAddresses(t *testing.T) {
	b := office("nl")
	one, zwolle := int64(1), int64(1)
	b.Organiser.Assignments = []models.Assignment{{Role: models.RolePartner, SeriesID: &one, SessionID: &zwolle}}
	doc := document(t, &OrganiserSession{Base: b, Session: &b.Series.Sessions[0], Attendees: attendees()})
	if main := text(doc.Find("main")); strings.Contains(main, "@") || strings.Contains(main, "VNK-7Q4M2") || !strings.Contains(main, "Gemeente Voorbeeld") {
		t.Errorf("the partner reads %s", main)
	}
}
