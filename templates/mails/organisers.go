package mails

import (
	"errors"

	"vonk/models"
)

// invitation tells an organiser that they were given a role, and how to sign in.
func (c *composer) invitation(said *content) error {
	where := c.T("mail.invitation.everywhere")
	switch session, ok := c.series.SessionByID(c.facts.SessionID); {
	case ok:
		where = c.T("mail.invitation.session", "City", c.city(session), "Day", c.Day(session.Starts), "Series", line(c.Text(c.series.Title)))
	case c.facts.SessionID != 0:
		return errors.New("the letter's session is gone")
	case c.letter.SeriesID != 0:
		where = line(c.Text(c.series.Title))
	}
	said.Greeting = c.T("mail.greeting.organiser")
	role := string(c.facts.Role)
	said.Subject = line(c.T("mail.subject.invitation", "Where", where))
	said.Lead = []string{
		c.T("mail.invitation", "Host", line(c.facts.Host), "Role", c.T("role."+role), "Where", where),
		c.T("role." + role + ".may"),
	}
	if invited := c.facts.Invited; invited != nil {
		token := c.options.Token(models.Token{Kind: models.TokenOrganiser, ID: invited.OrganiserID, Version: invited.Version})
		said.Button = link{c.T("mail.invitation.first"), c.options.BaseURL + "/organiser/sign-in/" + token}
		said.Sections = append(said.Sections, section{
			Title: c.T("mail.invitation.first.title"),
			Text:  []string{c.T("mail.invitation.first.once", "Until", invited.Until), c.T("mail.invitation.first.own")},
		})
	} else {
		said.Button = link{c.T("mail.invitation.again"), c.options.BaseURL + "/organiser"}
	}
	if c.letter.SeriesID != 0 {
		said.Sections = append(said.Sections, c.contact())
	}
	said.Footer = []string{c.T("mail.invitation.why", "Host", line(c.facts.Host)), c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
	return nil
}

// code gives an organiser one of the two codes to sign in with. There is no link: who asked for it has the page open, and who
// did not has nothing to do.
func (c *composer) code(said *content) {
	code := c.options.Code(c.facts.Nonce)
	said.Greeting = c.T("mail.greeting.organiser")
	said.Subject = c.T("mail.subject.code", "Code", code)
	said.Lead = []string{c.T("mail.code", "Code", code[:len(code)/2]+" "+code[len(code)/2:]), c.T("mail.code.until", "Until", c.facts.Deadline), c.T("mail.code.both")}
	said.Sections = append(said.Sections, section{Title: c.T("mail.code.unasked.title"), Text: []string{c.T("mail.code.unasked")}})
	said.Footer = []string{c.T("mail.code.why"), c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}

// test tells an organiser that mail arrives.
func (c *composer) test(said *content) {
	said.Greeting = c.T("mail.greeting.organiser")
	said.Subject = c.T("mail.subject.test")
	said.Lead = []string{c.T("mail.test"), c.T("mail.test.spam")}
	said.Button = link{c.T("mail.test.button"), c.options.BaseURL + "/organiser/start"}
	said.Footer = []string{c.T("mail.test.why"), c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}
