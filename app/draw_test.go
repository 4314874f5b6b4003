package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/series"
)

const sampleRanks = `# SHA-256 of the seed: 630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd
# SHA-256 of the list: 72b6f2c96619e0039b13ff5c1296a8e970c5e8be4a08b0b4da2e1d2e30fbef9b
1	CDFG-HJKM	0ea140feadaab68f2faeac35c2d8c5cff6292fb4dfc5c8e2c561441cbf37007e
2	ABCD-EFGH	179e65097d359a0ecc529da18e1210f38a78e4798e1d57a31efe91682e272058
3	BCDF-GHJK	441df9ef57a70dd7de650f79b9dff9953db7deb8707a7e95bde240f796737300
`

const sampleSeed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

func TestDrawIsVerifiedFromWhatIsPublic(t *testing.T) {
	t.Chdir(t.TempDir()) // where there is no database
	args := []string{"draw", "verify", "--seed", sampleSeed, "--beacon", "2-12-23-30-34-45"}
	for name, list := range map[string]string{
		"as it is published":   "ABCD-EFGH\nBCDF-GHJK\nCDFG-HJKM\n",
		"in another order":     "CDFG-HJKM\nABCD-EFGH\nBCDF-GHJK\n",
		"without its last end": "ABCD-EFGH\nBCDF-GHJK\nCDFG-HJKM",
		"saved on Windows":     "\ufeffABCD-EFGH\r\nBCDF-GHJK\r\n\r\nCDFG-HJKM\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got := succeed(t, append(args, written(t, "list.txt", list))...); got != sampleRanks {
				t.Errorf("from a file:\n%s", got)
			}
			for _, from := range [][]string{args, append(args, "-")} {
				if got := vonkReading(t, list, from...); got.stdout != sampleRanks || got.status != done {
					t.Errorf("from standard input:\n%s%s", got.stdout, got.stderr)
				}
			}
		})
	}
	if got := succeed(t, "draw", "verify", "--seed", strings.ToUpper(sampleSeed), "--beacon", " 2-12-23-30-34-45\n", written(t, "list.txt", "CDFG-HJKM\n")); !strings.Contains(got, "1\tCDFG-HJKM\t0ea140feadaab68f") {
		t.Errorf("with a seed in capitals and spaces around the beacon:\n%s", got)
	}
	if got := succeed(t, "draw", "verify", "--seed="+sampleSeed, "--beacon=-n", written(t, "list.txt", "ABCD-EFGH\n")); !strings.Contains(got, "1\tABCD-EFGH\t") {
		t.Errorf("with a beacon that looks like a flag:\n%s", got)
	}
	if got := succeed(t, append(args, written(t, "list.txt", ""))...); strings.Count(got, "\n") != 2 {
		t.Errorf("of an empty list:\n%s", got)
	}
}

func TestDrawThatCannotBeVerifiedIsOneLine(t *testing.T) {
	t.Chdir(t.TempDir())
	list := written(t, "list.txt", "ABCD-EFGH\nBCDF-GHJK\nABCD-EFGH\n")
	if got := complain(t, failed, "draw", "verify", "--seed", sampleSeed, "--beacon", "42", list); !strings.Contains(got, "line 3") || !strings.Contains(got, "line 1 ") {
		t.Errorf("a reference twice: %s", got)
	}
	complain(t, failed, "draw", "verify", "--seed", sampleSeed, "--beacon", "42", "missing.txt")
	complain(t, failed, "draw", "verify", "--seed", sampleSeed, "--beacon", "42", t.TempDir())
	for _, args := range [][]string{
		{"draw"},
		{"draw", "verify"},
		{"draw", "verify", "--seed", sampleSeed, list},
		{"draw", "verify", "--beacon", "42", list},
		{"draw", "verify", "--seed", "geheim", "--beacon", "42", list},
		{"draw", "hold", "--series", "a"},
		{"draw", "hold", "--beacon", "42"},
	} {
		complain(t, wrongUse, args...)
	}
}

