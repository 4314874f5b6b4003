package language

import (
	"strings"
	"testing"

	"vonk/models"
)

func TestPeopleStandAsTheyAreLookedUp(t *testing.T) {
	var people []models.Attendee
	for _, name := range []string{"Zoë", "Ωμέγα", "émile", "Emil", "de Vries", "Борис", "Ærø", "Éva", "zoe", "Ådne", "Álvaro", "Edith", "Αλέξης"} {
		people = append(people, models.Attendee{Name: name})
	}
	For("nl", nil).SortByName(people)
	var got []string
	for _, person := range people {
		got = append(got, person.Name)
	}
	const want = "Ådne, Ærø, Álvaro, de Vries, Edith, Emil, émile, Éva, zoe, Zoë, Αλέξης, Ωμέγα, Борис"
	if strings.Join(got, ", ") != want {
		t.Errorf("the order is %s", strings.Join(got, ", "))
	}
}

func TestPeopleOfOneNameStandByOrganisation(t *testing.T) {
	people := []models.Attendee{{Name: "voorbeeld", Organisation: "B", Role: "1"}, {Name: "Voorbeeld", Organisation: "A"}, {Name: "VOORBEELD", Organisation: "b", Role: "2"}}
	For("en", nil).SortByName(people)
	if people[0].Organisation != "A" || people[1].Role != "1" || people[2].Role != "2" {
		t.Error(people)
	}
}
