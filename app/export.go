package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"vonk/models"
	"vonk/models/store"
	"vonk/templates/lists"
)

type exportCommand struct {
	Series    string `required:"" placeholder:"SLUG" help:"Which series."`
	Session   string `placeholder:"SLUG" help:"Only this session."`
	Format    string `enum:"csv,json,xlsx,pdf" default:"csv" help:"csv or json."`
	Dialect   string `enum:"excel,rfc4180,," default:"" placeholder:"NAME" help:"Of csv: excel, with ; and a byte order mark, or rfc4180, with a comma. Default excel in Dutch and rfc4180 in English."`
	Language  string `enum:"nl,en,," default:"" placeholder:"CODE" help:"Of headings and answers: nl or en. Default that of the series."`
	Sensitive bool   `help:"With the sensitive answers. This is written into the audit."`
	Output    string `short:"o" placeholder:"FILE" help:"Write a file that only its owner can read, in place of standard output."`

	databaseFlag `embed:""`
}

// Run streams the attendee list.
func (e *exportCommand) Run(c *call) error {
	if e.Format != "csv" && e.Format != "json" {
		return &misuse{"--format " + e.Format + " is not there yet; take csv or json"}
	}
	db, err := e.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	series, err := db.AnySeries(c, e.Series)
	if models.CodeOf(err) == models.NotFound {
		return fmt.Errorf("there is no series %q", e.Series)
	} else if err != nil {
		return err
	}
	if _, ok := series.Session(e.Session); !ok && e.Session != "" {
		return fmt.Errorf("the series %s has no session %q", e.Series, e.Session)
	}
	if e.Output == "" {
		return e.write(c, c.stdout, db, series, func() {})
	}
	progress := newProgress(c.stderr, "rows")
	defer progress.end()
	return replaceFile(e.Output, func(file io.Writer) error { return e.write(c, file, db, series, progress.step) })
}

func (e *exportCommand) write(c *call, w io.Writer, db *store.Store, series *models.Series, step func()) error {
	options := lists.Options{Language: e.Language, Dialect: e.Dialect, Sensitive: e.Sensitive}
	if options.Language == "" {
		options.Language = series.Language
	}
	rows := func(yield func(models.Attendee) error) error {
		filter := models.AttendeeFilter{Session: e.Session, Sensitive: e.Sensitive}
		return db.Attendees(c, series.Slug, filter, func(row models.Attendee) error {
			step()
			return yield(row)
		})
	}
	if e.Format == "json" {
		return lists.JSON(w, series, options, rows)
	}
	return lists.CSV(w, series, options, rows)
}

// replaceFile writes a file whole or not at all: only its owner can read it, and until it is finished the old one stays.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	if err := write(file); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
