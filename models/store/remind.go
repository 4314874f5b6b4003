package store

import (
	"gorm.io/gorm"

	"vonk/models"
)

// remind writes to everybody who has a seat at a session: a contact who goes gets the link to the whole registration, the others
// their own.
func (c *change) remind(session *models.Session, kind models.LetterKind) error {
	var ids []int64
	err := gorm.G[models.Placement](c.db).Raw("SELECT DISTINCT registration_id FROM placements WHERE session_id = ? AND status = 'confirmed' ORDER BY registration_id", session.ID).Scan(c.ctx, &ids)
	for ; err == nil && len(ids) > 0; ids = ids[min(len(ids), rowsAtOnce):] {
		// What follows in this transaction may change them, so they are not kept.
		var registrations []*models.Registration
		if registrations, err = loadAll(c.ctx, c.db, "id IN ?", ids[:min(len(ids), rowsAtOnce)]); err != nil {
			return err
		}
		for _, r := range registrations {
			r.Series = c.series
			if err := c.remindAll(r, session, kind); err != nil {
				return err
			}
		}
	}
	return err
}

func (c *change) remindAll(r *models.Registration, session *models.Session, kind models.LetterKind) error {
	for i := range r.Participants {
		participant := &r.Participants[i]
		placement, seat, ok := r.SeatOf(participant.ID)
		if !ok || seat.Status != models.Confirmed || seat.ReleaseAt != nil || placement.SessionID != session.ID {
			continue
		}
		s := standing{kind: kind, participant: participant, placement: placement, seat: seat, status: seat.Status}
		l := models.Letter{
			RegistrationID: r.ID, PlacementID: placement.ID, Kind: kind, Language: r.Language,
			RecipientName: participant.Name, RecipientEmail: participant.Email, Facts: c.facts(r, s, []standing{s}),
		}
		if r.Contact.Place == participant.Place {
			l.Facts.ToContact, l.Facts.RegistrationVersion = true, r.TokenVersion
			l.RecipientName, l.RecipientEmail = r.Contact.Name, r.Contact.Email
		}
		concern(&l, s)
		if err := c.letter(l); err != nil {
			return err
		}
	}
	return nil
}
