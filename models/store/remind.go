package store

import (
	"gorm.io/gorm"

	"vonk/models"
)

// reminder is a letter that is due to everybody who has a seat at a session.
type reminder struct {
	session int64
	kind    models.LetterKind
}

// newsOf is a participant and a session that a letter of their own is about.
type newsOf struct{ participant, session int64 }

// remindAll writes the reminders that are due, to those who have a seat when everything has happened. Whoever gets other news of
// that session at the same time needs none; what a contact gets about others is not theirs.
func (c *change) remindAll() error {
	if len(c.reminders) == 0 {
		return nil
	}
	told := map[newsOf]bool{}
	for _, l := range c.letters {
		told[newsOf{l.ParticipantID, l.Facts.SessionID}] = true
	}
	for _, due := range c.reminders {
		var ids []int64
		err := gorm.G[models.Placement](c.db).Raw("SELECT DISTINCT registration_id FROM placements WHERE session_id = ? AND status = 'confirmed' ORDER BY registration_id", due.session).Scan(c.ctx, &ids)
		if err != nil {
			return err
		}
		if err := c.know(ids); err != nil {
			return err
		}
		for _, id := range ids {
			if err := c.remind(c.known[id], due, told); err != nil {
				return err
			}
		}
	}
	return nil
}

// remind writes to the people of one registration: a contact who goes gets the link to all of it, the others their own.
func (c *change) remind(r *models.Registration, due reminder, told map[newsOf]bool) error {
	for i := range r.Participants {
		participant := &r.Participants[i]
		placement, seat, ok := r.SeatOf(participant.ID)
		if !ok || seat.Status != models.Confirmed || seat.ReleaseAt != nil || placement.SessionID != due.session || told[newsOf{participant.ID, due.session}] {
			continue
		}
		s := standing{kind: due.kind, participant: participant, placement: placement, seat: seat, status: seat.Status}
		l := models.Letter{
			RegistrationID: r.ID, PlacementID: placement.ID, Kind: due.kind, Language: r.Language,
			RecipientName: participant.Name, RecipientEmail: participant.Email, Facts: c.facts(r, s, []standing{s}),
		}
		if r.Contact.Place == participant.Place {
			l.Facts.ToContact, l.Facts.RegistrationVersion = true, r.TokenVersion
			l.RecipientName, l.RecipientEmail = r.Contact.Name, r.Contact.Email
		}
		c.concern(&l, s)
		if err := c.letter(l); err != nil {
			return err
		}
	}
	return nil
}
