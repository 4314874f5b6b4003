package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Every page is sound in both languages, light and dark: nothing that axe-core finds, nothing that scrolls sideways at
// 320 pixels, no request elsewhere, nothing that the CSP blocks.
func TestEveryPageIsSound(t *testing.T) {
	now, clock := time.Now(), &storetest.Clock{}
	clock.Set(now.AddDate(0, 0, -10))
	s, h := startSiteAt(t, clock)
	closedDraw := "confirm, admission: draw, beacon: Een openbare waarde, draw_at: " + day(-5, "17:00")
	for _, file := range []string{
		smallSeries(), heldSeries(), plainSeries("gesloten", day(-2, "17:00"), "confirm"), plainSeries("vol", day(20, "17:00"), "off"),
		plainSeries("loting-open", day(20, "17:00"), strings.Replace(closedDraw, day(-5, "17:00"), day(5, "17:00"), 1)),
		plainSeries("loting-dicht", day(20, "17:00"), closedDraw), plainSeries("loting-klaar", day(20, "17:00"), closedDraw),
	} {
		importAt(t, h, file)
	}
	// Ten days ago: the seats in Zwolle came free for some, who did not answer. Draws were open.
	first := s.signUp("/houden/register", "zwolle", nil, "Voorbeeld Negen", "Voorbeeld Tien")
	further := url.Values{"alternatives": {"arnhem"}, "wait": {"yes"}}
	late := s.signUp("/houden/register", "zwolle", with(further, "organisation", "Voorbeeldschool"), "Voorbeeld Elf", "Voorbeeld Twaalf")
	asked := s.signUp("/houden/register", "zwolle", further, "Voorbeeld Dertien", "Voorbeeld Veertien")
	apart := s.signUp("/houden/register", "zwolle", with(further, "together", "any"), "Voorbeeld Vijftien", "Voorbeeld Zestien")
	s.post(first+"/cancel", nil)
	s.signUp("/loting-dicht/register", "sessie", nil, "Voorbeeld Zeventien")
	drawn := s.signUp("/loting-klaar/register", "sessie", nil, "Voorbeeld Achttien")
	s.signUp("/loting-klaar/register", "sessie", nil, "Voorbeeld Negentien")
	// Now.
	clock.Set(now)
	if err := errors.Join(h.Settle(t.Context()), h.HoldDraw(t.Context(), "loting-klaar", "12345", models.ActorCommand)); err != nil {
		t.Fatal(err)
	}
	joining := s.signUp("/loting-open/register", "sessie", nil, "Voorbeeld Twintig")
	s.signUp("/vol/register", "sessie", nil, "Voorbeeld Nul")
	group := s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie")
	s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Vier")
	waiting := s.signUp("/voorbeeldreeks/register", "zwolle", nil, "Voorbeeld Vijf", "Voorbeeld Zes")
	own := s.path(s.mail(address("Voorbeeld Drie"), "Bevestigd:").text, "/my/")
	member := s.path(s.mail(address("Voorbeeld Veertien"), "Voorlopig:").text, "/my/")
	s.vonk("organiser", "add", "--database", s.database, "organiser@organiser.example", "--role", "admin")
	link := s.path(s.vonk("organiser", "link", "--database", s.database, "organiser@organiser.example"), "/organiser/")

	b := newTab(t, s.url)
	reference := func(path string) string {
		b.open(path)
		return ask[string](b, `document.querySelector(".reference strong").innerText`)
	}
	drawnReference, askedReference := reference(drawn), reference(asked)
	form, alone, several := "/voorbeeldreeks/register", signUpForm("arnhem", "Voorbeeld Zeven"), signUpForm("arnhem", "Voorbeeld Zeven", "Voorbeeld Acht")
	for _, page := range []looked{
		{path: "/"},
		{path: "/voorbeeldreeks"},
		{path: "/voorbeeldreeks/zwolle"},
		{path: "/voorbeeldreeks/arnhem"},
		{path: "/voorbeeldreeks/register"},
		{path: "/my"},
		{path: "/gesloten"},
		{path: "/gesloten/sessie"},
		{path: "/gesloten/register?session=sessie", status: http.StatusGone},
		{path: "/vol"},
		{path: "/vol/sessie"},
		{path: "/vol/register?session=sessie", status: http.StatusConflict},
		{path: "/loting-open"},
		{path: "/loting-open/sessie"},
		{path: "/loting-open/register"},
		{path: "/loting-open/draw"},
		{path: "/loting-dicht/sessie"},
		{path: "/loting-dicht/draw", shows: `a[href$="/references.txt"]`},
		{path: "/loting-dicht/draw?reference=AAAA-AAAA", shows: "#own ~ .notice"},
		{what: "the draw that was held", path: "/loting-klaar/draw?reference=" + drawnReference, shows: "tbody .status-confirmed"},
		{path: "/privacy"},
		{path: "/accessibility"},
		{path: "/dit-bestaat-niet", status: http.StatusNotFound},
		{path: "/my/dit-bestaat-niet", status: http.StatusNotFound},
		{what: "the link of an organiser", path: link},

		{what: "the form with a contact of its own", path: "/voorbeeldreeks/register?session=zwolle", press: `main button[value="contact-other"]`, shows: "details.alternatives[open]"},
		{what: "the form with mistakes", path: "/voorbeeldreeks/register?session=arnhem", press: `form .button[type="submit"]`, status: http.StatusUnprocessableEntity},
		{what: "the form with wrong choices", post: form, posted: with(alone, "alternatives", "arnhem", "nergens"), status: http.StatusUnprocessableEntity, shows: `select[aria-invalid="true"]`},
		{what: "the check page", post: form, posted: several},
		{what: "the check page with a forecast", post: form, posted: with(with(with(alone, "session", "zwolle"), "alternatives", "arnhem"), "wait", "yes"), shows: ".notice"},
		{what: "the check page of a group that does not fit", post: form, posted: with(several, "session", "zwolle"), shows: `[name="together"]`},
		{what: "the check page of a draw", post: "/loting-open/register", posted: with(alone, "session", "sessie"), shows: ".notice"},
		{what: "the link asked for without an address", path: "/my", press: `main form .button`, status: http.StatusUnprocessableEntity},

		{what: "the page of a group with seats", path: group, shows: "#swap"},
		{what: "that page without a session to go to", post: group + "/swap", posted: url.Values{"participant": {"1"}}, status: http.StatusUnprocessableEntity, shows: "#swap[open]"},
		{what: "the page of a group that waits", path: waiting, shows: "#split"},
		{what: "a participant's own page", path: own, shows: "#questions"},
		{what: "the page of a held seat", path: asked, shows: `form[action$="/accept"]`},
		{what: "a member's page of a held seat", path: member, shows: ".status-offered"},
		{what: "that page after an answer that is the contact's", post: member + "/accept", posted: url.Values{}, status: http.StatusForbidden, shows: ".notice-trouble"},
		{what: "the page of a seat that is not held any more", path: late, shows: `form[action$="/rejoin"]`},
		{what: "that page after a late answer", post: late + "/accept", posted: url.Values{}, status: http.StatusGone, shows: ".notice-trouble"},
		{what: "the page of people who have seats and wait apart", path: apart, shows: `.line form[action$="/decline"]`},
		{what: "that page with nobody to swap", post: apart + "/swap", posted: url.Values{"choose": {"yes"}}, status: http.StatusUnprocessableEntity, shows: "#swap[open]"},
		{what: "the page of people who cancelled", path: first},
		{what: "the page of somebody in a draw", path: joining},
	} {
		page.look(t, b)
	}
	b.T = t
	b.open(link)
	b.click(`main button[type="submit"]`)
	for _, page := range []looked{
		{path: "/organiser"},
		{path: "/organiser/voorbeeldreeks"},
		{path: "/organiser/voorbeeldreeks/zwolle"},
		{path: "/organiser/voorbeeldreeks/zwolle/sign-in-sheet", shows: ".signing tbody th"},
		{path: "/organiser/voorbeeldreeks/answers", shows: "main section h2"},
		{path: "/organiser/voorbeeldreeks/arnhem"},
		{path: "/organiser/houden/zwolle"},
		{what: "the story of a registration", path: "/organiser/registrations/" + askedReference, shows: ".story li"},
		{path: "/organiser/voorbeeldreeks/board?session=zwolle", shows: ".chart-line"},
		{path: "/organiser/voorbeeldreeks/audit", shows: "tbody time"},
		{path: "/organiser/voorbeeldreeks/zwolle/needs"},
		{what: "numbers with a link that was made just now", path: "/organiser/voorbeeldreeks/zwolle/numbers", press: `main form[action$="/numbers"] button`, shows: "#numbers-link"},
		{path: "/organiser/houden/organisations"},
		{what: "the question whether to merge", path: "/organiser/houden/organisations", press: `main .sheets .buttons a`, shows: "#effects"},
		{path: "/organiser/new"},
		{what: "a new series with mistakes", path: "/organiser/new", press: `main form .button`, status: http.StatusUnprocessableEntity},
		{path: "/organiser/voorbeeldreeks/edit"},
		{path: "/organiser/voorbeeldreeks/edit/policy"},
		{path: "/organiser/voorbeeldreeks/edit/holidays"},
		{path: "/organiser/voorbeeldreeks/edit/privacy"},
		{path: "/organiser/voorbeeldreeks/edit/questions"},
		{path: "/organiser/voorbeeldreeks/edit/questions/new"},
		{path: "/organiser/voorbeeldreeks/edit/sessions"},
		{path: "/organiser/voorbeeldreeks/edit/sessions/new"},
		{what: "a session with one more item", path: "/organiser/voorbeeldreeks/edit/sessions/zwolle", press: `main button[value="add-programme"]`, shows: "fieldset.person"},
		{what: "a session with fewer seats than were given", post: "/organiser/voorbeeldreeks/edit/sessions/zwolle", posted: url.Values{"capacity": {"1"}, "revision": {"1"}}, status: http.StatusUnprocessableEntity, shows: "#overbook"},
		{what: "a session that somebody else changed", post: "/organiser/voorbeeldreeks/edit/sessions/zwolle", posted: url.Values{"partner": {"Een andere partner"}}, status: http.StatusConflict, shows: ".versions"},
		{what: "more seats, for which people are mailed", post: "/organiser/voorbeeldreeks/edit/sessions/zwolle", posted: url.Values{"capacity": {"20"}, "revision": {"1"}}, shows: "#effects"},
		{path: "/organiser/voorbeeldreeks/edit/sessions/zwolle/cancel", shows: "#effects"},
		{path: "/organiser/voorbeeldreeks/edit/sessions/zwolle/delete", status: http.StatusConflict},
		{path: "/organiser/voorbeeldreeks/edit/sessions/arnhem/delete"},
		{path: "/organiser/voorbeeldreeks/edit/copy"},
		{path: "/organiser/voorbeeldreeks/timetable"},
		{what: "organisations that cannot be merged", path: "/organiser/houden/organisations", press: `main form .button`, status: http.StatusUnprocessableEntity},
	} {
		page.look(t, b)
	}
}

