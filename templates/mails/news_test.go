package mails_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"vonk/models"
	"vonk/templates/language"
	"vonk/templates/mails"
)

// says judges what a letter says in one piece, and what it must not say.
func says(t *testing.T, letter *models.Letter, wants, hides []string) {
	t.Helper()
	text := render(t, letter).text
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, hide := range hides {
		if strings.Contains(text, hide) {
			t.Errorf("%q is in\n%s", hide, text)
		}
	}
}

func TestSentencesOfTheContract(t *testing.T) {
	const offer = "Er is plaats voor u in Zwolle. Wij houden die vast tot donderdag 25 februari, 10.00 uur. Reageert u niet, dan gaat de plaats naar de volgende."
	for name, wants := range map[string][]string{
		"waiting-group":              {"Voor u wachten nu 7 mensen. Uw groep krijgt pas een plaats als er 3 plaatsen tegelijk vrij zijn. U hoeft niets te doen."},
		"waiting-you":                {"Voor u wachten nu 7 mensen. U hoeft niets te doen.\n"},
		"waiting-meanwhile-you":      {"Zwolle raakte vol terwijl u het formulier invulde. U staat nu op de wachtlijst.", "Voor u wacht nu 1 persoon."},
		"waiting-draw-you":           {"U doet mee met de loting. U kunt meedoen tot woensdag 24 februari, 12.00 uur."},
		"promotion-moved-you":        {"Er kwam een plaats vrij. U heeft nu een plaats in Zwolle. Uw plaats in Utrecht is vervallen. Kunt u toch niet? Meld u af, dan kan iemand anders komen."},
		"promotion-you":              {"Er kwam een plaats vrij. U heeft nu een plaats in Zwolle. Kunt u toch niet? Meld u af, dan kan iemand anders komen."},
		"confirmation-participant":   {"Voorbeeld Een van Gemeente Voorbeeld heeft u aangemeld."},
		"confirmation-substitute":    {"U gaat in de plaats van Voorbeeld Zes van Gemeente Voorbeeld."},
		"confirmation-split":         {"U heeft een plaats in Zwolle.", "Uw groep wacht niet meer als geheel: komt er één plaats vrij"},
		"offer-you":                  {offer, "Op uw eigen pagina kiest u: “Ja, ik kom” of “Nee, ik kom niet”."},
		"offer-participant":          {offer},
		"called-off-offered-you":     {"De sessie in Zwolle gaat niet door.", strings.Replace(offer, "Zwolle", "Utrecht", 1)},
		"reminder-you":               {"De helft van de tijd is voorbij.", "tot donderdag 25 februari, 10.00 uur."},
		"swap-you":                   {"u heeft nu een plaats in Zwolle. Uw plaats in Utrecht is vervallen."},
		"confirmation-accepted-you":  {"U heeft een plaats in Zwolle.", "Uw plaats in Utrecht is vervallen."},
		"expired-you":                {"Wij kregen niet op tijd antwoord.", "U kunt weer aansluiten, op uw eigen pagina."},
		"declined-you":               {"dat u geen plaats in Zwolle meer wilt.", "U kunt weer aansluiten, op uw eigen pagina."},
		"draw-you":                   {"De loting is geweest.", "U heeft een plaats in Zwolle.", base + "/sample/draw\n"},
		"draw-waits-you":             {"U staat op de wachtlijst voor Zwolle en Arnhem.", "- Zwolle, donderdag 11 maart: Voor u wachten nu 12 mensen. Er is nu geen plaats vrij.\n"},
		"called-off-you":             {"U heeft nu geen plaats en staat ook niet op een wachtlijst.", base + "/sample\n"},
		"called-off-waits-colleague": {"Uw collega Voorbeeld Een staat op de wachtlijst voor Utrecht.", "Voor Voorbeeld Een wachten nu 4 mensen."},
	} {
		t.Run(name, func(t *testing.T) { says(t, sample(t, "nl", name), wants, nil) })
	}
}

