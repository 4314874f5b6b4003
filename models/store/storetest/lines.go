package storetest

import (
	"slices"

	"vonk/models"
)

// Lines are where the parties of a registration stand, by party and rank: "zwolle confirmed", "utrecht waiting".
func Lines(r *models.Registration) (lines []string) {
	for _, standing := range r.Standings() {
		all := slices.Concat(standing.Waits, standing.Closed, []*models.Placement{standing.Seat, standing.Offer})
		all = slices.DeleteFunc(all, func(line *models.Placement) bool { return line == nil })
		slices.SortFunc(all, func(a, b *models.Placement) int { return a.Rank - b.Rank })
		for _, line := range all {
			session, _ := r.Series.SessionByID(line.SessionID)
			lines = append(lines, session.Slug+" "+string(line.Status))
		}
	}
	return lines
}
