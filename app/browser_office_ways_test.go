package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A day in the office, from the link to signing out, by keyboard alone and without JavaScript. Every page that a link of the
// office leads to is looked at: the Tab key goes through all of it, and it is sound.
func TestOfficeWorks(t *testing.T) {
	t.Run("by keyboard alone", func(t *testing.T) {
		s := startOffice(t)
		b := newTab(t, s.url)
		officesDay(s, b, byKeyboard{b}, func() { b.unfold(); b.walks(); b.sound() })
	})
	t.Run("without JavaScript", func(t *testing.T) {
		s := startOffice(t)
		b := newTab(t, s.url)
		b.scripts(false)
		officesDay(s, b, byMouse{b}, func() { b.unfold(); b.quiet() })
	})
}

// officesDay is the day. look looks at a page.
func officesDay(s *site, b *tab, p person, look func()) {
	s.T = b.T
	to := func(selector string, sentences ...string) {
		b.Helper()
		b.arrives(p.follow(selector), http.StatusOK)
		b.reads(sentences...)
	}
	part := func(path string) { b.Helper(); to(`.tabs a[href="` + inOffice + path + `"]`) }

	// In by the link, which is no place for a passkey here.
	b.arrives(b.open(s.signInPath("organiser@organiser.example")), http.StatusOK)
	to(`main button[type="submit"]`)
	to(`main a[href="/organiser"]`, "Reeksen en sessies")

	// A session is changed. What is wrong with the form comes back with what was entered.
	to(`main a[href="` + inOffice + `/arnhem"]`)
	to(`main a[href="`+arnhemForm+`"]`, "2 mensen")
	p.fill("#capacity", "geen")
	p.fill("#partner", "Voorbeeldpartner in Arnhem")
	b.arrives(p.follow(`form.edit .button`), http.StatusUnprocessableEntity)
	b.reads("Er is een probleem")
	p.fill("#capacity", "2")
	to(`form.edit .button`, "Opgeslagen.")

	// Somebody is looked up, cancelled in their story, and written about there, which is undone. Who waited has the seat.
	part("/participants")
	p.fill("#q", "zeven")
	to(`.filters .button`, "1 deelnemer", "Voorbeeld Zeven")
	to(`#results tbody th a`, "Heeft een plaats in Arnhem.")
	p.tick(`#cancel > summary`)
	p.tick(`#cancel input[value="2"]`)
	to(`#cancel button`, "Gelukt. De afmelding is verwerkt.")
	p.tick(`#note > summary`)
	p.fill(`#note textarea`, "Belt terug.")
	to(`#note button`, "Gelukt. De notitie is bewaard.", "Belt terug.")
	to(`.notice + .undo button`, "Gelukt. Het is ongedaan gemaakt.")
	s.mail(address("Voorbeeld Acht"), "Bevestigd: er kwam een plaats vrij")

	// Another is cancelled in the list, which is undone, and done again.
	to(`main .back a`)
	p.fill("#q", "zes")
	to(`.filters .button`, "1 deelnemer", "Voorbeeld Zes")
	p.tick(`#results tbody input[type="checkbox"]`)
	to(`button[form="chosen"]`, "1 persoon afmelden")
	to(`main form .button`, "Gelukt. U heeft 1 persoon afgemeld.")
	to(`.notice + .undo button`, "De afmelding van 1 persoon is ongedaan gemaakt.")
	p.tick(`#results tbody input[type="checkbox"]`)
	to(`button[form="chosen"]`, "1 persoon afmelden")
	to(`main form .button`, "Gelukt. U heeft 1 persoon afgemeld.")

	// The lists.
	b.arrives(b.open(inOffice+"/zwolle"), http.StatusOK)
	if name, content := p.save(`main a[href*="attendees.csv?dialect=rfc4180"]`); !strings.HasSuffix(name, ".csv") || strings.Count(content, "Voorbeeld ") != 5 {
		b.Errorf("%s holds %s", name, content)
	}
	part("/exports")
	to(`main a[href$="/exports/new"]`)
	p.fill("#name", "Wie komt er")
	to(`main form .button`, "Wie komt er")
	if name, content := p.save(`main a[href$="/file"]`); !strings.HasSuffix(name, ".xlsx") || !strings.HasPrefix(content, "PK") {
		b.Errorf("%s is no workbook", name)
	}

	// A mailing.
	part("/mailings")
	to(`main a[href$="/mailings/new"]`)
	p.tick(`input[name="session"][value="arnhem"]`)
	p.fill("#subject_nl", "Nieuws over {sessie}")
	p.fill("#body_nl", "Kijk op {link}.")
	to(`main form .button`, "Deze mailing bereikt nu 1 persoon.")
	mailing := ask[string](b, "location.pathname")
	to(`main a[href$="/preview"]`, "Ontvanger 1 van 1")
	to(`main .back a`)
	p.tick(`input[name="when"][value="now"]`)
	to(`form[action$="/schedule"] button`)
	s.mail(address("Voorbeeld Acht"), "Nieuws over ")
	waitFor(b.T, "the end of the mailing", func() bool {
		b.open(mailing)
		return strings.Contains(b.text(), "1 van 1 is verstuurd.")
	})

	// The door.
	b.arrives(b.open("/organiser"), http.StatusOK)
	to(`#doors + ul a`, "0 van 4 zijn er")
	p.tick(`button[aria-label="Is er: Voorbeeld Twee"]`)
	b.see(".guest-present")
	b.reads("Voorbeeld Twee is er.", "1 van 4 is er")

	b.tours(look)
	b.arrives(b.open("/organiser"), http.StatusOK)
	to(`.signout button`)
	b.arrives(b.open(inOffice), http.StatusForbidden)
	if got := s.vonk("check", "--database", s.database); got != "every rule holds\n" {
		b.Error(got)
	}
}

