package pages

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Alternatives is the part of the form that asks which other sessions are good too, and in which order.
type Alternatives struct {
	Open    bool    // unfolded: it matters now, or something was entered
	Ranks   []Field // a select for each further rank, by the ids alternatives-1 and on
	Wait    bool
	Near    string // JSON: by the slug of a first choice, those of the other sessions, the nearest first
	Crowded string // the slugs of the sessions that do not simply give everybody a seat, with spaces between
}

// maxRanks is how many alternatives the form has room for. Who wants more is better served by an organiser.
const maxRanks = 4

// AlternativesHelp says what further choices are for.
func (p *Register) AlternativesHelp() string {
	if p.Series.AwaitsDraw() {
		return p.T("alternatives.help.draw")
	}
	return p.T("alternatives.help")
}

// Alternatives asks for further choices; nil when there is only one session to choose.
func (p *Register) Alternatives() *Alternatives {
	var choices []Card
	var crowded []string
	for _, card := range p.Cards() {
		if card.SignsUp() {
			choices = append(choices, card)
			if !card.Simple() {
				crowded = append(crowded, card.Slug)
			}
		}
	}
	given := p.Input.Alternatives
	if len(choices) < 2 && len(given) == 0 {
		return nil
	}
	near := map[string][]string{}
	for _, card := range choices {
		for _, other := range p.choices(card.Session) {
			near[card.Slug] = append(near[card.Slug], other.Slug)
		}
	}
	written, err := json.Marshal(near)
	if err != nil {
		written = []byte("{}") // cannot be: these are strings
	}
	asked := &Alternatives{Wait: p.Input.Wait, Near: string(written), Crowded: strings.Join(crowded, " ")}
	for i := range max(len(given), min(len(choices)-1, maxRanks)) {
		asked.Ranks = append(asked.Ranks, p.alternative(i+1, choices))
	}
	first := p.Input.Session
	asked.Open = len(given) > 0 || asked.Wait || slices.Contains(crowded, first) || first == "" && len(crowded) > 0
	return asked
}

// alternative is the select for one further choice, by its place among the alternatives. It offers the sessions that are
// nearest to the first choice first, and that one last, as people may make it another.
func (p *Register) alternative(place int, choices []Card) Field {
	given := ""
	if place <= len(p.Input.Alternatives) {
		given = p.Input.Alternatives[place-1]
	}
	id := "alternatives-" + strconv.Itoa(place)
	field := Field{
		ID: id, Name: "alternatives", Label: p.rank(place + 1), Error: p.sentence(p.Problems, id), Type: "select",
		Optional: p.optional(true), Options: []Option{{Label: p.T("alternatives.none")}},
	}
	first, known := p.Series.Session(p.Input.Session)
	if known {
		choices = p.choices(first)
		if card := p.card(p.Series, first); card.SignsUp() {
			choices = append(choices, card)
		}
	}
	// What was entered stays, though it takes no sign-ups any more.
	if session, found := p.Series.Session(given); found && !slices.ContainsFunc(choices, func(c Card) bool { return c.Slug == given }) {
		choices = append(slices.Clone(choices), p.card(p.Series, session))
	}
	for _, card := range choices {
		field.Options = append(field.Options, Option{Value: card.Slug, Label: card.choice(), On: card.Slug == given})
	}
	return field
}

// choices are the sessions besides one that take sign-ups, the nearest first.
func (p *Register) choices(from *models.Session) []Card {
	return slices.DeleteFunc(p.near(p.Series, from), func(c Card) bool { return !c.SignsUp() })
}

// choice is the session as one of several to choose from: where, when and what can be had.
func (c Card) choice() string {
	seats := c.chance()
	if c.State == models.SessionWaitlist {
		seats = c.some("alternatives.full", c.Waiting)
	}
	return c.T("alternatives.option", "City", c.Place(), "Day", c.base.Day(c.Starts), "Seats", seats)
}

// chance is SeatsLeft for whoever chooses among sessions: that seats are kept for others matters when all of them are.
func (c Card) chance() string {
	if c.State == models.SessionFree && !c.Simple() {
		return c.SeatsLeft()
	}
	return c.SeatsHead()
}

// rank says which choice it is: "Tweede keus".
func (b *Base) rank(rank int) string {
	if key := "alternatives.rank." + strconv.Itoa(rank); b.Has(key) {
		return b.T(key)
	}
	return b.T("alternatives.rank", "Rank", rank)
}
