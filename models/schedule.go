package models

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Finding is something of a session's planning that people should look at, and where it can be mended. Key is a
// translation key. What is found is never refused: there may be a reason for it.
type Finding struct {
	Session string // slug
	Item    int    // of the programme, counted from 0; -1: the session's own times or place
	Key     string
	Args    map[string]any
	Other   int64 // the series of the other session that it is about; 0: none, or the same
}

// Conflicts are the findings about every session of a series that takes place, in the order of the sessions. all are the
// series whose speakers, rooms and regions count, this one included or not.
func (s *Series) Conflicts(all []*Series) []Finding {
	var found []Finding
	for i := range s.Sessions {
		found = append(found, s.SessionConflicts(&s.Sessions[i], all)...)
	}
	return found
}

// SessionConflicts are the findings about one session, which may be one that the series does not hold yet or holds
// otherwise: it stands in the place of the one with its slug.
func (s *Series) SessionConflicts(session *Session, all []*Series) []Finding {
	if session.Status == SessionCancelled || session.Starts.IsZero() || session.Ends.IsZero() {
		return nil
	}
	return append(s.within(session), s.planning(session, all).conflicts(session)...)
}

// maxAhead is how many days ahead a free slot is looked for.
const maxAhead = 3 * 366

// Proposal is when a session could start instead: at the same time on the nearest following working day that is no holiday
// there and on which no speaker, room or region is taken. None when three years have no such day.
func (s *Series) Proposal(session *Session, all []*Series) (time.Time, bool) {
	if session.Starts.IsZero() || session.Ends.IsZero() {
		return time.Time{}, false
	}
	busy := s.planning(session, all)
	for days := 1; days <= maxAhead; days++ {
		if moved := session.moved(days, s.Location()); len(busy.conflicts(&moved)) == 0 {
			return moved.Starts, true
		}
	}
	return time.Time{}, false
}

// moved is a session some days later, at the same times of the day.
func (session *Session) moved(days int, zone *time.Location) Session {
	moved := *session
	moved.Starts, moved.Ends = movedDays(session.Starts, days, zone), movedDays(session.Ends, days, zone)
	moved.Programme = slices.Clone(session.Programme)
	for i := range moved.Programme {
		item := &moved.Programme[i]
		item.Starts, item.Ends = movedDays(item.Starts, days, zone), movedDays(item.Ends, days, zone)
	}
	return moved
}

// within finds what the items of a session have against each other and its times.
func (s *Series) within(session *Session) (found []Finding) {
	add := func(item int, key string, pairs ...any) {
		pairs = append(pairs, "Item", session.Programme[item].Title, "Session", session.Title)
		found = append(found, Finding{Session: session.Slug, Item: item, Key: "conflict." + key, Args: named(pairs)})
	}
	for i := range session.Programme {
		item := &session.Programme[i]
		if item.Starts.IsZero() || item.Ends.IsZero() {
			continue
		}
		// People walk in before the start: a break that leads up to it is no mistake.
		walkIn := item.Kind == "break" && item.Ends.Equal(session.Starts)
		if item.Starts.Before(session.Starts) && !walkIn {
			add(i, "early", "At", item.Starts, "Starts", session.Starts)
		}
		if item.Ends.After(session.Ends) {
			add(i, "late", "Until", item.Ends, "Ends", session.Ends)
		}
		for j := range i {
			other := &session.Programme[j]
			if meet(item.Starts, item.Ends, other.Starts, other.Ends) && !parallel(item, other) {
				add(i, "overlap", "Other", other.Title, "At", item.Starts)
			}
			for _, both := range shares(session, item, other) {
				add(i, both.kind, both.name, both.value, "Other", other.Title, "There", session.Title, "At", other.Starts)
			}
		}
	}
	return found
}

// meet says that two spans of time have a moment in common.
func meet(starts, ends, otherStarts, otherEnds time.Time) bool {
	return starts.Before(otherEnds) && otherStarts.Before(ends)
}

// parallel says that two items are meant to be at one time: groups that part, each into a room of its own.
func parallel(a, b *ProgrammeItem) bool {
	parts := func(item *ProgrammeItem) bool { return item.Kind == "workshop" || item.Kind == "tables" }
	return parts(a) && parts(b) && a.Room != "" && b.Room != "" && fold(a.Room) != fold(b.Room)
}

// sameTime is a speaker or a room that two items have at one time.
type sameTime struct{ kind, name, value string }

