package models

import (
	"slices"
	"time"
)

// The actions of audit entries of erasing. What erasing takes from where people stand is a cancellation of its own.
const (
	ActionErase = "erase" // an organiser erased a registration
	ActionPurge = "purge" // data whose time was over was erased
)

// LostDays is how many days after their last session those are kept who only waited.
const LostDays = 7

// Erased says that nothing is left of the participant but that somebody stood there: everybody else has a name.
func (p *Participant) Erased() bool { return p.Name == "" }

// Erased says that nothing is left of the contact.
func (c *Contact) Erased() bool { return c.Name == "" }

// Erased says that nobody of the registration is known any more but, perhaps, a contact who wants to hear of a next time.
func (r *Registration) Erased() bool {
	return !slices.ContainsFunc(r.Participants, func(p Participant) bool { return !p.Erased() })
}

// Erasure is what goes of a registration.
type Erasure struct {
	Registration *Registration
	People       []int64 // ids of participants
	Contact      bool
}

// Whole says that nobody of the registration stays, except perhaps its contact.
func (e *Erasure) Whole() bool {
	return !slices.ContainsFunc(e.Registration.Participants, func(p Participant) bool { return !p.Erased() && !slices.Contains(e.People, p.ID) })
}

// Empty says that nothing goes.
func (e *Erasure) Empty() bool { return len(e.People) == 0 && !e.Contact }

// Erasure is everything of a registration.
func (r *Registration) Erasure() Erasure {
	return Erasure{Registration: r, People: r.named(func(*Participant) bool { return true }), Contact: !r.Contact.Erased()}
}

// named are the participants that a condition picks, of those who are not erased.
func (r *Registration) named(picks func(*Participant) bool) (ids []int64) {
	for i := range r.Participants {
		if p := &r.Participants[i]; !p.Erased() && picks(p) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Keeping says of which day's ends data goes now: what belongs to sessions that ended at that moment or before.
type Keeping struct {
	Sensitive time.Time // sensitive answers
	Lost      time.Time // people who only waited
	People    time.Time // everybody else
	Consented time.Time // contacts who agreed to hear of a next time
}

// Keeping is how long data is kept, seen from now.
func (r Retention) Keeping(now time.Time) Keeping {
	before := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	return Keeping{before(r.SensitiveDays), before(min(LostDays, r.ContactDays)), before(r.ContactDays), before(max(r.FollowupDays, r.ContactDays))}
}

// Latest is the last of the four moments, so that a series of which nothing ended by then has nothing to erase.
func (k Keeping) Latest() time.Time {
	latest := k.Sensitive
	for _, at := range []time.Time{k.Lost, k.People} {
		if at.After(latest) {
			latest = at
		}
	}
	return latest
}

// EndedBy says that some session ended at a moment or before.
func (s *Series) EndedBy(at time.Time) bool {
	return slices.ContainsFunc(s.Sessions, func(session Session) bool { return !session.Ends.After(at) })
}

// Overdue is what of a registration has been kept long enough, counted from the end of the last session that it asked for, and
// whether it goes as one that only waited. The contact of whoever stays stays too, with their own part.
func (s *Series) Overdue(r *Registration, now time.Time) (e Erasure, lost bool) {
	var last time.Time
	for _, choice := range r.Choices {
		if session, ok := s.SessionByID(choice.SessionID); ok && session.Ends.After(last) {
			last = session.Ends
		}
	}
	keeping := s.Retention.Keeping(now)
	waited := func(p *Participant) bool { return false }
	if !last.After(keeping.Lost) {
		waited = func(p *Participant) bool {
			party := r.PartyOf(p.Party)
			return !p.Withdrawn && party.Seat() == nil
		}
	}
	stays := slices.ContainsFunc(r.Participants, func(p Participant) bool { return !p.Erased() && !p.Withdrawn && !waited(&p) })
	somebody := slices.ContainsFunc(r.Participants, func(p Participant) bool { return !p.Erased() && waited(&p) })
	e.Registration = r
	switch over := !last.After(keeping.People); {
	case over || somebody && !stays:
		e = r.Erasure()
		consented := (r.Contact.Newsletter || r.Contact.Followup) && last.After(keeping.Consented)
		e.Contact = e.Contact && !consented
		return e, !over
	case somebody:
		e.People = r.named(func(p *Participant) bool { return waited(p) && p.Place != r.Contact.Place })
	}
	return e, true
}

// Purged is what was erased in a series because its time was over, or would be.
type Purged struct {
	Series   string // slug
	Answers  int    // sensitive
	Waited   int    // people who only waited
	People   int    // all other people
	Contacts int
}

// Empty says that nothing was.
func (p *Purged) Empty() bool { return p.Answers+p.Waited+p.People+p.Contacts == 0 }

// Count adds what goes of a registration.
func (p *Purged) Count(e *Erasure, lost bool) {
	if lost {
		p.Waited += len(e.People)
	} else {
		p.People += len(e.People)
	}
	if e.Contact {
		p.Contacts++
	}
}
