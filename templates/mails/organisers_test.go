package mails_test

import (
	"strings"
	"testing"

	"vonk/models"
)

// What each sample must say, by its name.
func TestAnInvitationSaysWhichRoleWhereAndHowToSignIn(t *testing.T) {
	want := map[string][]string{
		"invitation-partner":   {"regionale partner", "Zwolle, donderdag 11 maart", "Voorbeeldreeks", "/organiser/sign-in/o-3-1", "donderdag 25 februari, 10.00 uur", "één keer"},
		"invitation-organiser": {"organisator", "Voorbeeldreeks", "/organiser\n"},
		"invitation-admin":     {"beheerder", "alle reeksen", "/organiser/sign-in/o-3-1"},
	}
	forEveryOrganiserSample(t, func(t *testing.T, language string, letter *models.Letter, message *read) {
		name := strings.TrimPrefix(t.Name()[strings.LastIndex(t.Name(), "/")+1:], language+"_")
		for _, words := range want[name] {
			if language == "nl" && !strings.Contains(message.text, words) {
				t.Errorf("%q is not in\n%s", words, message.text)
			}
		}
		if strings.Contains(message.text, "/my/") || message.event != nil {
			t.Errorf("an organiser gets what is a participant's:\n%s", message.text)
		}
		if letter.Facts.Invited == nil && strings.Contains(message.text, "sign-in") {
			t.Error("who signed in before gets a link that does so")
		}
	})
}
