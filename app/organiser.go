package main

import (
	"fmt"
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
	Role  string `enum:"admin" default:"admin" help:"What the organiser may do: admin, everything."`

	databaseFlag `embed:""`
}

// Run adds an organiser.
func (o *organiserAdd) Run(c *call) error {
	if !models.ValidEmail(o.Email) {
		return &misuse{fmt.Sprintf("%q is not an e-mail address", o.Email)}
	}
	db, _, err := o.create(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	added, err := db.AddOrganiser(c, o.Email, models.OrganiserRole(o.Role))
	if err != nil {
		return err
	}
	return c.say("%s is an organiser with the role %s", added.Email, added.Role)
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

// Run prints a line for each organiser: address, role, since when (UTC), and disabled where that is so.
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
	for _, organiser := range organisers {
		line := fmt.Sprintf("%s\t%s\t%s", organiser.Email, organiser.Role, organiser.CreatedAt.UTC().Format(time.DateOnly))
		if organiser.Disabled {
			line += "\tdisabled"
		}
		if err := c.say("%s", line); err != nil {
			return err
		}
	}
	return nil
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
