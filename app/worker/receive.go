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
	pollMailbox = 20 * time.Second // how often a mailbox is looked into
	mostTries   = 5                // of a message that fails by a fault that may pass, as a deadlock does
	mostFailing = 1000             // messages whose tries are counted
	pollTimeout = 5 * time.Minute  // a server may stop to answer; what was taken before is not taken again
)

// Receiver processes what comes in by mail.
type Receiver struct {
	store   *store.Store
	tokens  models.Tokens
	mailbox *mailer.IMAP  // nil: none is polled
	own     string        // the address that all mail comes from
	limit   time.Duration // of one look into the mailbox
	log     *slog.Logger
	away    bool // the mailbox could not be read last time

	mutex sync.Mutex
	tries map[string]int // of messages that failed, by Message-ID
}

// NewReceiver makes a receiver. Mailbox may be nil; Options.Transport is not used.
func NewReceiver(o Options, mailbox *mailer.IMAP) (*Receiver, error) {
	own, err := mails.ParseFrom(o.MailFrom)
	if err != nil {
		return nil, err
	}
	return &Receiver{store: o.Store, tokens: o.Tokens, mailbox: mailbox, own: models.NormaliseEmail(own), limit: pollTimeout, log: o.Log, tries: map[string]int{}}, nil
}

// Take processes a message. An error says that it cannot be now, and is to be tried again; a message that never can be, or failed
// too often, is logged, and does not hold up those behind it.
func (r *Receiver) Take(ctx context.Context, in *models.Incoming) error {
	_, err := r.take(ctx, in)
	return err
}

// take is Take, and says what became of the message; empty: it is left.
func (r *Receiver) take(ctx context.Context, in *models.Incoming) (models.Receipt, error) {
	if in.From == r.own {
		r.log.Info("message taken", "outcome", models.ReceiptNothing)
		return models.ReceiptNothing, nil // a letter of ours came back
	}
	if in.Failure != nil {
		in.Failure.Letter = letterIn(r.tokens, in.To)
	}
	outcome, err := r.store.Receive(ctx, in)
	switch {
	case err == nil:
		r.log.Info("message taken", "outcome", outcome)
	case ctx.Err() != nil || models.CodeOf(err) == models.Unavailable:
		return "", err
	case models.CodeOf(err) == models.Internal && r.again(in):
		r.log.Warn("a message cannot be processed and is tried again", "error", err)
		return "", err
	default:
		r.log.Error("a message cannot be processed and is left", "error", err)
		outcome = "" // nothing of it was kept
	}
	r.settled(in)
	return outcome, nil
}

// again counts a message that failed, and says whether it is tried again.
func (r *Receiver) again(in *models.Incoming) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.tries) >= mostFailing {
		clear(r.tries)
	}
	r.tries[in.MessageID]++
	return r.tries[in.MessageID] < mostTries
}

// settled forgets how often a message failed.
func (r *Receiver) settled(in *models.Incoming) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	delete(r.tries, in.MessageID)
}

// Run polls the mailbox until ctx ends.
func (r *Receiver) Run(ctx context.Context) {
	ticker := time.NewTicker(pollMailbox)
	defer ticker.Stop()
	for r.mailbox != nil {
		r.report(ctx, r.Poll(ctx))
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// report logs that the mailbox went away or came back, once.
func (r *Receiver) report(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
		return
	case err != nil && !r.away:
		r.log.Error("the mailbox cannot be read", "error", err)
	case err == nil && r.away:
		r.log.Info("the mailbox can be read again")
	}
	r.away = err != nil
}

// Poll takes what came into the mailbox since the last time. How far that is, is written after each message was processed: after
// a crash one may come again, and is known.
func (r *Receiver) Poll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	name := r.mailbox.Name()
	validity, uid, err := r.store.Mailbox(ctx, name)
	if err != nil {
		return err
	}
	return r.mailbox.Poll(ctx, mailer.Position{Validity: validity, UID: uid}, func(at mailer.Position, in *models.Incoming) (bool, error) {
		outcome, err := r.take(ctx, in)
		if err != nil {
			return false, err
		}
		return outcome.Acted(), r.store.KeepMailbox(ctx, name, at.Validity, at.UID)
	})
}

// bounceTo is the address to which reports about a letter come back (VERP): the one that is set, with a token that only we
// can make, or the sender's own where none is set.
func bounceTo(tokens models.Tokens, set, sender string, letter int64) string {
	local, domain, found := strings.Cut(set, "@")
	if !found {
		return sender
	}
	return local + "+" + tokens.Make(models.Token{Kind: models.TokenBounce, ID: letter}) + "@" + domain
}

// letterIn is the letter that an address of bounceTo was made for; 0: there is none among those addresses.
func letterIn(tokens models.Tokens, addresses []string) int64 {
	for _, address := range addresses {
		local, _, _ := strings.Cut(strings.ToLower(address), "@")
		if token, err := tokens.Parse(local[strings.LastIndexByte(local, '+')+1:]); err == nil && token.Kind == models.TokenBounce {
			return token.ID
		}
	}
	return 0
}
