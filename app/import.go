package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vonk/templates/calendar"
	"vonk/templates/series"
)

type importCommand struct {
	File   string `arg:"" placeholder:"FILE.yaml" help:"The series file; - reads standard input."`
	DryRun bool   `help:"Tell what would be done, and change nothing."`

	databaseFlag `embed:""`
	siteFlag     `embed:""`
}

// Run imports a series file and prints a line for each thing that it did and that its writer should know.
func (i *importCommand) Run(c *call) (err error) {
	raw, err := i.read(c)
	if err != nil {
		return err
	}
	definition, notices, err := series.Read(i.File, raw)
	if err != nil {
		return err
	}
	if err := calendar.SupportedZone(definition.Timezone); err != nil {
		return fmt.Errorf("%s: timezone: %w", i.File, err)
	}
	forget, err := i.rehearse()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, forget()) }()
	db, _, err := i.create(c, &i.siteFlag)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	changes, err := db.Import(c, definition, i.DryRun)
	if err != nil {
		return err
	}
	for _, change := range changes {
		if err := c.say("%s: %s", change.Subject, change.What); err != nil {
			return err
		}
	}
	for _, notice := range notices {
		if err := c.say("%s", notice); err != nil {
			return err
		}
	}
	if i.DryRun {
		return c.say("dry run: nothing was changed")
	}
	return nil
}

// read reads one byte more than a series file may have, so that one that is too large is noticed and not read whole.
func (i *importCommand) read(c *call) ([]byte, error) {
	in := c.stdin
	if i.File != "-" {
		file, err := os.Open(i.File)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	return io.ReadAll(io.LimitReader(in, series.MaxBytes+1))
}

// rehearse gives a dry run on a missing SQLite database one that is thrown away, as a dry run makes none.
func (i *importCommand) rehearse() (forget func() error, err error) {
	nothing := func() error { return nil }
	if !i.DryRun || i.isPostgres() {
		return nothing, nil
	}
	if _, err := os.Stat(i.Database); !errors.Is(err, fs.ErrNotExist) {
		return nothing, nil
	}
	folder, err := os.MkdirTemp("", "vonk-dry-run-")
	if err != nil {
		return nil, err
	}
	i.Database = filepath.Join(folder, "vonk.db")
	return func() error { return os.RemoveAll(folder) }, nil
}
