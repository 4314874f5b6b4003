package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"vonk/models"
)

// OpenNeeds notes in the audit that somebody looks at what people need at a session: Needs shows it to them for a while.
func (s *Store) OpenNeeds(ctx context.Context, slug string, session int64, actor string) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		return c.audit(actor, models.ActionNeedsSeen, sessionSubject(session), struct{}{})
	})
}

// sensitive are the sensitive answers of those who have a seat at a session, with what organisers noted of them.
const sensitive = `SELECT a.id AS answer_id, a.question_id, a.value AS answer, pa.name, pa.email, o.name AS organisation, r.reference, came.status,
		CASE WHEN c.place = pa.place THEN c.phone ELSE '' END AS phone,
		coalesce(n.arranged, FALSE) AS arranged, coalesce(n.note, '') AS note, coalesce(n.book_before, '') AS book_before
	FROM (SELECT p.registration_id, s.participant_id, s.status` + coming + `) AS came
	JOIN answers a ON a.registration_id = came.registration_id AND a.participant_id = came.participant_id
	JOIN questions q ON q.id = a.question_id AND q.sensitive
	JOIN participants pa ON pa.id = came.participant_id
	JOIN registrations r ON r.id = came.registration_id
	JOIN contacts c ON c.registration_id = r.id
	JOIN organisations o ON o.id = r.organisation_id
	LEFT JOIN access_needs n ON n.answer_id = a.id`

// Needs is what people need at a session. Who has not opened it lately gets to know how much there is, and no more.
func (s *Store) Needs(ctx context.Context, slug string, session int64, actor string) (list *models.Worklist, err error) {
	list = &models.Worklist{}
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		at, ok := series.SessionByID(session)
		if !ok {
			return missing(gorm.ErrRecordNotFound)
		}
		seen, err := gorm.G[models.AuditEntry](db).Where("subject = ? AND action = ? AND actor = ? AND at > ?",
			sessionSubject(session), models.ActionNeedsSeen, actor, s.Now().Add(-models.NeedsOpen)).Count(ctx, "id")
		if err != nil {
			return err
		}
		list.Opened = seen > 0
		var all []models.AccessNeed
		if err := gorm.G[models.Answer](db).Raw(sensitive, sql.Named("session", session), sql.Named("now", s.Now())).Scan(ctx, &all); err != nil {
			return err
		}
		usual := series.WorkClock().DaysBefore(at.Starts, models.NeedDays)
		for _, need := range all {
			if question, ok := series.QuestionByID(need.QuestionID); !ok || !question.AsksHelp(need.Answer) {
				continue
			}
			if need.BookBefore == "" {
				need.BookBefore = usual
			}
			list.Count++
			if !need.Arranged {
				list.ToDo++
			}
			if list.Opened {
				list.Needs = append(list.Needs, need)
			}
		}
		models.SortNeeds(list.Needs)
		return nil
	})
	return list, err
}

// MarkNeed notes how far a need at a session is arranged. Errors: Invalid, with Problems, for a note that cannot be kept;
// NotFound when nobody with a seat there gave that answer.
func (s *Store) MarkNeed(ctx context.Context, slug string, session, answer int64, mark models.NeedMark, actor string) error {
	mark.Clean()
	if err := mark.Validate(); err != nil {
		return err
	}
	return s.onNeed(ctx, slug, session, answer, mark.Arranged, actor, func(c *change) error {
		if at, ok := c.series.SessionByID(session); ok && mark.BookBefore == c.series.WorkClock().DaysBefore(at.Starts, models.NeedDays) {
			mark.BookBefore = "" // it goes along when the session moves
		}
		return gorm.G[models.Answer](c.db).Exec(c.ctx, `INSERT INTO access_needs (answer_id, arranged, note, book_before, updated_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (answer_id) DO UPDATE SET arranged = excluded.arranged, note = excluded.note, book_before = excluded.book_before, updated_at = excluded.updated_at`,
			answer, mark.Arranged, mark.Note, mark.BookBefore, c.now)
	})
}

// ArrangeNeed notes that a need at a session is arranged, or is not after all; what else was noted of it stays. NotFound as of
// MarkNeed.
func (s *Store) ArrangeNeed(ctx context.Context, slug string, session, answer int64, arranged bool, actor string) error {
	return s.onNeed(ctx, slug, session, answer, arranged, actor, func(c *change) error {
		return gorm.G[models.Answer](c.db).Exec(c.ctx, `INSERT INTO access_needs (answer_id, arranged, note, book_before, updated_at) VALUES (?, ?, '', '', ?)
			ON CONFLICT (answer_id) DO UPDATE SET arranged = excluded.arranged, updated_at = excluded.updated_at`, answer, arranged, c.now)
	})
}

// onNeed notes something of what somebody with a seat at a session needs.
func (s *Store) onNeed(ctx context.Context, slug string, session, answer int64, arranged bool, actor string, act func(c *change) error) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		found, err := gorm.G[models.Answer](c.db).Raw(`SELECT a.id, a.registration_id FROM answers a JOIN questions q ON q.id = a.question_id AND q.sensitive
			JOIN seats s ON s.participant_id = a.participant_id AND s.session_id = ? AND s.status IN ('confirmed', 'offered')
			WHERE a.id = ? AND q.series_id = ? LIMIT 1`, session, answer, c.series.ID).Find(c.ctx)
		if err == nil && len(found) == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		if err != nil {
			return err
		}
		if err := act(c); err != nil {
			return err
		}
		return c.audit(actor, models.ActionNeed, registrationSubject(found[0].RegistrationID), map[string]any{"answer": answer, "session": session, "arranged": arranged})
	})
}
