package models

import (
	"slices"
	"time"
)

// Rhythm is how often an organiser gets a digest of what happened.
type Rhythm string

// The rhythms.
const (
	DigestDaily  Rhythm = "daily"  // each working morning
	DigestWeekly Rhythm = "weekly" // on the first working morning of each week
	DigestOff    Rhythm = "off"
)

// Rhythms are all of them; the first is that of who chose none.
var Rhythms = []Rhythm{DigestDaily, DigestWeekly, DigestOff}

const (
	// HouseZone is the zone of what is about no single series.
	HouseZone = "Europe/Amsterdam"

	digestHour = 8 // in that zone
	digestLag  = time.Minute
	needsAhead = 3 // working days behind the next digest: what must be booked by then is told now
)

// HouseClock is the working clock of all series together: a day that is a holiday in one of them is none to work on.
func HouseClock(all []*Series) WorkClock {
	clock := WorkClock{Zone: (&Series{Timezone: HouseZone}).Location()}
	for _, series := range all {
		clock.Holidays = append(clock.Holidays, series.Holidays.Public...)
	}
	return clock
}

// Next is the first moment after another at which a digest is due, in UTC. The zero time: never.
func (r Rhythm) Next(after time.Time, clock WorkClock) time.Time {
	if r == DigestOff {
		return time.Time{}
	}
	for day := after.In(clock.Zone); ; day = day.AddDate(0, 0, 1) {
		at := clock.hour(day, digestHour)
		if at.After(after) && clock.works(at) && (r != DigestWeekly || clock.first(at)) {
			return at.UTC()
		}
	}
}

// first says that no earlier day of its week, which begins on Monday, is one to work on.
func (w WorkClock) first(at time.Time) bool {
	for day := at.In(w.Zone).AddDate(0, 0, -1); day.Weekday() != time.Sunday; day = day.AddDate(0, 0, -1) {
		if w.works(day) {
			return false
		}
	}
	return true
}

// after is the working day that lies some working days behind a moment, as 2006-01-02.
func (w WorkClock) after(at time.Time, days int) string {
	day := w.hour(at, lastHour)
	for days > 0 {
		if day = w.hour(day.AddDate(0, 0, 1), lastHour); w.works(day) {
			days--
		}
	}
	return day.Format(time.DateOnly)
}

// DigestUntil is until when a digest that is written now tells what happened: transactions that began earlier have ended by now,
// so that nothing is left out of this one and of the next.
func DigestUntil(now time.Time) time.Time { return now.Add(-digestLag) }

// Due is when the next digest is due of who was told until some moment.
func (r Rhythm) Due(told time.Time, clock WorkClock) time.Time {
	return r.Next(told.Add(digestLag), clock)
}

// SessionNews is what happened at a session in some time, in people.
type SessionNews struct {
	SignedUp  int // who signed up, and have or want a place there
	Waiting   int // those of them who wait
	Cancelled int // who had a seat, or one held, and left
}

// Move is people who gave up a seat at one session for one at another. To 0: they have none now.
type Move struct {
	From, To int64
	People   int
}

// Undelivered is an address that mail does not reach, or a mail that was given up, with the sessions which its registration asked
// for. Without any it is about no registration.
type Undelivered struct {
	SeriesID int64
	Sessions []int64
}

// Happened is what happened since some moment: people by session, and mail that did not arrive.
type Happened struct {
	Sessions map[int64]SessionNews
	Moves    []Move
	Bounced  []Undelivered
	Failed   []Undelivered
}

// Expiring is how many people are offered a seat whose deadline comes before some moment, and the first deadline.
type Expiring struct {
	People int
	First  time.Time
}

// Pending is what is to be done or to come: offers that expire, by session, and until when what people need must be booked, as
// far as it is not arranged: days as 2006-01-02, by session.
type Pending struct {
	Expiring map[int64]Expiring
	Needs    map[int64][]string
}

// DigestFact is what a digest says.
type DigestFact struct {
	Rhythm Rhythm
	Since  time.Time
	Series []DigestSeries
}

// DigestSeries is a series of which there is news.
type DigestSeries struct {
	Slug      string
	Title     Text
	Timezone  string
	SignedUp  int             `json:",omitempty"`
	Waiting   int             `json:",omitempty"` // of those
	Cancelled int             `json:",omitempty"`
	Moved     int             `json:",omitempty"`
	Bounced   int             `json:",omitempty"` // addresses that mail does not reach any more
	Failed    int             `json:",omitempty"` // mails that were given up
	Sessions  []DigestSession `json:",omitempty"` // those to come, and those where something happened
}

// DigestSession is how a session stands, and what happened there.
type DigestSession struct {
	Slug, Place string
	Starts      time.Time
	Seats       int
	Taken       int
	Offered     int  `json:",omitempty"` // of those
	Waiting     int  `json:",omitempty"`
	SignsUp     bool `json:",omitempty"` // people can still sign up for it
	SessionNews SessionNews
	Came        int       `json:",omitempty"` // from another session
	Left        int       `json:",omitempty"` // for another session
	Expiring    int       `json:",omitempty"` // people whose offer ends before the next digest
	Expires     time.Time `json:",omitzero"`  // the first of them
	Needs       int       `json:",omitempty"` // things that people need and must be booked soon
	NeedsBefore string    `json:",omitempty"` // the first of them, as 2006-01-02
}

// Free is how many seats are left.
func (s *DigestSession) Free() int { return max(0, s.Seats-s.Taken) }

