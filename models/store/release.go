package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// settleReleases frees the seats that were declined and whose time to undo that is over, as their holders' own cancellation
// (seat rule 12). Once a session has begun none is freed: what was declined there stays as it is. Nor is one whose holder has sought
// another since: whether they want that alone is asked.
func (c *change) settleReleases() error {
	if c.series.ReleaseDue == nil || c.now.Before(*c.series.ReleaseDue) {
		return nil
	}
	c.passed = true
	due, err := gorm.G[models.Seat](c.db).Select("id", "registration_id", "participant_id", "session_id", "uid").
		Where("series_id = ? AND release_at <= ? AND status = 'confirmed'", c.series.ID, c.now).Order("release_at, id").Find(c.ctx)
	if err != nil {
		return err
	}
	var order, stay []int64
	leaving := map[int64]bool{}
	for _, seat := range due {
		if session, ok := c.series.SessionByID(seat.SessionID); !ok || !c.now.Before(session.Starts) {
			stay = append(stay, seat.ID)
			continue
		}
		leaving[seat.ParticipantID] = true
		order = append(order, seat.RegistrationID)
	}
	registrations, err := loadAll(c.ctx, c.db, "id IN ?", append(order, 0))
	if err != nil {
		return err
	}
	seeks := map[int64]bool{}
	for _, r := range registrations {
		for _, participant := range r.Participants {
			party := r.PartyOf(participant.Party)
			seeks[participant.ID] = party.Seeks()
		}
	}
	for _, seat := range due {
		if !leaving[seat.ParticipantID] || !seeks[seat.ParticipantID] {
			continue
		}
		delete(leaving, seat.ParticipantID)
		stay = append(stay, seat.ID)
		a, err := c.answering(seat.UID)
		if err != nil {
			return err
		}
		if err := c.once(a.letter(models.LetterDeclineConfirm)); err != nil {
			return err
		}
	}
	if len(stay) > 0 {
		if err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET release_at = NULL WHERE id IN ?", stay); err != nil {
			return err
		}
	}
	_, err = c.takeOut(registrations, models.ActorHolder, func(_ *models.Registration, participantID int64) bool { return leaving[participantID] })
	if err != nil {
		return err
	}
	return c.nextRelease()
}

// nextRelease finds when the next declined seat is freed.
func (c *change) nextRelease() error {
	next, err := gorm.G[models.Seat](c.db).Select("id", "release_at").
		Where("series_id = ? AND release_at IS NOT NULL AND status = 'confirmed'", c.series.ID).Order("release_at").Limit(1).Find(c.ctx)
	if err != nil {
		return err
	}
	c.series.ReleaseDue = nil
	if len(next) > 0 {
		c.series.ReleaseDue = utc(next[0].ReleaseAt)
	}
	return nil
}

// Undo keeps the seats that calendars declined: those of the participants at the places given, or all that the link covers.
// Calendars get the event again. Errors: NotFound for a place that is not there; Gone when such a seat was freed already;
// Conflict when none is to be freed.
func (s *Store) Undo(ctx context.Context, holder models.Holder, places []int) error {
	return s.change(ctx, byRegistration(holder.Registration), func(c *change) error {
		r, err := load(c.ctx, c.db, "id = ?", holder.Registration)
		if err != nil {
			return err
		}
		people, err := covered(r, holder, places)
		if err != nil {
			return err
		}
		var kept []*models.Seat
		gone := false
		for i := range r.Placements {
			for j := range r.Placements[i].Seats {
				seat := &r.Placements[i].Seats[j]
				if people[seat.ParticipantID] == nil {
					continue
				}
				gone = gone || seat.Status == models.Cancelled && seat.Answered == answerDeclined
				if seat.ReleaseAt != nil && seat.Status == models.Confirmed {
					kept = append(kept, seat)
				}
			}
		}
		switch {
		case len(kept) > 0:
			return c.stay(r, kept)
		case gone:
			return &models.Error{Code: models.Gone, Key: "error.undo.late"}
		}
		return &models.Error{Code: models.Conflict, Key: "error.undo.none"}
	})
}

// answerDeclined is how a seat keeps that a calendar declined.
const answerDeclined = "declined"

// covered are the participants that a holder speaks for, by id: those at the places given, or all that the link covers.
func covered(r *models.Registration, holder models.Holder, places []int) (map[int64]*models.Participant, error) {
	if holder.Place != 0 {
		for _, place := range places {
			if place != holder.Place {
				return nil, missing(gorm.ErrRecordNotFound)
			}
		}
		places = []int{holder.Place}
	}
	people := map[int64]*models.Participant{}
	if len(places) == 0 {
		for i := range r.Participants {
			people[r.Participants[i].ID] = &r.Participants[i]
		}
	}
	for _, place := range places {
		participant, ok := r.Participant(place)
		if !ok {
			return nil, missing(gorm.ErrRecordNotFound)
		}
		people[participant.ID] = participant
	}
	return people, nil
}

// stay keeps seats that were to be freed. Their calendars, which have taken the event out, get it again.
func (c *change) stay(r *models.Registration, seats []*models.Seat) error {
	var people []int64
	for _, seat := range seats {
		err := gorm.G[models.Seat](c.db).Exec(c.ctx, `UPDATE seats SET release_at = NULL, sequence = sequence + 1, updated_at = ?,
			answered = CASE WHEN answered = 'declined' THEN '' ELSE answered END WHERE id = ?`, c.now, seat.ID)
		if err != nil {
			return err
		}
		people = append(people, seat.ParticipantID)
		c.tells(news{kind: models.LetterConfirmation, registration: r.ID, left: []int64{seat.ParticipantID}, session: seat.SessionID})
	}
	if err := c.audit(models.ActorHolder, models.ActionUndo, registrationSubject(r.ID), map[string]any{"participants": people}); err != nil {
		return err
	}
	return c.nextRelease()
}
