// Package worker does what no request waits for: it lets time pass in the series where nobody comes by, and sends the letters
// of the outbox.
package worker

import (
	"context"
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
	batch = 8           // letters under way at once

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
	BaseURL   string // of the site, without a slash at the end
	MailFrom  string // the address that all mail comes from, with or without a name
	Bounce    string // the address to which reports of failed deliveries come; empty: MailFrom
	Log       *slog.Logger
}

// Worker settles what time changes and sends letters. Several may work on one database.
type Worker struct {
	store     *store.Store
	transport mailer.Transport
	mail      mails.Options
	from      string // bare, for the envelope
	bounce    string
	tokens    models.Tokens
	log       *slog.Logger
	away      bool // the database did not answer last time
	stuck     bool // time could not be settled last time
}

// New makes a worker. MailFrom must be an address.
func New(o Options) (*Worker, error) {
	from, err := mails.ParseFrom(o.MailFrom)
	if err != nil {
		return nil, err
	}
	return &Worker{
		store: o.Store, transport: o.Transport, from: from, bounce: o.Bounce, tokens: o.Tokens, log: o.Log,
		mail: mails.Options{BaseURL: strings.TrimSuffix(o.BaseURL, "/"), From: o.MailFrom, Token: o.Tokens.Make, Code: o.Tokens.SignInCode},
	}, nil
}

// Run sends letters until ctx ends: each soon after it was written, and again when its time has come. It returns when the
// letters in hand are finished; it starts no new one after ctx has ended.
func (w *Worker) Run(ctx context.Context) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	w.settle(ctx)
	for {
		if err := w.pass(ctx); ctx.Err() == nil {
			w.report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.store.Wake():
		case <-ticker.C:
			w.settle(ctx)
		}
	}
}

// settle makes happen what time asks for: requests would do it, but none may come. Letters go out whatever becomes of it.
func (w *Worker) settle(ctx context.Context) {
	err := w.store.Settle(ctx)
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

// pass sends everything that is due.
func (w *Worker) pass(ctx context.Context) error {
	for ctx.Err() == nil {
		claimed := time.Now()
		letters, err := w.store.ClaimLetters(ctx, batch, lease)
		if err != nil {
			return err
		}
		w.sendAll(ctx, letters, claimed)
		if len(letters) < batch {
			return nil
		}
	}
	return nil
}

// sendAll sends letters side by side, those to one recipient in their order.
func (w *Worker) sendAll(ctx context.Context, letters []models.Letter, claimed time.Time) {
	var busy sync.WaitGroup
	for _, own := range byRecipient(letters) {
		busy.Go(func() {
			for _, letter := range own {
				if ctx.Err() != nil || time.Since(claimed) > lease-delivery-recording {
					w.putBack(ctx, letter)
				} else {
					w.send(ctx, letter)
				}
			}
		})
	}
	busy.Wait()
}

func byRecipient(letters []models.Letter) map[string][]*models.Letter {
	sorted := map[string][]*models.Letter{}
	for i := range letters {
		key := models.NormaliseEmail(letters[i].RecipientEmail)
		sorted[key] = append(sorted[key], &letters[i])
	}
	return sorted
}
