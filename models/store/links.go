package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// An address gets at most this many letters that anybody can ask for.
const (
	linksLetters     = 3 // an hour
	linksPeriod      = time.Hour
	duplicateLetters = 1 // a day
	duplicatePeriod  = 24 * time.Hour
)

// linksOfOneAddress is the most links that one letter holds.
const linksOfOneAddress = 20

// RequestLinks writes a letter with the links of everything that an address is registered for. An unknown address gets
// nothing; the answer is the same, and so is the writing of an audit entry, so that the time it takes tells nothing.
func (s *Store) RequestLinks(ctx context.Context, email, language string) error {
	key := models.NormaliseEmail(email)
	var links []ownLink
	var series models.Series
	err := s.reading(ctx, func(db *gorm.DB) (err error) {
		if links, err = ownLinks(ctx, db, key, 0); err != nil {
			return err
		}
		series, err = gorm.G[models.Series](db).Select("id").Order("id").Take(ctx)
		return err
	})
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil // nothing to be registered for
	case err != nil:
		return err
	case len(links) > 0:
		series.ID = links[0].SeriesID
	}
	return s.change(ctx, where{"id = ?", []any{series.ID}}, func(c *change) error {
		if err := c.audit(models.ActorHolder, models.ActionLinks, seriesSubject(c.series), struct{}{}); err != nil || len(links) == 0 {
			return err
		}
		return c.sendLinks(key, models.LetterLinks, links, language, linksLetters, linksPeriod)
	})
}

// tellDuplicate writes to the owner of an address that somebody tried to sign up again.
func (c *change) tellDuplicate(key string) error {
	links, err := ownLinks(c.ctx, c.db, key, c.series.ID)
	if err != nil || len(links) == 0 {
		return err
	}
	return c.sendLinks(key, models.LetterDuplicate, links, links[0].Language, duplicateLetters, duplicatePeriod)
}

// sendLinks writes a letter of links unless the address had enough of its kind lately.
func (c *change) sendLinks(key string, kind models.LetterKind, links []ownLink, language string, most int64, period time.Duration) error {
	sent, err := gorm.G[models.Letter](c.db).Where("recipient_email = ? AND kind = ? AND stamp > ?", key, kind, c.now.Add(-period)).Count(c.ctx, "id")
	if err != nil || sent >= most {
		return err
	}
	l := models.Letter{
		RegistrationID: links[0].RegistrationID, Kind: kind, Language: language,
		RecipientName: links[0].Name, RecipientEmail: key,
	}
	for _, link := range links {
		l.Facts.Links = append(l.Facts.Links, models.LinkFact{
			SeriesTitle: link.Title, RegistrationID: link.RegistrationID, ParticipantID: link.ParticipantID,
			Version: link.Version, Name: link.Name, Reference: link.Reference,
		})
	}
	return c.letter(l)
}

// ownLink is a page that belongs to an address.
type ownLink struct {
	SeriesID       int64
	Title          models.Text
	RegistrationID int64
	ParticipantID  int64 // 0: the registration's page
	Version        int
	Name           string
	Reference      string
	Language       string
}

// ownLinks are the pages of an address, newest first, in one series or (0) in all. A contact who attends finds their own
// part through the registration's page.
func ownLinks(ctx context.Context, db *gorm.DB, key string, seriesID int64) ([]ownLink, error) {
	var links []ownLink
	err := gorm.G[models.Registration](db).Raw(`
		SELECT r.series_id, s.title, r.id AS registration_id, 0 AS participant_id, r.token_version AS version, c.name, r.reference, r.language, r.created_at
		FROM contacts c JOIN registrations r ON r.id = c.registration_id JOIN series s ON s.id = r.series_id
		WHERE c.email_key = ? AND (r.series_id = ? OR ? = 0)
		UNION ALL
		SELECT r.series_id, s.title, r.id, p.id, p.token_version, p.name, r.reference, r.language, r.created_at
		FROM participants p JOIN registrations r ON r.id = p.registration_id JOIN series s ON s.id = r.series_id
		JOIN contacts c ON c.registration_id = r.id
		WHERE p.email_key = ? AND (r.series_id = ? OR ? = 0) AND p.place <> c.place
		ORDER BY 9 DESC, 3 DESC, 4 LIMIT ?`,
		key, seriesID, seriesID, key, seriesID, seriesID, linksOfOneAddress).Scan(ctx, &links)
	return links, err
}
