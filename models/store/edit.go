package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"vonk/models"
)

// Create makes a series of a definition that has no ids. Conflict when there is one with its slug.
func (s *Store) Create(ctx context.Context, definition *models.Series, actor string) error {
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		made, err := s.insertSeries(ctx, db, definition)
		if err != nil {
			return err
		}
		if !made {
			return &models.Error{Code: models.Conflict, Key: "error.edit.slug", Args: map[string]any{"Slug": definition.Slug}}
		}
		_, err = s.bring(ctx, db, definition.Slug, actor, func(*models.Series) (*models.Series, error) { return definition, nil })
		return err
	})
	if err == nil {
		s.ring()
	}
	return err
}

// errHeld undoes an edit that was tried out, or that somebody has to agree to.
var errHeld = errors.New("held")

// Edit changes the definition of a series, by the rules of an import, and says what came of it. What edit returns as an
// error is returned. Errors of its own: those of Import, and Conflict for a series that becomes a draft although somebody
// has signed up.
func (s *Store) Edit(ctx context.Context, slug, actor string, consent models.Consent, edit models.Edit) (done *models.Edited, err error) {
	err = s.writing(ctx, func(db *gorm.DB) error {
		brought, err := s.bring(context.WithoutCancel(ctx), db, slug, actor, func(series *models.Series) (*models.Series, error) {
			definition := series.Clone()
			return definition, edit(definition)
		})
		if err != nil {
			return err
		}
		done = &models.Edited{Changes: brought.changes, Mails: models.CountMails(brought.letters)}
		if consent == models.Rehearse || consent == models.Quietly && len(done.Mails) > 0 {
			return errHeld
		}
		done.Done = true
		return nil
	})
	if err != nil && !errors.Is(err, errHeld) {
		return nil, err
	}
	if len(done.Mails) > 0 {
		s.ring()
	}
	return done, nil
}

// mayHide refuses to make a draft of a series in which somebody has signed up: their pages would be gone.
func (i *importing) mayHide() error {
	if i.actor == models.ActorCommand || i.definition.Status != models.SeriesDraft || i.series.Status != models.SeriesPublished {
		return nil
	}
	signedUp, err := gorm.G[models.Registration](i.db).Where("series_id = ?", i.series.ID).Count(i.ctx, "id")
	if err == nil && signedUp > 0 {
		err = &models.Error{Code: models.Conflict, Key: "error.edit.draft", Args: map[string]any{"Count": int(signedUp)}}
	}
	return err
}

// Stakes counts the people whom the cancellation of a session touches.
func (s *Store) Stakes(ctx context.Context, slug, session string) (stakes models.Stakes, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		at, ok := series.Session(session)
		if !ok {
			return missing(gorm.ErrRecordNotFound)
		}
		stakes = models.Stakes{Confirmed: at.Confirmed, Offered: at.Offered, Waiting: at.Waiting}
		const there, elsewhere = `p.session_id = ? AND p.status IN ('confirmed', 'offered', 'waiting')`,
			`o.registration_id = p.registration_id AND o.party = p.party AND o.session_id <> p.session_id`
		var counted struct{ Elsewhere, Lines int }
		err = gorm.G[models.Placement](db).Raw(`SELECT coalesce(sum(CASE WHEN kept THEN size ELSE 0 END), 0) AS elsewhere,
			coalesce(sum(CASE WHEN open AND NOT kept THEN size ELSE 0 END), 0) AS lines FROM (SELECT p.size,
			EXISTS (SELECT 1 FROM placements o WHERE `+elsewhere+` AND o.status = 'confirmed') AS kept,
			EXISTS (SELECT 1 FROM choices o JOIN sessions t ON t.id = o.session_id WHERE `+elsewhere+` AND o.closed = ''
				AND t.status = 'published' AND t.starts > ?) AS open
			FROM placements p WHERE `+there+`) AS touched`, s.Now(), at.ID).Scan(ctx, &counted)
		stakes.Elsewhere, stakes.Lines = counted.Elsewhere, counted.Lines
		return err
	})
	return stakes, err
}
