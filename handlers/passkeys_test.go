package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

func TestFirstLinkLeadsToAPasskeyThatSignsInFromThenOn(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b, key := s.browser(), newSoftKey(t)
		wantLocation(t, b.enter(t, "een@vonk.example"), "/organiser/account/passkeys/new")
		first := b.visit("/organiser/account/passkeys/new")
		wantText(t, first, nl("passkey.first"))
		if page(t, first).Find("a[href='/organiser/account/app']").Length() != 1 || page(t, first).Find("#name").AttrOr("value", "") != "Firefox op Windows" {
			t.Error("the page lacks the other way, or a name to begin with")
		}
		wantLocation(t, b.addPasskey(t, key, "Mijn sleutel"), "/organiser")
		wantText(t, b.visit("/organiser/account"), "Mijn sleutel")

		other := s.browser()
		other.call(t, "/organiser/sign-in/passkey/begin", nil)
		before := other.cookies["session"]
		w := other.usePasskey(t, key)
		wantStatus(t, w, http.StatusOK)
		wantLocation(t, w, "/organiser/account")
		if other.cookies["session"] == before || before == "" {
			t.Error("the session kept the name from before signing in")
		}
		wantStatus(t, other.visit("/organiser"), http.StatusOK)
		wantLocation(t, b.enter(t, "een@vonk.example"), "/organiser") // there is a passkey now
	})
}

func TestPasskeyIsRefusedForEveryFault(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b, key := s.browser(), newSoftKey(t)
	b.enter(t, "een@vonk.example")
	wantStatus(t, b.addPasskey(t, key, "een"), http.StatusOK)
	stranger := newSoftKey(t)
	for _, test := range []struct {
		fault  string
		change func(k *softKey)
		status int
	}{
		{"another site's origin", func(k *softKey) { k.origin = "http://evil.example" }, http.StatusUnprocessableEntity},
		{"the same host by another scheme", func(k *softKey) { k.origin = "https://vonk.example" }, http.StatusUnprocessableEntity},
		{"another relying party", func(k *softKey) { k.rpID = "evil.example" }, http.StatusUnprocessableEntity},
		{"the user was not verified", func(k *softKey) { k.flags = 1 }, http.StatusUnprocessableEntity},
		{"nobody was there", func(k *softKey) { k.flags = 4 }, http.StatusUnprocessableEntity},
		{"another key", func(k *softKey) { k.key = stranger.key }, http.StatusUnprocessableEntity},
		{"an unknown credential", func(k *softKey) { k.id = stranger.id }, http.StatusUnprocessableEntity},
		{"another organiser's handle", func(k *softKey) { k.handle = s.tokens.Handle(99) }, http.StatusUnprocessableEntity},
		{"no handle", func(k *softKey) { k.handle = nil }, http.StatusUnprocessableEntity},
		{"nothing", func(k *softKey) {}, http.StatusOK},
	} {
		changed := *key
		test.change(&changed)
		other := s.browser()
		w := other.usePasskey(t, &changed)
		if w.Code != test.status {
			t.Errorf("%s: %d, want %d: %s", test.fault, w.Code, test.status, w.Body)
		}
		if in := other.visit("/organiser").Code == http.StatusOK; in != (test.status == http.StatusOK) {
			t.Errorf("%s: signed in is %v", test.fault, in)
		}
	}
	for _, test := range []struct {
		fault  string
		change func(k *softKey)
	}{
		{"another site's origin", func(k *softKey) { k.origin = "http://evil.example" }},
		{"the user was not verified", func(k *softKey) { k.flags = 1 }},
	} {
		changed := newSoftKey(t)
		test.change(changed)
		wantStatus(t, b.addPasskey(t, changed, test.fault), http.StatusUnprocessableEntity)
	}
}

