package worker

import (
	"context"
	"time"

	"github.com/sethvargo/go-retry"

	"vonk/models"
)

// book records what came of letters while others are still under way: all that came in meanwhile in one transaction. What is
// not recorded yet when the program dies is sent again, so nothing waits longer than for the transaction before it.
type book struct {
	worker  *Worker
	entries chan models.Outcome
	ended   chan struct{}
}

// open begins to record. The book must be closed.
func (w *Worker) open(ctx context.Context) *book {
	b := &book{worker: w, entries: make(chan models.Outcome, mostBatch), ended: make(chan struct{})}
	go func() {
		defer close(b.ended)
		for first := range b.entries {
			b.record(ctx, append([]models.Outcome{first}, b.more()...))
		}
	}()
	return b
}

// more takes what came in meanwhile.
func (b *book) more() (all []models.Outcome) {
	for {
		select {
		case entry, open := <-b.entries:
			if !open {
				return all
			}
			all = append(all, entry)
		default:
			return all
		}
	}
}

func (b *book) enter(outcome models.Outcome) { b.entries <- outcome }

// close waits until everything is recorded.
func (b *book) close() {
	close(b.entries)
	<-b.ended
}

// record writes outcomes, and tries again while it can: a letter that was sent and is not recorded is sent again.
func (b *book) record(ctx context.Context, outcomes []models.Outcome) {
	ctx, cancel := context.WithTimeout(ctx, recording)
	defer cancel()
	patience := retry.WithMaxRetries(10, retry.WithCappedDuration(4*time.Second, retry.NewExponential(100*time.Millisecond)))
	err := retry.Do(ctx, patience, func(ctx context.Context) error {
		return retry.RetryableError(b.worker.store.RecordLetters(ctx, outcomes))
	})
	if err != nil {
		b.worker.log.Error("what came of letters cannot be recorded", "letters", len(outcomes), "error", err)
	}
}
