package pages

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"vonk/models"
)

const evil = `"><script>alert(1)</script>`

// cells are what the cells of rows say, with a line for each row.
func cells(rows *goquery.Selection) string {
	var lines []string
	rows.Each(func(_ int, row *goquery.Selection) {
		var all []string
		row.Find("th, td:not(.picture)").Each(func(_ int, cell *goquery.Selection) { all = append(all, text(cell)) })
		lines = append(lines, strings.Join(all, " | "))
	})
	return strings.Join(lines, "\n")
}

func TestBoardShowsWhatPeopleWroteAsTextOnly(t *testing.T) {
	page := watched("nl")
	page.Sessions[0].Venue.City = evil
	page.Board.Sectors[0].Item, page.Board.Employers[0].Item = evil, evil
	page.Board.FailedMails[0].Recipient, page.Board.FailedMails[0].Failure = evil, evil
	page.Series.Questions[0].Label.NL, page.Series.Questions[0].Options[0].Label.NL = evil, evil
	doc := document(t, page)
	if count := doc.Find("script").Length(); count != 1 {
		t.Errorf("the board has %d scripts", count)
	}
	if got := doc.Find(".seatline svg").First().AttrOr("aria-label", ""); !strings.HasPrefix(got, evil) {
		t.Errorf("the picture is called %q", got)
	}
}

func TestBoardSaysInWordsWhatItsPicturesShow(t *testing.T) {
	doc := document(t, watched("nl"))
	bars := doc.Find(".seatline svg")
	if bars.Length() != 4 {
		t.Fatalf("%d sessions have a bar", bars.Length())
	}
	want := "Utrecht: 58 bevestigd, 2 vrijgehouden, 5 vrij en gereserveerd voor sectoren, 0 vrij, 0 wachtend. Capaciteit 60, overboeking 5."
	if got := bars.Eq(1).AttrOr("aria-label", ""); got != want {
		t.Errorf("the bar of Utrecht says %q, want %q", got, want)
	}
	says(t, "board", doc, "62 mensen hebben een plaats of wachten, aangemeld van maandag 11 januari 2027 tot en met woensdag 20 januari 2027. Balken: per dag, hoogstens 36.")
	if got := doc.Find(".chart svg").AttrOr("aria-label", ""); !strings.HasPrefix(got, "62 mensen") {
		t.Errorf("the chart says %q", got)
	}
}

// Whoever sees no colours, or prints, tells the parts apart by their patterns; whoever sees no pictures reads the table.
func TestEachPartOfABarHasAPatternAndANumberInATable(t *testing.T) {
	doc := document(t, watched("nl"))
	for _, kind := range []string{"offered", "kept", "waiting"} {
		part := doc.Find(".part-" + kind).First()
		if fill := part.AttrOr("fill", ""); fill != "url(#pattern-"+kind+")" || doc.Find("#pattern-"+kind).Length() != 1 {
			t.Errorf("%s is filled with %q", kind, fill)
		}
	}
	if got := cells(doc.Find("#seats-table").Closest("table").Find("tbody tr").Eq(1)); got != "Utrecht | 60 | 5 | 58 | 2 | 5 | 0 | 0" {
		t.Errorf("the table says of Utrecht %s", got)
	}
	if doc.Find(".key svg").Length() != 6 {
		t.Error("the key does not explain each part")
	}
	days := doc.Find("#time-table").Closest("table").Find("tbody tr")
	if days.Length() != 3 || cells(days.First()) != "woensdag 20 januari 2027 | 6 | 62" {
		t.Errorf("the table of days says %s", text(days))
	}
}

func TestBarsOfSeatsAreDrawnToOneScaleAndFitTheirBox(t *testing.T) {
	bars := watched("nl").Bars()
	// Zwolle: 60 taken and 7 waiting, the most of all.
	last := bars[0].Parts[len(bars[0].Parts)-1]
	if last.Kind != "waiting" || last.X != "89.6%" || last.Width != "10.4%" {
		t.Errorf("who wait in Zwolle are %+v", last)
	}
	if bars[1].Edge != "89.6%" || bars[0].Edge != "" {
		t.Errorf("the capacity ends at %q and %q", bars[1].Edge, bars[0].Edge)
	}
	if empty := (&Board{Base: office("nl"), Board: &models.Board{}}).Bars(); len(empty) != 0 {
		t.Errorf("no sessions have the bars %v", empty)
	}
}