func TestChallengeHasOneAnswerOfItsOwnKindInTime(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b, key := s.browser(), newSoftKey(t)
		b.enter(t, "een@vonk.example")
		credential := key.create(t, b.call(t, "/organiser/account/passkeys/begin", nil))
		body := map[string]any{"name": "een", "credential": credential}
		wantStatus(t, b.call(t, "/organiser/account/passkeys", body), http.StatusOK)
		wantStatus(t, b.call(t, "/organiser/account/passkeys", body), http.StatusGone)

		other := s.browser()
		answer := map[string]any{"credential": key.get(t, other.call(t, "/organiser/sign-in/passkey/begin", nil))}
		wantStatus(t, s.browser().call(t, "/organiser/sign-in/passkey", answer), http.StatusGone) // somebody else's browser
		thief := s.browser()
		thief.call(t, "/organiser/sign-in/passkey/begin", nil)
		wantStatus(t, thief.call(t, "/organiser/sign-in/passkey", answer), http.StatusUnprocessableEntity) // with a challenge of its own
		h.Clock.Advance(5 * time.Minute)
		wantStatus(t, other.call(t, "/organiser/sign-in/passkey", answer), http.StatusGone)
		answer["credential"] = key.get(t, other.call(t, "/organiser/sign-in/passkey/begin", nil))
		h.Clock.Advance(5*time.Minute - time.Second)
		wantStatus(t, other.call(t, "/organiser/sign-in/passkey", answer), http.StatusOK)
		wantStatus(t, other.call(t, "/organiser/sign-in/passkey", answer), http.StatusGone)

		// A challenge to prove it again signs nobody in.
		proof := map[string]any{"credential": key.get(t, other.call(t, "/organiser/account/prove/passkey/begin", nil))}
		wantStatus(t, other.call(t, "/organiser/sign-in/passkey", proof), http.StatusGone)
	})
}

func TestCopiedPasskeyIsShut(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b, key := s.browser(), newSoftKey(t)
		b.enter(t, "een@vonk.example")
		key.count = 1
		wantStatus(t, b.addPasskey(t, key, "een"), http.StatusOK)
		clone := *key
		key.count = 2
		wantStatus(t, s.browser().usePasskey(t, key), http.StatusOK)
		clone.count = 2
		wantStatus(t, s.browser().usePasskey(t, &clone), http.StatusForbidden)
		key.count = 3
		wantStatus(t, s.browser().usePasskey(t, key), http.StatusForbidden)
		account := b.visit("/organiser/account")
		wantText(t, account, nl("account.passkey.suspect"))
		if !strings.Contains(s.log.String(), `"event":"suspect"`) {
			t.Error("the log does not tell")
		}
	})
}

func TestScriptsSendJSONFromThisSiteAlone(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b := s.browser()
	b.enter(t, "een@vonk.example")
	for _, target := range []string{
		"/organiser/sign-in/passkey/begin", "/organiser/sign-in/passkey", "/organiser/account/passkeys/begin", "/organiser/account/passkeys",
		"/organiser/account/prove/passkey/begin", "/organiser/account/prove/passkey",
	} {
		forged := append(b.headers(), header{"Content-Type", "application/json"}, header{"Sec-Fetch-Site", "cross-site"})
		wantStatus(t, s.do(http.MethodPost, target, strings.NewReader("{}"), forged...), http.StatusForbidden)
		w := b.send(target)
		wantStatus(t, w, http.StatusUnsupportedMediaType)
		if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s answers a script with %s", target, kind)
		}
		if strings.HasSuffix(target, "begin") {
			continue
		}
		for _, body := range []string{"", "[]", "{", `{"name":"x","credential":{}}`, `{"name":"x"}`} {
			w := s.do(http.MethodPost, target, strings.NewReader(body), append(b.headers(), header{"Content-Type", "application/json"})...)
			if w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s answers %s with %d", target, body, w.Code)
			}
		}
	}
	w := s.browser().call(t, "/organiser/account/passkeys/begin", nil)
	wantStatus(t, w, http.StatusForbidden)
	var told struct{ Detail string }
	if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || told.Detail != nl("error.signin") {
		t.Errorf("a stranger's script is told %s", w.Body)
	}
}

func TestPasskeysNeedAnAddressWithAName(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h, func(o *Options) { o.BaseURL = "http://127.0.0.1:8080" })
	b := s.browser()
	b.enter(t, "een@vonk.example")
	for _, target := range []string{"/organiser/account/passkeys/new", "/organiser/sign-in"} {
		w := b.visit(target)
		wantText(t, w, nl("error.passkey.address"))
		if page(t, w).Find("form[data-passkey]").Length() != 0 {
			t.Errorf("%s offers a passkey", target)
		}
	}
	wantStatus(t, b.call(t, "/organiser/sign-in/passkey/begin", nil), http.StatusConflict)
}

