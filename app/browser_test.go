package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The newcomer's story, in a window of 320 pixels: three colleagues get seats, the session fills, the line starts, one
// cancels, the next is promoted, and everybody finds what they need in mails, calendars and lists.
func TestNewcomersStory(t *testing.T) {
	t.Run("with JavaScript", func(t *testing.T) {
		s := startSite(t, smallSeries())
		b := newTab(t, s.url)
		newcomersStory(s, b, byMouse{b}, b.sound)
	})
	t.Run("without JavaScript", func(t *testing.T) {
		s := startSite(t, smallSeries())
		b := newTab(t, s.url)
		b.scripts(false)
		newcomersStory(s, b, byMouse{b}, b.quiet)
	})
	t.Run("by keyboard alone", func(t *testing.T) {
		s := startSite(t, smallSeries())
		b := newTab(t, s.url)
		newcomersStory(s, b, byKeyboard{b}, b.quiet)
	})
}

func newcomersStory(s *site, b *tab, p person, inspect func()) {
	s.T = b.T
	arrives := func(status, wanted int) { b.Helper(); b.answered(status, wanted); inspect() }

	// From the agenda to the form.
	arrives(b.open("/"), http.StatusOK)
	arrives(p.follow(`main h2 a[href="/voorbeeldreeks"]`), http.StatusOK)
	b.reads("Sessie Zwolle", "Sessie Arnhem")
	arrives(p.follow(`main a[href="/voorbeeldreeks/register?session=zwolle"]`), http.StatusOK)
	b.reads("Meld uzelf of uw collega's aan. Deelname is gratis. U heeft geen account nodig. Vul alle velden in. Is een veld niet verplicht, dan staat dat erbij.")

	// Nothing filled in: every mistake is named above and at its field, and the focus is on the summary.
	arrives(p.follow(`form .button[type="submit"]`), http.StatusUnprocessableEntity)
	b.reads("Er is een probleem")
	if title := ask[string](b, "document.title"); !strings.HasPrefix(title, "Fout: ") {
		b.Errorf("the title of a form with mistakes is %q", title)
	}
	for _, field := range []string{"name-1", "email-1", "organisation", "sector"} {
		if !ask[bool](b, fmt.Sprintf(`document.getElementById(%[1]q).getAttribute("aria-invalid") === "true" && !!document.querySelector('#summary a[href="#%[1]s"]')`, field)) {
			b.Errorf("the mistake in %s is not shown at the field and in the summary", field)
		}
	}

	if focus := ask[string](b, "document.activeElement.id"); b.scripted && focus != "summary" {
		b.Errorf("after mistakes the focus is on %q, not on the summary", focus)
	}

	// Three colleagues.
	arrives(b.open("/voorbeeldreeks/register?session=zwolle"), http.StatusOK)
	for place := 2; place <= 3; place++ {
		arrives(p.follow(`main button[name="do"][value="add"]`), http.StatusOK)
	}
	for place, name := range []string{"Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie"} {
		p.fill(fmt.Sprintf("#name-%d", place+1), name)
		p.fill(fmt.Sprintf("#email-%d", place+1), address(name))
	}
	p.fill("#organisation", "Voorbeeldgemeente")
	p.fill("#sector", "Gemeente")
	arrives(p.follow(`form .button[type="submit"]`), http.StatusOK)
	b.reads("Controleer uw aanmelding. U meldt 3 personen aan. Uw plaatsen liggen pas vast als u op de knop drukt. Iedere collega krijgt een eigen e-mail.",
		"3 personen aanmelden", "Wijzig gegevens van Voorbeeld Twee")
	arrives(p.follow(`form .button[type="submit"]`), http.StatusOK)
	b.reads("Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie")
	group := ask[string](b, "location.pathname")
	if !strings.HasPrefix(group, "/my/") {
		b.Fatalf("signing up led to %s", group)
	}

	// The fourth fills the session, the fifth waits.
	alone := func(name string) string {
		b.Helper()
		arrives(b.open("/voorbeeldreeks/register?session=zwolle"), http.StatusOK)
		p.fill("#name-1", name)
		p.fill("#email-1", address(name))
		p.fill("#organisation", "Voorbeeldschool")
		p.fill("#sector", "Middelbaar")
		arrives(p.follow(`form .button[type="submit"]`), http.StatusOK)
		if ask[string](b, "location.pathname") == "/voorbeeldreeks/register" { // there may not be a seat: what will happen comes first
			b.reads("Zwolle is vol. U komt op de wachtlijst. Voor Zwolle wacht niemand voor u.")
			arrives(p.follow(`form .button[type="submit"]`), http.StatusOK)
		}
		return ask[string](b, "location.pathname")
	}
	alone("Voorbeeld Vier")
	arrives(b.open("/voorbeeldreeks/zwolle"), http.StatusOK)
	b.reads("Zwolle is vol. Kies een andere sessie of ga op de wachtlijst.")
	waiting := alone("Voorbeeld Vijf")
	b.reads("wachtlijst", "U hoeft niets te doen.")

	// One of the three cancels: the fifth has the seat.
	arrives(b.open(group), http.StatusOK)
	p.tick(`#cancel > summary`)
	p.tick(`#cancel input[name="participant"][value="2"]`)
	arrives(p.follow(`#cancel form:has(input[value="2"]) button`), http.StatusOK)
	b.reads("Afgemeld")
	arrives(b.open(waiting), http.StatusOK)
	if text := b.text(); strings.Contains(text, "U hoeft niets te doen.") {
		b.Errorf("who was promoted still reads that they wait: %s", text)
	}

	// The calendar file, from the page and in the mails.
	name, content := p.save(`main a[href="/calendar/voorbeeldreeks/zwolle.ics"]`)
	if !strings.HasSuffix(name, ".ics") || !strings.HasPrefix(content, "BEGIN:VCALENDAR\r\n") || !strings.Contains(content, "Sessie Zwolle") {
		b.Errorf("the calendar file %s holds %q", name, content)
	}
	mailed := s.mail(address("Voorbeeld Vijf"), "Bevestigd:")
	if sentence := "Er kwam een plaats vrij. U heeft nu een plaats in Zwolle."; !strings.Contains(mailed.text, sentence) {
		b.Errorf("the mail of the promotion does not say %q, but: %s", sentence, mailed.text)
	}
	if len(mailed.files) != 1 {
		b.Errorf("the mail of the promotion carries %d files, not a calendar file", len(mailed.files))
	}
	s.mail(address("Voorbeeld Vijf"), "Wachtlijst:")
	s.mail(address("Voorbeeld Een"), "Bevestigd:")
	s.mail(address("Voorbeeld Twee"), "Geannuleerd:")

	// A colleague's own page, through the link in the mail, shows nobody else.
	arrives(b.open(s.path(s.mail(address("Voorbeeld Drie"), "Bevestigd:").text, "/my/")), http.StatusOK)
	b.reads("Voorbeeld Drie")
	if strings.Contains(b.text(), address("Voorbeeld Een")) {
		b.Error("a participant's page shows a colleague's address")
	}

	// The organiser signs in with the link of the command, and takes the list.
	s.vonk("organiser", "add", "--database", s.database, "organiser@organiser.example", "--role", "admin")
	link := s.path(s.vonk("organiser", "link", "--database", s.database, "organiser@organiser.example"), "/organiser/")
	arrives(b.open(link), http.StatusOK)
	arrives(p.follow(`main button[type="submit"]`), http.StatusOK)
	arrives(p.follow(`main a[href="/organiser"]`), http.StatusOK) // no passkey now
	arrives(p.follow(`main a[href="/organiser/voorbeeldreeks/zwolle"]`), http.StatusOK)
	b.reads("Voorbeeld Vijf")
	name, content = p.save(`main a[href*="attendees.csv"]`)
	if rows := strings.Split(strings.TrimSpace(content), "\r\n"); !strings.HasSuffix(name, ".csv") || len(rows) != 6 {
		b.Errorf("the list %s holds %d lines, not a heading and five people: %s", name, len(rows), content)
	}
	if strings.Count(content, "confirmed")+strings.Count(content, "bevestigd") != 4 {
		b.Errorf("the list does not hold four confirmed people: %s", content)
	}
}

// address is the sample address of a sample person.
func address(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@sample.example"
}

// path finds the first address of the site under a prefix in a text, and returns its path.
func (s *site) path(text, prefix string) string {
	s.Helper()
	for _, word := range strings.Fields(text) {
		if at, err := url.Parse(strings.Trim(word, `<>"'.,()`)); err == nil && strings.HasPrefix(at.Path, prefix) {
			return at.Path
		}
	}
	s.Fatalf("there is no link to %s in: %s", prefix, text)
	return ""
}
