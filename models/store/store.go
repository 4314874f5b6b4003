// Package store keeps everything in SQLite or PostgreSQL. One exported method is one use case and one transaction: it loads
// what the rule needs, lets package models decide, and writes rows, the audit entry and the letters together.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"vonk/models"
)

// Options say which database to open, and where time and chance come from.
type Options struct {
	Database string           // a path of an SQLite file, or postgres://…
	Create   bool             // make a missing SQLite file
	Now      func() time.Time // nil: the clock
	Random   io.Reader        // nil: crypto/rand
	Host     string           // the domain of Message-IDs and calendar UIDs; empty: localhost
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	path   string // of an SQLite file; empty with PostgreSQL
	write  *gorm.DB
	read   *gorm.DB
	now    func() time.Time
	random io.Reader
	host   string

	queue  chan *job // SQLite: the writes that wait for the one writer
	closed chan struct{}
	ended  sync.WaitGroup
	wake   chan struct{}

	unlocked bool // a test's negative control: decide by what is read outside the lock

	definitions sync.Map // series id → *models.Series, as of its Revision
}

// Open opens a database without changing its schema: Migrate does that. It returns Unavailable when there is no such
// database, when it cannot be read, or when it is newer than this program.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{now: o.Now, random: o.Random, host: o.Host, closed: make(chan struct{}), wake: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.host == "" {
		s.host = "localhost"
	}
	open := s.openSQLite
	if isPostgres(o.Database) {
		open = s.openPostgres
	}
	if err := open(o); err != nil {
		return nil, s.explain(err)
	}
	if err := s.refuseNewer(ctx); err != nil {
		_ = s.Close()
		return nil, s.explain(err)
	}
	return s, nil
}

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

func (s *Store) config() *gorm.Config {
	return &gorm.Config{
		Logger:                 logger.Discard, // errors are returned, and logged where they are handled
		NowFunc:                func() time.Time { return s.Now() },
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
	}
}

const (
	readers     = 8  // of SQLite at once; writes never wait for them
	connections = 20 // to PostgreSQL, for reads and writes
)

func (s *Store) openSQLite(o Options) error {
	s.path = o.Database
	info, err := os.Stat(o.Database)
	switch {
	case os.IsNotExist(err) && !o.Create:
		return &models.Error{Code: models.Unavailable, Key: "error.database.missing", Args: map[string]any{"Database": o.Database}}
	case err == nil && info.IsDir():
		return &models.Error{Code: models.Unavailable, Key: "error.database.invalid", Args: map[string]any{"Database": o.Database}}
	}
	open := func(extra string, connections int) (*gorm.DB, error) {
		pragmas := "?_foreign_keys=on&_busy_timeout=5000&_synchronous=FULL&_stmt_cache_size=100&" + extra
		db, err := gorm.Open(keptPlans{&sqlite.Dialector{DSN: "file:" + (&url.URL{Path: o.Database}).EscapedPath() + pragmas}}, s.config())
		if err != nil {
			return nil, err
		}
		pool, err := db.DB()
		if err != nil {
			return nil, err
		}
		pool.SetMaxOpenConns(connections)
		pool.SetMaxIdleConns(connections)
		return db, nil
	}
	// An immediate transaction takes the write lock at its start: a deferred one fails half-way under load.
	if s.write, err = open("_txlock=immediate&_journal_mode=WAL&_cache_size=-16000", 1); err != nil {
		return err
	}
	if s.read, err = open("_query_only=true&_cache_size=-4000", readers); err != nil {
		return err
	}
	s.queue = make(chan *job)
	s.ended.Add(1)
	go s.writer()
	return nil
}

func (s *Store) openPostgres(o Options) error {
	config, err := pgx.ParseConfig(o.Database)
	if err != nil {
		return err
	}
	// Whoever holds a series' row for longer is stuck: the others say so and leave their connections to other series.
	config.RuntimeParams["lock_timeout"] = "10s"
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), s.config())
	if err != nil {
		return errors.Join(err, pool.Close())
	}
	s.write, s.read = db, db
	return nil
}

// Close waits for the writes that were accepted, and closes the database.
func (s *Store) Close() error {
	if s.queue != nil {
		close(s.closed)
		s.ended.Wait()
	}
	var first error
	for _, db := range []*gorm.DB{s.write, s.read} {
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		if err != nil && first == nil {
			first = err
		}
		if s.read == s.write {
			break
		}
	}
	return first
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.explain(s.read.WithContext(ctx).Raw("SELECT 1").Scan(&one).Error)
}

// Now is the store's clock: UTC, in whole seconds.
func (s *Store) Now() time.Time { return s.now().UTC().Truncate(time.Second) }

// Wake receives soon after this process committed a letter.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// reading runs fn on one consistent view of the database. It writes nothing.
func (s *Store) reading(ctx context.Context, fn func(db *gorm.DB) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.path == "" {
		options.Isolation = sql.LevelRepeatableRead
	}
	return s.explain(s.read.WithContext(ctx).Transaction(fn, options))
}
