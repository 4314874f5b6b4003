package handlers

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// maxClients bounds the memory of limits. When more clients than these come by within a period, all start afresh.
const maxClients = 10_000

// limiter counts what each client address does in a minute. Without a limit it lets everything pass.
type limiter = limits[netip.Prefix]

func newLimiter(perMinute int) *limiter { return newLimits[netip.Prefix](perMinute, time.Minute) }

// limits counts what each client does, whatever tells clients apart: most turns at once, and as many again within a period.
type limits[Client comparable] struct {
	most    int
	every   time.Duration // in which one turn comes back
	mu      sync.Mutex
	clients map[Client]*rate.Limiter
}

func newLimits[Client comparable](most int, period time.Duration) *limits[Client] {
	return &limits[Client]{most: most, every: period / time.Duration(max(most, 1)), clients: map[Client]*rate.Limiter{}}
}

// take takes a turn of the client, or is the refusal that says when the next one comes.
func (l *limits[Client]) take(client Client, now time.Time) error {
	_, err := l.try(client, now)
	return err
}

// try is take for what only costs a turn when it fails: what it returns gives the turn back.
func (l *limits[Client]) try(client Client, now time.Time) (settle func(), err error) {
	if l.most <= 0 {
		return func() {}, nil
	}
	bucket := l.bucket(client, now)
	if bucket.AllowN(now, 1) {
		return func() { bucket.AllowN(now, -1) }, nil
	}
	return nil, l.refusal(bucket, now)
}

// left says whether the client has a turn left, without taking it.
func (l *limits[Client]) left(client Client, now time.Time) error {
	if l.most <= 0 {
		return nil
	}
	if bucket := l.bucket(client, now); bucket.TokensAt(now) < 1 {
		return l.refusal(bucket, now)
	}
	return nil
}

func (l *limits[Client]) refusal(bucket *rate.Limiter, now time.Time) error {
	missing := 1 - bucket.TokensAt(now)
	wait := time.Duration(missing / float64(bucket.Limit()) * float64(time.Second))
	return &httpError{status: http.StatusTooManyRequests, key: "error.toomany", retry: wait}
}

func (l *limits[Client]) bucket(client Client, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, ok := l.clients[client]
	if !ok {
		if len(l.clients) >= maxClients {
			l.forget(now)
		}
		bucket = rate.NewLimiter(rate.Every(l.every), l.most)
		l.clients[client] = bucket
	}
	return bucket
}

// forget drops the clients that did nothing lately, and all of them when that frees too little.
func (l *limits[Client]) forget(now time.Time) {
	for client, bucket := range l.clients {
		if bucket.TokensAt(now) >= float64(l.most) {
			delete(l.clients, client)
		}
	}
	if len(l.clients) > maxClients/2 {
		clear(l.clients)
	}
}

// How often somebody may fail to prove who they are, and ask for what others pay for. These do not depend on --rate-limit,
// which is about sign-ups. A ministry may share one client address, so what succeeds costs it nothing.
const (
	factorsOfClient  = 30 // failures in ten minutes
	factorsOfAccount = 5  // failures in ten minutes
	beginsOfClient   = 60 // challenges in a minute, each of which is kept for a while
	codesOfClient    = 10 // mailed codes in ten minutes
	codesOfAddress   = 3  // mailed codes in ten minutes
	factorsPeriod    = 10 * time.Minute
)

// tryFactor takes a turn at proving who somebody is: of the client and, where it is known whose (not 0), of the account. What
// it returns gives the turn back.
func (s *server) tryFactor(c echo.Context, account int64) (settle func(), err error) {
	now := s.Store.Now()
	client, err := s.factorsOfClient.try(clientOf(c), now)
	if err != nil || account == 0 {
		return client, err
	}
	own, err := s.factorsOfAccount.try(account, now)
	if err != nil {
		return nil, err
	}
	return func() { client(); own() }, nil
}

// clientOf is what counts as one client: an IPv4 address, or the /64 that an IPv6 user has to themselves.
func clientOf(c echo.Context) netip.Prefix {
	address, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return netip.Prefix{}
	}
	address = address.Unmap().WithZone("")
	bits := 32
	if address.Is6() {
		bits = 64
	}
	prefix, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}
