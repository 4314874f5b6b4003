package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// module is this module's path.
const module = "vonk"

// rooms says which rooms of this module each room may import outside its tests, models aside. A room covers the folders
// below it, except those that have a line of their own. Only the program itself may import everything.
var rooms = map[string][]string{
	"app/mailer":             {"templates/calendar"},
	"app/worker":             {"app/mailer", "models/store", "templates/mails", "templates/calendar"},
	"handlers":               {"models/store", "static", "templates/calendar", "templates/language", "templates/lists", "templates/mails", "templates/pages", "templates/series"},
	"models":                 {},
	"models/store":           {},
	"models/store/storetest": {"models/store"},
	"static":                 {},
	"templates/calendar":     {"templates/language"},
	"templates/language":     {},
	"templates/lists":        {"templates/language"},
	"templates/mails":        {"templates/calendar", "templates/language"},
	"templates/pages":        {"templates/language", "static"},
	"templates/series":       {},
}

// libraries have one room each that may import them.
var libraries = map[string]string{
	"github.com/labstack/":        "handlers",
	"gorm.io/":                    "models/store",
	"github.com/emersion/go-ical": "templates/calendar",
	"github.com/goccy/go-yaml":    "templates/series",
	"github.com/xuri/excelize":    "templates/lists",
	"codeberg.org/go-pdf/fpdf":    "templates/lists",
}

// standardOnly are the rooms that import nothing but the standard library.
var standardOnly = []string{"models", "static"}

// listed is a package as `go list -json` tells of it.
type listed struct {
	ImportPath string
	Imports    []string
}

func TestRoomsImportOnlyWhatTheDesignAllows(t *testing.T) {
	packages := goList(t)
	if len(packages) < len(rooms) {
		t.Errorf("go list names %d packages, fewer than there are rooms: %v", len(packages), packages)
	}
	for _, breach := range breaches(packages) {
		t.Error(breach)
	}
}

// The negative control: each of these imports must be found.
func TestForbiddenImportsAreFound(t *testing.T) {
	for _, forbidden := range []listed{
		{"vonk/models", []string{"vonk/models/store"}},
		{"vonk/models", []string{"golang.org/x/text/cases"}},
		{"vonk/models/store", []string{"vonk/templates/language"}},
		{"vonk/models/store", []string{"vonk/models/store/storetest"}},
		{"vonk/models/store/migrations", []string{"vonk/handlers"}},
		{"vonk/handlers", []string{"vonk/app/mailer"}},
		{"vonk/handlers", []string{"gorm.io/gorm"}},
		{"vonk/templates/pages", []string{"vonk/models/store"}},
		{"vonk/templates/pages", []string{"github.com/labstack/echo/v4"}},
		{"vonk/templates/mails", []string{"github.com/emersion/go-ical"}},
		{"vonk/templates/lists", []string{"vonk/templates/pages"}},
		{"vonk/templates/series", []string{"vonk/templates/language"}},
		{"vonk/app", []string{"github.com/goccy/go-yaml"}},
		{"vonk/app", []string{"gorm.io/driver/postgres"}},
		{"vonk/handlers", []string{"github.com/xuri/excelize/v2"}},
		{"vonk/app", []string{"codeberg.org/go-pdf/fpdf"}},
		{"vonk/app/mailer", []string{"vonk/models/store"}},
		{"vonk/app/worker", []string{"vonk/handlers"}},
		{"vonk/static", []string{"vonk/models"}},
		{"vonk/handlers", []string{"vonk/app"}},
		{"vonk/util", []string{"fmt"}},
	} {
		if len(breaches([]listed{forbidden})) == 0 {
			t.Errorf("%s may not import %s, and the check lets it pass", forbidden.ImportPath, forbidden.Imports[0])
		}
	}
}

// breaches names each import that the tables above do not allow, and each package that has no room.
func breaches(packages []listed) []string {
	var found []string
	for _, p := range packages {
		folder := strings.TrimPrefix(p.ImportPath, module+"/")
		room, known := roomOf(folder)
		if !known {
			found = append(found, fmt.Sprintf("%s has no room in the design", p.ImportPath))
			continue
		}
		for _, path := range p.Imports {
			if !mayImport(room, path) {
				found = append(found, fmt.Sprintf("%s imports %s", p.ImportPath, path))
			}
		}
	}
	return found
}

// roomOf is the room that a folder belongs to: the longest that it lies in.
func roomOf(folder string) (room string, known bool) {
	if folder == "app" {
		return folder, true
	}
	for name := range rooms {
		if within(folder, name) && len(name) > len(room) {
			room = name
		}
	}
	return room, room != ""
}

func mayImport(room, path string) bool {
	if folder, own := strings.CutPrefix(path, module+"/"); own {
		target, known := roomOf(folder)
		switch {
		case !known || target == "app" || target == "models/store/storetest":
			return false
		case room == "app" || target == room:
			return true
		case target == "models":
			return room != "static"
		}
		return slices.Contains(rooms[room], target)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	if slices.Contains(standardOnly, room) {
		return false
	}
	for library, owner := range libraries {
		if strings.HasPrefix(path, library) && !within(room, owner) {
			return false
		}
	}
	return true
}

func within(folder, room string) bool { return folder == room || strings.HasPrefix(folder, room+"/") }

func goList(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	command.Dir = ".."
	output, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v: %s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
