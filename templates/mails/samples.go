package mails

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vonk/models"
)

// Sample is a letter as it could be: to sample people, about a sample series.
type Sample struct {
	Name   string // its kind, what is special about it, and to whom it goes; fit for a file's name
	Letter *models.Letter
}

// The sessions of the sample series.
const (
	zwolle  = 1
	utrecht = 2
	arnhem  = 3
)

// sampleStamp is when the letters of the samples were decided, and sampleDeadline when their offers end.
var (
	sampleStamp    = time.Date(2027, time.February, 22, 8, 56, 12, 0, time.UTC)
	sampleDeadline = time.Date(2027, time.February, 25, 9, 0, 0, 0, time.UTC)
	sampleDraw     = time.Date(2027, time.February, 24, 11, 0, 0, 0, time.UTC)
)

// situation is what happened to all people of a sample: where they stand, the same for each.
type situation struct {
	name    string // what is special about it
	kind    models.LetterKind
	status  models.Status
	session int64 // 0: Zwolle
	old     int64
	lines   []models.LineFact
	change  func(*models.Letter)
}

func seat(session int64) models.LineFact {
	return models.LineFact{SessionID: session, Status: models.Confirmed}
}

func offer(session int64) models.LineFact {
	return models.LineFact{SessionID: session, Status: models.Offered, Deadline: sampleDeadline}
}

func wait(session int64, ahead int, reason models.Reason) models.LineFact {
	return models.LineFact{SessionID: session, Status: models.Waiting, Ahead: ahead, Reason: reason}
}

func before(at time.Time) func(*models.Letter) {
	return func(letter *models.Letter) { letter.Facts.DrawAt = at }
}

func late(letter *models.Letter) { letter.Stamp = letter.Series.ClosesAt(&letter.Series.Sessions[0]) }

func filled(letter *models.Letter) { letter.Facts.FilledMeanwhile = true }

func lapsed(letter *models.Letter) { letter.Facts.Deadline = sampleDeadline }

func calledOff(letter *models.Letter) { letter.Series.Sessions[0].Status = models.SessionCancelled }

// moved has the sample session one week later and elsewhere.
func moved(letter *models.Letter) {
	session := &letter.Series.Sessions[0]
	old := session.Fact()
	session.Starts, session.Ends, session.Venue.Name = session.Starts.AddDate(0, 0, 7), session.Ends.AddDate(0, 0, 7), "Ander voorbeeldhuis"
	letter.Facts.Change = &models.ChangeFact{Old: old, New: session.Fact()}
}

func rewritten(letter *models.Letter) {
	fact := letter.Series.Sessions[0].Fact()
	letter.Facts.Change = &models.ChangeFact{Old: fact, New: fact, Programme: true}
}

