package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// where picks the series that a use case is about.
type where struct {
	condition string
	args      []any
}

func bySlug(slug string) where { return where{"slug = ?", []any{slug}} }

func byRegistration(id int64) where {
	return where{"id = (SELECT series_id FROM registrations WHERE id = ?)", []any{id}}
}

// Series returns a published series with its sessions, their counters, programme and questions. Its parts are shared:
// never change them. NotFound when there is none or when it is a draft.
func (s *Store) Series(ctx context.Context, slug string) (*models.Series, error) {
	series, err := s.AnySeries(ctx, slug)
	if err == nil && series.Status != models.SeriesPublished {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	return series, err
}

// AnySeries is Series for organisers and commands: drafts too.
func (s *Store) AnySeries(ctx context.Context, slug string) (series *models.Series, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err = s.view(ctx, db, bySlug(slug))
		return err
	})
	return series, err
}

// AllSeries returns every series, drafts too, by slug.
func (s *Store) AllSeries(ctx context.Context) (all []*models.Series, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		all, err = s.everySeries(ctx, db)
		return err
	})
	return all, err
}

func (s *Store) everySeries(ctx context.Context, db *gorm.DB) (all []*models.Series, err error) {
	ids, err := gorm.G[models.Series](db).Select("id").Order("slug").Find(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range ids {
		series, err := s.view(ctx, db, where{"id = ?", []any{row.ID}})
		if err != nil {
			return nil, err
		}
		all = append(all, series)
	}
	return all, nil
}

// Agenda returns the published series.
func (s *Store) Agenda(ctx context.Context) ([]*models.Series, error) {
	all, err := s.AllSeries(ctx)
	return slices.DeleteFunc(all, func(series *models.Series) bool { return series.Status != models.SeriesPublished }), err
}

// Version changes whenever anything of a series does; with an empty slug, whenever anything of any series does. It is one
// small query, for caches of pages. NotFound when there is no such published series.
func (s *Store) Version(ctx context.Context, slug string) (int64, error) {
	pool, err := s.read.DB()
	if err != nil {
		return 0, err
	}
	if s.path != "" {
		ctx = context.WithoutCancel(ctx) // SQLite's driver would start a goroutine to watch over some microseconds
	}
	var version int64
	if slug == "" {
		err = pool.QueryRowContext(ctx, "SELECT coalesce(sum(version), 0) FROM series").Scan(&version)
	} else {
		err = pool.QueryRowContext(ctx, "SELECT version FROM series WHERE slug = $1 AND status = 'published'", slug).Scan(&version)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = gorm.ErrRecordNotFound
	}
	return version, s.explain(missing(err))
}

// columns of a series that change without its definition.
const liveColumns = "id, status, version, revision, next_number, settled_at, drawn_at, release_due, audit_seq, audit_hash"

// view reads a series as it is now.
func (s *Store) view(ctx context.Context, db *gorm.DB, w where) (*models.Series, error) {
	row, err := gorm.G[models.Series](db).Select(liveColumns).Where(w.condition, w.args...).Take(ctx)
	if err != nil {
		return nil, missing(err)
	}
	return s.complete(ctx, db, row)
}

// lock reads a series as it is, and keeps every other writer off it until the transaction ends. SQLite's transaction has
// done so already by beginning.
func (s *Store) lock(ctx context.Context, db *gorm.DB, w where) (*models.Series, error) {
	if s.unlocked {
		if s.path != "" {
			db = s.read // outside SQLite's transaction, which is the lock
		}
		return s.view(ctx, db, w)
	}
	query := gorm.G[models.Series](db, clause.Locking{Strength: "NO KEY UPDATE"})
	row, err := query.Select(liveColumns).Where(w.condition, w.args...).Take(ctx)
	if err != nil {
		return nil, missing(err)
	}
	return s.complete(ctx, db, row)
}

// complete makes a series of its live columns, its definition and the counters of its sessions.
func (s *Store) complete(ctx context.Context, db *gorm.DB, row models.Series) (*models.Series, error) {
	definition, err := s.definition(ctx, db, row.ID, row.Revision)
	if err != nil {
		return nil, err
	}
	series := *definition
	series.Status, series.Version, series.NextNumber = row.Status, row.Version, row.NextNumber
	series.SettledAt, series.DrawnAt, series.ReleaseDue = utc(row.SettledAt), utc(row.DrawnAt), utc(row.ReleaseDue)
	series.AuditSeq, series.AuditHash = row.AuditSeq, row.AuditHash
	counters, err := gorm.G[models.Session](db).Select("id, confirmed, offered, waiting, shares").Where("series_id = ?", row.ID).Find(ctx)
	if err != nil {
		return nil, err
	}
	series.Sessions = slices.Clone(definition.Sessions)
	for _, c := range counters {
		if session, ok := series.SessionByID(c.ID); ok {
			session.Confirmed, session.Offered, session.Waiting, session.Shares = c.Confirmed, c.Offered, c.Waiting, c.Shares
		}
	}
	return &series, nil
}

// definition is what an organiser laid down of a series. It is read once for each revision.
func (s *Store) definition(ctx context.Context, db *gorm.DB, id, revision int64) (*models.Series, error) {
	if kept, ok := s.definitions.Load(id); ok && kept.(*models.Series).Revision == revision {
		return kept.(*models.Series), nil
	}
	series, err := gorm.G[models.Series](db).Where("id = ?", id).Take(ctx)
	if err != nil {
		return nil, missing(err)
	}
	series.Opens, series.Closes = series.Opens.UTC(), series.Closes.UTC()
	if series.Sessions, err = gorm.G[models.Session](db).Where("series_id = ?", id).Order("position, id").Find(ctx); err != nil {
		return nil, err
	}
	if series.Questions, err = gorm.G[models.Question](db).Where("series_id = ?", id).Order("position, id").Find(ctx); err != nil {
		return nil, err
	}
	items, err := gorm.G[models.ProgrammeItem](db).
		Where("session_id IN (SELECT id FROM sessions WHERE series_id = ?)", id).Order("session_id, position").Find(ctx)
	if err != nil {
		return nil, err
	}
	for i := range series.Sessions {
		session := &series.Sessions[i]
		session.Starts, session.Ends, session.UpdatedAt = session.Starts.UTC(), session.Ends.UTC(), session.UpdatedAt.UTC()
		for _, item := range items {
			if item.SessionID == session.ID {
				item.Starts, item.Ends = item.Starts.UTC(), item.Ends.UTC()
				session.Programme = append(session.Programme, item)
			}
		}
	}
	if series.Revision == revision { // a writer may be ahead of what this reader saw
		s.definitions.Store(id, &series)
	}
	return &series, nil
}
