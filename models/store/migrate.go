package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"vonk/models"
)

//go:embed migrations
var migrations embed.FS

// provider knows the migrations of the engine.
func (s *Store) provider() (*goose.Provider, *sql.DB, error) {
	dialect, folder := goose.DialectSQLite3, "migrations/sqlite"
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.path == "" {
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
		// Copies of the program that start at once migrate one after the other: each looks every second, for five minutes.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, nil, err
	}
	db, err := s.write.DB()
	if err != nil {
		return nil, nil, err
	}
	provider, err := goose.NewProvider(dialect, db, files, options...)
	return provider, db, err
}

// schema is the database's version, 0 for an empty one, and the newest that this program knows. It writes nothing.
func (s *Store) schema(ctx context.Context) (current, newest int64, err error) {
	provider, db, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	sources := provider.ListSources()
	newest = sources[len(sources)-1].Version
	exists := "SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'"
	if s.path == "" {
		exists = "SELECT count(*) FROM pg_catalog.pg_tables WHERE tablename = 'goose_db_version' AND schemaname = current_schema()"
	}
	var tables int
	if err := db.QueryRowContext(ctx, exists).Scan(&tables); err != nil || tables == 0 {
		return 0, newest, err
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&current)
	return current, newest, err
}

func (s *Store) refuseNewer(ctx context.Context) error {
	current, newest, err := s.schema(ctx)
	if err == nil && current > newest {
		return &models.Error{Code: models.Unavailable, Key: "error.database.newer", Args: map[string]any{"Database": s.path, "Version": current, "Newest": newest}}
	}
	return err
}

// Pending is how many versions the database is behind this program.
func (s *Store) Pending(ctx context.Context) (int, error) {
	current, newest, err := s.schema(ctx)
	return int(newest - current), s.explain(err)
}

// Migrate brings the schema up to date and returns how many steps that took. An SQLite database that is not empty is
// copied first, to a file beside it that names the version.
func (s *Store) Migrate(ctx context.Context) (int, error) {
	current, newest, err := s.schema(ctx)
	if err != nil {
		return 0, s.explain(err)
	}
	if current == newest {
		return 0, s.explain(s.fillList(ctx))
	}
	if s.path != "" && current > 0 {
		if err := s.Backup(ctx, fmt.Sprintf("%s.before-version-%d-%s", s.path, newest, s.Now().Format("20060102-150405"))); err != nil {
			return 0, err
		}
	}
	provider, _, err := s.provider()
	if err != nil {
		return 0, err
	}
	applied := 0
	for try := 1; ; try++ {
		steps, err := provider.Up(ctx)
		applied += len(steps)
		var partial *goose.PartialError // which holds what was done before it failed
		if errors.As(err, &partial) {
			applied += len(partial.Applied)
		}
		if err == nil {
			err = s.fillList(ctx)
		}
		err = s.explain(err)
		if err == nil || models.CodeOf(err) != models.Internal || try == migrateTries {
			return applied, err
		}
	}
}

// migrateTries is how often migrating is tried. With SQLite, two programs that start at once do the same step, and the second
// fails on what the first has just made; when it looks again, that step is done.
const migrateTries = 4

// Backup writes a consistent copy of an SQLite database to a new file, while it is being used. PostgreSQL has its own tools.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.path == "" {
		return &models.Error{Code: models.Conflict, Key: "error.backup.postgres"}
	}
	// Not on the reader's pool: VACUUM INTO counts as a write there.
	db, err := s.write.DB()
	if err != nil {
		return err
	}
	// It holds people's data, so only its owner reads it, from the first byte on.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return s.explain(errors.Join(err, os.Remove(path)))
	}
	return nil
}
