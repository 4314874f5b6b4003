package pages

import (
	"maps"
	"time"

	_ "time/tzdata"

	"vonk/models"
	"vonk/templates/language"
)

// now is when the samples are looked at.
var now = time.Date(2027, 2, 1, 9, 0, 0, 0, time.UTC)

func base(code string) Base {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return Base{Printer: language.For(code, zone), Now: now, Path: "/voorbeelden?x=1", Demo: true, Series: series()}
}

func session(id int64, slug, city string, starts time.Time, latitude, longitude float64) models.Session {
	at := func(minutes int) time.Time { return starts.Add(time.Duration(minutes) * time.Minute) }
	return models.Session{
		ID: id, Slug: slug, Status: models.SessionPublished, Title: models.Text{NL: "Voorbeeldsessie " + city, EN: "Sample session " + city},
		Partner: "Voorbeeldpartner", Starts: starts, Ends: at(240), Capacity: 60, Confirmed: 18,
		Venue: models.Venue{
			Name: "Voorbeeldhuis", Address: "Voorbeeldstraat 1", Postcode: "1234 AB", City: city, Latitude: latitude, Longitude: longitude,
			Accessibility: models.Text{NL: "Rolstoeltoegankelijk, ringleiding in de zaal.", EN: "Wheelchair accessible, hearing loop in the hall."},
		},
		Programme: []models.ProgrammeItem{
			{Starts: at(-30), Ends: at(0), Kind: "break", Title: models.Text{NL: "Inloop met koffie en thee", EN: "Walk-in with coffee and tea"}},
			{Starts: at(0), Ends: at(60), Kind: "plenary", Title: models.Text{NL: "Welkom", EN: "Welcome"}, Speakers: []string{"Spreker Een", "Spreker Twee"}, Room: "Grote zaal"},
			{Starts: at(60), Ends: at(150), Kind: "tables", Title: models.Text{NL: "Tafelronde 1", EN: "Table round 1"}},
			{Starts: at(150), Ends: at(240), Kind: "workshop", Title: models.Text{NL: "Werkplaats", EN: "Workshop"}},
		},
	}
}

// series is a series with a session in each state that can be seen.
func series() *models.Series {
	zwolle := session(1, "zwolle", "Zwolle", time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC), 52.5036, 6.0977)
	zwolle.Confirmed, zwolle.Waiting = 60, 7
	utrecht := session(2, "utrecht", "Utrecht", time.Date(2027, 3, 23, 12, 0, 0, 0, time.UTC), 52.0894, 5.1093)
	utrecht.Confirmed, utrecht.Capacity = 58, 60
	arnhem := session(3, "arnhem", "Arnhem", time.Date(2027, 4, 1, 11, 0, 0, 0, time.UTC), 51.9797, 5.9136)
	eindhoven := session(4, "eindhoven", "Eindhoven", time.Date(2027, 4, 13, 11, 0, 0, 0, time.UTC), 51.4372, 5.4800)
	eindhoven.Confirmed = 0
	return &models.Series{
		ID: 1, Slug: "voorbeelden", Status: models.SeriesPublished,
		Title: models.Text{NL: "Regionale voorbeeldsessies Banenafspraak", EN: "Regional sample sessions on the jobs agreement"},
		Summary: models.Text{
			NL: "Minder vinken, meer vonken. Vier sessies in het land waar overheids- en onderwijswerkgevers elkaar ontmoeten en van elkaar leren.",
			EN: "Fewer ticks, more sparks. Four sessions around the country where government and education employers meet and learn from each other.",
		},
		OrganiserName: "Voorbeeldorganisator", OrganiserEmail: "sessies@organisator.example", OrganiserPhone: "070-0000000",
		Language: "nl", Timezone: "Europe/Amsterdam",
		Opens: time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC), Closes: time.Date(2027, 4, 9, 15, 0, 0, 0, time.UTC),
		Policy:    models.Policy{WaitingList: models.WaitingListConfirm, PartyMax: 4, CloseBeforeStart: 24 * time.Hour},
		Retention: models.Retention{ContactDays: 90, SensitiveDays: 7, FollowupDays: 270},
		Privacy: models.Privacy{
			Controller: "Verbond Sectorwerkgevers Overheid (VSO)", OfficerName: "Functionaris gegevensbescherming", OfficerEmail: "privacy@organisator.example",
			Ground: models.Text{NL: "Uitvoering van uw aanmelding", EN: "Carrying out your registration"}, Recipients: []models.Text{{NL: "de regionale partner", EN: "the regional partner"}},
		},
		Sectors:  []string{"rijk", "gemeenten", "po"},
		Sessions: []models.Session{zwolle, utrecht, arnhem, eindhoven},
		Questions: []models.Question{
			{ID: 1, Key: "zoekt", Kind: models.QuestionMultiple, Label: models.Text{NL: "Wat zoekt u?", EN: "What are you looking for?"}, Options: []models.Option{
				{Key: "kandidaten", Label: models.Text{NL: "Geschikte kandidaten", EN: "Suitable candidates"}},
				{Key: "partners", Label: models.Text{NL: "Partners in de regio", EN: "Partners in the region"}},
			}},
			{ID: 2, Key: "eerder", Kind: models.QuestionYesNo, Required: true, Label: models.Text{NL: "Was u er eerder bij?", EN: "Have you been before?"}},
			{ID: 3, Key: "vraag", Kind: models.QuestionText, MaxLength: 500, Label: models.Text{NL: "Welke vraag neemt u mee?", EN: "Which question do you bring?"}},
			{
				ID: 4, Key: "lunch", Kind: models.QuestionChoice, Sensitive: true, EachParticipant: true, Label: models.Text{NL: "Heeft u een dieetwens?", EN: "Do you have a dietary requirement?"},
				Help: models.Text{NL: "De cateraar krijgt alleen aantallen.", EN: "The caterer gets counts only."}, Options: []models.Option{
					{Key: "vegetarisch", Label: models.Text{NL: "Vegetarisch", EN: "Vegetarian"}}, {Key: "halal", Label: models.Text{NL: "Halal", EN: "Halal"}},
				},
			},
			{ID: 5, Key: "nodig", Kind: models.QuestionText, Sensitive: true, EachParticipant: true, Label: models.Text{NL: "Heeft u iets nodig om goed mee te kunnen doen?", EN: "Do you need anything to take part fully?"}},
		},
	}
}

