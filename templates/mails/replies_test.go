package mails_test

import (
	"strings"
	"testing"

	"vonk/models"
	"vonk/templates/mails"
)

// What each letter must say in Dutch, by its name.
func TestLettersAboutAnswersSayWhatToDo(t *testing.T) {
	want := map[string][]string{
		"signed-off-participant":      {"U bent afgemeld voor Zwolle", "donderdag 25 februari, 10.00 uur", "/my/p-"},
		"signed-off-contact":          {"/my/r-"},
		"decline-confirm-participant": {"niet zeker", "/my/p-"},
		"accept-again-participant":    {"donderdag 25 februari, 10.00 uur", "/my/p-"},
		"forwarded-mail":              {"Voorbeeld Een (een@voorbeeld.example)", "> Ik kom een half uur later.", "/organiser/registrations/"},
		"forwarded-delegated":         {"twee@voorbeeld.example"},
		"forwarded-declined":          {"> Helaas, ik ben ziek."},
		"forwarded-counter":           {"een andere tijd"},
	}
	for _, language := range models.Languages {
		seen := 0
		for _, s := range mails.ReplySamples(language) {
			message := render(t, s.Letter)
			words, known := want[s.Name]
			if known {
				seen++
			}
			for _, word := range words {
				if language == "nl" && !strings.Contains(message.text, word) {
					t.Errorf("%s: %q is not in\n%s", s.Name, word, message.text)
				}
			}
			if message.event != nil || strings.Contains(message.text, "<no value>") {
				t.Errorf("%s: %v\n%s", s.Name, message.types, message.text)
			}
			if s.Letter.Kind == models.LetterForwarded && (strings.Contains(message.text, "/my/") || !strings.Contains(message.header.Get("Reply-To"), "een@voorbeeld.example")) {
				t.Errorf("%s holds a participant's link, or is not answered to its writer: %s\n%s", s.Name, message.header.Get("Reply-To"), message.text)
			}
		}
		if seen != len(want) {
			t.Errorf("%s: %d of %d samples are there", language, seen, len(want))
		}
	}
}
