package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// person is how somebody uses a page: with a mouse, or by keyboard alone.
type person interface {
	// follow activates a link or button that leads to another page, and returns that page's status.
	follow(selector string) int
	// fill writes into a field, over what stands in it.
	fill(selector, text string)
	// tick ticks a box.
	tick(selector string)
	// save activates a link to a file, and returns its name and content.
	save(selector string) (name, content string)
}

// byMouse clicks.
type byMouse struct{ *tab }

func (p byMouse) follow(selector string) int { p.Helper(); return p.click(selector) }

func (p byMouse) fill(selector, text string) {
	p.Helper()
	p.see(selector)
	ask[bool](p.tab, "document.querySelector("+quote(selector)+").select?.(), true")
	p.call(func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(selector), text))
	})
}

func (p byMouse) tick(selector string) {
	p.Helper()
	p.see(selector)
	p.call(func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))) })
}

func (p byMouse) save(selector string) (string, string) {
	p.Helper()
	p.see(selector)
	return p.download(chromedp.Click(chromedp.CSS(selector)))
}

// byKeyboard reaches everything with Tab, and presses Enter or Space there.
type byKeyboard struct{ *tab }

func (p byKeyboard) follow(selector string) int {
	p.Helper()
	p.reach(selector)
	return p.arrive(chromedp.KeyEvent(kb.Enter))
}

func (p byKeyboard) fill(selector, text string) { p.Helper(); p.reach(selector); p.press(text) }

func (p byKeyboard) tick(selector string) { p.Helper(); p.reach(selector); p.press(" ") }

func (p byKeyboard) save(selector string) (string, string) {
	p.Helper()
	p.reach(selector)
	return p.download(chromedp.KeyEvent(kb.Enter))
}

// stop is where the Tab key brings somebody.
type stop struct {
	There bool   // it is what is looked for
	Shown bool   // it shows that it has the focus, and lies in the window
	Place int    // among the stops of the page that walks noted, from 0; -1: none of them
	What  string // its HTML, or the beginning of that
}

// step presses Tab, and says where that leads. It must be seen that the focus is there.
func (b *tab) step(selector string) stop {
	b.Helper()
	b.press(kb.Tab)
	at := ask[stop](b, fmt.Sprintf(`(() => {
		const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
		const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
		return {
			There: e.matches(%s),
			Shown: e === document.body || ring && box.bottom > 0 && box.top < innerHeight,
			Place: (window.stops || []).indexOf(e),
			What: e.outerHTML.slice(0, 120),
		}
	})()`, quote(selector)))
	if !at.Shown {
		b.Errorf("%s: the focus does not show on %s", ask[string](b, "location.pathname"), at.What)
	}
	return at
}

// reach presses Tab until the focus is on what the selector names, as somebody without a mouse does.
func (b *tab) reach(selector string) {
	b.Helper()
	var passed []string
	for range 150 {
		at := b.step(selector)
		if at.There {
			return
		}
		passed = append(passed, at.What)
	}
	b.Fatalf("%s cannot be reached with the Tab key; passed were %s", selector, strings.Join(passed, "\n"))
}

// walks presses Tab through the whole page: it must come by everything that can be used, in the order in which that is read,
// and leave the last of it.
func (b *tab) walks() {
	b.Helper()
	// Of a group of radio buttons, the Tab key stops at the chosen one, or at the first.
	count := ask[int](b, `(() => {
		const radio = e => e.type === "radio" && e !== (document.querySelector("input[type=radio][name='" + e.name + "']:checked") || document.querySelector("input[type=radio][name='" + e.name + "']"))
		window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
			.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}) && !radio(e))
		document.activeElement.blur()
		return window.stops.length
	})()`)
	at, here := -1, 0
	for presses := 0; at < count; presses++ {
		next := b.step("body")
		switch {
		case next.Place == at && here < 8: // the parts of a date
			here++
			continue
		case next.Place == at+1:
		case at == count-1 && (next.Place == -1 || next.Place == 0):
			return
		default:
			b.Errorf("%s: after stop %d of %d, the Tab key leads to stop %d: %s", ask[string](b, "location.pathname"), at+1, count, next.Place+1, next.What)
			return
		}
		at, here = next.Place, 0
	}
}

// answered fails unless the page was answered so.
func (b *tab) answered(status, wanted int) {
	b.Helper()
	if status != wanted {
		b.Fatalf("%s: status %d, not %d: %s", ask[string](b, "location.pathname"), status, wanted, b.text())
	}
}

// arrives fails unless the page was answered so, and inspects it.
func (b *tab) arrives(status, wanted int) {
	b.Helper()
	b.answered(status, wanted)
	if !b.scripted { // axe-core does not run either
		b.quiet()
		return
	}
	b.sound()
}

// at fails unless the tab is there.
func (b *tab) at(path string) {
	b.Helper()
	if got := ask[string](b, "location.pathname + location.search"); got != path {
		b.Fatalf("the tab is at %s, not at %s: %s", got, path, b.text())
	}
}

// quiet fails when the page scrolls sideways or did something that a person would not see.
func (b *tab) quiet() {
	b.Helper()
	for _, fault := range slices.Concat(b.takeFaults(), b.wide()) {
		b.Errorf("%s: %s", ask[string](b, "location.pathname"), fault)
	}
}

// passkeys gives the tab an authenticator that knows its owner, as a laptop with a fingerprint reader does.
func (b *tab) passkeys() {
	b.Helper()
	b.call(func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		return err
	})
}

// signInPath makes somebody an admin, with a single-use link.
func (s *site) signInPath(email string) string {
	s.Helper()
	s.vonk("organiser", "add", "--database", s.database, email, "--role", "admin")
	return s.linkPath(email)
}

// linkPath makes a single-use link of somebody who is an organiser already.
func (s *site) linkPath(email string) string {
	s.Helper()
	return s.path(s.vonk("organiser", "link", "--database", s.database, email), "/organiser/")
}