func TestRemovingAPasskeyAsksFirstAndLeavesTheLast(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b := s.browser()
		b.enter(t, "een@vonk.example")
		first, second := newSoftKey(t), newSoftKey(t)
		wantStatus(t, b.addPasskey(t, first, "Een"), http.StatusOK)
		wantStatus(t, b.addPasskey(t, second, "Twee"), http.StatusOK)
		links := page(t, b.visit("/organiser/account")).Find("#passkeys-title ~ div tbody a")
		if links.Length() != 2 {
			t.Fatalf("%d passkeys can be removed", links.Length())
		}
		at := links.First().AttrOr("href", "")
		wantText(t, b.visit(at), nl("passkey.remove.effect"))
		wantText(t, b.visit(at), "Een")
		last := page(t, b.visit("/organiser/account")).Find("#passkeys-title ~ div tbody a").Last().AttrOr("href", "")

		stranger := s.browser()
		stranger.enter(t, "twee@vonk.example")
		wantStatus(t, stranger.visit(at), http.StatusNotFound)
		wantStatus(t, stranger.send(at), http.StatusNotFound)

		wantLocation(t, b.send(at), "/organiser/account?done=passkey-removed")
		wantStatus(t, b.send(at), http.StatusNotFound)
		wantStatus(t, b.send(last), http.StatusConflict)
		wantStatus(t, s.browser().usePasskey(t, first), http.StatusUnprocessableEntity)
		wantStatus(t, s.browser().usePasskey(t, second), http.StatusOK)
	})
}

func TestPasskeyOfWhoIsDisabledIsRefused(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b, key := s.browser(), newSoftKey(t)
	b.enter(t, "een@vonk.example")
	wantStatus(t, b.addPasskey(t, key, "een"), http.StatusOK)
	if err := h.DisableOrganiser(t.Context(), "een@vonk.example"); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s.browser().usePasskey(t, key), http.StatusUnprocessableEntity)
	wantStatus(t, b.visit("/organiser"), http.StatusForbidden)
	if _, err := h.AddOrganiser(t.Context(), "een@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, b.visit("/organiser"), http.StatusForbidden) // the old session does not live again
	wantStatus(t, s.browser().usePasskey(t, key), http.StatusOK)
}

func TestGuessingIsLimitedAndSuccessIsFree(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b, key := s.browser(), newSoftKey(t)
	b.enter(t, "een@vonk.example")
	wantStatus(t, b.addPasskey(t, key, "een"), http.StatusOK)
	for range 2 * factorsOfClient {
		wantStatus(t, s.browser().usePasskey(t, key), http.StatusOK)
		h.Clock.Advance(2 * time.Second) // a challenge a second is allowed
	}
	wrong := *key
	wrong.origin = "http://evil.example"
	refused := 0
	for range factorsOfClient + 5 {
		w := s.browser().usePasskey(t, &wrong)
		if w.Code == http.StatusTooManyRequests {
			refused++
			if w.Header().Get("Retry-After") == "" {
				t.Error("it does not say when to try again")
			}
		}
		h.Clock.Advance(time.Second)
	}
	if refused == 0 {
		t.Error("guessing has no end")
	}
	h.Clock.Advance(factorsPeriod)
	wantStatus(t, s.browser().usePasskey(t, key), http.StatusOK)
}

func TestWayBackIsAPageOfTheBackOfficeAlone(t *testing.T) {
	for given, want := range map[string]string{
		"/organiser/sample/zwolle?page=2": "/organiser/sample/zwolle?page=2", "/organiser": "/organiser", "": "/organiser", "/": "/organiser",
		"//evil.example": "/organiser", "https://evil.example/organiser/x": "/organiser", "/organiser//evil.example": "/organiser", `/\evil.example`: "/organiser",
		"/organiser/../my": "/organiser", "javascript:alert(1)": "/organiser", "/organiser/x\n": "/organiser", "/organiserx": "/organiser",
		"/organiser/sign-out": "/organiser", "/organiser/sign-in/code": "/organiser", "/organiser/account/prove?next=/organiser": "/organiser", "http:/organiser/x": "/organiser",
		"/organiser/%2e%2e/my": "/organiser", "?next=x": "/organiser", "/organiser/account": "/organiser/account",
	} {
		if got := local(given); got != want {
			t.Errorf("%q leads to %q, want %q", given, got, want)
		}
	}
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	refused := s.get("/organiser/sample/zwolle?page=1")
	wantStatus(t, refused, http.StatusForbidden)
	if next := page(t, refused).Find("form[data-passkey=get] input[name=next]").AttrOr("value", ""); next != "/organiser/sample/zwolle?page=1" {
		t.Errorf("the way back is %q", next)
	}
	posted := s.post("/organiser/sample/organisations", url.Values{}, header{"Referer", "http://vonk.example/organiser/sample/organisations?merged=1"})
	if next := page(t, posted).Find("form[data-passkey=get] input[name=next]").AttrOr("value", ""); next != "/organiser/sample/organisations?merged=1" {
		t.Errorf("the way back of who posted is %q", next)
	}
	posted = s.post("/organiser/sample/organisations", url.Values{}, header{"Referer", "http://evil.example/organiser/sample/organisations"})
	if next := page(t, posted).Find("form[data-passkey=get] input[name=next]").AttrOr("value", ""); next != "/organiser" {
		t.Errorf("the way back of who came from elsewhere is %q", next)
	}
}
