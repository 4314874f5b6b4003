package pages

import (
	"strings"

	"vonk/models"
)

// outlook is what a sign-up would come to, in sentences; each is empty where there is nothing to say.
type outlook struct {
	seats  string // who gets seats where
	waits  string // who gets none yet, and where they wait or take part in a draw
	ahead  string // how many people stand before them at each session where somebody waits
	seated int    // people
	drawn  bool   // seats are given by a draw that is still to come
}

// String is everything there is to say.
func (o outlook) String() string { return sentences(o.seats, o.waits, o.ahead) }

// sentences joins those that there are.
func sentences(all ...string) string {
	var said []string
	for _, sentence := range all {
		if sentence != "" {
			said = append(said, sentence)
		}
	}
	return strings.Join(said, " ")
}

// outlook words a forecast. Self is the place of the contact among the participants; 0: does not attend.
func (b *Base) outlook(forecast *models.Registration, self int) outlook {
	var o outlook
	var seatsAt, linesAt []int64 // sessions, in the form's order
	seated, ahead := map[int64][]models.Participant{}, map[int64]int{}
	var waiting []models.Participant
	for _, standing := range forecast.Standings() {
		if seat := standing.Seat; seat == nil {
			waiting = append(waiting, standing.People...)
		} else {
			if seated[seat.SessionID] == nil {
				seatsAt = append(seatsAt, seat.SessionID)
			}
			seated[seat.SessionID] = append(seated[seat.SessionID], standing.People...)
			o.seated += len(standing.People)
		}
		for _, line := range standing.Waits {
			o.drawn = o.drawn || line.Reason == models.ReasonDraw
			// The parties of one form stand behind each other: before the first of them stand others alone.
			if _, known := ahead[line.SessionID]; !known {
				linesAt = append(linesAt, line.SessionID)
				ahead[line.SessionID] = line.Ahead
			}
		}
	}
	everybody := len(forecast.Participants)
	var seats, before, cities []string
	for _, id := range seatsAt {
		seats = append(seats, b.about("outlook.seat", seated[id], everybody, self, city(forecast, id)))
	}
	for _, id := range linesAt {
		cities = append(cities, city(forecast, id))
		key := "outlook.ahead"
		if ahead[id] == 0 {
			key += ".none"
		}
		before = append(before, b.T(key, "Count", ahead[id], "City", city(forecast, id)))
	}
	o.seats = sentences(seats...)
	switch {
	case o.drawn:
		o.waits = b.about("outlook.draw", waiting, everybody, self, b.List(cities))
		return o
	case len(waiting) > 0 && len(cities) == 1: // the next sentence says where
		o.waits = b.about("outlook.waits.only", waiting, everybody, self, "")
	case len(waiting) > 0:
		o.waits = b.about("outlook.waits", waiting, everybody, self, b.List(cities))
	}
	o.ahead = sentences(before...)
	return o
}

// about is a sentence about people: about you, with your group when it is everybody, or about some by name.
func (b *Base) about(key string, people []models.Participant, everybody, self int, city string) string {
	var names []string
	for _, person := range people {
		switch {
		case person.Place != self:
			names = append(names, person.Name)
		case len(people) == 1 || len(people) == everybody:
			return b.T(key, "Count", len(people), "City", city)
		default:
			names = append([]string{b.T("outlook.you")}, names...)
		}
	}
	return b.T(key+".others", "Count", len(people), "Names", b.List(names), "City", city)
}

// city is where a session of a registration is.
func city(registration *models.Registration, id int64) string {
	session, _ := registration.Series.SessionByID(id)
	return session.Place()
}
