package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// AuditEntry says who did what on what, when, and how it ended. It holds no personal data beyond ids. The entries of a
// series form a chain: each hash covers the entry and the hash before it, so a changed or missing row shows.
type AuditEntry struct {
	ID       int64
	SeriesID int64
	Seq      int64 // in the series, from 1
	At       time.Time
	Actor    string // holder, system, command, organiser:<id>
	Action   string // register, grant, cancel, import, …
	Subject  string // registration:<id>, placement:<id>, session:<id>, series:<id>
	Details  string // JSON
	Hash     string // hex SHA-256
}

// The actors that are no organiser.
const (
	ActorHolder  = "holder"  // whoever has a registration's or participant's link
	ActorSystem  = "system"  // time passing, serving
	ActorCommand = "command" // the program's command line
)

// Chain gives the hash of the entry after the one with the hash previous ("" for the first).
func (e *AuditEntry) Chain(previous string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		previous, strconv.FormatInt(e.SeriesID, 10), strconv.FormatInt(e.Seq, 10), e.At.UTC().Format(time.RFC3339),
		e.Actor, e.Action, e.Subject, e.Details,
	}, "\x00")))
	return hex.EncodeToString(sum[:])
}
