package models

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// told writes a registration's story short: an event a line.
func told(t *testing.T, c *chronicle, registration int64, people int) []string {
	t.Helper()
	r := &Registration{ID: registration}
	for place := range people {
		r.Participants = append(r.Participants, Participant{Place: place + 1})
	}
	teller := NewTeller(r)
	for i := range c.entries {
		teller.Apply(&c.entries[i])
	}
	var lines []string
	for _, e := range teller.Story().Events {
		var b strings.Builder
		fmt.Fprintf(&b, "%s %v", e.Action, e.Parties)
		if e.Cause != "" {
			fmt.Fprintf(&b, " after %s %d", e.Cause, e.CauseOf)
		}
		if e.Left > 0 {
			fmt.Fprintf(&b, " %d left", e.Left)
		}
		for _, change := range e.Changes {
			fmt.Fprintf(&b, ", %d/%d %s→%s", change.Session, change.Number, change.Was, change.Is)
			if change.Resting {
				b.WriteString(" rests")
			}
		}
		for _, session := range e.Sessions {
			fmt.Fprintf(&b, ", session %d: %d→%d %t", session.Session, session.Was, session.Is, session.CalledOff)
		}
		if p := e.Passed; p != nil {
			why := p.Why
			if why == "" {
				why = "earlier"
			}
			fmt.Fprintf(&b, " passed at %d by %d of %d: %s, %d free, %s,", p.Session, p.Count, p.People, why, p.Free, p.Last.Sub(e.At))
			for _, s := range p.Served {
				fmt.Fprintf(&b, " %d/%d", s.Registration, s.Number)
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}

func TestAStoryTellsWhatHappenedAndWhoWasServedBeforeIt(t *testing.T) {
	for _, test := range []struct {
		name   string
		people int
		happen func(c *chronicle) // to registration 3
		want   []string
	}{
		{"a seat at once", 1, func(c *chronicle) {
			c.come(3, 1, 2)
		}, []string{
			"register [1], 2/1 →waiting",
			"grant [1] after register 3, 2/1 waiting→confirmed",
		}},
		{"the chain, with others before it", 1, func(c *chronicle) {
			c.come(1, 2, 1)
			for registration := int64(10); registration < 15; registration++ {
				c.come(registration, 1, 1)
			}
			c.come(3, 1, 1, 2)
			c.leave(1, 1)
			c.now = c.now.Add(time.Hour)
			c.leave(1, 1)
			for registration := int64(10); registration < 14; registration++ {
				c.now = c.now.Add(time.Hour)
				c.leave(registration, 1)
			}
		}, []string{
			"register [1], 1/7 →waiting, 2/7 →waiting",
			"grant [1] after register 3, 2/7 waiting→confirmed",
			"grant [1] passed at 1 by 5 of 5: earlier, 1 free, 4h0m0s, 10/2 11/3 12/4",
			"grant [1] after cancel 13, 1/7 waiting→confirmed, 2/7 confirmed→moved",
		}},
		{"too large, limited and reserved", 2, func(c *chronicle) {
			c.come(1, 2, 1)
			c.come(3, 2, 1)
			c.come(4, 1, 1)
			c.leave(1, 1)
		}, []string{
			"register [1], 1/2 →waiting",
			"grant [1] passed at 1 by 1 of 1: too-large, 1 free, 0s, 4/3",
		}},
		{"a group that splits, and one who leaves", 2, func(c *chronicle) {
			c.come(1, 2, 1)
			c.come(3, 2, 1)
			p := c.at(3)
			c.deed(ActionSplit, "registration:3", Deed{Parties: p.Split([]int{1, 2})})
			c.leave(1, 1)
			c.leave(3, 1)
		}, []string{
			"register [1], 1/2 →waiting",
			"split [1 2]",
			"grant [1] after cancel 1, 1/2 waiting→confirmed",
			"cancel [1] 1 left, 1/2 confirmed→cancelled",
			"grant [2] after cancel 3, 1/2 waiting→confirmed",
		}},
		{"an offer that expires", 1, func(c *chronicle) {
			c.policy(Policy{WaitingList: WaitingListOffer, OfferHours: 36})
			c.come(1, 2, 1)
			c.come(3, 1, 1)
			c.leave(1, 2)
			c.pass(14 * 24 * time.Hour)
		}, []string{
			"register [1], 1/2 →waiting",
			"grant [1] after cancel 1, 1/2 waiting→offered",
			"expire [1], 1/2 offered→expired",
		}},
		{"a lower offer rests under a higher one", 1, func(c *chronicle) {
			c.policy(Policy{WaitingList: WaitingListOffer, OfferHours: 36})
			c.come(1, 2, 1)
			c.come(2, 9, 2)
			c.come(3, 1, 1, 2)
			c.come(4, 1, 2)
			c.leave(1, 2)
			c.leave(2, 9)
		}, []string{
			"register [1], 1/3 →waiting, 2/3 →waiting",
			"grant [1] after cancel 1, 1/3 waiting→offered, 2/3 waiting→waiting rests",
			"grant [1] passed at 2 by 1 of 1: resting, 9 free, 0s, 4/4",
		}},
		{"two on their own, of whom the limit lets one in", 2, func(c *chronicle) {
			c.policy(Policy{OrganisationLimit: Limit{Seats: 1}})
			p := Party{Registration: 3, Place: 1, Organisation: 3, Size: 1, Lines: []Line{{Session: 2, Rank: 1, Number: c.next()}}}
			p.Arrange(c.book.Series, c.now)
			other := p.Clone()
			other.Place = 2
			c.deed(ActionRegister, "registration:3", Deed{Parties: []Party{p, other}})
			c.come(4, 1, 2)
			c.come(5, 1, 2)
		}, []string{
			"register [1 2], 2/1 →waiting",
			"grant [1] after register 3, 2/1 waiting→confirmed",
			"grant [2] passed at 2 by 2 of 2: limit, 8 free, 0s, 4/2 5/3",
		}},
		{"two on their own, whom a reserve keeps out", 2, func(c *chronicle) {
			c.policy(Policy{Reserves: []Reserve{{Sectors: []string{"po"}, Seats: 2}}})
			p := Party{Registration: 3, Place: 1, Organisation: 3, Size: 1, Lines: []Line{{Session: 1, Rank: 1, Number: c.next()}}}
			p.Arrange(c.book.Series, c.now)
			other := p.Clone()
			other.Place = 2
			c.deed(ActionRegister, "registration:3", Deed{Parties: []Party{p, other}})
			school := Party{Registration: 4, Place: 1, Organisation: 4, Sector: "po", Size: 1, Lines: []Line{{Session: 1, Rank: 1, Number: c.next()}}}
			school.Arrange(c.book.Series, c.now)
			c.act(ActionRegister, school)
		}, []string{
			"register [1 2], 1/1 →waiting",
			"grant [1 2] passed at 1 by 1 of 1: reserved, 0 free, 0s, 4/2",
		}},
		{"seats added, and the session called off", 1, func(c *chronicle) {
			c.come(1, 2, 1)
			c.come(3, 1, 1, 2)
			more := *c.book.Series
			more.Sessions = slices.Clone(more.Sessions)
			more.Sessions[0].Capacity = 3
			c.deed(ActionImport, "series:1", Deed{Rules: more.Rules()})
			more.Sessions[0].Status = SessionCancelled
			p := c.at(3)
			p.CallOff(1, &more, c.now)
			c.deed(ActionCallOff, "session:1", Deed{Rules: more.Rules(), Parties: []Party{p}})
		}, []string{
			"register [1], 1/2 →waiting, 2/2 →waiting",
			"grant [1] after register 3, 2/2 waiting→confirmed",
			"import [], session 1: 2→3 false",
			"grant [1] after import 0, 1/2 waiting→confirmed, 2/2 confirmed→moved",
			"call-off [1], 1/2 confirmed→cancelled, 2/2 moved→waiting, session 1: 3→3 true",
			"grant [1] after call-off 0, 2/2 waiting→confirmed",
		}},
		{"a draw, and a colleague who goes", 1, func(c *chronicle) {
			c.come(1, 2, 1)
			c.come(3, 1, 1)
			p := c.at(3)
			p.Lines[0].Number = c.next()
			c.act(ActionDraw, p)
			c.write(ActionSubstitute, "registration:3", map[string]any{"place": 1})
			c.write(ActionSubstitute, "registration:4", map[string]any{"place": 1})
		}, []string{
			"register [1], 1/2 →waiting",
			"draw [1], 1/3 waiting→waiting",
			"substitute []",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			series := bookSeries(2, 9)
			c := newChronicle(series, bookDay)
			test.happen(c)
			if got := told(t, c, 3, test.people); !slices.Equal(got, test.want) {
				t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// policy changes the policy.
func (c *chronicle) policy(p Policy) {
	series := *c.book.Series
	series.Policy = p
	c.deed(ActionImport, "series:1", Deed{Rules: series.Rules()})
}

func TestAStoryNamesTheRegistrationsThatItIsAbout(t *testing.T) {
	c := newChronicle(bookSeries(1, 9), bookDay)
	c.come(1, 1, 1)
	c.come(2, 1, 1)
	c.come(3, 1, 1)
	c.leave(1, 1)
	c.leave(2, 1)
	teller := NewTeller(&Registration{ID: 3, Participants: []Participant{{Place: 1}}})
	for i := range c.entries {
		teller.Apply(&c.entries[i])
	}
	if got := teller.Story().Named(); !slices.Equal(got, []int64{2}) { // served before it, and the one that left
		t.Errorf("named %v", got)
	}
}

// A series that an older version began has no story before its baseline.
func TestAStoryBeginsAtTheBaseline(t *testing.T) {
	c := &chronicle{book: NewBook(bookSeries(1)), now: bookDay.Add(time.Hour)}
	c.write(ActionRegister, "registration:3", []int{1})
	p := Party{Registration: 3, Place: 1, Size: 1, Lines: []Line{{Session: 1, Rank: 1, Number: 2, Status: Confirmed}}}
	c.deed(ActionBaseline, "series:1", Deed{Rules: c.book.Series.Rules(), Parties: []Party{p}})
	teller := NewTeller(&Registration{ID: 3, Participants: []Participant{{Place: 1}}})
	for i := range c.entries {
		teller.Apply(&c.entries[i])
	}
	story := teller.Story()
	if !story.Since.Equal(c.now) || len(story.Events) != 1 || story.Events[0].Action != ActionBaseline || story.Events[0].Changes[0].Is != Confirmed {
		t.Errorf("told %+v", story)
	}
	c.come(4, 1, 1)
	later := NewTeller(&Registration{ID: 4, Participants: []Participant{{Place: 1}}})
	for i := range c.entries {
		later.Apply(&c.entries[i])
	}
	if !later.Story().Since.IsZero() {
		t.Error("the story of who came later is called incomplete")
	}
}
