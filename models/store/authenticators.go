package store

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// errWrongCode undoes nothing: it only says that the try failed.
var errWrongCode = &models.Error{Code: models.Invalid, Key: "problem.codes.wrong"}

// AddAuthenticator keeps an organiser's app, with the step of the code that proved it; an app that was there is replaced.
func (s *Store) AddAuthenticator(ctx context.Context, app models.Authenticator) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := s.lockOrganiser(ctx, db, app.OrganiserID); err != nil {
			return err
		}
		app.CreatedAt = s.Now()
		replace := clause.OnConflict{Columns: []clause.Column{{Name: "organiser_id"}}, DoUpdates: clause.AssignmentColumns([]string{"secret", "step", "created_at"})}
		if err := gorm.G[models.Authenticator](db, replace).Create(ctx, &app); err != nil {
			return err
		}
		return s.happened(ctx, db, app.OrganiserID, models.EventAppAdded)
	})
}

// RemoveAuthenticator removes an organiser's app. NotFound when there is none, Conflict when nothing else would be left to
// sign in with.
func (s *Store) RemoveAuthenticator(ctx context.Context, organiser int64) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := s.lockOrganiser(ctx, db, organiser); err != nil {
			return err
		}
		f, err := factors(ctx, db, organiser)
		switch {
		case err != nil:
			return err
		case f.App == nil:
			return missing(gorm.ErrRecordNotFound)
		case f.Last():
			return &models.Error{Code: models.Conflict, Key: "error.factor.last"}
		}
		if _, err := gorm.G[models.Authenticator](db).Where("organiser_id = ?", organiser).Delete(ctx); err != nil {
			return err
		}
		return s.happened(ctx, db, organiser, models.EventAppRemoved)
	})
}

// UseAuthenticator proves again who an organiser is, by a code of their app. step finds the time step that the code is of; that
// step and those before it are used up. Invalid when the code is wrong, used, or there is no app.
func (s *Store) UseAuthenticator(ctx context.Context, organiser int64, step func(*models.Authenticator) (int64, bool)) error {
	wrong := false
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := s.lockOrganiser(ctx, db, organiser); err != nil {
			return err
		}
		f, err := factors(ctx, db, organiser)
		if err != nil {
			return err
		}
		err = useUp(ctx, db, f.App, step)
		if wrong = errors.Is(err, errWrongCode); wrong {
			return s.happened(ctx, db, organiser, models.EventRefused)
		}
		return err
	})
	if err == nil && wrong {
		return errWrongCode
	}
	return err
}

// useUp uses the step that a code is of. errWrongCode when there is none, or it was used.
func useUp(ctx context.Context, db *gorm.DB, app *models.Authenticator, step func(*models.Authenticator) (int64, bool)) error {
	if app == nil {
		return errWrongCode
	}
	at, ok := step(app)
	if !ok || at <= app.Step {
		return errWrongCode
	}
	return gorm.G[models.Authenticator](db).Exec(ctx, "UPDATE authenticators SET step = ? WHERE organiser_id = ?", at, app.OrganiserID)
}
