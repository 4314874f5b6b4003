package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Replay judges the history of a series again from its audit entries, which it is given one by one in their order. Entries
// before the first with Rules are of an older version of the program and tell nothing.
type Replay struct {
	book    *Book             // nil until an entry held the rules
	act     act               // what the grants follow
	last    time.Time         // when the last entry was written
	highest int64             // number given so far
	former  map[int64][]Party // by the Seq of an organiser's act: the parties before it

	found    []Violation
	subject  string         // of what is found
	over     map[int64]bool // sessions that are known to have more taken than seats
	unserved unserved       // who is known to be passed over
}

// act is the entry that grants follow.
type act struct {
	action, subject string
	at              time.Time
	own             map[holderOf]bool // parties whose holder's own act it is
}

type unserved struct {
	holder  holderOf
	session int64
	number  int64
}

// ownActs are those in which a seat that is granted to a party that they are about confirms at once (seat rule 8).
var ownActs = []string{ActionRegister, ActionSwap, ActionRejoin, ActionSplit}

// Book is the parties as the entries so far leave them; nil when none of them held the rules.
func (r *Replay) Book() *Book { return r.book }

// Apply takes the next entry and returns each rule that it breaks. A recorded result is taken over as it is, so that one
// fault is told once.
func (r *Replay) Apply(entry *AuditEntry) []Violation {
	d, j := r.read(entry)
	unread := r.found
	return append(unread, r.apply(entry, d, j)...)
}

// read reads what an entry says about where parties stand: an act, or a grant, or neither.
func (r *Replay) read(entry *AuditEntry) (*Deed, *Judgement) {
	r.found, r.subject = nil, fmt.Sprintf("entry %d", entry.Seq)
	var d Deed
	var j Judgement
	into := any(&d)
	switch {
	case entry.Action == ActionGrant && r.book != nil:
		into = &j
	case !slices.Contains(deeds, entry.Action):
		return nil, nil
	}
	err := json.Unmarshal([]byte(entry.Details), into)
	switch {
	case err != nil && r.book != nil:
		r.violation("audit entries", "%s %s cannot be read: %v", entry.Action, entry.Subject, err)
	case err != nil: // of an older version, which wrote other details
	case into == any(&j):
		return nil, &j
	case d.Rules != nil || r.book != nil:
		return &d, nil
	}
	return nil, nil
}

// apply takes what was read of an entry.
func (r *Replay) apply(entry *AuditEntry, d *Deed, j *Judgement) []Violation {
	r.found = nil
	switch {
	case d != nil:
		r.deed(entry, d)
	case j != nil:
		r.grant(entry, j)
	default:
		return nil
	}
	r.last = entry.At
	return r.found
}

// Finish returns what is wrong at the end: at now, until when time's passing was settled, somebody still fits.
func (r *Replay) Finish(now time.Time) []Violation {
	r.found, r.subject = nil, "the last entry"
	if r.book != nil {
		r.nobodyFits(now)
	}
	return r.found
}

// deeds are the actions whose entries hold a Deed.
var deeds = []string{
	ActionBaseline, ActionRegister, ActionCancel, ActionSplit, ActionSwap, ActionRejoin, ActionAccept, ActionDecline, ActionExpire,
	ActionBegin, ActionCallOff, ActionImport, ActionMerge, ActionClose, ActionDraw, ActionException, ActionLetIn, ActionRevert,
}

// splits says that an action may make parties of one out of a group.
func splits(action string) bool { return action == ActionSplit || action == ActionLetIn }

func (r *Replay) violation(rule, format string, args ...any) {
	r.found = append(r.found, Violation{Rule: rule, Subject: r.subject, Detail: fmt.Sprintf(format, args...)})
}

// served looks whether nobody fits just before an act. What time passing brings, and the sessions that an import calls off,
// are several acts of which only the last is followed by serving; dates that passed count then too.
func (r *Replay) served(entry *AuditEntry) {
	switch entry.Action {
	case ActionExpire, ActionBegin, ActionClose:
		if !entry.At.Equal(r.last) {
			r.nobodyFits(r.last)
		}
	case ActionCallOff:
		if !entry.At.Equal(r.act.at) || r.act.action != ActionImport && r.act.action != ActionCallOff {
			r.nobodyFits(entry.At)
		}
	default:
		r.nobodyFits(entry.At)
	}
}

