package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Split makes people on their own out of a group that waits, under the numbers that it has. Who fits has a seat at once, as
// this is the holder's own act (seat rules 6 and 8). Conflict when nothing of the registration waits as a group.
func (s *Store) Split(ctx context.Context, registrationID int64) error {
	return s.holding(ctx, models.Holder{Registration: registrationID}, nil, models.LetterConfirmation, func(h *holding) error {
		for i := range h.parties {
			p := &h.parties[i]
			if !p.Splits() {
				continue
			}
			if err := h.split(p); err != nil {
				return err
			}
		}
		if len(h.touched) == 0 {
			return &models.Error{Code: models.Conflict, Key: "error.split"}
		}
		err := gorm.G[models.Registration](h.db).Exec(h.ctx, "UPDATE registrations SET together = ?, updated_at = ? WHERE id = ?", models.TogetherAny, h.now, h.r.ID)
		if err != nil {
			return err
		}
		return h.done(models.ActionSplit, nil)
	})
}

// split writes the parties of one: the first keeps the group's choices and placements, the others get their own, and take
// their seats along. Who goes on to wait is told that they do so alone.
func (h *holding) split(p *models.Party) error {
	var people []models.Participant
	var places []int
	for _, participant := range h.r.Participants {
		if participant.Party == p.Place && !participant.Withdrawn {
			people, places = append(people, participant), append(places, participant.Place)
		}
	}
	parties := p.Split(places)
	for i := range parties {
		party := &parties[i]
		for j := range party.Lines {
			if err := h.splitLine(party, &party.Lines[j], p.Lines[j].Placement, people[i].ID, i == 0); err != nil {
				return err
			}
			if line := &party.Lines[j]; i == 0 && line.Placement != 0 {
				h.turn(line.Placement, line.Status, p.Size, line.Status, 1)
			}
			h.stale(party.Lines[j].Session, party.Organisation)
		}
		err := gorm.G[models.Participant](h.db).Exec(h.ctx, "UPDATE participants SET party = place WHERE id = ?", people[i].ID)
		if err != nil {
			return err
		}
		h.touch(party)
		h.apart = h.r.ID
		if i := slices.IndexFunc(party.Lines, func(line models.Line) bool { return line.Status == models.Waiting }); i >= 0 {
			h.tells(news{kind: models.LetterWaiting, registration: h.r.ID, party: party.Place, session: party.Lines[i].Session})
		}
	}
	// Counters count people: those of the group are those of its parts.
	return h.tally()
}

func (h *holding) splitLine(p *models.Party, line *models.Line, from, participant int64, first bool) error {
	if first {
		err := gorm.G[models.Placement](h.db).Exec(h.ctx, "UPDATE placements SET party = ?, size = CASE WHEN status IN ('confirmed', 'offered', 'waiting') THEN 1 ELSE size END, front = FALSE, updated_at = ? WHERE choice_id = ?",
			p.Place, h.now, line.Choice)
		if err != nil {
			return err
		}
		return gorm.G[models.Choice](h.db).Exec(h.ctx, "UPDATE choices SET party = ? WHERE id = ?", p.Place, line.Choice)
	}
	if err := h.keepChoice(p, nil, line); err != nil || from == 0 {
		return err
	}
	placement := h.row(p, line)
	if err := gorm.G[models.Placement](h.db).Create(h.ctx, &placement); err != nil {
		return err
	}
	line.Placement = placement.ID
	return gorm.G[models.Seat](h.db).Exec(h.ctx, "UPDATE seats SET placement_id = ?, updated_at = ? WHERE placement_id = ? AND participant_id = ?",
		placement.ID, h.now, from, participant)
}
