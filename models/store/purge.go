package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// Purge erases in every series what has been kept long enough (see models.Series.Overdue), and tells of each series where
// there was anything. The letters of whoever is erased go too. The same again finds nothing. A dry run tells the same and
// changes nothing.
func (s *Store) Purge(ctx context.Context, dryRun bool) (all []models.Purged, err error) {
	var every []*models.Series
	err = s.reading(ctx, func(db *gorm.DB) (err error) {
		every, err = s.everySeries(ctx, db)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, series := range every {
		purged, err := s.purgeSeries(ctx, series, dryRun)
		if err != nil {
			return all, err
		}
		if !purged.Empty() {
			all = append(all, purged)
		}
	}
	if dryRun {
		return all, nil
	}
	return all, s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if _, err := gorm.G[undoRow](db).Where("at <= ?", s.Now().Add(-models.UndoFor)).Delete(ctx); err != nil {
			return err
		}
		return gorm.G[receivedRow](db).Exec(ctx, "DELETE FROM received WHERE at < ?", s.Now().Add(-receivedKept))
	})
}

// receivedKept is how long it is known that a message was processed. Its hash tells nothing of it, but there would be no end.
const receivedKept = 365 * 24 * time.Hour

// purgedAtOnce is how many registrations one transaction erases, so that nobody waits long for it.
const purgedAtOnce = 200

// purgeSeries purges one series, a part at a time.
func (s *Store) purgeSeries(ctx context.Context, series *models.Series, dryRun bool) (all models.Purged, err error) {
	all.Series = series.Slug
	for after := int64(0); ; {
		var part overdue
		err := s.reading(ctx, func(db *gorm.DB) (err error) {
			part, err = overdueIn(ctx, db, series, s.Now(), after)
			return err
		})
		if err != nil {
			return all, err
		}
		if !dryRun && !part.purged.Empty() {
			err := s.change(ctx, where{"id = ?", []any{series.ID}}, func(c *change) (err error) {
				if part, err = overdueIn(c.ctx, c.db, c.series, c.now, after); err != nil || part.purged.Empty() {
					return err
				}
				return c.purge(&part)
			})
			if err != nil {
				return all, err
			}
		}
		all.Answers, all.Waited = all.Answers+part.purged.Answers, all.Waited+part.purged.Waited
		all.People, all.Contacts = all.People+part.purged.People, all.Contacts+part.purged.Contacts
		if after = part.last; after == 0 {
			return all, nil
		}
	}
}

// overdue is a part of what a series has kept long enough.
type overdue struct {
	purged  models.Purged
	answers []int64 // sensitive; all of them are in the first part
	all     []models.Erasure
	last    int64 // the registration that it ends with; 0: there are no more
}

// overdueRegistrations are those with anything to erase after the end of their last session, or nearly so: a person, or a
// contact, who is still known.
const overdueRegistrations = `SELECT id FROM (
	SELECT r.id, c.name, c.newsletter OR c.followup AS consented, (SELECT max(t.ends) FROM choices h JOIN sessions t ON t.id = h.session_id WHERE h.registration_id = r.id) AS last
	FROM registrations r JOIN contacts c ON c.registration_id = r.id WHERE r.series_id = @series AND r.id > @after) AS over
WHERE last <= @people AND (name <> '' AND NOT consented OR EXISTS (SELECT 1 FROM participants p WHERE p.registration_id = over.id AND p.name <> ''))
	OR last <= @consented AND name <> ''
	OR last <= @lost AND EXISTS (SELECT 1 FROM participants p WHERE p.registration_id = over.id AND p.name <> '' AND NOT p.withdrawn
		AND NOT EXISTS (SELECT 1 FROM seats s WHERE s.participant_id = p.id AND s.status = 'confirmed'))
ORDER BY id LIMIT @most`

// overdueAnswers are the sensitive answers of whose last session, of those where they have a place or else of all, the time
// is over.
const overdueAnswers = `SELECT id FROM (
	SELECT a.id, coalesce(
		(SELECT max(t.ends) FROM seats s JOIN placements p ON p.id = s.placement_id JOIN sessions t ON t.id = s.session_id
			WHERE p.registration_id = a.registration_id AND (a.participant_id IS NULL OR s.participant_id = a.participant_id) AND s.status IN ('confirmed', 'offered', 'waiting')),
		(SELECT max(t.ends) FROM choices h JOIN sessions t ON t.id = h.session_id WHERE h.registration_id = a.registration_id)) AS last
	FROM questions q JOIN answers a ON a.question_id = q.id WHERE q.series_id = @series AND q.sensitive) AS over
WHERE last <= @sensitive ORDER BY id`

// overdueIn finds what a series has kept long enough, of the registrations behind one, and their sensitive answers with the
// first part.
func overdueIn(ctx context.Context, db *gorm.DB, series *models.Series, now time.Time, after int64) (part overdue, err error) {
	keeping := series.Retention.Keeping(now)
	if !series.EndedBy(keeping.Latest()) {
		return part, nil
	}
	args := []any{
		sql.Named("series", series.ID), sql.Named("after", after), sql.Named("most", purgedAtOnce),
		sql.Named("sensitive", keeping.Sensitive), sql.Named("people", keeping.People), sql.Named("consented", keeping.Consented), sql.Named("lost", keeping.Lost),
	}
	if after == 0 {
		if err := gorm.G[models.Answer](db).Raw(overdueAnswers, args...).Scan(ctx, &part.answers); err != nil {
			return part, err
		}
		part.purged.Answers = len(part.answers)
	}
	var ids []int64
	if err := gorm.G[models.Registration](db).Raw(overdueRegistrations, args...).Scan(ctx, &ids); err != nil || len(ids) == 0 {
		return part, err
	}
	registrations, err := loadAll(ctx, db, "id IN ?", ids)
	if err != nil {
		return part, err
	}
	for _, r := range registrations {
		e, lost := series.Overdue(r, now)
		if e.Empty() {
			continue
		}
		part.all = append(part.all, e)
		part.purged.Count(&e, lost)
	}
	if len(ids) == purgedAtOnce {
		part.last = ids[len(ids)-1]
	}
	return part, nil
}

// purge erases a part, and writes down how much it was.
func (c *change) purge(part *overdue) error {
	for ids := part.answers; len(ids) > 0; {
		some := ids[:min(len(ids), rowsOfHistory)]
		ids = ids[len(some):]
		if _, err := gorm.G[models.Answer](c.db).Where("id IN ?", some).Delete(c.ctx); err != nil {
			return err
		}
	}
	if err := c.erase(part.all, seriesSubject(c.series), models.ActorSystem); err != nil {
		return err
	}
	return c.audit(models.ActorSystem, models.ActionPurge, seriesSubject(c.series), map[string]any{
		"answers": part.purged.Answers, "waited": part.purged.Waited, "people": part.purged.People, "contacts": part.purged.Contacts,
	})
}
