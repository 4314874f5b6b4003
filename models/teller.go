package models

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Teller makes a registration's story from the series' audit entries, which it is given one by one in their order.
type Teller struct {
	story  Story
	id     int64
	places []int // that its parties may have
	replay Replay
	waits  []wait
	passed map[passedBy]*StoryEvent // since the last event of its own
}

// wait is a line of the registration that waits, with its party, both as they are now.
type wait struct {
	party *Party
	line  *Line
}

// passedBy is what those who are told together have in common.
type passedBy struct {
	session int64
	why     Reason
	parties string
}

// namedInStory is how many of those who were served together are named.
const namedInStory = 3

// NewTeller begins the story of a registration that is loaded whole.
func NewTeller(registration *Registration) *Teller {
	t := &Teller{id: registration.ID, passed: map[passedBy]*StoryEvent{}}
	t.story = Story{Registration: registration, References: map[int64]string{}}
	for _, participant := range registration.Participants {
		t.places = append(t.places, participant.Place)
	}
	return t
}

// Story is what was told so far. References are left to who can look them up: see Named.
func (t *Teller) Story() *Story {
	t.flush()
	return &t.story
}

// Named are the registrations that the story names, in their order.
func (s *Story) Named() []int64 {
	var ids []int64
	for _, event := range s.Events {
		if event.CauseOf != 0 {
			ids = append(ids, event.CauseOf)
		}
		if event.Passed != nil {
			for _, served := range event.Passed.Served {
				ids = append(ids, served.Registration)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Apply takes the next entry.
func (t *Teller) Apply(entry *AuditEntry) {
	d, j := t.replay.read(entry)
	switch {
	case j != nil && j.Party.Registration != t.id:
		t.pass(entry, j)
		t.replay.apply(entry, d, j)
	case j != nil:
		was := t.parties()
		t.replay.apply(entry, d, j)
		t.own(entry, was, nil, "")
	case d != nil:
		touched := slices.ContainsFunc(d.Parties, func(p Party) bool { return p.Registration == t.id })
		if !touched && d.Rules == nil {
			t.replay.apply(entry, d, j)
			if entry.Action == ActionRevert && t.about(entry.Subject) {
				event := newEvent(entry)
				event.Cause = d.undid()
				t.add(event)
			}
			return
		}
		was, sessions := t.parties(), t.sessions()
		t.replay.apply(entry, d, j)
		t.own(entry, was, t.changed(sessions), d.undid())
	case slices.Contains(untold, entry.Action) && t.about(entry.Subject):
		t.add(newEvent(entry))
	}
}

// untold are the acts that change where nobody stands, and are told.
var untold = []string{
	ActionSubstitute, ActionEdit, ActionResend, ActionErase, ActionUndo, ActionBounce, ActionAnswer, ActionReply, ActionPresent, ActionUnmark,
}

// about says that an entry's subject is the registration, or one of its placements or seats.
func (t *Teller) about(subject string) bool {
	if subject == fmt.Sprintf("registration:%d", t.id) {
		return true
	}
	return slices.ContainsFunc(t.story.Registration.Placements, func(p Placement) bool {
		return subject == fmt.Sprintf("placement:%d", p.ID) || slices.ContainsFunc(p.Seats, func(s Seat) bool { return subject == fmt.Sprintf("seat:%d", s.ID) })
	})
}

// parties are copies of the registration's parties, by place.
func (t *Teller) parties() []*Party {
	var all []*Party
	for _, place := range t.places {
		if t.replay.book == nil {
			break
		}
		if p := t.replay.book.Party(t.id, place); p != nil {
			clone := p.Clone()
			all = append(all, &clone)
		}
	}
	return all
}

func (t *Teller) sessions() []Session {
	if t.replay.book == nil {
		return nil
	}
	return slices.Clone(t.replay.book.Series.Sessions)
}

// changed says what became of the sessions where the registration has a line.
func (t *Teller) changed(was []Session) []SessionChange {
	var all []SessionChange
	parties := t.parties()
	for _, old := range was {
		is, ok := t.replay.book.Series.SessionByID(old.ID)
		if !ok || !slices.ContainsFunc(parties, func(p *Party) bool { return p.At(old.ID) != nil }) {
			continue
		}
		change := SessionChange{Session: old.ID, Was: old.Seats(), Is: is.Seats(), CalledOff: is.Status == SessionCancelled && old.Status != is.Status}
		if change.Was != change.Is || change.CalledOff {
			all = append(all, change)
		}
	}
	return all
}

func newEvent(entry *AuditEntry) StoryEvent {
	return StoryEvent{Seq: entry.Seq, At: entry.At, Action: entry.Action, Actor: entry.Actor}
}

// undid is the action that an entry undid; empty: it undid none.
func (d *Deed) undid() string {
	action, _ := d.More["of"].(string)
	return action
}

// own tells what an entry did to the registration's parties, an event for all to whom it did the same.
func (t *Teller) own(entry *AuditEntry, was []*Party, sessions []SessionChange, undid string) {
	var events []StoryEvent
	parties := t.parties()
	if entry.Action == ActionBaseline && len(parties) > 0 {
		t.story.Since = entry.At
	}
	for _, is := range parties {
		old := former(was, is, entry.Action)
		event := newEvent(entry)
		if entry.Action == ActionGrant {
			event.Cause, event.CauseOf = cause(t.replay.act, entry.At)
		}
		if entry.Action == ActionRevert {
			event.Cause = undid
		}
		event.Parties, event.Changes = []int{is.Place}, changes(old, is)
		if !splits(entry.Action) {
			event.Left = max(0, old.Size-is.Size)
		}
		split := entry.Action == ActionSplit && old.Size > 1
		if event.Left == 0 && len(event.Changes) == 0 && !split {
			continue
		}
		events = append(events, event)
	}
	if len(events) == 0 && len(sessions) > 0 {
		events = append(events, newEvent(entry))
	}
	for i := range events {
		events[i].Sessions = sessions
		t.add(events[i])
	}
	t.waits = nil
	for _, p := range parties {
		for i := range p.Lines {
			if p.Size > 0 && p.Lines[i].Status == Waiting {
				t.waits = append(t.waits, wait{p, &p.Lines[i]})
			}
		}
	}
}

// former is what a party was; one that a split made was the group.
func former(was []*Party, is *Party, action string) *Party {
	for _, old := range was {
		if old.Place == is.Place || splits(action) && old.Size > 1 {
			return old
		}
	}
	return &Party{}
}

// cause is the act that a grant follows from, and the registration that acted.
func cause(a act, at time.Time) (action string, registration int64) {
	if !at.Equal(a.at) {
		return "time", 0
	}
	if id, ok := strings.CutPrefix(a.subject, "registration:"); ok {
		registration, _ = strconv.ParseInt(id, 10, 64)
	}
	return a.action, registration
}

// changes are what became of a party's lines, by rank.
func changes(was, is *Party) []StoryChange {
	var all []StoryChange
	for i := range is.Lines {
		line := &is.Lines[i]
		old := Line{}
		for _, candidate := range was.Lines {
			if candidate.Session == line.Session && (candidate.Number == line.Number || candidate.Choice == line.Choice && line.Choice != 0) {
				old = candidate
			}
		}
		if old.Status == line.Status && (old.Number == line.Number || !line.Status.Live()) && old.Resting == line.Resting || !old.Status.Live() && !line.Status.Live() {
			continue
		}
		change := StoryChange{Session: line.Session, Rank: line.Rank, Number: line.Number, Was: old.Status, Is: line.Status, Resting: line.Resting}
		if line.Deadline != nil {
			change.Deadline = *line.Deadline
		}
		all = append(all, change)
	}
	return all
}

// add adds an event of the registration's own, after those who were served before it. What happened to several parties alike
// is one event.
func (t *Teller) add(event StoryEvent) {
	t.flush()
	if n := len(t.story.Events); n > 0 {
		last := &t.story.Events[n-1]
		if last.Passed == nil && last.At.Equal(event.At) && last.Action == event.Action && last.Left == event.Left && last.Cause == event.Cause &&
			last.CauseOf == event.CauseOf && (last.Seq == event.Seq || event.Action == ActionGrant) && len(event.Parties) > 0 && slices.Equal(last.Changes, event.Changes) && slices.Equal(last.Sessions, event.Sessions) {
			last.Parties = append(last.Parties, event.Parties...)
			return
		}
	}
	t.story.Events = append(t.story.Events, event)
}

// pass notes that another registration is about to be served at a session where this one waits, and why this one is not.
func (t *Teller) pass(entry *AuditEntry, j *Judgement) {
	series := t.replay.book.Series
	session, ok := series.SessionByID(j.Session)
	if !ok {
		return
	}
	turn := Turn{Number: j.Number, Party: j.Party.Place}
	parties := map[Reason][]int{}
	free, size := map[Reason]int{}, map[Reason]int{}
	for _, w := range t.waits {
		if w.line.Session != j.Session {
			continue
		}
		share := series.Policy.Share(w.party.Sector)
		why := Reason("")
		if turn.Compare(w.party.Turn(w.line)) > 0 {
			why = series.WhyWaiting(session, w.party.Size, share, t.replay.book.Taken(w.party.Organisation, j.Session), w.line.Resting, entry.At)
		}
		parties[why] = append(parties[why], w.party.Place)
		free[why], size[why] = series.FreeFor(session, share, entry.At), max(size[why], w.party.Size)
	}
	for why, places := range parties {
		key := passedBy{j.Session, why, fmt.Sprint(places)}
		run, ok := t.passed[key]
		if !ok {
			run = &StoryEvent{At: entry.At, Action: ActionGrant, Parties: places, Passed: &Passed{Session: j.Session, Why: why}}
			t.passed[key] = run
		}
		p := run.Passed
		p.Count, p.People, p.Last = p.Count+1, p.People+j.Size, entry.At
		p.Free, p.Size = max(p.Free, free[why]), max(p.Size, size[why])
		if len(p.Served) < namedInStory {
			p.Served = append(p.Served, Served{Registration: j.Party.Registration, Number: j.Number, Size: j.Size})
		}
	}
}

// flush tells who was served since the last event of the registration's own.
func (t *Teller) flush() {
	var runs []StoryEvent
	for _, run := range t.passed {
		runs = append(runs, *run)
	}
	slices.SortFunc(runs, func(a, b StoryEvent) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Passed.Session, b.Passed.Session), cmp.Compare(a.Passed.Why, b.Passed.Why), slices.Compare(a.Parties, b.Parties))
	})
	t.story.Events = append(t.story.Events, runs...)
	clear(t.passed)
}
