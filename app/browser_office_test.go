package main

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"vonk/models/store/storetest"
)

// The office's story, in windows of 320 pixels: an admin comes in by the first link, makes a passkey and invites the partner
// of one session, who sees that session only. Two organisers edit one session, a copy of the series is published, people are
// looked up, downloaded, written to and received, and who signs out is out. Every page on the way is sound.
func TestOfficesStory(t *testing.T) {
	s := startOffice(t)
	o := &officeStory{byMouse: byMouse{newTab(t, s.url)}, site: s}
	o.passkeys()
	o.comesIn()
	o.invitesAPartner()
	o.edits()
	o.twoEditOneSession()
	o.publishesACopy()
	o.findsSomebody()
	o.downloads()
	o.writes()
	o.receives()
	o.signsOut()
	if got := s.vonk("check", "--database", s.database); got != "every rule holds\n" {
		t.Error(got)
	}
}

// Where the office has the sample series, and the form of its second session.
const (
	inOffice   = "/organiser/voorbeeldreeks"
	arnhemForm = inOffice + "/edit/sessions/arnhem"
)

// startOffice serves the sample series on the day of its first session, with four people who come there, and two who come to
// the other; at each, one waits.
func startOffice(t *testing.T) *site {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	now, clock := time.Now(), &storetest.Clock{}
	clock.Set(now.AddDate(0, 0, -10))
	s, h := startSiteAt(t, clock)
	today := now.In(zone).Format(time.DateOnly)
	importAt(t, h, strings.NewReplacer(
		day(-2, "09:00"), day(-20, "09:00"), day(40, "13:00"), today+"T00:00", day(40, "17:00"), today+"T23:59", "capacity: 60", "capacity: 2",
	).Replace(smallSeries()))
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie")
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Vier")
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Vijf")
	s.signUp("/voorbeeldreeks/register", "arnhem", nil, "Voorbeeld Zes", "Voorbeeld Zeven")
	s.signUp("/voorbeeldreeks/register", "arnhem", nil, "Voorbeeld Acht")
	clock.Set(now)
	return s
}

// officeStory is an admin in a browser.
type officeStory struct {
	byMouse
	site *site
}

// tabTo goes to another part of the series.
func (o *officeStory) tabTo(part string) {
	o.Helper()
	o.arrives(o.follow(`.tabs a[href="`+inOffice+part+`"]`), http.StatusOK)
}

// comesIn is the way of a link to an office with a passkey.
func (b *tab) comesIn(link string) {
	b.Helper()
	b.arrives(b.open(link), http.StatusOK)
	b.arrives(b.click(`main button[type="submit"]`), http.StatusOK)
	b.at("/organiser/account/passkeys/new")
	b.arrives(b.click(`form[data-passkey="create"] button`), http.StatusOK)
	b.at("/organiser")
}

func (o *officeStory) comesIn() {
	o.tab.comesIn(o.site.signInPath("organiser@organiser.example"))
	o.reads("Reeksen en sessies", "Sessie Zwolle", "Sessie Arnhem")
}

