package models

import "time"

// Outbox is what became of the letters of a series: how many are in each state, and some of those in one.
type Outbox struct {
	Queued, Sent, Failed int
	Lines                []OutboxLine // the newest first
}

// In is how many letters are in a state.
func (o *Outbox) In(status LetterStatus) int {
	switch status {
	case LetterQueued:
		return o.Queued
	case LetterSent:
		return o.Sent
	}
	return o.Failed
}

// Shown is the state that asks for attention first: what failed, then what waits.
func (o *Outbox) Shown() LetterStatus {
	for _, status := range []LetterStatus{LetterFailed, LetterQueued} {
		if o.In(status) > 0 {
			return status
		}
	}
	return LetterSent
}

// LetterStatuses are all states of a letter, in the order in which it may go through them.
var LetterStatuses = []LetterStatus{LetterQueued, LetterSent, LetterFailed}

// OutboxLine is a letter as organisers see it.
type OutboxLine struct {
	ID          int64
	Kind        LetterKind
	Name        string
	Email       string
	Reference   string // of the registration that it is about; empty: it is about none
	Status      LetterStatus
	Attempts    int
	NextAttempt time.Time // of one that waits
	Stamp       time.Time // when it was written
	SentAt      *time.Time
	Failure     string // the last answer of the mail server; of one that failed, empty: its mailing was stopped
	Again       bool   // it failed, and can be sent again
}

// OutboxFilter chooses letters of a series.
type OutboxFilter struct {
	Sessions []int64      // those about a registration that asked for one of these; nil: all
	Status   LetterStatus // empty: the one that asks for attention
	Before   int64        // letters with a lower id; 0: all
	Most     int
}