func TestOnlyWhoDecidesIsAskedForAnAnswer(t *testing.T) {
	const button, how = "Zeg ja of nee:\n", "Er verandert pas iets als u daar kiest."
	for _, kind := range []string{"offer", "reminder", "called-off-offered"} {
		for _, to := range []string{"you", "participant", "group", "colleague", "colleagues"} {
			says(t, sample(t, "nl", kind+"-"+to), []string{button, how}, []string{"antwoordt voor iedereen"})
		}
		says(t, sample(t, "nl", kind+"-member"), []string{"Voorbeeld Een heeft uw groep aangemeld en antwoordt voor iedereen."}, []string{button, how, "Reageert u"})
	}
	for name, alone := range map[string]bool{"offer-colleague": true, "offer-apart": true, "offer-you": false, "offer-group": false, "offer-colleagues": false} {
		if got := strings.Contains(render(t, sample(t, "nl", name)).text, "Een collega kan ook zelf antwoorden"); got != alone {
			t.Errorf("%s: a colleague may answer too: %v", name, got)
		}
	}
}

func TestDeadlinesAreToldOnTheClockOfTheSeries(t *testing.T) {
	letter := sample(t, "nl", "offer-you")
	letter.Series.Timezone = "Europe/Lisbon"
	says(t, letter, []string{"tot donderdag 25 februari, 09.00 uur."}, nil)
}

func TestALetterSaysWhatBecomesOfTheSeatHeld(t *testing.T) {
	for name, want := range map[string]string{
		"offer-seated-you":             "U houdt uw plaats in Utrecht tot u ja zegt.",
		"offer-seated-group":           "U houdt uw plaatsen in Utrecht tot u ja zegt.",
		"offer-seated-member":          "Uw groep houdt de plaatsen in Utrecht tot het antwoord ja is.",
		"reminder-seated-colleague":    "De plaats in Utrecht blijft staan tot het antwoord ja is.",
		"expired-seated-you":           "U houdt uw plaats in Utrecht.",
		"declined-seated-colleagues":   "Uw collega’s houden hun plaatsen in Utrecht.",
		"waiting-swap-participant":     "Zolang u wacht, houdt u uw plaats in Utrecht.",
		"confirmation-alternative-you": "Krijgt u daar een plaats, dan vervalt uw plaats in Utrecht. Tot dan houdt u die.",
		"called-off-seated-you":        "U heeft wel een plaats in Utrecht.",
	} {
		t.Run(name, func(t *testing.T) {
			says(t, sample(t, "nl", name), []string{want}, []string{"Uw plaats in Utrecht is vervallen"})
		})
	}
}

func TestNobodyIsAskedBackToWhatTakesNobody(t *testing.T) {
	const back = "weer aansluiten"
	says(t, sample(t, "nl", "expired-you"), []string{back, "Dat kan tot woensdag 10 maart, 17.00 uur."}, nil)
	says(t, sample(t, "nl", "expired-member"), []string{"Uw groep kan weer aansluiten. Vraag het aan Voorbeeld Een"}, []string{"Weer aansluiten voor"})
	says(t, sample(t, "nl", "expired-late-you"), []string{base + "/sample\n"}, []string{back})
	for name, spoil := range map[string]func(*models.Series){
		"no waiting list": func(s *models.Series) { s.Policy.WaitingList = models.WaitingListOff },
		"cancelled":       func(s *models.Series) { s.Sessions[0].Status = models.SessionCancelled },
		"closed":          func(s *models.Series) { s.Closes = s.Sessions[0].Starts.AddDate(0, -2, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			letter := sample(t, "nl", "declined-you")
			spoil(letter.Series)
			says(t, letter, nil, []string{back})
		})
	}
	letter := sample(t, "nl", "called-off-you")
	for i := range letter.Series.Sessions {
		letter.Series.Sessions[i].Status = models.SessionCancelled
	}
	says(t, letter, nil, []string{base + "/sample\n"})
}

