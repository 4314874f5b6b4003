package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Split lets a group that waits for seats together wait as people on their own, under the number that it has. Who fits has
// a seat at once, as this is the holder's own act (seat rules 6 and 8). Conflict when nothing of the registration waits as
// a group.
func (s *Store) Split(ctx context.Context, registrationID int64) error {
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		r, err := load(c.ctx, c.db, "id = ?", registrationID)
		if err != nil {
			return err
		}
		var granted []models.Placement
		found := false
		for i := range r.Placements {
			parties, ok, err := c.split(r, &r.Placements[i])
			if err != nil {
				return err
			}
			found = found || ok
			granted = append(granted, parties...)
		}
		if !found {
			return &models.Error{Code: models.Conflict, Key: "error.split"}
		}
		err = gorm.G[models.Registration](c.db).Exec(c.ctx, "UPDATE registrations SET together = ?, updated_at = ? WHERE id = ?", models.TogetherAny, c.now, r.ID)
		if err != nil || len(granted) == 0 {
			return err
		}
		about := standings(r, granted, func(seat models.Seat) bool { return seat.Status == models.Confirmed })
		return c.tell(news{registration: r, kind: models.LetterConfirmation, sessionID: granted[0].SessionID, about: about})
	})
}

// split splits one placement and returns the parties that have seats now.
func (c *change) split(r *models.Registration, p *models.Placement) (granted []models.Placement, ok bool, err error) {
	number := p.Number
	others, ok := p.Split(func(id int64) int {
		participant, _ := r.ParticipantByID(id)
		return participant.Place
	})
	if !ok {
		return nil, false, nil
	}
	if err := c.keepSplit(r, p, others); err != nil {
		return nil, false, err
	}
	if err := c.audit(models.ActorHolder, "split", placementSubject(p.ID), map[string]any{"number": number, "parties": len(others) + 1}); err != nil {
		return nil, false, err
	}
	// The line was served before, so nobody else in it fits.
	session, _ := c.series.SessionByID(p.SessionID)
	for _, party := range append([]models.Placement{*p}, others...) {
		if !c.series.Serves(session, c.now) || !session.Fits(party.Size) {
			continue
		}
		party.Seats = slices.Clone(party.Seats)
		if err := c.grant(&party, models.ActorHolder, "split"); err != nil {
			return nil, false, err
		}
		granted = append(granted, party)
	}
	return granted, true, nil
}

// keepSplit writes the rows of a split: the first party keeps the placement, the others get a choice and a placement, and
// take their seat rows along.
func (c *change) keepSplit(r *models.Registration, p *models.Placement, others []models.Placement) error {
	err := gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET size = 1, party = ?, updated_at = ? WHERE id = ?", p.Party, c.now, p.ID)
	if err != nil {
		return err
	}
	if err := gorm.G[models.Choice](c.db).Exec(c.ctx, "UPDATE choices SET party = ? WHERE id = ?", p.Party, p.ChoiceID); err != nil {
		return err
	}
	for i := range others {
		other := &others[i]
		choice := models.Choice{SeriesID: other.SeriesID, RegistrationID: r.ID, SessionID: other.SessionID, Party: other.Party, Rank: other.Rank, Number: other.Number}
		if err := gorm.G[models.Choice](c.db).Create(c.ctx, &choice); err != nil {
			return err
		}
		other.ChoiceID, other.UpdatedAt = choice.ID, c.now
		if err := gorm.G[models.Placement](c.db).Create(c.ctx, other); err != nil {
			return err
		}
		seat := &other.Seats[0]
		seat.PlacementID = other.ID
		if err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET placement_id = ?, updated_at = ? WHERE id = ?", other.ID, c.now, seat.ID); err != nil {
			return err
		}
	}
	return gorm.G[models.Participant](c.db).Exec(c.ctx, "UPDATE participants SET party = place WHERE registration_id = ?", r.ID)
}
