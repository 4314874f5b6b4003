package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// Registration returns a registration whole, for the holder of its contact's link. NotFound when the version is not the
// link's current one.
func (s *Store) Registration(ctx context.Context, id int64, version int) (*models.Registration, error) {
	return s.registration(ctx, "id = ? AND token_version = ?", id, version)
}

// RegistrationByReference returns a registration whole, for organisers and commands.
func (s *Store) RegistrationByReference(ctx context.Context, reference string) (*models.Registration, error) {
	return s.registration(ctx, "reference = ?", reference)
}

// RegistrationOf returns one participant's part of a registration: only that person, their placements and their answers.
func (s *Store) RegistrationOf(ctx context.Context, participantID int64, version int) (*models.Registration, *models.Participant, error) {
	r, err := s.registration(ctx, "id = (SELECT registration_id FROM participants WHERE id = ? AND token_version = ?)", participantID, version)
	if err != nil {
		return nil, nil, err
	}
	own, _ := r.ParticipantByID(participantID)
	part := *r
	part.Participants, part.Placements, part.Choices, part.Answers = []models.Participant{*own}, nil, nil, nil
	for _, placement := range r.Placements {
		for _, seat := range placement.Seats {
			if seat.ParticipantID == participantID {
				placement.Seats = []models.Seat{seat}
				part.Placements = append(part.Placements, placement)
				break
			}
		}
	}
	for _, answer := range r.Answers {
		if answer.ParticipantID != nil && *answer.ParticipantID == participantID {
			part.Answers = append(part.Answers, answer)
		}
	}
	return &part, &part.Participants[0], nil
}

func (s *Store) registration(ctx context.Context, condition string, args ...any) (r *models.Registration, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		if r, err = load(ctx, db, condition, args...); err != nil {
			return err
		}
		if r.Series, err = s.view(ctx, db, where{"id = ?", []any{r.SeriesID}}); err != nil {
			return err
		}
		return stand(ctx, db, r, s)
	})
	return r, err
}

// load reads a registration with all that belongs to it, except its series.
func load(ctx context.Context, db *gorm.DB, condition string, args ...any) (*models.Registration, error) {
	r, err := gorm.G[models.Registration](db).Where(condition, args...).Take(ctx)
	if err != nil {
		return nil, missing(err)
	}
	r.CreatedAt, r.UpdatedAt = r.CreatedAt.UTC(), r.UpdatedAt.UTC()
	if r.Organisation, err = gorm.G[models.Organisation](db).Where("id = ?", r.OrganisationID).Take(ctx); err != nil {
		return nil, err
	}
	if r.Contact, err = gorm.G[models.Contact](db).Where("registration_id = ?", r.ID).Take(ctx); err != nil {
		return nil, err
	}
	if r.Participants, err = gorm.G[models.Participant](db).Where("registration_id = ?", r.ID).Order("place").Find(ctx); err != nil {
		return nil, err
	}
	if r.Choices, err = gorm.G[models.Choice](db).Where("registration_id = ?", r.ID).Order("party, rank").Find(ctx); err != nil {
		return nil, err
	}
	if r.Placements, err = gorm.G[models.Placement](db).Where("registration_id = ?", r.ID).Order("party, id").Find(ctx); err != nil {
		return nil, err
	}
	if r.Answers, err = gorm.G[models.Answer](db).Where("registration_id = ?", r.ID).Order("id").Find(ctx); err != nil {
		return nil, err
	}
	seats, err := gorm.G[models.Seat](db).Where("placement_id IN (SELECT id FROM placements WHERE registration_id = ?)", r.ID).Order("participant_id").Find(ctx)
	if err != nil {
		return nil, err
	}
	for i := range r.Placements {
		for _, seat := range seats {
			if seat.PlacementID == r.Placements[i].ID {
				r.Placements[i].Seats = append(r.Placements[i].Seats, seat)
			}
		}
	}
	return &r, nil
}

// ahead counts, for each waiting placement of a registration, the people who stand earlier in its session's line.
const ahead = `SELECT p.id, (SELECT coalesce(sum(q.size), 0) FROM placements q
	WHERE q.session_id = p.session_id AND q.status = 'waiting' AND (q.number, q.party) < (p.number, p.party)) AS ahead
FROM placements p WHERE p.registration_id = ? AND p.status = 'waiting'`

// stand fills in where the waiting placements of a registration stand, and why (seat rule 11).
func stand(ctx context.Context, db *gorm.DB, r *models.Registration, s *Store) error {
	waits := false
	for i := range r.Placements {
		p := &r.Placements[i]
		if p.Status != models.Waiting {
			continue
		}
		waits = true
		if session, ok := r.Series.SessionByID(p.SessionID); ok {
			p.Reason = r.Series.WhyWaiting(session, s.Now())
		}
	}
	if !waits {
		return nil
	}
	var rows []struct {
		ID    int64
		Ahead int
	}
	if err := gorm.G[models.Placement](db).Raw(ahead, r.ID).Scan(ctx, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		for i := range r.Placements {
			if r.Placements[i].ID == row.ID {
				r.Placements[i].Ahead = row.Ahead
			}
		}
	}
	return nil
}
