package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// Audit calls yield with the audit entries of a series that a filter chooses, the newest first, with the names of what they
// are about. It reads them in parts, with a few statements for each. NotFound for an unknown series.
func (s *Store) Audit(ctx context.Context, slug string, filter models.AuditFilter, yield func(*models.AuditLine) error) error {
	return s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		condition, args, err := auditCondition(ctx, db, series.ID, filter)
		if err != nil {
			return err
		}
		names, err := organiserNames(ctx, db)
		if err != nil {
			return err
		}
		before, left := filter.Before, filter.Most
		for {
			query := gorm.G[models.AuditEntry](db).Where("series_id = ?", series.ID).Where(condition, args...)
			if before > 0 {
				query = query.Where("seq < ?", before)
			}
			most := rowsOfHistory
			if filter.Most > 0 {
				most = min(most, left)
			}
			entries, err := query.Order("seq DESC").Limit(most).Find(ctx)
			if err != nil {
				return err
			}
			lines, err := named(ctx, db, entries, names)
			if err != nil {
				return err
			}
			for i := range lines {
				if err := yield(&lines[i]); err != nil {
					return err
				}
			}
			left -= len(entries)
			if len(entries) < most || filter.Most > 0 && left == 0 {
				return nil
			}
			before = entries[len(entries)-1].Seq
		}
	})
}

// The conditions of the indexes of what is done seldom, as the migration writes them.
const (
	officeActors  = "actor NOT IN ('holder', 'system')"
	seldomActions = "action NOT IN ('register', 'grant')"
)

// auditCondition is the SQL of a filter. Time never goes back in a series, so that its bounds are bounds of the numbers.
func auditCondition(ctx context.Context, db *gorm.DB, series int64, filter models.AuditFilter) (string, []any, error) {
	conditions, args := []string{"TRUE"}, []any{}
	add := func(condition string, values ...any) {
		conditions, args = append(conditions, condition), append(args, values...)
	}
	switch {
	case filter.Actor == models.ActorOrganiser:
		add("id IN (SELECT o.id FROM audit_entries o WHERE o.series_id = ? AND o."+officeActors+" AND o.actor LIKE 'organiser:%')", series)
	case strings.HasPrefix(filter.Actor, models.ActorOrganiser+":"), filter.Actor == models.ActorCommand:
		add(officeActors+" AND actor = ?", filter.Actor)
	case filter.Actor != "":
		add("actor = ?", filter.Actor)
	}
	switch filter.Action {
	case "":
	case models.ActionRegister, models.ActionGrant:
		add("action = ?", filter.Action)
	default:
		add(seldomActions+" AND action = ?", filter.Action)
	}
	if !filter.From.IsZero() {
		add("seq >= coalesce((SELECT min(f.seq) FROM audit_entries f WHERE f.series_id = ? AND f.at >= ?), 9223372036854775807)", series, filter.From.UTC())
	}
	if !filter.Until.IsZero() {
		add("seq <= coalesce((SELECT max(u.seq) FROM audit_entries u WHERE u.series_id = ? AND u.at < ?), 0)", series, filter.Until.UTC())
	}
	if filter.Reference != "" {
		subjects, err := subjectsOf(ctx, db, filter.Reference)
		if err != nil {
			return "", nil, err
		}
		add("id IN (SELECT o.id FROM audit_entries o WHERE o.subject IN ?)", subjects) // found first, and then put in order
	}
	return strings.Join(conditions, " AND "), args, nil
}

