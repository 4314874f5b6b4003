package pages

import (
	"time"

	"vonk/models"
)

func outboxSamples(code string) map[string]Page {
	b := office(code)
	at := now.Add(-time.Hour)
	written := models.OutboxLine{
		ID: 41, Kind: models.LetterConfirmation, Name: "Voorbeeld Een", Email: "een@werkgever.example", Reference: "VNK7-Q4M2", Attempts: 1, Stamp: at, NextAttempt: now.Add(time.Minute),
	}
	line := func(change func(l *models.OutboxLine)) models.OutboxLine {
		l := written
		change(&l)
		return l
	}
	failed := []models.OutboxLine{
		line(func(l *models.OutboxLine) {
			l.Status, l.Failure, l.Again = models.LetterFailed, "recipient: 550 5.1.1 unknown user", true
		}),
		line(func(l *models.OutboxLine) {
			l.ID, l.Status, l.Failure, l.Kind = 40, models.LetterFailed, "recipient: 552 mailbox full", models.LetterLinks
		}),
		line(func(l *models.OutboxLine) {
			l.ID, l.Status, l.Kind, l.Reference = 39, models.LetterFailed, models.LetterMailing, ""
		}),
	}
	waits := []models.OutboxLine{
		line(func(l *models.OutboxLine) { l.Status, l.Attempts = models.LetterQueued, 0 }),
		line(func(l *models.OutboxLine) {
			l.ID, l.Status, l.Attempts, l.Failure = 40, models.LetterQueued, 2, "connect: connection refused"
		}),
	}
	sent := []models.OutboxLine{line(func(l *models.OutboxLine) { l.Status, l.SentAt = models.LetterSent, &at })}
	return map[string]Page{
		"outbox":         &Outbox{Base: b, Box: models.Outbox{Queued: 2, Sent: 812, Failed: 3, Lines: failed}, Shown: models.LetterFailed},
		"outbox-waiting": &Outbox{Base: b, Box: models.Outbox{Queued: 2, Lines: waits}, Shown: models.LetterQueued, Resent: 1, Away: true},
		"outbox-sent":    &Outbox{Base: b, Box: models.Outbox{Sent: 812, Lines: sent}, Shown: models.LetterSent, Older: 41},
		"outbox-none":    &Outbox{Base: b, Shown: models.LetterSent},
		"outbox-late":    &Outbox{Base: b, Box: models.Outbox{Failed: 2, Lines: failed[1:]}, Shown: models.LetterFailed, Trouble: "error.letters.again"},
		"outbox-quiet":   &Outbox{Base: b, Shown: models.LetterQueued, Trouble: "error.letters.none"},
		"outbox-good":    &Outbox{Base: b, Shown: models.LetterFailed},
	}
}
