package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// Factors are the means of an organiser to sign in.
func (s *Store) Factors(ctx context.Context, organiser int64) (f *models.Factors, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		f, err = factors(ctx, db, organiser)
		return err
	})
	return f, err
}

func factors(ctx context.Context, db *gorm.DB, organiser int64) (*models.Factors, error) {
	passkeys, err := gorm.G[models.Passkey](db).Where("organiser_id = ?", organiser).Order("id").Find(ctx)
	if err != nil {
		return nil, err
	}
	apps, err := gorm.G[models.Authenticator](db).Where("organiser_id = ?", organiser).Limit(1).Find(ctx)
	if err != nil {
		return nil, err
	}
	f := &models.Factors{Passkeys: passkeys}
	if len(apps) > 0 {
		f.App = &apps[0]
	}
	return f, nil
}

// lockOrganiser keeps other changes to how an organiser signs in waiting until the transaction ends. NotFound for one who may
// not sign in.
func (s *Store) lockOrganiser(ctx context.Context, db *gorm.DB, id int64) error {
	statement := "SELECT * FROM organisers WHERE id = ? AND disabled = ?"
	if s.path == "" {
		statement += " FOR UPDATE"
	}
	rows, err := gorm.G[models.Organiser](db).Raw(statement, id, false).Find(ctx)
	if err == nil && len(rows) == 0 {
		err = missing(gorm.ErrRecordNotFound)
	}
	return err
}

// AddPasskey adds a passkey to an organiser. Conflict when somebody has it already, or when the organiser has too many.
func (s *Store) AddPasskey(ctx context.Context, p models.Passkey) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := s.lockOrganiser(ctx, db, p.OrganiserID); err != nil {
			return err
		}
		have, err := gorm.G[models.Passkey](db).Where("organiser_id = ?", p.OrganiserID).Count(ctx, "id")
		if err != nil {
			return err
		}
		if have >= models.MaxPasskeys {
			return &models.Error{Code: models.Conflict, Key: "error.passkey.many", Args: map[string]any{"Max": models.MaxPasskeys}}
		}
		p.ID, p.CreatedAt, p.UsedAt, p.Suspect = 0, s.Now(), nil, false
		added := gorm.WithResult()
		if err := gorm.G[models.Passkey](db, clause.OnConflict{DoNothing: true}, added).Create(ctx, &p); err != nil {
			return err
		}
		if added.RowsAffected == 0 {
			return &models.Error{Code: models.Conflict, Key: "error.passkey.known"}
		}
		return s.happened(ctx, db, p.OrganiserID, models.EventPasskeyAdded)
	})
}

// Passkey finds a passkey by its credential's id, of an organiser who may sign in. NotFound otherwise.
func (s *Store) Passkey(ctx context.Context, credential []byte) (p models.Passkey, o *models.Organiser, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		if p, err = gorm.G[models.Passkey](db).Where("credential_id = ?", credential).Take(ctx); err != nil {
			return missing(err)
		}
		o, err = s.organiser(ctx, db, "id = ? AND disabled = ?", p.OrganiserID, false)
		return err
	})
	return p, o, err
}

// UsePasskey notes that a passkey proved who somebody is, to sign in (signIn) or again, and what it told of itself. A counter
// that did not go up tells of a copy: then the passkey is shut, and the error is Forbidden.
func (s *Store) UsePasskey(ctx context.Context, id, count int64, backedUp, signIn bool) error {
	suspect := false
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		// One statement, so that of two with the same count only one succeeds.
		used, err := gorm.G[models.Passkey](db).Raw(`UPDATE passkeys SET sign_count = ?, backed_up = ?, used_at = ?
			WHERE id = ? AND NOT suspect AND (sign_count < ? OR sign_count = 0 AND ? = 0) RETURNING *`, count, backedUp, s.Now(), id, count, count).Find(ctx)
		if err != nil {
			return err
		}
		if len(used) > 0 {
			if signIn {
				return s.entered(ctx, db, used[0].OrganiserID, models.EventPasskey)
			}
			return nil
		}
		suspect = true
		shut, err := gorm.G[models.Passkey](db).Raw("UPDATE passkeys SET suspect = ? WHERE id = ? AND NOT suspect RETURNING *", true, id).Find(ctx)
		if err != nil || len(shut) == 0 {
			return err
		}
		return s.happened(ctx, db, shut[0].OrganiserID, models.EventSuspect)
	})
	if err == nil && suspect {
		err = &models.Error{Code: models.Forbidden, Key: "error.passkey.suspect"}
	}
	return err
}

// RemovePasskey removes one of an organiser's passkeys. NotFound when it is not theirs, Conflict when nothing else would be
// left to sign in with.
func (s *Store) RemovePasskey(ctx context.Context, organiser, id int64) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := s.lockOrganiser(ctx, db, organiser); err != nil {
			return err
		}
		f, err := factors(ctx, db, organiser)
		if err != nil {
			return err
		}
		p, ok := f.Passkey(id)
		switch {
		case !ok:
			return missing(gorm.ErrRecordNotFound)
		case !p.Suspect && f.Last():
			return &models.Error{Code: models.Conflict, Key: "error.factor.last"}
		}
		if _, err := gorm.G[models.Passkey](db).Where("id = ?", id).Delete(ctx); err != nil {
			return err
		}
		return s.happened(ctx, db, organiser, models.EventPasskeyRemoved)
	})
}
