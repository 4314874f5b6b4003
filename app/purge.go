package main

type purgeCommand struct {
	DryRun bool `help:"Tell what would be erased, and change nothing."`

	databaseFlag `embed:""`
}

// Run erases personal data whose time is over, as vonk serve does every day, and prints a line for each series where there was
// any.
func (p *purgeCommand) Run(c *call) error {
	db, err := p.open(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	all, err := db.Purge(c, p.DryRun)
	if err != nil {
		return err
	}
	for _, purged := range all {
		err := c.say("series %s: sensitive answers %d, people who only waited %d, other people %d, contacts %d",
			purged.Series, purged.Answers, purged.Waited, purged.People, purged.Contacts)
		if err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return c.say("nothing is kept too long")
	}
	return nil
}