// Roomy says that a session can take many more people: a quarter of its seats or more.
func (s *DigestSession) Roomy() bool { return s.SignsUp && s.Seats > 0 && 4*s.Free() >= s.Seats }

// Nearly says that a session is nearly full: a tenth of its seats or less is left.
func (s *DigestSession) Nearly() bool { return s.SignsUp && s.Free() > 0 && 10*s.Free() <= s.Seats }

// happened says that there is news of a session.
func (s *DigestSession) happened() bool {
	return s.SessionNews != SessionNews{} || s.Came > 0 || s.Left > 0
}

// many sessions are so many that a digest names only those where something happened or is to be done.
const many = 12

// Digest is what an organiser is told of what happened since they were told last, as far as their roles let them see it; nil: it
// is nothing. A digest holds numbers and no people.
func (o *Organiser) Digest(all []*Series, news *Happened, pending *Pending, now time.Time, clock WorkClock) *DigestFact {
	fact := &DigestFact{Rhythm: o.Digests, Since: *o.DigestedAt}
	told, soon := clock.after(o.Digests.Due(*o.DigestedAt, clock), needsAhead), clock.after(o.Digests.Next(now, clock), needsAhead)
	for _, series := range all {
		if series.Status != SeriesPublished {
			continue
		}
		if found, tells := o.digestOf(series, news, pending, now, told, soon); tells {
			fact.Series = append(fact.Series, found)
		}
	}
	if len(fact.Series) == 0 {
		return nil
	}
	return fact
}

// digestOf is what an organiser is told of one series. Needs that must be booked until soon are shown; those that need not be
// booked until told yet are news.
func (o *Organiser) digestOf(series *Series, news *Happened, pending *Pending, now time.Time, told, soon string) (found DigestSeries, tells bool) {
	found = DigestSeries{Slug: series.Slug, Title: series.Title, Timezone: series.Timezone}
	seen := o.MayAt(MayLook, series)
	sees := func(id int64) bool {
		return slices.ContainsFunc(seen, func(session *Session) bool { return session.ID == id })
	}
	for _, session := range seen {
		line := DigestSession{
			Slug: session.Slug, Place: session.Place(), Starts: session.Starts, Seats: session.Seats(), Taken: session.Taken(), Offered: session.Offered,
			Waiting: session.Waiting, SignsUp: series.Availability(session, now).SignsUp(), SessionNews: news.Sessions[session.ID],
		}
		for _, move := range news.Moves {
			if move.From == session.ID {
				line.Left += move.People
			}
			if move.To == session.ID {
				line.Came += move.People
			}
		}
		if session.Upcoming(now) {
			line.Expiring, line.Expires = pending.Expiring[session.ID].People, pending.Expiring[session.ID].First
			if o.May(MaySeeSensitive, series.ID, session.ID) {
				for _, day := range pending.Needs[session.ID] {
					if day > soon {
						continue
					}
					if line.Needs++; line.NeedsBefore == "" || day < line.NeedsBefore {
						line.NeedsBefore = day
					}
					tells = tells || day > told
				}
			}
		}
		if !session.Upcoming(now) && !line.happened() {
			continue
		}
		found.SignedUp, found.Waiting, found.Cancelled = found.SignedUp+line.SessionNews.SignedUp, found.Waiting+line.SessionNews.Waiting, found.Cancelled+line.SessionNews.Cancelled
		found.Sessions = append(found.Sessions, line)
	}
	for _, move := range news.Moves {
		if sees(move.From) || sees(move.To) {
			found.Moved += move.People
		}
	}
	if len(found.Sessions) > many {
		found.Sessions = slices.DeleteFunc(found.Sessions, func(s DigestSession) bool { return !s.happened() && s.Expiring+s.Needs == 0 })
	}
	found.Bounced = o.undelivered(MaySeeContacts, series, news.Bounced)
	found.Failed = o.undelivered(MayMail, series, news.Failed)
	return found, tells || found.SignedUp+found.Cancelled+found.Moved+found.Bounced+found.Failed > 0
}

// undelivered counts the mail of a series that did not arrive, as far as it is about a session where the organiser may do
// something, or about none and they may everywhere in the series.
func (o *Organiser) undelivered(act Permission, series *Series, all []Undelivered) (count int) {
	for _, mail := range all {
		if mail.SeriesID == series.ID && (o.May(act, series.ID, 0) || slices.ContainsFunc(mail.Sessions, func(session int64) bool { return o.May(act, series.ID, session) })) {
			count++
		}
	}
	return count
}

// DigestLetter is the letter of a digest, not yet addressed in time. It is in the language that the organiser chose, or else in
// that of the first series that it tells of.
func (o *Organiser) DigestLetter(fact *DigestFact, all []*Series) Letter {
	language := o.DigestLanguage
	for _, series := range all {
		if language == "" && series.Slug == fact.Series[0].Slug {
			language = series.Language
		}
	}
	return Letter{Kind: LetterDigest, RecipientEmail: o.Email, Language: language, Facts: Facts{OrganiserID: o.ID, Digest: fact}}
}

// ValidateDigest judges what an organiser chose: nil, or an Invalid error with problems at rhythm and language.
func ValidateDigest(rhythm Rhythm, language string) error {
	var c checker
	if !slices.Contains(Rhythms, rhythm) {
		c.add("rhythm", 0, "problem.digest.rhythm")
	}
	if language != "" && !slices.Contains(Languages, language) {
		c.add("language", 0, "problem.digest.language")
	}
	return problemsError(c.problems)
}