func calendar() Calendar {
	return Calendar{Download: "/calendar/voorbeelden/zwolle.ics", Links: []Link{
		{Name: "Google Agenda", URL: "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Sessie%20Zwolle"},
		{Name: "Outlook.com", URL: "https://outlook.live.com/calendar/0/action/compose?rru=addevent"},
	}}
}

func people(count int) []models.Person {
	return []models.Person{
		{Name: "Voorbeeld Een", Email: "een@werkgever.example", Role: "Adviseur"},
		{Name: "Voorbeeld Twee", Email: "twee@werkgever.example"},
		{Name: "Voorbeeld Drie", Email: "drie@werkgever.example"},
	}[:count]
}

func signUp(count int) models.SignUp {
	return models.SignUp{
		Session: "zwolle", Together: models.TogetherAll, Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Phone: "06 00000000", People: people(count),
		Answers: map[string][]string{"zoekt": {"kandidaten", "partners"}, "eerder": {"no"}, "vraag": {"Hoe begin ik?\nEn met wie?"}}, Nonce: "n0nce",
	}
}

// registration is one with that many people, all of one party, whose seats have the given status at Zwolle.
func registration(count int, status models.Status) *models.Registration {
	r := &models.Registration{
		ID: 1, Reference: "VNK-7Q4M2", Sector: "gemeenten", Language: "nl", Together: models.TogetherAll, CreatedAt: now.Add(-time.Hour), Series: series(),
		Organisation: models.Organisation{Name: "Gemeente Voorbeeld"},
		Contact:      models.Contact{Name: "Voorbeeld Een", Email: "een@werkgever.example", Phone: "06 00000000", Place: 1},
		Answers:      []models.Answer{{QuestionID: 1, Value: "kandidaten,partners"}, {QuestionID: 2, Value: "no"}, {QuestionID: 3, Value: "Hoe begin ik?"}},
	}
	for i, person := range people(count) {
		id := int64(i + 1)
		r.Participants = append(r.Participants, models.Participant{ID: id, Place: i + 1, Party: 1, Name: person.Name, Email: person.Email, Role: person.Role})
	}
	line(r, 1, 1, status)
	return r
}

// line adds a choice of a party, behind those that it has, with one life of the given status.
func line(r *models.Registration, party int, session int64, status models.Status) *models.Placement {
	id, rank := int64(len(r.Placements)+1), 1
	for _, choice := range r.Choices {
		if choice.Party == party {
			rank++
		}
	}
	choice := models.Choice{ID: id, SessionID: session, Party: party, Rank: rank, Number: id}
	if status == models.Declined || status == models.Expired {
		choice.Closed = status
	}
	placement := models.Placement{ID: id, ChoiceID: id, SessionID: session, Party: party, Rank: rank, Number: id, Status: status}
	switch status {
	case models.Waiting:
		placement.Ahead, placement.Reason = 7, models.ReasonFull
	case models.Offered:
		deadline := time.Date(2027, 2, 25, 9, 0, 0, 0, time.UTC)
		placement.Deadline = &deadline
	}
	for _, participant := range r.Participants {
		if participant.Party == party && !participant.Withdrawn {
			placement.Size++
			placement.Seats = append(placement.Seats, models.Seat{ID: 10*id + participant.ID, SessionID: session, PlacementID: id, ParticipantID: participant.ID, Status: status})
		}
	}
	r.Choices, r.Placements = append(r.Choices, choice), append(r.Placements, placement)
	return &r.Placements[len(r.Placements)-1]
}