func TestPeopleWhoAreApartAreToldWhoGoesWhere(t *testing.T) {
	says(t, sample(t, "nl", "confirmation-apart"), []string{
		"U heeft een plaats in Zwolle.", "Uw collega Voorbeeld Twee heeft een plaats in Utrecht.",
		"Uw collega Voorbeeld Drie staat op de wachtlijst voor Zwolle en Utrecht.",
		"- Zwolle, donderdag 11 maart: Voor Voorbeeld Drie wacht nu 1 persoon.", "- Utrecht, donderdag 25 maart: Voor Voorbeeld Drie wacht nu niemand.",
		"Voorbeeld Twee: Plaats bevestigd (Utrecht), op de wachtlijst (Zwolle)\n",
		"donderdag 11 maart 2027, 13.00", "donderdag 25 maart 2027, 13.00",
	}, []string{"Uw groep"})
	says(t, sample(t, "nl", "waiting-apart"), []string{
		"U, Voorbeeld Twee en Voorbeeld Drie staan op de wachtlijst voor Zwolle.", "Voor u wachten nu 4 mensen.", "Voor Voorbeeld Drie wachten nu 6 mensen.",
	}, nil)
	says(t, sample(t, "nl", "offer-apart-absent"), []string{
		"Er is plaats voor uw collega’s Voorbeeld Een en Voorbeeld Twee in Zwolle.", "Uw collega Voorbeeld Drie heeft nu een plaats in Utrecht. De plaats in Arnhem is vervallen.",
	}, nil)
	says(t, sample(t, "nl", "cancellation-apart"), []string{"U bent afgemeld voor Zwolle.", "Uw collega Voorbeeld Twee is afgemeld voor Utrecht."}, nil)
	says(t, sample(t, "nl", "promotion-apart"), []string{
		"U heeft nu een plaats in Zwolle. Uw plaats in Utrecht is vervallen.\n", "Uw collega Voorbeeld Twee heeft nu een plaats in Zwolle.\n",
	}, nil)
	says(t, with(sample(t, "nl", "waiting-apart"), func(f *models.Facts) { f.People[2].Lines[0].SessionID, f.People[2].SessionID = 3, 3 }), []string{
		"U en Voorbeeld Twee staan op de wachtlijst voor Zwolle.", "Uw collega Voorbeeld Drie staat op de wachtlijst voor Arnhem.",
	}, nil)
	says(t, with(sample(t, "nl", "waiting-apart"), func(f *models.Facts) {
		for i, also := range []int64{2, 2, 3} {
			f.People[i].Lines = append(f.People[i].Lines, models.LineFact{SessionID: also, Status: models.Waiting, Size: 1})
		}
	}), []string{"U en Voorbeeld Twee staan op de wachtlijst voor Zwolle en Utrecht.", "Voorbeeld Drie staat op de wachtlijst voor Zwolle en Arnhem."}, nil)
	for name, want := range map[string]string{
		"confirmation-apart": "Bevestigd: Zwolle en Utrecht", "promotion-moved-you": "Bevestigd: er kwam een plaats vrij, Utrecht → Zwolle, donderdag 11 maart",
		"swap-group": "Gewijzigd: Utrecht → Zwolle, donderdag 11 maart", "waiting-several-you": "Wachtlijst: Zwolle en Arnhem",
	} {
		if got := render(t, sample(t, "nl", name)).subject(t); got != want {
			t.Errorf("%s: the subject is %q", name, got)
		}
	}
}

func TestAGroupThatSharesItsLinesIsToldOnce(t *testing.T) {
	for name, line := range map[string]string{
		"waiting-several-group": "- Arnhem, ", "confirmation-alternative-colleagues": "- Zwolle, ", "draw-waits-group": "- Zwolle, ",
		"offer-waits-group": "- Utrecht, ", "waiting-group": "Voor u wachten ", "waiting-draw-colleagues": "- Keus 2: ",
	} {
		if text := render(t, sample(t, "nl", name)).text; strings.Count(text, line) != 1 {
			t.Errorf("%s: %q stands not once in\n%s", name, line, text)
		}
	}
}

