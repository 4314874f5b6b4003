package pages

import (
	"slices"
	"strconv"

	"vonk/models"
)

// holder is whose page it is, and what that page shows of a registration.
type holder struct {
	*Base
	of        *models.Registration
	self      string // the page: /my/{token}
	place     int    // the reader's place among the participants; 0: does not attend
	contact   bool   // it is the contact's page: of everybody, for whom the contact decides
	calendars map[string]Calendar
	troubled  bool // something could not be done: what can be taken up again stands first
}

// standings are where the parties stand that still have people whom the page shows.
func (h *holder) standings() []models.Standing {
	return slices.DeleteFunc(h.of.Standings(), func(s models.Standing) bool { return len(s.People) == 0 })
}

// decides says that the reader may act for a party: in a group of several only the contact does.
func (h *holder) decides(s models.Standing) bool {
	return h.contact || size(s) <= 1 || h.of.Contact.Place == h.place
}

// size is how many people are in a party. A participant's page holds one of them, but the party's places tell.
func size(s models.Standing) int {
	lines := slices.Concat(live(s), s.Closed)
	if len(lines) == 0 {
		return len(s.People)
	}
	return max(len(s.People), lines[0].Size)
}

// live are a party's seat, offer and waiting lines, the most wanted first.
func live(s models.Standing) []*models.Placement {
	var lines []*models.Placement
	for _, line := range append([]*models.Placement{s.Seat, s.Offer}, s.Waits...) {
		if line != nil {
			lines = append(lines, line)
		}
	}
	slices.SortStableFunc(lines, func(a, b *models.Placement) int { return a.Rank - b.Rank })
	return lines
}

// begun says that the party's seat is at a session that has begun: nothing can be changed any more.
func (h *holder) begun(s models.Standing) bool {
	if s.Seat == nil {
		return false
	}
	session, known := h.of.Series.SessionByID(s.Seat.SessionID)
	return known && !h.Now.Before(session.Starts)
}

// leaves says that the people of a party can be cancelled, or replaced by a colleague.
func (h *holder) leaves(s models.Standing) bool {
	return !h.begun(s) && slices.ContainsFunc(live(s), func(line *models.Placement) bool {
		session, known := h.of.Series.SessionByID(line.SessionID)
		return known && session.Upcoming(h.Now)
	})
}

// city is the short name of a placement's session.
func (h *holder) city(line *models.Placement) string {
	session, known := h.of.Series.SessionByID(line.SessionID)
	if !known {
		return ""
	}
	return session.Place()
}

// say writes a message about people: to the reader, with their group, or by name about others (key + ".others"). It is given
// Count (people of the party) and Names.
func (h *holder) say(key string, people []models.Participant, count int, args ...any) string {
	names := make([]string, len(people))
	for i, person := range people {
		if person.Place == h.place {
			return h.T(key, append(args, "Count", count)...)
		}
		names[i] = person.Name
	}
	return h.T(key+".others", append(args, "Count", len(people), "Names", h.List(names))...)
}

// Member is a participant of a registration with where that person stands now.
type Member struct {
	models.Participant
	Number  string  // the place, as forms send it
	Badges  []Badge // what the person has and waits for; of somebody who has nothing: how that came
	Ended   *Card   // the session that somebody who has nothing had or waited for
	Cancels bool    // can still be cancelled, or replaced
}

// Badge is a status in words, and where.
type Badge struct {
	Status models.Status
	Word   string
	City   string // empty where Ended says it
}

// members are the participants whom the page shows, by place.
func (h *holder) members() []Member {
	standings := h.standings()
	all := make([]Member, 0, len(h.of.Participants))
	for _, participant := range h.of.Participants {
		member := Member{Participant: participant, Number: strconv.Itoa(participant.Place)}
		at := slices.IndexFunc(standings, func(s models.Standing) bool { return s.Party == participant.Party })
		if at >= 0 && !participant.Withdrawn {
			member.Cancels = h.leaves(standings[at])
			for _, line := range live(standings[at]) {
				member.Badges = append(member.Badges, h.badge(line))
			}
		}
		if member.Badges == nil {
			h.end(&member)
		}
		all = append(all, member)
	}
	return all
}

func (h *holder) badge(line *models.Placement) Badge {
	badge := Badge{Status: line.Status, Word: h.StatusWord(line.Status), City: h.city(line)}
	session, known := h.of.Series.SessionByID(line.SessionID)
	switch {
	case known && session.Status == models.SessionCancelled:
		badge.Status, badge.Word = models.Cancelled, h.T("registration.off")
	case line.Status == models.Offered:
		badge.Word = h.T("badge.offered")
	}
	return badge
}

// end says of somebody who has nothing how that came, and at which session.
func (h *holder) end(member *Member) {
	status := models.Cancelled
	if placement, seat, found := h.of.SeatOf(member.ID); found {
		if !seat.Status.Live() {
			status = seat.Status
		}
		if session, known := h.of.Series.SessionByID(placement.SessionID); known {
			card := h.card(h.of.Series, session)
			member.Ended = &card
		}
	}
	badge := Badge{Status: status, Word: h.StatusWord(status)}
	if member.Ended != nil && member.Ended.State == models.SessionOff {
		badge.Word = h.T("registration.off")
	}
	member.Badges = []Badge{badge}
}
