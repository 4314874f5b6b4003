package lists

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

// towns is the sample series with three sessions, of which two are in one town.
func towns() *models.Series {
	series := sample()
	for _, place := range [][2]string{{"zwolle", "Zwolle"}, {"utrecht-ochtend", "Utrecht"}, {"utrecht-middag", "Utrecht"}} {
		series.Sessions = append(series.Sessions, models.Session{Slug: place[0], Venue: models.Venue{City: place[1]}})
	}
	return series
}

func seated() []models.EmployerSeats {
	return []models.EmployerSeats{
		{Organisation: "=Gemeente", Sector: "gemeenten", Sessions: []models.SeatCount{{Confirmed: 3, Offered: 1, Waiting: 2}, {}, {Waiting: 4}}},
		{Organisation: "School Zuid", Sector: "po", Sessions: []models.SeatCount{{}, {Confirmed: 1}, {}}},
	}
}

func TestOrganisationsHaveThreeColumnsForEachSession(t *testing.T) {
	var out bytes.Buffer
	if err := OrganisationsCSV(&out, towns(), Options{Language: "en"}, seated()); err != nil {
		t.Fatal(err)
	}
	want := "Sector,Organisation,Zwolle: seat confirmed,Zwolle: seat held,Zwolle: on the waiting list," +
		"utrecht-ochtend: seat confirmed,utrecht-ochtend: seat held,utrecht-ochtend: on the waiting list,utrecht-middag: seat confirmed,utrecht-middag: seat held,utrecht-middag: on the waiting list\r\n" +
		"gemeenten,'=Gemeente,3,1,2,0,0,0,0,0,4\r\npo,School Zuid,0,0,0,1,0,0,0,0,0\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestOrganisationsOpenAsNumbersInLibreOffice(t *testing.T) {
	var out bytes.Buffer
	if err := OrganisationsXLSX(&out, towns(), Options{}, seated()); err != nil {
		t.Fatal(err)
	}
	got := office(t, "organisations.xlsx", out.Bytes())[0]
	if len(got) != 3 || got[1][1].Text != "=Gemeente" || got[1][1].Formula != "" || got[1][2].Kind != "float" || got[1][2].Value != "3" || got[1][10].Value != "4" {
		t.Error(got)
	}
}

func TestOrganisationsAsJSONNameTheSessions(t *testing.T) {
	var out bytes.Buffer
	if err := OrganisationsJSON(&out, towns(), seated()); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(out.String(), "\n{\"sector\":\"po\"")
	const want = "[\n" + `{"sector":"gemeenten","organisation":"=Gemeente","sessions":[{"session":"zwolle","confirmed":3,"offered":1,"waiting":2},` +
		`{"session":"utrecht-ochtend","confirmed":0,"offered":0,"waiting":0},{"session":"utrecht-middag","confirmed":0,"offered":0,"waiting":4}]},`
	if diff := cmp.Diff(want, first); diff != "" || !json.Valid(out.Bytes()) {
		t.Error(diff)
	}
	out.Reset()
	if err := OrganisationsJSON(&out, towns(), nil); err != nil || out.String() != "[\n]\n" {
		t.Errorf("nobody is %q, %v", out.String(), err)
	}
}

// tallied are answers to the questions of the sample series.
func tallied() []models.Tally {
	series := sample()
	for i := range series.Questions {
		series.Questions[i].ID = int64(i + 1)
	}
	return models.Tallies(series.Questions, []models.GivenAnswer{
		{QuestionID: 1, Value: "inkoop,partners", Times: 2},
		{QuestionID: 1, Value: "weg", Times: 1},
		{QuestionID: 2, Value: "halal", Times: 5},
		{QuestionID: 3, Value: "no", Times: 1},
		{QuestionID: 4, Value: "=1+1", Times: 1},
		{QuestionID: 4, Value: "Hoe?\nEn wanneer?", Times: 3},
	})
}

func TestAnswersAreListedByQuestionWithHowOftenTheyWereGiven(t *testing.T) {
	var out bytes.Buffer
	if err := AnswersCSV(&out, sample(), Options{Language: "nl"}, tallied()); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffVraag;Antwoord;Aantal\r\nWat zoekt u?;Partners, in de regio;2\r\nWat zoekt u?;Inkoop;2\r\nWat zoekt u?;weg;1\r\n" +
		"Borrel?;Ja;0\r\nBorrel?;Nee;1\r\nVraag;'=1+1;1\r\nVraag;\"Hoe?\r\nEn wanneer?\";3\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	out.Reset()
	if err := AnswersXLSX(&out, sample(), Options{}, tallied()); err != nil {
		t.Fatal(err)
	}
	got := office(t, "answers.xlsx", out.Bytes())[0]
	if len(got) != 8 || got[6][1].Text != "=1+1" || got[6][1].Formula != "" || got[7][1].Text != "Hoe?\nEn wanneer?" || got[7][2].Value != "3" {
		t.Error(got)
	}
}