// looked is a page that is looked at.
type looked struct {
	what   string // it is, where its path does not say so
	path   string
	press  string     // a button or link on it, when the page of interest comes after
	post   string     // where posted goes from any page of the site, when the page of interest is the answer
	posted url.Values // what is posted
	status int        // of the page of interest; 0: 200
	shows  string     // what must be on it
}

// look looks at a page in both languages, light and dark, also with everything on it unfolded.
func (page looked) look(t *testing.T, b *tab) {
	t.Run(cmp.Or(page.what, page.path), func(t *testing.T) {
		b.T = t
		for _, language := range []string{"nl", "en"} {
			separator := "?"
			if strings.Contains(page.path, "?") {
				separator = "&"
			}
			status := b.open(cmp.Or(page.path, "/my") + separator + "lang=" + language)
			switch {
			case page.post != "":
				status = b.post(page.post, page.posted)
			case page.press != "":
				status = b.click(page.press)
			}
			if wanted := cmp.Or(page.status, http.StatusOK); status != wanted {
				t.Errorf("it was answered with %d, not %d: %s", status, wanted, b.text())
			}
			if written := ask[string](b, "document.documentElement.lang"); written != language {
				t.Errorf("it is in %q, not %q", written, language)
			}
			if !ask[bool](b, "!!document.querySelector("+quote(cmp.Or(page.shows, "main h1"))+")") {
				t.Errorf("it does not show %s: %s", page.shows, b.text())
			}
			b.scheme("light")
			b.sound()
			if ask[bool](b, `[...document.querySelectorAll("details:not([open])")].map(folded => folded.open = true).length > 0`) {
				b.sound()
			}
			b.scheme("dark")
			b.sound()
		}
	})
}

