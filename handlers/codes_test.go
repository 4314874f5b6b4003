package handlers

import (
	"encoding/base32"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"vonk/models"
	"vonk/models/store/storetest"
)

// appCode is what an app shows at the site's time, and some time from it.
func (b *browser) appCode(t testing.TB, secret string, from time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, b.Now().Add(from))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// addApp sets up an app for who is signed in, and returns its secret.
func (b *browser) addApp(t testing.TB) string {
	t.Helper()
	wantLocation(t, b.send("/organiser/account/app/begin"), "/organiser/account/app")
	secret := strings.ReplaceAll(text(page(t, b.visit("/organiser/account/app")).Find("main code")), " ", "")
	if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil || len(raw) < 20 {
		t.Fatalf("the secret is %q: %v", secret, err)
	}
	wantLocation(t, b.send("/organiser/account/app", "app", b.appCode(t, secret, 0)), "/organiser/account?done=app-added")
	return secret
}

// mailedCode asks for a code and returns the one that is mailed; empty: none.
func (b *browser) mailedCode(t testing.TB, email string) string {
	t.Helper()
	wantLocation(t, b.send("/organiser/sign-in/code", "email", email, "next", "/organiser/account"), "/organiser/sign-in/code?next=%2Forganiser%2Faccount")
	letters := b.Letters(t)
	if len(letters) == 0 {
		return ""
	}
	return b.tokens.SignInCode(letters[len(letters)-1].Facts.Nonce)
}

func (b *browser) enterCodes(mailed, app string) *httptest.ResponseRecorder {
	return b.send("/organiser/sign-in/code/check", "code", mailed, "app", app, "next", "/organiser/account")
}

func (b *browser) isIn() bool { return b.visit("/organiser").Code == http.StatusOK }

func TestTwoCodesSignInAndOneNever(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		owner := s.browser()
		owner.enter(t, "een@vonk.example")
		secret := owner.addApp(t)
		h.Clock.Advance(time.Minute)

		b := s.browser()
		wantText(t, b.visit("/organiser/sign-in/code?next=/organiser/account"), nl("signin.code.lead"))
		mailed := b.mailedCode(t, "Een@vonk.example")
		wantText(t, b.visit("/organiser/sign-in/code"), nl("signin.code.asked"))
		app := b.appCode(t, secret, 0)
		for _, one := range []struct{ mailed, app, field, key string }{
			{mailed, "", "app", "problem.app.missing"},
			{"", app, "code", "problem.code.missing"},
			{mailed, "000000", "code", "problem.codes.wrong"},
			{"00000000", app, "code", "problem.codes.wrong"},
		} {
			w := b.enterCodes(one.mailed, one.app)
			wantStatus(t, w, http.StatusUnprocessableEntity)
			wantMistake(t, page(t, w), one.field, one.key)
			if b.isIn() {
				t.Fatalf("%+v signs in", one)
			}
		}
		wantLocation(t, b.enterCodes(mailed[:4]+" "+mailed[4:], app[:3]+" "+app[3:]), "/organiser/account")
		if !b.isIn() {
			t.Error("both codes do not sign in")
		}
		// Both are used up.
		other := s.browser()
		if again := other.mailedCode(t, "een@vonk.example"); other.enterCodes(again, app).Code != http.StatusUnprocessableEntity || other.isIn() {
			t.Error("a code of the app works twice")
		}
		wantStatus(t, s.browser().enterCodes(mailed, b.appCode(t, secret, 30*time.Second)), http.StatusUnprocessableEntity)
	})
}

func TestMailedCodeBelongsToTheBrowserThatAskedForIt(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	owner := s.browser()
	owner.enter(t, "een@vonk.example")
	secret := owner.addApp(t)
	h.Clock.Advance(time.Minute)
	b, thief := s.browser(), s.browser()
	mailed := b.mailedCode(t, "een@vonk.example")
	thief.mailedCode(t, "een@vonk.example")
	wantStatus(t, thief.enterCodes(mailed, b.appCode(t, secret, 0)), http.StatusUnprocessableEntity)
	wantLocation(t, b.enterCodes(mailed, b.appCode(t, secret, 0)), "/organiser/account")
}

func TestCodeOfAnAppWorksOneStepAroundNow(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	for i, test := range []struct {
		from  time.Duration
		right bool
	}{{-60 * time.Second, false}, {-30 * time.Second, true}, {0, true}, {30 * time.Second, true}, {60 * time.Second, false}} {
		owner := s.browser()
		email := string(rune('a'+i)) + "@vonk.example"
		owner.enter(t, email)
		secret := owner.addApp(t)
		h.Clock.Advance(10 * time.Minute)
		b := s.browser()
		b.enterCodes(b.mailedCode(t, email), b.appCode(t, secret, test.from))
		if b.isIn() != test.right {
			t.Errorf("a code %v from now: %v, want %v", test.from, !test.right, test.right)
		}
	}
}

