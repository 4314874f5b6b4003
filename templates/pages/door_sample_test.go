package pages

import (
	"time"

	"vonk/models"
)

// arrived is when the first of the sample's guests came.
var arrived = time.Date(2027, 3, 11, 11, 47, 0, 0, time.UTC)

// guests are some who are expected at the door, and some who wait.
func guests() *models.Door {
	return &models.Door{
		Guests: []models.Guest{
			{Seat: 1, Name: "Voorbeeld Een", Organisation: "Gemeente Voorbeeld", Status: models.Confirmed, PresentAt: &arrived, PresentBy: "door:2"},
			{Seat: 2, Name: "Voorbeeld Twee van de Lange Achternaam", Organisation: "Gemeenschappelijke Voorbeeldorganisatie", Status: models.Confirmed},
			{Seat: 3, Name: "Voorbeeld Drie", Organisation: "Voorbeeldschool", Status: models.Confirmed, PresentAt: &arrived, PresentBy: "organiser:1"},
		},
		Waiting: []models.Guest{{Seat: 4, Name: "Voorbeeld Vier", Organisation: "Gemeente Voorbeeld", Status: models.Waiting}},
		Present: 2, Expected: 3, Version: 7,
	}
}

// doorSamples are the pages of the door.
func doorSamples(code string) map[string]Page {
	b, phone := office(code), base(code)
	b.Now, phone.Now = arrived, arrived
	zwolle := &b.Series.Sessions[0]
	all := guests()
	by := models.Receptionist{Organiser: 1}
	early := b.Series.RefuseMark(zwolle, by, now).(*models.Error)
	full := *zwolle
	full.Confirmed = full.Capacity
	link := models.DoorLink{SessionID: 1, Version: 2, Open: true, Wrong: 1, Phones: 3}
	address := "https://vonk.example/door/mqbqd2nd4p6h3oyv6gk6w4jvqf7qy2a"
	entered := models.WalkIn{Person: models.Person{Name: "Voorbeeld Vijf", Email: "vijf@werkgever.example"}, Organisation: "Gemeente Voorbeeld", Sector: "po"}
	return map[string]Page{
		"door":                 &Door{Base: b, Session: zwolle, List: all, By: by, Done: "present", Guest: &all.Guests[2]},
		"door-phone":           &Door{Base: phone, Session: zwolle, List: all, By: models.Receptionist{Phone: 1}, Done: "already", Guest: &all.Guests[0]},
		"door-search":          &Door{Base: phone, Session: zwolle, List: &models.Door{Expected: 3}, Search: "zes", By: models.Receptionist{Phone: 1}, Done: "walk-in"},
		"door-early":           &Door{Base: b, Session: zwolle, List: all, By: by, Refused: early, Shut: early},
		"door-let-in":          &LetIn{Base: phone, Session: &full, Guest: &all.Waiting[0]},
		"door-walk-in":         &WalkIn{Base: phone, Session: zwolle, Entered: models.WalkIn{Person: models.Person{Name: "vijf"}}},
		"door-full":            &WalkIn{Base: phone, Session: &full, Entered: entered, Full: true},
		"door-wrong":           &WalkIn{Base: phone, Session: zwolle, Entered: entered, Problems: Mistakes{{Field: "email", Key: "problem.door.listed"}, {Field: "name", Key: "problem.name.missing"}}},
		"door-colleague":       &Colleague{Base: phone, Session: zwolle, Guest: &all.Guests[1]},
		"door-colleague-wrong": &Colleague{Base: phone, Session: zwolle, Guest: &all.Guests[1], Problems: Mistakes{{Field: "email", Key: "problem.door.elsewhere"}}},
		"door-link":            &DoorLink{Base: b, Session: zwolle, Link: link, URL: address, PIN: "012345"},
		"door-link-ended":      &DoorLink{Base: b, Session: zwolle, Link: models.DoorLink{SessionID: 1, Version: 3}},
		"door-link-none":       &DoorLink{Base: b, Session: zwolle, Link: models.DoorLink{SessionID: 1}},
		"door-pin":             &PIN{Base: phone, Session: zwolle, Action: "/door/t0ken"},
		"door-pin-early":       &PIN{Base: phone, Session: zwolle, Action: "/door/t0ken", Early: true},
		"door-pin-wrong":       &PIN{Base: phone, Session: zwolle, Action: "/door/t0ken", Problems: Mistakes{{Field: "pin", Key: "problem.pin.wrong"}}},
	}
}
