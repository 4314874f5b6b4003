package pages

import (
	"slices"
	"strconv"

	"vonk/models"
)

// Swapping is what was entered in the form for another session, when it comes back.
type Swapping struct {
	Places  []int // whose; none: not said
	Session string
}

// Swap is the form for another session. It posts session (its slug) and participant (a place in each party, repeated) to
// Action. With several parties on the page it also sends choose=yes: nobody means "all" by ticking nothing.
type Swap struct {
	Action   string
	Title    string
	Text     string // what will happen
	Who      *Group // nil: the page shows one party only
	Only     string // the place of that party's first
	Sessions Group
	Button   string
	Open     bool // it comes back with something to mend
}

// The ids of the form's fields, in their order.
var swapFields = []string{"swapping", "session"}

// swap makes the form for those who can choose another session; nil when nobody can, or when there is none to choose.
func (h *holder) swap(entered Swapping, mistakes Mistakes) *Swap {
	var movers []models.Standing
	for _, s := range h.standings() {
		if h.decides(s) && s.Offer == nil && !h.begun(s) && from(s) != nil { // an offer is answered first
			movers = append(movers, s)
		}
	}
	cards := h.targets(movers)
	if len(cards) == 0 {
		return nil
	}
	form := &Swap{
		Action: h.self + "/swap", Title: h.T("swap.title"), Button: h.T("swap.button"),
		Sessions: Group{ID: "session", Name: "session", Label: h.T("swap.session"), Error: h.sentence(mistakes, "session")},
	}
	for i, card := range cards {
		form.Sessions.Options = append(form.Sessions.Options, Option{
			ID: optionID("session", i), Value: card.Slug, Label: h.T("swap.option", "City", card.Place(), "When", card.When()),
			Hint: card.SeatsLeft(), On: card.Slug == entered.Session,
		})
	}
	form.Text = h.swapText(movers)
	form.Open = form.Sessions.Error != ""
	if len(h.standings()) == 1 {
		form.Only = strconv.Itoa(movers[0].People[0].Place)
		if len(movers[0].Waits) > 0 && movers[0].Seat == nil {
			form.Title = h.T("swap.title.also")
		}
		return form
	}
	form.Who = &Group{ID: "swapping", Name: "participant", Label: h.T("swap.who"), Error: h.sentence(mistakes, "swapping"), Multiple: true}
	form.Open = form.Open || form.Who.Error != ""
	for i, s := range movers {
		first := s.People[0].Place
		form.Who.Options = append(form.Who.Options, Option{
			ID: optionID("swapping", i), Value: strconv.Itoa(first), Label: h.whose(s), On: slices.Contains(entered.Places, first),
		})
	}
	return form
}

// targets are the sessions that take sign-ups where at least one of the parties neither has a line nor can take one up again,
// the nearest to where they are first.
func (h *holder) targets(movers []models.Standing) []Card {
	if len(movers) == 0 {
		return nil
	}
	here, _ := h.of.Series.SessionByID(from(movers[0]).SessionID)
	return slices.DeleteFunc(append(h.near(h.of.Series, here), h.card(h.of.Series, here)), func(card Card) bool {
		return !card.SignsUp() || !slices.ContainsFunc(movers, func(s models.Standing) bool { return h.moves(s, card) })
	})
}

// moves says that a party can choose a session. Without a waiting list it must fit there now.
func (h *holder) moves(s models.Standing, card Card) bool {
	if slices.ContainsFunc(slices.Concat(live(s), h.let(s)), func(line *models.Placement) bool { return line.SessionID == card.ID }) {
		return false
	}
	free := h.of.Series.FreeFor(card.Session, h.of.Series.Policy.Share(h.of.Sector), h.Now)
	return h.of.Series.Policy.WaitingList != models.WaitingListOff || card.State == models.SessionDraw || size(s) <= free
}

// from is where a party comes from: its seat, or else what it wants most, or what it lost last; nil when there never was
// anything.
func from(s models.Standing) *models.Placement {
	lines := live(s)
	switch {
	case s.Seat != nil:
		return s.Seat
	case len(lines) > 0:
		return lines[0]
	}
	return s.Last
}

// swapText says what will happen.
func (h *holder) swapText(movers []models.Standing) string {
	s := movers[0]
	switch {
	case h.of.Series.AwaitsDraw():
		return h.T("swap.text.draw")
	case len(movers) > 1:
		return h.T("swap.text.several")
	case s.Seat != nil:
		return h.say("swap.text", s.People, size(s), "City", h.city(s.Seat))
	}
	if s.Last != nil {
		return h.T("swap.text.anew")
	}
	var cities []string
	for _, line := range s.Waits {
		cities = append(cities, h.city(line))
	}
	key := "swap.text.also"
	if h.of.Wait {
		key += ".wait"
	}
	return h.T(key, "Cities", h.List(cities))
}
