package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// noteRow is what an organiser wrote down about a registration.
type noteRow struct {
	ID             int64
	RegistrationID int64
	OrganiserID    int64
	Text           string
	CreatedAt      time.Time
}

func (noteRow) TableName() string { return "registration_notes" }

// AddNote writes something down about a registration, for other organisers. Invalid when it says nothing, or too much.
func (s *Store) AddNote(ctx context.Context, registrationID, organiserID int64, text, actor string) error {
	text, err := models.CleanNote(text, "note")
	if err != nil {
		return err
	}
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		r, err := c.loadNamed(registrationID)
		if err != nil {
			return err
		}
		id, err := c.note(registrationID, organiserID, text)
		if err != nil {
			return err
		}
		if err := c.audit(actor, models.ActionNote, registrationSubject(registrationID), map[string]any{"note": id}); err != nil {
			return err
		}
		c.undoable(actor, r, nil, models.Undo{Note: id})
		return nil
	})
}

func (c *change) note(registrationID, organiserID int64, text string) (int64, error) {
	row := noteRow{RegistrationID: registrationID, OrganiserID: organiserID, Text: text, CreatedAt: c.now}
	err := gorm.G[noteRow](c.db).Create(c.ctx, &row)
	return row.ID, err
}

// notes are those of a registration, the oldest first.
func notes(ctx context.Context, db *gorm.DB, registrationID int64) (all []models.Note, err error) {
	err = gorm.G[noteRow](db).Raw(`SELECT n.id, n.created_at AS at, o.email AS author, n.text FROM registration_notes n
		JOIN organisers o ON o.id = n.organiser_id WHERE n.registration_id = ? ORDER BY n.id`, registrationID).Scan(ctx, &all)
	for i := range all {
		all[i].At = all[i].At.UTC()
	}
	return all, err
}

// Resend writes to a person of a registration once more, with their own link: the participant at a place, or the contact (0).
// NotFound when there is nobody.
func (s *Store) Resend(ctx context.Context, registrationID int64, place int, actor string) error {
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		r, err := c.loadNamed(registrationID)
		if err != nil {
			return err
		}
		if err := c.sendLink(r, place); err != nil {
			return err
		}
		return c.audit(actor, models.ActionResend, registrationSubject(r.ID), map[string]any{"place": place})
	})
}

// sendLink writes a person of a registration a letter with their link. A contact who attends finds their own part through the
// registration's page.
func (c *change) sendLink(r *models.Registration, place int) error {
	link := models.LinkFact{SeriesTitle: c.series.Title, RegistrationID: r.ID, Version: r.TokenVersion, Name: r.Contact.Name, Reference: r.Reference}
	email := r.Contact.Email
	if place != 0 && place != r.Contact.Place {
		participant, ok := r.Participant(place)
		if !ok {
			return missing(gorm.ErrRecordNotFound)
		}
		link.ParticipantID, link.Version, link.Name, email = participant.ID, participant.TokenVersion, participant.Name, participant.Email
	}
	return c.letter(models.Letter{
		RegistrationID: r.ID, Kind: models.LetterLinks, Language: r.Language, RecipientName: link.Name, RecipientEmail: email,
		Facts: models.Facts{Links: []models.LinkFact{link}},
	})
}
