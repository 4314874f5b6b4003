package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// NewsletterOf is the series of the registration that a newsletter's link is of. NotFound when the link is not valid.
func (s *Store) NewsletterOf(ctx context.Context, registration int64, version int) (series *models.Series, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		if err := valid(ctx, db, registration, version); err != nil {
			return err
		}
		series, err = s.view(ctx, db, byRegistration(registration))
		return err
	})
	return series, err
}

// StopNewsletter ends the newsletter for the contact of a registration, in every registration of theirs in the series: of those
// that are written none leaves any more. NotFound when the link is not valid.
func (s *Store) StopNewsletter(ctx context.Context, registration int64, version int) (series *models.Series, err error) {
	err = s.change(ctx, byRegistration(registration), func(c *change) error {
		if err := valid(c.ctx, c.db, registration, version); err != nil {
			return err
		}
		series = c.series
		stopped, err := gorm.G[models.Contact](c.db).Where(`series_id = ? AND newsletter = ?
			AND email_key = (SELECT own.email_key FROM contacts own WHERE own.registration_id = ?)`, c.series.ID, true, registration).Update(c.ctx, "newsletter", false)
		if err != nil || stopped == 0 {
			return err
		}
		err = gorm.G[models.Letter](c.db).Exec(c.ctx, `DELETE FROM letters WHERE series_id = ? AND status IN ('queued', 'failed') AND mailing_id IN (`+newsletters+`)
			AND lower(recipient_email) = (SELECT own.email_key FROM contacts own WHERE own.registration_id = ?)`, c.series.ID, registration)
		if err != nil {
			return err
		}
		return c.audit(models.ActorHolder, models.ActionNewsletterStop, registrationSubject(registration), map[string]any{"registrations": stopped})
	})
	return series, err
}

// valid is NotFound when a registration has no link of that version.
func valid(ctx context.Context, db *gorm.DB, registration int64, version int) error {
	_, err := gorm.G[models.Registration](db).Where("id = ? AND token_version = ?", registration, version).Take(ctx)
	return missing(err)
}
