package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
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
		if err != nil {
			return err
		}
		if err := fillFetches(ctx, db, all); err != nil {
			return err
		}
		return fillLinkers(ctx, db, all)
	})
	return all, err
}

// fillFetches gives saved exports the last times that they were fetched.
func fillFetches(ctx context.Context, db *gorm.DB, all []models.SavedExport) error {
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	fetches, err := gorm.G[models.ExportFetch](db).Raw(`SELECT id, export_id, at, agent FROM (
		SELECT f.*, row_number() OVER (PARTITION BY export_id ORDER BY id DESC) AS turn FROM export_fetches f WHERE export_id IN ?) numbered
		WHERE turn <= ? ORDER BY id DESC`, ids, models.RecentFetches).Find(ctx)
	for _, fetch := range fetches {
		fetch.At = fetch.At.UTC()
		if i := slices.Index(ids, fetch.ExportID); i >= 0 {
			all[i].Recent = append(all[i].Recent, fetch)
		}
	}
	return err
}

// fillLinkers gives saved exports the organisers who made their links, as far as those may sign in, with their roles.
func fillLinkers(ctx context.Context, db *gorm.DB, all []models.SavedExport) error {
	var ids []int64
	for i := range all {
		all[i].LinkExpires, all[i].FetchedAt = utc(all[i].LinkExpires), utc(all[i].FetchedAt)
		if all[i].LinkExpires != nil && all[i].LinkBy != nil {
			ids = append(ids, *all[i].LinkBy)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	makers, err := gorm.G[models.Organiser](db).Where("id IN ? AND disabled = ?", ids, false).Find(ctx)
	if err != nil {
		return err
	}
	roles, err := gorm.G[models.Assignment](db).Where("organiser_id IN ?", ids).Find(ctx)
	for i := range makers {
		for _, role := range roles {
			if role.OrganiserID == makers[i].ID {
				makers[i].Assignments = append(makers[i].Assignments, role)
			}
		}
		for j := range all {
			if by := all[j].LinkBy; by != nil && *by == makers[i].ID {
				all[j].Linker = &makers[i]
			}
		}
	}
	return err
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

// SaveExport keeps an export under its name, when it has no id, or changes one; its link goes on, with what is in it now. Errors:
// Invalid, with Problems, when it cannot be kept so; NotFound when there is no such export; Conflict when somebody else changed
// it since the version that is given.
func (s *Store) SaveExport(ctx context.Context, by *models.Organiser, slug string, e *models.SavedExport) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		e.Clean(c.series)
		if err := e.Validate(c.series); err != nil {
			return err
		}
		action := models.ActionExportSave
		if e.ID == 0 {
			e.SeriesID, e.Version, e.CreatedAt = c.series.ID, 1, c.now
			if err := gorm.G[models.SavedExport](c.db).Create(c.ctx, e); err != nil {
				return err
			}
		} else {
			action = models.ActionExportChange
			if err := c.changeExport(e); err != nil {
				return err
			}
		}
		return c.audit(organiserActor(by), action, exportSubject(e.ID), map[string]any{"columns": len(e.Columns), "contacts": e.Contacts, "version": e.Version})
	})
}

// changeExport writes what can be changed of a saved export, and raises its version.
func (c *change) changeExport(e *models.SavedExport) error {
	kept, err := gorm.G[models.SavedExport](c.db).Where("series_id = ? AND id = ?", c.series.ID, e.ID).Take(c.ctx)
	switch {
	case err != nil:
		return missing(err)
	case kept.Version != e.Version:
		return &models.Error{Code: models.Conflict, Key: "error.export.changed"}
	}
	e.Version++
	_, err = gorm.G[models.SavedExport](c.db).Where("id = ?", e.ID).
		Select("Name", "Filter", "Columns", "Format", "Dialect", "Language", "Contacts", "Version").Updates(c.ctx, *e)
	return err
}

// RemoveExport forgets a saved export, and ends its link. NotFound when there is none.
func (s *Store) RemoveExport(ctx context.Context, by *models.Organiser, slug string, id int64) error {
	return s.onExport(ctx, by, slug, id, models.ActionExportRemove, nil, func(c *change) (int, error) {
		return gorm.G[models.SavedExport](c.db).Where("series_id = ? AND id = ?", c.series.ID, id).Delete(c.ctx)
	})
}

