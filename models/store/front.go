package store

import (
	"database/sql"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// group is an organisation's people who wait at a session.
type group struct{ session, organisation int64 }

// stale notes that a party of an organisation changed at a session: who stands in front there is looked up before the next
// serving.
func (c *change) stale(session, organisation int64) {
	if c.groups == nil {
		c.groups = map[group]bool{}
	}
	c.groups[group{session, organisation}] = true
	delete(c.fronts, session)
}

// restand marks, of an organisation's parties that wait at a session, the first of each share and size that the
// organisation has room for. Serving looks at these alone, so whoever is blocked or stands behind costs nothing.
const restand = `WITH RECURSIVE shares (share) AS (VALUES {shares}), sizes (share, size) AS (
	SELECT shares.share, (SELECT min(p.size) FROM placements p WHERE p.session_id = @session AND p.organisation_id = @organisation
		AND p.share = shares.share AND p.status = 'waiting' AND NOT p.resting) FROM shares
	UNION ALL
	SELECT sizes.share, (SELECT min(p.size) FROM placements p WHERE p.session_id = @session AND p.organisation_id = @organisation
		AND p.share = sizes.share AND p.status = 'waiting' AND NOT p.resting AND p.size > sizes.size) FROM sizes WHERE sizes.size < @room),
first (id) AS (SELECT (SELECT p.id FROM placements p WHERE p.session_id = @session AND p.organisation_id = @organisation
		AND p.share = sizes.share AND p.status = 'waiting' AND NOT p.resting AND p.size = sizes.size
		ORDER BY p.number, p.party, p.rank LIMIT 1) FROM sizes WHERE sizes.size <= @room),
front (id) AS (SELECT id FROM placements WHERE session_id = @session AND organisation_id = @organisation AND front)
UPDATE placements SET front = NOT front WHERE
	id IN (SELECT id FROM first WHERE id NOT IN (SELECT id FROM front)) OR id IN (SELECT id FROM front WHERE id NOT IN (SELECT id FROM first))`

// refresh looks up who stands in front where that may have changed.
func (c *change) refresh() error {
	for g := range c.groups {
		room, err := c.room(g)
		if err != nil {
			return err
		}
		err = gorm.G[models.Placement](c.db).Exec(c.ctx, strings.Replace(restand, "{shares}", c.shares(nil), 1),
			sql.Named("session", g.session), sql.Named("organisation", g.organisation), sql.Named("room", room))
		if err != nil {
			return err
		}
		delete(c.groups, g)
	}
	return nil
}

// room is how many seats more the organisation may have at the session.
func (c *change) room(g group) (int, error) {
	taken, err := c.taken(g)
	return c.series.Room(taken, c.now), err
}

// taken is how many seats an organisation has at a session. Without a limit nobody asks, and it is 0.
func (c *change) taken(g group) (people int, err error) {
	if !c.series.Limited(c.now) {
		return 0, nil
	}
	err = gorm.G[models.Placement](c.db).Raw(`SELECT coalesce(sum(size), 0) FROM placements
		WHERE session_id = ? AND organisation_id = ? AND status IN ('confirmed', 'offered')`, g.session, g.organisation).Scan(c.ctx, &people)
	return people, err
}

// shares are the series' shares as SQL values, with what else belongs to each.
func (c *change) shares(more []int) string {
	values := make([]string, 1+len(c.series.Policy.Reserves))
	for share := range values {
		values[share] = fmt.Sprintf("(%d)", share)
		if more != nil {
			values[share] = fmt.Sprintf("(%d, %d)", share, more[share])
		}
	}
	return strings.Join(values, ", ")
}

// firstThatFit finds the sizes of each share that fit at a session, each by one step into the index of those who stand in
// front, and who is first of each. Those who are passed over cost nothing.
const firstThatFit = `WITH RECURSIVE shares (share, free) AS (VALUES {shares}), sizes (share, free, size) AS (
	SELECT shares.share, shares.free, (SELECT min(p.size) FROM placements p
		WHERE p.session_id = @session AND p.share = shares.share AND p.front) FROM shares
	UNION ALL
	SELECT sizes.share, sizes.free, (SELECT min(p.size) FROM placements p
		WHERE p.session_id = @session AND p.share = sizes.share AND p.front AND p.size > sizes.size) FROM sizes WHERE sizes.size < sizes.free)
SELECT * FROM placements WHERE id IN (
	SELECT (SELECT p.id FROM placements p WHERE p.session_id = @session AND p.share = sizes.share AND p.front AND p.size = sizes.size
		ORDER BY p.number, p.party, p.rank LIMIT 1)
	FROM sizes WHERE sizes.size <= sizes.free)`

// heads are the placements that stand first in line: one for each session, share and size that fits there.
func (c *change) heads() ([]models.Placement, error) {
	if err := c.refresh(); err != nil {
		return nil, err
	}
	var heads []models.Placement
	for i := range c.series.Sessions {
		session := &c.series.Sessions[i]
		if session.Free() == 0 || session.Waiting == 0 || !c.series.Serves(session, c.now) {
			continue
		}
		first, known := c.fronts[session.ID]
		if !known {
			query := strings.Replace(firstThatFit, "{shares}", c.shares(c.series.FreeByShare(session, c.now)), 1)
			var err error
			if first, err = gorm.G[models.Placement](c.db).Raw(query, sql.Named("session", session.ID)).Find(c.ctx); err != nil {
				return nil, err
			}
			if c.fronts == nil {
				c.fronts = map[int64][]models.Placement{}
			}
			c.fronts[session.ID] = first
		}
		heads = append(heads, first...)
	}
	return heads, nil
}
