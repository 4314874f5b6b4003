package store

import (
	"fmt"
	"strings"

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

// heads are the placements that stand first in line, one for each session with free seats and each size that fits there.
// Those who are passed over cost nothing: each head is one step into an index.
func (c *change) heads() ([]models.Placement, error) {
	var heads []models.Placement
	for i := range c.series.Sessions {
		session := &c.series.Sessions[i]
		if session.Free() == 0 || session.Waiting == 0 || !session.Serves(c.now) {
			continue
		}
		var largest int
		err := gorm.G[models.Placement](c.db).Raw("SELECT coalesce(max(size), 0) FROM placements WHERE session_id = ? AND status = 'waiting'", session.ID).Scan(c.ctx, &largest)
		if err != nil {
			return nil, err
		}
		const first = "SELECT * FROM (SELECT * FROM placements WHERE session_id = ? AND status = 'waiting' AND size = ? ORDER BY number, party, rank LIMIT 1) AS size_%d"
		var queries []string
		var args []any
		for size := 1; size <= min(largest, session.Free()); size++ {
			queries = append(queries, fmt.Sprintf(first, size))
			args = append(args, session.ID, size)
		}
		if len(queries) == 0 {
			continue
		}
		lines, err := gorm.G[models.Placement](c.db).Raw(strings.Join(queries, " UNION ALL "), args...).Find(c.ctx)
		if err != nil {
			return nil, err
		}
		heads = append(heads, lines...)
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
