package pages

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/templates/pages/browsertest"
)

// options are what a select offers, without "none".
func options(doc *goquery.Document, id string) []string {
	var all []string
	doc.Find("#" + id + " option").Each(func(_ int, option *goquery.Selection) {
		if option.AttrOr("value", "") != "" {
			all = append(all, text(option))
		}
	})
	return all
}

func TestAlternativesAreOfferedNearestToTheFirstChoiceFirst(t *testing.T) {
	doc := document(t, samples("nl")["register-choices"])
	want := []string{
		"Arnhem, donderdag 1 april: nog 42 plaatsen vrij", "Utrecht, dinsdag 23 maart: nog 2 plaatsen vrij",
		"Eindhoven, dinsdag 13 april: nog 60 plaatsen vrij", "Zwolle, donderdag 11 maart: vol, 7 mensen wachten",
	}
	if diff := cmp.Diff(want, options(doc, "alternatives-1")); diff != "" {
		t.Error(diff)
	}
	var labels []string
	doc.Find(".alternatives .field label").Each(func(_ int, label *goquery.Selection) { labels = append(labels, text(label)) })
	if got := strings.Join(labels, ", "); got != "Tweede keus (niet verplicht), Derde keus (niet verplicht), Vierde keus (niet verplicht)" {
		t.Errorf("the ranks are %s", got)
	}
}

func TestAlternativesComeByTheirStartWhereNoPlaceIsKnown(t *testing.T) {
	b := base("nl")
	b.Series.Sessions[0].Venue.Latitude, b.Series.Sessions[0].Venue.Longitude = 0, 0
	for _, first := range []string{"", "zwolle"} {
		doc := document(t, &Register{Base: b, Input: models.SignUp{Session: first}})
		var cities []string
		for _, option := range options(doc, "alternatives-1") {
			city, _, _ := strings.Cut(option, ",")
			cities = append(cities, city)
		}
		want := map[string]string{"": "Zwolle Utrecht Arnhem Eindhoven", "zwolle": "Utrecht Arnhem Eindhoven Zwolle"}[first]
		if got := strings.Join(cities, " "); got != want {
			t.Errorf("with %q as the first choice the others were %s, want %s", first, got, want)
		}
	}
}

func TestOnlySessionsThatTakeSignUpsAreOffered(t *testing.T) {
	b := base("nl")
	b.Series.Sessions[2].Status = models.SessionCancelled
	doc := document(t, &Register{Base: b, Input: models.SignUp{Session: "zwolle"}})
	if got := doc.Find(".alternatives select").Length(); got != 2 {
		t.Errorf("of three sessions %d alternatives can be ranked", got)
	}
	if doc.Find(".alternatives option[value=arnhem]").Length() != 0 {
		t.Error("a cancelled session is offered")
	}
}

func TestOneSessionLeavesNothingToRank(t *testing.T) {
	if document(t, samples("nl")["register-one"]).Find(".alternatives, [name=wait]").Length() != 0 {
		t.Error("the form of a series with one session asks for others")
	}
}

func TestManySessionsMakeNoLongForm(t *testing.T) {
	b := base("nl")
	for range 3 {
		b.Series.Sessions = append(b.Series.Sessions, b.Series.Sessions[1:4]...)
	}
	if got := document(t, &Register{Base: b}).Find(".alternatives select").Length(); got != maxRanks {
		t.Errorf("the form has %d further ranks", got)
	}
	given := []string{"a", "b", "c", "d", "e", "f"}
	doc := document(t, &Register{Base: b, Input: models.SignUp{Alternatives: given}, Problems: Mistakes{{Field: "alternatives", Place: 6, Key: "problem.alternatives.unknown"}}})
	if doc.Find("#alternatives-6-error").Length() != 1 {
		t.Error("a mistake in a rank that was sent is not shown there")
	}
}

func TestFurtherChoicesUnfoldWhereTheyMatter(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]bool{
		"register-free": false, "register": false, "register-group": true, "register-choices": true, "register-choices-wrong": true, "register-draw": true,
	} {
		if _, open := docs[name].Find(".alternatives").Attr("open"); open != want {
			t.Errorf("%s has the further choices unfolded: %v", name, open)
		}
	}
}

