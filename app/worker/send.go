package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/sethvargo/go-retry"

	"vonk/app/mailer"
	"vonk/models"
	"vonk/templates/mails"
)

// maxAttempts is how often a letter is tried: with the pauses below for about three days.
const maxAttempts = 22

// pauses follow the first attempts; the last one follows each further attempt.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// pause is how long to wait after an attempt, counted from 1.
func pause(attempt int) time.Duration { return pauses[min(max(attempt, 1), len(pauses))-1] }

// maxFailure is how much of a mail server's answer is kept, in bytes.
const maxFailure = 500

// send renders a letter if it was not yet, stores the bytes, and delivers them. It goes on when ctx ends in between.
func (w *Worker) send(ctx context.Context, letter *models.Letter) {
	ctx = context.WithoutCancel(ctx)
	log := w.log.With("letter", letter.ID, "kind", letter.Kind, "attempt", letter.Attempts)
	if len(letter.Raw) == 0 {
		raw, err := w.render(letter)
		if err != nil {
			log.Error("the letter cannot be written and is given up", "error", err)
			w.giveUp(ctx, log, letter, err)
			return
		}
		if err := w.store.KeepRaw(ctx, letter.ID, raw); err != nil {
			log.Error("the letter cannot be stored before it is sent", "error", err)
			return // until the lease ends
		}
		letter.Raw = raw
	}
	switch err := w.deliver(ctx, letter); {
	case err == nil:
		w.record(ctx, log, func(ctx context.Context) error { return w.store.LetterSent(ctx, letter.ID) })
		log.Info("letter sent")
	case final(err) || letter.Attempts >= maxAttempts:
		log.Warn("the letter is given up", about(err)...)
		w.giveUp(ctx, log, letter, err)
	default:
		log.Warn("the letter is tried again later", about(err)...)
		next := w.store.Now().Add(pause(letter.Attempts))
		w.record(ctx, log, func(ctx context.Context) error { return w.store.LetterRetry(ctx, letter.ID, next, failure(err)) })
	}
}

// render writes the message. A fault in it must cost this letter only.
func (w *Worker) render(letter *models.Letter) (raw []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			raw, err = nil, fmt.Errorf("writing the letter panicked with a %T", r) // the value may hold a name
		}
	}()
	return mails.Render(letter, w.mail)
}

func (w *Worker) deliver(ctx context.Context, letter *models.Letter) error {
	ctx, cancel := context.WithTimeout(ctx, delivery)
	defer cancel()
	return w.transport.Deliver(ctx, mailer.Message{
		Name: fmt.Sprintf("%s-%s-%06d", w.local(letter).Format("20060102-150405"), letter.Kind, letter.ID),
		From: bounceTo(w.tokens, w.bounce, w.from, letter.ID), To: letter.RecipientEmail, Raw: letter.Raw,
	})
}

// local is when a letter was decided, on the clock of those whom it is about.
func (w *Worker) local(letter *models.Letter) time.Time {
	if letter.Series == nil {
		return letter.Stamp
	}
	return letter.Stamp.In(letter.Series.Location())
}

func (w *Worker) giveUp(ctx context.Context, log *slog.Logger, letter *models.Letter, cause error) {
	w.record(ctx, log, func(ctx context.Context) error { return w.store.LetterGivenUp(ctx, letter.ID, failure(cause)) })
}

// putBack leaves a claimed letter to the next worker, without waiting for the lease to end.
func (w *Worker) putBack(ctx context.Context, letter *models.Letter) {
	w.record(context.WithoutCancel(ctx), w.log.With("letter", letter.ID), func(ctx context.Context) error {
		return w.store.LetterRetry(ctx, letter.ID, w.store.Now(), letter.Failure)
	})
}

// record writes what came of a letter, and tries again while it can: a letter that was sent and is not recorded is sent
// again.
func (w *Worker) record(ctx context.Context, log *slog.Logger, write func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, recording)
	defer cancel()
	patience := retry.WithMaxRetries(10, retry.WithCappedDuration(4*time.Second, retry.NewExponential(100*time.Millisecond)))
	err := retry.Do(ctx, patience, func(ctx context.Context) error { return retry.RetryableError(write(ctx)) })
	if err != nil {
		log.Error("what came of a letter cannot be recorded", "error", err)
	}
}

// final says that trying again is useless.
func final(err error) bool {
	var delivery *mailer.Error
	return errors.As(err, &delivery) && delivery.Permanent
}

// about tells the log of a failed delivery: nothing that the server said, as it may name the address.
func about(err error) []any {
	var delivery *mailer.Error
	if errors.As(err, &delivery) {
		return []any{"stage", delivery.Stage, "code", delivery.Code}
	}
	return nil
}

// failure is what an organiser gets to read.
func failure(err error) string {
	text := err.Error()
	if len(text) > maxFailure {
		text = text[:maxFailure]
	}
	return strings.ToValidUTF8(text, "")
}
