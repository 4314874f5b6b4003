package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// Mailings are those of a series, the newest first, with how far their letters are. NotFound for an unknown series.
func (s *Store) Mailings(ctx context.Context, slug string) (all []models.Mailing, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		all, err = s.mailings(ctx, db, "series_id = ?", series.ID)
		return err
	})
	return all, err
}

// Mailing is one of them. NotFound also for one of another series.
func (s *Store) Mailing(ctx context.Context, slug string, id int64) (m *models.Mailing, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		m, err = s.mailing(ctx, db, series, id)
		return err
	})
	return m, err
}

func (s *Store) mailing(ctx context.Context, db *gorm.DB, series *models.Series, id int64) (*models.Mailing, error) {
	all, err := s.mailings(ctx, db, "series_id = ? AND id = ?", series.ID, id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	return &all[0], nil
}

// mailings reads some, with how far their letters are.
func (s *Store) mailings(ctx context.Context, db *gorm.DB, condition string, args ...any) ([]models.Mailing, error) {
	all, err := gorm.G[models.Mailing](db).Where(condition, args...).Order("id DESC").Find(ctx)
	if err != nil {
		return nil, err
	}
	var started []int64
	for i := range all {
		m := &all[i]
		m.SendAt, m.StartedAt, m.CancelledAt = utc(m.SendAt), utc(m.StartedAt), utc(m.CancelledAt)
		m.CreatedAt, m.UpdatedAt = m.CreatedAt.UTC(), m.UpdatedAt.UTC()
		if !m.Changes() {
			started = append(started, m.ID)
		}
	}
	if len(started) == 0 {
		return all, nil
	}
	var counts []struct {
		MailingID int64
		Status    models.LetterStatus
		Letters   int
	}
	err = gorm.G[models.Letter](db).Raw("SELECT mailing_id, status, count(*) AS letters FROM letters WHERE mailing_id IN ? AND mailing_id <> 0 GROUP BY mailing_id, status", started).Scan(ctx, &counts)
	for _, count := range counts {
		for i := range all {
			if all[i].ID != count.MailingID {
				continue
			}
			switch count.Status {
			case models.LetterQueued:
				all[i].Queued = count.Letters
			case models.LetterSent:
				all[i].Sent = count.Letters
			case models.LetterFailed:
				all[i].Failed = count.Letters
			}
		}
	}
	return all, err
}

// SaveMailing makes a mailing, when it has no id, or changes the text and the audience of one that has not started. Errors:
// NotFound; Forbidden when the organiser may not write to all of its audience; Invalid with Problems; Conflict when it has
// started, or was changed by somebody else since the version that is given.
func (s *Store) SaveMailing(ctx context.Context, by *models.Organiser, slug string, m *models.Mailing) error {
	m.Clean()
	return s.change(ctx, bySlug(slug), func(c *change) error {
		if err := m.Validate(c.series); err != nil {
			return err
		}
		if !m.Audience.Within(by, c.series) {
			return &models.Error{Code: models.Forbidden, Key: "error.permission"}
		}
		if m.ID == 0 {
			m.SeriesID, m.State, m.Version, m.CreatedAt, m.UpdatedAt = c.series.ID, models.MailingDraft, 1, c.now, c.now
			if err := gorm.G[models.Mailing](c.db).Create(c.ctx, m); err != nil {
				return err
			}
			return c.audit(organiserActor(by), models.ActionMailingCreate, mailingSubject(m.ID), map[string]any{"version": m.Version})
		}
		kept, err := c.mailing(by, m.ID)
		switch {
		case err != nil:
			return err
		case !kept.Changes():
			return &models.Error{Code: models.Conflict, Key: "error.mailing.started"}
		case kept.Version != m.Version:
			return &models.Error{Code: models.Conflict, Key: "error.mailing.changed"}
		}
		kept.Subject, kept.Body, kept.Audience, kept.Version, kept.UpdatedAt = m.Subject, m.Body, m.Audience, m.Version+1, c.now
		if err := c.keepMailing(kept, "Subject", "Body", "Audience", "Version", "UpdatedAt"); err != nil {
			return err
		}
		m.Version = kept.Version
		return c.audit(organiserActor(by), models.ActionMailingChange, mailingSubject(m.ID), map[string]any{"version": m.Version})
	})
}

// mailing reads a mailing of the series: NotFound for one of another, and for one that reaches beyond what the organiser may
// write to.
func (c *change) mailing(by *models.Organiser, id int64) (*models.Mailing, error) {
	m, err := c.store.mailing(c.ctx, c.db, c.series, id)
	if err == nil && !m.Audience.Within(by, c.series) {
		err = missing(gorm.ErrRecordNotFound)
	}
	return m, err
}

func (c *change) keepMailing(m *models.Mailing, columns ...string) error {
	rest := make([]any, len(columns)-1)
	for i, column := range columns[1:] {
		rest[i] = column
	}
	_, err := gorm.G[models.Mailing](c.db).Where("id = ?", m.ID).Select(columns[0], rest...).Updates(c.ctx, *m)
	return err
}

// ScheduleMailing lets a mailing start at a moment, or as soon as can be when that is not in the future. Scheduling it again
// moves it. Errors: NotFound; Conflict when it has started, or was changed since the version that is given: nobody sends what
// they have not seen; Invalid when it reaches nobody.
func (s *Store) ScheduleMailing(ctx context.Context, by *models.Organiser, slug string, id int64, version int, at time.Time) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		m, err := c.mailing(by, id)
		switch {
		case err != nil:
			return err
		case !m.Changes():
			return &models.Error{Code: models.Conflict, Key: "error.mailing.started"}
		case m.Version != version:
			return &models.Error{Code: models.Conflict, Key: "error.mailing.changed"}
		}
		reached, err := c.store.reach(c.ctx, c.db, c.series, &m.Audience, c.now)
		if err != nil {
			return err
		}
		if reached == 0 {
			return &models.Error{Code: models.Invalid, Key: "error.mailing.nobody"}
		}
		if at = at.UTC().Truncate(time.Second); at.Before(c.now) {
			at = c.now
		}
		m.State, m.SendAt, m.UpdatedAt = models.MailingScheduled, &at, c.now
		if err := c.keepMailing(m, "State", "SendAt", "UpdatedAt"); err != nil {
			return err
		}
		return c.audit(organiserActor(by), models.ActionMailingSchedule, mailingSubject(id), map[string]any{"at": at, "version": version, "reach": reached})
	})
}