// samples are every page in every state that looks different, by a name for each.
func samples(code string) map[string]Page {
	b := base(code)
	quiet := b
	quiet.Path, quiet.Demo = "", false
	organiser := office(code)
	places := map[string]Calendar{"zwolle": calendar()}
	zwolle, eindhoven := &b.Series.Sessions[0], &b.Series.Sessions[3]
	problems := Mistakes{
		{Field: "email", Place: 2, Key: "problem.email.registered"},
		{Field: "name", Place: 1, Key: "problem.name.missing"},
		{Field: "organisation", Key: "problem.long", Args: map[string]any{"Max": 150, "Count": 200}},
		{Field: "session", Key: "problem.session.missing"},
		{Field: "sector", Key: "problem.sector.missing"},
		{Field: "phone", Key: "problem.phone.invalid"},
		{Field: "nonce", Key: "problem.nonce.long"},
		{Field: "answer_zoekt", Key: "problem.answer.unknown"},
		{Field: "answer_eerder", Key: "problem.answer.missing"},
		{Field: "answer_vraag", Key: "problem.characters"},
	}
	withContact := signUp(2)
	withContact.ContactName, withContact.ContactEmail = "Voorbeeld Vier", "vier@werkgever.example"
	free, some := signUp(3), signUp(3)
	free.Session, some.Session = "eindhoven", "utrecht"
	meanwhile := registration(3, models.Waiting)
	meanwhile.FilledMeanwhile = true
	apart := parted(2)
	line(apart, 1, 1, models.Confirmed)
	waits := line(apart, 2, 1, models.Waiting)
	waits.Ahead, waits.Reason = 1, models.ReasonTooLarge
	over := gone(registration(2, models.Cancelled))
	own := registration(1, models.Waiting)
	id := own.Participants[0].ID
	own.Answers = []models.Answer{{QuestionID: 4, ParticipantID: &id, Value: "halal"}}
	colleague := registration(1, models.Confirmed)
	colleague.Contact = models.Contact{Name: "Voorbeeld Vier", Email: "vier@werkgever.example"}
	cancelled := b
	cancelled.Series = series()
	cancelled.Series.Sessions[0].Status = models.SessionCancelled
	off := registration(2, models.Confirmed)
	off.Series = cancelled.Series
	since := time.Date(2027, 3, 8, 12, 0, 0, 0, time.UTC)
	all := []*models.Series{b.Series}
	shown := map[string]Page{
		"agenda":                        &Agenda{Base: b, All: all},
		"agenda-empty":                  &Agenda{Base: Base{Printer: b.Printer, Now: now, Path: "/"}},
		"series":                        &Series{Base: b},
		"session":                       &Session{Base: b, Session: zwolle, Calendar: calendar()},
		"session-free":                  &Session{Base: b, Session: eindhoven, Calendar: calendar()},
		"session-off":                   &Session{Base: cancelled, Session: &cancelled.Series.Sessions[0], Calendar: calendar()},
		"register":                      &Register{Base: b, Input: models.SignUp{Nonce: "n0nce", Session: "utrecht"}},
		"register-group":                &Register{Base: quiet, Input: signUp(3)},
		"register-contact":              &Register{Base: quiet, Input: withContact, ContactOther: true},
		"register-wrong":                &Register{Base: quiet, Input: signUp(2), Problems: problems},
		"register-wrong-alone":          &Register{Base: quiet, Input: signUp(1), Problems: Mistakes{{Field: "email", Place: 1, Key: "problem.email.registered"}}},
		"check":                         check(quiet, signUp(3)),
		"check-some":                    check(quiet, some),
		"check-free":                    check(quiet, free),
		"registration":                  &Registration{Base: b, Registration: registration(3, models.Confirmed), Self: "/my/t0ken", OwnPage: "/my/0wn", Calendar: places, Notice: "registered"},
		"registration-waiting":          &Registration{Base: b, Registration: meanwhile, Self: "/my/t0ken", Calendar: places},
		"registration-first":            &Registration{Base: b, Registration: registration(3, models.Waiting), Self: "/my/t0ken", Calendar: places},
		"registration-apart":            &Registration{Base: b, Registration: apart, Self: "/my/t0ken", Calendar: places, Notice: "cancelled"},
		"registration-alone":            &Registration{Base: b, Registration: registration(1, models.Confirmed), Self: "/my/t0ken", Calendar: places},
		"registration-over":             &Registration{Base: b, Registration: over, Self: "/my/t0ken", Calendar: places},
		"registration-off":              &Registration{Base: cancelled, Registration: off, Self: "/my/t0ken", Calendar: places},
		"registration-wrong":            &Registration{Base: quiet, Registration: registration(3, models.Confirmed), Self: "/my/t0ken", Problems: Mistakes{{Field: "participant", Key: "problem.participant.missing"}}},
		"registration-substitute-wrong": &Registration{Base: quiet, Registration: registration(3, models.Confirmed), Self: "/my/t0ken", Substituting: Substituting{Place: 2, Person: models.Person{Name: "Voorbeeld Nieuw", Email: "nieuw"}}, Problems: Mistakes{{Field: "email", Key: "problem.email.invalid"}}},
		"participant":                   &Participant{Base: b, Registration: own, Person: &own.Participants[0], Self: "/my/t0ken", Calendar: places, Notice: "saved"},
		"participant-colleague":         &Participant{Base: b, Registration: colleague, Person: &colleague.Participants[0], Self: "/my/t0ken", Calendar: places},
		"participant-wrong": &Participant{
			Base: quiet, Registration: own, Person: &own.Participants[0], Self: "/my/t0ken", Answers: map[string][]string{"nodig": {"x"}},
			Problems: Mistakes{{Field: "answer_nodig", Key: "problem.characters"}, {Field: "answer_lunch", Key: "problem.answer.unknown"}},
		},
		"substituted":       &Substituted{Base: b, Name: "Voorbeeld Nieuw", Sessions: []*models.Session{zwolle, eindhoven}},
		"lost":              &Lost{Base: b},
		"lost-wrong":        &Lost{Base: b, Email: "x", Problems: Mistakes{{Field: "email", Key: "problem.email.invalid"}}},
		"lost-sent":         &Lost{Base: b, Sent: true},
		"full":              &Full{Base: b, Session: zwolle},
		"full-few":          &Full{Base: b, Session: &b.Series.Sessions[1], People: 3},
		"closed":            &Closed{Base: b, Session: zwolle, Err: &models.Error{Code: models.Gone, Key: "error.session.closed", Args: map[string]any{"City": "Zwolle", "Since": since}}},
		"closed-series":     &Closed{Base: b},
		"failure-404":       &Failure{Base: Base{Printer: b.Printer, Now: now}, Status: 404, Key: "error.notfound"},
		"failure-500":       &Failure{Base: quiet, Status: 500, Key: "error.internal", Reference: "r-123"},
		"privacy":           &Privacy{Base: b, All: all},
		"accessibility":     &Accessibility{Base: b},
		"organiser-series":  &OrganiserSeries{Base: organiser, All: all},
		"organiser-doors":   &OrganiserSeries{Base: organiser, Doors: []Link{{Name: "Ontvangst Zwolle", URL: "/organiser/voorbeelden/zwolle/door"}}},
		"organiser-session": &OrganiserSession{Base: organiser, Session: zwolle, Attendees: attendees(), Excel: "/x.csv", CSV: "/y.csv", JSON: "/z.json"},
		"organiser-session-part": &OrganiserSession{
			Base: organiser, Session: zwolle, Attendees: attendees(), First: 101, Previous: "/p?page=1", Next: "/p?page=3", Excel: "/x.csv", CSV: "/y.csv", JSON: "/z.json",
		},
	}
	maps.Copy(shown, choiceSamples(code))
	maps.Copy(shown, drawSamples(code))
	maps.Copy(shown, holderSamples(code))
	maps.Copy(shown, employerSamples(code))
	maps.Copy(shown, signInSamples(code))
	maps.Copy(shown, storySamples(code))
	maps.Copy(shown, exportSamples(code))
	maps.Copy(shown, peopleSamples(code))
	maps.Copy(shown, editSamples(code))
	maps.Copy(shown, mailingSamples(code))
	maps.Copy(shown, outboxSamples(code))
	maps.Copy(shown, savedExportSamples(code))
	maps.Copy(shown, participantsSamples(code))
	maps.Copy(shown, doorSamples(code))
	maps.Copy(shown, startSamples(code))
	maps.Copy(shown, boardSamples(code))
	maps.Copy(shown, needSamples(code))
	maps.Copy(shown, auditSamples(code))
	return shown
}

func attendees() []models.Attendee {
	var all []models.Attendee
	for i, status := range models.Statuses {
		attendee := models.Attendee{
			Reference: "VNK-7Q4M2", Session: "zwolle", Status: status, Name: "Voorbeeld", Email: "voorbeeld@werkgever.example", Role: "Adviseur",
			Organisation: "Gemeente Voorbeeld", Sector: "gemeenten",
		}
		if status == models.Waiting {
			attendee.Position = i
		}
		all = append(all, attendee)
	}
	return all
}
