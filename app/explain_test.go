package main

import (
	"regexp"
	"strings"
	"testing"

	"vonk/models/store/storetest"
)

func TestExplainTellsTheStoryOfARegistration(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		succeed(t, "import", "--database", h.Database, written(t, "series.yaml", smallSeries()))
		first := signedUp(t, h.Database, "Een", "Twee", "Drie")
		group := signedUp(t, h.Database, "Vier", "Vijf")
		behind := signedUp(t, h.Database, "Zes", "Zeven")
		succeed(t, "cancel", "--database", h.Database, first.Reference)
		dutch := succeed(t, "explain", "--database", h.Database, strings.ToLower(group.Reference))
		moment := regexp.MustCompile(`\n  \S+ \d+ \S+, \d\d[.:]\d\d( uur)?\n`)
		if got := moment.ReplaceAllString(dutch, "\n  (then)\n"); got != `Het verhaal van `+group.Reference+`

Hoe het nu staat
  Heeft een plaats in Zwolle.

Wat er gevraagd is
  Organisatie: Voorbeeld
  Sector: Middelbaar beroepsonderwijs (mbo)
  Contactpersoon: Vier
  Mensen: 2: Vier en Vijf
  Voorkeuren: 1. Zwolle
  Groep: Allemaal samen

Wat er gebeurde
  (then)
    Aangemeld. Wacht op Zwolle met nummer 2.
  (then)
    Vragen zijn beantwoord.
  (then)
    Heeft een plaats in Zwolle. Dat kwam doordat `+first.Reference+` zich afmeldde.
` {
			t.Errorf("told\n%s", got)
		}
		english := succeed(t, "explain", "--database", h.Database, "--language", "en", behind.Reference)
		for _, want := range []string{
			"The story of " + behind.Reference, "Signed up. Waits for Zwolle with number 3.",
			"Another party got a seat in Zwolle: " + group.Reference + " (number 2, 2 people). It stood earlier in the line.",
		} {
			if !strings.Contains(english, want) {
				t.Errorf("%q is not told in\n%s", want, english)
			}
		}
		if got := complain(t, failed, "explain", "--database", h.Database, "AAAA-AAAA"); !strings.Contains(got, "AAAA-AAAA") {
			t.Error(got)
		}
		complain(t, wrongUse, "explain", "--database", h.Database)
	})
}
