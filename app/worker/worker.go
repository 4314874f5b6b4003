// Package worker does what no request waits for: it lets time pass in the series where nobody comes by, sends the letters of
// the outbox, and erases what was kept long enough.
package worker

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"vonk/app/mailer"
	"vonk/models"
	"vonk/models/store"
	"vonk/templates/mails"
)

const (
	poll  = time.Second // another process may have written a letter, which rings no bell here
	lanes = 3           // letters under way at once, when it is not said how many

	// A batch is what is claimed, written and recorded together. It grows while it takes little of its turn and shrinks when it
	// takes more, so that a letter that comes meanwhile need not wait long.
	leastBatch = 8
	mostBatch  = 256
	turn       = time.Second

	// A letter is ours for the lease. Delivering and recording must end within it, or another worker sends it too.
	lease     = 2 * time.Minute
	delivery  = time.Minute
	recording = 20 * time.Second
)

// Options is what a worker works with.
type Options struct {
	Store     *store.Store
	Transport mailer.Transport
	Tokens    models.Tokens
	BaseURL   string                           // of the site, without a slash at the end
	MailFrom  string                           // the address that all mail comes from, with or without a name
	Bounce    string                           // the address to which reports of failed deliveries come; empty: MailFrom
	Sign      func(raw []byte) ([]byte, error) // signs a message; nil: none is signed
	Lanes     int                              // letters under way at once; 0: a few
	Rate      int                              // letters in any minute; 0: no limit
	Replies   bool                             // what calendars answer is read: mails say so
	Log       *slog.Logger
}

// Worker settles what time changes and sends letters. Several may work on one database.
type Worker struct {
	store     *store.Store
	transport mailer.Transport
	mail      mails.Options
	from      string // bare, for the envelope
	sign      func(raw []byte) ([]byte, error)
	bounce    string
	tokens    models.Tokens
	log       *slog.Logger
	lanes     int
	batch     int // how many letters are claimed at once
	breaker   breaker
	pace      pace
	away      bool // the database did not answer last time
	stuck     bool // time could not be settled last time

	purged time.Time // when data whose time is over was erased last, by the store's clock
}

// New makes a worker. MailFrom must be an address.
func New(o Options) (*Worker, error) {
	from, err := mails.ParseFrom(o.MailFrom)
	if err != nil {
		return nil, err
	}
	w := &Worker{
		store: o.Store, transport: o.Transport, from: from, bounce: o.Bounce, tokens: o.Tokens, sign: o.Sign, log: o.Log, lanes: o.Lanes, batch: leastBatch, pace: pace{most: o.Rate},
		mail: mails.Options{BaseURL: strings.TrimSuffix(o.BaseURL, "/"), From: o.MailFrom, Token: o.Tokens.Make, Code: o.Tokens.SignInCode, Replies: o.Replies},
	}
	if w.lanes < 1 {
		w.lanes = lanes
	}
	return w, nil
}

// MailAway says that the mail server did not answer last time: letters wait for it.
func (w *Worker) MailAway() bool { return w.breaker.broken() }

// Run sends letters until ctx ends: each soon after it was written, and again when its time has come. It returns when the
// letters in hand are finished; it starts no new one after ctx has ended. Time passes beside the letters, which a slow server may
// keep for long.
func (w *Worker) Run(ctx context.Context) {
	var clock sync.WaitGroup
	defer clock.Wait()
	clock.Go(func() { w.keepTime(ctx) })
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		if err := w.pass(ctx); ctx.Err() == nil {
			w.report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.store.Wake():
		case <-ticker.C:
		}
	}
}

// keepTime settles, and erases what is over, until ctx ends.
func (w *Worker) keepTime(ctx context.Context) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		w.settle(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			w.purge(ctx)
		}
	}
}

// purgeEvery is how often data whose time is over is erased.
const purgeEvery = 24 * time.Hour

// purge erases it, soon after the start and then every day. One that failed is tried again the next day.
func (w *Worker) purge(ctx context.Context) {
	now := w.store.Now()
	if now.Sub(w.purged) < purgeEvery {
		return
	}
	w.purged = now
	all, err := w.store.Purge(ctx, false)
	for _, purged := range all {
		w.log.Info("data whose time is over was erased", "series", purged.Series,
			"answers", purged.Answers, "waited", purged.Waited, "people", purged.People, "contacts", purged.Contacts)
	}
	if err != nil && ctx.Err() == nil {
		w.log.Error("data whose time is over cannot be erased", "error", err)
	}
}

// settle makes happen what time asks for: requests would do it, but none may come. Letters go out whatever becomes of it.
func (w *Worker) settle(ctx context.Context) {
	err := errors.Join(w.store.Settle(ctx), w.store.Digest(ctx))
	if ctx.Err() != nil {
		return
	}
	if err != nil && !w.stuck {
		w.log.Error("time cannot be settled", "error", err)
	}
	w.stuck = err != nil
}

// report logs that the database went away or came back, once.
func (w *Worker) report(err error) {
	switch {
	case err != nil && !w.away:
		w.log.Error("letters cannot be read", "error", err)
	case err == nil && w.away:
		w.log.Info("letters can be read again")
	}
	w.away = err != nil
}

// pass sends everything that is due, as far as the mail server is there and its limit allows.
func (w *Worker) pass(ctx context.Context) error {
	for ctx.Err() == nil {
		now := w.store.Now()
		most := w.pace.room(now, w.breaker.room(now, w.batch))
		if most == 0 {
			return nil
		}
		claimed := time.Now()
		letters, err := w.store.ClaimLetters(ctx, most, lease)
		if err != nil || len(letters) == 0 {
			return err
		}
		w.sendAll(ctx, letters, claimed)
		w.adapt(len(letters), time.Since(claimed))
	}
	return nil
}

// adapt chooses how many letters the next batch holds, by how long a full one took.
func (w *Worker) adapt(letters int, took time.Duration) {
	switch {
	case took > turn:
		w.batch = max(w.batch/2, leastBatch)
	case took < turn/2 && letters == w.batch:
		w.batch = min(w.batch*2, mostBatch)
	}
}
