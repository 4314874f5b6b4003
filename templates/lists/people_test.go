package lists

import (
	"bytes"
	"errors"
	"runtime"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"vonk/models"
)

func peopleSeries() *models.Series {
	return &models.Series{Language: "nl", Sectors: []string{"po"}, Sessions: []models.Session{{Slug: "zwolle-1", Venue: models.Venue{City: "Zwolle"}}}}
}

func as(name string) string {
	if name == "Basisonderwijs" {
		return "po"
	}
	return name
}

// A list may come from a spreadsheet as tabs, from a Dutch one as semicolons, or as RFC 4180 has it, with headings of either
// language in any order.
func TestPeopleAreReadHoweverTheSpreadsheetWritesThem(t *testing.T) {
	want := []models.SignUp{
		{Session: "zwolle-1", Organisation: "School, Een", Sector: "po", Phone: "06", Language: "nl", People: []models.Person{{Name: "Voorbeeld Een", Email: "een@voorbeeld.example", Role: "juf"}}},
		{Session: "weg", Organisation: "School", Sector: "x", Language: "nl", People: []models.Person{{Name: "Voorbeeld Twee"}}},
	}
	for name, text := range map[string]string{
		"tabs":       "Naam\tE-mail\tFunctie\tOrganisatie\tSector\tSessie\tTelefoon\r\nVoorbeeld Een\teen@voorbeeld.example\tjuf\tSchool, Een\tBasisonderwijs\tZwolle\t06\r\n\t\t\r\nVoorbeeld Twee\t\t\tSchool\tx\tweg\r\n",
		"semicolons": "\ufeffsessie;naam;e-mailadres;functie;werkgever;sector;telefoonnummer\nzwolle-1;Voorbeeld Een;een@voorbeeld.example;juf;School, Een;po;06\nweg;Voorbeeld Twee;;;School;x;\n",
		"commas":     "name,email,role,organization,sector,session,phone,remark\nVoorbeeld Een,een@voorbeeld.example,juf,\"School, Een\",po,ZWOLLE,06,x\nVoorbeeld Twee,,,School,x,weg,\n",
	} {
		plain, err := PeopleText([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := People(plain, peopleSeries(), as)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSpreadsheetIsKnownByItsContent(t *testing.T) {
	file := excelize.NewFile()
	for i, row := range [][]any{{"naam", "e-mail", "organisatie", "sessie"}, {"Voorbeeld Een", "een@voorbeeld.example", "School\nEen", "zwolle-1"}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := file.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var raw bytes.Buffer
	if err := file.Write(&raw); err != nil {
		t.Fatal(err)
	}
	text, err := PeopleText(raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	people, err := People(text, peopleSeries(), as)
	if err != nil || len(people) != 1 || people[0].Organisation != "School\nEen" || people[0].Session != "zwolle-1" {
		t.Errorf("%+v, %v", people, err)
	}
	for name, content := range map[string][]byte{"half a spreadsheet": raw.Bytes()[:raw.Len()/2], "a picture": {0x89, 'P', 'N', 'G', 0}, "no text": {0xff, 0xfe}} {
		if _, err := PeopleText(content); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", "naam;e-mail\nx;y", "Voorbeeld Een;een@voorbeeld.example;School;zwolle-1"} {
		if _, err := People(text, peopleSeries(), as); !errors.Is(err, ErrHeading) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// filled is a spreadsheet with something in one column of every row.
func filled(t *testing.T, column string, rows int) []byte {
	t.Helper()
	file := excelize.NewFile()
	stream, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for row := 1; row <= rows; row++ {
		if err := stream.SetRow(column+strconv.Itoa(row), []any{"x"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if err := file.Write(&raw); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

// Cells in the last column of 300 rows once took 366 MiB.
func TestSpreadsheetThatIsTooWideOrTooLongIsRefusedBeforeItIsRead(t *testing.T) {
	for _, test := range []struct {
		column string
		rows   int
		want   error
	}{{"XFD", 300, ErrWide}, {"AY", 1, ErrWide}, {"AX", models.MaxMany + 1, nil}, {"A", models.MaxMany + 2, ErrLong}} {
		raw := filled(t, test.column, test.rows)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := PeopleText(raw)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, test.want) {
			t.Errorf("%d rows with only column %s: %v", test.rows, test.column, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
			t.Errorf("%d rows with only column %s took %d MiB", test.rows, test.column, took>>20)
		}
	}
}
