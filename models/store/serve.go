package store

import (
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"vonk/models"
)

// grantDetails is what the audit entry of a grant holds: enough to replay the judgement later (seat rule 11).
type grantDetails struct {
	Session int64  `json:"session"`
	Number  int64  `json:"number"`
	Size    int    `json:"size"`
	Free    int    `json:"free"` // before the grant
	Cause   string `json:"cause"`
}

func placementSubject(id int64) string      { return fmt.Sprintf("placement:%d", id) }
func registrationSubject(id int64) string   { return fmt.Sprintf("registration:%d", id) }
func seriesSubject(s *models.Series) string { return fmt.Sprintf("series:%d", s.ID) }

// serve gives the free seats to those who wait, in seat rule 4's order, until nobody fits.
func (c *change) serve() error {
	for {
		heads, err := c.heads()
		if err != nil {
			return err
		}
		i, ok := models.NextGrant(c.series, heads, c.now)
		if !ok {
			return nil
		}
		if err := c.promote(&heads[i]); err != nil {
			return err
		}
	}
}

// firstOfEachSize finds the sizes that wait at a session and fit there, each by one step into the index of the line, and
// who stands first of each. Those who are passed over cost nothing.
const firstOfEachSize = `WITH RECURSIVE sizes (size) AS (
	SELECT min(size) FROM placements WHERE session_id = @session AND status = 'waiting'
	UNION ALL
	SELECT (SELECT min(p.size) FROM placements p WHERE p.session_id = @session AND p.status = 'waiting' AND p.size > sizes.size)
	FROM sizes WHERE sizes.size < @free)
SELECT * FROM placements WHERE id IN (
	SELECT (SELECT p.id FROM placements p WHERE p.session_id = @session AND p.status = 'waiting' AND p.size = sizes.size
		ORDER BY p.number, p.party, p.rank LIMIT 1)
	FROM sizes WHERE sizes.size <= @free)`

// heads are the placements that stand first in line, one for each session with free seats and each size that fits there.
func (c *change) heads() ([]models.Placement, error) {
	var heads []models.Placement
	for i := range c.series.Sessions {
		session := &c.series.Sessions[i]
		if session.Free() == 0 || session.Waiting == 0 || !c.series.Serves(session, c.now) {
			continue
		}
		first, err := gorm.G[models.Placement](c.db).Raw(firstOfEachSize, sql.Named("session", session.ID), sql.Named("free", session.Free())).Find(c.ctx)
		if err != nil {
			return nil, err
		}
		heads = append(heads, first...)
	}
	return heads, nil
}

// promote gives a placement from the line its seats, to be told at the transaction's end.
func (c *change) promote(p *models.Placement) error {
	if err := c.grant(p, models.ActorSystem, "promotion"); err != nil {
		return err
	}
	c.promoted = append(c.promoted, *p)
	return nil
}

// grant gives a waiting placement that fits its seats. Whoever calls it tells its people.
func (c *change) grant(p *models.Placement, actor, cause string) error {
	session, _ := c.series.SessionByID(p.SessionID)
	details := grantDetails{Session: session.ID, Number: p.Number, Size: p.Size, Free: session.Free(), Cause: cause}
	session.Grant(p)
	err := gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET status = ?, updated_at = ? WHERE id = ?", p.Status, c.now, p.ID)
	if err != nil {
		return err
	}
	err = gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET status = ?, updated_at = ? WHERE placement_id = ? AND status = ?",
		models.Confirmed, c.now, p.ID, models.Waiting)
	if err != nil {
		return err
	}
	return c.audit(actor, "grant", placementSubject(p.ID), details)
}
