package pages

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

// posts are the buttons of a page that post a party's line, as "route session places".
func posts(doc *goquery.Document) []string {
	var all []string
	doc.Find(".ticket form").Each(func(_ int, form *goquery.Selection) {
		action := form.AttrOr("action", "")
		all = append(all, strings.Join([]string{
			action[strings.LastIndex(action, "/")+1:], form.Find("[name=session]").AttrOr("value", ""), form.Find("[name=participant]").AttrOr("value", ""),
		}, " "))
	})
	return all
}

// cities are the sessions of a page's tickets, in their order.
func cities(doc *goquery.Document) []string {
	var all []string
	doc.Find(".ticket").Each(func(_ int, ticket *goquery.Selection) {
		all = append(all, strings.TrimPrefix(ticket.AttrOr("aria-labelledby", ""), "stay-"))
	})
	return all
}

// Nothing that is shown as a button is refused when it is pressed.
func TestButtonsAreThoseOfWhatCanBeDone(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string][]string{
		"registration":                nil,
		"registration-first":          nil, // the only line: leaving it is cancelling
		"registration-offered":        {"accept zwolle 1", "decline zwolle 1"},
		"registration-offered-seat":   {"accept zwolle 1", "decline zwolle 1", "decline utrecht 1"},
		"registration-offered-group":  {"accept zwolle 1", "decline zwolle 1"},
		"participant-offered-group":   nil, // the contact decides
		"participant-offered-contact": {"accept zwolle 1", "decline zwolle 1"},
		"registration-ahead":          {"decline zwolle 1"},
		"participant-ahead-group":     nil,
		"registration-choices":        {"decline zwolle 1", "decline utrecht 1"},
		"registration-several":        {"accept zwolle 2", "decline zwolle 2", "decline zwolle 3", "decline utrecht 3", "rejoin eindhoven 3"},
		"registration-declined":       {"rejoin zwolle 1"},
		"registration-expired":        {"rejoin zwolle 1"},
		"registration-expired-closed": nil,
		"participant-expired":         {"rejoin zwolle 1"},
		"participant-expired-group":   nil,
		"registration-called-off":     nil,
	} {
		if diff := cmp.Diff(want, posts(docs[name])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatMustBeAnsweredStandsFirst(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]string{
		"registration-offered-seat": "zwolle arnhem utrecht",    // the offer, the seat, what is waited for
		"registration-ahead":        "utrecht zwolle",           // the seat, what is waited for
		"registration-choices":      "zwolle utrecht",           // by rank
		"registration-declined":     "utrecht zwolle",           // the seat, what was let go
		"registration-several":      "zwolle utrecht eindhoven", // the same for several parties
	} {
		if got := strings.Join(cities(docs[name]), " "); got != want {
			t.Errorf("%s shows %s, want %s", name, got, want)
		}
	}
	late := stands(1, models.Expired, models.Confirmed)
	page := &Registration{Base: base("nl"), Registration: late, Self: "/my/t0ken", Trouble: &models.Error{Key: "error.rejoin.none"}}
	if got := strings.Join(cities(document(t, page)), " "); got != "zwolle utrecht" {
		t.Errorf("after a late click the page shows %s", got)
	}
}

func TestWhereAPartyStandsIsSaidInWords(t *testing.T) {
	docs := rendered(t, "nl")
	for name, sentences := range map[string][]string{
		"registration-offered": {
			"Er is plaats voor u in Zwolle. Wij houden die vast tot donderdag 25 februari, 10.00 uur. Reageert u niet, dan gaat de plaats naar de volgende.",
			"Voorlopige plaats", "Ja, ik kom", "Nee, ik kom niet",
		},
		"registration-offered-seat":   {"U houdt uw plaats in Arnhem tot u ja zegt.", "Uw 1e keus", "Uw 3e keus", "U heeft een plaats in Arnhem."},
		"registration-offered-group":  {"Er zijn 3 plaatsen voor uw groep in Zwolle.", "U houdt uw plaatsen in Utrecht tot u ja zegt.", "Ja, wij komen", "Nee, wij komen niet"},
		"participant-offered-group":   {"Er zijn 3 plaatsen voor uw groep in Zwolle.", "Komt er geen reactie, dan", "Tot er ja is gezegd, houdt uw groep de plaatsen in Utrecht.", "Voorbeeld Een heeft de groep aangemeld en beslist voor iedereen."},
		"registration-several":        {"Er is plaats voor Voorbeeld Twee in Zwolle.", "U heeft 2 plaatsen in Utrecht.", "Niet meer wachten op Zwolle voor Voorbeeld Drie", "Er is een maximum aantal plaatsen per organisatie."},
		"registration-ahead":          {"U wacht nu ook voor Zwolle.", "Voor u wachten nu 7 mensen. U hoeft niets te doen.", "U houdt uw plaats in Utrecht tot u hier een plaats heeft.", "Niet meer wachten op Zwolle"},
		"registration-choices":        {"Voor u wacht nu niemand.", "er zijn plaatsen gereserveerd voor andere sectoren."},
		"registration-held":           {"Er worden plaatsen vrijgehouden voor anderen.", "De sessie begint bijna. Er worden geen plaatsen meer gegeven."},
		"registration-draw":           {"U doet mee met de loting. U hoeft niets te doen.", "Wie zich aanmeldt tot maandag 15 februari, 10.00 uur, doet mee."},
		"registration-filled":         {"Zwolle raakte vol terwijl u het formulier invulde.", "U heeft 2 plaatsen in Utrecht."},
		"registration-declined":       {"U heeft nee gezegd tegen Zwolle.", "Weer op de wachtlijst voor Zwolle", "U heeft een plaats in Utrecht."},
		"registration-expired":        {"maar u reageerde niet op tijd. De plaats is naar de volgende gegaan.", "Toch willen komen? U sluit dan achteraan in de rij."},
		"registration-expired-late":   {"U kon reageren tot vrijdag 29 januari, 10.00 uur. De plaats in Zwolle is naar de volgende gegaan. U kunt wel weer op de wachtlijst."},
		"registration-expired-closed": {"Aanmelden voor Zwolle kan niet meer sinds"},
		"registration-accepted-twice": {"Er is al ja gezegd. De plaats in Zwolle staat vast."},
		"registration-called-off":     {"De sessie in Zwolle gaat niet door.", "Gaat niet door", "Liever een andere sessie?"},
	} {
		words := text(docs[name].Find("main"))
		for _, sentence := range sentences {
			if !strings.Contains(words, sentence) {
				t.Errorf("%s does not say %q; it says %s", name, sentence, words)
			}
		}
	}
}

func TestWhoHasAnOfferIsNotToldToDoNothing(t *testing.T) {
	words := text(rendered(t, "nl")["registration-offered-seat"].Find("main"))
	if strings.Contains(words, "U hoeft niets te doen") {
		t.Errorf("somebody who must answer reads that there is nothing to do: %s", words)
	}
}

func TestASessionThatIsOverIsNotAskedAbout(t *testing.T) {
	page := &Registration{Base: base("nl"), Registration: stands(1, models.Waiting, models.Expired, models.Confirmed), Self: "/my/t0ken"}
	page.Now = page.Registration.Series.Sessions[2].Starts // of the seat
	doc := document(t, page)
	if got := posts(doc); got != nil {
		t.Errorf("once the session has begun one can still %v", got)
	}
	if doc.Find("#change").Length() != 0 {
		t.Error("once the session has begun one can still change something")
	}
}

func TestSwapOffersTheOtherSessionsThatTakeSignUpsTheNearestFirst(t *testing.T) {
	seated := func(change func(*models.Registration)) *Registration {
		r := stands(1, models.Confirmed)
		change(r)
		page := &Registration{Base: base("nl"), Registration: r, Self: "/my/t0ken"}
		page.Series = r.Series
		return page
	}
	for rule, test := range map[string]struct {
		page *Registration
		want string
	}{
		"from Zwolle":         {seated(func(*models.Registration) {}), "arnhem utrecht eindhoven"},
		"not where one waits": {seated(func(r *models.Registration) { line(r, 1, 3, models.Waiting); r.Choices[1].Rank = 0 }), "utrecht eindhoven"},
		"not what one can take up again": {seated(func(r *models.Registration) {
			line(r, 1, 3, models.Expired)
			r.Choices[1].Rank, r.Placements[1].Rank = 0, 0
		}), "utrecht eindhoven"},
		"but what one gave up for less": {seated(func(r *models.Registration) { line(r, 1, 3, models.Declined) }), "arnhem utrecht eindhoven"},
		"not a session that is off":     {seated(func(r *models.Registration) { r.Series.Sessions[2].Status = models.SessionCancelled }), "utrecht eindhoven"},
		"not a full one without a list": {seated(func(r *models.Registration) {
			r.Series.Policy.WaitingList, r.Series.Sessions[2].Confirmed = models.WaitingListOff, 60
		}), "utrecht eindhoven"},
		"not before the offer is answered": {seated(func(r *models.Registration) { line(r, 1, 3, models.Offered); r.Choices[1].Rank = 0 }), ""},
		"nor once it has begun":            {seated(func(r *models.Registration) { r.Series.Sessions[0].Starts = now }), ""},
		"nor when all is closed":           {seated(func(r *models.Registration) { r.Series.Closes = now }), ""},
	} {
		var slugs []string
		document(t, test.page).Find("#swap [name=session]").Each(func(_ int, radio *goquery.Selection) {
			slugs = append(slugs, radio.AttrOr("value", ""))
		})
		if got := strings.Join(slugs, " "); got != test.want {
			t.Errorf("%s: the form offers %q, want %q", rule, got, test.want)
		}
	}
	first := document(t, seated(func(*models.Registration) {})).Find("#swap .option").First()
	if got := text(first); got != "Arnhem, donderdag 1 april 2027, 13.00 tot 17.00 uur nog 42 plaatsen vrij" && got != "Arnhem, donderdag 1 april 2027, 13.00 tot 17.00 uurnog 42 plaatsen vrij" {
		t.Errorf("a session reads %q", got)
	}
}

func TestSwapSaysWhatWillHappen(t *testing.T) {
	wait := stands(1, models.Waiting)
	once := stands(1, models.Waiting)
	once.Wait = false
	for rule, test := range map[string]struct {
		of   *models.Registration
		want string
	}{
		"one seat is kept":            {stands(1, models.Confirmed), "U houdt uw plaats in Zwolle tot er daar een is."},
		"a group's seats are kept":    {stands(3, models.Confirmed), "U houdt uw plaatsen in Zwolle tot er daar genoeg zijn."},
		"who waits goes on waiting":   {wait, "Is daar nu plaats, dan krijgt u die meteen. U blijft dan ook wachten op Zwolle."},
		"who asked for one stops":     {once, "Is daar nu plaats, dan krijgt u die meteen en wacht u niet meer op Zwolle."},
		"who lost it all begins anew": {stands(1, models.Expired), "Is daar nu plaats, dan krijgt u die meteen. Anders komt u op de wachtlijst."},
	} {
		doc := document(t, &Registration{Base: base("nl"), Registration: test.of, Self: "/my/t0ken"})
		if got := text(doc.Find("#swap")); !strings.Contains(got, test.want) {
			t.Errorf("%s: the form says %q", rule, got)
		}
	}
}

func TestWithSeveralPartiesTheFormsAskWhose(t *testing.T) {
	doc := rendered(t, "nl")["registration-several"]
	var who []string
	doc.Find("#swap [name=participant]").Each(func(_ int, box *goquery.Selection) { who = append(who, box.AttrOr("value", "")) })
	if want := []string{"1", "3"}; !slices.Equal(who, want) { // the second must answer an offer first
		t.Errorf("the form for another session asks about %v, want %v", who, want)
	}
	if doc.Find("#swap [name=choose][value=yes]").Length() != 1 {
		t.Error("nobody ticked would mean everybody")
	}
}

func TestWhatMustBeMendedIsUnfolded(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]string{
		"registration": "", "participant": "", "registration-swap-wrong": "swap", "participant-swap-wrong": "swap", "registration-several-wrong": "swap",
		"registration-substitute-wrong": "substitute", "registration-wrong": "cancel",
	} {
		var open []string
		docs[name].Find("details[open]").Each(func(_ int, s *goquery.Selection) { open = append(open, s.AttrOr("id", "")) })
		if got := strings.Join(open, " "); got != want {
			t.Errorf("%s unfolds %q, want %q", name, got, want)
		}
	}
}

