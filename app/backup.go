package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

type backupCommand struct {
	File string `arg:"" help:"The new file. Keep a copy of the secret apart from it."`

	databaseFlag `embed:""`
}

// Run writes a copy that only its owner can read. It has its name only once it is whole.
func (b *backupCommand) Run(c *call) (err error) {
	if _, err := os.Lstat(b.File); err == nil {
		return fmt.Errorf("%s exists already", b.File)
	}
	db, err := b.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	folder, err := os.MkdirTemp(filepath.Dir(b.File), ".vonk-backup-") // only its owner can look into it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	whole := filepath.Join(folder, "vonk.db")
	if err := db.Backup(c, whole); err != nil {
		return err
	}
	if err := os.Rename(whole, b.File); err != nil {
		return err
	}
	return c.say("%s is written", b.File)
}
