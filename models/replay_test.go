package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// chronicle writes the audit entries of a history, as the store does, while a book keeps where everybody stands.
type chronicle struct {
	book    *Book
	now     time.Time
	entries []AuditEntry
	number  int64
	idle    bool // nobody is served
}

func newChronicle(series *Series, now time.Time) *chronicle {
	c := &chronicle{book: NewBook(series), now: now}
	c.deed(ActionImport, "series:1", Deed{Rules: series.Rules()})
	return c
}

func (c *chronicle) write(action, subject string, details any) {
	raw, err := json.Marshal(details)
	if err != nil {
		panic(err)
	}
	c.entries = append(c.entries, AuditEntry{Seq: int64(len(c.entries) + 1), At: c.now, Actor: ActorHolder, Action: action, Subject: subject, Details: string(raw)})
}

// deed writes an act, and the grants that follow.
func (c *chronicle) deed(action, subject string, d Deed) {
	c.unserved(action, subject, d)
	c.serve(action+" "+subject, func(p *Party) bool {
		return slices.Contains(ownActs, action) &&
			slices.ContainsFunc(d.Parties, func(about Party) bool { return about.Registration == p.Registration && about.Place == p.Place })
	})
}

// unserved writes an act that another follows before anybody is served.
func (c *chronicle) unserved(action, subject string, d Deed) {
	if d.Rules != nil {
		c.book.SetRules(d.Rules, c.now)
	}
	for _, p := range d.Parties {
		c.book.Put(p)
	}
	c.write(action, subject, d)
}

func (c *chronicle) serve(cause string, own func(*Party) bool) {
	if c.idle {
		return
	}
	for _, j := range c.book.Serve(c.now, cause, own) {
		c.write(ActionGrant, fmt.Sprintf("placement:%d", j.Choice), j)
	}
}

// act writes what a registration's holder did to one of its parties.
func (c *chronicle) act(action string, p Party) {
	c.deed(action, fmt.Sprintf("registration:%d", p.Registration), Deed{Parties: []Party{p}})
}

func (c *chronicle) next() int64 {
	c.number++
	return c.number
}

// come signs a party up for sessions, most wanted first.
func (c *chronicle) come(registration int64, size int, sessions ...int64) {
	p := Party{Registration: registration, Place: 1, Organisation: registration, Size: size, Wait: true}
	number := c.next()
	for i, session := range sessions {
		p.Lines = append(p.Lines, Line{Choice: 10*registration + session, Session: session, Rank: i + 1, Number: number})
	}
	p.Arrange(c.book.Series, c.now)
	c.act(ActionRegister, p)
}

// leave takes people out of a registration's party.
func (c *chronicle) leave(registration int64, people int) {
	p := c.book.Party(registration, 1).Clone()
	p.Leave(people)
	c.act(ActionCancel, p)
}

// pass lets time pass, and settles what that changed.
func (c *chronicle) pass(by time.Duration) {
	c.now = c.now.Add(by)
	cause := "time" // a limit or a reserve ended
	var expired, begun []Party
	for p := range c.book.Parties() {
		if offer := p.Offer(); offer != nil && !c.now.Before(*offer.Deadline) {
			lapsed := p.Clone()
			lapsed.Close(lapsed.Offer(), Expired, c.book.Series, c.now)
			expired = append(expired, lapsed)
		}
	}
	if len(expired) > 0 {
		c.unserved(ActionExpire, "series:1", Deed{Parties: expired})
		cause = "expire series:1"
	}
	for p := range c.book.Parties() {
		after := p.Clone()
		after.Arrange(c.book.Series, c.now)
		if p.Difference(&after) != "" {
			begun = append(begun, after)
		}
	}
	if len(begun) > 0 {
		c.unserved(ActionBegin, "series:1", Deed{Parties: begun})
		cause = "begin series:1"
	}
	c.serve(cause, nil)
}

func replayed(entries []AuditEntry, now time.Time) (found []Violation, book *Book) {
	var replay Replay
	for i := range entries {
		found = append(found, replay.Apply(&entries[i])...)
	}
	return append(found, replay.Finish(now)...), replay.Book()
}

