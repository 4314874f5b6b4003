package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// SignInByOIDC finds whom an organisation's own sign-in lets in, by their verified address, and gives the roles that it gives
// them: at each place the one that may do most, in place of what they had right there. Who is no organiser becomes one when
// there are any. A role in a series that does not exist is passed over. Forbidden for strangers, and for who was disabled here.
func (s *Store) SignInByOIDC(ctx context.Context, email string, grants []models.Grant) (o *models.Organiser, err error) {
	key := models.NormaliseEmail(email)
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		known, err := gorm.G[models.Organiser](db).Where("email_key = ?", key).Limit(1).Find(ctx)
		switch {
		case err != nil:
			return err
		case len(known) > 0 && known[0].Disabled:
			return &models.Error{Code: models.Forbidden, Key: "error.oidc.stranger"}
		}
		for _, grant := range strongestLast(grants) {
			assignment, err := s.assignment(ctx, db, grant.Role, grant.At)
			if models.CodeOf(err) == models.NotFound {
				continue
			} else if err != nil {
				return err
			}
			if _, err := s.assign(ctx, db, email, assignment); err != nil {
				return err
			}
		}
		if o, err = s.organiser(ctx, db, "email_key = ? AND disabled = ?", key, false); err != nil {
			if models.CodeOf(err) == models.NotFound {
				return &models.Error{Code: models.Forbidden, Key: "error.oidc.stranger"}
			}
			return err
		}
		return s.entered(ctx, db, o.ID, models.EventOIDC)
	})
	return o, err
}

// strongestLast orders roles so that, given one after the other, the one that may do most stays.
func strongestLast(grants []models.Grant) []models.Grant {
	ordered := slices.Clone(grants)
	slices.SortStableFunc(ordered, func(a, b models.Grant) int {
		return slices.Index(models.Roles, b.Role) - slices.Index(models.Roles, a.Role)
	})
	return ordered
}
