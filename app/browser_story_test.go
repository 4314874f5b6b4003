package main

import (
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models/store/storetest"
)

// The story of one family of registrations, in a window of 320 pixels: colleagues of one municipality sign up, wait, move
// along a chain, split, answer what is held for them, come too late, swap, send a substitute and cancel. After each act every
// mail that it caused is read, so that nobody is told twice.
func TestFamilysStory(t *testing.T) {
	for _, scripted := range []bool{true, false} {
		name := "with JavaScript"
		if !scripted {
			name = "without JavaScript"
		}
		t.Run(name, func(t *testing.T) {
			clock := &storetest.Clock{}
			clock.Set(storetest.Start)
			s, h := startSiteAt(t, clock)
			importAt(t, h, familySeries)
			b := newTab(t, s.url)
			f := &family{tab: b, byMouse: byMouse{b}, site: s, clock: clock, outbox: h.SQL(t), inspect: b.sound, read: map[string]bool{}, page: map[string]string{}}
			if !scripted {
				b.scripts(false)
				f.inspect = b.quiet
			}
			f.signsUp()
			f.movesAlongAChain()
			f.splits()
			f.swaps()
			f.accepts()
			f.declinesAndRejoins()
			f.comesTooLate()
			f.sendsASubstitute()
			f.cancelsAtTheLastMoment()
			f.visit("Vier")
			told := s.vonk("explain", "--database", s.database, ask[string](b, `document.querySelector(".reference strong").innerText`))
			for _, sentence := range []string{
				"Heeft een plaats in Arnhem. De plaats in Utrecht is vrijgekomen.", "Wilde naar een andere sessie. Wacht op Utrecht", "Heeft een plaats in Utrecht. De plaats in Arnhem is vrijgekomen.",
			} {
				if !strings.Contains(told, sentence) {
					t.Errorf("the story does not tell %q, but: %s", sentence, told)
				}
			}
			if got := s.vonk("check", "--database", s.database); got != "every rule holds\n" {
				t.Error(got)
			}
		})
	}
}

// familySeries has two seats in Zwolle, one in Arnhem and two in Utrecht, far from each other in time.
const familySeries = `
series:
  slug: voorbeeldreeks
  title: {nl: Voorbeeldreeks in het land, en: Sample series around the country}
  organiser: {name: Voorbeeldorganisatie, email: sample@organiser.example, phone: "070-0000000"}
  timezone: Europe/Amsterdam
  registration: {opens: 2027-01-04T09:00}
  policy: {waiting_list: confirm, offer_hours: 36, party_max: 4, one_seat_per_person: true, close_before_start: 24h}
  sectors: [gemeenten]
sessions:
  - slug: zwolle
    title: {nl: Sessie Zwolle, en: Session Zwolle}
    starts: 2027-02-11T13:00
    ends: 2027-02-11T17:00
    capacity: 2
    venue: {name: Voorbeeldzaal, address: Voorbeeldstraat 1, postcode: 8000 AA, city: Zwolle, location: [52.51, 6.09]}
  - slug: arnhem
    title: {nl: Sessie Arnhem, en: Session Arnhem}
    starts: 2027-02-23T13:00
    ends: 2027-02-23T17:00
    capacity: 1
    venue: {name: Voorbeeldhuis, address: Voorbeeldplein 2, postcode: 6800 AA, city: Arnhem, location: [51.98, 5.91]}
  - slug: utrecht
    title: {nl: Sessie Utrecht, en: Session Utrecht}
    starts: 2027-03-11T13:00
    ends: 2027-03-11T17:00
    capacity: 2
    venue: {name: Voorbeeldhal, address: Voorbeeldkade 3, postcode: 3500 AA, city: Utrecht, location: [52.09, 5.11]}
`

// family are the people of one organisation, who share a browser and a mailbox.
type family struct {
	*tab
	byMouse
	site    *site
	clock   *storetest.Clock
	outbox  *sql.DB
	inspect func()
	page    map[string]string // by name: the one that the newest mail leads to
	read    map[string]bool   // the files of the mails that were read
}

// arrives is being on a page, which must be sound and say so.
func (f *family) arrives(status, wanted int, sentences ...string) {
	f.Helper()
	f.answered(status, wanted)
	f.inspect()
	f.reads(sentences...)
}

// at moves the clock to a moment in the series' zone, which is winter time.
func (f *family) at(moment string) {
	f.Helper()
	now, err := time.Parse("2006-01-02 15:04 -0700", moment+" +0100")
	if err != nil {
		f.Fatal(err)
	}
	f.clock.Set(now.UTC())
}

