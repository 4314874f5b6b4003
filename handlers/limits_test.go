package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"vonk/models"
	"vonk/models/store/storetest"
)

// from sends a form from an address.
func (s *site) from(address, target string, form url.Values, headers ...header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(address), 1234).String()
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, h := range headers {
		r.Header.Add(h[0], h[1])
	}
	w := httptest.NewRecorder()
	s.echo.ServeHTTP(w, r)
	return w
}

// person is a sign-up of its own.
func person(number int) url.Values {
	return with(form(), "email", fmt.Sprintf("p%d@voorbeeld.example", number))
}

func TestSignUpsOfOneAddressAreLimited(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 80)
	s := newSite(t, h, func(o *Options) { o.RateLimit = 8 })
	for i := range 8 {
		wantStatus(t, s.from("192.0.2.7", "/sample/register", person(i)), http.StatusSeeOther)
	}
	w := s.from("192.0.2.7", "/sample/register", person(8))
	wantStatus(t, w, http.StatusTooManyRequests)
	wait, err := strconv.Atoi(w.Header().Get("Retry-After"))
	if err != nil || wait < 1 || wait > 60 {
		t.Fatalf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	wantStatus(t, s.from("192.0.2.7", "/sample/register", with(person(8), "do", "add")), http.StatusOK)
	wantStatus(t, s.from("192.0.2.8", "/sample/register", person(8)), http.StatusSeeOther)
	h.Clock.Advance(time.Duration(wait) * time.Second)
	wantStatus(t, s.from("192.0.2.7", "/sample/register", person(9)), http.StatusSeeOther)
}

func TestGuessingAddressesIsLimitedStrictly(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 80)
	s := newSite(t, h, func(o *Options) { o.RateLimit = 40 })
	wantStatus(t, s.from("192.0.2.7", "/sample/register", person(1)), http.StatusSeeOther)
	h.Letters(t)
	for range 10 {
		wantStatus(t, s.from("192.0.2.9", "/sample/register", person(1)), http.StatusUnprocessableEntity)
	}
	wantStatus(t, s.from("192.0.2.9", "/sample/register", person(1)), http.StatusTooManyRequests)
	if letters := h.Letters(t); len(letters) != 1 || letters[0].Kind != models.LetterDuplicate {
		t.Errorf("the owner got %d letters, want 1", len(letters))
	}
	wantStatus(t, s.from("192.0.2.9", "/my", url.Values{"email": {"p1@voorbeeld.example"}}), http.StatusTooManyRequests)

	for range 10 {
		wantStatus(t, s.from("192.0.2.10", "/my", url.Values{"email": {"niemand@voorbeeld.example"}}), http.StatusOK)
	}
	wantStatus(t, s.from("192.0.2.10", "/my", url.Values{"email": {"niemand@voorbeeld.example"}}), http.StatusTooManyRequests)
}

func TestNamingASubstituteIsNoWayAroundTheLimit(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 80)
	s := newSite(t, h, func(o *Options) { o.RateLimit = 40 })
	h.MustRegister(t, storetest.SignUp("ander", 1))
	path := s.registrationPath(h.MustRegister(t, storetest.SignUp("eigen", 1))) + "/substitute"
	guess := url.Values{"participant": {"1"}, "name": {"Voorbeeld Ander"}, "email": {"ander.1@voorbeeld.example"}}
	for range 10 {
		back := s.from("192.0.2.11", path, guess)
		wantStatus(t, back, http.StatusUnprocessableEntity)
		wantMistake(t, page(t, back), "email", "problem.substitute.registered")
	}
	wantStatus(t, s.from("192.0.2.11", path, guess), http.StatusTooManyRequests)
}

