package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// SavedExports are those of a series, by name. NotFound for an unknown series.
func (s *Store) SavedExports(ctx context.Context, slug string) (all []models.SavedExport, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		all, err = gorm.G[models.SavedExport](db).Where("series_id = ?", series.ID).Order("name, id").Find(ctx)
		for i := range all {
			all[i].LinkExpires, all[i].FetchedAt = utc(all[i].LinkExpires), utc(all[i].FetchedAt)
		}
		return err
	})
	return all, err
}

// SavedExport is one of them. NotFound also for one of another series.
func (s *Store) SavedExport(ctx context.Context, slug string, id int64) (*models.SavedExport, error) {
	all, err := s.SavedExports(ctx, slug)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
	}
	return nil, missing(gorm.ErrRecordNotFound)
}

// SaveExport keeps an export under its name. Invalid, with Problems, when it cannot be.
func (s *Store) SaveExport(ctx context.Context, by *models.Organiser, slug string, e *models.SavedExport) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		e.Clean(c.series)
		if err := e.Validate(c.series); err != nil {
			return err
		}
		e.SeriesID, e.CreatedAt = c.series.ID, c.now
		if err := gorm.G[models.SavedExport](c.db).Create(c.ctx, e); err != nil {
			return err
		}
		return c.audit(organiserActor(by), models.ActionExportSave, exportSubject(e.ID), map[string]any{"columns": len(e.Columns), "contacts": e.Contacts})
	})
}

// RemoveExport forgets a saved export, and ends its link. NotFound when there is none.
func (s *Store) RemoveExport(ctx context.Context, by *models.Organiser, slug string, id int64) error {
	return s.onExport(ctx, by, slug, id, "export-remove", nil, func(c *change) (int, error) {
		return gorm.G[models.SavedExport](c.db).Where("series_id = ? AND id = ?", c.series.ID, id).Delete(c.ctx)
	})
}

// LinkExport makes a new link for a saved export, which works for some days; 0: none. The link before it ends. NotFound when
// there is no such export, Invalid for more days than a link may work.
func (s *Store) LinkExport(ctx context.Context, by *models.Organiser, slug string, id int64, days int) error {
	if days < 0 || days > models.MaxExportLinkDays {
		return &models.Error{Code: models.Invalid, Key: "problem.export.days"}
	}
	act := "export-link"
	if days == 0 {
		act = "export-revoke"
	}
	return s.onExport(ctx, by, slug, id, act, map[string]any{"days": days}, func(c *change) (int, error) {
		var expires *time.Time
		if days > 0 {
			until := c.now.AddDate(0, 0, days)
			expires = &until
		}
		rows, err := gorm.G[models.SavedExport](c.db).Raw("UPDATE saved_exports SET link_version = link_version + 1, link_expires = ? WHERE series_id = ? AND id = ? RETURNING *",
			expires, c.series.ID, id).Find(c.ctx)
		return len(rows), err
	})
}

func (s *Store) onExport(ctx context.Context, by *models.Organiser, slug string, id int64, action string, details any, act func(c *change) (int, error)) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		rows, err := act(c)
		if err == nil && rows == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		if err != nil {
			return err
		}
		return c.audit(organiserActor(by), action, exportSubject(id), details)
	})
}

// FetchExport is the export that a link opens, with its series, and counts that it was fetched. NotFound when the link was
// replaced or revoked, or its time is over: a spreadsheet has no use for more.
func (s *Store) FetchExport(ctx context.Context, id int64, version int, counted bool) (e *models.SavedExport, series *models.Series, err error) {
	const valid = "WHERE id = ? AND link_version = ? AND link_expires > ?"
	read := func(db *gorm.DB, query string, args ...any) error {
		rows, err := gorm.G[models.SavedExport](db).Raw(query, args...).Find(context.WithoutCancel(ctx))
		if err == nil && len(rows) == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		if err != nil {
			return err
		}
		e = &rows[0]
		series, err = s.view(context.WithoutCancel(ctx), db, where{"id = ?", []any{e.SeriesID}})
		return err
	}
	if !counted {
		err = s.reading(ctx, func(db *gorm.DB) error { return read(db, "SELECT * FROM saved_exports "+valid, id, version, s.Now()) })
		return e, series, err
	}
	err = s.writing(ctx, func(db *gorm.DB) error {
		return read(db, "UPDATE saved_exports SET fetches = fetches + 1, fetched_at = ? "+valid+" RETURNING *", s.Now(), id, version, s.Now())
	})
	return e, series, err
}

func exportSubject(id int64) string { return fmt.Sprintf("export:%d", id) }