// post posts a form that the test adds to the page, and returns the status of the answer.
func (b *tab) post(path string, fields url.Values) int {
	b.Helper()
	ask[bool](b, fmt.Sprintf(`(() => {
		const form = document.createElement("form"), button = document.createElement("button")
		form.id = "posted"
		form.method = "post"
		form.action = %s
		button.append("Post")
		for (const [name, value] of new URLSearchParams(%s)) {
			const input = document.createElement("input")
			Object.assign(input, {type: "hidden", name, value})
			form.append(input)
		}
		form.append(button)
		document.body.prepend(form)
		return true
	})()`, quote(path), quote(fields.Encode())))
	return b.click("#posted button")
}

// signUp signs people up as a script does, with more fields than the plainest form has, and returns the path of their page.
func (s *site) signUp(path, session string, more url.Values, names ...string) string {
	s.Helper()
	form := signUpForm(session, names...)
	form.Del("step")
	maps.Copy(form, more)
	return s.post(path, form)
}

// post posts a form as a script does, and returns where its answer leads.
func (s *site) post(path string, form url.Values) string {
	s.Helper()
	response, err := noRedirects.PostForm(s.url+path, form)
	if err != nil {
		s.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		s.Fatalf("%s was answered with %s", path, response.Status)
	}
	return response.Header.Get("Location")
}