// situations are the letters that differ by more than to whom they go.
var situations = []situation{
	{"", models.LetterConfirmation, models.Confirmed, 0, 0, []models.LineFact{seat(zwolle)}, nil},
	{"accepted", models.LetterConfirmation, models.Confirmed, 0, utrecht, []models.LineFact{seat(zwolle)}, nil},
	{"alternative", models.LetterConfirmation, models.Confirmed, utrecht, 0, []models.LineFact{wait(zwolle, 2, models.ReasonFull), seat(utrecht)}, nil},
	{"", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 7, models.ReasonFull)}, nil},
	{"first", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 0, models.ReasonLimit)}, nil},
	{"many", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, -1, models.ReasonHeld)}, nil},
	{"meanwhile", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 1, models.ReasonFull)}, filled},
	{"several", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 7, models.ReasonFull), wait(arnhem, 1, models.ReasonReserved)}, nil},
	{"swap", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 3, models.ReasonFull), seat(utrecht)}, nil},
	{"draw", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 5, models.ReasonDraw), wait(arnhem, 5, models.ReasonDraw)}, before(sampleDraw)},
	{"draw-closed", models.LetterWaiting, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 5, models.ReasonDraw)}, before(sampleStamp)},
	{"", models.LetterPromotion, models.Confirmed, 0, 0, []models.LineFact{seat(zwolle)}, nil},
	{"moved", models.LetterPromotion, models.Confirmed, 0, utrecht, []models.LineFact{seat(zwolle)}, nil},
	{"", models.LetterCancellation, models.Cancelled, 0, 0, nil, nil},
	{"", models.LetterOffer, models.Offered, 0, 0, []models.LineFact{offer(zwolle)}, nil},
	{"seated", models.LetterOffer, models.Offered, 0, 0, []models.LineFact{offer(zwolle), seat(utrecht)}, nil},
	{"waits", models.LetterOffer, models.Offered, 0, 0, []models.LineFact{wait(arnhem, 4, models.ReasonTooLate), offer(zwolle), wait(utrecht, 2, models.ReasonResting)}, nil},
	{"", models.LetterReminder, models.Offered, 0, 0, []models.LineFact{offer(zwolle)}, nil},
	{"seated", models.LetterReminder, models.Offered, 0, 0, []models.LineFact{offer(zwolle), seat(utrecht)}, nil},
	{"", models.LetterExpired, models.Expired, 0, 0, nil, nil},
	{"seated", models.LetterExpired, models.Expired, 0, 0, []models.LineFact{seat(utrecht)}, lapsed},
	{"waits", models.LetterExpired, models.Expired, 0, 0, []models.LineFact{wait(utrecht, 4, models.ReasonFull)}, nil},
	{"late", models.LetterExpired, models.Expired, 0, 0, nil, late},
	{"", models.LetterDeclined, models.Declined, 0, 0, nil, nil},
	{"seated", models.LetterDeclined, models.Declined, 0, 0, []models.LineFact{seat(utrecht)}, nil},
	{"draw", models.LetterDeclined, models.Declined, 0, 0, []models.LineFact{wait(utrecht, 5, models.ReasonDraw)}, before(sampleDraw)},
	{"", models.LetterSwap, models.Confirmed, 0, utrecht, []models.LineFact{seat(zwolle)}, nil},
	{"besides", models.LetterSwap, models.Confirmed, 0, 0, []models.LineFact{wait(arnhem, 6, models.ReasonFull), seat(zwolle)}, nil},
	{"", models.LetterCalledOff, models.Cancelled, 0, 0, nil, calledOff},
	{"seated", models.LetterCalledOff, models.Cancelled, 0, 0, []models.LineFact{seat(utrecht)}, calledOff},
	{"offered", models.LetterCalledOff, models.Cancelled, 0, 0, []models.LineFact{offer(utrecht)}, calledOff},
	{"waits", models.LetterCalledOff, models.Cancelled, 0, 0, []models.LineFact{wait(zwolle, 3, models.ReasonCancelled), wait(utrecht, 4, models.ReasonFull)}, calledOff},
	{"", models.LetterDraw, models.Confirmed, 0, 0, []models.LineFact{seat(zwolle)}, nil},
	{"waits", models.LetterDraw, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 12, models.ReasonFull), wait(arnhem, 4, models.ReasonFull)}, nil},
	{"time", models.LetterChange, models.Confirmed, 0, 0, []models.LineFact{seat(zwolle)}, moved},
	{"programme", models.LetterChange, models.Offered, 0, 0, []models.LineFact{offer(zwolle)}, rewritten},
	{"waits", models.LetterChange, models.Waiting, 0, 0, []models.LineFact{wait(zwolle, 3, models.ReasonFull)}, moved},
	{"alternative", models.LetterDraw, models.Confirmed, utrecht, 0, []models.LineFact{wait(zwolle, 12, models.ReasonFull), seat(utrecht)}, nil},
}

