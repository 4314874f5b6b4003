package store

import (
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// turn is by how much a placement's new status or size changes what it counts for on the board.
type turn struct {
	placement       int64
	seated, waiting int
}

// turn notes what became of a placement; tally counts it.
func (c *change) turn(placement int64, from models.Status, was int, to models.Status, is int) {
	t := turn{placement: placement}
	add := func(status models.Status, people int) {
		switch status {
		case models.Confirmed, models.Offered:
			t.seated += people
		case models.Waiting:
			t.waiting += people
		}
	}
	add(from, -was)
	add(to, is)
	if t.seated != 0 || t.waiting != 0 {
		c.turns = append(c.turns, t)
	}
}

// tally counts the placements that turned for the board: what they count for stays, and how much is the difference. All else
// that changes the tallies is counted by the database's triggers; a trigger for this would cost more than the turn itself.
// SQLite joins in the order that CROSS JOIN says, whatever it believes of the tables' sizes.
func (c *change) tally() error {
	for len(c.turns) > 0 {
		some := c.turns[:min(len(c.turns), rowsAtOnce)]
		c.turns = c.turns[len(some):]
		values, args := make([]string, len(some)), make([]any, 0, 3*len(some))
		for i, t := range some {
			values[i] = "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"
			args = append(args, t.placement, t.seated, t.waiting)
		}
		err := gorm.G[models.Placement](c.db).Exec(c.ctx, `WITH turned (placement_id, seated, waiting) AS (VALUES `+strings.Join(values, ", ")+`)
			INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM (
				SELECT p.session_id, 'sector' AS kind, 0 AS question_id, r.sector AS item, t.seated, t.waiting
				FROM turned t CROSS JOIN placements p CROSS JOIN registrations r WHERE p.id = t.placement_id AND r.id = p.registration_id
				UNION ALL SELECT p.session_id, 'organisation', 0, CAST(p.organisation_id AS TEXT), t.seated, t.waiting
				FROM turned t CROSS JOIN placements p WHERE p.id = t.placement_id
				UNION ALL SELECT p.session_id, 'hour', 0, `+c.store.hourOf("p.created_at")+`, t.seated, t.waiting
				FROM turned t CROSS JOIN placements p WHERE p.id = t.placement_id
				UNION ALL SELECT p.session_id, 'answer', a.question_id, a.value, t.seated, t.waiting
				FROM turned t CROSS JOIN placements p CROSS JOIN answers a CROSS JOIN questions q WHERE p.id = t.placement_id
				AND a.registration_id = p.registration_id AND a.participant_id IS NULL AND q.id = a.question_id AND q.kind <> 'text' AND NOT q.sensitive) lines
			GROUP BY session_id, kind, question_id, item
			ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting`, args...)
		if err != nil {
			return err
		}
	}
	c.turns = nil
	return nil
}

// tallies compares what was counted for the board with the rows that they count.
func (k *checking) tallies() error {
	var wrong []struct {
		SessionID       int64
		Kind, Item      string
		Seated, Waiting int
	}
	sessions := make([]int64, len(k.series.Sessions))
	for i := range k.series.Sessions {
		sessions[i] = k.series.Sessions[i].ID
	}
	if len(sessions) == 0 {
		return nil
	}
	err := gorm.G[models.Session](k.db).Raw(`SELECT session_id, kind, question_id, item, sum(seated) AS seated, sum(waiting) AS waiting FROM (
			SELECT session_id, kind, question_id, item, seated, waiting FROM tallies WHERE session_id IN ?
			UNION ALL SELECT session_id, kind, question_id, item, -seated, -waiting FROM tallied WHERE session_id IN ?) AS both_ways
		GROUP BY session_id, kind, question_id, item HAVING sum(seated) <> 0 OR sum(waiting) <> 0 ORDER BY 1, 2, 3, 4 LIMIT 10`, sessions, sessions).Scan(k.ctx, &wrong)
	for _, w := range wrong {
		session, _ := k.series.SessionByID(w.SessionID)
		k.violation("tallies", k.name(session), "%s %q is counted %d too many with a seat and %d too many who wait", w.Kind, w.Item, w.Seated, w.Waiting)
	}
	return err
}
