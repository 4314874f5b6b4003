package pages

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"vonk/models"
)

// Stay is a session of a registration, with all that the people of the page have and wait for there.
type Stay struct {
	Card
	Rank      string    // the how manieth choice it is; empty: there is one, or the parties differ
	Offers    []Offer   // seats that are held
	Placed    string    // who has a seat, or how many of them; empty: nobody
	Waits     string    // who is on the waiting list; empty: nobody, or Meanwhile says so
	Off       string    // that the session was cancelled; empty: it was not
	Meanwhile string    // that the session filled up while the form was being filled in; empty: it did not, or nobody waits
	Lines     []Line    // who waits
	Closed    []Line    // what was declined or expired
	Calendar  *Calendar // nil: nothing goes into a calendar, as nobody has a seat or the session is over or cancelled

	seated, waiting []models.Participant
	order           [2]int // see orderOffer; then the rank
}

// Let says that all that is left here are lines that were closed.
func (s Stay) Let() bool { return s.order[0] == orderTrouble || s.order[0] == orderClosed }

// Line is a party that waits, or that waited: who they are, how they stand and why, and what they can do.
type Line struct {
	Who  string // empty when it is everybody
	Text string // the contract's sentences
	Why  string
	Keep string // the seat that they keep meanwhile
	Act  *Act   // nil: nothing can be done
}

// Offer is a seat that is held for a party.
type Offer struct {
	Badge   Badge
	Text    string // the contract's sentence
	Keep    string // the seat that they keep meanwhile
	Decider string // who answers; empty: the reader does
	Yes, No *Act
}

// Act is a button that posts participant (a place in the party) and session (its slug).
type Act struct {
	Action      string
	Participant string
	Session     string
	Label       string
}

func (h *holder) act(route, label string, s models.Standing, session *models.Session) *Act {
	return &Act{Action: h.self + "/" + route, Participant: strconv.Itoa(s.People[0].Place), Session: session.Slug, Label: label}
}

// The order of the page: what must be answered first, then what somebody has, what they wait for, and what was let go.
const (
	orderOffer = iota
	orderTrouble
	orderSeat
	orderWait
	orderClosed
)

// stays are the sessions where somebody whom the page shows stands, in the order in which they matter now: offers, seats,
// waiting lines with the most wanted first, and lines that were closed. A participant's page shows that person alone, though
// the party may hold or wait for more seats.
func (h *holder) stays() []Stay {
	bySession := map[int64]*Stay{}
	at := func(line *models.Placement, order int) *Stay {
		place := [2]int{order, line.Rank}
		stay, found := bySession[line.SessionID]
		if !found {
			session, _ := h.of.Series.SessionByID(line.SessionID) // a placement's session is there
			stay = &Stay{Card: h.card(h.of.Series, session), order: place}
			bySession[line.SessionID] = stay
		}
		if slices.Compare(place[:], stay.order[:]) < 0 {
			stay.order = place
		}
		return stay
	}
	standings := h.standings()
	for _, s := range standings {
		if s.Offer != nil {
			stay := at(s.Offer, orderOffer)
			stay.Offers = append(stay.Offers, h.offer(s, stay.Session))
		}
		if s.Seat != nil {
			stay := at(s.Seat, orderSeat)
			stay.seated = append(stay.seated, s.People...)
		}
		for _, line := range s.Waits {
			stay := at(line, orderWait)
			stay.waiting = append(stay.waiting, s.People...)
			stay.Lines = append(stay.Lines, h.waits(s, line, stay.Card))
		}
		if line := h.calledOff(s); line != nil {
			at(line, orderSeat)
		}
		for _, line := range h.let(s) {
			order := orderClosed
			if h.troubled {
				order = orderTrouble
			}
			stay := at(line, order)
			stay.Closed = append(stay.Closed, h.closed(s, line, stay.Card))
		}
	}
	all := make([]Stay, 0, len(bySession))
	for _, stay := range bySession {
		h.finish(stay, standings)
		all = append(all, *stay)
	}
	slices.SortFunc(all, func(a, b Stay) int {
		return cmp.Or(slices.Compare(a.order[:], b.order[:]), a.Starts.Compare(b.Starts), cmp.Compare(a.Slug, b.Slug))
	})
	return all
}

