package pages

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/models"
)

func TestStoryIsToldInSentences(t *testing.T) {
	told := func(page Page) []string {
		var all []string
		for _, line := range page.(*Story).Told() {
			all = append(all, line.Text)
		}
		return all
	}
	for _, test := range []struct{ name, want string }{
		{"story", `Aangemeld. Wacht op Zwolle met nummer 34. Wacht op Utrecht met nummer 34.
Heeft een plaats in Utrecht.
17 andere gezelschappen (34 mensen) kregen een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens), VNK-3BBBB (nummer 41, 2 mensen), #22 (nummer 42, 3 mensen) en nog 14 andere. Die stonden eerder in de rij.
Een ander gezelschap kreeg een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens). Dat stond eerder in de rij.
Een ander gezelschap kreeg een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens). Hier waren 2 plaatsen tegelijk voor nodig. Er waren er op zijn hoogst 1 vrij.
2 andere gezelschappen (4 mensen) kregen een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens) en VNK-3BBBB (nummer 41, 2 mensen). De plaatsen die vrij waren, waren gereserveerd voor andere sectoren.
Een ander gezelschap kreeg een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens). De organisatie zou meer plaatsen krijgen dan mag.
Een ander gezelschap kreeg een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens). De plaatsen die nodig waren, werden vrijgehouden voor anderen.
Een ander gezelschap kreeg een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens). Hier was er toen geen plaats voor.
Wilde naar een andere sessie. Wacht op Arnhem met nummer 60.
In Arnhem wordt een plaats vrijgehouden tot donderdag 25 februari, 10.00 uur. Dat kwam doordat VNK-3BBBB zich afmeldde.
Een ander gezelschap kreeg een plaats in Zwolle: VNK-2AAAA (nummer 40, 1 mens). Er werd al een plaats vrijgehouden bij een betere keus.
De organisator wijzigde de reeks. Zwolle ging van 55 naar 60 plaatsen.
De organisator gelastte een sessie af. Dat heeft een organisator gedaan. Eindhoven gaat niet door.
Een collega gaat in iemands plaats.`},
		{"story-parted", `Aangemeld. Wacht op Zwolle met nummer 7.
De groep is uit elkaar gegaan. Ieder staat nu alleen in de rij, met hetzelfde nummer.
Voorbeeld Een: Heeft een plaats in Zwolle. Dat kwam door wat #99 deed.
Voorbeeld Twee: 1 mens is afgemeld. Dat is op de server gedaan. Wacht niet meer op Zwolle.`},
	} {
		if got := told(storySamples("nl")[test.name]); !slices.Equal(got, strings.Split(test.want, "\n")) {
			t.Errorf("%s is told as\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), test.want)
		}
	}
}

func TestStorySaysWhatWasAskedAndWhereItStands(t *testing.T) {
	long, parted, old := storySamples("en")["story"].(*Story), storySamples("en")["story-parted"].(*Story), storySamples("en")["story-old"].(*Story)
	var facts []string
	for _, fact := range append(long.Asked(), parted.Asked()...) {
		facts = append(facts, fact.Label+": "+fact.Text)
	}
	want := []string{
		"Organisation: Gemeente Voorbeeld", "Sector: Municipalities", "Contact: Voorbeeld Een", "People: 2: Voorbeeld Een and Voorbeeld Twee",
		"Choices: 1. Zwolle, 2. Utrecht", "Group: All together", "Better choice: Keeps waiting for a better choice",
		"Organisation: Gemeente Voorbeeld", "Sector: Municipalities", "Contact: Voorbeeld Een", "People: 2: Voorbeeld Een and Voorbeeld Twee",
		"Choices: 1. Zwolle", "Group: All together", // it was, before it parted
		"Better choice: Does not wait for a better choice",
	}
	if !slices.Equal(facts, want) {
		t.Errorf("asked %q\nwant %q", facts, want)
	}
	for i, want := range []string{
		"Has a seat in Arnhem. A seat in Utrecht is held until Thursday 25 February, 10:00. Waits for Zwolle with number 1. 7 people are ahead. No seat is free there now.",
		"Voorbeeld Een: Has a seat in Zwolle.\nEverybody has been cancelled.",
		"Everybody has been cancelled.",
	} {
		if got := strings.Join([]*Story{long, parted, old}[i].Stands(), "\n"); got != want {
			t.Errorf("it stands as %q, want %q", got, want)
		}
	}
}

// Whatever may happen to a line, and whatever a grant may follow from, has words.
func TestStoryHasWordsForEverything(t *testing.T) {
	page := storySamples("nl")["story"].(*Story)
	for _, action := range []string{models.ActionCancel, models.ActionSwap, models.ActionException, models.ActionSubstitute, models.ActionEdit, models.ActionNote} {
		if !page.Has("story.act.revert." + action) {
			t.Errorf("undoing %s has no words", action)
		}
	}
	for _, action := range []string{
		models.ActionBaseline, models.ActionRegister, models.ActionCancel, models.ActionSplit, models.ActionSwap, models.ActionRejoin,
		models.ActionAccept, models.ActionDecline, models.ActionExpire, models.ActionBegin, models.ActionCallOff, models.ActionImport,
		models.ActionMerge, models.ActionClose, models.ActionDraw, models.ActionSubstitute, models.ActionRevert,
	} {
		if action != models.ActionRevert && !page.Has("story.act."+action) {
			t.Errorf("%s has no words", action)
		}
		for _, text := range page.cause(&models.StoryEvent{Action: models.ActionGrant, Cause: action, CauseOf: 20}) {
			if strings.Contains(text, "story.") {
				t.Errorf("a grant after %s: %s", action, text)
			}
		}
	}
	for _, reason := range []models.Reason{
		models.ReasonCancelled, models.ReasonStarted, models.ReasonTooLate, models.ReasonDraw, models.ReasonResting, models.ReasonHeld,
		models.ReasonFull, models.ReasonTooLarge, models.ReasonReserved, models.ReasonLimit,
	} {
		if !page.Has("story.now." + string(reason)) {
			t.Errorf("%s has no words", reason)
		}
	}
	for _, test := range []struct {
		was, is models.Status
		rests   bool
		want    string
	}{
		{"", models.Waiting, false, "Wacht op Zwolle met nummer 5."},
		{models.Waiting, models.Waiting, true, "Krijgt nu geen plaats in Zwolle: er wordt een plaats vrijgehouden bij een betere keus."},
		{models.Offered, models.Confirmed, false, "Heeft een plaats in Zwolle."},
		{models.Confirmed, models.Moved, false, "De plaats in Zwolle is vrijgekomen."},
		{models.Confirmed, models.Cancelled, false, "De plaats in Zwolle is vrijgekomen."},
		{models.Waiting, models.Moved, false, "Wacht niet meer op Zwolle."},
		{models.Waiting, models.Declined, false, "Wacht niet meer op Zwolle."},
		{models.Waiting, models.Cancelled, false, "Wacht niet meer op Zwolle."},
		{models.Offered, models.Moved, false, "De plaats die in Zwolle werd vrijgehouden, is weer vrij."},
		{models.Offered, models.Declined, false, "De plaats die in Zwolle werd vrijgehouden, is afgeslagen."},
		{models.Offered, models.Expired, false, "De plaats die in Zwolle werd vrijgehouden, is weer vrij."},
		{models.Moved, models.Waiting, false, "Wacht op Zwolle met nummer 5."},
	} {
		if got := page.change(&models.StoryChange{Session: 1, Number: 5, Was: test.was, Is: test.is, Resting: test.rests}); got != test.want {
			t.Errorf("%s → %s is told as %q, want %q", test.was, test.is, got, test.want)
		}
	}
}

func TestStoryPageGivesEachMomentAndMarksWhatHappenedToOthers(t *testing.T) {
	doc := document(t, storySamples("nl")["story"])
	if got := doc.Find("ol.story > li").Length(); got != 15 {
		t.Errorf("%d things happened, want 15", got)
	}
	if got := doc.Find("ol.story > li.passed").Length(); got != 8 {
		t.Errorf("%d of them to others, want 8", got)
	}
	run := doc.Find("ol.story > li.passed").First().Find("time")
	if from, _ := run.First().Attr("datetime"); run.Length() != 2 || from != base("nl").Stamp(now.Add(-89*time.Hour)) {
		t.Errorf("the run begins at %q, of %d moments", from, run.Length())
	}
	old := document(t, storySamples("nl")["story-old"])
	if got := text(old.Find("[aria-labelledby=events]")); got != "Wat er gebeurde Wat er vóór zaterdag 30 januari, 10.00 uur gebeurde, is niet bewaard. Er is nog niets gebeurd dat wij kunnen vertellen." {
		t.Errorf("an old registration says %q", got)
	}
}

// What the button will do is said before it is pressed, in words of its own for each outcome.
func TestUndoingSaysWhatItWillDo(t *testing.T) {
	page := storySamples("nl")["story-undo"].(*Story)
	for act, want := range map[int64]string{
		12: "De plaats in Zwolle is al vergeven. Voorbeeld Twee komt weer op de wachtlijst, met het oude nummer 7. Wie het aangaat, krijgt een e-mail.",
		10: "Voorbeeld Eerst neemt de plaats weer in, met een nieuwe link. Beiden krijgen een e-mail. Antwoorden die Voorbeeld Eerst zelf had gegeven, komen niet terug.",
		9:  "De oude gegevens komen terug. Wie daardoor een ander e-mailadres krijgt, krijgt daar een nieuwe link.",
		20: "De plaats in Zwolle is nog vrij: Voorbeeld Een krijgt die terug. Wie het aangaat, krijgt een e-mail.",
		21: "Voorbeeld Een gaat terug naar Zwolle. De plaats in Utrecht komt vrij. Wie het aangaat, krijgt een e-mail.",
		22: "De plaats in Zwolle is al vergeven. Voorbeeld Een houdt de plaats in Utrecht en wacht op Zwolle, met het oude nummer 7. Wie het aangaat, krijgt een e-mail.",
		25: "Voorbeeld Een houdt de plaats in Zwolle en wacht niet meer op Utrecht. Wie het aangaat, krijgt een e-mail.",
		27: "Voorbeeld Een heeft dan geen plaats en wacht nergens op. Wie het aangaat, krijgt een e-mail.",
	} {
		if form := page.UndoOf(act); form == nil || strings.Join(form.Says, " ") != want || form.Refused != "" {
			t.Errorf("%d: %+v", act, form)
		}
	}
	if form := page.UndoOf(4); form == nil || form.Refused != "Dit kan niet meer ongedaan worden gemaakt: de sessie in Zwolle is begonnen, of gaat niet door." {
		t.Errorf("%+v", form)
	}
	if page.JustDone().Act != 12 || page.UndoNote(5).Act != 11 || page.UndoOf(99) != nil {
		t.Error("another act is offered")
	}
	if page.Acts = false; page.JustDone() != nil || page.UndoOf(12) != nil {
		t.Error("a reader is offered to undo")
	}
}
