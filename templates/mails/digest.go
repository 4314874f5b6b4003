package mails

import (
	"errors"
	"time"

	"vonk/models"
	"vonk/templates/language"
)

// digest tells an organiser what happened: a section for each series, numbers without people.
func (c *composer) digest(said *content) error {
	fact := c.facts.Digest
	if fact == nil || len(fact.Series) == 0 {
		return errors.New("the digest says nothing")
	}
	said.Greeting = c.T("mail.greeting.organiser")
	said.Subject = c.digestSubject(fact)
	said.Lead = []string{c.T("mail.digest", "Day", c.Day(fact.Since))}
	for i := range fact.Series {
		said.Sections = append(said.Sections, c.digestOf(&fact.Series[i]))
	}
	said.Button = link{c.T("mail.digest.button"), c.options.BaseURL + "/organiser"}
	said.Footer = []string{
		c.T("mail.digest.why." + string(fact.Rhythm)),
		c.T("mail.digest.choose", "URL", c.options.BaseURL+"/organiser/account"),
		c.T("mail.privacy", "URL", c.options.BaseURL+"/privacy"),
	}
	token := c.options.Token(models.Token{Kind: models.TokenDigest, ID: c.facts.OrganiserID, Version: 1})
	said.Unsubscribe = link{c.T("mail.digest.unsubscribe"), c.options.BaseURL + "/unsubscribe/" + token}
	return nil
}

// digestSubject says how much happened, and in which series when it is one.
func (c *composer) digestSubject(fact *models.DigestFact) string {
	var all models.DigestSeries
	for _, series := range fact.Series {
		all.SignedUp, all.Cancelled, all.Moved = all.SignedUp+series.SignedUp, all.Cancelled+series.Cancelled, all.Moved+series.Moved
	}
	what := c.List(c.counts(&all))
	if what == "" {
		what = c.T("mail.subject.digest.attention")
	}
	if len(fact.Series) == 1 {
		return line(c.T("mail.subject.digest.one", "Series", line(c.Text(fact.Series[0].Title)), "What", what))
	}
	return line(c.T("mail.subject.digest", "What", what))
}

// counts are how many people signed up, left and moved, each in words; what is none is left out.
func (c *composer) counts(series *models.DigestSeries) (all []string) {
	for _, count := range []struct {
		key    string
		people int
	}{{"mail.digest.signups", series.SignedUp}, {"mail.digest.cancellations", series.Cancelled}, {"mail.digest.moves", series.Moved}} {
		if count.people > 0 {
			all = append(all, c.T(count.key, "Count", count.people))
		}
	}
	return all
}

// digestOf tells of one series, in its own zone.
func (c *composer) digestOf(series *models.DigestSeries) section {
	p := language.For(c.Language(), (&models.Series{Timezone: series.Timezone}).Location())
	at := c.options.BaseURL + "/organiser/" + series.Slug
	s := section{Title: line(c.Text(series.Title))}
	if counts := c.List(c.counts(series)); counts != "" {
		text := c.T("mail.digest.new", "What", counts)
		if series.Waiting > 0 {
			text += " " + c.T("mail.digest.wait", "Count", series.Waiting)
		}
		s.Text = append(s.Text, text)
	}
	for i := range series.Sessions {
		session := &series.Sessions[i]
		s.Rows = append(s.Rows, row{c.T("mail.event", "Session", line(session.Place), "Day", p.Day(session.Starts)), c.stand(session)})
		s.Items = append(s.Items, c.toDo(session, p)...)
	}
	s.Items = append(s.Items, c.standOut(series)...)
	s.Links = append(s.Links, link{c.T("mail.digest.series", "Series", s.Title), at})
	for _, session := range series.Sessions {
		if session.Needs > 0 {
			s.Links = append(s.Links, link{c.T("mail.digest.needs.link", "City", line(session.Place)), at + "/" + session.Slug + "/needs"})
		}
	}
	if series.Bounced > 0 {
		s.Items = append(s.Items, c.T("mail.digest.bounced", "Count", series.Bounced))
		s.Links = append(s.Links, link{c.T("mail.digest.bounced.link"), at + "/participants?" + (&models.ListFilter{Bounced: true}).Params().Encode()})
	}
	if series.Failed > 0 {
		s.Items = append(s.Items, c.T("mail.digest.failed", "Count", series.Failed))
		s.Links = append(s.Links, link{c.T("mail.digest.failed.link"), at + "/letters?state=" + string(models.LetterFailed)})
	}
	return s
}

// stand is how full a session is, and what happened there.
func (c *composer) stand(session *models.DigestSession) string {
	text := c.T("mail.digest.seats", "Taken", session.Taken, "Seats", session.Seats)
	for _, count := range []struct {
		key    string
		people int
	}{{"mail.digest.held", session.Offered}, {"mail.digest.waiting", session.Waiting}} {
		if count.people > 0 {
			text += ", " + c.T(count.key, "Count", count.people)
		}
	}
	text += "."
	var news []string
	for _, count := range []struct {
		key    string
		people int
	}{
		{"mail.digest.signups", session.SessionNews.SignedUp},
		{"mail.digest.cancellations", session.SessionNews.Cancelled},
		{"mail.digest.came", session.Came},
		{"mail.digest.left", session.Left},
	} {
		if count.people > 0 {
			news = append(news, c.T(count.key, "Count", count.people))
		}
	}
	if len(news) > 0 {
		text += " " + c.T("mail.digest.new", "What", c.List(news))
	}
	return text
}

// toDo is what must be done for a session, and what runs out.
func (c *composer) toDo(session *models.DigestSession, p *language.Printer) (items []string) {
	if session.Needs > 0 {
		day, _ := time.ParseInLocation(time.DateOnly, session.NeedsBefore, time.UTC)
		noon := language.For(c.Language(), time.UTC).Day(day) // a day is the same in every zone
		items = append(items, c.T("mail.digest.needs", "City", line(session.Place), "Count", session.Needs, "Day", noon))
	}
	if session.Expiring > 0 {
		items = append(items, c.T("mail.digest.expiring", "City", line(session.Place), "Count", session.Expiring, "At", p.Moment(session.Expires)))
	}
	return items
}

// standOut is what catches the eye: a session that is full or nearly so, and where there is room for who waits.
func (c *composer) standOut(series *models.DigestSeries) (items []string) {
	var queues, roomy []string
	for i := range series.Sessions {
		session := &series.Sessions[i]
		city := line(session.Place)
		switch {
		case session.Roomy():
			roomy = append(roomy, c.T("mail.digest.room", "City", city, "Count", session.Free()))
		case session.Nearly():
			items = append(items, c.T("mail.digest.nearly", "City", city, "Count", session.Free()))
		case session.Free() == 0 && session.Waiting > 0:
			queues = append(queues, city)
			items = append(items, c.T("mail.digest.queue", "City", city, "Count", session.Waiting))
		case session.Free() == 0 && session.Seats > 0 && session.SignsUp:
			items = append(items, c.T("mail.digest.full", "City", city))
		}
	}
	if len(queues) > 0 && len(roomy) > 0 {
		items = append(items, c.T("mail.digest.elsewhere", "Cities", c.List(queues), "Rooms", c.List(roomy)))
	}
	return items
}