// A history that the rules allow is found to be right, whatever happened in it, and leaves everybody where they stand.
func TestAReplayAgreesWithAHistoryThatTheRulesMade(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		series := bookSeries(rapid.SliceOfN(rapid.IntRange(0, 6), 3, 3).Draw(r, "seats")...)
		series.Policy = drawPolicy(r)
		c := newChronicle(series, bookDay)
		for registration := range int64(rapid.IntRange(1, 40).Draw(r, "acts")) {
			c.step(r, registration+1)
		}
		found, book := replayed(c.entries, c.now)
		for _, v := range found {
			r.Errorf("%s: %s: %s", v.Rule, v.Subject, v.Detail)
		}
		var want, got []Party
		for p := range c.book.Parties() {
			want = append(want, *p)
		}
		for p := range book.Parties() {
			p.Lines = slices.Clone(p.Lines)
			for i := range p.Lines {
				p.Lines[i].RemindAt = c.book.Party(p.Registration, p.Place).Lines[i].RemindAt // no entry holds it
			}
			got = append(got, *p)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			r.Errorf("parties differ (-history +replay):\n%s", diff)
		}
	})
}

// step lets something happen that may happen now.
func (c *chronicle) step(r *rapid.T, registration int64) {
	action := rapid.SampledFrom([]string{
		ActionRegister, ActionRegister, ActionRegister, ActionCancel, ActionAccept, ActionDecline, ActionSwap, ActionRejoin, ActionSplit, ActionImport, ActionCallOff, "time",
	}).Draw(r, "act")
	var all []Party
	for p := range c.book.Parties() {
		if p.Size > 0 {
			all = append(all, p.Clone())
		}
	}
	switch action {
	case ActionRegister:
		parties := drawParties(r, registration, len(c.book.Series.Sessions))
		number := c.next()
		for i := range parties {
			for j := range parties[i].Lines {
				parties[i].Lines[j].Number = number
			}
			parties[i].Arrange(c.book.Series, c.now)
		}
		c.deed(action, fmt.Sprintf("registration:%d", registration), Deed{Parties: parties})
		return
	case ActionImport, ActionCallOff:
		c.rule(r, action)
		return
	case "time":
		c.pass(time.Duration(rapid.IntRange(1, 24*12).Draw(r, "hours")) * time.Hour)
		return
	}
	if len(all) == 0 {
		return
	}
	p := all[rapid.IntRange(0, len(all)-1).Draw(r, "party")]
	switch offer := p.Offer(); {
	case action == ActionCancel:
		p.Leave(rapid.IntRange(1, p.Size).Draw(r, "people"))
		c.act(action, p)
	case action == ActionAccept && offer != nil:
		p.Accept(c.book.Series, c.now)
		c.act(action, p)
	case action == ActionDecline && offer != nil:
		p.Close(offer, Declined, c.book.Series, c.now)
		c.act(action, p)
	case action == ActionSwap:
		target := &c.book.Series.Sessions[rapid.IntRange(0, 2).Draw(r, "target")]
		if seat := p.Seat(); target.Upcoming(c.now) && (seat == nil || seat.Session != target.ID) && (offer == nil || offer.Session != target.ID) {
			p.Swap(target.ID, c.next(), c.book.Series, c.now)
			c.act(action, p)
		}
	case action == ActionRejoin:
		for i := range p.Lines {
			closed := &p.Lines[i]
			if session, _ := c.book.Series.SessionByID(closed.Session); closed.Closed == Declined && p.At(closed.Session) == closed && session.Upcoming(c.now) {
				p.Rejoin(closed, c.next(), c.book.Series, c.now)
				c.act(action, p)
				break
			}
		}
	case action == ActionSplit && p.Size > 1:
		places := []int{p.Place, p.Place + 1, p.Place + 2}[:p.Size]
		if rapid.Bool().Draw(r, "the first has left") {
			places = []int{p.Place + 1, p.Place + 2, p.Place + 3}[:p.Size]
			c.book.Drop(p.Registration, p.Place)
		}
		c.deed(action, fmt.Sprintf("registration:%d", p.Registration), Deed{Parties: p.Split(places)})
	}
}

