package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// table is how the rows of one type are read by hand. GORM's reflection costs more than the database where a transaction moves
// and tells many people.
type table[T any] struct {
	query  string // with ? for a list of ids
	fields func(row *T) []any
}

// read reads the rows for some ids.
func (t table[T]) read(ctx context.Context, db *gorm.DB, ids []int64) ([]T, error) {
	return scan(ctx, db, t.fields, t.query, ids)
}

// scan reads the rows of a query into fields, which are those of its columns.
func scan[T any](ctx context.Context, db *gorm.DB, fields func(row *T) []any, query string, args ...any) (all []T, err error) {
	rows, err := gorm.G[T](db).Raw(query, args...).Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var row T
	into := fields(&row)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// Organisations by their ids, and the parts of registrations by the ids of these.
var (
	organisationsOf = table[models.Organisation]{
		"SELECT id, name, name_key, merged_into, created_at FROM organisations WHERE id IN ?",
		func(o *models.Organisation) []any {
			return []any{&o.ID, &o.Name, &o.NameKey, &o.MergedInto, &o.CreatedAt}
		},
	}
	contactsOf = table[models.Contact]{
		"SELECT id, registration_id, series_id, name, email, email_key, phone, place, newsletter, followup FROM contacts WHERE registration_id IN ?",
		func(c *models.Contact) []any {
			return []any{&c.ID, &c.RegistrationID, &c.SeriesID, &c.Name, &c.Email, &c.EmailKey, &c.Phone, &c.Place, &c.Newsletter, &c.Followup}
		},
	}
	participantsOf = table[models.Participant]{
		`SELECT id, registration_id, series_id, place, party, name, email, email_key, role, token_version, feed_version, withdrawn
			FROM participants WHERE registration_id IN ? ORDER BY registration_id, place`,
		func(p *models.Participant) []any {
			return []any{&p.ID, &p.RegistrationID, &p.SeriesID, &p.Place, &p.Party, &p.Name, &p.Email, &p.EmailKey, &p.Role, &p.TokenVersion, &p.FeedVersion, &p.Withdrawn}
		},
	}
	choicesOf = table[models.Choice]{
		"SELECT id, series_id, registration_id, session_id, party, rank, number, sought, closed FROM choices WHERE registration_id IN ? ORDER BY registration_id, party, rank, id",
		func(c *models.Choice) []any {
			return []any{&c.ID, &c.SeriesID, &c.RegistrationID, &c.SessionID, &c.Party, &c.Rank, &c.Number, &c.Sought, &c.Closed}
		},
	}
	placementsOf = table[models.Placement]{
		`SELECT id, series_id, registration_id, choice_id, session_id, party, number, rank, organisation_id, share, size, status, resting, front,
			deadline, remind_at, created_at, updated_at FROM placements WHERE registration_id IN ? ORDER BY registration_id, party, id`,
		func(p *models.Placement) []any {
			return []any{
				&p.ID, &p.SeriesID, &p.RegistrationID, &p.ChoiceID, &p.SessionID, &p.Party, &p.Number, &p.Rank, &p.OrganisationID, &p.Share, &p.Size,
				&p.Status, &p.Resting, &p.Front, &p.Deadline, &p.RemindAt, &p.CreatedAt, &p.UpdatedAt,
			}
		},
	}
	answersOf = table[models.Answer]{
		"SELECT id, registration_id, question_id, participant_id, value FROM answers WHERE registration_id IN ? ORDER BY id",
		func(a *models.Answer) []any {
			return []any{&a.ID, &a.RegistrationID, &a.QuestionID, &a.ParticipantID, &a.Value}
		},
	}
	// Without what nothing but the organisers' list reads.
	seatsOf = table[models.Seat]{
		`SELECT id, session_id, placement_id, participant_id, status, uid, sequence, release_at, answered, answered_at, answer_stamp, updated_at,
			present_at, present_by FROM seats WHERE placement_id IN (SELECT id FROM placements WHERE registration_id IN ?) ORDER BY participant_id`,
		func(s *models.Seat) []any {
			return []any{
				&s.ID, &s.SessionID, &s.PlacementID, &s.ParticipantID, &s.Status, &s.UID, &s.Sequence, &s.ReleaseAt, &s.Answered, &s.AnsweredAt,
				&s.AnswerStamp, &s.UpdatedAt, &s.PresentAt, &s.PresentBy,
			}
		},
	}
)
