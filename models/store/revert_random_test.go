package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonk/models"
	"vonk/models/store/storetest"
)

// Random acts of holders and organisers, with time passing, of which some are undone: what the story says that undoing does is
// what it does, nobody of another registration loses a seat by it, and every rule holds afterwards.
func TestUndoingAfterAnyHistoryKeepsTheRules(t *testing.T) {
	fewChecks(t)
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		id, actor := officer(t, h)
		played := 0
		rapid.Check(t, func(r *rapid.T) {
			played++
			definition := storetest.Definition(rapid.IntRange(1, 4).Draw(r, "seats"))
			definition.Slug = fmt.Sprintf("reeks-%d", played)
			definition.Sessions[1].Capacity = rapid.IntRange(1, 3).Draw(r, "more seats")
			definition.Policy.WaitingList = rapid.SampledFrom([]string{models.WaitingListConfirm, models.WaitingListOffer, models.WaitingListOff}).Draw(r, "list")
			definition.Policy.OrganisationLimit.Seats = rapid.SampledFrom([]int{0, 0, 2}).Draw(r, "limit")
			h.Clock.Set(storetest.Start)
			if _, err := h.Store.Import(t.Context(), definition, false); err != nil {
				r.Fatal(err)
			}
			p := &reverter{T: t, R: r, h: h, id: id, actor: actor, slug: definition.Slug}
			for range rapid.IntRange(10, 30).Draw(r, "acts") {
				p.act()
			}
			found, err := h.Check(t.Context())
			if err != nil || len(found) > 0 {
				r.Fatalf("%v, %v after\n%s", found, err, strings.Join(p.history, "\n"))
			}
		})
	})
}

// reverter plays one history.
type reverter struct {
	T       *testing.T
	R       *rapid.T
	h       *storetest.Harness
	id      int64
	actor   string
	slug    string
	made    []*models.Registration
	history []string
}

// act plays one line. What the store refuses is as good: nothing changes.
func (p *reverter) act() {
	ctx, r := p.T.Context(), p.R
	kind := rapid.SampledFrom([]string{"sign", "sign", "cancel", "cancel", "leave", "move", "exception", "time", "undo", "undo", "undo"}).Draw(r, "act")
	switch {
	case kind == "sign" && len(p.made) < 8:
		in := storetest.SignUp(fmt.Sprintf("%s-%d", p.slug, len(p.made)), rapid.IntRange(1, 3).Draw(r, "people"))
		in.Session, in.Wait = rapid.SampledFrom([]string{"zwolle", "utrecht"}).Draw(r, "session"), rapid.Bool().Draw(r, "wait")
		in.Organisation = fmt.Sprintf("Voorbeeld %d", rapid.IntRange(1, 3).Draw(r, "organisation"))
		if rapid.Bool().Draw(r, "any") {
			in.Together = models.TogetherAny
		}
		if in.Session == "zwolle" && rapid.Bool().Draw(r, "alternative") {
			in.Alternatives = []string{"utrecht"}
		}
		if made, err := p.h.Register(ctx, p.slug, in); err == nil {
			p.made = append(p.made, whole(p.T, p.h, made))
			p.say("sign %d %s %v %s x%d", made.ID, in.Session, in.Alternatives, in.Together, len(in.People))
		}
		return
	case kind == "time":
		p.h.Clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 6, 30, 24 * 20}).Draw(r, "hours")) * time.Hour)
		if err := p.h.Settle(ctx); err != nil {
			r.Fatal(err)
		}
		p.say("time, now %s", p.h.Clock.Now())
		return
	case len(p.made) == 0:
		return
	}
	about := rapid.SampledFrom(p.made).Draw(r, "registration")
	var places []int
	if rapid.Bool().Draw(r, "one") {
		places = []int{rapid.IntRange(1, len(about.Participants)).Draw(r, "place")}
	}
	session := rapid.SampledFrom([]string{"zwolle", "utrecht"}).Draw(r, "to")
	holder := models.Holder{Registration: about.ID, Actor: p.actor}
	var err error
	switch kind {
	case "cancel":
		err = p.h.Cancel(ctx, about.ID, places, p.actor)
	case "leave":
		err = p.h.Cancel(ctx, about.ID, places, models.ActorHolder)
	case "move":
		err = p.h.Swap(ctx, holder, places, session)
	case "exception":
		err = p.h.Exception(ctx, holder, places, session, rapid.Bool().Draw(r, "overbook"), "Omdat.", p.id)
	case "undo":
		p.undo()
		return
	}
	if models.CodeOf(err) == models.Internal && err != nil {
		r.Fatalf("%v after\n%s", err, strings.Join(p.history, "\n"))
	}
	p.say("%s %d %v %s: %v", kind, about.ID, places, session, err)
}

func (p *reverter) say(format string, args ...any) {
	p.history = append(p.history, fmt.Sprintf(format, args...))
}

// undo undoes an act on some registration.
func (p *reverter) undo() {
	var of []*models.Registration
	for _, r := range p.made {
		if len(undoings(p.T, p.h, r)) > 0 {
			of = append(of, r)
		}
	}
	if len(of) == 0 {
		return
	}
	about := rapid.SampledFrom(of).Draw(p.R, "undone")
	told := rapid.SampledFrom(undoings(p.T, p.h, about)).Draw(p.R, "of its acts")
	before := p.held(about)
	err := p.h.Revert(p.T.Context(), about.ID, told.Act, p.actor, anywhere)
	p.say("undo %s of %d: %v", told.Action, about.ID, err)
	fail := func(format string, args ...any) {
		p.R.Fatalf("%s after\n%s", fmt.Sprintf(format, args...), strings.Join(p.history, "\n"))
	}
	switch {
	case told.Refused == nil && err != nil, told.Refused != nil && key(err) != told.Refused.Key:
		fail("the story says %v, it says %v", told.Refused, err)
	case err != nil:
		return
	}
	for who, seats := range before {
		if after := p.held(about)[who]; after < seats {
			fail("%s has %d seats of %d", who, after, seats)
		}
	}
	is := whole(p.T, p.h, about)
	for _, reversal := range told.Reversals {
		party := is.PartyOf(reversal.Party.Place) // perhaps served since
		for _, line := range reversal.Party.Lines {
			stands := party.Seat() != nil || line.Status != models.Confirmed && slices.ContainsFunc(party.Lines, func(l models.Line) bool {
				return l.Session == line.Session && l.Number == line.Number && l.Status.Live()
			})
			if line.Status.Live() && !stands {
				fail("the story promised %+v, and it is %+v", reversal.Party, party)
			}
		}
		if party.Size != reversal.Party.Size {
			fail("the party has %d people, and not %d", party.Size, reversal.Party.Size)
		}
	}
}

// held is how many seats the people of the other registrations have.
func (p *reverter) held(but *models.Registration) map[string]int {
	seats := map[string]int{}
	for _, made := range p.made {
		if made.ID == but.ID {
			continue
		}
		for _, party := range whole(p.T, p.h, made).Standings() {
			if party.Seat != nil {
				seats[fmt.Sprintf("party %d of registration %d", party.Party, made.ID)] = len(party.People)
			}
		}
	}
	return seats
}