// rule changes the rules as an organiser may: never below what is taken.
func (c *chronicle) rule(r *rapid.T, action string) {
	series := *c.book.Series
	series.Sessions = slices.Clone(series.Sessions)
	session := &series.Sessions[rapid.IntRange(0, 2).Draw(r, "session")]
	if action == ActionImport {
		series.Policy = drawPolicy(r)
		session.Capacity = max(session.Taken(), rapid.IntRange(0, 9).Draw(r, "seats"))
		c.deed(action, "series:1", Deed{Rules: series.Rules()})
		return
	}
	session.Status = SessionCancelled
	var hit []Party
	for p := range c.book.Parties() {
		if p.At(session.ID) != nil {
			after := p.Clone()
			after.CallOff(session.ID, &series, c.now)
			hit = append(hit, after)
		}
	}
	c.deed(action, fmt.Sprintf("session:%d", session.ID), Deed{Rules: series.Rules(), Parties: hit})
}

// Each fault is one entry that somebody wrote wrongly, or that nobody wrote.
func TestAReplayNamesTheRuleThatAnEntryBreaks(t *testing.T) {
	// 1 and 2 fill session 1; 3 (two people), 4 and 5 wait for it and have seats at 2; 1 leaves, so 4 moves, and 3 waits on.
	history := func(idle bool) *chronicle {
		c := newChronicle(bookSeries(2, 9), bookDay)
		for registration, size := range []int{1, 1, 2, 1, 1} {
			c.come(int64(registration+1), size, 1, 2)
		}
		c.now, c.idle = c.now.Add(time.Hour), idle
		c.leave(1, 1)
		return c
	}
	whole := history(false)
	if found, _ := replayed(whole.entries, whole.now); len(found) > 0 {
		t.Fatal(found)
	}
	last := len(whole.entries) - 1
	for _, test := range []struct {
		name, rule string
		idle       bool // nobody was served after the first left
		damage     func(c *chronicle)
	}{
		{"a grant is missing", "serving", true, func(*chronicle) {}},
		{"a grant in the middle is missing", "serving", false, func(c *chronicle) { c.entries = slices.Delete(c.entries, 2, 3) }},
		{"somebody behind was served", "justified envy", true, func(c *chronicle) { c.grant(5) }},
		{"a group was served that did not fit", "fits", true, func(c *chronicle) { c.grant(3) }},
		{"who rests was served", "fits", true, func(c *chronicle) {
			p := c.at(4)
			p.waiting(1, 4).Resting = true
			c.act(ActionBegin, p)
			c.grant(4)
		}},
		{"the seats that were free are wrong", "judgement", false, changed(last, `"free":[1]`, `"free":[2]`)},
		{"the size is wrong", "judgement", false, changed(last, `"size":1,"free"`, `"size":2,"free"`)},
		{"the cause is wrong", "judgement", false, changed(last, "cancel registration:1", "time")},
		{"a promotion is called an own act", "judgement", false, changed(last, `"cause"`, `"own":true,"cause"`)},
		{"a grant leaves another line", "judgement", false, changed(last, `"status":"moved"`, `"status":"waiting"`)},
		{"a grant to nobody", "judgement", false, changed(last, `"registration":4`, `"registration":40`)},
		{"details cannot be read", "audit entries", false, changed(last, `{"party"`, `{party`)},
		{"a number was given twice", "numbers", false, changed(last-1-2, `"number":5`, `"number":3`)},
		{"more was given than there is", "never over", false, changed(0, `"seats":2`, `"seats":1`)},
		{"a seat was taken away", "nobody is pushed out", false, func(c *chronicle) {
			p := c.at(2)
			p.Seat().Status = Expired
			c.act(ActionExpire, p)
		}},
		{"a swap lost the seat", "nobody is pushed out", false, func(c *chronicle) {
			p := c.at(5)
			p.Swap(1, c.next(), c.book.Series, c.now)
			p.Seat().end(Moved)
			c.act(ActionSwap, p)
		}},
		{"a seat without a grant", "judgement", false, func(c *chronicle) {
			p := c.at(5)
			p.confirm(p.waiting(1, 5), c.book.Series, c.now)
			c.act(ActionAccept, p)
		}},
		{"a party grew", "groups", false, func(c *chronicle) {
			p := c.at(5)
			p.Size++
			c.act(ActionDecline, p)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := history(test.idle)
			test.damage(c)
			found, _ := replayed(c.entries, c.now)
			if !slices.ContainsFunc(found, func(v Violation) bool { return v.Rule == test.rule }) {
				t.Errorf("found %v", found)
			}
		})
	}
}

