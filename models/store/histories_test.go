package store_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonk/models"
	"vonk/models/store/storetest"
)

const (
	historyChecks     = "16" // an engine's; -rapid.checks asks for more
	historyOperations = 200
)

// Random series, policies and histories with time passing: after every operation the store holds, says and audits what the
// naive model does, and at the end every rule, counter and chain holds.
func TestStoreEqualsTheNaiveModelAfterAnyHistory(t *testing.T) {
	fewChecks(t)
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		rows, played := h.SQL(t), 0
		rapid.Check(t, func(r *rapid.T) {
			played++
			p := newPlayer(t, h, rows, fmt.Sprintf("history-%d", played))
			var history []string
			play := func(line string) {
				history = append(history, line)
				if err := p.play(line); err != nil {
					r.Fatalf("after\n%s\n%v", strings.Join(history, "\n"), err)
				}
			}
			for _, line := range drawSeries(r) {
				play(line)
			}
			for range historyOperations {
				if line := drawOperation(r, p); line != "" {
					play(line)
				}
			}
			if err := p.finish(); err != nil {
				r.Fatalf("at the end of\n%s\n%v", strings.Join(history, "\n"), err)
			}
		})
	})
}

// fewChecks has a property that takes long checked less often, unless more is asked for.
func fewChecks(t *testing.T) {
	t.Helper()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		t.Cleanup(func() { _ = checks.Value.Set(checks.DefValue) })
		if err := checks.Value.Set(historyChecks); err != nil {
			t.Fatal(err)
		}
	}
}

// finish looks at everything once more and lets the time of the series pass, so that nothing is due in it any more.
func (p *player) finish() error {
	found, err := p.h.Check(context.Background())
	if err != nil || len(found) > 0 {
		return fmt.Errorf("%v, %v", found, err)
	}
	for _, session := range p.model.sessions {
		if now := p.h.Clock.Now(); now.Before(session.starts) {
			p.h.Clock.Set(session.starts)
		}
	}
	p.lines = 7 // all pages
	return p.play("settle")
}

var cities = []string{"zwolle", "utrecht", "arnhem", "eindhoven"}

func drawSeries(r *rapid.T) (lines []string) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	start := storetest.Start.AddDate(0, 0, rapid.IntRange(0, 90).Draw(r, "day")).Add(time.Duration(rapid.IntRange(0, 12*60).Draw(r, "minute")) * time.Minute)
	say("start %s", start.Format(time.RFC3339))
	hours := rapid.IntRange(48, 12*24).Draw(r, "until the first")
	for i := range rapid.IntRange(2, 4).Draw(r, "sessions") {
		say("session %s %d %dh", cities[i], rapid.IntRange(1, 5).Draw(r, "seats"), hours)
		hours += rapid.IntRange(1, 12*24).Draw(r, "until the next")
	}
	say("waitinglist %s", rapid.SampledFrom([]string{models.WaitingListConfirm, models.WaitingListOffer, models.WaitingListConfirm, models.WaitingListOff}).Draw(r, "waiting list"))
	if rapid.IntRange(0, 2).Draw(r, "limited") == 0 {
		say("limit %d%s", rapid.IntRange(1, 4).Draw(r, "limit"), drawUntil(r))
	}
	for _, sector := range []string{"po", "gemeenten"} {
		if rapid.IntRange(0, 3).Draw(r, "reserved") == 0 {
			say("reserve %s %d%s", sector, rapid.IntRange(1, 2).Draw(r, "reserve"), drawUntil(r))
		}
	}
	if rapid.IntRange(0, 4).Draw(r, "draws") == 4 {
		say("draw %dh", rapid.IntRange(1, 20).Draw(r, "draw"))
	}
	return append(lines, "open")
}

func drawUntil(r *rapid.T) string {
	if rapid.Bool().Draw(r, "for good") {
		return ""
	}
	return fmt.Sprintf(" %dh", rapid.IntRange(1, 10*24).Draw(r, "until"))
}

// operations are what a history is made of, the commonest as often as they stand here.
var operations = strings.Fields(`nothing sign sign sign sign sign sign sign cancel cancel cancel cancel time time time time time
	accept accept accept accept decline decline swap swap swap swap rejoin rejoin rejoin split split seats seats substitute settle
	policy calloff lots`)

func drawOperation(r *rapid.T, p *player) string {
	act := rapid.SampledFrom(operations).Draw(r, "operation")
	switch act {
	case "nothing":
		return ""
	case "settle":
		return act
	case "lots":
		if !p.model.awaits {
			return ""
		}
		return act
	case "sign":
		return drawSignUp(r, p)
	case "time":
		return drawTime(r, p)
	case "seats":
		line := fmt.Sprintf("seats %s %d", drawCity(r, p), rapid.IntRange(2, 7).Draw(r, "seats"))
		if rapid.IntRange(0, 3).Draw(r, "overbooked") == 3 {
			line += fmt.Sprintf("+%d", rapid.IntRange(0, 2).Draw(r, "overbooking"))
		}
		return line
	case "policy":
		switch rapid.IntRange(0, 2).Draw(r, "policy") {
		case 0:
			return "waitinglist " + rapid.SampledFrom([]string{models.WaitingListConfirm, models.WaitingListOffer, models.WaitingListOff}).Draw(r, "waiting list")
		case 1:
			return fmt.Sprintf("limit %d%s", rapid.IntRange(0, 4).Draw(r, "limit"), drawUntil(r))
		}
		return fmt.Sprintf("reserve po %d%s", rapid.IntRange(0, 2).Draw(r, "reserve"), drawUntil(r))
	case "calloff":
		if rapid.IntRange(0, 5).Draw(r, "really") < 5 {
			return ""
		}
		return "calloff " + drawCity(r, p)
	}
	return drawHolder(r, p, act)
}

