package store

import (
	"context"
	"fmt"

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
			k := &checking{ctx: ctx, db: db, store: s, series: series}
			for _, part := range []func() error{k.counters, k.sizes, k.line, k.persons, k.numbers, k.chain} {
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

// line looks for somebody who waits although their party fits (seat rule 4).
func (k *checking) line() error {
	c := &change{ctx: k.ctx, db: k.db, store: k.store, now: k.store.Now(), series: k.series}
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

// persons looks for an address with confirmed seats in more than one registration (seat rule 10).
func (k *checking) persons() error {
	if !k.series.Policy.OneSeatPerPerson {
		return nil
	}
	var twice []struct{ Least, Most int64 }
	err := gorm.G[models.Participant](k.db).Raw(`SELECT min(p.registration_id) AS least, max(p.registration_id) AS most
		FROM participants p JOIN seats s ON s.participant_id = p.id
		WHERE p.series_id = ? AND s.status IN ('confirmed', 'offered', 'waiting')
		GROUP BY p.email_key HAVING count(DISTINCT p.registration_id) > 1`, k.series.ID).Scan(k.ctx, &twice)
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

// chain recomputes the audit entries' hashes.
func (k *checking) chain() error {
	const page = 1000
	var seq int64
	hash := ""
	for {
		entries, err := gorm.G[models.AuditEntry](k.db).Where("series_id = ? AND seq > ?", k.series.ID, seq).Order("seq").Limit(page).Find(k.ctx)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if entry.Seq != seq+1 {
				k.violation("audit chain", "series "+k.series.Slug, "entry %d is missing", seq+1)
				return nil
			}
			if entry.Hash != entry.Chain(hash) {
				k.violation("audit chain", "series "+k.series.Slug, "entry %d was changed", entry.Seq)
				return nil
			}
			seq, hash = entry.Seq, entry.Hash
		}
		if len(entries) < page {
			break
		}
	}
	if seq != k.series.AuditSeq || hash != k.series.AuditHash {
		k.violation("audit chain", "series "+k.series.Slug, "it ends at entry %d, the series says %d", seq, k.series.AuditSeq)
	}
	return nil
}
