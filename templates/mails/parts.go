package mails

import (
	"strings"

	"vonk/models"
	"vonk/templates/calendar"
)

// introduce tells participants who signed them up or in whose place they go, and so where we got their address, and tells a
// contact what colleagues get.
func (c *composer) introduce(said *content) {
	switch {
	case !c.facts.ToContact && c.facts.Replaced != "":
		said.Lead = append(said.Lead, c.T("mail.introduction.replaced", c.values(c.all, "Replaced", line(c.facts.Replaced))))
	case !c.facts.ToContact:
		said.Lead = append(said.Lead, c.T("mail.introduction", c.values(c.all)))
	case c.all.audience == group, c.all.audience == colleagues:
		said.Lead = append(said.Lead, c.T("mail.colleagues"))
	case c.all.audience == colleague:
		said.Lead = append(said.Lead, c.T("mail.colleague", c.values(c.all)))
	}
}

// calendar says what becomes of the recipient's calendar. Calendars do by themselves what comes with the letter, and most ask
// nobody; who has another one opens the file.
func (c *composer) calendar(said *content) {
	switch event := c.facts.Event; {
	case event == nil || c.letter.UID == "":
	case event.Cancels:
		said.add(c.T("mail.calendar.cancel"))
	case event.Tentative:
		said.add(c.T("mail.calendar.tentative"))
	default:
		said.add(c.T("mail.calendar.request"))
	}
}

// declinable says that the recipient has an event of a seat in their calendar, and that declining it there gives the seat back:
// somebody reads the answer. Nobody is invited by themselves, so that the address which all mail comes from has none.
func (c *composer) declinable() bool {
	event := c.facts.Event
	invited := event != nil && !event.Cancels && !event.Tentative && c.letter.UID != ""
	reminded := c.letter.Kind == models.LetterComing || c.letter.Kind == models.LetterSoon
	from, err := ParseFrom(c.options.From)
	return c.options.Replies && (invited || reminded) && err == nil && models.NormaliseEmail(from) != models.NormaliseEmail(c.letter.RecipientEmail)
}

// calendars are the web calendars for who does not read mail in one.
func (c *composer) calendars(said *content) {
	event := c.facts.Event
	if event == nil || event.Cancels || c.letter.UID == "" {
		return
	}
	session, ok := c.series.SessionByID(event.SessionID)
	if !ok {
		return
	}
	s := section{Title: c.T("mail.calendars.title"), Text: []string{c.T("mail.calendars")}}
	for _, way := range calendar.Links(c.series, session, c.options.BaseURL, c.Language()) {
		s.Links = append(s.Links, link{c.T("mail.calendars.link", "Calendar", way.Name), way.URL})
	}
	said.Sections = append(said.Sections, s)
}

// button leads to the recipient's own page, where everything is done.
func (c *composer) button(said *content) {
	key := "mail.button"
	if c.offers() {
		key = "mail.button.answer"
	}
	said.Button = link{c.T(key), c.ownURL()}
}

// diary tells of each session where somebody of the letter has, is offered or asks for a seat. Without any it tells of the
// session that the letter is about.
func (c *composer) diary(said *content) {
	sessions := c.visits()
	for i, session := range sessions {
		said.Sections = append(said.Sections, c.details(session, i == 0))
	}
	if len(sessions) > 0 {
		return
	}
	s := c.details(c.session, true)
	if c.letter.Kind == models.LetterCalledOff {
		s.Title = c.T("mail.called-off.title", "Session", s.Title)
	}
	said.Sections = append(said.Sections, s)
}

// visits are the sessions that people of the letter may come to see: those of their news, or else where they have or are
// offered a seat.
func (c *composer) visits() []*models.Session {
	var sessions []*models.Session
	for _, b := range c.bunches {
		if b.status.Live() {
			sessions = append(sessions, b.session)
		}
		for _, status := range []models.Status{models.Offered, models.Confirmed} {
			if held := b.with(status); held != nil && (!b.status.Live() || status == models.Offered) {
				sessions = append(sessions, c.at(held))
			}
		}
	}
	return unique(sessions)
}