// nobodyFits looks for somebody who should have been served by now (seat rule 4).
func (r *Replay) nobodyFits(now time.Time) {
	p, line, ok := r.book.Next(now)
	if !ok {
		r.unserved = unserved{}
		return
	}
	found := unserved{holderOf{p.Registration, p.Place}, line.Session, line.Number}
	if found != r.unserved {
		r.violation("serving", "before it, %s fitted with number %d and size %d at %s and was not served", p.label(), line.Number, p.Size, r.at(line.Session))
	}
	r.unserved = found
}

// at names a session in a violation.
func (r *Replay) at(session int64) string {
	if known, ok := r.book.Series.SessionByID(session); ok && known.Slug != "" {
		return known.Slug
	}
	return fmt.Sprintf("session %d", session)
}

// label names a party in a violation.
func (p *Party) label() string {
	return fmt.Sprintf("party %d of registration %d", p.Place, p.Registration)
}

// deed applies an act: nobody fits just before it, and it takes and gives no seats that its kind may not.
func (r *Replay) deed(entry *AuditEntry, d *Deed) {
	first := r.book == nil
	if first {
		r.book, r.over, r.former = NewBook(d.Rules.Series()), map[int64]bool{}, map[int64][]Party{}
	} else {
		r.served(entry)
	}
	r.act = act{action: entry.Action, subject: entry.Subject, at: entry.At, own: map[holderOf]bool{}}
	if slices.Contains(ownActs, entry.Action) {
		for i := range d.Parties {
			r.act.own[holderOf{d.Parties[i].Registration, d.Parties[i].Place}] = true
		}
	}
	if d.Rules != nil {
		r.book.SetRules(d.Rules, entry.At)
	}
	switch {
	case first:
		for i := range d.Parties {
			r.book.Put(d.Parties[i])
			r.highest = max(r.highest, d.Parties[i].highest())
		}
	case entry.Action == ActionRevert:
		r.revert(entry, d)
	default:
		r.parties(entry, d)
	}
	r.neverOver()
}

func (p *Party) highest() int64 {
	var highest int64
	for _, line := range p.Lines {
		highest = max(highest, line.Number)
	}
	return highest
}

// neverOver looks whether a session has more taken than it has seats (seat rule 1).
func (r *Replay) neverOver() {
	for i := range r.book.Series.Sessions {
		session := &r.book.Series.Sessions[i]
		over := session.Taken() > session.Seats()
		if over && !r.over[session.ID] {
			r.violation("never over", "%d taken of %d seats at %s", session.Taken(), session.Seats(), r.at(session.ID))
		}
		r.over[session.ID] = over
	}
}

// parties takes over the parties of an act.
func (r *Replay) parties(entry *AuditEntry, d *Deed) {
	was := r.replaced(entry.Action, d.Parties)
	if slices.Contains(reversible, entry.Action) && Undoable(entry.Actor) {
		r.former[entry.Seq] = was
	}
	people := 0
	for i := range d.Parties {
		people += d.Parties[i].Size
		r.numbers(entry.Action, was, &d.Parties[i])
	}
	for i := range was {
		people -= was[i].Size
	}
	if people > 0 && entry.Action != ActionRegister && (entry.Action != ActionLetIn || len(was) > 0) {
		r.violation("groups", "%s %s adds %d people", entry.Action, entry.Subject, people)
	}
	if entry.Action == ActionException {
		r.exception(entry, was, d.Parties)
	} else {
		r.seats(entry, was, d.Parties)
	}
	r.offers(entry, was, d.Parties)
	for i := range d.Parties {
		r.highest = max(r.highest, d.Parties[i].highest())
		r.book.Put(d.Parties[i])
	}
}

// replaced are the parties of the book that those of an act stand for. The group that a split ends leaves the book here:
// where its first person has left, no party of one has its place.
func (r *Replay) replaced(action string, parties []Party) []Party {
	var was []Party
	for i := range parties {
		if p := r.book.Party(parties[i].Registration, parties[i].Place); p != nil {
			was = append(was, p.Clone())
		}
	}
	if !splits(action) || len(parties) == 0 {
		return was
	}
	registration := parties[0].Registration
	for place := 1; place < parties[0].Place; place++ {
		if p := r.book.Party(registration, place); p != nil && p.Size > 1 {
			was = append(was, p.Clone())
			r.book.Drop(registration, place)
		}
	}
	return was
}