// let are the lines of a party that were closed, as far as they matter: at sessions to come, and wanted more than what the
// party has.
func (h *holder) let(s models.Standing) []*models.Placement {
	if h.begun(s) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.Closed), func(line *models.Placement) bool {
		session, known := h.of.Series.SessionByID(line.SessionID)
		return !known || !session.Upcoming(h.Now) || s.Seat != nil && s.Seat.Rank < line.Rank
	})
}

// calledOff is the line that somebody who has nothing lost as its session was cancelled; nil when that is not how it came.
func (h *holder) calledOff(s models.Standing) *models.Placement {
	if s.Last != nil {
		if session, known := h.of.Series.SessionByID(s.Last.SessionID); known && session.Status == models.SessionCancelled {
			return s.Last
		}
	}
	return nil
}

// finish writes what a session's ticket says about all who stand there.
func (h *holder) finish(stay *Stay, standings []models.Standing) {
	if stay.State == models.SessionOff {
		stay.Off = h.T("error.session.cancelled", "City", stay.Place())
		stay.Offers, stay.Lines, stay.Closed = nil, nil, nil
		return
	}
	city := []any{"City", stay.Place()}
	if stay.seated != nil {
		stay.Placed = h.say("registration.placed", stay.seated, len(stay.seated), city...)
		if calendar, given := h.calendars[stay.Slug]; given && stay.Upcoming() {
			stay.Calendar = &calendar
		}
	}
	if len(standings) == 1 {
		lines := live(standings[0])
		if at := slices.IndexFunc(lines, func(line *models.Placement) bool { return line.SessionID == stay.ID }); at >= 0 && len(lines) > 1 {
			stay.Rank = h.T("choice.rank", "Rank", at+1)
		}
	}
	first := h.filled()
	switch {
	case first != nil && stay.waiting != nil && first.ID == stay.ID:
		stay.Meanwhile = h.T("waiting.meanwhile", city...)
	case first != nil && stay.seated != nil && first.ID != stay.ID:
		stay.Meanwhile = h.T("waiting.meanwhile.seat", "City", first.Place())
	}
	if stay.waiting != nil && (first == nil || first.ID != stay.ID) {
		stay.Waits = h.say("registration.waits", stay.waiting, len(stay.waiting), city...)
	}
}

// filled is the session that filled up while the form was being filled in, as long as it is wanted; nil: none did.
func (h *holder) filled() *models.Session {
	for _, choice := range h.of.Choices {
		if h.of.FilledMeanwhile && choice.Rank == 1 && choice.Closed == "" {
			session, _ := h.of.Series.SessionByID(choice.SessionID)
			return session
		}
	}
	return nil
}

// offer is the question whether a party takes the seat that is held for it.
func (h *holder) offer(s models.Standing, session *models.Session) Offer {
	count := size(s)
	text, keep, member := "offer.text", "offer.keep", !h.decides(s)
	if member { // of a group for which somebody else answers
		text, keep = "offer.text.member", "offer.keep.member"
	}
	offer := Offer{Badge: h.badge(s.Offer), Text: h.say(text, s.People, count, "City", session.Place(), "Deadline", *s.Offer.Deadline)}
	if s.Seat != nil {
		offer.Keep = h.say(keep, s.People, count, "City", h.city(s.Seat))
	}
	if member {
		offer.Decider = h.T("group.decides", "Name", h.of.Contact.Name)
		return offer
	}
	offer.Yes = h.act("accept", h.say("offer.yes", s.People, count), s, session)
	offer.No = h.act("decline", h.say("offer.no", s.People, count), s, session)
	return offer
}