func TestMistakesInAlternativesStandAtTheirRank(t *testing.T) {
	var lines []string
	document(t, samples("nl")["register-choices-wrong"]).Find("#summary li").Each(func(_ int, line *goquery.Selection) {
		lines = append(lines, line.Find("a").AttrOr("href", "")+" "+text(line))
	})
	want := []string{
		"#alternatives-1 Tweede keus: Deze sessie bestaat niet. Kies een sessie uit de lijst.",
		"#alternatives-2 Derde keus: U heeft deze sessie al gekozen. Kies een andere, of kies geen.",
		"#alternatives-3 Vierde keus: Aanmelden voor Eindhoven kan nu niet. Kies een andere sessie, of kies geen.",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

// The script only improves: it unfolds, orders and hides what the form without it shows at once.
func TestFurtherChoicesFollowTheFirstOne(t *testing.T) {
	ctx := browsertest.Start(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(site(t).URL+"/sample/nl/register")); err != nil {
		t.Fatal(err)
	}
	// What can be seen: whether the part is unfolded, its ranks with what they offer (the chosen one in capitals), and wait.
	const seen = `(() => {
		const shown = [document.querySelector(".alternatives").open ? "open" : "closed"]
		for (const rank of document.querySelectorAll(".alternatives select")) {
			if (!rank.closest("[hidden]")) {
				shown.push([...rank.options].filter((o) => !o.disabled).map((o) => o.selected ? o.value.toUpperCase() || "-" : o.value).join(" "))
			}
		}
		if (document.querySelector("#wait").checkVisibility()) {
			shown.push("wait")
		}
		return shown.join(", ")
	})()`
	choose := func(id, slug string) string {
		return fmt.Sprintf(`(() => {
			const rank = document.getElementById(%q)
			rank.value = %q
			rank.dispatchEvent(new Event("change", {bubbles: true}))
		})(), `, id, slug)
	}
	first := func(slug string) string {
		return fmt.Sprintf("document.querySelector('[name=session][value=%s]').click(), ", slug)
	}
	for _, step := range []struct{ does, script, want string }{
		{"nothing", "", "closed, - arnhem eindhoven zwolle"},
		{"choose a full session", first("zwolle"), "open, - arnhem utrecht eindhoven"},
		{"choose a second", choose("alternatives-1", "utrecht"), "open,  arnhem UTRECHT eindhoven, - arnhem eindhoven, wait"},
		{"choose a third", choose("alternatives-2", "arnhem"), "open,  arnhem UTRECHT eindhoven,  ARNHEM eindhoven, - eindhoven, wait"},
		{"make the second the first", first("utrecht"), "open, - arnhem eindhoven zwolle,  ARNHEM eindhoven zwolle, - eindhoven zwolle, wait"},
		{"make the third the second", choose("alternatives-1", "arnhem"), "open,  ARNHEM eindhoven zwolle, - eindhoven zwolle, wait"},
		{"choose none", choose("alternatives-1", ""), "open, - arnhem eindhoven zwolle"},
	} {
		if got := browsertest.Evaluate[string](ctx, t, step.script+seen); got != step.want {
			t.Errorf("%s: %s\nwant %s", step.does, got, step.want)
		}
	}
}

func TestCheckPageSaysWhatWillHappen(t *testing.T) {
	quiet := base("nl")
	kept, limited := quiet, quiet
	kept.Series, limited.Series = keeps(), keeps()
	limited.Series.Policy.Reserves = nil
	limited.Series.Sessions[0].Confirmed = 0
	offered := quiet
	offered.Series = series()
	offered.Series.Sessions[0].Confirmed, offered.Series.Sessions[0].Offered, offered.Series.Sessions[0].Waiting = 59, 1, 1
	late := quiet
	late.Series = draws()
	late.Series.Sessions[0].Status, late.Now = models.SessionPublished, late.Series.Policy.DrawAt
	absent := ranked(1, "utrecht")
	absent.ContactName, absent.ContactEmail, absent.Wait = "Voorbeeld Vier", "vier@werkgever.example", true
	wait := ranked(1, "utrecht")
	wait.Wait = true
	everywhere := quiet
	everywhere.Series = series()
	everywhere.Series.Sessions[1].Confirmed, everywhere.Series.Sessions[1].Waiting = 60, 1
	group := ranked(3, "arnhem")
	group.Wait = true
	part, outsider := ranked(3), ranked(1)
	part.Session, part.Sector, outsider.Session = "utrecht", "po", "utrecht"
	kept.Series.Policy.Reserves = append(kept.Series.Policy.Reserves, models.Reserve{Sectors: []string{"rijk"}, Seats: 6})
	for _, test := range []struct {
		rule string
		base Base
		in   models.SignUp
		want string
	}{
		{"a lower choice", quiet, ranked(1, "utrecht"), "Zwolle is vol. U krijgt een plaats in Utrecht."},
		{"a lower choice, waiting on", quiet, wait, "Zwolle is vol. U krijgt een plaats in Utrecht. Voor Zwolle wachten 7 mensen voor u."},
		{"a contact who stays away", quiet, absent, "Zwolle is vol. Voorbeeld Een krijgt een plaats in Utrecht. Voor Zwolle wachten 7 mensen voor u."},
		{"nothing but the line", quiet, ranked(1), "Zwolle is vol. U komt op de wachtlijst. Voor Zwolle wachten 7 mensen voor u."},
		{
			"several lines", everywhere, ranked(1, "utrecht"),
			"Zwolle en Utrecht zijn vol. U komt op de wachtlijst voor Zwolle en Utrecht. Voor Zwolle wachten 7 mensen voor u. Voor Utrecht wacht 1 persoon voor u.",
		},
		{"held seats", offered, ranked(1, "arnhem"), "Zwolle is vol: de laatste plaatsen worden vrijgehouden voor anderen. U krijgt een plaats in Arnhem."},
		{
			"seats reserved for others", kept, outsider,
			"De plaatsen die in Utrecht nog vrij zijn, zijn tot maandag 15 februari alleen voor po en vo en alleen voor het Rijk. " +
				"U komt op de wachtlijst. Voor Utrecht wachten 3 mensen voor u.",
		},
		{"a draw whose list is closed", late, ranked(1), "De lijst voor de loting is dicht. Wie zich nu aanmeldt, komt na iedereen die meeloot. U doet mee met de loting voor Zwolle."},
		{"a free first choice", limited, ranked(1, "utrecht"), ""},
		{"a group that has the same seats together or apart", quiet, ranked(3, "arnhem"), "Zwolle is vol. U krijgt 3 plaatsen in Arnhem."},
	} {
		page := check(test.base, test.in)
		if got := page.Outlook(); got != test.want {
			t.Errorf("%s: %s\nwant %s", test.rule, got, test.want)
		}
		if page.Together() != nil {
			t.Errorf("%s: the page asks whether to stay together", test.rule)
		}
	}
	for _, test := range []struct {
		rule            string
		base            Base
		in              models.SignUp
		help, all, each string
	}{
		{
			"a group in two sessions", quiet, ranked(3, "utrecht", "arnhem"), "Zwolle is vol. In Utrecht zijn nog 2 plaatsen vrij. Dat is te weinig voor uw hele groep.",
			"U krijgt 3 plaatsen in Arnhem.", "U en Voorbeeld Twee krijgen een plaats in Utrecht. Voorbeeld Drie krijgt een plaats in Arnhem.",
		},
		{
			"a group that waits on", quiet, group, "Zwolle is vol.", "U krijgt 3 plaatsen in Arnhem. Voor Zwolle wachten 7 mensen voor u. U verhuist alleen samen.",
			"U krijgt 3 plaatsen in Arnhem. Voor Zwolle wachten 7 mensen voor u. Ieder kan apart verhuizen.",
		},
		{
			"a group in the line", quiet, ranked(3), "Zwolle is vol. U komt op de wachtlijst. Kies hoe u plaatsen wilt krijgen.",
			"U wacht samen. U krijgt pas een plaats als er genoeg plaatsen tegelijk vrij zijn. Voor Zwolle wachten 7 mensen voor u.",
			"U wacht apart. Ieder krijgt een plaats zodra die vrij is. Voor Zwolle wachten 7 mensen voor u.",
		},
		{
			"a group in the draw", late, ranked(2, "utrecht"),
			"De lijst voor de loting is dicht. Wie zich nu aanmeldt, komt na iedereen die meeloot. U doet met uw groep mee met de loting voor Zwolle en Utrecht. Kies hoe u plaatsen wilt krijgen.",
			"U krijgt alleen plaatsen als er bij de loting genoeg zijn voor de hele groep.", "Wie past, krijgt bij de loting een plaats, in de volgorde van dit formulier.",
		},
		{
			"a group over the organisation's limit", limited, ranked(3),
			"Een organisatie krijgt in Zwolle tot maandag 15 februari hooguit 2 plaatsen. Met deze aanmelding wordt dat meer.",
			"U wacht samen. U krijgt pas een plaats als er genoeg plaatsen tegelijk vrij zijn. Voor Zwolle wacht niemand voor u.",
			"Wie past, krijgt meteen een plaats, in de volgorde van dit formulier. De anderen wachten. U en Voorbeeld Twee krijgen een plaats in Zwolle. Voorbeeld Drie komt op de wachtlijst. Voor Zwolle wacht niemand voor u.",
		},
		{
			"a group over what its sector has left", kept, part,
			"In Utrecht zijn voor uw sector nog 2 plaatsen vrij. De andere plaatsen zijn alleen voor het Rijk.",
			"U wacht samen. U krijgt pas een plaats als er genoeg plaatsen tegelijk vrij zijn. Voor Utrecht wachten 3 mensen voor u.",
			"Wie past, krijgt meteen een plaats, in de volgorde van dit formulier. De anderen wachten. U en Voorbeeld Twee krijgen een plaats in Utrecht. Voorbeeld Drie komt op de wachtlijst. Voor Utrecht wachten 3 mensen voor u.",
		},
	} {
		asked := check(test.base, test.in).Together()
		if asked == nil {
			t.Errorf("%s is not asked", test.rule)
			continue
		}
		if asked.Help != test.help {
			t.Errorf("%s: %s\nwant %s", test.rule, asked.Help, test.help)
		}
		for i, want := range []string{test.all, test.each} {
			if got := asked.Options[i].Hint; got != want {
				t.Errorf("%s: %s\nwant %s", test.rule, got, want)
			}
		}
	}
}

func TestSeatsLeftAreHonestAboutReserves(t *testing.T) {
	soon, later := time.Date(2027, 2, 15, 8, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		rule     string
		free     int
		taken    []int
		reserves []models.Reserve
		want     string
	}{
		{"none", 20, nil, nil, "nog 20 plaatsen vrij"},
		{"one among others", 20, nil, []models.Reserve{{Sectors: []string{"po", "vo"}, Seats: 12, Until: soon}}, "nog 20 plaatsen vrij, waarvan 12 tot maandag 15 februari voor po en vo"},
		{"partly given", 20, []int{9}, []models.Reserve{{Sectors: []string{"po"}, Seats: 12, Until: soon}}, "nog 20 plaatsen vrij, waarvan 3 tot maandag 15 februari voor po"},
		{"all given", 20, []int{12}, []models.Reserve{{Sectors: []string{"po"}, Seats: 12, Until: soon}}, "nog 20 plaatsen vrij"},
		{"over", 20, nil, []models.Reserve{{Sectors: []string{"po"}, Seats: 12, Until: now}}, "nog 20 plaatsen vrij"},
		{"nothing else", 12, nil, []models.Reserve{{Sectors: []string{"po", "vo"}, Seats: 12, Until: soon}}, "nog 12 plaatsen, tot maandag 15 februari alleen voor po en vo"},
		{"for good", 1, nil, []models.Reserve{{Sectors: []string{"gemeenten"}, Seats: 12}}, "nog 1 plaats, alleen voor gemeenten"},
		{
			"several until one moment", 20, nil,
			[]models.Reserve{{Sectors: []string{"po"}, Seats: 3, Until: soon}, {Sectors: []string{"rijk"}, Seats: 4, Until: soon}},
			"nog 20 plaatsen vrij, waarvan 7 tot maandag 15 februari voor po en het Rijk",
		},
		{
			"several until several moments", 20, nil,
			[]models.Reserve{{Sectors: []string{"po"}, Seats: 3, Until: soon}, {Sectors: []string{"onbekend"}, Seats: 4, Until: later}},
			"nog 20 plaatsen vrij, waarvan 3 tot maandag 15 februari voor po en 4 tot maandag 1 maart voor onbekend",
		},
	} {
		b := base("nl")
		session := &b.Series.Sessions[0]
		b.Series.Policy.Reserves = test.reserves
		session.Confirmed, session.Shares = session.Capacity-test.free, test.taken
		if got := b.Cards()[0].SeatsLeft(); got != test.want {
			t.Errorf("%s: %s\nwant %s", test.rule, got, test.want)
		}
	}
}

func TestOverbookingIsShownToOrganisersOnly(t *testing.T) {
	docs := rendered(t, "nl")
	if got := text(docs["organiser-overbooked"].Find("main")); !strings.Contains(got, "60 plaatsen, plus 6 door overboeken.") {
		t.Errorf("the organiser reads %s", got)
	}
	b := base("nl")
	b.Series = keeps()
	if got := text(document(t, &OrganiserSeries{Base: b, All: []*models.Series{b.Series}}).Find("tr").Last()); !strings.Contains(got, "60 + 6") {
		t.Errorf("the organiser's list reads %s", got)
	}
	public := document(t, &Session{Base: b, Session: &b.Series.Sessions[3], Calendar: calendar()})
	if got := public.Find(".seatbar").AttrOr("aria-label", ""); got != "0 van de 66 plaatsen bezet, 66 vrij" || strings.Contains(text(public.Find("main")), "overboek") {
		t.Errorf("the public reads %s", got)
	}
}

func TestWhoIsTurnedAwayReadsWhatIsInTheWay(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]string{
		"full-reserved": "De plaatsen die in Utrecht nog vrij zijn, zijn tot maandag 15 februari alleen voor po en vo. Kies een andere sessie. Uw gegevens zijn niet opgeslagen.",
		"full-few":      "In Utrecht zijn nog maar 2 plaatsen vrij. Meld minder mensen aan of kies een andere sessie.",
		"closed-draw":   "De sessie in Zwolle gaat niet door. Uw gegevens zijn niet opgeslagen. U kunt nog meeloten voor Arnhem, Utrecht en Eindhoven.",
	} {
		if got := text(docs[name].Find("main")); !strings.Contains(got, want) {
			t.Errorf("%s says %s\nwant %s", name, got, want)
		}
	}
	if got := text(docs["closed-draw"].Find(".others h3").First()); got != "Meeloten voor Arnhem" {
		t.Errorf("in place of a session that is off, people read %q", got)
	}
}

func TestDrawLinksToHowItWorks(t *testing.T) {
	for name, doc := range rendered(t, "nl") {
		if !strings.HasPrefix(name, "series") && !strings.HasPrefix(name, "session") {
			continue
		}
		want := strings.Contains(name, "-draw")
		if got := doc.Find("a[href='/voorbeelden/draw']").Length() == 1; got != want {
			t.Errorf("%s links to the draw: %v", name, got)
		}
	}
	if got := text(document(t, samples("nl")["series-draw-closed"]).Find(".seats p").Eq(1)); got != "loting: 34 mensen doen mee, wie zich nu aanmeldt, sluit achteraan aan" {
		t.Errorf("after the list has closed a card says %q", got)
	}
}