// numbers looks whether each number was the line's before, or is a new one (seat rule 2).
func (r *Replay) numbers(action string, was []Party, p *Party) {
	if action == ActionDraw {
		return // the draw gives them; its ranks are public
	}
	for _, line := range p.Lines {
		old := slices.ContainsFunc(was, func(w Party) bool {
			return w.Registration == p.Registration &&
				slices.ContainsFunc(w.Lines, func(l Line) bool { return l.Session == line.Session && l.Number == line.Number })
		})
		if !old && line.Number <= r.highest {
			r.violation("numbers", "%s has number %d at %s, which was given before", p.label(), line.Number, r.at(line.Session))
		}
	}
}

// place is what a registration has at a session.
type place struct {
	registration, session int64
	status                Status
}

// held counts the people with seats and offers.
func held(parties []Party) map[place]int {
	people := map[place]int{}
	for i := range parties {
		p := &parties[i]
		for _, line := range p.Lines {
			if line.Status == Confirmed || line.Status == Offered {
				people[place{p.Registration, line.Session, line.Status}] += p.Size
			}
		}
	}
	return people
}

// seats looks whether an act takes seats that it may not take, or gives some: that is for grants (seat rule 5).
func (r *Replay) seats(entry *AuditEntry, was, is []Party) {
	before, after := held(was), held(is)
	for at, people := range before {
		left := people - after[at]
		takes := entry.Action == ActionCancel || entry.Action == ActionCallOff || entry.Action == ActionAccept || entry.Action == ActionLetIn
		if at.status == Offered {
			takes = takes || entry.Action == ActionDecline || entry.Action == ActionExpire || entry.Action == ActionBegin
		}
		if left > 0 && !takes {
			r.violation("nobody is pushed out", "%s %s takes %d %s of registration %d at %s",
				entry.Action, entry.Subject, left, at.status, at.registration, r.at(at.session))
		}
	}
	given := 0
	for at, people := range after {
		more := people - before[at]
		if at.status == Confirmed && entry.Action == ActionLetIn {
			given += max(0, more)
			continue
		}
		if at.status == Confirmed && entry.Action == ActionAccept {
			more -= before[place{at.registration, at.session, Offered}]
		}
		if more > 0 {
			r.violation("judgement", "%s %s gives %d %s to registration %d at %s without a grant",
				entry.Action, entry.Subject, more, at.status, at.registration, r.at(at.session))
		}
	}
	r.letIn(entry, given)
}

// exception looks whether an organiser's marked exception is one: an organiser made it, and it gave parties of which nobody
// stood in the way but the order a seat each, as the rules then say.
func (r *Replay) exception(entry *AuditEntry, was, is []Party) {
	if !entry.ByOrganiser() {
		r.violation("judgement", "%s %s is no organiser's act, but %s's", entry.Action, entry.Subject, entry.Actor)
	}
	for i := range is {
		p, seat := &is[i], is[i].Seat()
		at := slices.IndexFunc(was, func(old Party) bool { return old.Registration == p.Registration && old.Place == p.Place })
		if at < 0 || seat == nil {
			r.violation("judgement", "%s %s gives %s no seat", entry.Action, entry.Subject, p.label())
			continue
		}
		want := was[at].Clone()
		want.Except(seat.Session, seat.Number, r.book.Series, entry.At)
		if difference := want.Difference(p); difference != "" {
			r.violation("judgement", "%s at %s: %s", p.label(), r.at(seat.Session), difference)
		}
	}
}

// reversible are the acts that change where parties stand and can be undone.
var reversible = []string{ActionCancel, ActionSwap, ActionException}

// revert looks whether undoing an act is that: an organiser did it, and each party is what the rules make of it again.
func (r *Replay) revert(entry *AuditEntry, d *Deed) {
	if !entry.ByOrganiser() {
		r.violation("judgement", "%s %s is no organiser's act, but %s's", entry.Action, entry.Subject, entry.Actor)
	}
	for i := range d.Parties {
		p := &d.Parties[i]
		former := r.former[d.Act]
		at := slices.IndexFunc(former, func(old Party) bool { return old.Registration == p.Registration && old.Place == p.Place })
		is := r.book.Party(p.Registration, p.Place)
		if at < 0 || is == nil {
			r.violation("judgement", "%s %s undoes nothing that entry %d did to %s", entry.Action, entry.Subject, d.Act, p.label())
		} else {
			taken := map[int64]int{}
			for _, session := range r.book.Series.Sessions {
				taken[session.ID] = r.book.Taken(p.Organisation, session.ID)
			}
			want, refused := r.book.Series.Revert(&former[at], is, taken, entry.At)
			if refused != nil {
				r.violation("judgement", "%s %s: %s", entry.Action, p.label(), refused.Key)
			} else if difference := want.Party.Difference(p); difference != "" {
				r.violation("judgement", "%s %s: %s", entry.Action, p.label(), difference)
			}
		}
		r.highest = max(r.highest, p.highest())
		r.book.Put(*p)
	}
}

