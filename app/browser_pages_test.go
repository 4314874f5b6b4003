package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Every page is sound in both languages, light and dark: nothing that axe-core finds, nothing that scrolls sideways at
// 320 pixels, no request elsewhere, nothing that the CSP blocks.
func TestEveryPageIsSound(t *testing.T) {
	s := startSite(t, smallSeries())
	s.importSeries(plainSeries("gesloten", day(-2, "17:00"), "confirm"))
	s.importSeries(plainSeries("vol", day(20, "17:00"), "off"))
	s.signUp("/vol/register", "sessie", "Voorbeeld Nul")
	group := s.signUp("/voorbeeldreeks/register", "zwolle", "Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie")
	s.signUp("/voorbeeldreeks/register", "zwolle", "Voorbeeld Vier")
	waiting := s.signUp("/voorbeeldreeks/register", "zwolle", "Voorbeeld Vijf", "Voorbeeld Zes")
	own := s.path(s.mail(address("Voorbeeld Drie"), "Bevestigd:").text, "/my/")
	s.vonk("organiser", "add", "--database", s.database, "organiser@organiser.example", "--role", "admin")
	link := s.path(s.vonk("organiser", "link", "--database", s.database, "organiser@organiser.example"), "/organiser/")

	b := newTab(t, s.url)
	pages := []struct {
		path   string
		status int
		then   string // a button to press on it, if the page of interest comes after
	}{
		{"/", http.StatusOK, ""},
		{"/voorbeeldreeks", http.StatusOK, ""},
		{"/voorbeeldreeks/zwolle", http.StatusOK, ""},
		{"/voorbeeldreeks/arnhem", http.StatusOK, ""},
		{"/voorbeeldreeks/register", http.StatusOK, ""},
		{"/voorbeeldreeks/register?session=zwolle", http.StatusOK, `main button[value="contact-other"]`},
		{"/voorbeeldreeks/register?session=arnhem", http.StatusUnprocessableEntity, `form .button[type="submit"]`},
		{group, http.StatusOK, ""},
		{waiting, http.StatusOK, ""},
		{own, http.StatusOK, ""},
		{"/my", http.StatusOK, ""},
		{"/my", http.StatusUnprocessableEntity, `main form .button`},
		{"/gesloten", http.StatusOK, ""},
		{"/gesloten/sessie", http.StatusOK, ""},
		{"/gesloten/register?session=sessie", http.StatusGone, ""},
		{"/vol", http.StatusOK, ""},
		{"/vol/sessie", http.StatusOK, ""},
		{"/vol/register?session=sessie", http.StatusConflict, ""},
		{"/privacy", http.StatusOK, ""},
		{"/accessibility", http.StatusOK, ""},
		{"/dit-bestaat-niet", http.StatusNotFound, ""},
		{"/my/dit-bestaat-niet", http.StatusNotFound, ""},
		{link, http.StatusOK, ""},
	}
	look := func(t *testing.T, path, then string, wanted int) {
		b.T = t
		for _, language := range []string{"nl", "en"} {
			separator := "?"
			if strings.Contains(path, "?") {
				separator = "&"
			}
			status := b.open(path + separator + "lang=" + language)
			if then != "" {
				status = b.click(then)
			}
			if status != wanted {
				t.Errorf("%s was answered with %d, not %d", path, status, wanted)
			}
			if written := ask[string](b, "document.documentElement.lang"); written != language {
				t.Errorf("%s is in %q, not %q", path, written, language)
			}
			for _, scheme := range []string{"light", "dark"} {
				b.scheme(scheme)
				b.sound()
			}
		}
	}
	for _, page := range pages {
		t.Run(page.path+" "+page.then, func(t *testing.T) { look(t, page.path, page.then, page.status) })
	}
	t.Run("the check page", func(t *testing.T) {
		b.T = t
		for _, language := range []string{"nl", "en"} {
			b.open("/voorbeeldreeks/register?session=arnhem&lang=" + language)
			b.click(`main button[value="add"]`)
			for field, value := range map[string]string{
				"#name-1": "Voorbeeld Zeven", "#email-1": address("Voorbeeld Zeven"),
				"#name-2": "Voorbeeld Acht", "#email-2": address("Voorbeeld Acht"), "#organisation": "Voorbeeldgemeente",
			} {
				byMouse{b}.fill(field, value)
			}
			b.call(func(ctx context.Context) error {
				return chromedp.Do(ctx, chromedp.SetValue(chromedp.CSS("#sector"), "mbo"))
			})
			if status := b.click(`form .button[type="submit"]`); status != http.StatusOK {
				t.Errorf("the check page came with %d: %s", status, b.text())
			}
			for _, scheme := range []string{"light", "dark"} {
				b.scheme(scheme)
				b.sound()
			}
		}
	})
	b.T = t
	b.open(link)
	b.click(`main button[type="submit"]`)
	for _, path := range []string{"/organiser", "/organiser/voorbeeldreeks", "/organiser/voorbeeldreeks/zwolle", "/organiser/voorbeeldreeks/arnhem"} {
		t.Run(path, func(t *testing.T) { look(t, path, "", http.StatusOK) })
	}
}

// signUp signs people up as a script does, and returns the path of their page.
func (s *site) signUp(path, session string, names ...string) string {
	s.Helper()
	form := url.Values{"session": {session}, "organisation": {"Voorbeeldgemeente"}, "sector": {"gemeenten"}}
	for _, name := range names {
		form["name"], form["email"], form["role"] = append(form["name"], name), append(form["email"], address(name)), append(form["role"], "adviseur")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(s.url+path, form)
	if err != nil {
		s.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		s.Fatalf("signing up was answered with %s", response.Status)
	}
	return response.Header.Get("Location")
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
