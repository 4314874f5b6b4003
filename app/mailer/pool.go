package mailer

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// rest is how long a connection is kept for a next message. Servers wait for minutes, and do not like it.
const rest = 10 * time.Second

// Pool delivers to a mail server over several connections at a time, each of which is kept for the next message. It is safe for
// concurrent use.
type Pool struct {
	server *SMTP
	places chan struct{} // holds one for each connection in use

	mutex  sync.Mutex
	idle   []*connection // the one used last at the end
	closed bool
}

// connection is one that messages go over, one after the other.
type connection struct {
	client *smtp.Client
	used   bool        // a message went over it
	end    *time.Timer // while it is idle
}

// NewPool makes a pool of as many connections as may be open at a time.
func NewPool(server *SMTP, connections int) *Pool {
	return &Pool{server: server, places: make(chan struct{}, connections)}
}

// Deliver hands the message over. When it returns nil, the server answers for the message. See transfer for its deadline.
func (p *Pool) Deliver(ctx context.Context, message Message) error {
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return &Error{Stage: StageConnect, Cause: context.Cause(ctx)}
	}
	for {
		c, err := p.take(ctx)
		if err != nil {
			return away(err)
		}
		_, err = transfer(ctx, c.client, message)
		again := c.used && stale(err)
		p.put(c, err)
		if !again {
			return err
		}
	}
}

// stale says that the server had ended a connection meanwhile, or had enough of it. Nothing of the message was taken on, so it
// may go over another.
func stale(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Stage == StageSender && (failure.Code == 0 || failure.Code == leaving)
}

// take gives the connection that was used last, or a new one where none is idle.
func (p *Pool) take(ctx context.Context) (*connection, error) {
	p.mutex.Lock()
	if last := len(p.idle) - 1; last >= 0 {
		c := p.idle[last]
		p.idle = p.idle[:last]
		p.mutex.Unlock()
		c.end.Stop()
		return c, nil
	}
	p.mutex.Unlock()
	client, err := p.server.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{client: client}, nil
}

// put keeps a connection for the next message, unless what came of the last one left it useless.
func (p *Pool) put(c *connection, err error) {
	c.used = true
	var failure *Error
	if errors.As(err, &failure) && (failure.Code == 0 || failure.Code == leaving || c.client.UpdateDeadline(stepTimeout) != nil || c.client.Reset() != nil) {
		_ = c.client.Close()
		return
	}
	p.mutex.Lock()
	if p.closed {
		p.mutex.Unlock()
		leave(c.client)
		return
	}
	p.idle = append(p.idle, c)
	c.end = time.AfterFunc(rest, func() {
		if p.remove(c) {
			leave(c.client)
		}
	})
	p.mutex.Unlock()
}

// remove takes a connection away that is still idle.
func (p *Pool) remove(c *connection) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for i, other := range p.idle {
		if other == c {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			return true
		}
	}
	return false
}

// Close ends the connections that are kept. Deliver works on, over a connection for each message.
func (p *Pool) Close() {
	p.mutex.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mutex.Unlock()
	for _, c := range idle {
		c.end.Stop()
		leave(c.client)
	}
}