// CancelMailing takes back a mailing: one that was to start is a draft again; of one that has started, the letters that are not
// sent yet are not sent. A letter that is just being sent may arrive. Errors: NotFound; Conflict when it has not been scheduled
// or all of it was sent.
func (s *Store) CancelMailing(ctx context.Context, by *models.Organiser, slug string, id int64) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		m, err := c.mailing(by, id)
		if err != nil {
			return err
		}
		switch m.Phase() {
		case models.MailingScheduled:
			m.State, m.SendAt, m.UpdatedAt = models.MailingDraft, nil, c.now
			if err := c.keepMailing(m, "State", "SendAt", "UpdatedAt"); err != nil {
				return err
			}
			return c.audit(organiserActor(by), models.ActionMailingUnschedule, mailingSubject(id), nil)
		case models.MailingSending:
		default:
			return &models.Error{Code: models.Conflict, Key: "error.mailing.cancel"}
		}
		// A worker that holds one of these waits, or we wait for it: then it counts as tried. Both lock several in one order.
		if c.store.path == "" {
			if err := gorm.G[models.Letter](c.db).Exec(c.ctx, "SELECT id FROM letters WHERE mailing_id = ? AND mailing_id <> 0 AND status = 'queued' ORDER BY id FOR UPDATE", id); err != nil {
				return err
			}
		}
		gone, err := gorm.G[models.Letter](c.db).Where("mailing_id = ? AND mailing_id <> 0 AND status = 'queued' AND attempts = 0", id).Delete(c.ctx)
		if err != nil {
			return err
		}
		// What was tried is not tried again. Of what is just being sent, the worker still says that it arrived.
		err = gorm.G[models.Letter](c.db).Exec(c.ctx, "UPDATE letters SET status = 'failed', raw = NULL WHERE mailing_id = ? AND mailing_id <> 0 AND status = 'queued'", id)
		if err != nil {
			return err
		}
		m.State, m.CancelledAt, m.UpdatedAt = models.MailingCancelled, &c.now, c.now
		if err := c.keepMailing(m, "State", "CancelledAt", "UpdatedAt"); err != nil {
			return err
		}
		return c.audit(organiserActor(by), models.ActionMailingCancel, mailingSubject(id), map[string]any{"skipped": gone})
	})
}

// DeleteMailing forgets a draft, with the trials of it that have not left yet. Errors: NotFound; Conflict when it is no draft, or
// was changed by somebody else since the version that is given.
func (s *Store) DeleteMailing(ctx context.Context, by *models.Organiser, slug string, id int64, version int) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		m, err := c.mailing(by, id)
		switch {
		case err != nil:
			return err
		case m.State != models.MailingDraft:
			return &models.Error{Code: models.Conflict, Key: "error.mailing.delete"}
		case m.Version != version:
			return &models.Error{Code: models.Conflict, Key: "error.mailing.changed"}
		}
		waiting, err := gorm.G[models.Letter](c.db).Where("series_id = ? AND kind = ? AND mailing_id = 0 AND status = 'queued'", c.series.ID, models.LetterMailing).Find(c.ctx)
		if err != nil {
			return err
		}
		for _, letter := range waiting {
			if letter.Facts.MailingID != id {
				continue
			}
			if _, err := gorm.G[models.Letter](c.db).Where("id = ?", letter.ID).Delete(c.ctx); err != nil {
				return err
			}
		}
		if _, err := gorm.G[models.Mailing](c.db).Where("id = ?", id).Delete(c.ctx); err != nil {
			return err
		}
		return c.audit(organiserActor(by), models.ActionMailingDelete, mailingSubject(id), map[string]any{"version": version})
	})
}

