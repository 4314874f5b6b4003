package mails_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the encodings of headers

	"vonk/models"
	"vonk/templates/mails"
)

func options() mails.Options {
	return mails.Options{
		BaseURL: base, From: "Vonk <post@aanmelden.example>",
		Token: func(t models.Token) string { return fmt.Sprintf("%c-%d-%d", t.Kind, t.ID, t.Version) },
	}
}

func sampleSeries() *models.Series {
	series := &models.Series{
		ID: 1, Slug: "sample", Timezone: "Europe/Amsterdam", Language: "nl",
		Title:         models.Text{NL: "Voorbeeldreeks", EN: "Sample series"},
		OrganiserName: "VSO Werkgevers", OrganiserEmail: "organisatie@vonk.example", OrganiserPhone: "070-0000000",
		Privacy: models.Privacy{Controller: "Verbond Sectorwerkgevers Overheid (VSO)"},
		Questions: []models.Question{
			{Key: "zoekt", Label: models.Text{NL: "Wat zoekt u?", EN: "What are you looking for?"}, Kind: models.QuestionText},
			{Key: "lunch", Label: models.Text{NL: "Heeft u een dieetwens?", EN: "Do you have a dietary requirement?"}, Kind: models.QuestionText, Sensitive: true, EachParticipant: true},
		},
	}
	for i, city := range []string{"Zwolle", "Utrecht"} {
		starts := time.Date(2027, time.March, 11+14*i, 12, 0, 0, 0, time.UTC).Add(-time.Duration(i) * time.Hour / 2)
		series.Sessions = append(series.Sessions, models.Session{
			ID: int64(i + 1), Slug: strings.ToLower(city), Status: models.SessionPublished,
			Title:  models.Text{NL: "Inspiratiesessie " + city, EN: "Inspiration session " + city},
			Starts: starts, Ends: starts.Add(4 * time.Hour),
			Venue: models.Venue{
				Name: "Voorbeeldhuis", Address: "Voorbeeldstraat 1", Postcode: "1234 AB", City: city,
				Accessibility: models.Text{NL: "Rolstoeltoegankelijk.", EN: "Wheelchair accessible."},
			},
			Programme: []models.ProgrammeItem{
				{Starts: starts, Ends: starts.Add(time.Hour), Kind: "plenary", Title: models.Text{NL: "Welkom", EN: "Welcome"}},
				{Starts: starts.Add(time.Hour), Ends: starts.Add(4 * time.Hour), Kind: "tables", Title: models.Text{NL: "Tafelronde", EN: "Table round"}},
			},
		})
	}
	return series
}

// sampleLetter is a letter to the contact Voorbeeld Een about people of the given statuses, of whom the contact is the first.
func sampleLetter(kind models.LetterKind, language string, statuses ...models.Status) *models.Letter {
	letter := &models.Letter{
		ID: 12, RegistrationID: 7, ParticipantID: 21, PlacementID: 5, Kind: kind, Language: language,
		RecipientName: "Voorbeeld Een", RecipientEmail: "een@voorbeeld.example",
		MessageID: "mq3c5x@aanmelden.example", UID: "geheim@aanmelden.example", Sequence: 2,
		Stamp:  time.Date(2026, time.November, 21, 19, 56, 12, 0, time.UTC),
		Series: sampleSeries(),
		Facts: models.Facts{
			ToContact: true, Reference: "VK7Q-2M", RegistrationVersion: 1, ParticipantVersion: 3,
			ContactName: "Voorbeeld Een", Organisation: "Gemeente Voorbeeld", SessionID: 1,
		},
	}
	if kind == models.LetterWaiting || kind == models.LetterCancellation {
		letter.UID = ""
	}
	for i, status := range statuses {
		letter.Facts.People = append(letter.Facts.People, models.PersonFact{Place: i + 1, Name: "Voorbeeld " + []string{"Een", "Twee", "Drie"}[i], Status: status})
	}
	return letter
}

// absent makes the contact of a letter one who does not attend.
func absent(letter *models.Letter) *models.Letter {
	letter.ParticipantID, letter.UID, letter.Facts.ParticipantVersion = 0, "", 0
	letter.RecipientName, letter.Facts.ContactName = "Voorbeeld Secretaris", "Voorbeeld Secretaris"
	return letter
}

// own makes a letter one to the participant whom it is about.
func own(letter *models.Letter) *models.Letter {
	letter.ParticipantID, letter.RecipientName, letter.RecipientEmail = 22, "Voorbeeld Twee", "twee@voorbeeld.example"
	letter.Facts.ToContact, letter.Facts.RegistrationVersion = false, 0
	letter.Facts.People = []models.PersonFact{{Place: 2, Name: "Voorbeeld Twee", Status: letter.Facts.People[0].Status}}
	return letter
}

func with(letter *models.Letter, change func(*models.Facts)) *models.Letter {
	change(&letter.Facts)
	return letter
}

// substituted makes a letter one about Voorbeeld Vier, who goes in the place of the one person whom it is about.
func substituted(letter *models.Letter) *models.Letter {
	letter.ParticipantID, letter.PlacementID, letter.UID = 0, 0, ""
	letter.Facts.ParticipantVersion, letter.Facts.Substitute = 0, "Voorbeeld Vier"
	return letter
}

