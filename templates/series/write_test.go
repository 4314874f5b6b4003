package series

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"vonk/models"
)

// written reads what is written of a definition.
func written(t interface{ Fatalf(string, ...any) }, series *models.Series) *models.Series {
	raw := Write(series)
	again, _, err := Read("written.yaml", raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return again
}

func TestWrittenFileReadsAsTheSameDefinition(t *testing.T) {
	for _, file := range []string{"inspiratiesessies.yaml", "small.yaml"} {
		series, _, err := Read(file, []byte(read(t, file)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(series, written(t, series), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

func TestWrittenFileLeavesOutWhatIsUsual(t *testing.T) {
	series, _, err := Read("small.yaml", []byte(read(t, "small.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	raw := string(Write(series))
	for _, key := range []string{"retention", "offer_hours", "one_seat_per_person", "overbooking", "required", "holidays", "privacy", "summary", "room"} {
		if strings.Contains(raw, key) {
			t.Errorf("the file says %s:\n%s", key, raw)
		}
	}
}

func TestCancelledSessionIsWrittenAndReadAsOne(t *testing.T) {
	series, _, err := Read("f.yaml", []byte(change(t, "capacity: 60", "capacity: 60\n    status: cancelled")))
	if err != nil || series.Sessions[0].Status != models.SessionCancelled || series.Sessions[1].Status != models.SessionPublished {
		t.Fatal(series, err)
	}
	if again := written(t, series); again.Sessions[0].Status != models.SessionCancelled {
		t.Errorf("it became %s", again.Sessions[0].Status)
	}
}

func TestDraftMayHaveNoSessionsYet(t *testing.T) {
	series, _, err := Read("small.yaml", []byte(read(t, "small.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	series.Status, series.Sessions = models.SeriesDraft, nil
	if diff := cmp.Diff(series, written(t, series), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestOverbookingIsWrittenExactly(t *testing.T) {
	series, _, err := Read("small.yaml", []byte(read(t, "small.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		series.Sessions[0].Capacity = rapid.IntRange(12, 500).Draw(t, "capacity")
		series.Sessions[0].Overbooking = rapid.IntRange(0, 600).Draw(t, "overbooking")
		if got := written(t, series).Sessions[0].Overbooking; got != series.Sessions[0].Overbooking {
			t.Fatalf("%d seats became %d", series.Sessions[0].Overbooking, got)
		}
	})
}

// line is a text as people write it: also what YAML would take for something else.
func line(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"yes", "no", "null", "~", "12", "0612", "1e3", "2027-03-11", "12:30", "- a", "a: b", "a #b", "{a}", "[a]", "*a", "&a", "!a", "|", ">", "'", `"`, `\`,
			"%a", "@a", "`", "a, b", "é", "Zaal 😀", "=", "<<", "?", "..", "---", "a'b", "Off", ".inf", "0x1", "1_000", "a:", "a -", "-",
		}),
		rapid.StringMatching(`[A-Za-z0-9 .,:;#&*!|>'"%@{}\[\]-]{1,20}[a-z]`),
	).Filter(func(s string) bool { return strings.TrimSpace(s) == s }).Draw(t, name)
}

func text2(t *rapid.T, name string) models.Text {
	out := models.Text{NL: line(t, name+" nl")}
	if rapid.Bool().Draw(t, name+" both") {
		out.EN = line(t, name+" en") + "\n" + line(t, name+" more")
	}
	return out
}

// definition is a series that the reader takes, with every key at times.
func definition(t *rapid.T) *models.Series {
	zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Europe/Amsterdam", "UTC", "America/New_York"}).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, zone).AddDate(0, 0, rapid.IntRange(0, 200).Draw(t, "day"))
	at := func(days, minutes int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day()+days, 4, minutes, 0, 0, zone).UTC() // after the clock's hour of changing
	}
	some := func(name string) bool { return rapid.Bool().Draw(t, name) }
	s := models.Blank()
	s.Slug, s.Title, s.Summary, s.Timezone = "reeks", text2(t, "title"), text2(t, "summary"), zone.String()
	s.OrganiserName, s.OrganiserEmail, s.OrganiserPhone = line(t, "organiser"), "a@vonk.example", "0612345678"
	s.Status = rapid.SampledFrom([]models.SeriesStatus{models.SeriesDraft, models.SeriesPublished}).Draw(t, "status")
	s.Language = rapid.SampledFrom(models.Languages).Draw(t, "language")
	s.Opens, s.Sectors = at(-30, 0), []string{"rijk", "no", "12"}
	if some("closes") {
		s.Closes = at(-2, 30)
	}
	s.Retention.ContactDays = rapid.IntRange(0, 3660).Draw(t, "contact")
	p := &s.Policy
	p.OfferHours, p.PartyMax = rapid.IntRange(1, 99).Draw(t, "offer"), rapid.IntRange(1, 99).Draw(t, "party")
	p.OneSeatPerPerson, p.CloseBeforeStart = some("one"), time.Duration(rapid.IntRange(0, 9000).Draw(t, "close"))*time.Minute
	if some("limit") {
		p.OrganisationLimit = models.Limit{Seats: 4, Until: at(-9, 0)}
	}
	if some("reserve") {
		p.Reserves = []models.Reserve{{Sectors: []string{"no", "12"}, Seats: 3}, {Sectors: []string{"rijk"}, Seats: 1, Until: at(-8, 0)}}
	}
	if some("draw") {
		p.Admission, p.DrawAt, p.Beacon = models.AdmissionDraw, at(-10, 0), line(t, "beacon")
	}
	if some("holidays") {
		s.Holidays = models.Holidays{
			Public: []string{"2027-03-11"}, School: []models.SchoolHoliday{{Regions: []string{line(t, "region")}, From: "2027-03-11", Until: "2027-03-12"}, {From: "2027-03-11", Until: "2027-03-12"}},
			Other: []models.OtherDay{{Date: "2027-03-11", Name: text2(t, "day")}},
		}
	}
	if some("privacy") {
		s.Privacy = models.Privacy{Controller: line(t, "controller"), OfficerEmail: "b@vonk.example", Ground: text2(t, "ground"), Recipients: []models.Text{text2(t, "recipient")}}
	}
	for i, kind := range []string{models.QuestionText, models.QuestionChoice, models.QuestionYesNo} {
		q := models.Question{Position: i + 1, Key: "v-" + kind, Kind: kind, Label: text2(t, "label"), EachParticipant: some("each")}
		q.Sensitive = some("sensitive")
		q.Required = !q.Sensitive && some("required")
		if kind == models.QuestionText {
			q.MaxLength = rapid.IntRange(0, models.MaxText).Draw(t, "length")
		}
		if kind == models.QuestionChoice {
			q.Options = []models.Option{{Key: "yes", Label: text2(t, "option")}, {Key: "1", Label: text2(t, "option")}}
		}
		s.Questions = append(s.Questions, q)
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "sessions") {
		session := models.Session{
			Position: i + 1, Slug: []string{"een", "twee", "3"}[i], Status: models.SessionPublished, Title: text2(t, "title"), Region: line(t, "region"), SchoolRegion: line(t, "school"),
			Starts: at(i, 0), Ends: at(i, 240), Capacity: 20 + i, Overbooking: rapid.IntRange(0, 30).Draw(t, "overbooking"),
			Venue: models.Venue{Name: line(t, "venue"), Postcode: "1234 AB", City: line(t, "city"), Latitude: rapid.Float64Range(-90, 90).Draw(t, "lat"), Longitude: 4},
		}
		if some("cancelled") {
			session.Status = models.SessionCancelled
		}
		for j := range rapid.IntRange(0, 3).Draw(t, "items") {
			session.Programme = append(session.Programme, models.ProgrammeItem{
				Position: j + 1, Starts: at(i, 60*j), Ends: at(i, 60*j+45), Kind: models.ProgrammeKinds[j], Title: text2(t, "item"),
				Speakers: []string{line(t, "speaker"), line(t, "speaker")}, Room: line(t, "room"),
			})
		}
		s.Sessions = append(s.Sessions, session)
	}
	return s
}

func TestAnyDefinitionSurvivesBeingWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		series := definition(t)
		if diff := cmp.Diff(series, written(t, series), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}
