package pages

import (
	"slices"
	"time"

	"vonk/models"
)

// choiceSamples are the pages on which people choose sessions, in the states that choosing brings.
func choiceSamples(code string) map[string]Page {
	b := base(code)
	quiet := b
	quiet.Path, quiet.Demo = "", false
	drawn, kept := quiet, quiet
	drawn.Series, kept.Series = draws(), keeps()
	closed := drawn
	closed.Now = drawn.Series.Policy.DrawAt
	open := b
	open.Series = series()
	open.Series.Sessions[0].Confirmed, open.Series.Sessions[0].Waiting = 30, 0
	one := open
	one.Series = series()
	one.Series.Sessions = one.Series.Sessions[3:]
	problems := Mistakes{
		{Field: "alternatives", Place: 1, Key: "problem.alternatives.unknown"},
		{Field: "alternatives", Place: 2, Key: "problem.alternatives.twice"},
		{Field: "alternatives", Place: 3, Key: "problem.alternatives.closed", Args: map[string]any{"City": "Eindhoven"}},
	}
	wrong := ranked(2, "nergens", "zwolle", "eindhoven")
	withContact := ranked(2, "arnhem")
	withContact.ContactName, withContact.ContactEmail = "Voorbeeld Vier", "vier@werkgever.example"
	waiting := ranked(1, "arnhem")
	waiting.Wait = true
	outsider, lots := ranked(1), ranked(2, "arnhem")
	outsider.Session, lots.Session = "utrecht", "utrecht"
	return map[string]Page{
		"register-free":          &Register{Base: open, Input: models.SignUp{Nonce: "n0nce"}},
		"register-one":           &Register{Base: one, Input: models.SignUp{Nonce: "n0nce"}},
		"register-choices":       &Register{Base: quiet, Input: waiting},
		"register-choices-wrong": &Register{Base: quiet, Input: wrong, Problems: problems},
		"register-draw":          &Register{Base: drawn, Input: models.SignUp{Nonce: "n0nce"}},
		"check-alone":            check(quiet, waiting),
		"check-alone-free":       check(open, ranked(1)),
		"check-alone-full":       check(quiet, ranked(1)),
		"check-lower":            check(quiet, ranked(3, "utrecht", "arnhem")),
		"check-contact":          check(quiet, withContact),
		"check-reserved":         check(kept, outsider),
		"check-draw":             check(drawn, lots),
		"full-reserved":          &Full{Base: kept, Session: &kept.Series.Sessions[1], People: 1, Sector: "gemeenten"},
		"series-draw":            &Series{Base: drawn},
		"series-draw-closed":     &Series{Base: closed},
		"series-reserved":        &Series{Base: kept},
		"session-draw":           &Session{Base: drawn, Session: &drawn.Series.Sessions[1], Calendar: calendar()},
		"closed-draw":            &Closed{Base: drawn, Session: &drawn.Series.Sessions[0], Err: &models.Error{Code: models.Gone, Key: "error.session.cancelled", Args: map[string]any{"City": "Zwolle"}}},
		"organiser-overbooked":   &OrganiserSession{Base: kept, Session: &kept.Series.Sessions[3]},
	}
}

// draws is a series that gives its seats by a draw on 15 February, in which 34 people take part for Utrecht.
func draws() *models.Series {
	s := series()
	s.Policy.Admission, s.Policy.DrawAt, s.Policy.Beacon = models.AdmissionDraw, time.Date(2027, 2, 15, 8, 0, 0, 0, time.UTC), "Een openbare waarde"
	for i := range s.Sessions {
		s.Sessions[i].Confirmed, s.Sessions[i].Waiting = 0, 0
	}
	s.Sessions[0].Status = models.SessionCancelled
	s.Sessions[1].Waiting = 34
	return s
}

// keeps is a series with 12 seats for schools at each session until 15 February, of which Zwolle gave all, Utrecht has 8
// left and nothing else, and Arnhem 12 among others. Organisations have 2 seats at a session. Eindhoven is overbooked by 6.
func keeps() *models.Series {
	s := series()
	until := time.Date(2027, 2, 15, 8, 0, 0, 0, time.UTC)
	s.Sectors = []string{"rijk", "gemeenten", "po", "vo"}
	s.Policy.Reserves = []models.Reserve{{Sectors: []string{"po", "vo"}, Seats: 12, Until: until}}
	s.Policy.OrganisationLimit = models.Limit{Seats: 2, Until: until}
	s.Sessions[0].Confirmed, s.Sessions[0].Waiting, s.Sessions[0].Shares = 50, 0, []int{12}
	s.Sessions[1].Confirmed, s.Sessions[1].Waiting, s.Sessions[1].Shares = 52, 3, []int{4}
	s.Sessions[3].Overbooking = 6
	return s
}

// ranked is a sign-up for Zwolle with alternatives.
func ranked(people int, alternatives ...string) models.SignUp {
	in := signUp(people)
	in.Alternatives = alternatives
	return in
}

// check is the check page of a sign-up, with what it would come to.
func check(b Base, in models.SignUp) *Check {
	session, _ := b.Series.Session(in.Session)
	page := &Check{Base: b, Session: session, Input: in, Forecast: forecast(b, in)}
	if page.Asks() {
		in.Together = models.TogetherAny
		page.Apart = forecast(b, in)
	}
	return page
}

// forecast is what the seat rules make of a sign-up now, of an organisation that has no seats yet.
func forecast(b Base, in models.SignUp) *models.Registration {
	after := *b.Series
	after.Sessions = slices.Clone(b.Series.Sessions)
	for i := range after.Sessions {
		after.Sessions[i].Shares = slices.Clone(after.Sessions[i].Shares)
	}
	r := &models.Registration{Series: &after, Sector: in.Sector, Together: in.Together, Wait: in.Wait}
	var parties []models.Party
	for i, place := range models.Parties(len(in.People), in.Together) {
		person := in.People[i]
		r.Participants = append(r.Participants, models.Participant{ID: int64(i + 1), Place: i + 1, Party: place, Name: person.Name, Email: person.Email})
		if last := len(parties) - 1; last >= 0 && parties[last].Place == place {
			parties[last].Size++
			continue
		}
		party := models.Party{Place: place, Sector: in.Sector, Size: 1, Wait: in.Wait}
		for rank, slug := range append([]string{in.Session}, in.Alternatives...) {
			session, _ := after.Session(slug)
			party.Lines = append(party.Lines, models.Line{Session: session.ID, Rank: rank + 1})
		}
		parties = append(parties, party)
	}
	taken := map[int64]int{}
	after.Newcomers(parties, taken, b.Now, nil)
	ahead := map[int64]int{}
	for _, party := range parties {
		for _, line := range party.Lines {
			id := int64(len(r.Choices) + 1)
			r.Choices = append(r.Choices, models.Choice{ID: id, SessionID: line.Session, Party: party.Place, Rank: line.Rank})
			if !line.Status.Live() {
				continue
			}
			placement := models.Placement{ID: id, ChoiceID: id, SessionID: line.Session, Party: party.Place, Rank: line.Rank, Size: party.Size, Status: line.Status}
			if line.Status == models.Waiting {
				before, _ := b.Series.SessionByID(line.Session)
				now, _ := after.SessionByID(line.Session)
				placement.Ahead = before.Waiting + ahead[line.Session]
				placement.Reason = after.WhyWaiting(now, party.Size, after.Policy.Share(party.Sector), taken[line.Session], false, b.Now)
				ahead[line.Session] += party.Size
			}
			r.Placements = append(r.Placements, placement)
		}
	}
	return r
}