// drawing is a database with the small series, which draws at a moment, and that many registrations of a day before it.
func drawing(t *testing.T, at time.Time, people int) string {
	t.Helper()
	raw := strings.Replace(smallSeries(), "policy: {", "policy: {admission: draw, beacon: sample, draw_at: "+inSeries(t, at, "2006-01-02T15:04")+", ", 1)
	definition, _, err := series.Read("series.yaml", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	clock := &storetest.Clock{}
	clock.Set(definition.Policy.DrawAt.Add(-24 * time.Hour))
	database := filepath.Join(t.TempDir(), "vonk.db")
	h := storetest.Open(t, "sqlite", database, clock)
	h.Import(t, definition)
	for i := range people {
		name := fmt.Sprintf("persoon%d", i+1)
		_, err := h.Register(t.Context(), "voorbeeldreeks", models.SignUp{
			Session: "zwolle", Organisation: "Voorbeeld", Sector: "mbo", Language: "nl", People: []models.Person{{Name: name, Email: name + "@sample.example"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return database
}

// inSeries writes a moment as clocks in the small series' zone show it.
func inSeries(t *testing.T, at time.Time, layout string) string {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return at.In(zone).Format(layout)
}

func TestDrawIsHeldOnceAndItsRanksAreTheOnesThatAnybodyComputes(t *testing.T) {
	database := drawing(t, time.Now().Add(-time.Hour), 6)
	before, err := opened(t, database).Draw(t.Context(), "voorbeeldreeks")
	if err != nil {
		t.Fatal(err)
	}
	hold := []string{"draw", "hold", "--database", database, "--series", "voorbeeldreeks", "--base-url", "https://vonk.example", "--beacon"}
	if got := complain(t, failed, append(hold, " ")...); !strings.Contains(got, "outcome") {
		t.Errorf("without an outcome: %s", got)
	}
	if got := succeed(t, append(hold, " 42 ")...); got != "the draw of voorbeeldreeks is held with \"42\": see https://vonk.example/voorbeeldreeks/draw\n" {
		t.Error(got)
	}
	if got := complain(t, failed, append(hold, "43")...); !strings.Contains(got, "already") {
		t.Errorf("a second time: %s", got)
	}
	draw, err := opened(t, database).Draw(t.Context(), "voorbeeldreeks")
	if err != nil || draw.Value != "42" || len(draw.References) != 6 {
		t.Fatalf("%+v, %v", draw, err)
	}
	list := written(t, "list.txt", strings.Join(draw.References, "\n")+"\n")
	ranks := succeed(t, "draw", "verify", "--seed", draw.Seed, "--beacon", draw.Value, list)
	if !strings.HasPrefix(ranks, "# SHA-256 of the seed: "+before.SeedHash+"\n# SHA-256 of the list: "+draw.ListHash+"\n") {
		t.Errorf("the hashes are not the ones that were public:\n%s", ranks)
	}
	attendees := succeed(t, "export", "--database", database, "--series", "voorbeeldreeks", "--language", "en")
	for rank, line := range strings.Split(strings.TrimSpace(ranks), "\n")[2:] {
		want := models.Confirmed
		if rank >= 4 {
			want = models.Waiting
		}
		reference := strings.Split(line, "\t")[1]
		if !strings.Contains(attendees, reference+",zwolle,"+string(want)+",") {
			t.Errorf("rank %d, %s, is not %s:\n%s", rank+1, reference, want, attendees)
		}
	}
	if got := succeed(t, "check", "--database", database); got != "every rule holds\n" {
		t.Error(got)
	}
}

func TestDrawIsNotHeldBeforeItsListIsClosedNorWhereThereIsNone(t *testing.T) {
	at := time.Now().Add(72 * time.Hour)
	early := drawing(t, at, 1)
	if got := complain(t, failed, "draw", "hold", "--database", early, "--series", "voorbeeldreeks", "--beacon", "42"); !strings.Contains(got, inSeries(t, at, "15:04")) {
		t.Errorf("before its moment: %s", got)
	}
	database := filled(t)
	if got := complain(t, failed, "draw", "hold", "--database", database, "--series", "voorbeeldreeks", "--beacon", "42"); !strings.Contains(got, "no draw") {
		t.Errorf("in a series that draws not: %s", got)
	}
	if got := complain(t, failed, "draw", "hold", "--database", database, "--series", "elsewhere", "--beacon", "42"); !strings.Contains(got, "elsewhere") {
		t.Errorf("in an unknown series: %s", got)
	}
	t.Chdir(t.TempDir())
	if got := complain(t, failed, "draw", "hold", "--series", "a", "--beacon", "42"); !strings.Contains(got, "vonk.db is not there") {
		t.Errorf("without a database: %s", got)
	}
}
