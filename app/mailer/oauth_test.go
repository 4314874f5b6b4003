package mailer_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
)

// issuer is a token server on loopback. It gives the tokens that it is told to, each for an hour, and keeps what it was asked.
type issuer struct {
	*httptest.Server
	tokens []string
	asked  []url.Values
	answer func(w http.ResponseWriter) bool // answers in its place; nil or false: it answers itself
}

func newIssuer(t *testing.T, tokens ...string) *issuer {
	t.Helper()
	i := &issuer{tokens: tokens}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		i.asked = append(i.asked, r.PostForm)
		if i.answer != nil && i.answer(w) {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		token := i.tokens[min(len(i.asked), len(i.tokens))-1]
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": 3600, "refresh_token": r.PostForm.Get("refresh_token")})
	}))
	t.Cleanup(i.Close)
	return i
}

// refusing answers with an error of RFC 6749, 5.2, which repeats our secret as a careless server might.
func refusing(code string) func(http.ResponseWriter) bool {
	return func(w http.ResponseWriter) bool {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": "not with s3cret or gr4nted\nTrace ID: 1"})
		return true
	}
}

func access(i *issuer, refresh string, now func() time.Time) *mailer.OAuth {
	return &mailer.OAuth{
		TokenURL: i.URL, ClientID: "vonk", ClientSecret: "s3cret", Scopes: []string{"https://mail.example/.default"}, RefreshToken: refresh, Now: now,
	}
}

func TestTokenIsAskedForAsEachProviderWantsIt(t *testing.T) {
	for refresh, want := range map[string]url.Values{
		"":        {"grant_type": {"client_credentials"}, "client_id": {"vonk"}, "client_secret": {"s3cret"}, "scope": {"https://mail.example/.default"}},
		"gr4nted": {"grant_type": {"refresh_token"}, "client_id": {"vonk"}, "client_secret": {"s3cret"}, "refresh_token": {"gr4nted"}},
	} {
		i := newIssuer(t, "one")
		if token, err := access(i, refresh, nil).Token(t.Context()); err != nil || token != "one" {
			t.Errorf("%q: %v", token, err)
		}
		if got := i.asked[0].Encode(); got != want.Encode() {
			t.Errorf("asked was %s, want %s", got, want.Encode())
		}
	}
}

func TestTokenIsKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	i, at := newIssuer(t, "one", "two"), time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)
	o := access(i, "", func() time.Time { return at })
	holds := func(want string, asked int) {
		t.Helper()
		if token, err := o.Token(t.Context()); err != nil || token != want || len(i.asked) != asked {
			t.Errorf("%q after %d: %v", token, len(i.asked), err)
		}
	}
	holds("one", 1)
	at = at.Add(54 * time.Minute)
	holds("one", 1)
	at = at.Add(2 * time.Minute)
	// While the token server is away the old one serves until its end.
	i.answer = func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusServiceUnavailable); return true }
	holds("one", 2)
	i.answer = nil
	holds("two", 3)
	at = at.Add(2 * time.Hour)
	i.answer = func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusServiceUnavailable); return true }
	if token, err := o.Token(t.Context()); err == nil {
		t.Errorf("a token that has ended is given: %q", token)
	}
}

func TestRefusalsSayWhatToDoAndNoSecret(t *testing.T) {
	i := newIssuer(t, "one")
	for code, advice := range map[string]string{
		"invalid_client": "--mail-oauth-client-secret", "invalid_grant": "--mail-oauth-refresh-token", "invalid_scope": "--mail-oauth-scope", "temporarily_unavailable": "--mail-oauth flags",
	} {
		i.answer = refusing(code)
		_, err := access(i, "gr4nted", nil).Token(t.Context())
		if err == nil || !strings.Contains(err.Error(), advice) || !strings.Contains(err.Error(), code) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", code, err)
		} else if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "gr4nted") {
			t.Errorf("a secret is told: %v", err)
		}
	}
	i.answer = func(w http.ResponseWriter) bool { http.Error(w, "<html>", http.StatusNotFound); return true }
	if _, err := access(i, "", nil).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "--mail-oauth-token-url") {
		t.Errorf("no token server there: %v", err)
	}
	i.Close()
	if _, err := access(i, "", nil).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "--mail-oauth-token-url") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestMailLeavesWithATokenInPlaceOfAPassword(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	server.Access("one")
	i := newIssuer(t, "one", "two", "three", "three")
	way := relay(t, server, "smtp://%s@127.0.0.1:%d", url.User(mailertest.User))
	way.OAuth = access(i, "", nil)
	deliver(t, pool(t, way, 1), 1)
	if got := <-server.Arrived; got.User != mailertest.User || len(i.asked) != 1 {
		t.Errorf("signed in as %q after %d tokens", got.User, len(i.asked))
	}
	// A token that was revoked before its time is renewed once, and the mail leaves.
	server.Access("two")
	deliver(t, pool(t, way, 1), 1)
	if got := <-server.Arrived; got.User != mailertest.User || len(i.asked) != 2 {
		t.Errorf("signed in as %q after %d tokens", got.User, len(i.asked))
	}
	// But not again and again.
	server.Access("never")
	failure := failed(t, pool(t, way, 1), sample())
	if failure.Code != 535 || !failure.Untried() || len(i.asked) != 3 || strings.Contains(failure.Error(), "three") {
		t.Errorf("%+v after %d tokens", failure, len(i.asked))
	}
}

func TestManyConnectionsShareOneToken(t *testing.T) {
	i := newIssuer(t, "one", "two")
	o := access(i, "", nil)
	var wrong atomic.Int32
	done := make(chan struct{})
	for range 8 {
		go func() {
			if token, err := o.Token(t.Context()); err != nil || token != "one" {
				wrong.Add(1)
			}
			done <- struct{}{}
		}()
	}
	for range 8 {
		<-done
	}
	if wrong.Load() > 0 || len(i.asked) != 1 {
		t.Errorf("%d were wrong, %d tokens were asked for", wrong.Load(), len(i.asked))
	}
}