// signUpForm asks for the check page of people's sign-up.
func signUpForm(session string, names ...string) url.Values {
	form := url.Values{"step": {"check"}, "session": {session}, "organisation": {"Voorbeeldgemeente"}, "sector": {"gemeenten"}}
	for _, name := range names {
		form["name"], form["email"], form["role"] = append(form["name"], name), append(form["email"], address(name)), append(form["role"], "adviseur")
	}
	return form
}

// with gives a form with one field changed.
func with(form url.Values, field string, given ...string) url.Values {
	changed := maps.Clone(form)
	changed[field] = given
	return changed
}

// plainSeries is a series file with one session of one seat.
func plainSeries(slug, closes, waitingList string) string {
	return fmt.Sprintf(`
series:
  slug: %[1]s
  title: {nl: Reeks %[1]s, en: Series %[1]s}
  organiser: {name: Voorbeeldorganisatie, email: sample@organiser.example}
  timezone: Europe/Amsterdam
  registration: {opens: %[2]s, closes: %[3]s}
  policy: {waiting_list: %[4]s}
  sectors: [gemeenten]
sessions:
  - slug: sessie
    title: {nl: Sessie in Zwolle, en: Session in Zwolle}
    starts: %[5]s
    ends: %[6]s
    capacity: 1
    venue: {name: Voorbeeldzaal, address: Voorbeeldstraat 1, postcode: 8000 AA, city: Zwolle}
`, slug, day(-20, "09:00"), closes, waitingList, day(30, "13:00"), day(30, "17:00"))
}

// heldSeries is a series file whose free seats are always held, for an hour: two in Zwolle, and plenty in Arnhem and Utrecht.
func heldSeries() string {
	whole := plainSeries("houden", day(20, "17:00"), "offer, offer_hours: 1")
	at := strings.Index(whole, "  - slug: sessie")
	file, session := whole[:at], whole[at:]
	for _, city := range []string{"Zwolle", "Arnhem", "Utrecht"} {
		capacity := "capacity: 60"
		if city == "Zwolle" {
			capacity = "capacity: 2"
		}
		file += strings.NewReplacer("sessie\n", strings.ToLower(city)+"\n", "capacity: 1", capacity, "Zwolle", city).Replace(session)
	}
	return file
}