// offers looks whether an offer was accepted in time, and expired only after it (seat rule 8).
func (r *Replay) offers(entry *AuditEntry, was, is []Party) {
	for i := range is {
		for _, old := range was {
			offer := old.Offer()
			if old.Registration != is[i].Registration || old.Place != is[i].Place || offer == nil || offer.Deadline == nil {
				continue
			}
			lapsed := !entry.At.Before(*offer.Deadline)
			line := is[i].At(offer.Session)
			switch {
			case entry.Action == ActionAccept && line != nil && line.Status == Confirmed && lapsed:
				r.violation("offers", "%s accepts after its deadline", old.label())
			case entry.Action == ActionExpire && line != nil && line.Status != Offered && !lapsed:
				r.violation("offers", "%s loses its offer before the deadline", old.label())
			}
		}
	}
}

// grant judges a grant again: it is the first in order that fits, and leaves its party as the rules say.
func (r *Replay) grant(entry *AuditEntry, j *Judgement) {
	p := r.book.Party(j.Party.Registration, j.Party.Place)
	line := (*Line)(nil)
	if p != nil {
		line = p.waiting(j.Session, j.Number)
	}
	if line == nil {
		r.violation("judgement", "%s has no line with number %d at %s", j.Party.label(), j.Number, r.at(j.Session))
	} else {
		r.justified(entry, p, line)
		r.own(entry, j)
		want := r.book.Grant(p, line, j.Own, j.Cause, entry.At)
		if !r.book.Series.Limited(entry.At) {
			want.Taken = j.Taken // nobody asked
		}
		if difference := want.difference(j); difference != "" {
			r.violation("judgement", "%s at %s: %s", p.label(), r.at(j.Session), difference)
		}
	}
	r.book.Put(j.Party)
	r.neverOver()
}

// waiting is the line that waits at a session with a number; nil when there is none.
func (p *Party) waiting(session, number int64) *Line {
	for i := range p.Lines {
		if line := &p.Lines[i]; line.Session == session && line.Number == number && line.Status == Waiting {
			return line
		}
	}
	return nil
}

// justified looks whether a line fitted, and whether nobody who fitted stood before it.
func (r *Replay) justified(entry *AuditEntry, p *Party, line *Line) {
	series := r.book.Series
	session, ok := series.SessionByID(line.Session)
	share, taken := series.Policy.Share(p.Sector), r.book.Taken(p.Organisation, line.Session)
	switch {
	case !ok || !series.Serves(session, entry.At):
		r.violation("fits", "%s gave no seats when %s got one", r.at(line.Session), p.label())
	case line.Resting:
		r.violation("fits", "%s rested at %s and got a seat", p.label(), r.at(line.Session))
	case !series.Fits(session, p.Size, share, taken, entry.At):
		r.violation("fits", "%s has size %d, its organisation %d seats, and %d were free for it at %s",
			p.label(), p.Size, taken, series.FreeFor(session, share, entry.At), r.at(line.Session))
	}
	first, wants, ok := r.book.Next(entry.At)
	if ok && first.Turn(wants).Compare(p.Turn(line)) < 0 {
		r.violation("justified envy", "%s fitted at %s with number %d, and %s was served with number %d",
			first.label(), r.at(wants.Session), wants.Number, p.label(), line.Number)
	}
}

// own looks whether a grant is called its holder's own act when it is, and whether it names its cause.
func (r *Replay) own(entry *AuditEntry, j *Judgement) {
	cause, own := "time", false
	if entry.At.Equal(r.act.at) {
		cause = r.act.action + " " + r.act.subject
		own = r.act.own[holderOf{j.Party.Registration, j.Party.Place}]
	}
	if j.Own != own {
		r.violation("judgement", "%s at %s: own act is %t, and should be %t", j.Party.label(), r.at(j.Session), j.Own, own)
	}
	if j.Cause != cause {
		r.violation("judgement", "%s at %s: the cause is %q, and should be %q", j.Party.label(), r.at(j.Session), j.Cause, cause)
	}
}
