package lists

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// opened is a cell as LibreOffice sees it after opening a file.
type opened struct {
	Kind    string // string, float or date; empty: an empty cell
	Text    string // as shown
	Value   string // of a number or a date
	Formula string
}

// oneOffice lets LibreOffice run once at a time: it is large.
var oneOffice sync.Mutex

// office opens a file in LibreOffice, and gives the rows of each sheet.
func office(t *testing.T, name string, content []byte, filter ...string) [][][]opened {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
	oneOffice.Lock()
	defer oneOffice.Unlock()
	args := append([]string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "fods", "--outdir", folder}, filter...)
	command := exec.CommandContext(t.Context(), "soffice", append(args, filepath.Join(folder, name))...)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v: %s", err, output)
	}
	raw, err := os.ReadFile(filepath.Join(folder, strings.TrimSuffix(name, filepath.Ext(name))+".fods"))
	if err != nil {
		t.Fatalf("%v: soffice said: %s", err, output)
	}
	return sheets(t, raw)
}

// sheets reads what is in a flat OpenDocument spreadsheet, without the empty cells and rows at the ends.
func sheets(t *testing.T, raw []byte) (all [][][]opened) {
	t.Helper()
	var document struct {
		Sheets []struct {
			Rows []struct {
				Cells []struct {
					Kind    string `xml:"value-type,attr"`
					Value   string `xml:"value,attr"`
					Date    string `xml:"date-value,attr"`
					Formula string `xml:"formula,attr"`
					Times   int    `xml:"number-columns-repeated,attr"`
					Lines   []struct {
						Text string `xml:",innerxml"`
					} `xml:"p"`
				} `xml:"table-cell"`
			} `xml:"table-row"`
		} `xml:"body>spreadsheet>table"`
	}
	if err := xml.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "&apos;", "'", "&quot;", `"`, "<text:s/>", " ", "<text:tab/>", "\t")
	for _, sheet := range document.Sheets {
		var rows [][]opened
		for _, row := range sheet.Rows {
			var cells []opened
			for _, c := range row.Cells {
				var lines []string
				for _, line := range c.Lines {
					lines = append(lines, plain.Replace(line.Text))
				}
				found := opened{c.Kind, strings.Join(lines, "\n"), c.Value + c.Date, c.Formula}
				for range max(c.Times, 1) {
					if found.Kind == "" && c.Times > 100 {
						break // the rest of the sheet
					}
					cells = append(cells, found)
				}
			}
			for len(cells) > 0 && cells[len(cells)-1].Kind == "" {
				cells = cells[:len(cells)-1]
			}
			if len(cells) > 0 {
				rows = append(rows, cells)
			}
		}
		all = append(all, rows)
	}
	return all
}