// Samples are letters of every kind to contacts and participants, for everybody to whom they go. See OrganiserSamples.
func Samples(language string) []Sample {
	var all []Sample
	add := func(letter *models.Letter, names ...string) {
		name := strings.Join(names, "-")
		all = append(all, Sample{strings.ReplaceAll(name, "--", "-"), letter})
	}
	for _, s := range situations {
		add(s.letter(language, 1), string(s.kind), s.name, "you")
		add(s.letter(language, 3), string(s.kind), s.name, "group")
		add(absent(s.letter(language, 1)), string(s.kind), s.name, "colleague")
		add(absent(s.letter(language, 2)), string(s.kind), s.name, "colleagues")
		add(own(s.letter(language, 1)), string(s.kind), s.name, "participant")
		add(own(s.letter(language, 3)), string(s.kind), s.name, "member")
	}
	for _, apart := range aparts {
		add(sampleLetter(apart.kind, language, apart.people...), string(apart.kind), "apart")
		add(absent(sampleLetter(apart.kind, language, apart.people...)), string(apart.kind), "apart-absent")
	}
	gone := situation{kind: models.LetterSubstitution, status: models.Cancelled, change: func(letter *models.Letter) { letter.UID = "geheim@aanmelden.example" }}
	add(substituted(own(gone.letter(language, 1))), string(gone.kind), "replaced")
	add(substituted(absent(gone.letter(language, 1))), string(gone.kind), "contact")
	add(substituted(gone.letter(language, 1)), string(gone.kind), "replaced-contact")
	substitute := situation{kind: models.LetterConfirmation, status: models.Confirmed, lines: []models.LineFact{seat(zwolle)}, change: func(letter *models.Letter) { letter.Facts.Replaced = "Voorbeeld Zes" }}
	add(own(substitute.letter(language, 1)), string(substitute.kind), "substitute")
	split := sampleLetter(models.LetterConfirmation, language,
		models.PersonFact{Status: models.Confirmed, Lines: []models.LineFact{seat(zwolle)}},
		models.PersonFact{Status: models.Waiting, Lines: []models.LineFact{wait(zwolle, 0, models.ReasonFull)}})
	split.Facts.Apart = true
	add(split, string(split.Kind), "split")
	removal := situation{kind: models.LetterRemoval, status: models.Moved}
	add(removal.letter(language, 1), string(removal.kind), "you")
	add(own(removal.letter(language, 1)), string(removal.kind), "participant")
	for _, kind := range []models.LetterKind{models.LetterComing, models.LetterSoon} {
		coming := situation{kind: kind, status: models.Confirmed, lines: []models.LineFact{seat(zwolle)}}
		add(coming.letter(language, 1), string(kind), "you")
		add(own(coming.letter(language, 1)), string(kind), "participant")
	}
	for _, kind := range []models.LetterKind{models.LetterLinks, models.LetterDuplicate} {
		add(linked(kind, language), string(kind))
	}
	return all
}

// letter goes to the contact Voorbeeld Een, who attends, about a party of some people.
func (s *situation) letter(language string, size int) *models.Letter {
	people := make([]models.PersonFact, size)
	for i := range people {
		people[i] = models.PersonFact{Status: s.status, SessionID: s.session, OldSessionID: s.old}
		for _, line := range s.lines {
			line.Size = size
			people[i].Lines = append(people[i].Lines, line)
		}
	}
	letter := sampleLetter(s.kind, language, people...)
	letter.Facts.Size = size
	if s.change != nil {
		s.change(letter)
	}
	return letter
}

// aparts are letters about people who are placed each on their own. The first is the contact.
var aparts = []struct {
	kind   models.LetterKind
	people []models.PersonFact
}{
	{models.LetterConfirmation, []models.PersonFact{
		{Status: models.Confirmed, Lines: []models.LineFact{seat(zwolle)}},
		{Status: models.Confirmed, SessionID: utrecht, Lines: []models.LineFact{wait(zwolle, 0, models.ReasonFull), seat(utrecht)}},
		{Status: models.Waiting, Lines: []models.LineFact{wait(zwolle, 1, models.ReasonFull), wait(utrecht, 0, models.ReasonFull)}},
	}},
	{models.LetterWaiting, []models.PersonFact{
		{Status: models.Waiting, Lines: []models.LineFact{wait(zwolle, 4, models.ReasonFull)}},
		{Status: models.Waiting, Lines: []models.LineFact{wait(zwolle, 5, models.ReasonFull)}},
		{Status: models.Waiting, Lines: []models.LineFact{wait(zwolle, 6, models.ReasonFull)}},
	}},
	{models.LetterPromotion, []models.PersonFact{
		{Status: models.Confirmed, OldSessionID: utrecht, Lines: []models.LineFact{seat(zwolle)}},
		{Status: models.Confirmed, Lines: []models.LineFact{seat(zwolle)}},
	}},
	{models.LetterOffer, []models.PersonFact{
		{Status: models.Offered, Lines: []models.LineFact{offer(zwolle)}},
		{Status: models.Offered, Lines: []models.LineFact{offer(zwolle)}},
		{Status: models.Confirmed, SessionID: utrecht, OldSessionID: arnhem, Lines: []models.LineFact{wait(zwolle, 0, models.ReasonHeld), seat(utrecht)}},
	}},
	{models.LetterPromotion, []models.PersonFact{
		{Status: models.Cancelled, SessionID: utrecht, Left: true},
		{Status: models.Confirmed, Lines: []models.LineFact{seat(zwolle)}},
	}},
	{models.LetterCalledOff, []models.PersonFact{
		{Status: models.Cancelled, Lines: []models.LineFact{seat(utrecht)}},
		{Status: models.Cancelled, Lines: []models.LineFact{wait(utrecht, 0, models.ReasonFull)}},
		{Status: models.Cancelled},
	}},
	{models.LetterExpired, []models.PersonFact{
		{Status: models.Expired},
		{Status: models.Declined, SessionID: arnhem, Lines: []models.LineFact{seat(utrecht)}},
	}},
	{models.LetterDraw, []models.PersonFact{
		{Status: models.Confirmed, Lines: []models.LineFact{seat(zwolle)}},
		{Status: models.Waiting, Lines: []models.LineFact{wait(zwolle, 0, models.ReasonFull)}},
	}},
	{models.LetterCancellation, []models.PersonFact{
		{Status: models.Cancelled},
		{Status: models.Cancelled, SessionID: utrecht},
	}},
}