func TestAColleagueIsTheFirstChange(t *testing.T) {
	docs := rendered(t, "nl")
	for _, name := range []string{"registration", "registration-ahead", "registration-several", "participant", "participant-offered-group", "participant-colleague"} {
		if first := text(docs[name].Find("#change").Parent().Find("summary").First()); first != "Een collega gaat in mijn plaats" {
			t.Errorf("the first change of %s is %q", name, first)
		}
	}
}

func TestAGroupWithASeatElsewhereMaySplit(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]string{
		"registration-first": "Uw groep krijgt pas een plaats als er voor iedereen plaats is.", "registration-ahead-group": "U houdt tot dan uw plaatsen in Utrecht",
		"registration": "", "registration-ahead": "", "participant-ahead-group": "", "registration-several": "", "registration-offered-group": "",
	} {
		got := text(docs[name].Find("#split"))
		if (got != "") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s says of splitting %q, want %q", name, got, want)
		}
	}
}

func TestEachPersonIsShownWithAllThatTheyHave(t *testing.T) {
	doc := rendered(t, "nl")["registration-several"]
	var people []string
	doc.Find(".sheets .sheet").Each(func(_ int, sheet *goquery.Selection) {
		var badges []string
		sheet.Find("p:has(.status)").Each(func(_ int, p *goquery.Selection) { badges = append(badges, text(p)) })
		people = append(people, text(sheet.Find("h3"))+": "+strings.Join(badges, ", "))
	})
	want := []string{
		"Voorbeeld Een: Plaats bevestigd Utrecht",
		"Voorbeeld Twee: Voorlopige plaats Zwolle, Plaats bevestigd Utrecht",
		"Voorbeeld Drie: Op de wachtlijst Zwolle, Op de wachtlijst Utrecht",
	}
	if diff := cmp.Diff(want, people); diff != "" {
		t.Error(diff)
	}
}