// visit opens the page of somebody.
func (f *family) visit(name string, sentences ...string) {
	f.Helper()
	f.arrives(f.open(f.page[name]), http.StatusOK, sentences...)
}

// unfold opens a part of the page.
func (f *family) unfold(selector string) {
	f.Helper()
	if !ask[bool](f.tab, fmt.Sprintf("document.querySelector(%s).open", quote(selector))) {
		f.tick(selector + " > summary")
	}
}

// register fills the form in: the first choice, further ones that a first letter tells apart, and who comes. What the check
// page says is read before it is sent.
func (f *family) register(session, further string, wait bool, forecast []string, names ...string) {
	f.Helper()
	f.clock.Advance(time.Minute)
	f.arrives(f.open("/voorbeeldreeks/register?session="+session), http.StatusOK)
	for range names[1:] {
		f.arrives(f.follow(`main button[name="do"][value="add"]`), http.StatusOK)
	}
	if further != "" {
		f.unfold("details.alternatives")
	}
	for i, letter := range further {
		f.fill(fmt.Sprintf("#alternatives-%d", i+1), string(letter))
	}
	if wait {
		f.tick("#wait")
	}
	for i, name := range names {
		f.fill(fmt.Sprintf("#name-%d", i+1), "Voorbeeld "+name)
		f.fill(fmt.Sprintf("#email-%d", i+1), address("Voorbeeld "+name))
	}
	f.fill("#organisation", "Voorbeeldgemeente")
	f.fill("#sector", "G")
	status := f.follow(`form .button[type="submit"]`)
	if len(forecast) > 0 {
		f.arrives(status, http.StatusOK, forecast...)
		status = f.follow(`form .button[type="submit"]`)
	}
	f.arrives(status, http.StatusOK, "Gelukt. Uw aanmelding is binnen.")
	f.page[names[0]] = ask[string](f.tab, "location.pathname")
}

// mailed waits for these mails and reads all that came since the last time. They must be these and no others: each is a name
// and a subject, and after a bar a sentence of its text.
func (f *family) mailed(wanted ...string) {
	f.Helper()
	var unread []string
	waitFor(f.tab.T, "a mail of "+strings.Join(wanted, "; "), func() bool {
		queued := 0
		if err := f.outbox.QueryRowContext(f.Context(), "SELECT count(*) FROM letters WHERE status = 'queued'").Scan(&queued); err != nil {
			f.Fatal(err)
		}
		paths, err := filepath.Glob(filepath.Join(f.site.mails, "*.eml"))
		if err != nil {
			f.Fatal(err)
		}
		unread = slices.DeleteFunc(paths, func(path string) bool { return f.read[path] })
		return queued == 0 && len(unread) >= len(wanted)
	})
	text := map[string]string{}
	for _, path := range unread {
		f.read[path] = true
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		found, err := readLetter(raw)
		if err != nil {
			f.Fatal(err)
		}
		to, _, _ := strings.Cut(found.to, "@")
		name := strings.TrimPrefix(to[strings.LastIndex(to, "<")+1:], "voorbeeld.")
		name = strings.ToUpper(name[:1]) + name[1:]
		text[name+": "+found.subject] = found.text
		if strings.Contains(found.text, f.site.url+"/my/") {
			f.page[name] = f.site.path(found.text, "/my/")
		}
	}
	var heads []string
	for _, mail := range wanted {
		head, sentence, _ := strings.Cut(mail, " | ")
		heads = append(heads, head)
		if !strings.Contains(text[head], sentence) {
			f.Errorf("the mail %q does not say %q, but: %s", head, sentence, text[head])
		}
	}
	slices.Sort(heads)
	if diff := cmp.Diff(heads, slices.Sorted(maps.Keys(text))); diff != "" || len(unread) != len(wanted) {
		f.Errorf("%d mails came, and should be %d:\n%s", len(unread), len(wanted), diff)
	}
}

const (
	inZwolle  = "Sessie Zwolle, donderdag 11 februari"
	inUtrecht = "Sessie Utrecht, donderdag 11 maart"
)

