package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// linkValid is how long a sign-in link works.
const linkValid = 10 * time.Minute

// AddOrganiser adds an organiser. One who is there already gets the role, and is enabled again.
func (s *Store) AddOrganiser(ctx context.Context, email string, role models.OrganiserRole) (*models.Organiser, error) {
	if !models.ValidEmail(email) {
		return nil, &models.Error{Code: models.Invalid, Key: "problem.email.invalid"}
	}
	key := models.NormaliseEmail(email)
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		added := models.Organiser{Email: email, EmailKey: key, Role: role, CreatedAt: s.Now()}
		if err := gorm.G[models.Organiser](db, clause.OnConflict{DoNothing: true}).Create(ctx, &added); err != nil {
			return err
		}
		return gorm.G[models.Organiser](db).Exec(ctx, "UPDATE organisers SET role = ?, disabled = ? WHERE email_key = ?", role, false, key)
	})
	if err != nil {
		return nil, err
	}
	return s.organiser(ctx, s.read, "email_key = ?", key)
}

// OpenLink makes a new sign-in link for an organiser, valid for ten minutes, and ends the one before. NotFound for an
// unknown or disabled organiser.
func (s *Store) OpenLink(ctx context.Context, email string) (o *models.Organiser, err error) {
	err = s.writing(ctx, func(db *gorm.DB) (err error) {
		ctx := context.WithoutCancel(ctx)
		if o, err = s.organiser(ctx, db, "email_key = ? AND disabled = ?", models.NormaliseEmail(email), false); err != nil {
			return err
		}
		expires := s.Now().Add(linkValid)
		o.LinkVersion++
		o.LinkExpires = &expires
		return gorm.G[models.Organiser](db).Exec(ctx, "UPDATE organisers SET link_version = ?, link_expires = ? WHERE id = ?", o.LinkVersion, expires, o.ID)
	})
	return o, err
}

// UseLink ends a sign-in link and returns whom it signs in. Gone when it was used, replaced or is too old.
func (s *Store) UseLink(ctx context.Context, id int64, version int) (o *models.Organiser, err error) {
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		// One statement, so that two who use it at once cannot both succeed.
		used, err := gorm.G[models.Organiser](db).Raw(
			"UPDATE organisers SET link_expires = NULL WHERE id = ? AND link_version = ? AND link_expires > ? AND disabled = ? RETURNING *",
			id, version, s.Now(), false).Find(ctx)
		if err != nil {
			return err
		}
		if len(used) == 0 {
			return &models.Error{Code: models.Gone, Key: "error.link.used"}
		}
		o = &used[0]
		return nil
	})
	return o, err
}

// Organiser returns an organiser who may sign in. NotFound when there is none or when disabled.
func (s *Store) Organiser(ctx context.Context, id int64) (*models.Organiser, error) {
	return s.organiser(ctx, s.read, "id = ? AND disabled = ?", id, false)
}

// Organisers returns all of them, by address.
func (s *Store) Organisers(ctx context.Context) ([]models.Organiser, error) {
	all, err := gorm.G[models.Organiser](s.read).Order("email_key").Find(ctx)
	return all, s.explain(err)
}

// DisableOrganiser ends an organiser's access, an open link included. NotFound when there is none.
func (s *Store) DisableOrganiser(ctx context.Context, email string) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		rows, err := gorm.G[models.Organiser](db).Raw("UPDATE organisers SET disabled = ?, link_expires = NULL WHERE email_key = ? RETURNING *",
			true, models.NormaliseEmail(email)).Find(context.WithoutCancel(ctx))
		if err == nil && len(rows) == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		return err
	})
}

func (s *Store) organiser(ctx context.Context, db *gorm.DB, condition string, args ...any) (*models.Organiser, error) {
	o, err := gorm.G[models.Organiser](db).Where(condition, args...).Take(ctx)
	if err != nil {
		return nil, s.explain(missing(err))
	}
	return &o, nil
}
