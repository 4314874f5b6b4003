package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"gorm.io/gorm"
)

// webSession is a signed-in organiser's session. The store is scs's CtxStore; tokens are kept as hashes, so that a stolen
// database signs nobody in.
type webSession struct {
	TokenHash string
	Data      []byte
	Expires   time.Time
}

func (webSession) TableName() string { return "web_sessions" }

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx implements scs.CtxStore.
func (s *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	rows, err := gorm.G[webSession](s.read).Where("token_hash = ? AND expires > ?", hashToken(token), s.Now()).Limit(1).Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, false, s.explain(err)
	}
	return rows[0].Data, true, nil
}

// CommitCtx implements scs.CtxStore. It also clears what has expired.
func (s *Store) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if err := gorm.G[webSession](db).Exec(ctx, "DELETE FROM web_sessions WHERE expires <= ?", s.Now()); err != nil {
			return err
		}
		return gorm.G[webSession](db).Exec(ctx, `INSERT INTO web_sessions (token_hash, data, expires) VALUES (?, ?, ?)
			ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires = excluded.expires`,
			hashToken(token), data, expires.UTC().Truncate(time.Second))
	})
}

// DeleteCtx implements scs.CtxStore.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[webSession](db).Exec(context.WithoutCancel(ctx), "DELETE FROM web_sessions WHERE token_hash = ?", hashToken(token))
	})
}

// Find implements scs.Store, which scs asks for beside CtxStore.
func (s *Store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s *Store) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete implements scs.Store.
func (s *Store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
