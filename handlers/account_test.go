package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vonk/models/store/storetest"
)

func TestOwnSessionsAreListedAndEnded(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		here, there, elsewhere, stranger := s.browser(), s.browser(), s.browser(), s.browser()
		for _, b := range []*browser{there, elsewhere, here} {
			b.enter(t, "een@vonk.example")
			h.Clock.Advance(time.Minute)
		}
		stranger.enter(t, "twee@vonk.example")
		account := page(t, here.visit("/organiser/account"))
		rows := account.Find("#sessions-title ~ div tbody tr")
		if rows.Length() != 3 || !strings.Contains(text(rows.First()), nl("account.session.this")) || !strings.Contains(text(rows.First()), "Firefox op Windows") {
			t.Fatalf("the sessions are %s", text(rows))
		}
		id := rows.Eq(2).Find("input[name=session]").AttrOr("value", "") // the one that was seen longest ago
		wantStatus(t, stranger.send("/organiser/account/sessions/end", "session", id), http.StatusNotFound)
		if !there.isIn() {
			t.Fatal("a stranger ended a session")
		}
		h.Clock.Advance(time.Minute)
		wantLocation(t, here.send("/organiser/account/sessions/end", "session", id), "/organiser/account?done=session-ended")
		if there.isIn() || !elsewhere.isIn() || !here.isIn() {
			t.Error("another session than that one was ended")
		}
		there.enter(t, "een@vonk.example")
		wantLocation(t, here.send("/organiser/account/sessions/end", "session", "others"), "/organiser/account?done=sessions-ended")
		if there.isIn() || elsewhere.isIn() || !here.isIn() || !stranger.isIn() {
			t.Error("not all other sessions were ended, or more")
		}
		for _, bad := range []string{"", "x", "999999"} {
			wantStatus(t, here.send("/organiser/account/sessions/end", "session", bad), http.StatusNotFound)
		}
		said := page(t, here.visit("/organiser/account?done=sessions-ended"))
		if events := text(said.Find("#events-title ~ ul")); !strings.Contains(events, nl("account.event.session-ended")) || !strings.Contains(events, nl("account.event.link")) {
			t.Errorf("what happened lately is %s", events)
		}
		if text(said.Find("[role=status]")) != nl("account.done.sessions-ended") {
			t.Error("it does not say what was done")
		}
	})
}

func TestChangeOfSignInAsksForAProofOfTheLastTenMinutes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b, key := s.browser(), newSoftKey(t)
		b.enter(t, "een@vonk.example")
		wantStatus(t, b.addPasskey(t, key, "een"), http.StatusOK)
		secret := b.addApp(t)
		h.Clock.Advance(10*time.Minute - time.Second)
		wantStatus(t, b.visit("/organiser/account/passkeys/new"), http.StatusOK)
		h.Clock.Advance(time.Second)
		for _, dangerous := range []string{"/organiser/account/passkeys/new", "/organiser/account/app", "/organiser/account/app/remove", "/organiser/account/passkeys/1/remove"} {
			wantLocation(t, b.visit(dangerous), "/organiser/account/prove?next="+strings.ReplaceAll(dangerous, "/", "%2F"))
		}
		for _, dangerous := range []string{"/organiser/account/app", "/organiser/account/app/begin", "/organiser/account/app/remove", "/organiser/account/passkeys/1/remove"} {
			wantLocation(t, b.send(dangerous), "/organiser/account/prove?next=%2Forganiser")
		}
		wantStatus(t, b.call(t, "/organiser/account/passkeys/begin", nil), http.StatusForbidden)
		wantStatus(t, b.call(t, "/organiser/account/passkeys", nil), http.StatusForbidden)

		// By a code of the app: once.
		prove := "/organiser/account/prove"
		asked := page(t, b.visit(prove+"?next=/organiser/account/app"))
		if asked.Find("form[data-passkey=get]").Length() != 1 || asked.Find("form[action='"+prove+"'] #app").Length() != 1 {
			t.Error("the page does not ask for what the organiser has")
		}
		wantMistake(t, page(t, b.send(prove, "app", "000000", "next", "/organiser/account/app")), "app", "problem.app.wrong")
		before, code := b.cookies["session"], b.appCode(t, secret, 0)
		wantLocation(t, b.send(prove, "app", code, "next", "/organiser/account/app"), "/organiser/account/app")
		if b.cookies["session"] == before {
			t.Error("the session kept its name")
		}
		wantStatus(t, b.visit("/organiser/account/app"), http.StatusOK)
		wantStatus(t, b.send(prove, "app", code), http.StatusUnprocessableEntity)

		// By a passkey: one's own.
		h.Clock.Advance(11 * time.Minute)
		other, theirs := s.browser(), newSoftKey(t)
		other.enter(t, "twee@vonk.example")
		wantStatus(t, other.addPasskey(t, theirs, "twee"), http.StatusOK)
		answer := func(k *softKey) map[string]any {
			return map[string]any{"next": "/organiser/account/app", "credential": k.get(t, b.call(t, prove+"/passkey/begin", nil))}
		}
		wantStatus(t, b.call(t, prove+"/passkey", answer(theirs)), http.StatusUnprocessableEntity)
		wantStatus(t, b.visit("/organiser/account/app"), http.StatusSeeOther)
		wantLocation(t, b.call(t, prove+"/passkey", answer(key)), "/organiser/account/app")
		wantStatus(t, b.visit("/organiser/account/app"), http.StatusOK)
	})
}

func TestWhoHasNoFactorProvesItByANewLink(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b := s.browser()
	b.enter(t, "een@vonk.example")
	h.Clock.Advance(11 * time.Minute)
	w := b.visit("/organiser/account/passkeys/new")
	wantStatus(t, w, http.StatusSeeOther)
	wantText(t, b.visit(w.Header().Get("Location")), nl("prove.none"))
	b.enter(t, "een@vonk.example")
	wantStatus(t, b.visit("/organiser/account/passkeys/new"), http.StatusOK)
}

func TestGuessingAnAppsCodeIsLimitedForTheAccount(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b := s.browser()
	b.enter(t, "een@vonk.example")
	secret := b.addApp(t)
	h.Clock.Advance(time.Minute)
	for range factorsOfAccount {
		wantStatus(t, b.send("/organiser/account/prove", "app", "000000"), http.StatusUnprocessableEntity)
	}
	w := b.send("/organiser/account/prove", "app", b.appCode(t, secret, 0))
	wantStatus(t, w, http.StatusTooManyRequests)
	if w.Header().Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
	h.Clock.Advance(factorsPeriod)
	wantStatus(t, b.send("/organiser/account/prove", "app", b.appCode(t, secret, 0)), http.StatusSeeOther)
}

func TestBrowserIsKnownByItsFamilyAlone(t *testing.T) {
	for header, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                        "Firefox/Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0":               "Edge/Windows",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                            "Chrome/Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari/iOS",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":                   "Safari/macOS",
		"curl/8.0": "/", "": "/", "<script>": "/",
	} {
		if got := agentOf(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
}
