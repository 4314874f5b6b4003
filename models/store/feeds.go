package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"vonk/models"
)

// RenewFeed gives a participant's calendar feed a new address; the old one is revoked. NotFound when there is no such
// participant.
func (s *Store) RenewFeed(ctx context.Context, participantID int64) error {
	return s.change(ctx, where{"id = (SELECT series_id FROM participants WHERE id = ?)", []any{participantID}}, func(c *change) error {
		err := gorm.G[models.Participant](c.db).Exec(c.ctx, "UPDATE participants SET feed_version = feed_version + 1 WHERE id = ?", participantID)
		if err != nil {
			return err
		}
		return c.audit(models.ActorHolder, models.ActionFeed, fmt.Sprintf("participant:%d", participantID), nil)
	})
}

// OfficeFeed is the organiser whose calendar feed has this address, and every series. NotFound for a revoked address, and
// for an organiser whose access was ended.
func (s *Store) OfficeFeed(ctx context.Context, organiserID int64, version int) (*models.Organiser, []*models.Series, error) {
	organiser, err := s.organiser(ctx, s.read, "id = ? AND disabled = ? AND feed_version = ?", organiserID, false, version)
	if err != nil {
		return nil, nil, err
	}
	all, err := s.AllSeries(ctx)
	return organiser, all, err
}

// RenewOfficeFeed gives an organiser's calendar feed a new address; the old one is revoked.
func (s *Store) RenewOfficeFeed(ctx context.Context, organiserID int64) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[models.Organiser](db).Exec(context.WithoutCancel(ctx), "UPDATE organisers SET feed_version = feed_version + 1 WHERE id = ?", organiserID)
	})
}
