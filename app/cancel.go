package main

import (
	"fmt"
	"strings"

	"vonk/models"
)

type cancelCommand struct {
	Reference string `arg:"" help:"The registration's reference, like ABCD-EFGH."`

	databaseFlag `embed:""`
	siteFlag     `embed:""`
}

// Run cancels everybody of a registration; who waits is served, and the mails are written.
func (k *cancelCommand) Run(c *call) error {
	db, err := k.open(c, &k.siteFlag)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	reference := strings.ToUpper(strings.TrimSpace(k.Reference))
	registration, err := db.RegistrationByReference(c, reference)
	if models.CodeOf(err) == models.NotFound {
		return fmt.Errorf("there is no registration %s", reference)
	} else if err != nil {
		return err
	}
	if !registration.Live() {
		return c.say("%s was cancelled already", reference)
	}
	if err := db.Cancel(c, registration.ID, nil, models.ActorCommand); err != nil {
		return err
	}
	return c.say("%s is cancelled", reference)
}
