package main

import (
	"net/http"
	"net/url"
	"testing"
)

// An organiser writes a mailing, looks at it as somebody gets it, sends it, and sees by itself that it has left.
func TestMailingIsWrittenSentAndFollowedInTheBrowser(t *testing.T) {
	s := startSite(t, smallSeries())
	s.signUp("/voorbeeldreeks/register", "arnhem", nil, "Voorbeeld Een", "Voorbeeld Twee")
	s.vonk("organiser", "add", "--database", s.database, "organiser@organiser.example", "--role", "admin")
	b := newTab(t, s.url)
	b.open(s.signInPath("organiser@organiser.example"))
	b.click(`main button[type="submit"]`)
	if status := b.open("/organiser/voorbeeldreeks/mailings/new?status=confirmed&session=arnhem"); status != http.StatusOK {
		t.Fatalf("the form: %d: %s", status, b.text())
	}
	b.sound()
	ask[bool](b, `document.getElementById("subject_nl").value = "Nieuws over {sessie}", document.getElementById("body_nl").value = "Kijk op {link}, {naam}.", true`)
	b.click(`main form .button[type="submit"]`)
	b.reads("Deze mailing bereikt nu 2 mensen.")
	b.sound()
	b.click(`a[href$="/preview"]`)
	b.reads("Ontvanger 1 van 2", "Beste Voorbeeld Een")
	b.sound()
	if status := b.click(`a[href*="/preview/message"]`); status != http.StatusOK || ask[string](b, `getComputedStyle(document.querySelector(".card")).borderTopWidth`) != "6px" {
		t.Errorf("the formatted mail is not as mail programs show it: %d", status)
	}
	b.quiet()
	list := "/organiser/voorbeeldreeks/mailings"
	b.open(list)
	b.click(`tbody th a`)
	at := ask[string](b, "location.pathname")
	b.post(at+"/schedule", url.Values{"when": {"now"}, "version": {"1"}})
	b.see("#result-rows tr") // nobody reloads
	b.see("#progress:not([data-live])")
	b.reads("2 van 2 zijn verstuurd.")
	b.sound()
	for _, name := range []string{"Voorbeeld Een", "Voorbeeld Twee"} {
		s.path(s.mail(address(name), "Nieuws over ").text, "/my/")
	}
	b.open("/organiser/voorbeeldreeks/exports/new")
	b.sound()
}
