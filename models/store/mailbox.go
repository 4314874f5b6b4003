package store

import (
	"context"

	"gorm.io/gorm"
)

// mailboxRow is how far a mailbox was read.
type mailboxRow struct {
	Name     string
	Validity uint32
	UID      uint32 `gorm:"column:uid"`
}

func (mailboxRow) TableName() string { return "mailboxes" }

// Mailbox is how far a mailbox was read: see KeepMailbox. A new one was not read at all.
func (s *Store) Mailbox(ctx context.Context, name string) (validity, uid uint32, err error) {
	rows, err := gorm.G[mailboxRow](s.read).Where("name = ?", name).Find(ctx)
	if err != nil || len(rows) == 0 {
		return 0, 0, s.explain(err)
	}
	return rows[0].Validity, rows[0].UID, nil
}

// KeepMailbox notes that all messages of a mailbox up to a UID were processed.
func (s *Store) KeepMailbox(ctx context.Context, name string, validity, uid uint32) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[mailboxRow](db).Exec(context.WithoutCancel(ctx), `INSERT INTO mailboxes (name, validity, uid) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET validity = excluded.validity, uid = excluded.uid`, name, validity, uid)
	})
}