// details is what a person puts in a diary. The first of a letter names the registration too.
func (c *composer) details(session *models.Session, first bool) section {
	reference := ""
	if first {
		reference = line(c.facts.Reference)
	}
	s := section{Title: line(c.Text(session.Title)), Rows: []row{{c.T("mail.when"), c.Span(session.Starts, session.Ends)}}}
	for _, r := range []row{
		{c.T("mail.where"), line(session.Venue.Line())},
		{c.T("mail.access"), line(c.Text(session.Venue.Accessibility))},
		{c.T("mail.reference"), reference},
	} {
		if r.Value != "" {
			s.Rows = append(s.Rows, r)
		}
	}
	s.Links = []link{{c.T("mail.session", "City", c.city(session)), c.sessionURL(session)}}
	return s
}

func (c *composer) seriesURL() string { return c.options.BaseURL + "/" + c.series.Slug }

func (c *composer) sessionURL(session *models.Session) string {
	return c.seriesURL() + "/" + session.Slug
}

// people is where everybody stands. A letter about its recipient alone has said that already.
func (c *composer) people(said *content, title string) {
	if c.all.audience == you {
		return
	}
	s := section{Title: c.T(title), Head: row{c.T("mail.people.name"), c.T("mail.people.status")}}
	for _, person := range c.facts.People {
		s.Rows = append(s.Rows, row{line(person.Name), c.stands(c.standing(person))})
	}
	said.Sections = append(said.Sections, s)
}

// stands says in a few words where one person stands, the best first, with the sessions wherever that may not be the
// letter's.
func (c *composer) stands(b *bunch) string {
	if len(b.lines) == 0 {
		if b.status == models.Cancelled && !b.left && c.letter.Kind != models.LetterCancellation {
			return c.T("mail.people.nothing")
		}
		return c.T("status." + string(b.status))
	}
	var words []string
	for _, status := range []models.Status{models.Confirmed, models.Offered, models.Waiting} {
		var sessions []*models.Session
		for _, line := range b.lines {
			if line.Status == status {
				sessions = append(sessions, c.at(&line))
			}
		}
		if len(sessions) == 0 {
			continue
		}
		word := c.T("status." + string(status))
		if status == models.Waiting && !c.facts.DrawAt.IsZero() {
			word = c.T("mail.people.late")
			if c.letter.Stamp.Before(c.facts.DrawAt) {
				word = c.T("mail.people.draw")
			}
		}
		if len(b.lines) > 1 || len(c.bunches) > 1 || sessions[0] != c.session {
			word = c.T("mail.people.at", "Status", word, "City", c.cities(sessions))
		}
		if len(words) > 0 {
			word = strings.ToLower(word[:1]) + word[1:] // it begins with one of our own letters
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// programme is that of the one session that the letter is about.
func (c *composer) programme(said *content) {
	sessions := c.visits()
	if len(sessions) != 1 || len(sessions[0].Programme) == 0 {
		return
	}
	s := section{Title: c.T("mail.programme")}
	for _, item := range sessions[0].Programme {
		s.Items = append(s.Items, c.Clock(item.Starts)+" "+line(c.Text(item.Title)))
	}
	said.Sections = append(said.Sections, s)
}

// questions points participants to what only they can answer, on their own page.
func (c *composer) questions(said *content) {
	s := section{Title: c.T("mail.questions.title"), Text: []string{c.T("mail.questions")}}
	for _, question := range c.series.Questions {
		if question.Personal() {
			s.Items = append(s.Items, line(c.Text(question.Label)))
		}
	}
	if c.letter.ParticipantID == 0 || len(s.Items) == 0 {
		return
	}
	s.Links = []link{{c.T("mail.questions.link"), c.participantURL()}}
	said.Sections = append(said.Sections, s)
}

// closing says whom to ask, why this mail came and what becomes of the data.
func (c *composer) closing(said *content) {
	said.Sections = append(said.Sections, c.contact())
	why := c.T("mail.why.contact")
	if !c.facts.ToContact {
		why = c.T("mail.why.participant", c.values(c.all))
	}
	said.Footer = []string{why, c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy")}
}

func (c *composer) contact() section {
	s := section{Title: c.T("mail.contact.title"), Text: []string{c.T("mail.contact", "Organiser", line(c.series.OrganiserName))}}
	if phone := line(c.series.OrganiserPhone); phone != "" {
		s.Rows = append(s.Rows, row{c.T("mail.contact.phone"), phone})
	}
	if email := line(c.series.OrganiserEmail); models.ValidEmail(email) {
		s.Rows = append(s.Rows, row{c.T("mail.contact.email"), email})
	}
	return s
}
