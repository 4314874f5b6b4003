package store

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"vonk/models"
)

// explain turns what a database says into what a person can act on. Errors of models pass as they are.
func (s *Store) explain(err error) error {
	var known *models.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	key := ""
	var lite sqlite3.Error
	var post *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		key = liteKey(lite)
	case errors.As(err, &post):
		key = postKey(post)
	case away(err):
		key = "error.database.unavailable"
	}
	if key == "" {
		return err
	}
	return &models.Error{Code: models.Unavailable, Key: key, Args: map[string]any{"Database": s.path}, Cause: err}
}

// away says that PostgreSQL cannot be reached, or ended a connection that was open.
func away(err error) bool {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false // the caller's own end
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}

func liteKey(err sqlite3.Error) string {
	switch err.SystemErrno {
	case syscall.ENOSPC, syscall.EDQUOT:
		return "error.database.full"
	case syscall.EROFS, syscall.EACCES:
		return "error.database.readonly"
	}
	switch err.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return "error.database.locked"
	case sqlite3.ErrFull:
		return "error.database.full"
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return "error.database.readonly"
	case sqlite3.ErrNotADB, sqlite3.ErrCorrupt:
		return "error.database.invalid"
	case sqlite3.ErrCantOpen, sqlite3.ErrIoErr:
		return "error.database.unavailable"
	}
	return ""
}

func postKey(err *pgconn.PgError) string {
	switch {
	case err.Code == "53100":
		return "error.database.full"
	case err.Code == "25006":
		return "error.database.readonly"
	case err.Code == "55P03":
		return "error.database.locked"
	case err.Code[:2] == "08", err.Code[:2] == "53", err.Code[:2] == "57", err.Code == "3D000", err.Code[:2] == "28":
		return "error.database.unavailable"
	}
	return ""
}

// missing turns "no row" into NotFound.
func missing(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &models.Error{Code: models.NotFound, Key: "error.notfound"}
	}
	return err
}
