package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"vonk/models"
	"vonk/models/store"
	"vonk/templates/lists"
)

type exportCommand struct {
	Series    string `required:"" placeholder:"SLUG" help:"Which series."`
	Session   string `placeholder:"SLUG" help:"Only this session."`
	Format    string `enum:"csv,xlsx,pdf,json" default:"csv" help:"csv, xlsx, json, or pdf: the sign-in sheet of the session, or of each session of the series."`
	Dialect   string `enum:"excel,rfc4180,," default:"" placeholder:"NAME" help:"Of csv: excel, with ; and a byte order mark, or rfc4180, with a comma. Default excel in Dutch and rfc4180 in English."`
	Language  string `enum:"nl,en,," default:"" placeholder:"CODE" help:"Of headings and answers: nl or en. Default that of the series."`
	Sensitive bool   `help:"With the sensitive answers, which no sign-in sheet has. This is written into the audit."`
	Output    string `short:"o" placeholder:"FILE" help:"Write a file that only its owner can read, in place of standard output."`

	databaseFlag `embed:""`
}

// Run streams the attendee list, or writes the sign-in sheets.
func (e *exportCommand) Run(c *call) error {
	if e.Format == "pdf" && e.Sensitive {
		return &misuse{"--sensitive has no meaning with --format pdf: a sign-in sheet holds no answers"}
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
	filter := models.AttendeeFilter{Sensitive: e.Sensitive}
	if e.Session != "" {
		filter.Sessions = []string{e.Session}
	}
	rows := func(yield func(models.Attendee) error) error {
		return db.Attendees(c, series.Slug, filter, func(row models.Attendee) error {
			step()
			return yield(row)
		})
	}
	switch e.Format {
	case "json":
		return lists.JSON(w, series, options, rows)
	case "xlsx":
		return lists.XLSX(w, series, options, rows)
	case "pdf":
		filter.Statuses = models.SheetStatuses
		sheets, err := e.sheets(series, rows)
		if err != nil {
			return err
		}
		return lists.SignInSheets(w, series, options, db.Now(), sheets...)
	}
	return lists.CSV(w, series, options, rows)
}

// sheets are the sign-in sheets of the sessions that are asked for, in the order in which they take place.
func (e *exportCommand) sheets(series *models.Series, rows lists.Rows) ([]models.SignInSheet, error) {
	var sheets []models.SignInSheet
	at := map[string]int{}
	for i := range series.Sessions {
		if session := &series.Sessions[i]; e.Session == "" && session.Status != models.SessionCancelled || e.Session == session.Slug {
			sheets = append(sheets, models.SignInSheet{Session: session})
		}
	}
	slices.SortStableFunc(sheets, func(a, b models.SignInSheet) int { return a.Session.Starts.Compare(b.Session.Starts) })
	for i := range sheets {
		at[sheets[i].Session.Slug] = i
	}
	err := rows(func(row models.Attendee) error {
		if i, ok := at[row.Session]; ok {
			sheets[i].People = append(sheets[i].People, row)
		}
		return nil
	})
	return sheets, err
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
