package lists

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"vonk/models"
)

func sheet(people ...models.Attendee) models.SignInSheet {
	starts := time.Date(2027, 3, 11, 12, 0, 0, 0, time.UTC)
	return models.SignInSheet{People: people, Session: &models.Session{
		Slug: "zwolle", Title: models.Text{NL: "Sessie Zwolle", EN: "Session Zwolle"}, Starts: starts, Ends: starts.Add(4 * time.Hour),
		Venue: models.Venue{Name: "Voorbeeldhuis", Address: "Voorbeeldstraat 1", Postcode: "1234 AB", City: "Zwolle"},
	}}
}

func crowd(n int) []models.Attendee {
	var people []models.Attendee
	for i := range n {
		people = append(people, models.Attendee{Name: fmt.Sprintf("Voorbeeld %03d", n-i), Organisation: "Gemeente Voorbeeld", Role: "adviseur"})
	}
	return people
}

var printed = time.Date(2027, 3, 10, 8, 0, 0, 0, time.UTC)

func pdf(t testing.TB, code string, sheets ...models.SignInSheet) []byte {
	t.Helper()
	series := sample()
	series.Title = models.Text{NL: "Voorbeeldreeks", EN: "Sample series"}
	var out bytes.Buffer
	if err := SignInSheets(&out, series, Options{Language: code}, printed, sheets...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// tool gives what a program of poppler says of a PDF.
func tool(t *testing.T, content []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, path)
	if name == "pdftotext" {
		args = append(args, "-")
	}
	output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, output)
	}
	return string(output)
}

// names are written in every alphabet of Europe.
var names = []string{
	"Ελευθερία Παπαδοπούλου", "Щербакова-Ђорђевић Љ. Њ.", "Łukasz Śródź", "Ærøskøbing Åse", "Ştefan Țurcanu", "Őrsi Űllő", "Ŵyn Ŷorath", "Ġużeppi Ħal", "Đỗ Thị Ngọc",
}

func TestSheetHoldsEveryNameInItsOwnLetters(t *testing.T) {
	people := crowd(3)
	for _, name := range names {
		people = append(people, models.Attendee{Name: name, Organisation: "Gemeente Voorbeeld"})
	}
	words := tool(t, pdf(t, "nl", sheet(people...)), "pdftotext", "-layout")
	for _, needed := range append(names, "Presentielijst: Sessie Zwolle", "donderdag 11 maart 2027, 13.00 tot 17.00 uur", "Voorbeeldhuis, Voorbeeldstraat 1, 1234 AB Zwolle", "Handtekening", "1 van 1") {
		if !strings.Contains(words, needed) {
			t.Errorf("the sheet lacks %q: %s", needed, words)
		}
	}
	if first, last := strings.Index(words, "Voorbeeld 001"), strings.Index(words, "Voorbeeld 003"); first < 0 || last < first {
		t.Errorf("the people do not stand by name: %s", words)
	}
}

func TestEveryPageSaysWhatItIsAndWhichOfHowMany(t *testing.T) {
	for code, want := range map[string]string{"nl": "%d van %d", "en": "%d of %d"} {
		content := pdf(t, code, sheet(crowd(300)...))
		pages := strings.Split(strings.TrimSuffix(tool(t, content, "pdftotext", "-layout"), "\f"), "\f")
		if len(pages) < 14 {
			t.Fatalf("300 people stand on %d pages", len(pages))
		}
		people := 0
		for i, page := range pages {
			people += strings.Count(page, "adviseur")
			for _, needed := range []string{fmt.Sprintf(want, i+1, len(pages)), "Zwolle", "2027", map[string]string{"nl": "Naam", "en": "Name"}[code]} {
				if !strings.Contains(page, needed) {
					t.Errorf("page %d lacks %q: %s", i+1, needed, page)
				}
			}
		}
		if people != 300 {
			t.Errorf("the sheet holds %d people", people)
		}
	}
}

func TestSheetsOfSeveralSessionsCountTheirOwnPages(t *testing.T) {
	other := sheet(crowd(30)...)
	other.Session.Slug, other.Session.Title = "utrecht", models.Text{NL: "Sessie Utrecht"}
	words := tool(t, pdf(t, "nl", sheet(crowd(2)...), other), "pdftotext", "-layout")
	for _, needed := range []string{"1 van 1", "1 van 2", "2 van 2", "Sessie Zwolle", "Sessie Utrecht"} {
		if !strings.Contains(words, needed) {
			t.Errorf("the sheets lack %q", needed)
		}
	}
}

