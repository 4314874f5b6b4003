package store

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Erase erases a registration: everybody's name and address and all else that tells who they are, their answers, letters and
// links, and what organisers noted. Their places are given up first, to those who wait; nobody of the registration is told. What
// stays is counted: where they stood, and whether they came to a session that has begun. It cannot be undone. Errors: NotFound;
// Gone when it was erased before.
func (s *Store) Erase(ctx context.Context, registrationID int64, actor string) error {
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		r, err := c.loadNamed(registrationID)
		if err != nil {
			return err
		}
		e := r.Erasure()
		if err := c.erase([]models.Erasure{e}, registrationSubject(r.ID), actor); err != nil {
			return err
		}
		return c.audit(actor, models.ActionErase, registrationSubject(r.ID), map[string]any{"people": len(e.People)})
	})
}

// loadNamed is load of a registration that something is to be done with. Gone when it was erased.
func (c *change) loadNamed(id int64) (*models.Registration, error) {
	r, err := load(c.ctx, c.db, "id = ?", id)
	if err == nil {
		err = refuseErased(r)
	}
	return r, err
}

func refuseErased(r *models.Registration) error {
	if r.Erased() && r.Contact.Erased() {
		return &models.Error{Code: models.Gone, Key: "error.erased"}
	}
	return nil
}

// erase erases what goes of some registrations, after giving up the places of those people.
func (c *change) erase(all []models.Erasure, subject, actor string) error {
	if err := c.giveUp(all, subject, actor); err != nil {
		return err
	}
	var people, whole, contacts, some []int64 // never 0, which letters of no registration have, and those to a contact who does not attend
	for i := range all {
		e := &all[i]
		people = append(people, e.People...)
		if e.Contact {
			contacts = append(contacts, e.Registration.ID)
		}
		if e.Whole() {
			whole = append(whole, e.Registration.ID)
		} else {
			some = append(some, e.Registration.ID)
		}
	}
	if err := c.eraseLinks(people, contacts); err != nil {
		return err
	}
	for _, write := range []struct {
		statement string
		args      []any
	}{
		{"DELETE FROM letters WHERE registration_id IN ? OR registration_id IN ? AND (status <> 'queued' OR participant_id IN ?)", []any{whole, some, people}},
		// The trials of mailings tell who would get them first, and not of which registration that is.
		{"DELETE FROM letters WHERE series_id = ? AND kind = ? AND mailing_id = 0", []any{c.series.ID, models.LetterMailing}},
		{"DELETE FROM answers WHERE registration_id IN ? OR registration_id IN ? AND participant_id IN ?", []any{whole, some, people}},
		{"DELETE FROM registration_notes WHERE registration_id IN ?", []any{whole}},
		{"DELETE FROM undos WHERE registration_id IN ? OR registration_id IN ?", []any{whole, some}},
		{"UPDATE participants SET name = '', email = '', email_key = '', role = '', token_version = token_version + 1, feed_version = feed_version + 1 WHERE id IN ?", []any{people}},
		{"UPDATE contacts SET phone = '', place = 0 WHERE registration_id IN ?", []any{whole}},
		{"UPDATE contacts SET name = '', email = '', email_key = '', newsletter = FALSE, followup = FALSE WHERE registration_id IN ?", []any{contacts}},
		{"UPDATE registrations SET nonce_hash = NULL, updated_at = ? WHERE id IN ?", []any{c.now, whole}},
		{"UPDATE registrations SET token_version = token_version + 1 WHERE id IN ?", []any{contacts}},
		// The marks of addresses that nobody has any more.
		{`DELETE FROM bounces WHERE series_id = ? AND NOT EXISTS (SELECT 1 FROM participants p WHERE p.email_key = bounces.email_key AND p.series_id = bounces.series_id)
			AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.email_key = bounces.email_key AND c.series_id = bounces.series_id)`, []any{c.series.ID}},
		// The calendar's name of a seat stands in people's calendars.
		{"UPDATE seats SET uid = 'erased-' || id, release_at = NULL, latest = latest AND status = 'confirmed' WHERE participant_id IN ?", []any{people}},
	} {
		if err := gorm.G[models.Participant](c.db).Exec(c.ctx, write.statement, write.args...); err != nil {
			return err
		}
	}
	return c.relist("p.id IN ?", people)
}

// giveUp cancels the places of people who are to be erased, except at a session that has begun, and tells nobody of theirs.
func (c *change) giveUp(all []models.Erasure, subject, actor string) error {
	var touched []models.Party
	var left []int64
	for i := range all {
		e := &all[i]
		parties, leaving, err := c.withdraw(e.Registration, func(participantID int64) bool {
			participant, _ := e.Registration.ParticipantByID(participantID)
			party := e.Registration.PartyOf(participant.Party)
			return slices.Contains(e.People, participantID) && c.series.RefuseBegun(&party, c.now) == nil
		})
		if err != nil {
			return err
		}
		touched, left = append(touched, parties...), append(left, leaving...)
		c.news = slices.DeleteFunc(c.news, func(n news) bool {
			return n.registration == e.Registration.ID && (e.Whole() || len(n.left) > 0 && slices.Contains(e.People, n.left[0]))
		})
	}
	if len(touched) == 0 {
		return nil
	}
	return c.deed(actor, models.ActionCancel, subject, models.Deed{Parties: touched, More: map[string]any{"participants": left}})
}

// eraseLinks takes the links of people who are to be erased out of the letters that list what an address is registered for:
// they are kept with another registration of theirs.
func (c *change) eraseLinks(people, contacts []int64) error {
	listing, err := gorm.G[models.Letter](c.db).Where(`kind IN ('links', 'duplicate', 'code') AND recipient_email IN (
		SELECT email_key FROM participants WHERE id IN ? AND email_key <> '' UNION SELECT email_key FROM contacts WHERE registration_id IN ? AND email_key <> '')`,
		people, contacts).Find(c.ctx)
	if err != nil {
		return err
	}
	for _, letter := range listing {
		kept := slices.DeleteFunc(slices.Clone(letter.Facts.Links), func(l models.LinkFact) bool {
			return l.ParticipantID == 0 && slices.Contains(contacts, l.RegistrationID) || slices.Contains(people, l.ParticipantID) && l.ParticipantID != 0
		})
		if len(kept) == len(letter.Facts.Links) {
			continue
		}
		if len(kept) == 0 || letter.Status != models.LetterQueued {
			_, err = gorm.G[models.Letter](c.db).Where("id = ?", letter.ID).Delete(c.ctx)
		} else {
			letter.Facts.Links = kept
			var facts []byte
			if facts, err = json.Marshal(letter.Facts); err == nil { // and written anew
				err = gorm.G[models.Letter](c.db).Exec(c.ctx, "UPDATE letters SET facts = ?, raw = NULL WHERE id = ?", string(facts), letter.ID)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
