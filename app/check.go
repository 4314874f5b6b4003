package main

type checkCommand struct {
	databaseFlag `embed:""`
}

// Run prints a line for each rule that does not hold, and fails when there is any.
func (k *checkCommand) Run(c *call) error {
	db, err := k.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	violations, err := db.Check(c)
	if err != nil {
		return err
	}
	for _, violation := range violations {
		if err := c.say("%s: %s: %s", violation.Rule, violation.Subject, violation.Detail); err != nil {
			return err
		}
	}
	if len(violations) > 0 {
		return errTold
	}
	return c.say("every rule holds")
}
