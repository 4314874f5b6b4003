package store

import (
	"gorm.io/gorm"

	"vonk/models"
)

// tallies compares what the triggers of the database counted for the board with the rows that they count.
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
