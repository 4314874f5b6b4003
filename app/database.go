package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"

	"vonk/models"
	"vonk/models/store"
)

// databaseFlag says which database a command works on.
type databaseFlag struct {
	Database string `default:"vonk.db" help:"An SQLite file, or postgres://user:password@host/name."`
}

// isPostgres says that the database is not a file of ours.
func (d *databaseFlag) isPostgres() bool {
	return strings.HasPrefix(d.Database, "postgres://") || strings.HasPrefix(d.Database, "postgresql://")
}

// siteFlag says where people find the site. It gives mails and calendar events their domain, and links their beginning.
type siteFlag struct {
	BaseURL string `name:"base-url" placeholder:"URL" help:"The site's address as people type it, like https://vonk.example. Default http://localhost with the port of --addr."`
}

const defaultSite = "http://localhost:8080"

// site is the address, without a slash at its end.
func (s *siteFlag) site() string {
	if s.BaseURL == "" {
		return defaultSite
	}
	return strings.TrimRight(s.BaseURL, "/")
}

// host is the domain of the site.
func (s *siteFlag) host() (string, error) {
	site, err := url.Parse(s.site())
	if err != nil || site.Hostname() == "" || site.Scheme != "http" && site.Scheme != "https" {
		return "", &misuse{"--base-url takes an address like https://vonk.example, not " + s.BaseURL}
	}
	if net.ParseIP(site.Hostname()) != nil {
		return "localhost", nil // an address with numbers is no domain
	}
	return site.Hostname(), nil
}

// open opens a database that is there and up to date.
func (d *databaseFlag) open(c *call, site *siteFlag) (*store.Store, error) {
	opened, err := d.openAs(c, site, false)
	if err != nil {
		return nil, err
	}
	behind, err := opened.Pending(c)
	if err == nil && behind > 0 {
		err = &models.Error{Code: models.Unavailable, Key: "error.database.migrate", Args: map[string]any{"Database": d.name()}}
	}
	if err != nil {
		_ = opened.Close()
		return nil, err
	}
	return opened, nil
}

// create opens a database, makes it when it is missing, and brings its schema up to date.
func (d *databaseFlag) create(c *call, site *siteFlag) (opened *store.Store, steps int, err error) {
	if _, err := site.host(); err != nil {
		return nil, 0, err
	}
	if err := d.touch(); err != nil {
		return nil, 0, err
	}
	if opened, err = d.openAs(c, site, true); err != nil {
		return nil, 0, err
	}
	if steps, err = opened.Migrate(c); err != nil {
		_ = opened.Close()
		return nil, 0, err
	}
	return opened, steps, nil
}

// touch makes a missing SQLite file that only its owner can read: it will hold personal data.
func (d *databaseFlag) touch() error {
	if d.isPostgres() {
		return nil
	}
	file, err := os.OpenFile(d.Database, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the database cannot be made: %w", err)
	}
	return file.Close()
}

func (d *databaseFlag) openAs(c *call, site *siteFlag, create bool) (*store.Store, error) {
	host, err := site.host()
	if err != nil {
		return nil, err
	}
	opened, err := store.Open(c, store.Options{Database: d.Database, Create: create, Host: host})
	if err != nil && d.readOnly() {
		return nil, &models.Error{Code: models.Unavailable, Key: "error.database.readonly", Args: map[string]any{"Database": d.name()}, Cause: err}
	}
	return opened, err
}

// readOnly says that an SQLite file may not be written. SQLite itself only misses the files that it cannot make beside it.
func (d *databaseFlag) readOnly() bool {
	if d.isPostgres() {
		return false
	}
	file, err := os.OpenFile(d.Database, os.O_RDWR, 0)
	if err == nil {
		_ = file.Close()
	}
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// name is the database without its password.
func (d *databaseFlag) name() string {
	if address, err := url.Parse(d.Database); err == nil && d.isPostgres() {
		return address.Redacted()
	}
	return d.Database
}
