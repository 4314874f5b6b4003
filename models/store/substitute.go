package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Substitute lets another person of the organisation go in the place of a participant, who is given by place in the
// registration. The place is taken as it is, with its number (seat rule 2). The old link stops working, the old person's
// own answers go, and both are told. Errors: NotFound for a place that is not there; Conflict when nobody goes or waits
// there, or when the session has begun; Invalid with Problems at name and email, among them an address that has a place in
// the series.
func (s *Store) Substitute(ctx context.Context, registrationID int64, place int, person models.Person, actor string) error {
	in := models.SignUp{People: []models.Person{person}}
	in.Clean()
	if len(in.People) == 1 {
		person = in.People[0]
	}
	var refused error // what is committed all the same: the owner of a duplicate address is told
	err := s.change(ctx, byRegistration(registrationID), func(c *change) (err error) {
		refused, err = c.substitute(registrationID, place, person, actor)
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

func (c *change) substitute(registrationID int64, place int, person models.Person, actor string) (refused, err error) {
	r, err := c.loadNamed(registrationID)
	if err != nil {
		return nil, err
	}
	participant, ok := r.Participant(place)
	if !ok {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	placement, seat, err := c.placeToTake(r, participant)
	if err != nil {
		return nil, err
	}
	if err := person.ValidateSubstitute(r); err != nil {
		return nil, err
	}
	if duplicates, err := c.refuseDuplicates([]models.Person{person}, r.ID); err != nil {
		return nil, err
	} else if duplicates != nil {
		duplicates.Problems = []models.Problem{{Field: "email", Key: "problem.substitute.registered"}} // nobody to go on without
		return duplicates, nil
	}
	was := r.DetailsOf([]int{place})
	if err := c.substitutePerson(r, participant, person, placement, seat, actor); err != nil {
		return nil, err
	}
	c.undoable(actor, r, nil, models.Undo{Was: was, Is: r.DetailsOf([]int{place})})
	return nil, nil
}

// substitutePerson writes the new person, the audit entry and what to tell. The seat is one of the registration's own.
func (c *change) substitutePerson(r *models.Registration, participant *models.Participant, person models.Person, placement *models.Placement, seat *models.Seat, actor string) error {
	details := map[string]any{"place": participant.Place, "session": placement.SessionID, "number": placement.Number, "status": seat.Status}
	if err := c.audit(actor, models.ActionSubstitute, placementSubject(placement.ID), details); err != nil {
		return err
	}
	c.replaced = map[int64]string{participant.ID: participant.Name}
	return c.takePlace(r, participant, person, placement, seat)
}

// takePlace writes the new person and what to tell.
func (c *change) takePlace(r *models.Registration, participant *models.Participant, person models.Person, placement *models.Placement, seat *models.Seat) error {
	old := *participant
	oldContact := r.Contact
	taken := takenOver(r, participant.ID)
	if err := c.replace(r, participant, person); err != nil {
		return err
	}
	return c.tellSubstituted(r, standing{participant: &old, gone: taken}, &oldContact, participant, placement, seat)
}

// takenOver are the seats that leave the calendar of who is replaced: the substitute gets them under UIDs of their own.
func takenOver(r *models.Registration, participant int64) (taken []event) {
	for _, placement := range r.Placements {
		for _, seat := range placement.Seats {
			if seat.ParticipantID == participant && (seat.Status == models.Confirmed || seat.Status == models.Offered) {
				seat.Status = models.Cancelled
				seat.Sequence++
				taken = append(taken, event{seat, models.EventFact{SessionID: seat.SessionID, Cancels: true}})
			}
		}
	}
	return taken
}

// placeToTake is the place that a substitute would take: the best that is still to come. Conflict when nobody goes or waits
// there, or when the session of the person's seat has begun.
func (c *change) placeToTake(r *models.Registration, participant *models.Participant) (placement *models.Placement, seat *models.Seat, err error) {
	coming := *r
	coming.Placements = slices.Clone(r.Placements)
	coming.Placements = slices.DeleteFunc(coming.Placements, func(p models.Placement) bool {
		session, ok := c.series.SessionByID(p.SessionID)
		return p.Status == models.Waiting && (!ok || !c.now.Before(session.Starts))
	})
	best, _, ok := coming.SeatOf(participant.ID)
	if !ok || !best.Status.Live() {
		best, _, ok = r.SeatOf(participant.ID)
	}
	if !ok {
		return nil, nil, &models.Error{Code: models.Conflict, Key: "error.substitute.ended"}
	}
	for i := range r.Placements {
		for j := range r.Placements[i].Seats {
			if s := &r.Placements[i].Seats[j]; r.Placements[i].ID == best.ID && s.ParticipantID == participant.ID {
				placement, seat = &r.Placements[i], s
			}
		}
	}
	if !seat.Status.Live() {
		return nil, nil, &models.Error{Code: models.Conflict, Key: "error.substitute.ended"}
	}
	if session, ok := c.series.SessionByID(placement.SessionID); !ok || !c.now.Before(session.Starts) {
		return nil, nil, &models.Error{Code: models.Conflict, Key: "error.substitute.started"}
	}
	return placement, seat, nil
}

// replace writes the new person over the old one: with links, calendar events and answers of their own.
func (c *change) replace(r *models.Registration, participant *models.Participant, person models.Person) (err error) {
	if r.Contact.Place == participant.Place {
		r.Contact.Place = 0
	}
	if person.Is(models.Person{Name: r.Contact.Name, Email: r.Contact.Email}) {
		r.Contact.Place = participant.Place // the contact goes after all
	}
	participant.Name, participant.Email, participant.EmailKey, participant.Role = person.Name, person.Email, models.NormaliseEmail(person.Email), person.Role
	participant.TokenVersion++
	participant.FeedVersion++
	for i := range r.Placements {
		for j := range r.Placements[i].Seats {
			seat := &r.Placements[i].Seats[j]
			if seat.ParticipantID != participant.ID || !seat.Status.Live() {
				continue
			}
			if seat.UID, err = c.store.secret(); err != nil {
				return err
			}
			seat.Sequence = 0
			err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET uid = ?, sequence = 0, release_at = NULL, answered = '', answered_at = NULL, answer_stamp = NULL, updated_at = ? WHERE id = ?", seat.UID, c.now, seat.ID)
			if err != nil {
				return err
			}
		}
	}
	who := listed(r, participant)
	for _, write := range []struct {
		statement string
		args      []any
	}{
		{"UPDATE contacts SET place = ? WHERE registration_id = ?", []any{r.Contact.Place, r.ID}},
		{"UPDATE participants SET name = ?, email = ?, email_key = ?, role = ?, token_version = ?, feed_version = ? WHERE id = ?", []any{
			participant.Name, participant.Email, participant.EmailKey, participant.Role, participant.TokenVersion, participant.FeedVersion, participant.ID,
		}},
		{"UPDATE seats SET found = ?, found_public = ? WHERE participant_id = ?", []any{who.Found, who.FoundPublic, participant.ID}},
		{"DELETE FROM answers WHERE registration_id = ? AND participant_id = ?", []any{r.ID, participant.ID}},
	} {
		if err := gorm.G[models.Participant](c.db).Exec(c.ctx, write.statement, write.args...); err != nil {
			return err
		}
	}
	return nil
}

// tellSubstituted writes to the new person what a new participant gets, and to the old one and the contact who goes now.
func (c *change) tellSubstituted(r *models.Registration, leaver standing, contact *models.Contact, participant *models.Participant, placement *models.Placement, seat *models.Seat) error {
	r.Series = c.series
	if err := stand(c.ctx, c.db, r, aheadNear, c.now); err != nil {
		return err
	}
	now := standing{kind: models.LetterWaiting, participant: participant, placement: placement, seat: seat, status: seat.Status}
	switch seat.Status {
	case models.Confirmed:
		now.kind = models.LetterConfirmation
	case models.Offered:
		now.kind = models.LetterOffer
	}
	for _, s := range r.Standings() {
		if s.Party == participant.Party {
			now.lines = lineFacts(s)
		}
	}
	now.event, _ = c.events(r, now)
	own := models.Letter{
		RegistrationID: r.ID, PlacementID: placement.ID, Kind: now.kind, Language: r.Language,
		RecipientName: participant.Name, RecipientEmail: participant.Email,
		Facts: c.facts(r, now, []standing{now}),
	}
	if r.Contact.Place == participant.Place {
		own.Facts.ToContact, own.Facts.RegistrationVersion = true, r.TokenVersion
	}
	c.concern(&own, now)
	// What time settled in this transaction is told to the new person too, with where they stand.
	if !slices.ContainsFunc(c.news, func(n news) bool { return n.registration == r.ID && n.party == participant.Party }) {
		if err := c.letter(own); err != nil {
			return err
		}
	}
	old := leaver.participant
	if len(leaver.gone) > 0 {
		leaver.event, leaver.gone = &leaver.gone[0], leaver.gone[1:]
	}
	told := models.Letter{
		RegistrationID: r.ID, PlacementID: placement.ID, Kind: models.LetterSubstitution, Language: r.Language,
		Facts: c.facts(r, now, nil),
	}
	told.Facts.People = []models.PersonFact{{Place: old.Place, Name: old.Name, Status: models.Cancelled}}
	told.Facts.Substitute = participant.Name
	// Who never read of the place that they got, as that was undone before, reads nothing of losing it either.
	if contact.Place != old.Place && !c.unaware(old) {
		toOld := told
		toOld.RecipientName, toOld.RecipientEmail = old.Name, old.Email
		if err := c.tellLeaver(toOld, leaver); err != nil {
			return err
		}
	}
	if r.Contact.Place == participant.Place {
		return nil // the contact goes now, and knows by the first letter
	}
	told.RecipientName, told.RecipientEmail = contact.Name, contact.Email
	told.Facts.ToContact, told.Facts.RegistrationVersion = true, r.TokenVersion
	if contact.Place == old.Place {
		return c.tellLeaver(told, leaver)
	}
	return c.letter(told)
}

// tellLeaver writes to who is replaced. They are a participant no more, so their letter names none.
func (c *change) tellLeaver(l models.Letter, leaver standing) error {
	if leaver.event != nil {
		leaver.event.attach(&l)
	}
	if err := c.letter(l); err != nil {
		return err
	}
	return c.remove(l, leaver)
}