// Two fill Zwolle. Who comes after reads beforehand where there is a seat, and who is ahead; a group waits together.
func (f *family) signsUp() {
	f.register("zwolle", "", false, []string{"U meldt 2 personen aan."}, "Een", "Twee")
	f.reads("U heeft 2 plaatsen in Zwolle.")
	f.mailed("Een: Bevestigd: "+inZwolle+" | U en uw collega’s hebben een plaats in Zwolle.", "Twee: Bevestigd: "+inZwolle+" | U heeft een plaats in Zwolle.")

	f.register("zwolle", "A", true, []string{"Zwolle is vol. U krijgt een plaats in Arnhem. Voor Zwolle wacht niemand voor u.", "U blijft wachten op een betere keus."}, "Drie")
	f.reads("U heeft een plaats in Arnhem.", "U staat op de wachtlijst voor Zwolle. Voor u wacht nu niemand. U hoeft niets te doen. Er is nu geen plaats vrij. U houdt uw plaats in Arnhem tot u hier een plaats heeft.")
	f.mailed("Drie: Bevestigd: Sessie Arnhem, dinsdag 23 februari | U staat ook op de wachtlijst voor Zwolle. Krijgt u daar een plaats, dan vervalt uw plaats in Arnhem.")

	f.register("arnhem", "U", true, []string{"Arnhem is vol. U krijgt een plaats in Utrecht. Voor Arnhem wacht niemand voor u."}, "Vier")
	f.mailed("Vier: Bevestigd: " + inUtrecht + " | U staat ook op de wachtlijst voor Arnhem.")

	f.register("zwolle", "", false, []string{"Wilt u alleen samen komen? Zwolle is vol.", "U krijgt pas een plaats als er genoeg plaatsen tegelijk vrij zijn. Voor Zwolle wacht 1 persoon voor u."}, "Vijf", "Zes")
	f.reads("U staat met uw groep op de wachtlijst voor Zwolle. Voor u wacht nu 1 persoon. Uw groep krijgt pas een plaats als er 2 plaatsen tegelijk vrij zijn.")
	f.mailed("Vijf: Wachtlijst: "+inZwolle+" | Uw groep krijgt pas een plaats als er 2 plaatsen tegelijk vrij zijn.", "Zes: Wachtlijst: "+inZwolle+" | U hoeft niets te doen.")
}

// One seat comes free in Zwolle: it moves one person there from Arnhem, and another to Arnhem from Utrecht.
func (f *family) movesAlongAChain() {
	f.visit("Een")
	f.unfold("#cancel")
	f.tick(`#cancel input[name="participant"][value="2"]`)
	f.arrives(f.follow(`#cancel form:has(input[value="2"]) button`), http.StatusOK, "De afmelding is verwerkt.", "U heeft een plaats in Zwolle.")
	f.mailed("Een: Geannuleerd: plaats van Voorbeeld Twee bij "+inZwolle+" | Uw collega Voorbeeld Twee is afgemeld voor Zwolle.",
		"Twee: Geannuleerd: uw plaats bij "+inZwolle+" | U bent afgemeld voor Zwolle.",
		"Drie: Bevestigd: er kwam een plaats vrij, Arnhem → Zwolle, donderdag 11 februari | Er kwam een plaats vrij. U heeft nu een plaats in Zwolle. Uw plaats in Arnhem is vervallen.",
		"Drie: Geannuleerd: uw plaats vervalt, Sessie Arnhem, dinsdag 23 februari | De afspraak gaat uit uw agenda.",
		"Vier: Bevestigd: er kwam een plaats vrij, Utrecht → Arnhem, dinsdag 23 februari | Er kwam een plaats vrij. U heeft nu een plaats in Arnhem. Uw plaats in Utrecht is vervallen.",
		"Vier: Geannuleerd: uw plaats vervalt, Sessie Utrecht, donderdag 11 maart")
	f.visit("Drie", "U heeft een plaats in Zwolle.")
	f.visit("Vier", "U heeft een plaats in Arnhem.")
}

// One free seat is too few for the group, which is told so. Apart, the first of them has it, and the other stays in front of
// those who come later.
func (f *family) splits() {
	f.visit("Een")
	f.unfold("#cancel")
	f.arrives(f.follow(`#cancel button`), http.StatusOK, "De afmelding is verwerkt.")
	f.mailed("Een: Geannuleerd: uw plaats bij " + inZwolle)
	f.visit("Vijf", "Er zijn wel plaatsen vrij, maar niet genoeg voor uw hele groep.")
	f.unfold("#split")
	f.arrives(f.follow(`#split button`), http.StatusOK, "Gelukt. Ieder van u wacht nu apart.", "U heeft een plaats in Zwolle.", "Voorbeeld Zes staat op de wachtlijst voor Zwolle.")
	f.mailed("Vijf: Bevestigd: "+inZwolle+" | Uw collega Voorbeeld Zes staat op de wachtlijst voor Zwolle.",
		"Zes: Wachtlijst: "+inZwolle+" | Uw groep wacht niet meer als geheel: komt er één plaats vrij")

	f.register("zwolle", "U", true, []string{"Zwolle is vol. U krijgt een plaats in Utrecht. Voor Zwolle wacht 1 persoon voor u."}, "Zeven")
	f.mailed("Zeven: Bevestigd: " + inUtrecht)
	f.register("zwolle", "", false, []string{"Zwolle is vol. U komt op de wachtlijst. Voor Zwolle wachten 2 mensen voor u."}, "Acht")
	f.mailed("Acht: Wachtlijst: " + inZwolle + " | Voor u wachten nu 2 mensen.")
	f.register("utrecht", "", false, []string{"Uw plaats ligt pas vast als u op de knop drukt."}, "Tien")
	f.mailed("Tien: Bevestigd: " + inUtrecht)
}