func TestEveryReasonIsToldInWords(t *testing.T) {
	for _, code := range models.Languages {
		p := language.For(code, nil)
		for _, reason := range []models.Reason{
			models.ReasonTooLate, models.ReasonDraw, models.ReasonResting, models.ReasonHeld, models.ReasonFull, models.ReasonTooLarge, models.ReasonReserved, models.ReasonLimit,
		} {
			for _, name := range []string{"waiting-group", "waiting-several-group"} {
				letter := with(sample(t, code, name), func(f *models.Facts) {
					for i := range f.People {
						f.People[i].Lines[0].Reason = reason
					}
				})
				says(t, letter, []string{p.T("reason." + string(reason))}, nil)
			}
		}
		letter := with(sample(t, code, "waiting-you"), func(f *models.Facts) { f.People[0].Lines[0].Reason = models.ReasonTooLate })
		says(t, letter, nil, []string{p.T("mail.waiting.then")})
	}
}

func TestALineThatLeadsNowhereIsNoHope(t *testing.T) {
	says(t, sample(t, "nl", "called-off-waits-you"), []string{"U staat op de wachtlijst voor Utrecht."}, []string{"wachtlijst voor Zwolle", "- Zwolle"})
	letter := with(sample(t, "nl", "expired-waits-you"), func(f *models.Facts) { f.People[0].Lines[0].Reason = models.ReasonStarted })
	says(t, letter, []string{"U heeft nu geen plaats en staat ook niet op een wachtlijst."}, []string{"wachtlijst voor Utrecht"})
}

func TestWhoLeftIsToldNothingOfWhatOthersKeep(t *testing.T) {
	letter := with(sample(t, "nl", "cancellation-you"), func(f *models.Facts) {
		f.People[0].Lines = []models.LineFact{{SessionID: 1, Status: models.Confirmed, Size: 2}}
	})
	says(t, letter, []string{"U bent afgemeld voor Zwolle."}, nil)
	letter = with(sample(t, "nl", "cancellation-colleagues"), func(f *models.Facts) {
		f.People[0].Lines = []models.LineFact{{SessionID: 1, Status: models.Confirmed, Size: 2}}
	})
	says(t, letter, []string{"Voorbeeld Een: Afgemeld\n"}, []string{"bevestigd"})
}

func TestALetterAboutSeveralOffersNamesNoDeadlineThatPassedForOneOnly(t *testing.T) {
	lapsed := func(f *models.Facts) { f.Deadline = time.Date(2027, time.February, 25, 9, 0, 0, 0, time.UTC) }
	says(t, with(sample(t, "nl", "expired-you"), lapsed), []string{"Antwoorden kon tot donderdag 25 februari, 10.00 uur."}, nil)
	says(t, with(sample(t, "nl", "expired-apart"), lapsed), nil, []string{"Antwoorden kon"})
}

func TestManyPeopleAheadAreToldWithoutANumber(t *testing.T) {
	says(t, sample(t, "nl", "waiting-many-you"), []string{"Voor u wachten nu veel mensen."}, []string{" -1 "})
	says(t, sample(t, "nl", "waiting-many-colleagues"), []string{"Voor uw collega’s wachten nu veel mensen."}, []string{" -1 "})
}

func TestSessionsInOneCityAreToldApartByTheirDays(t *testing.T) {
	letter := sample(t, "nl", "promotion-moved-you")
	letter.Series.Sessions[1].Venue.City = "Zwolle"
	says(t, letter, []string{"U heeft nu een plaats in Zwolle (donderdag 11 maart). Uw plaats in Zwolle (donderdag 25 maart) is vervallen."}, nil)
}

func TestBeforeADrawNobodyStandsBeforeAnybody(t *testing.T) {
	for _, name := range []string{"waiting-draw-you", "waiting-draw-closed-group", "declined-draw-you"} {
		says(t, sample(t, "nl", name), []string{base + "/sample/draw\n"}, []string{"Voor u wacht", "wachtlijst voor", "in uw agenda"})
	}
	says(t, sample(t, "nl", "waiting-draw-closed-you"), []string{"De plaatsen worden nog verloot."}, []string{"meedoen tot", "doet mee", "Keus 1"})
}

