package lists

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

// hostile is a row of everything that goes wrong between programs.
func hostile() models.Attendee {
	a := row()
	a.Name, a.Email, a.Role, a.Organisation, a.Phone = "=cmd|' /C calc'!A0", "zoë@vonk.example", "Δήμος & Łódź <b>", "Größe 🎉 Ærø \"x\"", "0612345678"
	a.Answers = map[string]string{"vraag": "eerste regel\ntweede; regel, 'zo'", "borrel": "no"}
	return a
}

func TestWorkbookOpensWithEveryValueAsItIs(t *testing.T) {
	abroad := row()
	abroad.Status, abroad.Position, abroad.Phone, abroad.Name, abroad.Reference = models.Confirmed, 0, "+31 6 1234", "-1", "0012-3456"
	got := office(t, "list.xlsx", []byte(write(t, XLSX, Options{Language: "nl"}, hostile(), abroad)))
	if len(got) != 1 || len(got[0]) != 3 {
		t.Fatalf("LibreOffice reads %v", got)
	}
	text := func(values ...string) (cells []opened) {
		for _, value := range values {
			c := opened{Kind: "string", Text: value}
			if value == "" {
				c.Kind = ""
			}
			cells = append(cells, c)
		}
		return cells
	}
	date := opened{Kind: "date", Text: "2027-03-28 03:30", Value: "2027-03-28T03:30:00"}
	want := [][]opened{
		text("Kenmerk", "Sessie", "Status", "Plek op de wachtlijst", "Naam", "E-mailadres", "Functie", "Organisatie", "Sector", "Telefoon", "Aangemeld op", "Taal", "Wat zoekt u?", "Borrel?", "Vraag"),
		text("VK-1", "zwolle", "waiting", "", "=cmd|' /C calc'!A0", "zoë@vonk.example", "Δήμος & Łódź <b>", "Größe 🎉 Ærø \"x\"", "gemeenten", "0612345678", "", "nl", "", "Nee", "eerste regel\ntweede; regel, 'zo'"),
		text("0012-3456", "zwolle", "confirmed", "", "-1", "een@vonk.example", "HR", "Gemeente Voorbeeld", "gemeenten", "+31 6 1234", "", "nl", "Partners, in de regio; Inkoop", "Ja"),
	}
	want[1][3] = opened{Kind: "float", Text: "8", Value: "8"}
	want[1][10], want[2][10] = date, date
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
}

// parts are the files of which a workbook consists.
func parts(t *testing.T, workbook string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(raw)
	}
	return all
}

func TestWorkbookStaysReadableWhileScrollingAndFilters(t *testing.T) {
	all := parts(t, write(t, XLSX, Options{Language: "en"}, row(), row()))
	sheet := all["xl/worksheets/sheet1.xml"]
	for _, needed := range []string{`state="frozen"`, `ySplit="1"`, `<autoFilter ref="$A$1:$O$3"`, `width="34"`, `customWidth="1"`} {
		if !strings.Contains(sheet, needed) {
			t.Errorf("the sheet lacks %s: %.1500s", needed, sheet)
		}
	}
	if !strings.Contains(all["xl/workbook.xml"], `name="Attendees"`) {
		t.Error(all["xl/workbook.xml"])
	}
}

func TestWorkbookMarksAsTextWhatWouldRun(t *testing.T) {
	all := parts(t, write(t, XLSX, Options{}, hostile()))
	sheet := all["xl/worksheets/sheet1.xml"]
	if strings.Contains(sheet, "<f>") || strings.Contains(sheet, "<f ") {
		t.Error("a formula got into the workbook")
	}
	if !strings.Contains(all["xl/styles.xml"], `quotePrefix="true"`) {
		t.Error("no style has Excel's own mark of text")
	}
	style := func(ref string) string {
		_, after, _ := strings.Cut(sheet, `r="`+ref+`" s="`)
		number, _, _ := strings.Cut(after, `"`)
		return number
	}
	if run, plain := style("E2"), style("J2"); run == "" || plain == "" || run == plain {
		t.Errorf("the name =cmd… has the style %q, and the telephone %q", run, plain)
	}
}

func TestListLongerThanASheetGoesOnInTheNext(t *testing.T) {
	var out bytes.Buffer
	table := attendeeTable(sample(), Options{Language: "nl", Columns: []string{"reference"}}, rows(row(), row(), row(), row(), row()))
	if err := writeXLSX(&out, table, 3); err != nil {
		t.Fatal(err)
	}
	got := office(t, "long.xlsx", out.Bytes())
	if len(got) != 3 || len(got[0]) != 3 || len(got[1]) != 3 || len(got[2]) != 2 || got[2][0][0].Text != "Kenmerk" || got[2][1][0].Text != "VK-1" {
		t.Errorf("five rows in sheets of three lines became %v", got)
	}
}

func TestWorkbookThatFailsIsTold(t *testing.T) {
	errAway := errors.New("database away")
	if err := XLSX(io.Discard, sample(), Options{}, func(func(models.Attendee) error) error { return errAway }); !errors.Is(err, errAway) {
		t.Error(err)
	}
	for _, after := range []int{0, 2, 5000} {
		if err := XLSX(&failing{after}, sample(), Options{}, rows(row())); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v", after, err)
		}
	}
}

func TestFilesOfALongWorkbookAreRemoved(t *testing.T) {
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	kept := 0
	err := XLSX(io.Discard, sample(), Options{}, func(yield func(models.Attendee) error) error {
		for range 20_000 {
			if err := yield(row()); err != nil {
				return err
			}
		}
		files, err := os.ReadDir(scratch)
		kept = len(files)
		return err
	})
	if files, _ := os.ReadDir(scratch); err != nil || kept == 0 || len(files) > 0 {
		t.Errorf("%d files while it was written, %v after: %v", kept, files, err)
	}
}