// LinkExport makes a new link for a saved export, which works for some days, as long as its maker may export; 0: none. The link before it ends. NotFound when
// there is no such export, Invalid for more days than a link may work.
func (s *Store) LinkExport(ctx context.Context, by *models.Organiser, slug string, id int64, days int) error {
	if days < 0 || days > models.MaxExportLinkDays {
		return &models.Error{Code: models.Invalid, Key: "problem.export.days"}
	}
	act := models.ActionExportLink
	if days == 0 {
		act = models.ActionExportRevoke
	}
	return s.onExport(ctx, by, slug, id, act, map[string]any{"days": days}, func(c *change) (int, error) {
		var expires *time.Time
		var maker *int64
		if days > 0 {
			until := c.now.AddDate(0, 0, days)
			expires, maker = &until, &by.ID
		}
		rows, err := gorm.G[models.SavedExport](c.db).Raw("UPDATE saved_exports SET link_version = link_version + 1, link_expires = ?, link_by = ? WHERE series_id = ? AND id = ? RETURNING *",
			expires, maker, c.series.ID, id).Find(c.ctx)
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

// FetchExport is the export that a link opens, with its series, and notes that a program fetched it. NotFound when the link was
// replaced or revoked, its time is over, or who made it may export no more: a spreadsheet has no use for more.
func (s *Store) FetchExport(ctx context.Context, id int64, version int, agent string, counted bool) (e *models.SavedExport, series *models.Series, err error) {
	within := s.reading
	if counted {
		within = s.writing
	}
	err = within(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		found, err := gorm.G[models.SavedExport](db).Where("id = ? AND link_version = ?", id, version).Find(ctx)
		if err != nil {
			return err
		}
		if err := fillLinkers(ctx, db, found); err != nil {
			return err
		}
		if len(found) == 0 || !found[0].Linked(s.Now()) {
			return missing(gorm.ErrRecordNotFound)
		}
		e = &found[0]
		if counted {
			if err := s.noteFetch(ctx, db, models.ExportFetch{ExportID: id, At: s.Now(), Agent: agent}); err != nil {
				return err
			}
		}
		series, err = s.view(ctx, db, where{"id = ?", []any{e.SeriesID}})
		return err
	})
	return e, series, err
}

func (s *Store) noteFetch(ctx context.Context, db *gorm.DB, fetch models.ExportFetch) error {
	if err := gorm.G[models.SavedExport](db).Exec(ctx, "UPDATE saved_exports SET fetches = fetches + 1, fetched_at = ? WHERE id = ?", fetch.At, fetch.ExportID); err != nil {
		return err
	}
	if err := gorm.G[models.ExportFetch](db).Create(ctx, &fetch); err != nil {
		return err
	}
	return gorm.G[models.ExportFetch](db).Exec(ctx, `DELETE FROM export_fetches WHERE export_id = ? AND (at <= ?
		OR id <= (SELECT id FROM export_fetches WHERE export_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?))`,
		fetch.ExportID, fetch.At.AddDate(0, 0, -models.FetchesKeptDays), fetch.ExportID, models.FetchesKept)
}

// ListState names what the lists of a series hold now besides what is asked of them: it is another one whenever a row may be.
// Every writing act raises the series' version. Without any, an offer lapses and a session ends by themselves, after which a
// status reads otherwise.
func (s *Store) ListState(ctx context.Context, seriesID int64) (string, error) {
	var state struct{ Version, Ended, Lapsed int64 }
	err := gorm.G[models.Series](s.read).Raw(`SELECT version,
		(SELECT count(*) FROM sessions WHERE series_id = e.id AND ends <= @now) AS ended,
		(SELECT count(*) FROM placements WHERE series_id = e.id AND status = 'offered' AND deadline <= @now) AS lapsed
		FROM series e WHERE id = @series`, sql.Named("now", s.Now()), sql.Named("series", seriesID)).Scan(ctx, &state)
	return fmt.Sprint(seriesID, ".", state.Version, ".", state.Ended, ".", state.Lapsed), s.explain(err)
}

func exportSubject(id int64) string { return fmt.Sprintf("export:%d", id) }
