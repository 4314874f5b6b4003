package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// eventsKept is how long it is known how an organiser signed in.
const eventsKept = 90 * 24 * time.Hour

// happened notes an event of an organiser, and forgets what is too old.
func (s *Store) happened(ctx context.Context, db *gorm.DB, organiser int64, what models.EventKind) error {
	err := gorm.G[models.OrganiserEvent](db).Exec(ctx, "DELETE FROM organiser_events WHERE organiser_id = ? AND at < ?", organiser, s.Now().Add(-eventsKept))
	if err != nil {
		return err
	}
	return gorm.G[models.OrganiserEvent](db).Create(ctx, &models.OrganiserEvent{OrganiserID: organiser, At: s.Now(), What: what})
}

// entered notes that an organiser signed in, by that way.
func (s *Store) entered(ctx context.Context, db *gorm.DB, organiser int64, way models.EventKind) error {
	if err := gorm.G[models.Organiser](db).Exec(ctx, "UPDATE organisers SET signed_in_at = ? WHERE id = ? AND signed_in_at IS NULL", s.Now(), organiser); err != nil {
		return err
	}
	return s.happened(ctx, db, organiser, way)
}

// OrganiserEvents are the last events of an organiser, newest first.
func (s *Store) OrganiserEvents(ctx context.Context, organiser int64, most int) ([]models.OrganiserEvent, error) {
	events, err := gorm.G[models.OrganiserEvent](s.read).Where("organiser_id = ?", organiser).Order("id DESC").Limit(most).Find(ctx)
	return events, s.explain(err)
}
