package language

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

func TestBothLanguagesHoldTheSameMessages(t *testing.T) {
	nl, en := catalogue()["nl"], catalogue()["en"]
	for key := range nl.known {
		if !en.known[key] {
			t.Errorf("%s is missing in English", key)
		}
	}
	for key := range en.known {
		if !nl.known[key] {
			t.Errorf("%s is missing in Dutch", key)
		}
	}
}

// A translation that forgets a value, or asks for one that the other has not, is a mistake.
func TestBothLanguagesUseTheSameValues(t *testing.T) {
	nl, en := valuesOf(t, "nl"), valuesOf(t, "en")
	if diff := cmp.Diff(nl, en); diff != "" {
		t.Error(diff)
	}
}

// valuesOf lists the values that each message of a language uses, in all its plural forms together.
func valuesOf(t *testing.T, code string) map[string][]string {
	t.Helper()
	value := regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)
	rooms, err := filepath.Glob(filepath.Join("messages", code, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	used := map[string][]string{}
	for _, room := range rooms {
		raw, err := os.ReadFile(room)
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := json.Unmarshal(raw, &messages); err != nil {
			t.Fatalf("%s: %v", room, err)
		}
		for key, message := range messages {
			var names []string
			for _, match := range value.FindAllStringSubmatch(fmt.Sprint(message), -1) {
				names = append(names, match[1])
			}
			slices.Sort(names)
			used[key] = slices.Compact(names)
		}
	}
	return used
}

// Everything that can be said to a person has words.
func TestEveryErrorAndProblemHasAMessage(t *testing.T) {
	keys := regexp.MustCompile(`"((?:error|problem|doubt)\.[a-z._-]*[a-z])"`)
	for _, pattern := range []string{"../../models/*.go", "../../models/store/*.go", "../../handlers/*.go", "../../app/*.go", "../../app/*/*.go"} {
		sources, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range sources {
			raw, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range keys.FindAllStringSubmatch(string(raw), -1) {
				requireMessage(t, source, match[1])
			}
		}
	}
	for _, field := range []string{"name", "email", "organisation", "contact_name", "contact_email"} {
		requireMessage(t, "checker.line", "problem."+field+".missing")
	}
	for _, day := range []string{models.DayPublic, models.DaySchool, models.DayOther} {
		requireMessage(t, "models.DayOff", "doubt.day."+day)
		requireMessage(t, "models.DayOff", "conflict."+day)
	}
	for _, key := range []string{models.DayWeekend, "early", "late", "overlap", "week", "week.elsewhere", "speaker", "speaker.elsewhere", "room", "room.elsewhere"} {
		requireMessage(t, "models.Finding", "conflict."+key)
	}
	for _, status := range models.Statuses {
		requireMessage(t, "models.Statuses", "status."+string(status))
	}
	for _, reason := range []models.Reason{
		models.ReasonCancelled, models.ReasonStarted, models.ReasonTooLate, models.ReasonDraw, models.ReasonResting, models.ReasonHeld,
		models.ReasonFull, models.ReasonTooLarge, models.ReasonReserved, models.ReasonLimit,
	} {
		requireMessage(t, "models.Reason", "reason."+string(reason))
	}
}

func requireMessage(t *testing.T, source, key string) {
	t.Helper()
	for _, code := range models.Languages {
		if !For(code, nil).Has(key) {
			t.Errorf("%s: %s has no message in %s", source, key, code)
		}
	}
}
