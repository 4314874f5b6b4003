package lists

import (
	"strconv"
	"strings"
	"testing"
)

// As somebody opens it who double-clicks the file, and who imports it with each column as text.
func TestCSVOpensInLibreOfficeAndRunsNothing(t *testing.T) {
	content := []byte(write(t, CSV, Options{Language: "nl"}, hostile(), row()))
	const semicolon, quote, utf8 = "59", "34", "76"
	for name, filter := range map[string]string{
		"double-clicked": "CSV:" + strings.Join([]string{semicolon, quote, utf8, "1"}, ","),
		"as text":        "CSV:" + strings.Join([]string{semicolon, quote, utf8, "1", asText(15)}, ","),
	} {
		t.Run(name, func(t *testing.T) {
			all := office(t, "list.csv", content, "--infilter="+filter)
			if len(all) != 1 || len(all[0]) != 3 || len(all[0][0]) != 15 {
				t.Fatalf("LibreOffice reads %v", all)
			}
			for _, line := range all[0] {
				for _, c := range line {
					if c.Formula != "" {
						t.Errorf("%v runs", c)
					}
				}
			}
			got := all[0][1]
			if name := strings.TrimPrefix(got[4].Text, "'"); name != "=cmd|' /C calc'!A0" || got[4].Kind != "string" {
				t.Errorf("the name is %v", got[4])
			}
			for column, want := range map[int]string{5: "zoë@vonk.example", 6: "Δήμος & Łódź <b>", 7: "Größe 🎉 Ærø \"x\"", 14: "eerste regel\ntweede; regel, 'zo'"} {
				if got[column].Text != want {
					t.Errorf("column %d is %q, want %q", column, got[column].Text, want)
				}
			}
			switch name {
			case "as text":
				if got[9].Text != "0612345678" || got[10].Text != "2027-03-28 03:30" {
					t.Errorf("telephone and moment are %v and %v", got[9], got[10])
				}
			default:
				if got[10].Kind != "date" || got[10].Value != "2027-03-28T03:30:00" || got[3].Kind != "float" {
					t.Errorf("moment and position are %v and %v", got[10], got[3])
				}
			}
		})
	}
}

// asText is LibreOffice's way to say that columns are text.
func asText(columns int) string {
	all := make([]string, columns)
	for i := range all {
		all[i] = strconv.Itoa(i+1) + "/2"
	}
	return strings.Join(all, "/")
}
