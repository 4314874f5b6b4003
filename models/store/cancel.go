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
		r, err := c.loadNamed(registrationID)
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
		_, err = c.takeOut([]*models.Registration{r}, actor, func(_ *models.Registration, participantID int64) bool { return leaving[participantID] })
		return err
	})
}

// CancelPeople takes people out of registrations of a series, all in one act, so that nobody gets a seat that is freed next.
// It says for how many, and which act it is: whoever was out already stays out. Errors: NotFound for somebody who is not there,
// Conflict when a session that somebody would leave has begun; then everybody stays.
func (s *Store) CancelPeople(ctx context.Context, slug string, people []models.PersonAt, actor string) (count int, act int64, err error) {
	err = s.change(ctx, bySlug(slug), func(c *change) error {
		registrations, err := c.registrationsOf(people)
		if err != nil {
			return err
		}
		count, err = c.takeOut(registrations, actor, func(r *models.Registration, participantID int64) bool {
			participant, _ := r.ParticipantByID(participantID)
			return slices.Contains(people, models.PersonAt{Registration: r.ID, Place: participant.Place})
		})
		act = c.series.AuditSeq
		return err
	})
	return count, act, err
}

// takeOut takes people out of registrations in one act, and says how many.
func (c *change) takeOut(registrations []*models.Registration, actor string, leaves func(r *models.Registration, participantID int64) bool) (count int, err error) {
	var touched []models.Party
	var left []int64
	leavers := make([][]int64, len(registrations))
	for i, r := range registrations {
		parties, leaving, err := c.withdraw(r, func(participantID int64) bool { return leaves(r, participantID) })
		if err != nil {
			return 0, err
		}
		touched, left, leavers[i] = append(touched, parties...), append(left, leaving...), leaving
	}
	if len(left) == 0 {
		return 0, nil
	}
	subject := seriesSubject(c.series)
	if len(registrations) == 1 {
		subject = registrationSubject(registrations[0].ID)
	}
	if err := c.deed(actor, models.ActionCancel, subject, models.Deed{Parties: touched, More: map[string]any{"participants": left}}); err != nil {
		return 0, err
	}
	for i, r := range registrations {
		if len(leavers[i]) > 0 {
			c.undoable(actor, r, touched, models.Undo{Left: leavers[i]})
		}
	}
	return len(left), nil
}

// registrationsOf loads the registrations of some people. NotFound when somebody is in no registration of this series.
func (c *change) registrationsOf(people []models.PersonAt) ([]*models.Registration, error) {
	return registrationsOf(c.ctx, c.db, c.series.ID, people)
}

func registrationsOf(ctx context.Context, db *gorm.DB, seriesID int64, people []models.PersonAt) ([]*models.Registration, error) {
	var ids []int64
	for _, person := range people {
		ids = append(ids, person.Registration)
	}
	registrations, err := loadAll(ctx, db, "series_id = ? AND id IN ?", seriesID, append(ids, 0))
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		known := slices.ContainsFunc(registrations, func(r *models.Registration) bool {
			_, ok := r.Participant(person.Place)
			return ok && r.ID == person.Registration
		})
		if !known {
			return nil, missing(gorm.ErrRecordNotFound)
		}
	}
	return registrations, nil
}

// RegistrationsOf are the registrations of some people of a series, whole but without their series, to ask whether something
// is to be done with them. Errors: NotFound for an unknown series, and for somebody who is not there.
func (s *Store) RegistrationsOf(ctx context.Context, slug string, people []models.PersonAt) (all []*models.Registration, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		all, err = registrationsOf(ctx, db, series.ID, people)
		return err
	})
	return all, err
}

// withdraw takes people out of their parties, and tells them. What is left of a party keeps its lines and numbers. It gives the
// parties as they are then, and who left.
func (c *change) withdraw(r *models.Registration, leaves func(participantID int64) bool) (touched []models.Party, all []int64, err error) {
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
				return nil, nil, &models.Error{Code: models.Conflict, Key: "error.cancel.started", Args: map[string]any{"City": session.Place(), "Since": session.Starts}}
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
			return nil, nil, err
		}
		if err := c.keep(&was, &p); err != nil {
			return nil, nil, err
		}
		touched, all = append(touched, p), append(all, leaving...)
	}
	return touched, all, nil
}

// leave ends the seats of people who leave. What a calendar held gets the next SEQUENCE. What a mailing was to tell them, as those
// who come, is not sent.
func (c *change) leave(participants []int64) error {
	for _, id := range participants {
		if c.departed == nil {
			c.departed = map[int64]bool{}
		}
		c.departed[id] = true
	}
	err := gorm.G[models.Participant](c.db).Exec(c.ctx, "UPDATE participants SET withdrawn = TRUE WHERE id IN ?", participants)
	if err != nil {
		return err
	}
	err = gorm.G[models.Seat](c.db).Exec(c.ctx, `UPDATE seats SET sequence = sequence + CASE WHEN status = 'waiting' THEN 0 ELSE 1 END,
		status = 'cancelled', release_at = NULL, updated_at = ?
		WHERE participant_id IN ? AND status IN ('confirmed', 'offered', 'waiting')`, c.now, participants)
	if err != nil {
		return err
	}
	return gorm.G[models.Letter](c.db).Exec(c.ctx, `DELETE FROM letters AS l WHERE l.status = 'queued' AND l.attempts = 0 AND l.mailing_id <> 0
		AND l.registration_id IN (SELECT p.registration_id FROM participants p WHERE p.id IN ?) AND l.mailing_id NOT IN (`+newsletters+`) AND NOT `+wanted, participants)
}
