package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// Forecast says what Register would do with a sign-up now: a registration without ids, with its placements as they would
// be, people ahead and reasons. It writes nothing. Errors are those of Register, but for addresses that have a place.
func (s *Store) Forecast(ctx context.Context, slug string, in models.SignUp) (r *models.Registration, err error) {
	in.Clean()
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		if series.Status != models.SeriesPublished {
			return missing(gorm.ErrRecordNotFound)
		}
		c := &change{ctx: ctx, db: db, store: s, now: s.Now(), series: series}
		if err := in.Validate(series); err != nil {
			return err
		}
		if err := c.admit(&in); err != nil {
			return err
		}
		employer, err := knownOrganisation(ctx, db, models.NormaliseName(in.Organisation))
		if err != nil {
			return err
		}
		n, err := c.place(&in, employer, nil)
		if err != nil {
			return err
		}
		r = n.registration
		// Ids of this value's own, so that what is asked of a registration can be asked of it.
		for i := range r.Participants {
			r.Participants[i].ID = int64(i + 1)
		}
		for i := range r.Choices {
			r.Choices[i].ID = int64(i + 1)
		}
		for i := range r.Placements {
			p := &r.Placements[i]
			p.ID = int64(i + 1)
			for _, choice := range r.Choices {
				if choice.Party == p.Party && choice.SessionID == p.SessionID {
					p.ChoiceID = choice.ID
				}
			}
			for _, participant := range r.Participants {
				if participant.Party == p.Party {
					p.Seats = append(p.Seats, models.Seat{PlacementID: p.ID, SessionID: p.SessionID, ParticipantID: participant.ID, Status: p.Status})
				}
			}
		}
		return nil
	})
	return r, err
}
