package pages

import (
	"strings"

	"vonk/models"
)

// outlook says what a sign-up would come to, which a forecast shows: who gets seats where, and who waits for what behind
// how many people. Self is the place of the contact among the participants; 0: does not attend.
func (b *Base) outlook(forecast *models.Registration, self int) string {
	standings := forecast.Standings()
	sentences := b.seated(forecast, standings, self)
	sentences = append(sentences, b.lined(forecast, standings, self)...)
	return strings.Join(sentences, " ")
}

// seated says who gets seats, a sentence for each session.
func (b *Base) seated(forecast *models.Registration, standings []models.Standing, self int) []string {
	var order []int64
	people := map[int64][]models.Participant{}
	for _, standing := range standings {
		if standing.Seat == nil {
			continue
		}
		at := standing.Seat.SessionID
		if people[at] == nil {
			order = append(order, at)
		}
		people[at] = append(people[at], standing.People...)
	}
	var sentences []string
	for _, id := range order {
		sentences = append(sentences, b.about("outlook.seat", people[id], self, []string{city(forecast, id)}))
	}
	return sentences
}

// lined says who gets no seat yet, and how many people wait before them at each session where somebody waits. Parties of
// one form wait for the same sessions, so the first of them stands behind others alone.
func (b *Base) lined(forecast *models.Registration, standings []models.Standing, self int) []string {
	var waiting []models.Participant
	var order []int64
	ahead := map[int64]int{}
	drawn := false
	for _, standing := range standings {
		if standing.Seat == nil {
			waiting = append(waiting, standing.People...)
		}
		for _, line := range standing.Waits {
			drawn = drawn || line.Reason == models.ReasonDraw
			before, known := ahead[line.SessionID]
			if !known {
				order = append(order, line.SessionID)
			}
			if !known || line.Ahead < before {
				ahead[line.SessionID] = line.Ahead
			}
		}
	}
	var cities []string
	for _, id := range order {
		cities = append(cities, city(forecast, id))
	}
	if drawn {
		return []string{b.about("outlook.draw", waiting, self, cities)}
	}
	var sentences []string
	if len(waiting) > 0 {
		sentences = append(sentences, b.about("outlook.waits", waiting, self, cities))
	}
	for _, id := range order {
		key := "outlook.ahead"
		if ahead[id] == 0 {
			key += ".none"
		}
		sentences = append(sentences, b.T(key, "Count", ahead[id], "City", city(forecast, id)))
	}
	return sentences
}

// about is a sentence about people at sessions: about you, with your group, or about others by name when the reader is
// none of them.
func (b *Base) about(key string, people []models.Participant, self int, cities []string) string {
	var names []string
	for _, person := range people {
		if person.Place == self {
			return b.T(key, "Count", len(people), "City", b.List(cities))
		}
		names = append(names, person.Name)
	}
	return b.T(key+".others", "Count", len(people), "Names", b.List(names), "City", b.List(cities))
}

// city is where a session of a registration is.
func city(registration *models.Registration, id int64) string {
	session, _ := registration.Series.SessionByID(id)
	return session.Place()
}