// anyLetter makes a letter about whatever may have come of one act.
func anyLetter(rt *rapid.T) *models.Letter {
	samples := mails.Samples(rapid.SampledFrom(models.Languages).Draw(rt, "language"))
	letter := rapid.SampledFrom(samples).Filter(func(s mails.Sample) bool { return !settled(s.Letter) }).Draw(rt, "sample").Letter
	letter.Kind = rapid.SampledFrom([]models.LetterKind{
		models.LetterConfirmation, models.LetterWaiting, models.LetterPromotion, models.LetterOffer, models.LetterReminder, models.LetterExpired,
		models.LetterDeclined, models.LetterSwap, models.LetterCalledOff, models.LetterDraw,
	}).Draw(rt, "kind")
	reasons := []models.Reason{
		models.ReasonCancelled, models.ReasonStarted, models.ReasonTooLate, models.ReasonDraw, models.ReasonResting, models.ReasonHeld,
		models.ReasonFull, models.ReasonTooLarge, models.ReasonReserved, models.ReasonLimit, "",
	}
	deadline := time.Date(2027, time.February, 25, 9, 0, 0, 0, time.UTC)
	for i := range letter.Facts.People {
		person := &letter.Facts.People[i]
		person.Lines = nil
		for session := int64(1); session <= 3 && !person.Left; session++ { // who left has no lines
			line := models.LineFact{SessionID: session, Size: rapid.IntRange(1, 3).Draw(rt, "size")}
			line.Status = rapid.SampledFrom(append(slices.Clone(models.Statuses), "")).Draw(rt, "line")
			switch line.Status {
			case models.Waiting:
				line.Ahead, line.Reason = rapid.IntRange(-1, 2).Draw(rt, "ahead"), rapid.SampledFrom(reasons).Draw(rt, "reason")
			case models.Offered:
				line.Deadline = deadline
			case "":
				continue
			}
			person.Lines = append(person.Lines, line)
		}
		person.Status = rapid.SampledFrom(models.Statuses).Draw(rt, "status")
		person.SessionID, person.OldSessionID = rapid.Int64Range(0, 3).Draw(rt, "session"), rapid.Int64Range(0, 3).Draw(rt, "old")
	}
	letter.Facts.Deadline = deadline
	letter.Facts.DrawAt = rapid.SampledFrom([]time.Time{{}, letter.Stamp, letter.Stamp.AddDate(0, 0, 1)}).Draw(rt, "draw")
	letter.Facts.FilledMeanwhile = rapid.Bool().Draw(rt, "filled")
	return letter
}

func TestWhateverHappenedIsToldInWholeSentences(t *testing.T) {
	missing := regexp.MustCompile(`\b(mail|status|reason|list|time)\.[a-z]|<no value>|%!|\{\{| {2}|^ | $|0001| \.|\(\)`)
	rapid.Check(t, func(rt *rapid.T) {
		letter := anyLetter(rt)
		raw, err := mails.Render(letter, options())
		if err != nil {
			rt.Fatal(err)
		}
		message := parse(t, raw)
		lines := 0
		for _, said := range strings.Split(message.text, "\n") {
			if lines++; said != "" && said != "-- " && missing.MatchString(said) {
				rt.Fatalf("%q in\n%s", said, message.text)
			}
		}
		document, err := goquery.NewDocumentFromReader(strings.NewReader(message.html))
		if err != nil {
			rt.Fatal(err)
		}
		document.Find("p, h1, h2, td, th, li").Each(func(_ int, part *goquery.Selection) {
			if strings.TrimSpace(part.Text()) == "" {
				rt.Fatalf("an empty part in %s", message.html)
			}
		})
		lead := message.text[:strings.Index(message.text, base)]
		for i, person := range letter.Facts.People {
			if name := person.Name; letter.Facts.ToContact && i > 0 && !strings.Contains(message.text, name+": ") {
				rt.Fatalf("%s is not told of in\n%s", name, message.text)
			}
			for _, line := range person.Lines {
				if line.Status == models.Offered && !strings.Contains(lead, map[string]string{"nl": "25 februari, 10.00 uur", "en": "25 February, 10:00"}[letter.Language]) {
					rt.Fatalf("the deadline is not told before the link in\n%s", message.text)
				}
			}
		}
		if lines < 10 {
			rt.Fatal(fmt.Sprint("hardly anything is told: ", message.text))
		}
	})
}