func TestAnOfferedSeatGoesIntoNoCalendar(t *testing.T) {
	docs := rendered(t, "nl")
	for name, want := range map[string]int{"registration-offered": 0, "registration-offered-group": 1, "registration-ahead": 1} {
		if got := docs[name].Find(".calendar").Length(); got != want {
			t.Errorf("%s has %d blocks of calendar links, want %d", name, got, want)
		}
	}
}

func TestNoticesSayWhatWasDone(t *testing.T) {
	at := &base("nl").Series.Sessions[0]
	for what, want := range map[string]string{
		"accepted": "De plaats in Zwolle staat vast.", "declined": "De plaats in Zwolle gaat naar de volgende.", "stopped": "Het wachten op Zwolle is gestopt.",
		"rejoined": "U staat weer op de wachtlijst voor Zwolle.", "placed": "Er was meteen plaats in Zwolle.", "swapped": "De plaats in Zwolle staat vast.",
		"waits": "U wacht nu ook voor Zwolle.",
	} {
		page := &Registration{Base: base("nl"), Registration: stands(1, models.Confirmed), Self: "/my/t0ken", Notice: what, At: at}
		if got := text(document(t, page).Find("[role=status]")); !strings.Contains(got, want) {
			t.Errorf("%s: the page says %q", what, got)
		}
		page.At = nil
		if got := text(document(t, page).Find("[role=status]")); got != page.T("notice.done") {
			t.Errorf("%s without a session: the page says %q", what, got)
		}
	}
}
