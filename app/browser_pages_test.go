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
	s.importSeries(closedSeries())
	group := s.signUp("zwolle", "Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie")
	s.signUp("zwolle", "Voorbeeld Vier")
	waiting := s.signUp("zwolle", "Voorbeeld Vijf", "Voorbeeld Zes")
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
		{"/geslotenreeks", http.StatusOK, ""},
		{"/geslotenreeks/vroeger", http.StatusOK, ""},
		{"/geslotenreeks/register?session=vroeger", http.StatusGone, ""},
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
func (s *site) signUp(session string, names ...string) string {
	s.Helper()
	form := url.Values{"session": {session}, "organisation": {"Voorbeeldgemeente"}, "sector": {"gemeenten"}}
	for _, name := range names {
		form["name"], form["email"], form["role"] = append(form["name"], name), append(form["email"], address(name)), append(form["role"], "adviseur")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(s.url+"/voorbeeldreeks/register", form)
	if err != nil {
		s.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		s.Fatalf("signing up was answered with %s", response.Status)
	}
	return response.Header.Get("Location")
}

// closedSeries is a series file with a session for which registration has closed.
func closedSeries() string {
	return fmt.Sprintf(`
series:
  slug: geslotenreeks
  title: {nl: Gesloten reeks, en: Closed series}
  organiser: {name: Voorbeeldorganisatie, email: sample@organiser.example}
  timezone: Europe/Amsterdam
  registration: {opens: %s, closes: %s}
sessions:
  - slug: vroeger
    title: {nl: Sessie van vroeger, en: Session of the past}
    starts: %s
    ends: %s
    capacity: 10
    venue: {name: Voorbeeldzaal, address: Voorbeeldstraat 1, postcode: 8000 AA, city: Zwolle}
`, day(-20, "09:00"), day(-2, "17:00"), day(10, "13:00"), day(10, "17:00"))
}
