package lists

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vonk/models"
)

func sample() *models.Series {
	return &models.Series{
		Slug:     "reeks",
		Timezone: "Europe/Amsterdam",
		Questions: []models.Question{
			{Key: "zoekt", Label: models.Text{NL: "Wat zoekt u?", EN: "What do you seek?"}, Kind: models.QuestionMultiple, Options: []models.Option{
				{Key: "partners", Label: models.Text{NL: "Partners, in de regio", EN: "Partners, in the region"}},
				{Key: "inkoop", Label: models.Text{NL: "Inkoop", EN: "Procurement"}},
			}},
			{Key: "lunch", Label: models.Text{NL: "Dieet", EN: "Diet"}, Kind: models.QuestionChoice, Sensitive: true, Options: []models.Option{
				{Key: "halal", Label: models.Text{NL: "Halal", EN: "Halal"}},
			}},
			{Key: "borrel", Label: models.Text{NL: "Borrel?", EN: "Drinks?"}, Kind: models.QuestionYesNo},
			{Key: "vraag", Label: models.Text{NL: "Vraag", EN: "Question"}, Kind: models.QuestionText},
		},
	}
}

func row() models.Attendee {
	return models.Attendee{
		Reference: "VK-1", Session: "zwolle", Status: models.Waiting, Position: 8, Name: "Voorbeeld Een", Email: "een@vonk.example",
		Role: "HR", Organisation: "Gemeente Voorbeeld", Sector: "gemeenten", Phone: "0612345678",
		RegisteredAt: time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC), Language: "nl",
		Answers: map[string]string{"zoekt": "partners,inkoop", "lunch": "halal", "borrel": "yes"},
	}
}

func rows(list ...models.Attendee) Rows {
	return func(yield func(models.Attendee) error) error {
		for _, row := range list {
			if err := yield(row); err != nil {
				return err
			}
		}
		return nil
	}
}

func write(t testing.TB, to func(io.Writer, *models.Series, Options, Rows) error, options Options, list ...models.Attendee) string {
	t.Helper()
	var out bytes.Buffer
	if err := to(&out, sample(), options, rows(list...)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestDutchListIsWrittenForExcel(t *testing.T) {
	confirmed := row()
	confirmed.Status, confirmed.Position, confirmed.Answers = models.Confirmed, 0, nil
	got := write(t, CSV, Options{Language: "nl"}, row(), confirmed)
	want := "\ufeffKenmerk;Sessie;Status;Plek op de wachtlijst;Naam;E-mailadres;Functie;Organisatie;Sector;Telefoon;Aangemeld op;Taal;Wat zoekt u?;Borrel?;Vraag\r\n" +
		"VK-1;zwolle;waiting;8;Voorbeeld Een;een@vonk.example;HR;Gemeente Voorbeeld;gemeenten;0612345678;2027-03-28 03:30;nl;\"Partners, in de regio; Inkoop\";Ja;\r\n" +
		"VK-1;zwolle;confirmed;;Voorbeeld Een;een@vonk.example;HR;Gemeente Voorbeeld;gemeenten;0612345678;2027-03-28 03:30;nl;;;\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEnglishListIsRFC4180(t *testing.T) {
	got := write(t, CSV, Options{Language: "en"}, row())
	want := "Reference,Session,Status,Place on the waiting list,Name,E-mail address,Job title,Organisation,Sector,Telephone,Registered at,Language,What do you seek?,Drinks?,Question\r\n" +
		"VK-1,zwolle,waiting,8,Voorbeeld Een,een@vonk.example,HR,Gemeente Voorbeeld,gemeenten,0612345678,2027-03-28 03:30,nl,\"Partners, in the region; Procurement\",Yes,\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDialectIsChosenApartFromLanguage(t *testing.T) {
	if got := write(t, CSV, Options{Language: "nl", Dialect: DialectRFC4180}); !strings.HasPrefix(got, "Kenmerk,Sessie,") {
		t.Error(got)
	}
	if got := write(t, CSV, Options{Language: "en", Dialect: DialectExcel}); !strings.HasPrefix(got, "\ufeffReference;Session;") {
		t.Error(got)
	}
}

func TestSensitiveAnswersComeOnlyWhenAskedFor(t *testing.T) {
	for name, to := range map[string]func(io.Writer, *models.Series, Options, Rows) error{"csv": CSV, "json": JSON} {
		t.Run(name, func(t *testing.T) {
			if got := write(t, to, Options{}, row()); strings.Contains(strings.ToLower(got), "halal") || strings.Contains(got, "Dieet") {
				t.Error(got)
			}
			if got := write(t, to, Options{Sensitive: true}, row()); !strings.Contains(strings.ToLower(got), "halal") {
				t.Error(got)
			}
		})
	}
}

func TestJSONHasTheContractsKeysInOrder(t *testing.T) {
	got := write(t, JSON, Options{Sensitive: true}, row(), models.Attendee{Session: "zwolle", Status: models.Confirmed, RegisteredAt: row().RegisteredAt})
	want := `[
{"reference":"VK-1","session":"zwolle","status":"waiting","position":8,"name":"Voorbeeld Een","email":"een@vonk.example","role":"HR","organisation":"Gemeente Voorbeeld","sector":"gemeenten","phone":"0612345678","registered_at":"2027-03-28T03:30:00+02:00","language":"nl","zoekt":["partners","inkoop"],"lunch":"halal","borrel":"yes","vraag":null},
{"reference":"","session":"zwolle","status":"confirmed","position":null,"name":"","email":"","role":"","organisation":"","sector":"","phone":"","registered_at":"2027-03-28T03:30:00+02:00","language":"","zoekt":null,"lunch":null,"borrel":null,"vraag":null}
]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsAreChosenByTheirKeys(t *testing.T) {
	options := Options{Language: "en", Columns: []string{"name", "answer_borrel", "position", "answer_lunch", "nothing", "reference"}}
	if got, want := write(t, CSV, options, row()), "Name,Drinks?,Place on the waiting list,Reference\r\nVoorbeeld Een,Yes,8,VK-1\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := write(t, JSON, options, row()), "[\n{\"name\":\"Voorbeeld Een\",\"borrel\":\"yes\",\"position\":8,\"reference\":\"VK-1\"}\n]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	options.Sensitive = true
	if got := write(t, CSV, options, row()); !strings.Contains(got, "Drinks?,Place on the waiting list,Diet,Reference") || !strings.Contains(got, ",8,Halal,") {
		t.Error(got)
	}
}

func TestListWithoutRowsIsStillAList(t *testing.T) {
	if got := write(t, JSON, Options{}); got != "[\n]\n" {
		t.Errorf("%q", got)
	}
	if got := write(t, CSV, Options{Language: "en"}); strings.Count(got, "\r\n") != 1 {
		t.Errorf("%q", got)
	}
}

func TestCellsThatASpreadsheetWouldRunAreDefused(t *testing.T) {
	tests := map[string]string{
		"=1+1":                "'=1+1",
		"+31612345678":        "'+31612345678",
		"-1":                  "'-1",
		"@SUM(A1)":            "'@SUM(A1)",
		" =1":                 "' =1",
		"\u00a0=1":            "'\u00a0=1",
		"\t=1":                "'\t=1",
		"\ttext":              "'\ttext",
		"\rtext":              "'\rtext",
		"\ntext":              "'\ntext",
		"＝1":                  "'＝1",
		`=HYPERLINK("x";"y")`: `'=HYPERLINK("x";"y")`,
		"a=1":                 "a=1",
		"Jan-Piet":            "Jan-Piet",
		"'s-Hertogenbosch":    "'s-Hertogenbosch",
		" ":                   " ",
		"":                    "",
	}
	for given, want := range tests {
		if got := defused(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func TestHeadingsAreDefusedToo(t *testing.T) {
	series := sample()
	series.Questions[3].Label.NL = "=1+1"
	var out bytes.Buffer
	if err := CSV(&out, series, Options{}, rows()); err != nil || !strings.Contains(out.String(), ";'=1+1\r\n") {
		t.Error(out.String(), err)
	}
}

func TestAnyValueComesBackFromCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := row()
		for _, field := range []*string{&a.Name, &a.Role, &a.Organisation, &a.Phone} {
			*field = rapid.String().Draw(t, "text")
		}
		a.Name = "V" + a.Name // without any name somebody was erased
		a.Answers = map[string]string{"vraag": rapid.StringMatching(`[=+\-@;,"' \nа-яa-z]{0,20}`).Draw(t, "answer")}
		dialect := rapid.SampledFrom([]string{DialectExcel, DialectRFC4180}).Draw(t, "dialect")
		var out bytes.Buffer
		if err := CSV(&out, sample(), Options{Dialect: dialect}, rows(a)); err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), byteOrderMark)))
		if dialect == DialectExcel {
			reader.Comma = ';'
		}
		records, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for column, want := range map[int]string{4: a.Name, 6: a.Role, 7: a.Organisation, 9: a.Phone, 14: a.Answers["vraag"]} {
			got := records[1][column]
			want = strings.ReplaceAll(defused(want), "\r", "") // within a cell a line ends with CRLF
			if got != want {
				t.Fatalf("column %d: %q came back as %q", column, want, got)
			}
		}
	})
}

func TestAnyValueComesBackFromJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := row()
		a.Name = rapid.String().Draw(t, "name")
		var out bytes.Buffer
		if err := JSON(&out, sample(), Options{}, rows(a)); err != nil {
			t.Fatal(err)
		}
		var list []map[string]any
		if err := json.Unmarshal(out.Bytes(), &list); err != nil || list[0]["name"] != a.Name {
			t.Fatal(out.String(), err)
		}
	})
}

func TestListIsWrittenAsItsRowsCome(t *testing.T) {
	for name, to := range map[string]func(io.Writer, *models.Series, Options, Rows) error{"csv": CSV, "json": JSON} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			largest := 0
			err := to(&out, sample(), Options{}, func(yield func(models.Attendee) error) error {
				for range 10_000 {
					before := out.Len()
					if err := yield(row()); err != nil {
						return err
					}
					largest = max(largest, out.Len()-before)
				}
				return nil
			})
			if err != nil || out.Len() < 1_000_000 || largest > 10_000 {
				t.Errorf("%d bytes, at most %d at once, %v", out.Len(), largest, err)
			}
		})
	}
}

type failing struct{ after int }

var errFull = errors.New("disk full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestFailureToWriteOrReadIsTold(t *testing.T) {
	errAway := errors.New("database away")
	for name, to := range map[string]func(io.Writer, *models.Series, Options, Rows) error{"csv": CSV, "json": JSON} {
		for _, after := range []int{0, 2, 5000, 90_000} {
			if err := to(&failing{after}, sample(), Options{}, rows(slices.Repeat([]models.Attendee{row()}, 1000)...)); !errors.Is(err, errFull) {
				t.Errorf("%s after %d bytes: %v", name, after, err)
			}
		}
		if err := to(&failing{3}, sample(), Options{}, rows(row())); !errors.Is(err, errFull) {
			t.Errorf("%s with the last bytes: %v", name, err)
		}
		if err := to(io.Discard, sample(), Options{}, func(func(models.Attendee) error) error { return errAway }); !errors.Is(err, errAway) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
