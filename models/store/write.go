package store

import (
	"context"
	"errors"
	"fmt"
	"time"

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
		return s.explain(s.write.WithContext(context.WithoutCancel(ctx)).Transaction(func(db *gorm.DB) (err error) {
			defer recovered(&err)
			return act(db)
		}))
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
			if err := inSavepoint(tx, j.act); err != nil {
				j.done <- err
				if errors.Is(err, errUndone) {
					return err // nothing of this commit may be called done
				}
				continue
			}
			accepted = append(accepted, j)
		}
		return nil
	})
	if err != nil {
		s.definitions.Clear() // one may be of a revision that was never committed
	}
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

// errUndone says that SQLite itself undid the whole transaction, as it does when the disk is full or cannot be read.
var errUndone = errors.New("the transaction was undone")

// inSavepoint runs one act of a shared commit, and undoes just that act when it fails. A panic is its failure too, so that
// its neighbours' writes survive. The error is errUndone as well when nothing is left of the transaction.
func inSavepoint(tx *gorm.DB, act func(db *gorm.DB) error) (err error) {
	if err := tx.Exec("SAVEPOINT act").Error; err != nil {
		return errors.Join(err, errUndone)
	}
	defer func() {
		statements := []string{"RELEASE act"}
		if err != nil {
			statements = []string{"ROLLBACK TO act", "RELEASE act"}
		}
		for _, statement := range statements {
			if failed := tx.Exec(statement).Error; failed != nil {
				err = errors.Join(err, failed, errUndone)
			}
		}
	}()
	defer recovered(&err)
	return act(tx)
}

// recovered makes an error of a panic: the program goes on, and nothing of the act is kept.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic in a transaction: %v", p)
	}
}
