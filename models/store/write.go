package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"vonk/models"
)

// job is a write that waits for SQLite's one writer.
type job struct {
	act  func(db *gorm.DB) error
	done chan error
}

// A shared commit holds at most this much: it bounds how long the first of it waits for the last.
const (
	sharedWrites = 128
	sharedTime   = 25 * time.Millisecond
)

// writing runs act in a transaction of its own: all of it is committed, or nothing. On SQLite writers that wait for each
// other share one commit, each in its own savepoint, as a durable commit costs more than what most of them do. It returns
// after the commit. The act must not use the caller's context: a cancelled request would undo its neighbours.
func (s *Store) writing(ctx context.Context, act func(db *gorm.DB) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.queue == nil {
		return s.explain(s.write.WithContext(context.WithoutCancel(ctx)).Transaction(act))
	}
	j := &job{act: act, done: make(chan error, 1)}
	select {
	case s.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return &models.Error{Code: models.Unavailable, Key: "error.database.closed"}
	}
	return s.explain(<-j.done)
}

// writer is the goroutine that owns SQLite's write connection.
func (s *Store) writer() {
	defer s.ended.Done()
	for {
		select {
		case first := <-s.queue:
			s.commitTogether(first)
		case <-s.closed:
			return
		}
	}
}

// commitTogether runs the first job and those that arrive meanwhile in one transaction, and answers them after its commit.
func (s *Store) commitTogether(first *job) {
	var accepted []*job
	began := time.Now()
	err := s.write.Transaction(func(tx *gorm.DB) error {
		for j := first; j != nil; j = s.next(len(accepted), began) {
			// Inside a transaction this makes a savepoint.
			if err := tx.Transaction(guarded(j.act)); err != nil {
				j.done <- err
				if endsTransaction(err) {
					return err // SQLite may have undone everything: nothing of this commit may be called done
				}
				continue
			}
			accepted = append(accepted, j)
		}
		return nil
	})
	for _, j := range accepted {
		j.done <- err
	}
	if err != nil && len(accepted) == 0 {
		select { // the transaction could not begin
		case first.done <- err:
		default: // it was answered
		}
	}
}

// next takes a job that waits already; nil when none does or the commit is large enough.
func (s *Store) next(accepted int, began time.Time) *job {
	if accepted >= sharedWrites || time.Since(began) > sharedTime {
		return nil
	}
	select {
	case j := <-s.queue:
		return j
	default:
		return nil
	}
}

// endsTransaction says that SQLite itself is in trouble (full, unreadable, out of memory), and not just the act.
func endsTransaction(err error) bool {
	var lite sqlite3.Error
	return errors.As(err, &lite) && lite.Code != sqlite3.ErrConstraint
}

// guarded turns a panic of one act into its error, so that its neighbours' writes survive.
func guarded(act func(db *gorm.DB) error) func(db *gorm.DB) error {
	return func(db *gorm.DB) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic in a transaction: %v", p)
			}
		}()
		return act(db)
	}
}
