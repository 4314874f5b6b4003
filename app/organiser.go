package main

import (
	"fmt"
	"strings"
	"time"

	"vonk/models"
	"vonk/models/store"
)

type organiserCommand struct {
	Add     organiserAdd     `cmd:"" help:"Add an organiser, or enable one again."`
	Link    organiserLink    `cmd:"" help:"Print a link that signs an organiser in: once, within 10 minutes."`
	List    organiserList    `cmd:"" help:"List the organisers."`
	Disable organiserDisable `cmd:"" help:"End an organiser's access."`
}

type organiserAdd struct {
	Email string `arg:"" help:"Whom."`
	Role  string `enum:"admin,organiser,reader,partner,reception" default:"admin" help:"What the organiser may do: admin, everything; organiser, run it; reader, see everything; partner, see who comes; reception, the door."`

	Series  string `help:"The series that the role is for, by its slug; without it, all of them."`
	Session string `help:"The session of that series that it is for; without it, the whole series."`

	databaseFlag `embed:""`
}

// Run adds an organiser.
func (o *organiserAdd) Run(c *call) error {
	if !models.ValidEmail(o.Email) {
		return &misuse{fmt.Sprintf("%q is not an e-mail address", o.Email)}
	}
	role, at := models.OrganiserRole(o.Role), models.Scope{Series: o.Series, Session: o.Session}
	if o.Session != "" && o.Series == "" {
		return &misuse{"--session needs --series"}
	}
	db, _, err := o.create(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	added, err := db.AddOrganiser(c, o.Email, role, at)
	if models.CodeOf(err) == models.NotFound {
		return fmt.Errorf("there is no series or session %s", strings.TrimSuffix(o.Series+"/"+o.Session, "/"))
	} else if err != nil {
		return err
	}
	return c.say("%s is an organiser with the role %s%s", added.Email, role, place(o.Series, o.Session))
}

// place says in a line where a role holds: nothing when that is everywhere.
func place(series, session string) string {
	switch {
	case series == "":
		return ""
	case session == "":
		return " in " + series
	}
	return " at " + series + "/" + session
}

type organiserLink struct {
	Email string `arg:"" help:"Whom."`

	databaseFlag `embed:""`
	siteFlag     `embed:""`
	secretFlag   `embed:""`
}

// Run prints a sign-in link.
func (o *organiserLink) Run(c *call) error {
	db, err := o.open(c, &o.siteFlag)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	tokens, _, err := o.tokens(&o.databaseFlag)
	if err != nil {
		return err
	}
	link, err := signInLink(c, db, tokens, o.site(), o.Email)
	if err != nil {
		return err
	}
	return c.say("%s", link)
}

// signInLink makes a single-use link to the page that signs an organiser in.
func signInLink(c *call, db *store.Store, tokens models.Tokens, site, email string) (string, error) {
	organiser, err := db.OpenLink(c, email)
	if models.CodeOf(err) == models.NotFound {
		return "", fmt.Errorf("there is no organiser %s who may sign in", email)
	} else if err != nil {
		return "", err
	}
	return site + "/organiser/sign-in/" + tokens.Make(models.Token{Kind: models.TokenOrganiser, ID: organiser.ID, Version: organiser.LinkVersion}), nil
}

type organiserList struct {
	databaseFlag `embed:""`
}

// Run prints a line for each organiser: address, roles, since when (UTC), and disabled where that is so.
func (o *organiserList) Run(c *call) error {
	db, err := o.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	organisers, err := db.Organisers(c)
	if err != nil {
		return err
	}
	series, err := db.AllSeries(c)
	if err != nil {
		return err
	}
	for _, organiser := range organisers {
		line := fmt.Sprintf("%s\t%s\t%s", organiser.Email, rolesOf(&organiser, series), organiser.CreatedAt.UTC().Format(time.DateOnly))
		if organiser.Disabled {
			line += "\tdisabled"
		}
		if err := c.say("%s", line); err != nil {
			return err
		}
	}
	return nil
}

// rolesOf writes an organiser's roles: "admin", "partner at series/session, reader in other-series".
func rolesOf(o *models.Organiser, all []*models.Series) string {
	var roles []string
	for _, assignment := range o.Assignments {
		at := models.Scope{}
		for _, series := range all {
			if assignment.SeriesID == nil || *assignment.SeriesID != series.ID {
				continue
			}
			at.Series = series.Slug
			for _, session := range series.Sessions {
				if assignment.SessionID != nil && *assignment.SessionID == session.ID {
					at.Session = session.Slug
				}
			}
		}
		roles = append(roles, string(assignment.Role)+place(at.Series, at.Session))
	}
	if len(roles) == 0 {
		return "no role"
	}
	return strings.Join(roles, ", ")
}

type organiserDisable struct {
	Email string `arg:"" help:"Whom."`

	databaseFlag `embed:""`
}

// Run ends an organiser's access.
func (o *organiserDisable) Run(c *call) error {
	db, err := o.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	err = db.DisableOrganiser(c, o.Email)
	if models.CodeOf(err) == models.NotFound {
		return fmt.Errorf("there is no organiser %s", o.Email)
	} else if err != nil {
		return err
	}
	return c.say("%s cannot sign in any more", o.Email)
}