// The partner comes in by the link in the mail, sees who comes to Zwolle, with no address, and nothing of Arnhem.
func (o *officeStory) invitesAPartner() {
	o.arrives(o.follow(`main a[href="`+inOffice+`/zwolle"]`), http.StatusOK)
	o.tabTo("/people")
	o.fill("#email", "partner@regio.example")
	o.fill("#role", "regionale")
	o.fill("#session", "Sessie Z")
	o.arrives(o.follow(`main form.form button`), http.StatusOK)
	o.reads("Gelukt. partner@regio.example krijgt een e-mail.", "regionale partner", "nog niet")

	mailed := o.site.mail("partner@regio.example", "Uitnodiging: ")
	partner := byMouse{newTab(o.T, o.site.url)}
	partner.passkeys()
	partner.comesIn(o.site.path(mailed.text, "/organiser/sign-in/"))
	if text := partner.text(); strings.Contains(text, "Arnhem") {
		o.Errorf("the partner of Zwolle sees Arnhem: %s", text)
	}
	partner.arrives(partner.follow(`main a[href="`+inOffice+`/zwolle"]`), http.StatusOK)
	partner.reads("Voorbeeld Een", "Voorbeeld Vijf", "Voorbeeldgemeente")
	partner.tellsNoAddress("main")
	_, list := partner.save(`main a[href*="attendees.csv?dialect=rfc4180"]`)
	if !strings.Contains(list, "Voorbeeld Een") || strings.Contains(list, "@") || strings.Contains(list, "Voorbeeld Zes") {
		o.Errorf("the partner's list holds %s", list)
	}
	var parts []string
	for _, path := range ask[[]string](partner.tab, `[...document.querySelectorAll(".tabs a")].map(a => a.getAttribute("href"))`) {
		parts = append(parts, strings.TrimPrefix(path, inOffice))
		partner.arrives(partner.open(path), http.StatusOK)
		partner.tellsNoAddress("main")
		if text := ask[string](partner.tab, `document.querySelector("main").innerText`); strings.Contains(text, "Arnhem") || strings.Contains(text, "Voorbeeld Zes") {
			o.Errorf("%s shows the partner of Zwolle what is in Arnhem: %s", path, text)
		}
	}
	if want := []string{"", "/board", "/participants", "/timetable"}; !slices.Equal(parts, want) {
		o.Errorf("the partner has the parts %q", parts)
	}
	for path, status := range map[string]int{
		"/arnhem": http.StatusNotFound, "/arnhem/attendees.csv": http.StatusNotFound, "/board?session=arnhem": http.StatusNotFound,
		"/attendees.xlsx": http.StatusForbidden, "/people": http.StatusForbidden, "/edit": http.StatusForbidden, "/exports": http.StatusForbidden,
		"/mailings": http.StatusForbidden, "/zwolle/door": http.StatusForbidden, "/audit": http.StatusForbidden,
	} {
		partner.arrives(partner.open(inOffice+path), status)
	}
}

// tellsNoAddress fails when there is an address in a part of the page.
func (b *tab) tellsNoAddress(selector string) {
	b.Helper()
	if html := ask[string](b, "document.querySelector("+quote(selector)+").innerHTML"); strings.Contains(html, "@") {
		b.Errorf("%s tells an address: %s", ask[string](b, "location.pathname"), html)
	}
}

// More seats in Arnhem give one to who waits, which the admin is told before it is saved.
func (o *officeStory) edits() {
	o.tabTo("/edit")
	o.arrives(o.follow(`main a[href="`+inOffice+`/edit/sessions"]`), http.StatusOK)
	o.arrives(o.follow(`main a[href="`+arnhemForm+`"]`), http.StatusOK)
	o.fill("#capacity", "3")
	o.arrives(o.follow(`form.edit .button`), http.StatusOK)
	o.reads("Mensen krijgen hierover een e-mail", "Er is nog niets opgeslagen.", "1 e-mail over een plaats die vrijkwam")
	o.arrives(o.follow(`main form .button`), http.StatusOK)
	o.reads("Opgeslagen.", "3 mensen hebben een plaats bij deze sessie")
	o.site.mail(address("Voorbeeld Acht"), "Bevestigd: er kwam een plaats vrij")
}

