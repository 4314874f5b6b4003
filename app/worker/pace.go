package worker

import (
	"sync"
	"time"
)

// pace keeps to a limit of messages in any minute. The zero pace has none.
type pace struct {
	most int // in a minute; 0: no limit

	mutex sync.Mutex
	spent []time.Time // when messages were handed over, the oldest first; none is older than a minute when it counts
}

// room is how many of some messages may be handed over now.
func (p *pace) room(now time.Time, messages int) int {
	if p.most == 0 {
		return messages
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	old := 0
	for old < len(p.spent) && !p.spent[old].After(now.Add(-time.Minute)) {
		old++
	}
	p.spent = append([]time.Time(nil), p.spent[old:]...)
	return min(messages, max(p.most-len(p.spent), 0))
}

// spend counts a message.
func (p *pace) spend(now time.Time) {
	if p.most == 0 {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.spent = append(p.spent, now)
}