func TestAnswersAreCountedByOptionAndSensitiveOnesNotAtAll(t *testing.T) {
	doc := document(t, watched("nl"))
	if words := text(doc.Find("main")); strings.Contains(words, "dieetwens") || strings.Contains(words, "Halal") {
		t.Error("a sensitive question is on the board")
	}
	rows := doc.Find("#answer-zoekt").Closest("table").Find("tbody tr")
	if got := cells(rows); got != "Geschikte kandidaten | 14 | 2 | 100 %\nPartners in de regio | 4 | 2 | 38 %" {
		t.Errorf("the options are %s", got)
	}
}

func TestWhoMaySeeNoNamesSeesNumbersOnly(t *testing.T) {
	words := text(document(t, samples("nl")["board-part"]).Find("main"))
	for _, name := range []string{"Gemeente Voorbeeld", "@", "550", "Utrecht", "cateraar"} {
		if strings.Contains(words, name) {
			t.Errorf("a partner reads %s", name)
		}
	}
	if !strings.Contains(words, "2 mails zijn niet aangekomen") {
		t.Error("a partner does not read how many mails failed")
	}
}

func TestTheCaterersPageHoldsNumbersAndNoWayIntoTheOffice(t *testing.T) {
	doc := document(t, samples("nl")["numbers"])
	says(t, "numbers", doc, "Komen zeker54", "Komen misschien2", "Laatste wijzigingmaandag 1 februari, 09.00 uur")
	if got := cells(doc.Find("tbody tr")); got != "Vegetarisch | 0 | 1\nHalal | 3 | 0\nGeen antwoord | 51 | 1" {
		t.Errorf("the wishes are %s", got)
	}
	if doc.Find(`main a, main form, [href^="/organiser"]`).Length() != 0 {
		t.Error("the caterer's page leads on")
	}
	if words := text(doc.Find("main")); strings.Contains(words, "nodig om goed mee") {
		t.Error("a question that is answered in text is on the caterer's page")
	}
}

func TestNeedsSayWhatIsLateInWords(t *testing.T) {
	doc := document(t, samples("nl")["needs"])
	var states []string
	doc.Find(".need .status").Each(func(_ int, s *goquery.Selection) { states = append(states, text(s)) })
	if got := strings.Join(states, ", "); got != "te laat: nog te regelen, nog te regelen, geregeld" {
		t.Errorf("the states are %s", got)
	}
	closed := document(t, samples("nl")["needs-closed"])
	if closed.Find(".need").Length() != 0 || closed.Find(`form[action$="/needs/open"] button`).Length() != 1 {
		t.Error("a closed list does not ask to be opened")
	}
}

func TestAuditTellsInWordsWhoDidWhat(t *testing.T) {
	for code, want := range map[string][]string{
		"nl": {
			"organisator@organisator.example | organisator uitgenodigd | partner@regio.example | rol: partner; sessie: Zwolle |",
			"organisator 9 | organisaties samengevoegd | Gemeente Voorbeeld", "Vonk zelf | plaats gegeven | aanmelding VNK7-Q4M2",
			"vrijgehouden: true", "deelnemer of contactpersoon | later | aanmelding nummer 99", "opdracht op de server | reeks gewijzigd",
		},
		"en": {"Vonk itself | seat given | registration VNK7-Q4M2", "participant or contact | signed up", "Vonk itself | session began | Zwolle"},
	} {
		got := cells(document(t, samples(code)["audit"]).Find("tbody tr"))
		for _, line := range want {
			if !strings.Contains(got, line) {
				t.Errorf("the log does not say %q; it says\n%s", line, got)
			}
		}
	}
	doc := document(t, samples("nl")["audit"])
	if got := doc.Find(`a[rel="next"]`).AttrOr("href", ""); got != "/organiser/voorbeelden/audit?actor=organiser%3A1&before=1&from=2027-01-01" {
		t.Errorf("older entries are at %s", got)
	}
	if doc.Find(`td a[href="/organiser/registrations/VNK7-Q4M2"]`).Length() != 2 {
		t.Error("a registration's story is not linked")
	}
}

// Every action that the store writes has words, and is offered by the filter.
func TestEveryActionHasWords(t *testing.T) {
	for _, code := range models.Languages {
		b := base(code)
		for _, action := range models.AuditActions {
			if !b.Has("audit.action." + action) {
				t.Errorf("%s has no words in %s", action, code)
			}
		}
		for _, kind := range models.LetterKinds {
			if !b.Has("board.mail." + string(kind)) {
				t.Errorf("the letter %s has no words in %s", kind, code)
			}
		}
	}
}