func TestEveryAddressOfAFormCountsAsAGuess(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 80)
	s := newSite(t, h, func(o *Options) { o.RateLimit = 32 })
	wantStatus(t, s.from("192.0.2.7", "/sample/register", person(1)), http.StatusSeeOther)
	guess := with(with(form(), "name", "A", "B", "C", "D"), "email", "p1@voorbeeld.example", "a@voorbeeld.example", "b@voorbeeld.example", "c@voorbeeld.example")
	for range 2 {
		wantStatus(t, s.from("192.0.2.9", "/sample/register", guess), http.StatusUnprocessableEntity)
	}
	wantStatus(t, s.from("192.0.2.9", "/sample/register", guess), http.StatusTooManyRequests)
}

func TestNoLimitLetsEverybodyPass(t *testing.T) {
	l := newLimiter(0)
	for range 1000 {
		if err := l.take(netip.Prefix{}, storetest.Start); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.left(netip.Prefix{}, storetest.Start); err != nil || len(l.clients) != 0 {
		t.Errorf("%v, %d clients", err, len(l.clients))
	}
}

func TestLimiterForgetsSoThatItsMemoryIsBounded(t *testing.T) {
	l := newLimiter(2)
	client := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	now := storetest.Start
	for i := range 3 * maxClients {
		if err := l.take(client(i), now); err != nil {
			t.Fatal(err)
		}
		if len(l.clients) > maxClients {
			t.Fatalf("%d clients are remembered", len(l.clients))
		}
	}
	now = now.Add(time.Hour)
	busy := client(0)
	if err := l.take(busy, now); err != nil {
		t.Fatal(err)
	}
	for i := range maxClients {
		_ = l.left(client(i+1), now)
	}
	if _, kept := l.clients[busy]; !kept {
		t.Error("those who did nothing lately were kept, and the busy one was not")
	}
}

func TestClientIsKnownBehindTrustedProxiesOnly(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 80)
	proxied := func(o *Options) {
		o.RateLimit = 1
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48")}
	}
	forwarded := func(addresses string) header { return header{"X-Forwarded-For", addresses} }
	number := 0
	for _, test := range []struct {
		rule          string
		change        func(*Options)
		first, second string
		before, after header
		same          bool
	}{
		{"no proxy is trusted", func(o *Options) { o.RateLimit = 1 }, "10.0.0.1", "10.0.0.1", forwarded("192.0.2.1"), forwarded("192.0.2.2"), true},
		{"two clients behind a proxy", proxied, "10.0.0.1", "10.0.0.1", forwarded("192.0.2.1"), forwarded("192.0.2.2"), false},
		{"one client behind two proxies", proxied, "10.0.0.1", "10.0.0.2", forwarded("192.0.2.1"), forwarded("192.0.2.1, 10.0.0.9"), true},
		{"a client that forges addresses", proxied, "10.0.0.1", "10.0.0.1", forwarded("198.51.100.1, 192.0.2.1"), forwarded("198.51.100.2, 192.0.2.1"), true},
		{"a stranger that forges addresses", proxied, "192.0.2.1", "192.0.2.1", forwarded("198.51.100.1"), forwarded("198.51.100.2"), true},
		{"a private network is no proxy", proxied, "192.168.0.1", "192.168.0.1", forwarded("198.51.100.1"), forwarded("198.51.100.2"), true},
		{"a proxy over IPv6", proxied, "2001:db8:1::1", "2001:db8:1::1", forwarded("192.0.2.1"), forwarded("192.0.2.2"), false},
		{"one network of IPv6", proxied, "2001:db8:2:3::1", "2001:db8:2:3::2", forwarded(""), forwarded(""), true},
		{"two networks of IPv6", proxied, "2001:db8:2:3::1", "2001:db8:2:4::1", forwarded(""), forwarded(""), false},
	} {
		s := newSite(t, h, test.change)
		number += 2
		wantStatus(t, s.from(test.first, "/sample/register", person(number), test.before), http.StatusSeeOther)
		w := s.from(test.second, "/sample/register", person(number+1), test.after)
		if limited := w.Code == http.StatusTooManyRequests; limited != test.same {
			t.Errorf("%s: the second sign-up is %d", test.rule, w.Code)
		}
	}
}
