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

// withdraw takes people out of their parties, and tells them. What is left of a party keeps its lines and numbers.
func (c *change) withdraw(r *models.Registration, leaves func(participantID int64) bool, actor string) error {
	var touched []models.Party
	var all []int64
	for _, place := range r.PartyPlaces() {
		p := r.PartyOf(place)
		var leaving []int64
		for _, participant := range r.Participants {
			if participant.Party == place && !participant.Withdrawn && leaves(participant.ID) {
				leaving = append(leaving, participant.ID)
			}
		}
		if len(leaving) == 0 {
			continue
		}
		if seat := p.Seat(); seat != nil {
			if session, ok := c.series.SessionByID(seat.Session); ok && !c.now.Before(session.Starts) {
				return &models.Error{Code: models.Conflict, Key: "error.cancel.started", Args: map[string]any{"City": session.Place(), "Since": session.Starts}}
			}
		}
		for _, id := range leaving {
			placement, _, ok := r.SeatOf(id)
			if !ok {
				continue
			}
			c.tells(news{kind: models.LetterCancellation, registration: r.ID, left: []int64{id}, session: placement.SessionID})
		}
		was := p.Clone()
		p.Leave(len(leaving))
		if err := c.leave(leaving); err != nil {
			return err
		}
		if err := c.keep(&was, &p); err != nil {
			return err
		}
		touched, all = append(touched, p), append(all, leaving...)
	}
	if len(touched) == 0 {
		return nil
	}
	return c.deed(actor, models.ActionCancel, registrationSubject(r.ID), models.Deed{Parties: touched, More: map[string]any{"participants": all}})
}

// leave ends the seats of people who leave. What a calendar held gets the next SEQUENCE.
func (c *change) leave(participants []int64) error {
	err := gorm.G[models.Participant](c.db).Exec(c.ctx, "UPDATE participants SET withdrawn = TRUE WHERE id IN ?", participants)
	if err != nil {
		return err
	}
	return gorm.G[models.Seat](c.db).Exec(c.ctx, `UPDATE seats SET sequence = sequence + CASE WHEN status = 'waiting' THEN 0 ELSE 1 END,
		status = 'cancelled', release_at = NULL, updated_at = ?
		WHERE participant_id IN ? AND status IN ('confirmed', 'offered', 'waiting')`, c.now, participants)
}
