package mails_test

import (
	"strings"
	"testing"

	"vonk/models"
	"vonk/templates/mails"
)

// digestOf is a sample of a digest as it arrives.
func digestOf(t *testing.T, language, name string) (*models.Letter, *read) {
	t.Helper()
	for _, s := range mails.OrganiserSamples(language) {
		if s.Name == name {
			return s.Letter, render(t, s.Letter)
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil, nil
}

func TestADigestSaysWhatHappenedHowSessionsStandAndWhatIsToBeDone(t *testing.T) {
	_, message := digestOf(t, "nl", "digest-daily")
	if got := message.subject(t); got != "Overzicht: 10 aanmeldingen, 2 afmeldingen en 1 wissel van sessie" {
		t.Errorf("the subject is %q", got)
	}
	for _, words := range []string{
		"Nieuw: 9 aanmeldingen, 2 afmeldingen en 1 wissel van sessie. Van de nieuwe aanmeldingen staan er 3 op een wachtlijst.",
		"Zwolle, donderdag 11 maart: 20 van 20 plaatsen bezet, waarvan 2 vastgehouden, 12 op de wachtlijst. Nieuw: 6 aanmeldingen, 2 afmeldingen en 1 persoon naar een andere sessie.",
		"Arnhem, donderdag 8 april: 7 van 20 plaatsen bezet. Nieuw: 1 persoon uit een andere sessie.",
		"- Zwolle: 2 vastgehouden plaatsen verlopen binnenkort als niemand reageert, de eerste op donderdag 25 februari, 10.00 uur.",
		"- Utrecht: regel nog 2 voorzieningen, de eerste uiterlijk donderdag 11 maart.",
		"- In Utrecht is nog 1 plaats vrij.", "- Zwolle is vol, en er wachten 12 mensen.",
		"- Wie wacht voor Zwolle, kan misschien terecht in Arnhem (nog 13 plaatsen).",
		"- Bij 2 adressen komt onze e-mail niet meer aan.", "- 1 e-mail kon niet worden verstuurd.",
		base + "/organiser/sample\n", base + "/organiser/sample/utrecht/needs\n", base + "/organiser/sample/participants?bounced=yes\n",
		base + "/organiser/sample/letters?state=failed\n", base + "/organiser/other\n", "Nieuw: 1 aanmelding.", base + "/organiser/account",
		"Geen overzicht meer ontvangen: " + base + "/unsubscribe/g-3-1",
	} {
		if !strings.Contains(message.text, words) {
			t.Errorf("%q is not in\n%s", words, message.text)
		}
	}
	if strings.Contains(message.text, "@") {
		t.Errorf("an address is in\n%s", message.text)
	}
	if got := message.header.Get("List-Unsubscribe"); got != "<"+base+"/unsubscribe/g-3-1>" || message.header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("List-Unsubscribe is %q", got)
	}
}

func TestADigestOfOneSeriesNamesItInItsSubject(t *testing.T) {
	for language, want := range map[string]string{"nl": "Overzicht van Voorbeeldreeks: dit vraagt uw aandacht", "en": "Overview of Sample series: this needs your attention"} {
		_, message := digestOf(t, language, "digest-attention")
		if got := message.subject(t); got != want {
			t.Errorf("the subject is %q", got)
		}
		if strings.Contains(message.text, "Nieuw:") || strings.Contains(message.text, "New:") {
			t.Errorf("nothing is new in\n%s", message.text)
		}
	}
}

func TestADigestThatSaysNothingIsNoMail(t *testing.T) {
	letter, _ := digestOf(t, "nl", "digest-daily")
	letter.Facts.Digest = &models.DigestFact{}
	if raw, err := mails.Render(letter, options()); err == nil {
		t.Errorf("it is %s", raw)
	}
}