func sampleLetter(kind models.LetterKind, language string, people ...models.PersonFact) *models.Letter {
	letter := &models.Letter{
		ID: 12, RegistrationID: 7, ParticipantID: 21, PlacementID: 5, Kind: kind, Language: language,
		RecipientName: "Voorbeeld Een", RecipientEmail: "een@voorbeeld.example",
		MessageID: "mq3c5x@aanmelden.example", Sequence: 2, Stamp: sampleStamp, Series: sampleSeries(),
		Facts: models.Facts{
			ToContact: true, Reference: "VK7Q-2M", RegistrationVersion: 1, ParticipantVersion: 3,
			ContactName: "Voorbeeld Een", Organisation: "Gemeente Voorbeeld", SessionID: zwolle,
		},
	}
	for i, person := range people {
		person.Place, person.Name = i+1, "Voorbeeld "+[]string{"Een", "Twee", "Drie"}[i]
		person.Lines = slices.Clone(person.Lines)
		for j := range person.Lines {
			person.Lines[j].Size = max(1, person.Lines[j].Size)
		}
		letter.Facts.People = append(letter.Facts.People, person)
	}
	if len(people) == 0 {
		return letter
	}
	first := letter.Facts.People[0]
	if first.SessionID != 0 {
		letter.Facts.SessionID = first.SessionID
	}
	letter.Facts.OldSessionID = first.OldSessionID
	for i := range letter.Facts.People {
		if person := &letter.Facts.People[i]; person.SessionID == letter.Facts.SessionID {
			person.SessionID = 0
		}
	}
	if letter.Facts.Event = sampleEvent(kind, letter.Facts.SessionID, first); letter.Facts.Event != nil {
		letter.UID = "geheim@aanmelden.example"
	}
	return letter
}

// sampleEvent is what a letter about its recipient does to their calendar.
func sampleEvent(kind models.LetterKind, session int64, person models.PersonFact) *models.EventFact {
	switch kind {
	case models.LetterWaiting, models.LetterReminder, models.LetterComing, models.LetterSoon, models.LetterLinks, models.LetterDuplicate:
		return nil
	case models.LetterCancellation, models.LetterExpired, models.LetterDeclined, models.LetterRemoval:
		return &models.EventFact{SessionID: session, Cancels: true}
	}
	for _, status := range []models.Status{models.Offered, models.Confirmed} {
		for _, line := range person.Lines {
			if line.Status == status && person.Status != models.Waiting && (person.Status == status || status == models.Offered) {
				return &models.EventFact{SessionID: line.SessionID, Tentative: status == models.Offered}
			}
		}
	}
	if kind == models.LetterCalledOff {
		return &models.EventFact{SessionID: session, Cancels: true}
	}
	return nil
}

// absent makes the contact of a letter one who does not attend.
func absent(letter *models.Letter) *models.Letter {
	letter.ParticipantID, letter.UID, letter.Facts.Event, letter.Facts.ParticipantVersion = 0, "", nil, 0
	letter.RecipientName, letter.Facts.ContactName = "Voorbeeld Secretaris", "Voorbeeld Secretaris"
	return letter
}

