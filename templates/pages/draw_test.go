package pages

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
)

func TestDrawTellsWhatIsPublicByNowAndNothingMore(t *testing.T) {
	seedHash, _ := models.SeedHash(sampleSeed)
	held := drawn("nl", drawHeld, 3)
	for _, test := range []struct {
		state     string
		says, not []string
	}{
		{
			drawOpen,
			[]string{"Meedoen kan tot maandag 1 februari, 10.00 uur.", "maandag 1 februari 2027, 10.00 uur", seedHash, "de trekking van de Voorbeeldloterij op 2 februari 2027"},
			[]string{sampleSeed, "BCDF-", held.Draw.ListHash, held.Draw.Value, "Zoek mijn rang", "references.txt"},
		},
		{drawClosing, []string{"De lijst sluit nu.", seedHash}, []string{sampleSeed, "BCDF-", held.Draw.ListHash, held.Draw.Value, "Zoek mijn rang"}},
		{
			drawClosed,
			[]string{"De lijst is dicht.", seedHash, held.Draw.ListHash, "3 kenmerken", "Zoek mijn rang"},
			[]string{sampleSeed, held.Draw.Value, held.Lots[0].Lot, "openssl"},
		},
		{
			drawHeld,
			[]string{"verloot op dinsdag 2 februari, 12.00 uur.", seedHash, held.Draw.ListHash, sampleSeed, held.Draw.Value, held.Lots[0].Lot, held.Lots[2].Reference, "openssl"},
			[]string{"nog niet"},
		},
	} {
		t.Run(test.state, func(t *testing.T) {
			html, err := document(t, drawn("nl", test.state, 3)).Html()
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range test.says {
				if !strings.Contains(html, part) {
					t.Errorf("the page does not say %q", part)
				}
			}
			for _, part := range test.not {
				if strings.Contains(html, part) {
					t.Errorf("the page says %q", part)
				}
			}
		})
	}
}

func TestReferenceIsLookedUpHoweverItIsWritten(t *testing.T) {
	held, closed := drawn("nl", drawHeld, 3), drawn("nl", drawClosed, 3)
	rank := 0
	for _, lot := range held.Lots {
		if lot.Reference == "BCDF-BAAB" {
			rank = lot.Rank
		}
	}
	answer := fmt.Sprintf("Het kenmerk BCDF-BAAB heeft rang %d van 3.", rank)
	for asked, want := range map[string]string{
		"BCDF-BAAB": answer, "bcdf-baab": answer, " BCDFBAAB ": answer, "bcdf baab": answer,
		"BCDF-BAAZ": "Het kenmerk BCDF-BAAZ staat niet op de lijst. Klopt het? Dan bent u aangemeld nadat de lijst dicht ging, of had u zich al afgemeld.",
		"":          "", "  ": "", "-": "Het kenmerk - staat niet op de lijst.",
	} {
		page := *held
		page.Look(asked)
		if got := page.Answer(); got != want && !strings.HasPrefix(got, want+" ") {
			t.Errorf("%q: got %q, want %q", asked, got, want)
		}
	}
	closed.Look("BCDF-BAAB")
	if got := closed.Answer(); got != "Het kenmerk BCDF-BAAB staat op de lijst en doet mee." {
		t.Errorf("before the draw: %q", got)
	}
	open := drawn("nl", drawOpen, 0)
	open.Look("BCDF-BAAB")
	if got := open.Answer(); got != "" {
		t.Errorf("before the list is closed: %q", got)
	}
	held.Look(strings.Repeat("x", 5000))
	if len(held.Answer()) > 300 {
		t.Errorf("a long question has an answer of %d characters", len(held.Answer()))
	}
}

func TestLongRankingIsShownInPartsAndTheOwnRankInItsPart(t *testing.T) {
	page := drawn("nl", drawHeld, 250)
	rows := func() string {
		doc := document(t, page)
		return fmt.Sprint(doc.Find("tbody tr").Length(), " ", text(doc.Find("caption")), " ", doc.Find("a[rel=prev]").AttrOr("href", "-"), " ", doc.Find("a[rel=next]").AttrOr("href", "-"))
	}
	for part, want := range map[int]string{
		0: "100 Rang 1 tot en met 100 van 250 - /voorbeelden/draw?part=2#ranks",
		2: "100 Rang 101 tot en met 200 van 250 /voorbeelden/draw?part=1#ranks /voorbeelden/draw?part=3#ranks",
		3: "50 Rang 201 tot en met 250 van 250 /voorbeelden/draw?part=2#ranks -",
		9: "50 Rang 201 tot en met 250 van 250 /voorbeelden/draw?part=2#ranks -",
	} {
		page.Part = part
		if got := rows(); got != want {
			t.Errorf("part %d: got %s", part, got)
		}
	}
	page.Look(page.Lots[100].Reference)
	doc := document(t, page)
	own := doc.Find("tbody tr").First()
	if got := text(own.Find("th")); got != page.Lots[100].Reference+" uw kenmerk" || text(own.Find(".number")) != "101" {
		t.Errorf("the part of the own rank begins with %s", text(own))
	}
	if count := strings.Count(text(doc.Find("table")), "uw kenmerk"); count != 1 {
		t.Errorf("%d ranks are one's own", count)
	}
}

func TestPageOfAHundredThousandLotsIsSmall(t *testing.T) {
	page := drawn("nl", drawHeld, 100_000)
	page.Look(page.Lots[77_777].Reference)
	html, err := document(t, page).Html()
	if err != nil || len(html) > 50_000 || !strings.Contains(html, page.Lots[77_777].Lot) {
		t.Errorf("the page has %d characters, %v", len(html), err)
	}
}

// The commands of the page compute what the page says, in a shell, for values that a shell could take for something else.
func TestRecipesComputeTheSameAgain(t *testing.T) {
	for _, value := range []string{"2-12-23-30-34-45", "Lotto: 2, 12 & 23 (reserve '7')", `$HOME "x" \n %s *`, "-n"} {
		t.Run(value, func(t *testing.T) {
			page := drawn("nl", drawHeld, 30)
			page.Draw.Value = value
			lots, err := models.Lots(sampleSeed, value, page.Draw.References)
			if err != nil {
				t.Fatal(err)
			}
			page.Lots = lots
			page.Look(lots[4].Reference)
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, page.ListName()), []byte(strings.Join(page.Draw.References, "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			doc := document(t, page)
			run := func(what string) []string {
				command := doc.Find("dt").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == what }).Next().Last().Text()
				if command == "" {
					t.Fatalf("the page has no command for %s", what)
				}
				shell := exec.Command("sh", "-c", command)
				shell.Dir = folder
				out, err := shell.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v: %s", command, err, out)
				}
				return strings.Fields(string(out))
			}
			if got := run("Het lot van " + lots[4].Reference); got[0] != lots[4].Lot {
				t.Errorf("the lot of one reference became %v", got)
			}
			var want []string
			for _, lot := range lots {
				want = append(want, fmt.Sprint(lot.Rank), lot.Lot, lot.Reference)
			}
			if got := run("Alle rangen"); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("all ranks became\n%v\nwant\n%v", got, want)
			}
			if got := run("Het controlegetal van het geheime getal"); got[0] != page.Draw.SeedHash {
				t.Errorf("the hash of the seed became %v", got)
			}
			if got := run("Het controlegetal van de lijst"); got[0] != page.Draw.ListHash {
				t.Errorf("the hash of the list became %v", got)
			}
		})
	}
}