// subjectsOf are what entries call a registration, its places, its seats and its people.
func subjectsOf(ctx context.Context, db *gorm.DB, reference string) ([]string, error) {
	var subjects []struct{ Subject string }
	err := gorm.G[models.Registration](db).Raw(`SELECT 'registration:' || id AS subject FROM registrations WHERE reference = @reference
		UNION ALL SELECT 'placement:' || p.id FROM placements p JOIN registrations r ON r.id = p.registration_id WHERE r.reference = @reference
		UNION ALL SELECT 'seat:' || s.id FROM seats s JOIN registrations r ON r.id = s.registration_id WHERE r.reference = @reference
		UNION ALL SELECT 'participant:' || p.id FROM participants p JOIN registrations r ON r.id = p.registration_id WHERE r.reference = @reference`,
		sql.Named("reference", reference)).Scan(ctx, &subjects)
	names := []string{""} // no entry is about nothing
	for _, s := range subjects {
		names = append(names, s.Subject)
	}
	return names, err
}

func organiserNames(ctx context.Context, db *gorm.DB) (map[int64]string, error) {
	all, err := gorm.G[models.Organiser](db).Select("id", "email").Find(ctx)
	names := make(map[int64]string, len(all))
	for _, o := range all {
		names[o.ID] = o.Email
	}
	return names, err
}

// named gives entries the names of what they are about, with a statement for each kind of thing.
func named(ctx context.Context, db *gorm.DB, entries []models.AuditEntry, organisers map[int64]string) ([]models.AuditLine, error) {
	ids := map[string][]int64{}
	for i := range entries {
		kind, id := entries[i].SubjectID()
		ids[kind] = append(ids[kind], id)
	}
	var rows []struct {
		Kind string
		ID   int64
		Name string
	}
	names := map[string]string{}
	for kind, query := range map[string]string{
		"registration": "SELECT 'registration' AS kind, id, reference AS name FROM registrations WHERE id IN ?",
		"placement":    "SELECT 'placement' AS kind, p.id, r.reference AS name FROM placements p JOIN registrations r ON r.id = p.registration_id WHERE p.id IN ?",
		"seat":         "SELECT 'seat' AS kind, s.id, r.reference AS name FROM seats s JOIN registrations r ON r.id = s.registration_id WHERE s.id IN ?",
		"participant":  "SELECT 'participant' AS kind, p.id, r.reference AS name FROM participants p JOIN registrations r ON r.id = p.registration_id WHERE p.id IN ?",
		"organisation": "SELECT 'organisation' AS kind, id, name FROM organisations WHERE id IN ?",
	} {
		if len(ids[kind]) == 0 {
			continue
		}
		rows = nil
		if err := gorm.G[models.Registration](db).Raw(query, ids[kind]).Scan(ctx, &rows); err != nil {
			return nil, err
		}
		for _, row := range rows {
			names[fmt.Sprintf("%s:%d", row.Kind, row.ID)] = row.Name
		}
	}
	lines := make([]models.AuditLine, len(entries))
	for i := range entries {
		line := models.AuditLine{AuditEntry: entries[i], Organiser: organisers[entries[i].OrganiserID()]}
		line.At = line.At.UTC()
		switch kind, id := line.SubjectID(); kind {
		case "registration", "placement", "seat", "participant":
			line.Reference = names[line.Subject]
		case "organisation":
			line.Name = names[line.Subject]
		case "organiser":
			line.Name = organisers[id]
		}
		lines[i] = line
	}
	return lines, nil
}

// AuditActors are the organisers who did something in a series, by address. NotFound for an unknown series.
func (s *Store) AuditActors(ctx context.Context, slug string) (actors []models.Organiser, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		var did []string
		err = gorm.G[models.AuditEntry](db).Raw("SELECT DISTINCT actor FROM audit_entries WHERE series_id = ? AND "+officeActors, series.ID).Scan(ctx, &did)
		if err != nil {
			return err
		}
		ids := make([]int64, len(did))
		for i, actor := range did {
			ids[i] = (&models.AuditEntry{Actor: actor}).OrganiserID()
		}
		if len(ids) == 0 {
			return nil
		}
		actors, err = gorm.G[models.Organiser](db).Select("id", "email").Where("id IN ?", ids).Order("email_key").Find(ctx)
		return err
	})
	return actors, err
}
