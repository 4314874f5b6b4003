package handlers

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"vonk/models"
	"vonk/models/store/storetest"
)

// issuer is a provider of OpenID Connect whose ID tokens a test may change.
type issuer struct {
	*mockoidc.MockOIDC
	change func(claims map[string]any) // nil: as they are
	key    *rsa.PrivateKey             // signs them; nil: the provider's own
	alg    string                      // what the token's header says; empty: RS256
	asked  url.Values                  // the last request at the token endpoint
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{MockOIDC: m}
	if err := m.AddMiddleware(i.tamper); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Start(listener, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	return i
}

// tamper signs the ID token again, with other claims.
func (i *issuer) tamper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != mockoidc.TokenEndpoint {
			next.ServeHTTP(w, r)
			return
		}
		_ = r.ParseForm()
		i.asked = r.PostForm
		if id, secret, ok := r.BasicAuth(); ok { // the provider only knows the other way to send them
			r.Form.Set("client_id", id)
			r.Form.Set("client_secret", secret)
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		body := answer.Body.Bytes()
		var told map[string]any
		if json.Unmarshal(body, &told) == nil && told["id_token"] != nil {
			told["id_token"] = i.resign(told["id_token"].(string))
			body, _ = json.Marshal(told)
		}
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	})
}

func (i *issuer) resign(token string) string {
	parts := strings.Split(token, ".")
	var head, claims map[string]any
	raw, _ := base64url.DecodeString(parts[0])
	_ = json.Unmarshal(raw, &head)
	raw, _ = base64url.DecodeString(parts[1])
	_ = json.Unmarshal(raw, &claims)
	if i.change != nil {
		i.change(claims)
	}
	if i.alg != "" {
		head["alg"] = i.alg
	}
	raw, _ = json.Marshal(head)
	parts[0] = base64url.EncodeToString(raw)
	raw, _ = json.Marshal(claims)
	parts[1] = base64url.EncodeToString(raw)
	key := i.key
	if key == nil {
		key = i.Keypair.PrivateKey
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	parts[2] = base64url.EncodeToString(signature)
	if i.alg == "none" {
		parts[2] = ""
	}
	return strings.Join(parts, ".")
}

// reset lets tokens pass as they are.
func (i *issuer) reset() { i.change, i.key, i.alg = nil, nil, "" }

// user is somebody at the provider.
func user(email string, groups ...string) *mockoidc.MockUser {
	return &mockoidc.MockUser{Subject: "subject of " + email, Email: email, EmailVerified: true, Groups: groups}
}

// newProvided makes a site with a provider, at the machine's time, as the provider knows no other.
func newProvided(t *testing.T, h *storetest.Harness) (*site, *issuer) {
	t.Helper()
	h.Clock.Set(time.Now())
	i := newIssuer(t)
	return newSite(t, h, func(o *Options) {
		o.OIDC = &OIDC{
			Issuer: i.Issuer(), ClientID: i.ClientID, ClientSecret: i.ClientSecret, Name: "Voorbeeldprovider", RoleClaim: "groups",
			Roles: []ClaimRole{
				{"beheer", models.Grant{Role: models.RoleAdmin}},
				{"lezers", models.Grant{Role: models.RoleReader, At: models.Scope{Series: "sample"}}},
			},
		}
	}), i
}

// away goes to the provider, and returns the address with which it sends people back.
func (b *browser) away(t *testing.T, from string, fields ...string) *url.URL {
	t.Helper()
	w := b.send(from, fields...)
	wantStatus(t, w, http.StatusOK)
	at := page(t, w).Find("main a.button").AttrOr("href", "")
	if w.Header().Get("Refresh") != "0; url="+at {
		t.Fatalf("the page goes on to %q, and its link to %q", w.Header().Get("Refresh"), at)
	}
	if asked, err := url.Parse(at); err != nil || asked.Query().Get("code_challenge_method") != "S256" || len(asked.Query().Get("code_challenge")) < 43 ||
		len(asked.Query().Get("nonce")) < 22 || len(asked.Query().Get("state")) < 22 {
		t.Fatalf("the provider is asked by %s", at)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Transport{}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	back, err := answer.Location()
	if err != nil {
		t.Fatalf("the provider answers %s", answer.Status)
	}
	return back
}

const fromSignIn = "/organiser/sign-in/oidc"

func TestOwnSignInLetsInByGroupOrByAddress(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		s, i := newProvided(t, h)
		if _, err := h.AddOrganiser(t.Context(), "bekend@vonk.example", models.RoleAdmin, models.Scope{}); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			who   *mockoidc.MockUser
			in    bool
			admin bool
		}{
			{user("vreemd@vonk.example"), false, false},
			{user("vreemd@vonk.example", "andere"), false, false},
			{user("baas@vonk.example", "andere", "beheer"), true, true},
			{user("lezer@vonk.example", "lezers"), true, false},
			{user("Bekend@Vonk.example"), true, true},
		} {
			b := s.browser()
			i.QueueUser(test.who)
			back := b.away(t, fromSignIn, "next", "/organiser/account")
			w := b.visit(back.RequestURI())
			if !test.in {
				wantStatus(t, w, http.StatusForbidden)
				wantText(t, w, nl("error.oidc.stranger"))
			} else {
				wantLocation(t, w, "/organiser/account")
			}
			if b.isIn() != test.in {
				t.Errorf("%s: signed in is %v", test.who.Email, !test.in)
			}
			if may := b.visit("/organiser/people").Code == http.StatusOK; may != test.admin {
				t.Errorf("%s: administers is %v", test.who.Email, may)
			}
			if test.in {
				wantStatus(t, b.visit("/organiser/sample"), http.StatusOK)
				wantStatus(t, b.visit(back.RequestURI()), http.StatusGone) // the answer counts once
			}
		}
		if i.asked.Get("code_verifier") == "" {
			t.Error("the code was exchanged without PKCE")
		}
		if err := h.DisableOrganiser(t.Context(), "baas@vonk.example"); err != nil {
			t.Fatal(err)
		}
		b := s.browser()
		i.QueueUser(user("baas@vonk.example", "beheer"))
		wantStatus(t, b.visit(b.away(t, fromSignIn).RequestURI()), http.StatusForbidden)
		if b.isIn() {
			t.Error("who was disabled is let in")
		}
	})
}