func TestEveryAddressGetsTheSameAnswer(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		owner := s.browser()
		owner.enter(t, "een@vonk.example")
		owner.addApp(t)
		s.browser().enter(t, "zonder@vonk.example")
		var answers []string
		for _, email := range []string{"een@vonk.example", "zonder@vonk.example", "niemand@vonk.example"} {
			b := s.browser()
			if mailed := b.mailedCode(t, email); (mailed != "") != (email == "een@vonk.example") {
				t.Errorf("%s gets the code %q", email, mailed)
			}
			said := b.visit("/organiser/sign-in/code").Body.String()
			for range models.CodeTries + 1 {
				said += b.enterCodes("12345678", "123456").Body.String()
			}
			answers = append(answers, said)
		}
		if answers[0] != answers[1] || answers[0] != answers[2] {
			t.Error("the answers differ")
		}
		wantStatus(t, s.browser().send("/organiser/sign-in/code", "email", "x"), http.StatusUnprocessableEntity)
	})
}

func TestCodesAreLimitedForAnAddressAndForAClient(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	ask := func(client, email string) *httptest.ResponseRecorder {
		return s.from(client, "/organiser/sign-in/code", url.Values{"email": {email}})
	}
	for i := range codesOfAddress {
		wantStatus(t, ask("192.0.2."+string(rune('1'+i)), "Een@vonk.example"), http.StatusSeeOther)
	}
	w := ask("192.0.2.9", "een@vonk.example")
	wantStatus(t, w, http.StatusTooManyRequests)
	if w.Header().Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
	for i := range codesOfClient {
		wantStatus(t, ask("198.51.100.1", string(rune('a'+i))+"@vonk.example"), http.StatusSeeOther)
	}
	wantStatus(t, ask("198.51.100.1", "z@vonk.example"), http.StatusTooManyRequests)
	h.Clock.Advance(factorsPeriod)
	wantStatus(t, ask("198.51.100.1", "een@vonk.example"), http.StatusSeeOther)
}

func TestSecretOfAnAppIsNowhereInTheDatabase(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b := s.browser()
		b.enter(t, "een@vonk.example")
		secret := b.addApp(t)
		wantLocation(t, b.send("/organiser/account/app/begin"), "/organiser/account/app") // one that is not proved yet
		pending := strings.ReplaceAll(text(page(t, b.visit("/organiser/account/app")).Find("main code")), " ", "")
		h.Clock.Advance(time.Minute)
		mailed := s.browser().mailedCode(t, "een@vonk.example")
		for table, column := range map[string]string{"authenticators": "secret", "web_sessions": "data", "letters": "facts", "sign_in_codes": "nonce"} {
			rows, err := h.SQL(t).Query("SELECT " + column + " FROM " + table)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for rows.Next() {
				var data []byte
				if err := rows.Scan(&data); err != nil {
					t.Fatal(err)
				}
				found++
				for _, kept := range []string{secret, pending, mailed} {
					if kept != "" && strings.Contains(string(data), kept) {
						t.Errorf("%s holds %s", table, kept)
					}
				}
			}
			if err := rows.Err(); err != nil || found == 0 {
				t.Errorf("%s has %d rows, %v", table, found, err)
			}
			_ = rows.Close()
		}
		if strings.Contains(s.log.String(), secret) || strings.Contains(s.log.String(), mailed) || strings.Contains(s.log.String(), "een@") {
			t.Error("the log holds what is secret")
		}
	})
}

func TestAppIsKeptOnceItShowsARightCode(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		s := newSite(t, h)
		b := s.browser()
		b.enter(t, "een@vonk.example")
		wantLocation(t, b.send("/organiser/account/app", "app", "123456"), "/organiser/account/app") // nothing begun
		wantStatus(t, b.send("/organiser/account/app/begin"), http.StatusSeeOther)
		w := b.send("/organiser/account/app", "app", "")
		wantStatus(t, w, http.StatusUnprocessableEntity)
		wantMistake(t, page(t, w), "app", "problem.app.missing")
		wantMistake(t, page(t, b.send("/organiser/account/app", "app", "000000")), "app", "problem.app.wrong")
		wantStatus(t, b.visit("/organiser/account/app/remove"), http.StatusNotFound)
		b.addApp(t)
		wantText(t, b.visit("/organiser/account/app/remove"), nl("app.remove.effect"))
		wantStatus(t, b.send("/organiser/account/app/remove"), http.StatusConflict) // it is the last
		wantStatus(t, b.addPasskey(t, newSoftKey(t), "een"), http.StatusOK)
		wantLocation(t, b.send("/organiser/account/app/remove"), "/organiser/account?done=app-removed")
	})
}