// samples are letters of every kind, for every audience.
func samples(language string) map[string]*models.Letter {
	c, w, x := models.Confirmed, models.Waiting, models.Cancelled
	waits := func(f *models.Facts) { f.Ahead, f.Size = 7, len(f.People) }
	moved := func(f *models.Facts) { f.OldSessionID = 2 }
	links := func(f *models.Facts) {
		*f = models.Facts{Links: []models.LinkFact{
			{SeriesTitle: models.Text{NL: "Voorbeeldreeks", EN: "Sample series"}, RegistrationID: 7, Version: 1, Name: "Voorbeeld Een", Reference: "VK7Q-2M"},
			{SeriesTitle: models.Text{NL: "Andere reeks", EN: "Other series"}, RegistrationID: 9, ParticipantID: 30, Version: 2, Name: "Voorbeeld Een", Reference: "VK8R-3N"},
		}}
	}
	all := map[string]*models.Letter{}
	for kind, status := range map[models.LetterKind]models.Status{
		models.LetterConfirmation: c, models.LetterWaiting: w, models.LetterPromotion: c, models.LetterCancellation: x,
	} {
		change := func(*models.Facts) {}
		if kind == models.LetterWaiting {
			change = waits
		}
		all[string(kind)+" you"] = with(sampleLetter(kind, language, status), change)
		all[string(kind)+" group"] = with(sampleLetter(kind, language, status, status, status), change)
		all[string(kind)+" colleague"] = with(absent(sampleLetter(kind, language, status)), change)
		all[string(kind)+" colleagues"] = with(absent(sampleLetter(kind, language, status, status)), change)
		all[string(kind)+" participant"] = with(own(sampleLetter(kind, language, status)), change)
	}
	all["confirmation mixed"] = with(sampleLetter(models.LetterConfirmation, language, c, w, w), func(f *models.Facts) { f.Ahead, f.Size = 4, 1 })
	all["waiting first"] = with(sampleLetter(models.LetterWaiting, language, w), func(f *models.Facts) { f.Size = 1 })
	all["waiting meanwhile"] = with(sampleLetter(models.LetterWaiting, language, w, w), func(f *models.Facts) { f.Ahead, f.Size, f.FilledMeanwhile = 1, 2, true })
	all["promotion moved"] = with(sampleLetter(models.LetterPromotion, language, c), moved)
	all["promotion moved group"] = with(sampleLetter(models.LetterPromotion, language, c, c), moved)
	all["promotion moved colleague"] = with(absent(sampleLetter(models.LetterPromotion, language, c)), moved)
	all["promotion moved colleagues"] = with(absent(sampleLetter(models.LetterPromotion, language, c, c)), moved)
	all["substitution replaced"] = substituted(own(sampleLetter(models.LetterSubstitution, language, x)))
	all["substitution contact"] = substituted(absent(sampleLetter(models.LetterSubstitution, language, x)))
	all["substitution replaced contact"] = substituted(sampleLetter(models.LetterSubstitution, language, x))
	for _, kind := range []models.LetterKind{models.LetterLinks, models.LetterDuplicate} {
		letter := with(sampleLetter(kind, language), links)
		letter.UID, letter.ParticipantID, letter.PlacementID = "", 0, 0
		all[string(kind)] = letter
	}
	return all
}

// read is a message as a mail reader takes it apart.
type read struct {
	raw    []byte
	header netmail.Header
	text   string
	html   string
	events map[string][]byte // by file name
	types  []string          // of the parts, in order
}

func (r *read) subject(t testing.TB) string { return decoded(t, r.header.Get("Subject")) }

func decoded(t testing.TB, header string) string {
	t.Helper()
	text, err := new(mime.WordDecoder).DecodeHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func render(t testing.TB, letter *models.Letter) *read {
	t.Helper()
	raw, err := mails.Render(letter, options())
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, raw)
}

func parse(t testing.TB, raw []byte) *read {
	t.Helper()
	for _, l := range strings.SplitAfter(string(raw), "\n") {
		if l != "" && !strings.HasSuffix(l, "\r\n") || len(l) > 1000 || strings.IndexFunc(l, func(r rune) bool { return r >= 0x80 }) >= 0 {
			t.Errorf("not a line of 7-bit mail: %q", l)
		}
	}
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r := &read{raw: raw, header: message.Header, events: map[string][]byte{}}
	entity, err := gomessage.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	err = entity.Walk(func(_ []int, part *gomessage.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, _, err := part.Header.ContentType()
		if err != nil {
			return err
		}
		r.types = append(r.types, kind)
		if strings.HasPrefix(kind, "multipart/") {
			return nil
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return err
		}
		switch kind {
		case "text/plain":
			r.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		case "text/html":
			r.html = string(body)
		default:
			_, params, err := part.Header.ContentDisposition()
			if err != nil {
				return err
			}
			r.events[params["filename"]] = body
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func forEverySample(t *testing.T, test func(t *testing.T, language, name string, letter *models.Letter, message *read)) {
	t.Helper()
	for _, language := range models.Languages {
		for name, letter := range samples(language) {
			t.Run(language+" "+name, func(t *testing.T) { test(t, language, name, letter, render(t, letter)) })
		}
	}
}
