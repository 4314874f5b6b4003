package store

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Unlock makes the store decide by what it reads outside the lock: the negative control of the tests that race.
func (s *Store) Unlock() { s.unlocked = true }

// Synchronous is the write connection's PRAGMA synchronous.
func (s *Store) Synchronous() (level int) {
	s.write.Raw("PRAGMA synchronous").Scan(&level)
	return level
}

// MigrateTo brings an empty database up to an older version of the schema.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	provider, _, err := s.provider()
	if err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

// exec runs a statement on every connection that writes.
func (s *Store) exec(t *testing.T, statement string) {
	t.Helper()
	if err := s.write.Exec(statement).Error; err != nil {
		t.Fatal(err)
	}
}

// LimitPages lets SQLite grow by no more than a few pages, as a full disk does.
func (s *Store) LimitPages(t *testing.T) {
	t.Helper()
	var pages int
	s.write.Raw("PRAGMA page_count").Scan(&pages)
	var limit int
	s.write.Raw("PRAGMA max_page_count = 200").Scan(&limit)
	if limit <= pages-1 {
		t.Fatalf("limit %d, pages %d", limit, pages)
	}
}

// LiftLimit ends LimitPages.
func (s *Store) LiftLimit(t *testing.T) { s.exec(t, "PRAGMA max_page_count = 1000000") }

// Impatient makes a locked database an error at once.
func (s *Store) Impatient(t *testing.T) {
	s.set(t, "PRAGMA busy_timeout = 0", "SET lock_timeout = '1ms'")
}

// ReadOnly makes the engine refuse writes, as it does on a read-only disk or a standby server.
func (s *Store) ReadOnly(t *testing.T) {
	s.set(t, "PRAGMA query_only = on", "SET default_transaction_read_only = on")
}

// set changes a setting of the one connection that is left.
func (s *Store) set(t *testing.T, sqlite, postgres string) {
	t.Helper()
	if s.path != "" {
		s.exec(t, sqlite)
		return
	}
	pool, err := s.write.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	s.exec(t, postgres)
}

// statements counts what is asked of the database.
type statements struct {
	logger.Interface
	count atomic.Int64
}

func (l *statements) LogMode(logger.LogLevel) logger.Interface { return l }

func (l *statements) Trace(context.Context, time.Time, func() (string, int64), error) { l.count.Add(1) }

// Statements counts the statements of what act does.
func (s *Store) Statements(act func()) int64 {
	counter := &statements{Interface: logger.Discard}
	s.write.Logger, s.read.Logger = counter, counter
	defer func() { s.write.Logger, s.read.Logger = logger.Discard, logger.Discard }()
	act()
	return counter.count.Load()
}

// HalfWritten is the key of the organisation that WriteAndFail adds.
const HalfWritten = "half written"

// WriteAndFail writes a row in a transaction that then ends as fail does.
func (s *Store) WriteAndFail(ctx context.Context, fail func() error) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		err := db.Exec("INSERT INTO organisations (name, name_key, created_at) VALUES (?, ?, ?)", HalfWritten, HalfWritten, s.Now()).Error
		if err != nil {
			return err
		}
		return fail()
	})
}