// A swap to a full session keeps the seat held, and waits.
func (f *family) swaps() {
	f.visit("Vier")
	f.unfold("#swap")
	f.reads("U houdt uw plaats in Arnhem tot er daar een is.")
	f.tick(`#swap input[value="utrecht"]`)
	f.arrives(f.follow(`#swap button`), http.StatusOK, "Gelukt. U wacht nu ook voor Utrecht. Wat u al heeft, houdt u.", "U heeft een plaats in Arnhem.", "U staat op de wachtlijst voor Utrecht.")
	f.mailed("Vier: Wachtlijst: " + inUtrecht + " | U staat op de wachtlijst voor Utrecht. Zolang u wacht, houdt u uw plaats in Arnhem.")
}

// Within a week of the session a free seat is held for the next, who takes it with the button on the mailed page.
func (f *family) accepts() {
	f.at("2027-02-04 15:00")
	f.mailed("Drie: Komt u nog? "+inZwolle, "Vijf: Komt u nog? "+inZwolle)
	f.visit("Drie")
	f.unfold("#cancel")
	f.arrives(f.follow(`#cancel button`), http.StatusOK, "De afmelding is verwerkt.")
	held := "Wij houden die vast tot dinsdag 9 februari, 15.00 uur."
	f.mailed("Drie: Geannuleerd: uw plaats bij "+inZwolle, "Vijf: Voorlopig: er is plaats, "+inZwolle+" | Er is plaats voor uw collega Voorbeeld Zes in Zwolle. "+held,
		"Zes: Voorlopig: er is plaats, "+inZwolle+" | Er is plaats voor u in Zwolle. "+held+" Reageert u niet, dan gaat de plaats naar de volgende.")
	f.visit("Zes", "Er is plaats voor u in Zwolle. "+held+" Reageert u niet, dan gaat de plaats naar de volgende.")
	f.arrives(f.follow(`form[action$="/accept"] button`), http.StatusOK, "Gelukt. De plaats in Zwolle staat vast.", "U heeft een plaats in Zwolle.")
	f.mailed("Vijf: Bevestigd: "+inZwolle+" | Uw collega Voorbeeld Zes heeft een plaats in Zwolle.", "Zes: Bevestigd: "+inZwolle+" | U heeft een plaats in Zwolle.")
}

// Who says no keeps what they have, and may stand behind everybody again; the next is asked in the same act.
func (f *family) declinesAndRejoins() {
	f.visit("Vijf")
	f.unfold("#cancel")
	f.arrives(f.follow(`#cancel form:has(> input[value="1"]) button`), http.StatusOK, "De afmelding is verwerkt.", "Voorbeeld Zes heeft een plaats in Zwolle.")
	f.mailed("Vijf: Geannuleerd: uw plaats bij "+inZwolle, "Zeven: Voorlopig: er is plaats, "+inZwolle+" | U houdt uw plaats in Utrecht tot u ja zegt.")
	f.visit("Zeven", "Er is plaats voor u in Zwolle.", "U houdt uw plaats in Utrecht tot u ja zegt.")
	f.arrives(f.follow(`form[action$="/decline"] button`), http.StatusOK, "Bedankt dat u het laat weten. De plaats in Zwolle gaat naar de volgende.", "U heeft nee gezegd tegen Zwolle. Toch willen komen? U sluit dan achteraan in de rij.")
	f.mailed("Zeven: Geannuleerd: geen plaats meer nodig, "+inZwolle+" | U houdt uw plaats in Utrecht.", "Acht: Voorlopig: er is plaats, "+inZwolle)
	f.arrives(f.follow(`form[action$="/rejoin"] button`), http.StatusOK, "Gelukt. U staat weer op de wachtlijst voor Zwolle.", "Er worden plaatsen vrijgehouden voor anderen.")
	f.mailed("Zeven: Wachtlijst: " + inZwolle + " | Zolang u wacht, houdt u uw plaats in Utrecht.")
}

