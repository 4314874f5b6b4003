package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// Numbers are those of a session, for its caterer, with the link to them; nil when none was made.
func (s *Store) Numbers(ctx context.Context, session int64) (numbers *models.Numbers, link *models.NumbersLink, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		links, err := gorm.G[models.NumbersLink](db).Where("session_id = ?", session).Find(ctx)
		if err != nil {
			return err
		}
		if len(links) > 0 {
			link = &links[0]
		}
		numbers, err = s.numbers(ctx, db, session)
		return err
	})
	return numbers, link, err
}

// NumbersByLink are the numbers of a session for whoever has the link to them. NotFound when the version is not the link's
// current one, when the link was revoked, and a day after the session.
func (s *Store) NumbersByLink(ctx context.Context, session int64, version int) (series *models.Series, numbers *models.Numbers, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		found, err := gorm.G[models.NumbersLink](db).Where("session_id = ? AND version = ? AND open = ?", session, version, true).Find(ctx)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return missing(gorm.ErrRecordNotFound)
		}
		if series, err = s.view(ctx, db, where{"id = (SELECT series_id FROM sessions WHERE id = ?)", []any{session}}); err != nil {
			return err
		}
		if at, ok := series.SessionByID(session); !ok || !s.Now().Before(at.NumbersUntil()) {
			return missing(gorm.ErrRecordNotFound)
		}
		numbers, err = s.numbers(ctx, db, session)
		return err
	})
	return series, numbers, err
}

// coming are the seats of those who are expected at a session: an offer whose deadline has passed is none any more.
const coming = ` FROM placements p JOIN seats s ON s.placement_id = p.id AND s.status = p.status
	WHERE p.session_id = @session AND (p.status = 'confirmed' OR p.status = 'offered' AND p.deadline > @now)`

func (s *Store) numbers(ctx context.Context, db *gorm.DB, session int64) (*models.Numbers, error) {
	at, now := sql.Named("session", session), sql.Named("now", s.Now())
	var heads []struct {
		Status models.Status
		People int
	}
	if err := gorm.G[models.Seat](db).Raw("SELECT s.status, count(*) AS people"+coming+" GROUP BY s.status", at, now).Scan(ctx, &heads); err != nil {
		return nil, err
	}
	numbers := &models.Numbers{}
	for _, head := range heads {
		if head.Status == models.Offered {
			numbers.Offered = head.People
		} else {
			numbers.Confirmed = head.People
		}
	}
	err := gorm.G[models.Answer](db).Raw(`SELECT a.question_id, came.status, a.value, count(*) AS people
		FROM (SELECT p.registration_id, s.participant_id, s.status`+coming+`) AS came
		JOIN answers a ON a.registration_id = came.registration_id AND a.participant_id = came.participant_id
		JOIN questions q ON q.id = a.question_id AND q.sensitive AND q.kind <> 'text'
		GROUP BY a.question_id, came.status, a.value ORDER BY 1, 2, 3`, at, now).Scan(ctx, &numbers.Answers)
	if err != nil {
		return nil, err
	}
	numbers.Changed, err = lastChange(ctx, db, session)
	return numbers, err
}

// lastChange is when a seat of a session last changed, or somebody there their answers.
func lastChange(ctx context.Context, db *gorm.DB, session int64) (last time.Time, err error) {
	for _, query := range []string{
		"SELECT s.updated_at FROM placements p JOIN seats s ON s.placement_id = p.id WHERE p.session_id = ? ORDER BY s.updated_at DESC LIMIT 1",
		`SELECT e.at AS updated_at FROM placements p JOIN audit_entries e ON e.subject = 'registration:' || p.registration_id AND e.action = 'answer'
			WHERE p.session_id = ? AND p.status IN ('confirmed', 'offered') ORDER BY e.at DESC LIMIT 1`,
	} {
		found, err := gorm.G[models.Seat](db).Raw(query, session).Find(ctx)
		if err != nil {
			return last, err
		}
		if len(found) > 0 && found[0].UpdatedAt.After(last) {
			last = found[0].UpdatedAt.UTC()
		}
	}
	return last, nil
}

// OpenNumbers makes a new link to a session's numbers, and ends the one before.
func (s *Store) OpenNumbers(ctx context.Context, slug string, session int64, actor string) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		link := models.NumbersLink{SessionID: session, Version: 1, Open: true, MadeAt: c.now}
		raised := clause.Assignments(map[string]any{"version": gorm.Expr("numbers_links.version + 1"), "open": true, "made_at": c.now})
		err := gorm.G[models.NumbersLink](c.db, clause.OnConflict{Columns: []clause.Column{{Name: "session_id"}}, DoUpdates: raised}).Create(c.ctx, &link)
		if err != nil {
			return err
		}
		return c.audit(actor, models.ActionNumbersOpen, sessionSubject(session), struct{}{})
	})
}

// CloseNumbers ends the link to a session's numbers. Without one it does nothing.
func (s *Store) CloseNumbers(ctx context.Context, slug string, session int64, actor string) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		open, err := gorm.G[models.NumbersLink](c.db).Where("session_id = ? AND open = ?", session, true).Count(c.ctx, "session_id")
		if err != nil || open == 0 {
			return err
		}
		if err := gorm.G[models.NumbersLink](c.db).Exec(c.ctx, "UPDATE numbers_links SET open = ? WHERE session_id = ?", false, session); err != nil {
			return err
		}
		return c.audit(actor, models.ActionNumbersClose, sessionSubject(session), struct{}{})
	})
}
