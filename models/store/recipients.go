package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// Everybody whom a mailing may reach, a row for each participant at each session of theirs that the audience names and for
// each contact of such a participant. Of the rows of one address the first counts: a contact looks after a whole registration,
// and a seat tells more than a place in a line. Nobody who was erased is among them.
const reached = `SELECT k.*, row_number() OVER (PARTITION BY k.email_key ORDER BY k.contact DESC, k.ranking, k.starts, k.registration_id, k.place) AS turn
FROM ({parts}) k WHERE k.email_key <> ''`

const (
	reachedParticipants = `SELECT pa.email_key, pa.name, pa.email, 0 AS contact, pa.id AS participant_id, {common}`
	reachedContacts     = `SELECT c.email_key, c.name, c.email, 1 AS contact, 0 AS participant_id, {common} {newsletter}`

	reachedCommon = `{order} AS ranking, se.starts, se.id AS session_id, {status} AS status, pl.id AS placement_id, pa.place,
		r.id AS registration_id, r.language, r.reference, r.token_version AS registration_version, pa.token_version AS participant_version,
		o.name AS organisation, c.name AS contact_name
FROM seats s
JOIN placements pl ON pl.id = s.placement_id
JOIN participants pa ON pa.id = s.participant_id
JOIN registrations r ON r.id = pl.registration_id
JOIN contacts c ON c.registration_id = r.id
JOIN organisations o ON o.id = r.organisation_id
JOIN sessions se ON se.id = s.session_id
WHERE {chosen}`
)

// everybody is more than anybody signs up.
const everybody = 10_000_000

// reachedBy is the query of an audience, and its values.
func (s *Store) reachedBy(ctx context.Context, db *gorm.DB, series *models.Series, a *models.Audience, now time.Time) (query string, args []any, err error) {
	chosen, args, err := s.chosen(ctx, db, series, &a.ListFilter, series.Sight(), now)
	if err != nil {
		return "", nil, err
	}
	var parts []string
	if a.To != models.ToContacts {
		parts = append(parts, reachedParticipants)
	}
	if a.To != models.ToParticipants {
		parts = append(parts, reachedContacts)
	}
	newsletter := ""
	if a.Newsletter {
		newsletter = "AND c.newsletter"
	}
	query = strings.NewReplacer("{parts}", strings.Join(parts, " UNION ALL ")).Replace(reached)
	query = strings.NewReplacer("{common}", reachedCommon, "{newsletter}", newsletter).Replace(query)
	return strings.NewReplacer("{order}", statusOrder(), "{status}", statusNow, "{chosen}", chosen).Replace(query), args, nil
}

// recipients are whom an audience reaches now, each address once, by address: as many as limit after the first skip.
func (s *Store) recipients(ctx context.Context, db *gorm.DB, series *models.Series, a *models.Audience, now time.Time, skip, limit int) (to []models.Recipient, err error) {
	query, args, err := s.reachedBy(ctx, db, series, a, now)
	if err != nil {
		return nil, err
	}
	args = append(args, sql.Named("limit", limit), sql.Named("skip", skip))
	err = gorm.G[models.Recipient](db).Raw("SELECT * FROM ("+query+") turns WHERE turn = 1 ORDER BY email_key LIMIT @limit OFFSET @skip", args...).Scan(ctx, &to)
	return to, err
}

// reach counts them.
func (s *Store) reach(ctx context.Context, db *gorm.DB, series *models.Series, a *models.Audience, now time.Time) (people int, err error) {
	query, args, err := s.reachedBy(ctx, db, series, a, now)
	if err != nil {
		return 0, err
	}
	err = gorm.G[models.Recipient](db).Raw("SELECT count(*) FROM ("+query+") turns WHERE turn = 1", args...).Scan(ctx, &people)
	return people, err
}

// Reach counts the people whom an audience of a series reaches now. NotFound for an unknown series.
func (s *Store) Reach(ctx context.Context, slug string, audience *models.Audience) (people int, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		people, err = s.reach(ctx, db, series, audience, s.Now())
		return err
	})
	return people, err
}

// PreviewMailing is the letter that somebody would get of a mailing now, the one after skip others; of a mailing that reaches
// nobody, that of a sample person. It opens nobody's page. NotFound as of Mailing, and where there are not so many.
func (s *Store) PreviewMailing(ctx context.Context, slug string, id int64, skip int) (letter models.Letter, people int, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		m, err := s.mailing(ctx, db, series, id)
		if err != nil {
			return err
		}
		if people, err = s.reach(ctx, db, series, &m.Audience, s.Now()); err != nil {
			return err
		}
		to, err := s.recipients(ctx, db, series, &m.Audience, s.Now(), skip, 1)
		switch {
		case err != nil:
			return err
		case len(to) == 0 && skip > 0:
			return missing(gorm.ErrRecordNotFound)
		case len(to) == 0:
			to = []models.Recipient{series.SampleRecipient()}
		}
		letter = m.Letter(&to[0]).Trial(to[0].Email)
		letter.Series, letter.Stamp, letter.Facts.Trial = series, s.Now(), false
		return nil
	})
	return letter, people, err
}
