package store

import (
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// liveSeats is the SQL of the seats of a series that have not ended. A participant's newest seat at a session counts.
const liveSeats = `
FROM seats s
JOIN placements pl ON pl.id = s.placement_id
JOIN registrations r ON r.id = pl.registration_id
JOIN organisations o ON o.id = r.organisation_id
WHERE pl.series_id = @series AND ` + seatNow + ` IN ('confirmed', 'offered', 'waiting')
	AND NOT EXISTS (SELECT 1 FROM seats later WHERE later.participant_id = s.participant_id AND later.session_id = s.session_id AND later.id > s.id)`

// EmployerSeats counts the people of each organisation who have, are offered or wait for a seat, by sector and session.
// Whoever waits at two sessions counts at both. NotFound for an unknown series.
func (s *Store) EmployerSeats(ctx context.Context, slug string) (all []models.EmployerSeats, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		var rows []struct {
			OrganisationID int64
			Organisation   string
			Sector         string
			SessionID      int64
			Status         models.Status
			People         int
		}
		query := "SELECT o.id AS organisation_id, o.name AS organisation, r.sector, s.session_id, " + seatNow + " AS status, count(*) AS people" + liveSeats +
			" GROUP BY 1, 2, 3, 4, 5 ORDER BY 3, 1"
		err = gorm.G[models.Organisation](db).Raw(query, sql.Named("now", s.Now()), sql.Named("series", series.ID)).Scan(ctx, &rows)
		if err != nil {
			return err
		}
		at := map[int64]int{}
		for i, session := range series.Sessions {
			at[session.ID] = i
		}
		for _, row := range rows {
			if n := len(all); n == 0 || all[n-1].OrganisationID != row.OrganisationID || all[n-1].Sector != row.Sector {
				all = append(all, models.EmployerSeats{
					OrganisationID: row.OrganisationID, Organisation: row.Organisation, Sector: row.Sector,
					Sessions: make([]models.SeatCount, len(series.Sessions)),
				})
			}
			all[len(all)-1].Sessions[at[row.SessionID]].Add(row.Status, row.People)
		}
		models.SortEmployerSeats(all, series.Sectors)
		return nil
	})
	return all, err
}

// Tallies counts the answers to each question of a series that is not sensitive. Those of whoever left do not count: a
// registration's own while nobody of it is left. NotFound for an unknown series.
func (s *Store) Tallies(ctx context.Context, slug string) (all []models.Tally, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		var given []models.GivenAnswer
		err = gorm.G[models.Answer](db).Raw(strings.TrimSpace(`
			SELECT a.question_id, a.value, count(*) AS times FROM answers a
			WHERE a.question_id IN (SELECT q.id FROM questions q WHERE q.series_id = ? AND NOT q.sensitive)
				AND EXISTS (SELECT 1 FROM participants p WHERE p.registration_id = a.registration_id AND NOT p.withdrawn
					AND (a.participant_id IS NULL OR a.participant_id = p.id))
			GROUP BY 1, 2`), series.ID).Scan(ctx, &given)
		if err != nil {
			return err
		}
		all = models.Tallies(series.Questions, given)
		return nil
	})
	return all, err
}
