package main

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// The organiser's first days, in a window of 320 pixels: the link, a passkey, signing out, signing in with the passkey where one
// wanted to be, and ending the session that is still open on another computer.
func TestOrganiserSignsInWithAPasskey(t *testing.T) {
	s := startSiteOn(t, "localhost:0", smallSeries())
	b := newTab(t, s.url)
	b.passkeys()

	b.arrives(b.open(s.signInPath("organiser@organiser.example")), http.StatusOK)
	b.arrives(b.click(`main button[type="submit"]`), http.StatusOK)
	b.at("/organiser/account/passkeys/new")
	b.reads("Maak een passkey", "Kan dat niet op uw computer?")
	b.arrives(b.click(`form[data-passkey="create"] button`), http.StatusOK)
	b.at("/organiser")

	// Once more: the authenticator has a passkey of this organiser already, and the page says that it did not work.
	b.arrives(b.open("/organiser/account/passkeys/new"), http.StatusOK)
	b.call(func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Click(chromedp.CSS(`form[data-passkey="create"] button`)))
	})
	b.see(`.alert:not(:empty)`)
	b.reads("Het is niet gelukt met de passkey.")
	b.sound()

	b.arrives(b.click(`.signout button`), http.StatusOK)
	b.arrives(b.open("/organiser/voorbeeldreeks/zwolle"), http.StatusForbidden)
	b.reads("Kies hoe u wilt inloggen.")
	b.arrives(b.click(`form[data-passkey="get"] button`), http.StatusOK)
	b.at("/organiser/voorbeeldreeks/zwolle")

	// Another computer.
	other := newTab(t, s.url)
	other.arrives(other.open(s.signInPath("organiser@organiser.example")), http.StatusOK)
	other.arrives(other.click(`main button[type="submit"]`), http.StatusOK)
	other.at("/organiser") // there is a passkey already

	b.arrives(b.open("/organiser/account"), http.StatusOK)
	b.reads("Uw passkeys", "Deze browser", "Ingelogd met een passkey", "Passkey gemaakt")
	b.arrives(b.click(`form[action="/organiser/account/sessions/end"] button`), http.StatusOK)
	b.reads("U bent daar uitgelogd.")
	other.arrives(other.open("/organiser"), http.StatusForbidden)
	b.arrives(b.open("/organiser"), http.StatusOK)
}

// Without JavaScript, by keyboard alone: the page says what a passkey needs, and two codes do without.
func TestOrganiserSignsInWithTwoCodesWithoutJavaScript(t *testing.T) {
	s := startSiteOn(t, "localhost:0", smallSeries())
	b := newTab(t, s.url)
	b.scripts(false)
	p := byKeyboard{b}

	b.arrives(b.open(s.signInPath("organiser@organiser.example")), http.StatusOK)
	b.arrives(p.follow(`main button[type="submit"]`), http.StatusOK)
	b.reads("Voor een passkey is JavaScript nodig, en een browser die passkeys kent.")
	b.arrives(p.follow(`main a[href="/organiser/account/app"]`), http.StatusOK)
	b.arrives(p.follow(`main form button`), http.StatusOK)
	secret := strings.ReplaceAll(ask[string](b, `document.querySelector("main code").innerText`), " ", "")
	code := func(at time.Time) string {
		t.Helper()
		made, err := totp.GenerateCode(secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	p.fill("#app", "000000")
	b.arrives(p.follow(`main form button`), http.StatusUnprocessableEntity)
	begun := time.Now().Add(-30 * time.Second) // the step before counts too, and leaves this one to sign in with
	p.fill("#app", code(begun))
	b.arrives(p.follow(`main form button`), http.StatusOK)
	b.reads("Gelukt. U kunt nu inloggen met twee codes.")
	b.arrives(p.follow(`main form[action="/organiser/sign-out"] button`), http.StatusOK)

	b.arrives(b.open("/organiser/sign-in?next=/organiser/voorbeeldreeks/zwolle"), http.StatusOK)
	b.reads("Voor een passkey is JavaScript nodig")
	b.arrives(p.follow(`form[action="/organiser/sign-in/code"] button`), http.StatusOK)
	p.fill("#email", "organiser@organiser.example")
	b.arrives(p.follow(`main form button`), http.StatusOK)
	mailed := regexp.MustCompile(`\b\d{4} \d{4}\b`).FindString(s.mail("organiser@organiser.example", "").text)
	p.fill("#code", mailed)
	p.fill("#app", code(begun.Add(30*time.Second)))
	b.arrives(p.follow(`main form button`), http.StatusOK)
	b.at("/organiser/voorbeeldreeks/zwolle")
}

// Every page of signing in and of one's account is sound, in both languages, light and dark.
func TestEveryPageOfSigningInIsSound(t *testing.T) {
	s := startSiteOn(t, "localhost:0", smallSeries())
	b := newTab(t, s.url)
	b.passkeys()
	link := s.signInPath("organiser@organiser.example")
	for _, page := range []looked{
		{path: "/organiser/sign-in"},
		{path: link},
		{path: "/organiser/sign-in/code"},
		{what: "an address that is none", path: "/organiser/sign-in/code", press: `main form button`, status: http.StatusUnprocessableEntity},
		{path: "/organiser/account", status: http.StatusForbidden, shows: "form[data-passkey]"},
	} {
		page.look(t, b)
	}
	b.T = t
	b.open(link)
	b.click(`main button[type="submit"]`)
	b.click(`form[data-passkey="create"] button`)
	for _, page := range []looked{
		{path: "/organiser/account", shows: "#passkeys"},
		{path: "/organiser/account/passkeys/new"},
		{path: "/organiser/account/passkeys/1/remove", shows: ".danger"},
		{what: "the only passkey is not removed", path: "/organiser/account/passkeys/1/remove", press: ".danger", status: http.StatusConflict},
		{path: "/organiser/account/app", shows: `form[action$="/begin"]`},
	} {
		page.look(t, b)
	}
	b.T = t
	b.open("/organiser/account/app")
	b.click("main form button")
	for _, page := range []looked{
		{what: "the picture for an app", path: "/organiser/account/app", shows: ".qr"},
		{what: "no code of an app", path: "/organiser/account/app", press: "main form button", status: http.StatusUnprocessableEntity, shows: "#summary"},
		{path: "/organiser/account/prove?next=/organiser/account", shows: "form[data-passkey]"},
	} {
		page.look(t, b)
	}
}