func TestTamperedTokenLetsNobodyIn(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s, i := newProvided(t, h)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(name string, value any) func(map[string]any) {
		return func(claims map[string]any) { claims[name] = value }
	}
	for _, test := range []struct {
		fault  string
		change func(map[string]any)
		key    *rsa.PrivateKey
		alg    string
	}{
		{"another nonce", set("nonce", "made-up"), nil, ""},
		{"no nonce", func(claims map[string]any) { delete(claims, "nonce") }, nil, ""},
		{"for another client", set("aud", []string{"somebody"}), nil, ""},
		{"of another issuer", set("iss", "http://evil.example"), nil, ""},
		{"expired", set("exp", time.Now().Add(-time.Hour).Unix()), nil, ""},
		{"not valid yet", set("nbf", time.Now().Add(time.Hour).Unix()), nil, ""},
		{"signed by somebody else", nil, stranger, ""},
		{"not signed", nil, nil, "none"},
		{"signed another way than it says", nil, nil, "HS256"},
		{"an address that is not verified", set("email_verified", false), nil, ""},
		{"nothing about verifying", func(claims map[string]any) { delete(claims, "email_verified") }, nil, ""},
		{"verified in another word", set("email_verified", "yes"), nil, ""},
		{"no address", func(claims map[string]any) { delete(claims, "email") }, nil, ""},
		{"a bad address", set("email", "baas@vonk.example\nx"), nil, ""},
		{"groups of another kind", set("groups", map[string]any{"beheer": true}), nil, ""},
		{"part of a group's name", set("groups", "beheerders"), nil, ""},
	} {
		b := s.browser()
		i.QueueUser(user("baas@vonk.example", "beheer"))
		i.change, i.key, i.alg = test.change, test.key, test.alg
		w := b.visit(b.away(t, fromSignIn).RequestURI())
		if w.Code != http.StatusForbidden || b.isIn() {
			t.Errorf("%s: %d, signed in is %v", test.fault, w.Code, b.isIn())
		}
		h.Clock.Advance(time.Second)
	}
	i.reset()
	i.change = set("groups", "beheer") // one text is a list of one
	b := s.browser()
	i.QueueUser(user("baas@vonk.example"))
	wantLocation(t, b.visit(b.away(t, fromSignIn).RequestURI()), "/organiser")
	if strings.Contains(s.log.String(), "baas@") {
		t.Error("the log names somebody")
	}
}

