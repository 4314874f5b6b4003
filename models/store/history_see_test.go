package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vonk/models"
	"vonk/models/store/storetest"
)

// A history can say what is to be seen:
//
//	see a/1 zwolle confirmed, utrecht waiting 2 full     what the page of a says of its first party, by rank; else nothing
//	public zwolle waitlist 0                             what can be done with a session, and its free seats
//	refused error.swap.same                              the last line was refused; with the problem's field and key for a form
//	told a.1 offer                                       the letters of the last line to a's first person
var sights = map[string]func(p *player, words []string) error{
	"see": (*player).see, "public": (*player).public, "refused": (*player).wasRefused, "told": (*player).wasTold,
}

// story plays a history on both engines. Its lines may be indented.
func story(t *testing.T, history string) {
	t.Helper()
	stories(t, map[string]string{"": history})
}

// stories plays several, by name, each on a series of its own.
func stories(t *testing.T, histories map[string]string) {
	t.Helper()
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		rows, played := h.SQL(t), 0
		for name, history := range histories {
			played++
			p := newPlayer(t, h, rows, fmt.Sprintf("story-%d", played))
			if line, err := p.playAll(history); err != nil {
				t.Errorf("%s: %s: %v", name, line, err)
			}
		}
	})
}

// playAll plays a history to its end, or to the line where the store and the model differ.
func (p *player) playAll(history string) (line string, err error) {
	for line := range strings.Lines(history) {
		if line = strings.TrimSpace(line); line != "" {
			if err := p.play(line); err != nil {
				return line, err
			}
		}
	}
	return "at the end", p.finish()
}

func (p *player) see(words []string) error {
	name, party, _ := strings.Cut(words[1], "/")
	r, err := p.h.Registration(context.Background(), p.made[name].ID, 1)
	if err != nil {
		return err
	}
	if party == "" {
		party = "1"
	}
	seen := seenOf(r, number(party))
	if seen == nil {
		seen = []string{"nothing"}
	}
	return differ(words[1], strings.Join(seen, ", "), strings.Join(words[2:], " "))
}

// seenOf are the lines of a party, as its page says them.
func seenOf(r *models.Registration, party int) (seen []string) {
	var lines []*models.Placement
	for _, standing := range r.Standings() {
		if standing.Party == party {
			lines = slices.Concat(standing.Waits, standing.Closed, []*models.Placement{standing.Seat, standing.Offer})
		}
	}
	lines = slices.DeleteFunc(lines, func(line *models.Placement) bool { return line == nil })
	slices.SortFunc(lines, func(a, b *models.Placement) int { return a.Rank - b.Rank })
	for _, line := range lines {
		session, _ := r.Series.SessionByID(line.SessionID)
		text := session.Slug + " " + string(line.Status)
		if line.Status == models.Waiting {
			text += fmt.Sprintf(" %d %s", line.Ahead, line.Reason)
		}
		seen = append(seen, text)
	}
	return seen
}

// compareForecast: the check page said what the sign-up then got.
func (p *player) compareForecast(foreseen *models.Registration, id int64) error {
	made, err := p.h.Registration(context.Background(), id, 1)
	if err != nil {
		return err
	}
	if foreseen == nil {
		return errors.New("a sign-up that was refused beforehand")
	}
	for _, party := range made.PartyPlaces() {
		if err := differ("forecast", seenOf(foreseen, party), seenOf(made, party)); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) public(words []string) error {
	series, err := p.h.AnySeries(context.Background(), p.definition.Slug)
	if err != nil {
		return err
	}
	session, _ := series.Session(words[1])
	return differ(words[1], fmt.Sprintf("%s %d", series.Availability(session, p.h.Clock.Now()), session.Free()), strings.Join(words[2:], " "))
}

func (p *player) wasRefused(words []string) error {
	seen := ""
	var e *models.Error
	if errors.As(p.refused, &e) {
		seen = e.Key
		for _, problem := range e.Problems {
			seen += " " + problem.ID() + " " + problem.Key
		}
	}
	return differ("refused", seen, strings.Join(words[1:], " "))
}

func (p *player) wasTold(words []string) error {
	name, place, _ := strings.Cut(words[1], ".")
	return differ("told", strings.Join(p.told[p.addresses[name][number(place)-1]], " "), strings.Join(words[2:], " "))
}
