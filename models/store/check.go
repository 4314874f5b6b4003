package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// Check looks whether every seat rule, counter and audit chain holds, and returns what does not. It changes nothing.
func (s *Store) Check(ctx context.Context) (found []models.Violation, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		rows, err := gorm.G[models.Series](db).Select("id").Order("slug").Find(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			series, err := s.view(ctx, db, where{"id = ?", []any{row.ID}})
			if err != nil {
				return err
			}
			k := &checking{ctx: ctx, db: db, store: s, series: series, settled: s.Now()}
			if series.SettledAt != nil {
				k.settled = *series.SettledAt
			}
			for _, part := range []func() error{k.counters, k.sizes, k.columns, k.fronts, k.line, k.persons, k.numbers, k.tallies, k.list, k.history} {
				if err := part(); err != nil {
					return err
				}
			}
			found = append(found, k.found...)
		}
		return nil
	})
	return found, err
}

type checking struct {
	ctx    context.Context
	db     *gorm.DB
	store  *Store
	series *models.Series
	found  []models.Violation

	settled time.Time // until when time's passing was settled: what passed since is nobody's fault
	replay  models.Replay
	drawn   map[int64]int64 // by registration: the first number that the draw gave it
	public  map[string]any  // what the audit says of the draw
}

func (k *checking) violation(rule, subject, format string, args ...any) {
	k.found = append(k.found, models.Violation{Rule: rule, Subject: subject, Detail: fmt.Sprintf(format, args...)})
}

func (k *checking) name(session *models.Session) string {
	return "session " + k.series.Slug + "/" + session.Slug
}

// counters compares each session's counters with its seats, and both with its size (seat rule 1).
func (k *checking) counters() error {
	var counts []struct {
		SessionID int64
		Status    models.Status
		People    int
	}
	err := gorm.G[models.Seat](k.db).Raw("SELECT session_id, status, count(*) AS people FROM seats WHERE series_id = ? GROUP BY session_id, status", k.series.ID).Scan(k.ctx, &counts)
	if err != nil {
		return err
	}
	for i := range k.series.Sessions {
		session := &k.series.Sessions[i]
		people := map[models.Status]int{}
		for _, count := range counts {
			if count.SessionID == session.ID {
				people[count.Status] = count.People
			}
		}
		for status, counter := range map[models.Status]int{models.Confirmed: session.Confirmed, models.Offered: session.Offered, models.Waiting: session.Waiting} {
			if people[status] != counter {
				k.violation("counters", k.name(session), "%s: the counter says %d, the seats say %d", status, counter, people[status])
			}
		}
		if taken := people[models.Confirmed] + people[models.Offered]; taken > session.Seats() {
			k.violation("never over", k.name(session), "%d taken of %d seats", taken, session.Seats())
		}
	}
	return nil
}

// sizes compares placements with their seats: a live one has its size in live seats of its own status, an ended one none.
func (k *checking) sizes() error {
	var wrong []struct {
		ID     int64
		Size   int
		Status models.Status
		Live   int
		Same   int
	}
	err := gorm.G[models.Placement](k.db).Raw(`SELECT * FROM (
		SELECT p.id, p.size, p.status,
			(SELECT count(*) FROM seats s WHERE s.placement_id = p.id AND s.status IN ('confirmed', 'offered', 'waiting')) AS live,
			(SELECT count(*) FROM seats s WHERE s.placement_id = p.id AND s.status = p.status) AS same
		FROM placements p WHERE p.series_id = ?) AS sizes
		WHERE live <> CASE WHEN status IN ('confirmed', 'offered', 'waiting') THEN size ELSE 0 END
			OR (status IN ('confirmed', 'offered', 'waiting') AND (same <> size OR size = 0))`, k.series.ID).Scan(k.ctx, &wrong)
	for _, w := range wrong {
		k.violation("groups", placementSubject(w.ID), "%s, size %d, but %d live seats, %d of its status", w.Status, w.Size, w.Live, w.Same)
	}
	return err
}