// TryMailing sends the organiser a mailing as its first recipient would get it, or a sample person when it reaches nobody, in
// each language in which it is written. Errors: NotFound.
func (s *Store) TryMailing(ctx context.Context, by *models.Organiser, slug string, id int64) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		m, err := c.mailing(by, id)
		if err != nil {
			return err
		}
		to, err := c.store.recipients(c.ctx, c.db, c.series, &m.Audience, c.now, 0, 1)
		if err != nil {
			return err
		}
		if len(to) == 0 {
			to = []models.Recipient{c.series.SampleRecipient()}
		}
		for _, language := range m.Written() {
			to[0].Language = language
			if err := c.letter(m.Letter(&to[0]).Trial(by.Email)); err != nil {
				return err
			}
		}
		return c.audit(organiserActor(by), models.ActionMailingTry, mailingSubject(id), map[string]any{"version": m.Version})
	})
}

// MailingResults are what came of the letters of a mailing, those that failed first and then by address: as many as limit after
// the first skip, and how many there are. NotFound as of Mailing.
func (s *Store) MailingResults(ctx context.Context, slug string, id int64, skip, limit int) (results []models.MailingResult, total int, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		m, err := s.mailing(ctx, db, series, id)
		if err != nil {
			return err
		}
		total = m.Queued + m.Sent + m.Failed
		err = gorm.G[models.Letter](db).Raw(`SELECT recipient_name AS name, recipient_email AS email, status, sent_at, failure FROM letters
			WHERE mailing_id = ? AND mailing_id <> 0 ORDER BY CASE status WHEN 'failed' THEN 0 ELSE 1 END, lower(recipient_email) LIMIT ? OFFSET ?`, id, limit, skip).Scan(ctx, &results)
		for i := range results {
			results[i].SentAt = utc(results[i].SentAt)
		}
		return err
	})
	return results, total, err
}

// dueMailings are the series with a mailing that is to start.
func (s *Store) dueMailings(ctx context.Context) (series []int64, err error) {
	err = gorm.G[models.Mailing](s.read).Raw("SELECT DISTINCT series_id FROM mailings WHERE state = 'scheduled' AND send_at <= ?", s.Now()).Scan(ctx, &series)
	return series, s.explain(err)
}

// startMailings writes the letters of the mailings whose moment has come, each to everybody whom it reaches now. It happens in
// a transaction of its own: nobody who signs up waits for thousands of letters to be written in theirs.
func (c *change) startMailings() error {
	due, err := gorm.G[models.Mailing](c.db).Where("series_id = ? AND state = 'scheduled' AND send_at <= ?", c.series.ID, c.now).Order("send_at, id").Find(c.ctx)
	if err != nil {
		return err
	}
	for i := range due {
		m := &due[i]
		to, err := c.store.recipients(c.ctx, c.db, c.series, &m.Audience, c.now, 0, everybody)
		if err != nil {
			return err
		}
		for j := range to {
			if err := c.letter(m.Letter(&to[j])); err != nil {
				return err
			}
		}
		m.State, m.StartedAt, m.Recipients, m.UpdatedAt = models.MailingStarted, &c.now, len(to), c.now
		if err := c.keepMailing(m, "State", "StartedAt", "Recipients", "UpdatedAt"); err != nil {
			return err
		}
		if err := c.audit(models.ActorSystem, models.ActionMailingSend, mailingSubject(m.ID), map[string]any{"recipients": len(to), "version": m.Version}); err != nil {
			return err
		}
	}
	return nil
}

func mailingSubject(id int64) string { return fmt.Sprintf("mailing:%d", id) }

// fillMailings gives the letters of mailings the text that they carry.
func (s *Store) fillMailings(ctx context.Context, db *gorm.DB, letters []models.Letter) error {
	var ids []int64
	for _, letter := range letters {
		if letter.Facts.MailingID != 0 {
			ids = append(ids, letter.Facts.MailingID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	all, err := gorm.G[models.Mailing](db).Where("id IN ?", ids).Find(ctx)
	if err != nil {
		return err
	}
	for i := range letters {
		for j := range all {
			if all[j].ID == letters[i].Facts.MailingID {
				letters[i].Mailing = &all[j]
			}
		}
	}
	return nil
}
