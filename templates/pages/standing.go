package pages

import (
	"strconv"

	"vonk/models"
)

// Standing is a participant with where that person stands now.
type Standing struct {
	models.Participant
	Number  string // the place, as the cancel form sends it
	Status  models.Status
	Word    string // the status in words
	Session *Card  // nil when there is no place at any session
	Cancels bool   // can still be cancelled
}

// standings are the participants of a registration, by place.
func (b *Base) standings(registration *models.Registration) []Standing {
	all := make([]Standing, 0, len(registration.Participants))
	for _, participant := range registration.Participants {
		standing := Standing{Participant: participant, Number: strconv.Itoa(participant.Place), Status: models.Cancelled}
		if placement, seat, found := registration.SeatOf(participant.ID); found {
			standing.Status = seat.Status
			if session, known := registration.Series.SessionByID(placement.SessionID); known {
				card := b.card(registration.Series, session)
				standing.Session = &card
				standing.Cancels = seat.Status.Live() && session.Upcoming(b.Now)
			}
		}
		standing.Word = b.StatusWord(standing.Status)
		if standing.Status.Live() && standing.Session != nil && standing.Session.State == models.SessionOff {
			standing.Status, standing.Word = models.Cancelled, b.T("registration.off")
		}
		all = append(all, standing)
	}
	return all
}

// Stay is a session of a registration, with its lines and its calendar.
type Stay struct {
	Card
	Placed    string    // who has a seat, or how many of them; empty: nobody
	Waits     string    // who is on the waiting list; empty: nobody, or Meanwhile says so
	Off       string    // that the session was cancelled; empty: it was not
	Meanwhile string    // that the session filled up while the form was being filled in; empty: it did not, or nobody waits
	Lines     []Line    // who waits
	Calendar  *Calendar // nil: nothing goes into a calendar, as nobody has a seat or the session is over or cancelled
}

// Line is a waiting party: who they are, how many stand before them, and why they are not placed now.
type Line struct {
	Who  string // empty when it is everybody
	Text string // the contract's sentences
	Why  string
}

// stays are the sessions of a registration where somebody whom the page shows stands, in the order of time. A participant's
// page shows that person alone, though the party may hold or wait for more seats. Self is the reader's place; 0: does not attend.
func (b *Base) stays(registration *models.Registration, self int, calendars map[string]Calendar) []Stay {
	var all []Stay
	for _, card := range b.cardsOf(registration.Series) {
		stay := Stay{Card: card}
		present := false
		var seated, waiting []models.Participant
		for _, placement := range registration.Placements {
			shown := shownPeople(registration, placement)
			if placement.SessionID != card.ID || !placement.Status.Live() || len(shown) == 0 {
				continue
			}
			present = true
			if placement.Status == models.Waiting {
				stay.Lines = append(stay.Lines, b.line(registration, placement))
				waiting = append(waiting, shown...)
				continue
			}
			if placement.Status == models.Confirmed {
				seated = append(seated, shown...)
			}
			if calendar, given := calendars[card.Slug]; given && card.Upcoming() {
				stay.Calendar = &calendar
			}
		}
		switch {
		case card.State == models.SessionOff:
			stay.Off, stay.Lines = b.T("error.session.cancelled", "City", card.Place()), nil
		case registration.FilledMeanwhile && len(waiting) > 0:
			stay.Placed, stay.Meanwhile = b.who("registration.placed", seated, self, card), b.T("waiting.meanwhile", "City", card.Place())
		default:
			stay.Placed, stay.Waits = b.who("registration.placed", seated, self, card), b.who("registration.waits", waiting, self, card)
		}
		if present {
			all = append(all, stay)
		}
	}
	return all
}

// who says that people have a seat or wait: you, with your group, or others by name when the reader is none of them. Of
// nobody it says nothing.
func (b *Base) who(key string, people []models.Participant, self int, card Card) string {
	var names []string
	for _, person := range people {
		if person.Place == self {
			return b.T(key, "Count", len(people), "City", card.Place())
		}
		names = append(names, person.Name)
	}
	if names == nil {
		return ""
	}
	return b.T(key+".others", "Count", len(people), "Names", b.List(names), "City", card.Place())
}

// shownPeople are those who have or wait for a seat of the placement, of whom the page shows.
func shownPeople(registration *models.Registration, placement models.Placement) []models.Participant {
	var people []models.Participant
	for _, seat := range placement.Seats {
		if person, shown := registration.ParticipantByID(seat.ParticipantID); shown && seat.Status.Live() {
			people = append(people, *person)
		}
	}
	return people
}

func (b *Base) line(registration *models.Registration, placement models.Placement) Line {
	line := Line{Text: b.waiting(placement.Ahead, placement.Size)}
	if placement.Reason != "" {
		line.Why = b.T("reason." + string(placement.Reason))
	}
	if len(registration.Placements) > 1 || placement.Size < len(registration.Participants) {
		var names []string
		for _, seat := range placement.Seats {
			for _, participant := range registration.Participants {
				if participant.ID == seat.ParticipantID && seat.Status.Live() {
					names = append(names, participant.Name)
				}
			}
		}
		line.Who = b.List(names)
	}
	return line
}

// waiting says how many people stand before a party, what it takes to be placed, and that nothing need be done.
func (b *Base) waiting(ahead, size int) string {
	text := b.T("waiting.first")
	if ahead > 0 {
		text = b.T("waiting.ahead", "Count", ahead)
	}
	if size > 1 {
		text += " " + b.T("waiting.group", "Count", size)
	}
	return text + " " + b.T("waiting.nothing")
}