func TestAnswerOfAnotherBrowserOrStateCountsForNothing(t *testing.T) {
	h := storetest.SQLite(t)
	s, i := newProvided(t, h)
	change := func(at *url.URL, name, value string) string {
		query := at.Query()
		query.Set(name, value)
		return at.Path + "?" + query.Encode()
	}
	b := s.browser()
	i.QueueUser(user("baas@vonk.example", "beheer"))
	back := b.away(t, fromSignIn)
	wantStatus(t, s.browser().visit(back.RequestURI()), http.StatusGone)
	wantStatus(t, b.visit(change(back, "state", "made-up")), http.StatusGone)
	wantStatus(t, b.visit(change(back, "state", "")), http.StatusGone)
	wantStatus(t, b.visit(change(back, "code", "made-up")), http.StatusForbidden)
	wantStatus(t, b.visit(back.RequestURI()), http.StatusGone) // the wrong code used it up
	i.QueueUser(user("baas@vonk.example", "beheer"))
	back = b.away(t, fromSignIn)
	wantStatus(t, b.visit(back.Path+"?error=access_denied&state="+back.Query().Get("state")), http.StatusForbidden)
	i.QueueUser(user("baas@vonk.example", "beheer"))
	back = b.away(t, fromSignIn)
	h.Clock.Advance(15 * time.Minute)
	wantStatus(t, b.visit(back.RequestURI()), http.StatusGone)
	if b.isIn() {
		t.Error("somebody is signed in")
	}
}

func TestProviderThatIsAwayIsTriedAgainAtUse(t *testing.T) {
	h := storetest.SQLite(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	s := newSite(t, h, func(o *Options) {
		o.OIDC = &OIDC{Issuer: "http://" + address + mockoidc.IssuerBase, ClientID: "x", ClientSecret: "x", Name: "Voorbeeldprovider", RoleClaim: "groups"}
	})
	b := s.browser()
	shown := b.visit("/organiser/sign-in")
	wantText(t, shown, "Inloggen via Voorbeeldprovider kan nu niet.")
	if page(t, shown).Find("form[action='"+fromSignIn+"']").Length() != 0 || page(t, shown).Find("form[data-passkey]").Length() != 1 {
		t.Error("the page offers what is away, or not what is there")
	}
	wantStatus(t, b.send(fromSignIn), http.StatusServiceUnavailable)

	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	if err := m.Start(listener, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	h.Clock.Advance(discoveryPause)
	wantStatus(t, b.send(fromSignIn), http.StatusOK)
}

func TestWithoutAProviderThereIsNoSuchWay(t *testing.T) {
	h := storetest.SQLite(t)
	s := newSite(t, h)
	b := s.browser()
	b.enter(t, "een@vonk.example")
	for _, target := range []string{fromSignIn, "/organiser/account/prove/oidc"} {
		wantStatus(t, b.send(target), http.StatusNotFound)
	}
	wantStatus(t, b.visit(callbackPath), http.StatusNotFound)
	if strings.Contains(b.visit("/organiser/sign-in").Body.String(), "oidc") {
		t.Error("the page offers it")
	}
}

func TestProofByTheProviderIsFreshAndOnesOwn(t *testing.T) {
	h := storetest.SQLite(t)
	s, i := newProvided(t, h)
	b := s.browser()
	i.QueueUser(user("baas@vonk.example", "beheer"))
	wantLocation(t, b.visit(b.away(t, fromSignIn).RequestURI()), "/organiser")
	prove := func(email string, authTime any) *httptest.ResponseRecorder {
		t.Helper()
		i.QueueUser(user(email, "beheer"))
		i.change = func(claims map[string]any) {
			claims["exp"] = h.Now().Add(time.Hour).Unix()
			if authTime != nil {
				claims["auth_time"] = authTime
			}
		}
		w := b.visit(b.away(t, "/organiser/account/prove/oidc", "next", "/organiser/account/app").RequestURI())
		return w
	}
	h.Clock.Advance(11 * time.Minute)
	wantStatus(t, prove("baas@vonk.example", nil), http.StatusForbidden)
	wantStatus(t, prove("baas@vonk.example", h.Now().Add(-5*time.Minute).Unix()), http.StatusForbidden)
	wantStatus(t, prove("ander@vonk.example", h.Now().Unix()), http.StatusForbidden)
	wantStatus(t, b.visit("/organiser/account/app"), http.StatusSeeOther)
	i.QueueUser(user("baas@vonk.example", "beheer"))
	late := b.away(t, "/organiser/account/prove/oidc")
	h.Clock.Advance(15 * time.Minute)
	wantStatus(t, b.visit(late.RequestURI()), http.StatusGone)
	wantLocation(t, prove("baas@vonk.example", h.Now().Unix()), "/organiser/account/app")
	wantStatus(t, b.visit("/organiser/account/app"), http.StatusOK)
}