// While the admin has the form of Arnhem open, a colleague saves another venue, of which people are told. The admin is shown both versions and chooses.
func (o *officeStory) twoEditOneSession() {
	o.fill("#venue-name", "Voorbeeldkerk")
	o.fill("#partner", "Voorbeeldpartner in Arnhem")

	o.site.vonk("organiser", "add", "--database", o.site.database, "collega@organiser.example", "--role", "organiser", "--series", "voorbeeldreeks")
	colleague := byMouse{newTab(o.T, o.site.url)}
	colleague.open(o.site.linkPath("collega@organiser.example"))
	colleague.click(`main button[type="submit"]`)
	colleague.arrives(colleague.open(arnhemForm), http.StatusOK)
	colleague.fill("#venue-name", "Voorbeeldschip")
	colleague.arrives(colleague.follow(`form.edit .button`), http.StatusOK)
	colleague.reads("Mensen krijgen hierover een e-mail", "3 e-mails over een sessie die is gewijzigd")
	colleague.arrives(colleague.follow(`main form .button`), http.StatusOK)
	colleague.reads("Opgeslagen.")
	o.site.mail(address("Voorbeeld Zes"), "Gewijzigd: ")

	o.arrives(o.follow(`form.edit .button`), http.StatusConflict)
	o.reads("intussen gewijzigd", "Voorbeeldkerk", "Voorbeeldschip", "U en uw collega hebben dit allebei veranderd.", "Alleen u heeft dit veranderd.")
	o.tick(`fieldset:has(legend) input[name="choose-venue-name"][value="theirs"]`)
	o.arrives(o.follow(`main form .button`), http.StatusOK)
	o.reads("Opgeslagen.")
	for id, wanted := range map[string]string{"venue-name": "Voorbeeldschip", "partner": "Voorbeeldpartner in Arnhem"} {
		if value := ask[string](o.tab, "document.getElementById("+quote(id)+").value"); value != wanted {
			o.Errorf("%s became %q, not %q", id, value, wanted)
		}
	}
}

// A copy of the series is a draft that nobody else sees, until it is published.
func (o *officeStory) publishesACopy() {
	o.tabTo("/edit")
	o.arrives(o.follow(`main a[href="`+inOffice+`/edit/copy"]`), http.StatusOK)
	o.fill("#slug", "volgend-jaar")
	o.fill("#weeks", "52")
	o.arrives(o.follow(`main form .button`), http.StatusOK)
	o.at("/organiser/volgend-jaar/edit?saved=1")
	o.reads("Deze reeks is een concept: alleen organisatoren zien die.")
	o.arrives(o.open("/volgend-jaar"), http.StatusNotFound)
	o.arrives(o.open("/organiser/volgend-jaar/edit"), http.StatusOK)
	o.arrives(o.follow(`main form[action$="/status"] button`), http.StatusOK)
	o.reads("Deze reeks is gepubliceerd.")
	o.arrives(o.follow(`main a[href="/volgend-jaar"]`), http.StatusOK)
	o.reads("Sessie Zwolle", "Sessie Arnhem")
	o.arrives(o.open("/organiser"), http.StatusOK)
}

// The list follows what is typed, and leads to the story of a registration.
func (o *officeStory) findsSomebody() {
	o.arrives(o.follow(`main a[href="`+inOffice+`/arnhem"]`), http.StatusOK)
	o.tabTo("/participants")
	ask[bool](o.tab, "window.stays = true")
	o.fill("#q", "vijf")
	o.see(`#results tbody tr:only-child`)
	o.reads("1 deelnemer", "Voorbeeld Vijf")
	o.at(inOffice + "/participants?q=vijf")
	if !ask[bool](o.tab, "window.stays === true") {
		o.Error("the page was loaded again")
	}
	o.sound()
	o.arrives(o.follow(`#results tbody th a`), http.StatusOK)
	o.reads("Hoe het nu staat", "Wacht op Zwolle", "Wat er gebeurde")
}