// own makes a letter one to a participant of the party that it is about.
func own(letter *models.Letter) *models.Letter {
	letter.ParticipantID, letter.RecipientName, letter.RecipientEmail = 22, "Voorbeeld Twee", "twee@voorbeeld.example"
	letter.Facts.ToContact, letter.Facts.RegistrationVersion = false, 0
	person := letter.Facts.People[0]
	person.Place, person.Name = 2, "Voorbeeld Twee"
	letter.Facts.People = []models.PersonFact{person}
	return letter
}

// substituted makes a letter one about Voorbeeld Vier, who goes in the place of the one person whom it is about.
func substituted(letter *models.Letter) *models.Letter {
	letter.ParticipantID, letter.PlacementID = 0, 0
	if letter.Facts.Event = nil; letter.UID != "" { // of who is replaced
		letter.Facts.Event = &models.EventFact{SessionID: letter.Facts.SessionID, Cancels: true}
	}
	letter.Facts.ParticipantVersion, letter.Facts.Substitute = 0, "Voorbeeld Vier"
	return letter
}

func linked(kind models.LetterKind, language string) *models.Letter {
	letter := sampleLetter(kind, language)
	letter.ParticipantID, letter.PlacementID = 0, 0
	letter.Facts = models.Facts{Links: []models.LinkFact{
		{SeriesTitle: models.Text{NL: "Voorbeeldreeks", EN: "Sample series"}, RegistrationID: 7, Version: 1, Name: "Voorbeeld Een", Reference: "VK7Q-2M"},
		{SeriesTitle: models.Text{NL: "Andere reeks", EN: "Other series"}, RegistrationID: 9, ParticipantID: 30, Version: 2, Name: "Voorbeeld Een", Reference: "VK8R-3N"},
	}}
	return letter
}

func sampleSeries() *models.Series {
	series := &models.Series{
		ID: 1, Slug: "sample", Status: models.SeriesPublished, Timezone: "Europe/Amsterdam", Language: "nl",
		Title:         models.Text{NL: "Voorbeeldreeks", EN: "Sample series"},
		OrganiserName: "VSO Werkgevers", OrganiserEmail: "organisatie@vonk.example", OrganiserPhone: "070-0000000",
		Privacy: models.Privacy{Controller: "Verbond Sectorwerkgevers Overheid (VSO)"},
		Questions: []models.Question{
			{Key: "zoekt", Label: models.Text{NL: "Wat zoekt u?", EN: "What are you looking for?"}, Kind: models.QuestionText},
			{Key: "lunch", Label: models.Text{NL: "Heeft u een dieetwens?", EN: "Do you have a dietary requirement?"}, Kind: models.QuestionText, Sensitive: true, EachParticipant: true},
		},
	}
	for i, city := range []string{"Zwolle", "Utrecht", "Arnhem"} {
		starts := time.Date(2027, time.March, 11+14*i, 12, 0, 0, 0, series.Location()).Add(time.Hour)
		series.Sessions = append(series.Sessions, models.Session{
			ID: int64(i + 1), Slug: strings.ToLower(city), Status: models.SessionPublished, Capacity: 20,
			Title:  models.Text{NL: "Inspiratiesessie " + city, EN: "Inspiration session " + city},
			Starts: starts.UTC(), Ends: starts.Add(4 * time.Hour).UTC(),
			Venue: models.Venue{
				Name: "Voorbeeldhuis", Address: fmt.Sprintf("Voorbeeldstraat %d", i+1), Postcode: "1234 AB", City: city,
				Accessibility: models.Text{NL: "Rolstoeltoegankelijk.", EN: "Wheelchair accessible."},
			},
			Programme: []models.ProgrammeItem{
				{Starts: starts.UTC(), Ends: starts.Add(time.Hour).UTC(), Kind: "plenary", Title: models.Text{NL: "Welkom", EN: "Welcome"}},
				{Starts: starts.Add(time.Hour).UTC(), Ends: starts.Add(4 * time.Hour).UTC(), Kind: "tables", Title: models.Text{NL: "Tafelronde", EN: "Table round"}},
			},
		})
	}
	return series
}