// columns compares what placements repeat of their choices and registrations, and looks for a choice with two live ones.
func (k *checking) columns() error {
	var wrong []int64
	err := gorm.G[models.Placement](k.db).Raw(`SELECT p.id FROM placements p JOIN choices c ON c.id = p.choice_id JOIN registrations r ON r.id = p.registration_id
		WHERE p.series_id = ? AND p.status IN ('confirmed', 'offered', 'waiting') AND (p.registration_id <> c.registration_id OR p.session_id <> c.session_id
			OR p.party <> c.party OR p.number <> c.number OR p.rank <> c.rank OR p.organisation_id <> r.organisation_id
			OR p.id <> (SELECT max(life.id) FROM placements life WHERE life.choice_id = c.id))`, k.series.ID).Scan(k.ctx, &wrong)
	if err != nil {
		return err
	}
	for _, id := range wrong {
		k.violation("placements", placementSubject(id), "it does not repeat its choice or registration")
	}
	var shares []struct {
		Sector string
		Share  int
		People int
	}
	err = gorm.G[models.Placement](k.db).Raw(`SELECT r.sector, p.share, sum(p.size) AS people FROM placements p JOIN registrations r ON r.id = p.registration_id
		WHERE p.series_id = ? AND p.status IN ('confirmed', 'offered', 'waiting') GROUP BY r.sector, p.share`, k.series.ID).Scan(k.ctx, &shares)
	for _, s := range shares {
		if share := k.series.Policy.Share(s.Sector); share != s.Share && k.series.SettledAt != nil {
			k.violation("placements", "series "+k.series.Slug, "%d people of sector %q count for share %d, and should for %d", s.People, s.Sector, s.Share, share)
		}
	}
	return err
}

// fronts compares who is marked as standing first, as serving looks at these alone: whoever should be and is not would never
// be served.
func (k *checking) fronts() error {
	if k.series.SettledAt == nil {
		return nil // nobody was marked yet
	}
	room := "p.size"
	if k.series.Limited(k.settled) {
		room = `@limit - (SELECT coalesce(sum(h.size), 0) FROM placements h
			WHERE h.session_id = p.session_id AND h.organisation_id = p.organisation_id AND h.status IN ('confirmed', 'offered'))`
	}
	var wrong []int64
	err := gorm.G[models.Placement](k.db).Raw(`SELECT id FROM (SELECT p.id, p.front, p.status = 'waiting' AND NOT p.resting AND p.size <= `+room+` AND NOT EXISTS (
			SELECT 1 FROM placements q WHERE q.session_id = p.session_id AND q.organisation_id = p.organisation_id AND q.share = p.share AND q.size = p.size
			AND q.status = 'waiting' AND NOT q.resting AND (q.number, q.party, q.rank) < (p.number, p.party, p.rank)) AS first
		FROM placements p WHERE p.series_id = @series AND (p.front OR p.status = 'waiting')) AS marks WHERE front <> first`,
		sql.Named("limit", k.series.Policy.OrganisationLimit.Seats), sql.Named("series", k.series.ID)).Scan(k.ctx, &wrong)
	for _, id := range wrong {
		k.violation("serving", placementSubject(id), "it is marked wrongly as first of its organisation, or not marked")
	}
	return err
}

// line looks for somebody who waits although their party fits (seat rule 4).
func (k *checking) line() error {
	c := &change{ctx: k.ctx, db: k.db, store: k.store, now: k.settled, series: k.series}
	heads, err := c.heads()
	if err != nil {
		return err
	}
	if i, ok := models.NextGrant(k.series, heads, c.now); ok {
		session, _ := k.series.SessionByID(heads[i].SessionID)
		k.violation("serving", k.name(session), "%s waits with size %d while %d seats are free", placementSubject(heads[i].ID), heads[i].Size, session.Free())
	}
	return nil
}

// persons looks for an address with places in more than one registration (seat rule 10). Who waits at a session that was
// called off or has begun has none there.
func (k *checking) persons() error {
	if !k.series.Policy.OneSeatPerPerson {
		return nil
	}
	var twice []struct{ Least, Most int64 }
	err := gorm.G[models.Participant](k.db).Raw(`SELECT min(p.registration_id) AS least, max(p.registration_id) AS most
		FROM participants p JOIN seats s ON s.participant_id = p.id JOIN sessions t ON t.id = s.session_id
		WHERE p.series_id = ? AND p.email_key <> '' AND (s.status IN ('confirmed', 'offered') OR s.status = 'waiting' AND t.status <> 'cancelled' AND t.starts > ?)
		GROUP BY p.email_key HAVING count(DISTINCT p.registration_id) > 1`, k.series.ID, k.settled).Scan(k.ctx, &twice)
	for _, t := range twice {
		k.violation("one person, one seat", "series "+k.series.Slug, "registrations %d and %d share an address", t.Least, t.Most)
	}
	return err
}

// numbers looks for a number that the counter has not given yet (seat rule 2).
func (k *checking) numbers() error {
	var highest int64
	err := gorm.G[models.Choice](k.db).Raw("SELECT coalesce(max(number), 0) FROM choices WHERE series_id = ?", k.series.ID).Scan(k.ctx, &highest)
	if err == nil && highest >= k.series.NextNumber {
		k.violation("numbers", "series "+k.series.Slug, "number %d was given, and the counter stands at %d", highest, k.series.NextNumber)
	}
	return err
}
