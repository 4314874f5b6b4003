package store

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// change is one writing transaction on a series: locked, settled until now, the act, served, saved (seat rule 12).
type change struct {
	ctx    context.Context
	db     *gorm.DB
	store  *Store
	now    time.Time
	series *models.Series // this transaction's own copy; its counters are kept as seats change

	before  map[int64]models.Session // the counters as they were, by session
	entries []models.AuditEntry
	letters []models.Letter
	news    []news          // what people are told at the end
	altered []alteration    // sessions that calendars show differently now
	undos   []undoing       // acts of organisers that can be undone
	unsent  []models.Letter // that undoing an act took back
	revived map[int64]bool  // placements that it brought back to life

	reminders []reminder                     // that are due
	known     map[int64]*models.Registration // those of them that are loaded already
	passed    bool                           // time settled something that no entry holds

	signedUp int64            // the registration that this transaction made
	apart    int64            // the registration that it split
	replaced map[int64]string // by participant: the name of the person in whose place they go since

	cause   string            // of the grants: the act that they follow from
	own     map[partyKey]bool // the parties whose holder acts: what they are granted confirms at once
	ownKind models.LetterKind // and how that is told

	serving   bool                         // seats are being given
	following []int64                      // placements whose seats are to follow
	turned    map[int64]bool               // placements whose status changed
	departed  map[int64]bool               // participants who left
	turns     []turn                       // of placements, that are not tallied yet
	groups    map[group]bool               // where somebody else may stand in front
	fronts    map[int64][]models.Placement // by session: who stands first of each share and size that fits
}

// change runs act under the lock of the series that w picks. What act returns as an error undoes everything, and yet time
// passes: what it settled before the act is settled again without it.
func (s *Store) change(ctx context.Context, w where, act func(c *change) error) error {
	wrote, settled, refused := false, false, false
	err := s.writing(ctx, func(db *gorm.DB) (err error) {
		wrote, err = s.changeWithin(context.WithoutCancel(ctx), db, w, func(c *change) error {
			settled = len(c.entries) > 0
			err := act(c)
			refused = err != nil
			return err
		})
		return err
	})
	if err == nil && wrote {
		s.ring()
	}
	if refused && settled && models.CodeOf(err) != models.Internal {
		return errors.Join(err, s.change(ctx, w, func(*change) error { return nil }))
	}
	return err
}

// changeWithin is change inside a transaction that is open already. It says whether letters were written.
func (s *Store) changeWithin(ctx context.Context, db *gorm.DB, w where, act func(c *change) error) (wrote bool, err error) {
	c := &change{ctx: ctx, db: db, store: s, cause: causeTime}
	if c.series, err = s.lock(ctx, db, w); err != nil {
		return false, err
	}
	// The lock may have been waited for, and the clocks of several programs differ: time never goes back in a series.
	if c.now = s.Now(); c.series.SettledAt != nil && c.now.Before(*c.series.SettledAt) {
		c.now = *c.series.SettledAt
	}
	c.before = counters(c.series)
	for _, step := range []func() error{c.settle, c.serve, c.follow, func() error { return act(c) }, c.serve, c.refresh, c.follow, c.tellAll, c.keepUndos, c.save} {
		if err := step(); err != nil {
			return false, err
		}
	}
	return len(c.letters) > 0, nil
}

// partyKey names a party.
type partyKey struct {
	registration int64
	place        int
}

// causeTime is the cause of grants that follow from nobody's act.
const causeTime = "time"

// deed adds the audit entry of an act that changed where parties stand, and makes it the cause of the grants that follow.
// The parties are as they are now.
func (c *change) deed(actor, action, subject string, d models.Deed) error {
	c.cause = action + " " + subject
	return c.audit(actor, action, subject, d)
}

// counters are those of a series' sessions, as they are now.
func counters(series *models.Series) map[int64]models.Session {
	sessions := make(map[int64]models.Session, len(series.Sessions))
	for _, session := range series.Sessions {
		session.Shares = slices.Clone(session.Shares)
		sessions[session.ID] = session
	}
	return sessions
}

// ring wakes the worker of this process.
func (s *Store) ring() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// audit adds an entry to the series' chain. Details become JSON; they hold ids and numbers, never personal data.
func (c *change) audit(actor, action, subject string, details any) error {
	raw, err := json.Marshal(details)
	if err != nil {
		return err
	}
	entry := models.AuditEntry{
		SeriesID: c.series.ID, Seq: c.series.AuditSeq + 1, At: c.now,
		Actor: actor, Action: action, Subject: subject, Details: string(raw),
	}
	entry.Hash = entry.Chain(c.series.AuditHash)
	c.series.AuditSeq, c.series.AuditHash = entry.Seq, entry.Hash
	c.entries = append(c.entries, entry)
	return nil
}

// save writes the audit entries, the letters, and what changed of the counters.
func (c *change) save() error {
	if len(c.entries) == 0 && len(c.letters) == 0 && !c.passed {
		return nil
	}
	if len(c.entries) > 0 {
		if err := gorm.G[models.AuditEntry](c.db).CreateInBatches(c.ctx, &c.entries, rowsAtOnce); err != nil {
			return err
		}
	}
	if len(c.letters) > 0 {
		if err := c.outdate(); err != nil {
			return err
		}
		// One calendar change reaches one calendar once.
		if err := gorm.G[models.Letter](c.db, clause.OnConflict{DoNothing: true}).CreateInBatches(c.ctx, &c.letters, rowsAtOnce); err != nil {
			return err
		}
	}
	for _, session := range c.series.Sessions {
		was := c.before[session.ID] // of a new session: none
		if session.Confirmed == was.Confirmed && session.Offered == was.Offered && session.Waiting == was.Waiting && slices.Equal(session.Shares, was.Shares) {
			continue
		}
		shares, err := json.Marshal(session.Shares)
		if err != nil {
			return err
		}
		err = gorm.G[models.Session](c.db).Exec(c.ctx, "UPDATE sessions SET confirmed = ?, offered = ?, waiting = ?, shares = ? WHERE id = ?",
			session.Confirmed, session.Offered, session.Waiting, string(shares), session.ID)
		if err != nil {
			return err
		}
	}
	return gorm.G[models.Series](c.db).Exec(c.ctx,
		"UPDATE series SET version = version + 1, next_number = ?, settled_at = ?, drawn_at = ?, release_due = ?, audit_seq = ?, audit_hash = ? WHERE id = ?",
		c.series.NextNumber, c.now, c.series.DrawnAt, c.series.ReleaseDue, c.series.AuditSeq, c.series.AuditHash, c.series.ID)
}

// rowsAtOnce is how many rows one INSERT holds.
const rowsAtOnce = 100

var idText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// secret is a name with 128 random bits, unique in the world: a calendar UID or a Message-ID.
func (s *Store) secret() (string, error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return "", err
	}
	return idText.EncodeToString(raw) + "@" + s.host, nil
}

// referenceText leaves out what people confuse when they read: I and 1, O and 0.
var referenceText = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// reference is what people say on the telephone: eight characters, 40 random bits.
func (s *Store) reference() (string, error) {
	raw := make([]byte, 5)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return "", err
	}
	text := referenceText.EncodeToString(raw)
	return text[:4] + "-" + text[4:], nil
}
