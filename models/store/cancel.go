package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Cancel takes participants out of a registration: those at the places given, or all of them. Their seats go to those who
// wait, in the same transaction. Whoever was out already stays out. Errors: NotFound for a place that is not there,
// Conflict when a session that somebody would leave has begun.
func (s *Store) Cancel(ctx context.Context, registrationID int64, places []int, actor string) error {
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		r, err := load(c.ctx, c.db, "id = ?", registrationID)
		if err != nil {
			return err
		}
		leaving := map[int64]bool{}
		for _, participant := range r.Participants {
			if len(places) == 0 || slices.Contains(places, participant.Place) {
				leaving[participant.ID] = true
			}
		}
		for _, place := range places {
			if _, ok := r.Participant(place); !ok {
				return missing(gorm.ErrRecordNotFound)
			}
		}
		return c.withdraw(r, func(participantID int64) bool { return leaving[participantID] }, actor)
	})
}

// withdraw ends the live seats of those who leave, and tells them.
func (c *change) withdraw(r *models.Registration, leaves func(participantID int64) bool, actor string) error {
	ended := map[int64]bool{} // by seat
	for i := range r.Placements {
		p := &r.Placements[i]
		session, ok := c.series.SessionByID(p.SessionID)
		if !ok || !p.Status.Live() {
			continue
		}
		status := p.Status
		seats := session.Withdraw(p, leaves)
		if len(seats) == 0 {
			continue
		}
		if !c.now.Before(session.Starts) {
			return &models.Error{Code: models.Conflict, Key: "error.cancel.started", Args: map[string]any{"City": session.Place(), "Since": session.Starts}}
		}
		for _, seat := range seats {
			ended[seat.ID] = true
		}
		if err := c.saveWithdrawn(p, seats); err != nil {
			return err
		}
		details := map[string]any{"session": session.ID, "number": p.Number, "people": len(seats), "left": p.Size, "status": status}
		if err := c.audit(actor, "cancel", placementSubject(p.ID), details); err != nil {
			return err
		}
	}
	about := standings(r, r.Placements, func(seat models.Seat) bool { return ended[seat.ID] })
	if len(about) == 0 {
		return nil
	}
	return c.tell(news{registration: r, kind: models.LetterCancellation, sessionID: about[0].placement.SessionID, about: about})
}

func (c *change) saveWithdrawn(p *models.Placement, ended []models.Seat) error {
	err := gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET status = ?, size = ?, updated_at = ? WHERE id = ?", p.Status, p.Size, c.now, p.ID)
	if err != nil {
		return err
	}
	bySequence := map[int][]int64{} // nearly always one: the rule decides it for each seat
	for _, seat := range ended {
		bySequence[seat.Sequence] = append(bySequence[seat.Sequence], seat.ID)
	}
	for sequence, ids := range bySequence {
		err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET status = ?, sequence = ?, release_at = NULL, updated_at = ? WHERE id IN ?",
			models.Cancelled, sequence, c.now, ids)
		if err != nil {
			return err
		}
	}
	return nil
}
