package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// SignInByOIDC finds whom an organisation's own sign-in lets in, by their verified address, and gives the roles that it gives
// them. Who is no organiser becomes one when there are any. Forbidden for strangers, and for who was disabled here.
func (s *Store) SignInByOIDC(ctx context.Context, email string, grants []models.Grant) (o *models.Organiser, err error) {
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if o, err = s.organiser(ctx, db, "email_key = ? AND disabled = ?", models.NormaliseEmail(email), false); err != nil {
			return err
		}
		return s.happened(ctx, db, o.ID, models.EventOIDC)
	})
	return o, err
}
