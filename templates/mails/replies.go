package mails

import (
	"strings"

	"vonk/models"
)

// answered writes the letters that the answer of a calendar leads to. They go to one person, and are about that person's seat;
// no event comes with them, as a calendar would answer again.
func (c *composer) answered(said *content) {
	kind := string(c.letter.Kind)
	city := c.city(c.session)
	said.Subject = line(c.T("mail.subject."+kind, "Event", c.event(nil)))
	said.Lead = []string{c.T("mail."+kind, "City", city, "Deadline", c.facts.Deadline), c.T("mail."+kind+".then", "City", city, "Deadline", c.facts.Deadline)}
	if other := c.sought(); kind == string(models.LetterDeclineConfirm) && other != nil {
		said.Lead = []string{c.T("mail.decline-confirm.seeks", "City", city, "Other", c.city(other)), c.T("mail.decline-confirm.seeks.then", "City", city, "Other", c.city(other))}
	}
	said.Button = link{c.T("mail." + kind + ".button"), c.ownURL()}
	said.Sections = append(said.Sections, c.details(c.session, true))
	said.Sections = append(said.Sections, section{Title: c.T("mail.links.title"), Text: c.linkText()})
	said.Sections = append(said.Sections, c.contact())
	said.Footer = []string{c.T("mail.answered.why"), c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}

// sought is the session that the person wants besides the one that the letter is about; nil: none.
func (c *composer) sought() *models.Session {
	for _, person := range c.facts.People {
		for _, l := range person.Lines {
			if session, ok := c.series.SessionByID(l.SessionID); ok && l.SessionID != c.facts.SessionID {
				return session
			}
		}
	}
	return nil
}

// forwarded hands on to the organiser what somebody wrote.
func (c *composer) forwarded(said *content) {
	from := c.facts.Said
	who := line(from.Email)
	if name := line(from.Name); name != "" {
		who = name + " (" + who + ")"
	}
	key := "mail.forwarded.mail"
	switch from.Answer {
	case "counter", "delegated":
		key = "mail.forwarded." + from.Answer
	case "accepted", "tentative", "declined":
		key = "mail.forwarded.answer"
	}
	said.Greeting = c.T("mail.greeting.organiser")
	said.Subject = line(c.T("mail.subject.forwarded", "Who", line(strings.TrimSpace(from.Name+" "+from.Email)), "Reference", line(c.facts.Reference)))
	first := c.T(key, "Who", who)
	if key == "mail.forwarded.answer" {
		first = c.T(key, "Who", who, "Answer", c.T("answer."+from.Answer))
	}
	said.Lead = []string{first, c.T("mail.forwarded.reply")}
	if from.Delegate != "" {
		said.Lead = append(said.Lead, c.T("mail.forwarded.delegate", "Email", line(from.Delegate)))
	}
	written := section{Title: c.T("mail.forwarded.title")}
	if subject := line(from.Subject); subject != "" {
		written.Rows = []row{{c.T("mail.forwarded.subject"), subject}}
	}
	for text := range strings.Lines(from.Text) {
		if text = line(text); text != "" {
			written.Text = append(written.Text, "> "+text)
		}
	}
	if len(written.Rows)+len(written.Text) > 0 {
		said.Sections = append(said.Sections, written)
	}
	if c.facts.Reference != "" {
		said.Button = link{c.T("mail.forwarded.button"), c.options.BaseURL + "/organiser/registrations/" + c.facts.Reference}
	}
	said.Footer = []string{c.T("mail.forwarded.why"), c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}

// answersAt is to whom an answer to a letter goes: who wrote what it hands on, or else the organiser.
func answersAt(letter *models.Letter, series *models.Series) (name, email string) {
	if said := letter.Facts.Said; said != nil && models.ValidEmail(said.Email) {
		return said.Name, said.Email
	}
	return series.OrganiserName, series.OrganiserEmail
}
