package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// inTurn is the SQL of a letter before which none of the same calendar event is to be sent still. Calendars take the change
// that came last for the newest, so an older one must never overtake it, whichever worker holds it.
const inTurn = `NOT EXISTS (SELECT 1 FROM letters o WHERE o.uid = letters.uid AND o.uid <> '' AND o.status = 'queued'
	AND (o.sequence < letters.sequence OR o.sequence = letters.sequence AND o.id < letters.id))`

// ClaimLetters takes letters that are due, oldest first and those of mailings last, for the worker that calls: until now+lease
// no other worker gets them. A worker that dies leaves them to the next, with the raw bytes that it stored. Of the letters
// about one calendar event it takes one, and the next when that was sent or given up. Series is filled in, except in letters
// about none.
func (s *Store) ClaimLetters(ctx context.Context, limit int, lease time.Duration) ([]models.Letter, error) {
	due, err := gorm.G[models.Letter](s.read).Where("status = 'queued' AND priority IN (0, 1) AND next_attempt <= ?", s.Now()).Limit(1).Count(ctx, "id")
	if err != nil || due == 0 {
		return nil, s.explain(err) // the usual case costs no write
	}
	var letters []models.Letter
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		letters = nil
		skip := ""
		if s.path == "" {
			skip = "FOR UPDATE SKIP LOCKED"
		}
		// Each priority by itself: what waits for another attempt is not read again and again to find what is due.
		for _, priority := range []int{models.PriorityFirst, models.PriorityMailing} {
			if len(letters) == limit {
				break
			}
			claimed, err := gorm.G[models.Letter](db).Raw(`UPDATE letters SET next_attempt = ?, leased_until = ?, attempts = attempts + 1
				WHERE id IN (SELECT id FROM letters WHERE status = 'queued' AND priority = ? AND next_attempt <= ? AND `+inTurn+`
					ORDER BY next_attempt, id LIMIT ? `+skip+`)
				RETURNING *`, s.Now().Add(lease), s.Now().Add(lease), priority, s.Now(), limit-len(letters)).Find(ctx)
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
		return s.fillSeries(ctx, db, letters)
	})
	return letters, err
}

// fillSeries gives letters the series that they are about, as it is defined now.
func (s *Store) fillSeries(ctx context.Context, db *gorm.DB, letters []models.Letter) error {
	known := map[int64]*models.Series{0: nil}
	for i := range letters {
		l := &letters[i]
		l.Stamp = l.Stamp.UTC()
		series, read := known[l.SeriesID]
		if !read {
			var err error
			if series, err = s.view(ctx, db, where{"id = ?", []any{l.SeriesID}}); err != nil {
				return err
			}
			known[l.SeriesID] = series
		}
		l.Series = series
	}
	return nil
}

// KeepRaws stores the messages of letters before the first attempt to send them, so that every attempt sends the same, and says
// which letters are to be sent still. One whose mailing was cancelled meanwhile is not, and keeps nothing.
func (s *Store) KeepRaws(ctx context.Context, raws map[int64][]byte) (kept map[int64]bool, err error) {
	err = s.writing(ctx, func(db *gorm.DB) error {
		kept = map[int64]bool{}
		for _, id := range slices.Sorted(maps.Keys(raws)) { // writers of several letters lock them in this order
			result := db.WithContext(context.WithoutCancel(ctx)).Exec("UPDATE letters SET raw = ? WHERE id = ? AND status = 'queued'", raws[id], id)
			if result.Error != nil {
				return result.Error
			}
			if result.RowsAffected > 0 {
				kept[id] = true
			}
		}
		return nil
	})
	return kept, err
}

// RecordLetters writes what came of letters, all at once. The message of one that was delivered or given up is erased. One that
// was cancelled meanwhile stays so, unless it arrived. An address that the mail server refused is marked, as by a report of that.
func (s *Store) RecordLetters(ctx context.Context, outcomes []models.Outcome) error {
	outcomes = slices.SortedFunc(slices.Values(outcomes), func(a, b models.Outcome) int { return cmp.Compare(a.Letter, b.Letter) })
	err := s.writing(ctx, func(db *gorm.DB) error {
		for _, o := range outcomes {
			if err := s.record(context.WithoutCancel(ctx), db, o); err != nil {
				return err
			}
		}
		return nil
	})
	for _, o := range outcomes {
		if err == nil && o.Refused {
			err = s.refused(ctx, o)
		}
	}
	return err
}

// refused marks the address of a letter, unless that is about no series.
func (s *Store) refused(ctx context.Context, o models.Outcome) error {
	in := &models.Incoming{Failure: &models.Delivery{Letter: o.Letter, Status: models.RefusedStatus(o.Failure), Failed: true}}
	series, err := seriesOf(ctx, s.read, in)
	if err != nil || series == 0 {
		return s.explain(err)
	}
	return s.change(ctx, where{"id = ?", []any{series}}, func(c *change) error {
		_, err := c.bounced(in)
		return err
	})
}

func (s *Store) record(ctx context.Context, db *gorm.DB, o models.Outcome) error {
	letters := gorm.G[models.Letter](db)
	// A worker whose lease ran out comes late with what did not succeed: another may have sent the letter meanwhile.
	switch o.Status {
	case models.LetterSent:
		return letters.Exec(ctx, "UPDATE letters SET status = 'sent', sent_at = ?, raw = NULL, failure = '', leased_until = NULL WHERE id = ?", s.Now(), o.Letter)
	case models.LetterFailed:
		return letters.Exec(ctx, "UPDATE letters SET status = 'failed', raw = NULL, failure = ?, leased_until = NULL WHERE id = ? AND status = 'queued'", o.Failure, o.Letter)
	}
	tried := 0
	if o.Untried {
		tried = 1
	}
	return letters.Exec(ctx, "UPDATE letters SET next_attempt = ?, failure = ?, attempts = attempts - ?, leased_until = NULL WHERE id = ? AND status = 'queued'",
		o.Next.UTC().Truncate(time.Second), o.Failure, tried, o.Letter)
}
