package handlers

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// maxClients bounds the memory of a limiter. When more addresses than these come by within a minute, all start afresh.
const maxClients = 10_000

// limiter counts what each client address does in a minute. Without a limit it lets everything pass.
type limiter struct {
	perMinute int
	mu        sync.Mutex
	clients   map[netip.Prefix]*rate.Limiter
}

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: perMinute, clients: map[netip.Prefix]*rate.Limiter{}}
}

// take takes a turn of the client, or is the refusal that says when the next one comes.
func (l *limiter) take(client netip.Prefix, now time.Time) error {
	if l.perMinute <= 0 {
		return nil
	}
	bucket := l.bucket(client, now)
	if bucket.AllowN(now, 1) {
		return nil
	}
	return l.refusal(bucket, now)
}

// left says whether the client has a turn left, without taking it.
func (l *limiter) left(client netip.Prefix, now time.Time) error {
	if l.perMinute <= 0 {
		return nil
	}
	if bucket := l.bucket(client, now); bucket.TokensAt(now) < 1 {
		return l.refusal(bucket, now)
	}
	return nil
}

func (l *limiter) refusal(bucket *rate.Limiter, now time.Time) error {
	missing := 1 - bucket.TokensAt(now)
	wait := time.Duration(missing / float64(bucket.Limit()) * float64(time.Second))
	return &httpError{status: http.StatusTooManyRequests, key: "error.toomany", retry: wait}
}

func (l *limiter) bucket(client netip.Prefix, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, ok := l.clients[client]
	if !ok {
		if len(l.clients) >= maxClients {
			l.forget(now)
		}
		bucket = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)
		l.clients[client] = bucket
	}
	return bucket
}

// forget drops the clients that did nothing lately, and all of them when that frees too little.
func (l *limiter) forget(now time.Time) {
	for client, bucket := range l.clients {
		if bucket.TokensAt(now) >= float64(l.perMinute) {
			delete(l.clients, client)
		}
	}
	if len(l.clients) > maxClients/2 {
		clear(l.clients)
	}
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
