package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// linkValid is how long a sign-in link works.
const linkValid = 10 * time.Minute

// AddOrganiser gives somebody a role, everywhere or in a series or at a session. Who is no organiser yet becomes one, and who
// was disabled is enabled again. Another role that they had right there is replaced. Errors: Invalid for a bad address and for
// a role that cannot be given there, NotFound for an unknown series or session.
func (s *Store) AddOrganiser(ctx context.Context, email string, role models.OrganiserRole, at models.Scope) (*models.Organiser, error) {
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		assignment, err := s.assignment(ctx, db, role, at)
		if err != nil {
			return err
		}
		if _, err = s.assign(ctx, db, email, assignment); err != nil {
			return err
		}
		return gorm.G[models.Organiser](db).Exec(ctx, "UPDATE organisers SET disabled = ? WHERE email_key = ?", false, models.NormaliseEmail(email))
	})
	if err != nil {
		return nil, err
	}
	return s.organiser(ctx, s.read, "email_key = ?", models.NormaliseEmail(email))
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
			`UPDATE organisers SET link_expires = NULL, signed_in_at = coalesce(signed_in_at, ?)
			WHERE id = ? AND link_version = ? AND link_expires > ? AND NOT disabled RETURNING *`, s.Now(), id, version, s.Now()).Find(ctx)
		if err != nil {
			return err
		}
		if len(used) == 0 {
			return &models.Error{Code: models.Gone, Key: "error.link.used"}
		}
		o = &used[0]
		return s.happened(ctx, db, o.ID, models.EventLink)
	})
	return o, err
}

// Organiser returns an organiser who may sign in. NotFound when there is none or when disabled.
func (s *Store) Organiser(ctx context.Context, id int64) (*models.Organiser, error) {
	return s.organiser(ctx, s.read, "id = ? AND disabled = ?", id, false)
}

// Organisers returns all of them with their roles, by address.
func (s *Store) Organisers(ctx context.Context) (all []models.Organiser, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		if all, err = gorm.G[models.Organiser](db).Order("email_key").Find(ctx); err != nil {
			return err
		}
		assignments, err := gorm.G[models.Assignment](db).Order("organiser_id, series_id, session_id").Find(ctx)
		if err != nil {
			return err
		}
		for i := range all {
			for _, assignment := range assignments {
				if assignment.OrganiserID == all[i].ID {
					all[i].Assignments = append(all[i].Assignments, assignment)
				}
			}
		}
		return nil
	})
	return all, err
}

// DisableOrganiser ends an organiser's access: open sessions, links and codes too, so that none of them lives again when the
// organiser is enabled. NotFound when there is none.
func (s *Store) DisableOrganiser(ctx context.Context, email string) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		rows, err := gorm.G[models.Organiser](db).Raw("UPDATE organisers SET disabled = ?, link_expires = NULL WHERE email_key = ? RETURNING *",
			true, models.NormaliseEmail(email)).Find(context.WithoutCancel(ctx))
		if err == nil && len(rows) == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		if err != nil {
			return err
		}
		return s.shutOut(context.WithoutCancel(ctx), db, rows[0].ID)
	})
}

func (s *Store) organiser(ctx context.Context, db *gorm.DB, condition string, args ...any) (*models.Organiser, error) {
	o, err := gorm.G[models.Organiser](db).Where(condition, args...).Take(ctx)
	if err != nil {
		return nil, s.explain(missing(err))
	}
	o.Assignments, err = gorm.G[models.Assignment](db).Where("organiser_id = ?", o.ID).Order("series_id, session_id").Find(ctx)
	return &o, s.explain(err)
}