func shares(session *Session, item, other *ProgrammeItem) (all []sameTime) {
	if !meet(item.Starts, item.Ends, other.Starts, other.Ends) {
		return nil
	}
	for _, speaker := range item.Speakers {
		if slices.ContainsFunc(other.Speakers, func(name string) bool { return fold(name) == fold(speaker) }) {
			all = append(all, sameTime{"speaker", "Speaker", speaker})
		}
	}
	if room := roomKey(session, item); room != "" && room == roomKey(session, other) {
		all = append(all, sameTime{"room", "Room", item.Room})
	}
	return all
}

// fold makes names equal that people write differently.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// planning is what is taken already, around one session of a series.
type planning struct {
	series *Series
	items  map[string][]use // by speaker, and by room
	weeks  map[string]*spot // by region and week
}

// spot is a session of a series.
type spot struct {
	series  *Series
	session *Session
}

// use is when a speaker or a room is taken.
type use struct {
	spot
	item *ProgrammeItem
}

func speakerKey(name string) string { return "speaker\x00" + fold(name) }

// roomKey names a room; empty: the item has none.
func roomKey(session *Session, item *ProgrammeItem) string {
	if item.Room == "" {
		return ""
	}
	return strings.Join([]string{"room", fold(session.Venue.Name), fold(session.Venue.City), fold(item.Room)}, "\x00")
}

// weekKey names a week of a region, as ISO 8601 counts weeks; empty: the session has no region.
func weekKey(series *Series, session *Session) string {
	if session.Region == "" {
		return ""
	}
	year, week := session.Starts.In(series.Location()).ISOWeek()
	return fmt.Sprintf("%s\x00%d-%d", fold(session.Region), year, week)
}

// planning gathers every session that takes place but the one that is planned.
func (s *Series) planning(planned *Session, all []*Series) *planning {
	p := &planning{series: s, items: map[string][]use{}, weeks: map[string]*spot{}}
	others := slices.DeleteFunc(slices.Clone(all), func(other *Series) bool { return other.Slug == s.Slug })
	for _, series := range append(others, s) {
		for i := range series.Sessions {
			session := &series.Sessions[i]
			if session.Status == SessionCancelled || series == s && session.Slug == planned.Slug {
				continue
			}
			at := spot{series, session}
			if week := weekKey(series, session); week != "" && p.weeks[week] == nil {
				p.weeks[week] = &at
			}
			for j := range session.Programme {
				p.take(at, &session.Programme[j])
			}
		}
	}
	return p
}

func (p *planning) take(at spot, item *ProgrammeItem) {
	for _, speaker := range item.Speakers {
		p.items[speakerKey(speaker)] = append(p.items[speakerKey(speaker)], use{at, item})
	}
	if room := roomKey(at.session, item); room != "" {
		p.items[room] = append(p.items[room], use{at, item})
	}
}

// conflicts are those that a session has with its day, and with what is taken.
func (p *planning) conflicts(session *Session) (found []Finding) {
	add := func(item int, key string, pairs ...any) {
		pairs = append(pairs, "Session", session.Title)
		found = append(found, Finding{Session: session.Slug, Item: item, Key: "conflict." + key, Args: named(pairs)})
	}
	// of says that the last finding is about a session of that series too.
	of := func(other spot) {
		if other.series.ID != p.series.ID {
			found[len(found)-1].Other = other.series.ID
		}
	}
	for _, day := range p.series.days(session) {
		if weekend(day) {
			add(-1, DayWeekend, "Date", day.Format(time.DateOnly))
		}
	}
	for _, off := range p.series.DaysOff(session) {
		add(-1, off.Kind, "Date", off.Date, "Region", session.SchoolRegion, "Name", off.Name)
	}
	if other := p.weeks[weekKey(p.series, session)]; other != nil && session.Region != "" {
		add(-1, "week", "Region", session.Region, "Other", other.session.Title, "At", other.session.Starts)
		of(*other)
	}
	for i := range session.Programme {
		item := &session.Programme[i]
		uses := func(other *ProgrammeItem) bool { return meet(item.Starts, item.Ends, other.Starts, other.Ends) }
		for _, speaker := range item.Speakers {
			for _, other := range p.items[speakerKey(speaker)] {
				if uses(other.item) {
					add(i, "speaker", "Speaker", speaker, "Item", item.Title, "Other", other.item.Title, "There", other.session.Title, "At", other.item.Starts)
					of(other.spot)
				}
			}
		}
		room := roomKey(session, item)
		for _, other := range p.items[room] {
			if room != "" && uses(other.item) {
				add(i, "room", "Room", item.Room, "Item", item.Title, "Other", other.item.Title, "There", other.session.Title, "At", other.item.Starts)
				of(other.spot)
			}
		}
	}
	return found
}
