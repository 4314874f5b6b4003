package worker

import (
	"sync"
	"time"
)

// How long letters are kept from a mail server that is away: each time twice as long, up to a limit.
const (
	firstBreak = 5 * time.Second
	lastBreak  = 5 * time.Minute
)

// breaker keeps letters from a mail server that is away, so that they do not spend their attempts on it. After a while one
// letter tries whether it is back.
type breaker struct {
	mutex sync.Mutex
	trips int       // since the server last answered
	until time.Time // nothing is sent before
}

// room is how many of some letters may be sent now: none while the server is away, and one to try whether it is back.
func (b *breaker) room(now time.Time, letters int) int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	switch {
	case b.trips == 0:
		return letters
	case now.Before(b.until):
		return 0
	}
	return min(1, letters)
}

// trip notes that the server is away, and says until when letters wait. Letters that find out side by side are one trip: only
// the first of them is news.
func (b *breaker) trip(now time.Time) (until time.Time, news bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.trips > 0 && now.Before(b.until) {
		return b.until, false
	}
	pause := lastBreak
	if b.trips < 10 { // beyond that, doubling could overflow
		pause = min(firstBreak<<b.trips, lastBreak)
	}
	b.trips++
	b.until = now.Add(pause)
	return b.until, true
}

// mend notes that the server answered, and says whether that is news.
func (b *breaker) mend() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	was := b.trips > 0
	b.trips = 0
	return was
}

// broken says that the server did not answer last time.
func (b *breaker) broken() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.trips > 0
}