// What is downloaded holds whom the page shows.
func (o *officeStory) downloads() {
	o.arrives(o.open(inOffice+"/arnhem"), http.StatusOK)
	name, content := o.save(`main a[href*="attendees.csv?dialect=excel"]`)
	if rows := strings.Split(strings.TrimSpace(content), "\r\n"); !strings.HasSuffix(name, ".csv") || len(rows) != 4 || !strings.Contains(rows[1], "Voorbeeld Zes;"+address("Voorbeeld Zes")) {
		o.Errorf("%s holds %s", name, content)
	}
	o.tabTo("/exports")
	o.arrives(o.follow(`main a[href$="/exports/new"]`), http.StatusOK)
	o.fill("#name", "Wie komt er in Zwolle")
	o.fill("#session", "Sessie Z")
	o.arrives(o.follow(`main form .button`), http.StatusOK)
	o.reads("Wie komt er in Zwolle")
	name, content = o.save(`main a[href$="/file"]`)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(content)))
	if err != nil {
		o.Fatalf("%s: %v", name, err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 5 || !slices.Contains(rows[1], "Voorbeeld Een") || !slices.Contains(rows[4], "Voorbeeld Vier") {
		o.Errorf("%s holds %q, %v", name, rows, err)
	}
}

// A mailing is written, looked at as somebody gets it, and sent; its page follows that by itself.
func (o *officeStory) writes() {
	o.tabTo("/mailings")
	o.arrives(o.follow(`main a[href$="/mailings/new"]`), http.StatusOK)
	o.tick(`input[name="session"][value="arnhem"]`)
	o.fill("#subject_nl", "Nieuws over {sessie}")
	o.fill("#body_nl", "Kijk op {link}, {naam}.")
	o.arrives(o.follow(`main form .button`), http.StatusOK)
	o.reads("Deze mailing bereikt nu 3 mensen.")
	o.arrives(o.follow(`main a[href$="/preview"]`), http.StatusOK)
	o.reads("Ontvanger 1 van 3", "Beste Voorbeeld ")
	o.arrives(o.follow(`main .back a`), http.StatusOK)
	o.tick(`input[name="when"][value="now"]`)
	o.arrives(o.follow(`form[action$="/schedule"] button`), http.StatusOK)
	o.see("#progress:not([data-live])")
	o.reads("3 van 3 zijn verstuurd.")
	o.sound()
	for _, name := range []string{"Voorbeeld Zes", "Voorbeeld Zeven", "Voorbeeld Acht"} {
		o.site.path(o.site.mail(address(name), "Nieuws over ").text, "/my/")
	}
}

// Somebody comes in at the door, and the list says so.
func (o *officeStory) receives() {
	o.arrives(o.open("/organiser"), http.StatusOK)
	o.arrives(o.follow(`#doors + ul a`), http.StatusOK)
	o.at(inOffice + "/zwolle/door")
	o.reads("0 van 4 zijn er")
	o.tick(`button[aria-label="Is er: Voorbeeld Twee"]`)
	o.see(".guest-present")
	o.reads("Voorbeeld Twee is er.", "1 van 4 is er")
	o.sound()
	o.arrives(o.open(inOffice+"/participants?session=zwolle&status=present"), http.StatusOK)
	o.reads("1 deelnemer", "Voorbeeld Twee")
}

// Who signs out is out: the cookie of the session opens nothing any more, whoever kept it.
func (o *officeStory) signsOut() {
	var kept []*network.Cookie
	o.call(func(ctx context.Context) error {
		found, err := chromedp.Call(ctx, network.GetCookies, network.GetCookiesParams{})
		if err == nil {
			kept = found.Cookies
		}
		return err
	})
	replay := func() int {
		o.Helper()
		request, err := http.NewRequestWithContext(o.Context(), http.MethodGet, o.site.url+inOffice+"/zwolle", nil)
		if err != nil {
			o.Fatal(err)
		}
		for _, cookie := range kept {
			request.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
		}
		response, err := noRedirects.Do(request)
		if err != nil {
			o.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	if status := replay(); status != http.StatusOK {
		o.Fatalf("the session's cookie is answered with %d", status)
	}
	o.arrives(o.follow(`.signout button`), http.StatusOK)
	o.arrives(o.open(inOffice+"/zwolle"), http.StatusForbidden)
	o.reads("Kies hoe u wilt inloggen.")
	if status := replay(); status != http.StatusForbidden {
		o.Errorf("after signing out, the session's cookie is answered with %d", status)
	}
}