// The parts of an address that differ from one page to another of its kind, and addresses that are no pages of the office.
var (
	named  = regexp.MustCompile(`\b(zwolle|arnhem|vraag|lunch|\d+)\b|[A-Z0-9]{4}-[A-Z0-9]{4}`)
	noPage = regexp.MustCompile(`\.(csv|xlsx|pdf|json|yaml)$|/file$|/message$`)
)

// tours opens a page of every kind that the office's links lead to, from its first page on.
func (b *tab) tours(look func()) {
	b.Helper()
	known, ahead := map[string]bool{"/organiser": true}, []string{"/organiser"}
	for len(ahead) > 0 {
		address := ahead[0]
		ahead = ahead[1:]
		status := b.open(address)
		if strings.HasSuffix(address, "/delete") && status == http.StatusConflict { // it says why it cannot be
			status = http.StatusOK
		}
		b.answered(status, http.StatusOK)
		look()
		// More can be done with the session that is still to come.
		for _, link := range ask[[]string](b, `[...document.querySelectorAll('a[href^="/organiser"]:not([hreflang])')].map(a => a.getAttribute("href"))
			.sort((a, b) => b.includes("/arnhem") - a.includes("/arnhem"))`) {
			path, _, _ := strings.Cut(link, "?")
			path, _, _ = strings.Cut(path, "#")
			if kind := named.ReplaceAllString(path, ":"); !noPage.MatchString(path) && !known[kind] {
				known[kind] = true
				ahead = append(ahead, link)
			}
		}
	}
	for _, kind := range []string{
		"/organiser/account", "/organiser/account/app", "/organiser/account/passkeys/new", "/organiser/new", "/organiser/people", "/organiser/start",
		"/organiser/registrations/:", inOffice, inOffice + "/:", inOffice + "/:/door", inOffice + "/:/door/link", inOffice + "/:/needs",
		inOffice + "/:/numbers", inOffice + "/:/sign-in-sheet", inOffice + "/answers", inOffice + "/audit", inOffice + "/board", inOffice + "/edit",
		inOffice + "/edit/copy", inOffice + "/edit/holidays", inOffice + "/edit/policy", inOffice + "/edit/privacy", inOffice + "/edit/questions",
		inOffice + "/edit/questions/:", inOffice + "/edit/questions/new", inOffice + "/edit/sessions", inOffice + "/edit/sessions/:",
		inOffice + "/edit/sessions/:/cancel", inOffice + "/edit/sessions/new", inOffice + "/exports", inOffice + "/exports/new",
		inOffice + "/mailings", inOffice + "/mailings/:", inOffice + "/mailings/new", inOffice + "/organisations", inOffice + "/participants",
		inOffice + "/participants/add", inOffice + "/participants/many", inOffice + "/people", inOffice + "/preview", inOffice + "/timetable",
	} {
		if !known[kind] {
			b.Errorf("no link of the office leads to %s", kind)
		}
	}
}

// unfold shows everything on the page that can be unfolded.
func (b *tab) unfold() {
	b.Helper()
	ask[int](b, `[...document.querySelectorAll("details:not([open])")].map(folded => folded.open = true).length`)
}
