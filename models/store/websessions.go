package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// webSession is a browser's session. The store is scs's CtxStore; tokens are kept as hashes, so that a stolen database signs
// nobody in. One that was ended stays for endedKept, so that a request that read it before cannot write it again.
type webSession struct {
	ID          int64
	TokenHash   string
	OrganiserID *int64 // nil: nobody is signed in yet
	Agent       string
	Data        []byte
	Ended       bool
	CreatedAt   time.Time
	SeenAt      time.Time
	Expires     time.Time
}

func (webSession) TableName() string { return "web_sessions" }

// endedKept is far longer than a request may take.
const endedKept = time.Hour

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx implements scs.CtxStore.
func (s *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	rows, err := gorm.G[webSession](s.read).Where("token_hash = ? AND NOT ended AND expires > ?", hashToken(token), s.Now()).Limit(1).Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, false, s.explain(err)
	}
	return rows[0].Data, true, nil
}

// CommitSession writes a session: whose it is and since when, in which browser, what it holds and until when. One that was
// ended stays so. It also clears what has expired.
func (s *Store) CommitSession(ctx context.Context, token string, session models.WebSession, data []byte, expires time.Time) error {
	var organiser *int64
	if session.OrganiserID != 0 {
		organiser = &session.OrganiserID
	}
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := gorm.G[webSession](db).Exec(ctx, "DELETE FROM web_sessions WHERE expires <= ?", s.Now()); err != nil {
			return err
		}
		return gorm.G[webSession](db).Exec(ctx, `INSERT INTO web_sessions (token_hash, organiser_id, agent, data, ended, created_at, seen_at, expires)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, seen_at = excluded.seen_at, expires = excluded.expires
			WHERE NOT web_sessions.ended`,
			hashToken(token), organiser, session.Agent, data, false, session.CreatedAt.UTC().Truncate(time.Second), s.Now(), expires.UTC().Truncate(time.Second))
	})
}

// DeleteCtx implements scs.CtxStore: it ends the session.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		_, err := s.endSessions(context.WithoutCancel(ctx), db, "token_hash = ?", hashToken(token))
		return err
	})
}

// OwnSessions are the sessions of an organiser, the one with that token marked, last seen first.
func (s *Store) OwnSessions(ctx context.Context, organiser int64, token string) ([]models.WebSession, error) {
	rows, err := gorm.G[webSession](s.read).Where("organiser_id = ? AND NOT ended AND expires > ?", organiser, s.Now()).
		Order("seen_at DESC, id DESC").Find(ctx)
	if err != nil {
		return nil, s.explain(err)
	}
	own, current := make([]models.WebSession, len(rows)), hashToken(token)
	for i, row := range rows {
		own[i] = models.WebSession{
			ID: row.ID, OrganiserID: organiser, Agent: row.Agent, CreatedAt: row.CreatedAt, SeenAt: row.SeenAt, Current: row.TokenHash == current,
		}
	}
	return own, nil
}

// EndSession ends one of an organiser's sessions. NotFound when it is not theirs, or over.
func (s *Store) EndSession(ctx context.Context, organiser, id int64) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		ended, err := s.endSessions(ctx, db, "organiser_id = ? AND id = ? AND expires > ?", organiser, id, s.Now())
		if err == nil && ended == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		if err != nil {
			return err
		}
		return s.happened(ctx, db, organiser, models.EventSessionEnded)
	})
}

// EndOtherSessions ends all sessions of an organiser but the one with that token.
func (s *Store) EndOtherSessions(ctx context.Context, organiser int64, token string) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		ended, err := s.endSessions(ctx, db, "organiser_id = ? AND token_hash <> ?", organiser, hashToken(token))
		if err != nil || ended == 0 {
			return err
		}
		return s.happened(ctx, db, organiser, models.EventSessionsEnded)
	})
}

// endSessions ends sessions and erases what they hold, and says how many it were.
func (s *Store) endSessions(ctx context.Context, db *gorm.DB, condition string, args ...any) (int, error) {
	args = append([]any{true, []byte{}, s.Now().Add(endedKept)}, args...)
	ended, err := gorm.G[webSession](db).Raw("UPDATE web_sessions SET ended = ?, data = ?, expires = ? WHERE NOT ended AND "+condition+" RETURNING *", args...).Find(ctx)
	return len(ended), err
}

// shutOut ends what an organiser has begun: sessions, and codes that were mailed.
func (s *Store) shutOut(ctx context.Context, db *gorm.DB, organiser int64) error {
	if _, err := s.endSessions(ctx, db, "organiser_id = ?", organiser); err != nil {
		return err
	}
	_, err := gorm.G[signInCode](db).Where("organiser_id = ?", organiser).Delete(ctx)
	return err
}
