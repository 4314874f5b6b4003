package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// ClaimLetters takes letters that are due, oldest first and those of mailings last, for the worker that calls: until now+lease
// no other worker gets them. A worker that dies leaves them to the next, with the raw bytes that it stored. Series is filled in, except in
// letters about none.
func (s *Store) ClaimLetters(ctx context.Context, limit int, lease time.Duration) ([]models.Letter, error) {
	due, err := gorm.G[models.Letter](s.read).Where("status = 'queued' AND priority IN (0, 1) AND next_attempt <= ?", s.Now()).Limit(1).Count(ctx, "id")
	if err != nil || due == 0 {
		return nil, s.explain(err) // the usual case costs no write
	}
	var letters []models.Letter
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		skip := ""
		if s.path == "" {
			skip = "FOR UPDATE SKIP LOCKED"
		}
		// Each priority by itself: what waits for another attempt is not read again and again to find what is due.
		for _, priority := range []int{models.PriorityFirst, models.PriorityMailing} {
			if len(letters) == limit {
				break
			}
			claimed, err := gorm.G[models.Letter](db).Raw(`UPDATE letters SET next_attempt = ?, attempts = attempts + 1
				WHERE id IN (SELECT id FROM letters WHERE status = 'queued' AND priority = ? AND next_attempt <= ? ORDER BY next_attempt, id LIMIT ? `+skip+`)
				RETURNING *`, s.Now().Add(lease), priority, s.Now(), limit-len(letters)).Find(ctx)
			if err != nil {
				return err
			}
			// RETURNING keeps no order.
			slices.SortFunc(claimed, func(a, b models.Letter) int { return cmp.Compare(a.ID, b.ID) })
			letters = append(letters, claimed...)
		}
		if err := s.fillMailings(ctx, db, letters); err != nil {
			return err
		}
		for i := range letters {
			letters[i].Stamp = letters[i].Stamp.UTC()
			if letters[i].SeriesID == 0 {
				continue
			}
			series, err := s.view(ctx, db, where{"id = ?", []any{letters[i].SeriesID}})
			if err != nil {
				return err
			}
			letters[i].Series = series
		}
		return nil
	})
	return letters, err
}

// KeepRaw stores a letter's message before the first attempt to send it, so that every attempt sends the same. One whose
// mailing was cancelled meanwhile is not tried again, and keeps nothing.
func (s *Store) KeepRaw(ctx context.Context, id int64, raw []byte) error {
	return s.onLetter(ctx, "UPDATE letters SET raw = ? WHERE id = ? AND status = 'queued'", raw, id)
}

// LetterSent ends a letter that was delivered, and erases its message.
func (s *Store) LetterSent(ctx context.Context, id int64) error {
	return s.onLetter(ctx, "UPDATE letters SET status = 'sent', sent_at = ?, raw = NULL, failure = '' WHERE id = ?", s.Now(), id)
}

// LetterRetry leaves a letter for a later attempt. The failure is the mail server's answer.
func (s *Store) LetterRetry(ctx context.Context, id int64, next time.Time, failure string) error {
	return s.onLetter(ctx, "UPDATE letters SET next_attempt = ?, failure = ? WHERE id = ?", next.UTC().Truncate(time.Second), failure, id)
}

// LetterGivenUp ends a letter that cannot be delivered, and erases its message.
func (s *Store) LetterGivenUp(ctx context.Context, id int64, failure string) error {
	return s.onLetter(ctx, "UPDATE letters SET status = 'failed', raw = NULL, failure = ? WHERE id = ?", failure, id)
}

func (s *Store) onLetter(ctx context.Context, statement string, args ...any) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[models.Letter](db).Exec(context.WithoutCancel(ctx), statement, args...)
	})
}