func drawCity(r *rapid.T, p *player) string {
	return p.model.sessions[rapid.IntRange(0, len(p.model.sessions)-1).Draw(r, "session")].slug
}

func drawSignUp(r *rapid.T, p *player) string {
	var slugs []string
	for range rapid.IntRange(1, len(p.model.sessions)).Draw(r, "choices") {
		slug := drawCity(r, p)
		if takes := p.model.takes(p.session(slug)); !slices.Contains(slugs, slug) && (takes || len(slugs) == 0 && rapid.IntRange(0, 9).Draw(r, "too late") == 9) {
			slugs = append(slugs, slug)
		}
	}
	if len(slugs) == 0 {
		return ""
	}
	line := fmt.Sprintf("sign r%d %s x%d", p.lines, strings.Join(slugs, ","), rapid.IntRange(1, 3).Draw(r, "people"))
	for _, word := range []string{"any", "wait", "po"} {
		if rapid.Bool().Draw(r, word) {
			line += " " + word
		}
	}
	line += fmt.Sprintf(" org=%d", rapid.IntRange(1, 4).Draw(r, "organisation"))
	if rapid.IntRange(0, 9).Draw(r, "again") == 9 && len(p.model.parties) > 0 {
		line += " like=" + drawParty(r, p.model.parties).registration
	}
	return line
}

func drawParty(r *rapid.T, parties []*naiveParty) *naiveParty {
	return parties[rapid.IntRange(0, len(parties)-1).Draw(r, "party")]
}

// drawHolder is an act of a holder: mostly one who can do it.
func drawHolder(r *rapid.T, p *player, act string) string {
	n := p.model
	var can, some []*naiveParty
	for _, party := range n.parties {
		possible := false
		for _, l := range party.lines {
			status := n.status(party, l)
			switch act {
			case "accept":
				possible = possible || status == models.Offered
			case "decline":
				possible = possible || status == models.Offered || status == models.Waiting
			case "rejoin":
				possible = possible || n.rejoinable(party, l)
			case "split":
				possible = possible || status.Live() && len(party.people) > 1
			default:
				possible = possible || status.Live()
			}
		}
		if possible {
			can = append(can, party)
		} else {
			some = append(some, party)
		}
	}
	if rapid.IntRange(0, 9).Draw(r, "wrongly") < 9 {
		some = can
	}
	if len(some) == 0 {
		return ""
	}
	party := drawParty(r, some)
	line := act + " " + party.registration
	switch act {
	case "split":
		return line
	case "cancel", "substitute":
		return line + " " + drawPlaces(r, party)
	}
	switch rapid.IntRange(0, 3).Draw(r, "link") {
	case 0:
		line += " " + drawPlaces(r, party)
	case 1:
		line += fmt.Sprintf("@%d", party.place)
	}
	if act == "swap" || rapid.IntRange(0, 3).Draw(r, "named") == 3 {
		line += " " + drawCity(r, p)
	} else if act == "decline" {
		line += " " + party.lines[rapid.IntRange(0, len(party.lines)-1).Draw(r, "line")].session.slug
	}
	return line
}

func drawPlaces(r *rapid.T, party *naiveParty) string {
	if len(party.people) > 1 && rapid.Bool().Draw(r, "two") {
		return fmt.Sprintf("%d,%d", party.people[0], party.people[1])
	}
	return fmt.Sprint(append(party.people, party.place)[0])
}

// drawTime lets some hours pass, or goes to a moment at which something changes, or a second before it.
func drawTime(r *rapid.T, p *player) string {
	now := p.h.Clock.Now()
	var moments []time.Time
	for _, party := range p.model.parties {
		if offer := party.offer(); offer != nil {
			moments = append(moments, offer.deadline)
		}
	}
	for _, session := range p.model.sessions {
		moments = append(moments, session.starts, p.model.lastMoment(session), p.model.closes(session), session.starts.AddDate(0, 0, -7))
	}
	moments = append(moments, p.model.policy.OrganisationLimit.Until, p.model.policy.DrawAt)
	moments = slices.DeleteFunc(moments, func(at time.Time) bool { return at.Sub(now) < 2*time.Second || at.Sub(now) > 60*time.Hour })
	switch kind := rapid.IntRange(0, 5).Draw(r, "passing"); {
	case kind == 0:
		return fmt.Sprintf("time %dm", rapid.IntRange(1, 59).Draw(r, "minutes"))
	case kind < 4 || len(moments) == 0:
		return fmt.Sprintf("time %dh", rapid.IntRange(1, 8).Draw(r, "hours"))
	default:
		before := time.Duration(rapid.IntRange(0, 1).Draw(r, "before")) * time.Second
		return fmt.Sprintf("time %s", moments[rapid.IntRange(0, len(moments)-1).Draw(r, "moment")].Sub(now)-before)
	}
}