// waits is how a party stands in a session's line. It can stop waiting there while it has or waits for something else.
func (h *holder) waits(s models.Standing, waiting *models.Placement, card Card) Line {
	line := Line{Who: h.whose(s), Text: h.ahead(s, waiting) + " " + h.T("waiting.nothing")}
	if waiting.Reason != "" {
		line.Why = h.T("reason." + string(waiting.Reason))
	}
	switch waiting.Reason {
	case models.ReasonCancelled, models.ReasonStarted, models.ReasonTooLate: // there is nothing to wait for
		line.Text, line.Why = line.Why, ""
	case models.ReasonDraw:
		line.Text = h.T("wait.draw")
		if at := h.of.Series.Policy.DrawAt; h.Now.Before(at) {
			line.Why += " " + h.T("wait.draw.until", "DrawAt", at)
		}
	case models.ReasonResting: // there is an offer to answer
		line.Text = h.ahead(s, waiting)
	}
	if s.Seat != nil && s.Offer == nil {
		line.Keep = h.say("wait.keep", s.People, size(s), "City", h.city(s.Seat))
	}
	if h.decides(s) && len(live(s)) > 1 && card.Upcoming() {
		line.Act = h.act("decline", h.label("wait.stop", s, card), s, card.Session)
	}
	return line
}

// closed is a line that was declined or that expired. It can be taken up again as long as the session takes sign-ups.
func (h *holder) closed(s models.Standing, closed *models.Placement, card Card) Line {
	key := "line.declined"
	if closed.Status == models.Expired {
		key = "line.expired"
	}
	line := Line{Who: h.whose(s), Text: h.say(key, s.People, size(s), "City", card.Place())}
	switch {
	case !card.SignsUp():
		var refused *models.Error
		if errors.As(h.of.Series.Admission(card.Session, h.Now), &refused) {
			line.Why = h.T(refused.Key, refused.Args)
		}
		return line
	case card.State == models.SessionDraw:
		line.Why = h.T("rejoin.draw")
	case card.State == models.SessionFree && card.Waiting == 0:
		line.Why = h.T("rejoin.free")
	default:
		line.Why = h.T("rejoin.last")
	}
	if s.Seat != nil {
		line.Keep = h.say("wait.keep", s.People, size(s), "City", h.city(s.Seat))
	}
	if h.decides(s) {
		line.Act = h.act("rejoin", h.label("rejoin", s, card), s, card.Session)
	}
	return line
}

// label is what a button says. With several parties on the page it says whose it is.
func (h *holder) label(key string, s models.Standing, card Card) string {
	if who := h.whose(s); who != "" {
		return h.T(key+".others", "City", card.Place(), "Names", who)
	}
	return h.T(key, "City", card.Place())
}

// whose are the names of a party; empty when the page shows nobody else.
func (h *holder) whose(s models.Standing) string {
	if len(h.standings()) == 1 {
		return ""
	}
	names := make([]string, len(s.People))
	for i, person := range s.People {
		names[i] = person.Name
	}
	return h.List(names)
}

// ahead says how many people stand before a party, and what it takes to be placed. Of colleagues who wait apart from the
// reader it speaks by name.
func (h *holder) ahead(s models.Standing, waiting *models.Placement) string {
	first, more := "waiting.first", "waiting.ahead"
	who := h.whose(s)
	if who != "" && !slices.ContainsFunc(s.People, func(person models.Participant) bool { return person.Place == h.place }) {
		first, more = first+".others", more+".others"
	}
	text := h.T(first, "Names", who)
	if waiting.Ahead > 0 {
		text = h.T(more, "Count", waiting.Ahead, "Names", who)
	}
	if waiting.Size > 1 {
		text += " " + h.T("waiting.group", "Count", waiting.Size)
	}
	return text
}