// Who answers on a page that was left open says yes too late: they are told so, and may stand in line again. The next takes
// the seat, and what they leave goes to the one whose swap waits for it.
func (f *family) comesTooLate() {
	f.visit("Acht", "Wij houden die vast tot dinsdag 9 februari, 15.00 uur.")
	f.at("2027-02-08 09:00")
	f.mailed("Acht: Voorlopig: wij wachten op antwoord, " + inZwolle + " | U kunt antwoorden tot dinsdag 9 februari, 15.00 uur.")
	f.at("2027-02-09 15:00")
	f.mailed("Acht: Geannuleerd: niet op tijd gereageerd, "+inZwolle+" | Antwoorden kon tot dinsdag 9 februari, 15.00 uur.",
		"Zeven: Voorlopig: er is plaats, "+inZwolle+" | Wij houden die vast tot woensdag 10 februari, 17.00 uur.")
	f.arrives(f.follow(`form[action$="/accept"] button`), http.StatusGone,
		"U kon reageren tot dinsdag 9 februari, 15.00 uur. De plaats in Zwolle is naar de volgende gegaan. U kunt wel weer op de wachtlijst. Hieronder ziet u hoe het nu staat.")
	f.arrives(f.follow(`form[action$="/rejoin"] button`), http.StatusOK, "Gelukt. U staat weer op de wachtlijst voor Zwolle.")
	f.mailed("Acht: Wachtlijst: " + inZwolle)

	f.visit("Zeven")
	f.arrives(f.follow(`form[action$="/accept"] button`), http.StatusOK, "Gelukt. De plaats in Zwolle staat vast.", "U heeft een plaats in Zwolle.")
	f.mailed("Zeven: Bevestigd: Utrecht → Zwolle, donderdag 11 februari | Uw plaats in Utrecht is vervallen.",
		"Zeven: Geannuleerd: uw plaats vervalt, Sessie Utrecht, donderdag 11 maart",
		"Vier: Bevestigd: er kwam een plaats vrij, Arnhem → Utrecht, donderdag 11 maart | U heeft nu een plaats in Utrecht. Uw plaats in Arnhem is vervallen.",
		"Vier: Geannuleerd: uw plaats vervalt, Sessie Arnhem, dinsdag 23 februari")
	f.visit("Vier", "U heeft een plaats in Utrecht.")
}

// A colleague gets the place as it is; the old link opens nothing.
func (f *family) sendsASubstitute() {
	f.visit("Zes")
	f.unfold("#substitute")
	f.fill("#name", "Voorbeeld Negen")
	f.fill("#email", address("Voorbeeld Negen"))
	f.arrives(f.follow(`#substitute button`), http.StatusOK, "Gelukt. Voorbeeld Negen neemt uw aanmelding voor Zwolle over en krijgt een eigen e-mail.")
	f.arrives(f.open(f.page["Zes"]), http.StatusNotFound)
	f.mailed("Vijf: Gewijzigd: een collega gaat in plaats van Voorbeeld Zes, "+inZwolle, "Zes: Gewijzigd: een collega gaat in uw plaats, "+inZwolle+" | Voorbeeld Negen neemt uw aanmelding voor Zwolle over.", "Negen: Bevestigd: "+inZwolle+" | U gaat in de plaats van Voorbeeld Zes van Voorbeeldgemeente.")
	f.visit("Negen", "Dag Voorbeeld Negen", "U heeft een plaats in Zwolle.")
}

// From the last moment on a free seat is given to nobody: who waits is told why, and so is who comes by.
func (f *family) cancelsAtTheLastMoment() {
	f.at("2027-02-10 17:00")
	f.mailed("Negen: Tot ziens bij "+inZwolle+" | Kunt u toch niet?", "Zeven: Tot ziens bij "+inZwolle)
	f.visit("Negen")
	f.unfold("#cancel")
	f.arrives(f.follow(`#cancel button`), http.StatusOK, "De afmelding is verwerkt.")
	f.mailed("Negen: Geannuleerd: uw plaats bij "+inZwolle, "Vijf: Geannuleerd: plaats van Voorbeeld Negen bij "+inZwolle)
	f.visit("Acht", "De sessie begint bijna. Er worden geen plaatsen meer gegeven.")
	f.arrives(f.open("/voorbeeldreeks/register?session=zwolle"), http.StatusGone, "Aanmelden voor Zwolle kan niet meer sinds woensdag 10 februari, 13.00 uur.")
	f.mailed()
}