// grant writes that a registration was served at the first session, whoever should have been.
func (c *chronicle) grant(registration int64) {
	p := c.book.Party(registration, 1)
	c.write(ActionGrant, "placement:1", c.book.Grant(p, p.waiting(1, registration), false, "cancel registration:1", c.now))
}

// at is a copy of a party.
func (c *chronicle) at(registration int64) Party { return c.book.Party(registration, 1).Clone() }

func changed(entry int, from, to string) func(c *chronicle) {
	return func(c *chronicle) {
		before := c.entries[entry].Details
		c.entries[entry].Details = strings.Replace(before, from, to, 1)
		if c.entries[entry].Details == before {
			panic(from + " is not in " + before)
		}
	}
}

// What an older version wrote tells nothing; from the first entry with everybody and the rules on, all is judged.
func TestAReplayBeginsWhereTheRulesAreKnown(t *testing.T) {
	c := &chronicle{book: NewBook(bookSeries(1)), now: bookDay}
	c.write(ActionRegister, "registration:1", []map[string]any{{"placement": 1, "status": "confirmed"}})
	c.write(ActionGrant, "placement:1", map[string]any{"free": 3})
	c.write(ActionImport, "series:1", map[string]any{"changes": 2})
	c.number = 2
	seated := Party{Registration: 1, Place: 1, Size: 1, Lines: []Line{{Session: 1, Rank: 1, Number: 1, Status: Confirmed}}}
	waits := Party{Registration: 2, Place: 1, Size: 1, Lines: []Line{{Session: 1, Rank: 1, Number: 2, Status: Waiting}}}
	c.deed(ActionBaseline, "series:1", Deed{Rules: c.book.Series.Rules(), Parties: []Party{seated, waits}})
	c.leave(1, 1)
	if found, book := replayed(c.entries, c.now); len(found) > 0 || book.Party(2, 1).Seat() == nil {
		t.Errorf("found %v", found)
	}
	if found, book := replayed(c.entries[:3], c.now); len(found) > 0 || book != nil {
		t.Errorf("before the rules are known, found %v", found)
	}
	if found, _ := replayed(c.entries[:5], c.now); len(found) != 1 || found[0].Rule != "serving" {
		t.Errorf("without the grant, found %v", found)
	}
}

func TestAReplayHoldsOffersToTheirDeadlines(t *testing.T) {
	offered := func() (*chronicle, Party) {
		series := bookSeries(1)
		series.Policy.WaitingList = WaitingListOffer
		c := newChronicle(series, bookDay)
		c.come(1, 1, 1)
		c.come(2, 1, 1)
		c.leave(1, 1)
		return c, c.at(2)
	}
	_, first := offered()
	deadline := *first.Offer().Deadline
	for _, test := range []struct {
		action string
		at     time.Time
		rule   string // empty: it is right
	}{
		{ActionAccept, deadline.Add(-time.Second), ""},
		{ActionAccept, deadline, "offers"},
		{ActionExpire, deadline, ""},
		{ActionExpire, deadline.Add(-time.Second), "offers"},
		{ActionDecline, deadline.Add(-time.Second), ""},
		{ActionRejoin, deadline.Add(-time.Second), "nobody is pushed out"}, // not what a rejoin does
	} {
		c, p := offered()
		c.now = test.at
		if test.action == ActionAccept {
			p.Accept(c.book.Series, c.now)
		} else {
			p.Close(p.Offer(), Expired, c.book.Series, c.now)
		}
		c.act(test.action, p)
		found, _ := replayed(c.entries, c.now)
		if test.rule == "" && len(found) > 0 || test.rule != "" && !slices.ContainsFunc(found, func(v Violation) bool { return v.Rule == test.rule }) {
			t.Errorf("%s at %s: found %v, want %q", test.action, test.at, found, test.rule)
		}
	}
}
