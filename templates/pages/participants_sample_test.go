package pages

import (
	"time"

	"vonk/models"
)

// listed is a page of the list of the sample series, in which every column says something.
func listed(code string) *Participants {
	b := office(code)
	rows := []models.ListRow{
		{
			Attendee: models.Attendee{
				Reference: "VNK7-2KQM", Session: "zwolle", Status: models.Confirmed, Name: "Voorbeeld Een", Email: "een@voorbeeld.example", Role: "adviseur",
				Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Phone: "06 00000000", RegisteredAt: now.Add(-90 * time.Hour), Language: "nl",
				Answers: map[string]string{"zoekt": "partners,weg", "vraag": "Een vraag"},
			},
			SeatID: 1, RegistrationID: 1, Place: 1, OrganisationID: 2, Contacts: true,
		},
		{
			Attendee: models.Attendee{
				Reference: "VNK7-2KQM", Session: "utrecht", Status: models.Waiting, Position: 7, Name: "Voorbeeld Twee", Email: "twee@voorbeeld.example",
				Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", RegisteredAt: now.Add(-90 * time.Hour), Language: "nl",
			},
			SeatID: 2, RegistrationID: 1, Place: 2, OrganisationID: 2, Contacts: true,
		},
		{
			Attendee: models.Attendee{Session: "utrecht", Status: models.Waiting, Position: -1, Name: "Voorbeeld Drie", Organisation: "Voorbeeldschool", Sector: "po"},
			SeatID:   3, RegistrationID: 2, Place: 1, OrganisationID: 7,
		},
	}
	p := &Participants{
		Base: b, List: &models.List{Rows: rows, Total: 3}, Order: models.ListOrder{By: models.ByName}, Page: 1, PageSize: 50,
		Columns: models.ColumnsFor(b.Series, true), Contacts: true,
	}
	for i := range b.Series.Sessions {
		p.Sessions = append(p.Sessions, &b.Series.Sessions[i])
	}
	p.Chosen = p.Columns
	return p
}

// participantsSamples are the list in every state that looks different.
func participantsSamples(code string) map[string]Page {
	standard, filtered, none, partner, nobody := listed(code), listed(code), listed(code), listed(code), listed(code)
	standard.Chosen, standard.Done, standard.Count = models.StandardColumns, "added", 2
	cancelled := listed(code)
	cancelled.Done, cancelled.Count, cancelled.Act = "cancelled", 2, 17
	filtered.Filter = models.ListFilter{Query: "voorbeeld", Sessions: []string{"zwolle"}, Statuses: []models.Status{models.Confirmed, models.Waiting}, Sectors: []string{"gemeenten"}, Organisation: 2, Question: "zoekt", Option: "partners"}
	filtered.Order, filtered.Page = models.ListOrder{By: models.ByStatus, Descending: true}, 2
	filtered.List.Total, filtered.List.More, filtered.List.Employer = 1050, true, "Gemeente Voorbeeld"
	standard.Mail, filtered.Mail = &models.ListFilter{}, &filtered.Filter
	none.Filter, none.List = models.ListFilter{Query: "niemand"}, &models.List{}
	partner.Columns, partner.Contacts = models.ColumnsFor(partner.Series, false), false
	partner.Chosen, partner.Sessions, partner.List.Rows = partner.Columns, partner.Sessions[:1], partner.List.Rows[2:]
	nobody.List = &models.List{}
	return map[string]Page{
		"cancelling": cancelling(code, 2), "cancelling-one": cancelling(code, 1), "cancelling-none": cancelling(code, 0),
		"byhand": &ByHand{Base: office(code)}, "byhand-wrong": wrongByHand(code),
		"many": &Many{Base: office(code)}, "many-wrong": many(code, true), "many-right": many(code, false),
		"many-wrong-list": &Many{Base: office(code), Text: "x", Problems: Mistakes{{Field: "text", Key: "problem.many.heading"}}},
		"listed":          standard, "listed-all": listed(code), "listed-filtered": filtered, "listed-none": none,
		"listed-cancelled": cancelled, "listed-partner": partner, "listed-nobody": nobody,
	}
}

// cancelling asks whether to cancel for that many people.
func cancelling(code string, count int) *Cancelling {
	p := &Cancelling{Base: office(code)}
	for i := range count {
		p.People = append(p.People, Chosen{Value: "1." + string(rune('1'+i)), Name: "Voorbeeld", Organisation: "Gemeente Voorbeeld", Stands: []string{"Zwolle"}})
	}
	return p
}

func wrongByHand(code string) *ByHand {
	in := signUp(2)
	in.People[1].Email = ""
	return &ByHand{Base: office(code), Input: in, Problems: Mistakes{{Field: "email", Place: 2, Key: "problem.email.missing"}}}
}

func many(code string, wrong bool) *Many {
	b := office(code)
	p := &Many{Base: b, Text: "naam\te-mail", Rows: []models.SignUp{signUp(1), signUp(1)}}
	if wrong {
		p.Problems = Mistakes{{Field: "email", Place: 2, Key: "problem.email.twice"}, {Field: "session", Place: 2, Key: "problem.session.unknown"}}
	}
	return p
}