func TestSheetWithoutRolesHasNoColumnForThem(t *testing.T) {
	people := crowd(2)
	if words := tool(t, pdf(t, "nl", sheet(people...)), "pdftotext"); !strings.Contains(words, "Functie") {
		t.Error(words)
	}
	for i := range people {
		people[i].Role = ""
	}
	if words := tool(t, pdf(t, "nl", sheet(people...)), "pdftotext"); strings.Contains(words, "Functie") || !strings.Contains(words, "Handtekening") {
		t.Error(words)
	}
}

// box is where a word stands on its page, in points.
type box struct{ left, top, right, bottom float64 }

func TestLongTextsStayInTheirPlace(t *testing.T) {
	people := append(crowd(2),
		models.Attendee{Name: strings.Repeat("Langenaamzonderspaties", 5), Organisation: strings.Repeat("Samenwerkende gemeenten van de regio ", 5), Role: strings.Repeat("w", 190)},
		models.Attendee{Name: strings.Repeat("Щ", 60), Organisation: "Ὀ" + strings.Repeat("Ω", 80), Role: "e\u0301" + strings.Repeat("m\u0304", 60)},
	)
	long := sheet(people...)
	layout := tool(t, pdf(t, "nl", long), "pdftotext", "-bbox")
	word := regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>`)
	var all []box
	began := false
	for _, found := range word.FindAllStringSubmatch(layout, -1) {
		var b box
		if _, err := fmt.Sscan(strings.Join(found[1:5], " "), &b.left, &b.top, &b.right, &b.bottom); err != nil {
			t.Fatal(err)
		}
		if began = began || found[5] == "Naam"; !began || b.top > (297-paperBottom)/mmOfPoint {
			continue // above the rows, and under them
		}
		edge := paperMargin
		for _, column := range columnsOfSheet(&long) {
			end := (edge + column.width) / mmOfPoint
			if b.left >= edge/mmOfPoint && b.left < end && b.right > end {
				t.Errorf("%q reaches %.1f, and its column ends at %.1f", found[5], b.right, end)
			}
			edge += column.width
		}
		for _, other := range all {
			const touch = 0.5
			if b.left+touch < other.right && other.left+touch < b.right && b.top+touch < other.bottom && other.top+touch < b.bottom {
				t.Errorf("%q lies over another word", found[5])
			}
		}
		all = append(all, b)
	}
	if len(all) < 40 {
		t.Errorf("only %d words were looked at: %s", len(all), layout)
	}
}

func TestWhatTheFontHasNotShowsAsAMark(t *testing.T) {
	words := tool(t, pdf(t, "nl", sheet(models.Attendee{Name: "Voor\u200bbeeld 🎉\u0000 \U00010000 王"})), "pdftotext")
	if !strings.Contains(words, "Voorbeeld \ufffd \ufffd") {
		t.Error(words)
	}
}

func TestSheetTellsReadersItsTitleAndLanguage(t *testing.T) {
	content := pdf(t, "en", sheet())
	if about := tool(t, content, "pdfinfo"); !strings.Contains(about, "Sign-in sheet: Zwolle, Thursday 11 March 2027") || !strings.Contains(about, "Mar 10 08:00:00 2027") {
		t.Error(about)
	}
	if !bytes.Contains(content, []byte("/Lang (en)")) {
		t.Error("the PDF does not say its language")
	}
}

func TestSameSheetAtTheSameMomentIsTheSameBytes(t *testing.T) {
	people := crowd(20)
	first := pdf(t, "nl", sheet(people...))
	for range 5 {
		if !bytes.Equal(first, pdf(t, "nl", sheet(people...))) {
			t.Fatal("the bytes differ")
		}
	}
	if people[0].Name != "Voorbeeld 020" {
		t.Error("the caller's people were sorted")
	}
}

func TestSheetHasLinesForWhoWalksIn(t *testing.T) {
	for people, want := range map[int]int{0: 5, 50: 5, 300: 30} {
		s := sheet(crowd(people)...)
		if got := s.BlankLines(); got != want {
			t.Errorf("%d people: %d blank lines, want %d", people, got, want)
		}
	}
	// Each line has a box for each column, drawn as "re S".
	if got, want := strings.Count(drawn(t, pdf(t, "nl", sheet(crowd(7)...))), " re S"), (7+5)*4; got != want {
		t.Errorf("%d boxes are drawn, want %d", got, want)
	}
}

// drawn is what the pages of a PDF draw.
func drawn(t *testing.T, content []byte) string {
	t.Helper()
	var all strings.Builder
	for _, part := range bytes.Split(content, []byte("stream\n"))[1:] {
		reader, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue // the end of the one before
		}
		_, _ = io.Copy(&all, reader) // a font ends otherwise
	}
	return all.String()
}
