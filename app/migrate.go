package main

type migrateCommand struct {
	databaseFlag `embed:""`
}

// Run brings the schema up to date.
func (m *migrateCommand) Run(c *call) error {
	db, steps, err := m.create(c, &siteFlag{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if steps == 0 {
		return c.say("%s is up to date", m.name())
	}
	return c.say("%s is brought up to date: %d steps", m.name(), steps)
}
