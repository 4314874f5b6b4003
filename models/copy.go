package models

import (
	"maps"
	"slices"
	"time"
)

// Clone is a copy that can be changed without the original.
func (s *Series) Clone() *Series {
	c := *s
	c.Policy.Reserves = slices.Clone(s.Policy.Reserves)
	for i := range c.Policy.Reserves {
		c.Policy.Reserves[i].Sectors = slices.Clone(c.Policy.Reserves[i].Sectors)
	}
	c.Holidays.Public, c.Holidays.Other = slices.Clone(s.Holidays.Public), slices.Clone(s.Holidays.Other)
	c.Holidays.School = slices.Clone(s.Holidays.School)
	for i := range c.Holidays.School {
		c.Holidays.School[i].Regions = slices.Clone(c.Holidays.School[i].Regions)
	}
	c.Privacy.Recipients, c.Sectors = slices.Clone(s.Privacy.Recipients), slices.Clone(s.Sectors)
	c.Sessions, c.Questions = slices.Clone(s.Sessions), slices.Clone(s.Questions)
	for i := range c.Sessions {
		session := &c.Sessions[i]
		session.Shares, session.Programme = slices.Clone(session.Shares), slices.Clone(session.Programme)
		for j := range session.Programme {
			session.Programme[j].Speakers = slices.Clone(session.Programme[j].Speakers)
		}
	}
	for i := range c.Questions {
		c.Questions[i].Options = slices.Clone(c.Questions[i].Options)
	}
	return &c
}

// Draft is a copy of the definition under another slug, as a draft with nobody in it, every date moved by that many days at
// the same time of the day. Sessions that were cancelled take place in it. Holidays stay: they are facts of the calendar.
func (s *Series) Draft(slug string, days int) *Series {
	c := s.Clone()
	zone := s.Location()
	c.ID, c.Slug, c.Status, c.NextNumber, c.Version, c.Revision = 0, slug, SeriesDraft, 0, 0, 0
	c.SettledAt, c.DrawnAt, c.AuditSeq, c.AuditHash = nil, nil, 0, ""
	c.CreatedAt, c.UpdatedAt = time.Time{}, time.Time{}
	for _, at := range []*time.Time{&c.Opens, &c.Closes, &c.Policy.DrawAt, &c.Policy.OrganisationLimit.Until} {
		*at = movedDays(*at, days, zone)
	}
	for i := range c.Policy.Reserves {
		c.Policy.Reserves[i].Until = movedDays(c.Policy.Reserves[i].Until, days, zone)
	}
	for i := range c.Sessions {
		session := c.Sessions[i].moved(days, zone)
		session.ID, session.SeriesID, session.Status = 0, 0, SessionPublished
		session.Confirmed, session.Offered, session.Waiting, session.Shares, session.Sequence = 0, 0, 0, nil, 0
		session.CreatedAt, session.UpdatedAt = time.Time{}, time.Time{}
		for j := range session.Programme {
			session.Programme[j].ID, session.Programme[j].SessionID = 0, 0
		}
		c.Sessions[i] = session
	}
	for i := range c.Questions {
		c.Questions[i].ID, c.Questions[i].SeriesID = 0, 0
	}
	return c
}

// First is when the first session of a series starts; the zero time when it has none.
func (s *Series) First() (first time.Time) {
	for _, session := range s.Sessions {
		if first.IsZero() || session.Starts.Before(first) {
			first = session.Starts
		}
	}
	return first
}

// DaysTo is how many days the series has to move for its first session to be on a date, in its zone.
func (s *Series) DaysTo(date time.Time) int {
	first := Wall(s.First(), s.Location()).Truncate(24 * time.Hour)
	return int(date.Truncate(24*time.Hour).Sub(first) / (24 * time.Hour))
}

// Blank is a definition with the defaults of everything that the series file may leave out.
func Blank() *Series {
	return &Series{
		Status:    SeriesPublished,
		Language:  Languages[0],
		Retention: Retention{ContactDays: 90, SensitiveDays: 7, FollowupDays: 270},
		Policy: Policy{
			Admission:        AdmissionFirstCome,
			WaitingList:      WaitingListConfirm,
			OfferHours:       36,
			PartyMax:         10,
			OneSeatPerPerson: true,
		},
	}
}

// NewProblems are those of a definition that it did not have before it was changed.
func NewProblems(before, after []Problem) []Problem {
	had := map[string]map[string]any{}
	for _, p := range before {
		had[p.Field+" "+p.Key] = p.Args
	}
	return slices.DeleteFunc(slices.Clone(after), func(p Problem) bool {
		was, ok := had[p.Field+" "+p.Key]
		return ok && maps.EqualFunc(was, p.Args, func(a, b any) bool { return a == b })
	})
}
