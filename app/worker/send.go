package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

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

// sendAll sends letters side by side, those to one recipient in their order. It goes on with what is begun when ctx ends in
// between, and puts the rest back for the next worker.
func (w *Worker) sendAll(ctx context.Context, letters []models.Letter, claimed time.Time) {
	going := context.WithoutCancel(ctx)
	book := w.open(going)
	defer book.close()
	written := w.write(going, letters, book)
	queue := make(chan []*models.Letter)
	var busy sync.WaitGroup
	for range w.lanes {
		busy.Go(func() {
			for own := range queue {
				for _, letter := range own {
					if ctx.Err() != nil || time.Since(claimed) > lease-delivery-recording || w.breaker.room(w.store.Now(), 1) == 0 {
						book.enter(models.Outcome{Letter: letter.ID, Status: models.LetterQueued, Next: w.store.Now(), Untried: true, Failure: letter.Failure})
					} else {
						w.send(going, letter, book)
					}
				}
			}
		})
	}
	for _, own := range byRecipient(written) {
		queue <- own
	}
	close(queue)
	busy.Wait()
}

// byRecipient parts letters by whom they go to, in the order in which they stand.
func byRecipient(letters []*models.Letter) (sorted [][]*models.Letter) {
	at := map[string]int{}
	for _, letter := range letters {
		key := models.NormaliseEmail(letter.RecipientEmail)
		i, known := at[key]
		if !known {
			i, at[key] = len(sorted), len(sorted)
			sorted = append(sorted, nil)
		}
		sorted[i] = append(sorted[i], letter)
	}
	return sorted
}

// write renders the letters that were not yet, stores their bytes, and gives those that can be sent.
func (w *Worker) write(ctx context.Context, letters []models.Letter, book *book) (ready []*models.Letter) {
	fresh := make([]*models.Letter, 0, len(letters))
	for i := range letters {
		if len(letters[i].Raw) == 0 {
			fresh = append(fresh, &letters[i])
		}
	}
	faults := w.renderAll(fresh)
	raws := map[int64][]byte{}
	for i, letter := range fresh {
		if err := faults[i]; err != nil {
			w.about(letter).Error("the letter cannot be written and is given up", "error", err)
			book.enter(models.Outcome{Letter: letter.ID, Status: models.LetterFailed, Failure: failure(err)})
			continue
		}
		raws[letter.ID] = letter.Raw
	}
	kept := map[int64]bool{}
	if len(raws) > 0 {
		var err error
		if kept, err = w.store.KeepRaws(ctx, raws); err != nil {
			w.log.Error("letters cannot be stored before they are sent", "letters", len(raws), "error", err)
			kept = nil // until the lease ends
		}
	}
	for i := range letters {
		letter := &letters[i]
		if _, isFresh := raws[letter.ID]; len(letter.Raw) > 0 && (!isFresh || kept[letter.ID]) {
			ready = append(ready, letter)
		}
	}
	return ready
}

// renderAll writes messages on all processors, and gives what went wrong with each.
func (w *Worker) renderAll(letters []*models.Letter) []error {
	faults := make([]error, len(letters))
	next := make(chan int)
	var busy sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(letters)) {
		busy.Go(func() {
			for i := range next {
				letters[i].Raw, faults[i] = w.render(letters[i])
			}
		})
	}
	for i := range letters {
		next <- i
	}
	close(next)
	busy.Wait()
	return faults
}

// send delivers a letter whose bytes are stored, and enters what came of it.
func (w *Worker) send(ctx context.Context, letter *models.Letter, book *book) {
	log := w.about(letter)
	err := w.deliver(ctx, letter)
	now := w.store.Now()
	var failed *mailer.Error
	errors.As(err, &failed)
	if failed == nil || !failed.Away {
		w.pace.spend(now)
		if w.breaker.mend() {
			w.log.Info("the mail server is back")
		}
	} else if until, news := w.breaker.trip(now); news {
		w.log.Warn("the mail server is away: letters wait, and lose no attempt", append(details(err), "until", until)...)
	}
	outcome := models.Outcome{Letter: letter.ID, Status: models.LetterQueued, Next: now.Add(pause(letter.Attempts))}
	switch {
	case err == nil:
		outcome.Status = models.LetterSent
		log.Info("letter sent")
	case failed != nil && failed.Untried():
		outcome.Next, outcome.Untried = now, true
	case failed != nil && failed.Permanent || letter.Attempts >= maxAttempts:
		outcome.Status, outcome.Refused = models.LetterFailed, failed != nil && failed.Permanent && failed.Stage == mailer.StageRecipient
		log.Warn("the letter is given up", details(err)...)
	default:
		log.Warn("the letter is tried again later", details(err)...)
	}
	if err != nil {
		outcome.Failure = failure(err)
	}
	book.enter(outcome)
}

// render writes the message and signs it. A fault in it must cost this letter only.
func (w *Worker) render(letter *models.Letter) (raw []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			raw, err = nil, fmt.Errorf("writing the letter panicked with a %T", r) // the value may hold a name
		}
	}()
	raw, err = mails.Render(letter, w.mail)
	if err == nil && w.sign != nil {
		raw, err = w.sign(raw)
	}
	return raw, err
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

// about is the log of what becomes of a letter.
func (w *Worker) about(letter *models.Letter) *slog.Logger {
	return w.log.With("letter", letter.ID, "kind", letter.Kind, "attempt", letter.Attempts)
}

// details tell the log of a failed delivery: nothing that the server said, as it may name the address. What went wrong before
// it said anything is between us and the server.
func details(err error) []any {
	var failed *mailer.Error
	if !errors.As(err, &failed) {
		return nil
	}
	told := []any{"stage", failed.Stage, "code", failed.Code}
	if failed.Stage == mailer.StageConnect && failed.Code == 0 {
		told = append(told, "error", failed.Cause)
	}
	return told
}

// failure is what an organiser gets to read.
func failure(err error) string {
	text := err.Error()
	if len(text) > maxFailure {
		text = text[:maxFailure]
	}
	return strings.ToValidUTF8(text, "")
}
