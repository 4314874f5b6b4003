package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// EditRegistration puts right what a registration says of its people. Whoever gets another address gets a new link there, and
// the old one stops working; nobody else is told. Errors: NotFound; Conflict when it says something else than whoever filled the
// edit in saw; Invalid with Problems at what must be mended, among it addresses that have a place in the series under another
// registration.
func (s *Store) EditRegistration(ctx context.Context, registrationID int64, edit models.RegistrationEdit, actor string) error {
	edit.Clean()
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		r, err := c.loadNamed(registrationID)
		if err != nil {
			return err
		}
		if err := edit.Fresh(r); err != nil {
			return err
		}
		if err := edit.Validate(r); err != nil {
			return err
		}
		if err := c.refuseMoved(r, &edit); err != nil {
			return err
		}
		was := *r
		was.Participants = slices.Clone(r.Participants)
		places, err := c.edit(r, &edit)
		if err != nil || len(places) == 0 {
			return err
		}
		if err := c.audit(actor, models.ActionEdit, registrationSubject(r.ID), map[string]any{"places": places}); err != nil {
			return err
		}
		c.undoable(actor, r, nil, models.Undo{Was: was.DetailsOf(places), Is: r.DetailsOf(places)})
		return nil
	})
}

// refuseMoved is Invalid where a new address has a place in the series under another registration (seat rule 10).
func (c *change) refuseMoved(r *models.Registration, edit *models.RegistrationEdit) error {
	if !c.series.Policy.OneSeatPerPerson {
		return nil
	}
	var keys []string
	for _, participant := range r.Participants {
		if key := models.NormaliseEmail(edit.People[participant.Place].Email); key != participant.EmailKey && !participant.Withdrawn && !participant.Erased() {
			keys = append(keys, key)
		}
	}
	taken, err := c.placedElsewhere(append(keys, ""), r.ID)
	if err != nil || len(taken) == 0 {
		return err
	}
	e := &models.Error{Code: models.Invalid, Key: "error.form"}
	for _, participant := range r.Participants {
		if slices.Contains(taken, models.NormaliseEmail(edit.People[participant.Place].Email)) {
			e.Problems = append(e.Problems, models.Problem{Field: "email", Place: participant.Place, Key: "problem.email.taken"})
		}
	}
	return e
}

// edit writes an edit, and says of which places it changed something; 0 is the contact.
func (c *change) edit(r *models.Registration, edit *models.RegistrationEdit) (places []int, err error) {
	contact := edit.Contact
	for i := range r.Participants {
		p := &r.Participants[i]
		is := edit.People[p.Place]
		if p.Erased() {
			continue
		}
		if p.Place == r.Contact.Place { // the contact is who goes
			contact.Name, contact.Email = is.Name, is.Email
		}
		if is == (models.Person{Name: p.Name, Email: p.Email, Role: p.Role}) {
			continue
		}
		places = append(places, p.Place)
		moved := models.NormaliseEmail(is.Email) != p.EmailKey
		if p.Name, p.Email, p.EmailKey, p.Role = is.Name, is.Email, models.NormaliseEmail(is.Email), is.Role; moved {
			p.TokenVersion++
		}
		err = gorm.G[models.Participant](c.db).Exec(c.ctx, "UPDATE participants SET name = ?, email = ?, email_key = ?, role = ?, token_version = ? WHERE id = ?",
			p.Name, p.Email, p.EmailKey, p.Role, p.TokenVersion, p.ID)
		if err != nil {
			return nil, err
		}
		if moved && p.Place != r.Contact.Place {
			if err := c.sendLink(r, p.Place); err != nil {
				return nil, err
			}
		}
	}
	was := r.Contact
	moved := models.NormaliseEmail(contact.Email) != was.EmailKey
	if changed := contact != (models.ContactEdit{Name: was.Name, Email: was.Email, Phone: was.Phone}); changed {
		places = append(places, 0)
	}
	if len(places) == 0 {
		return nil, nil
	}
	r.Contact.Name, r.Contact.Email, r.Contact.EmailKey, r.Contact.Phone = contact.Name, contact.Email, models.NormaliseEmail(contact.Email), contact.Phone
	err = gorm.G[models.Contact](c.db).Exec(c.ctx, "UPDATE contacts SET name = ?, email = ?, email_key = ?, phone = ? WHERE registration_id = ?",
		r.Contact.Name, r.Contact.Email, r.Contact.EmailKey, r.Contact.Phone, r.ID)
	if err != nil {
		return nil, err
	}
	if moved {
		r.TokenVersion++
		if err := gorm.G[models.Registration](c.db).Exec(c.ctx, "UPDATE registrations SET token_version = ?, updated_at = ? WHERE id = ?", r.TokenVersion, c.now, r.ID); err != nil {
			return nil, err
		}
		if err := c.sendLink(r, 0); err != nil {
			return nil, err
		}
	}
	return places, c.relist("p.registration_id = ?", r.ID)
}
