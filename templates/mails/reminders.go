package mails

// reminder is a letter before a session: who comes has nothing to do, who cannot come makes room.
func (c *composer) reminder(said *content) {
	kind := "mail." + string(c.letter.Kind)
	said.add(c.T(kind, c.values(c.all, "Day", c.Date(c.session.Starts), "From", c.Clock(c.session.Starts))), c.T(kind+".nothing"), c.T("mail.reminded.instead"))
	c.button(said)
	c.diary(said)
	c.programme(said)
	c.change(said)
	c.questions(said)
	c.closing(said)
}
