package store

import (
	"slices"

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

// refresh looks up who stands in front where that may have changed: of an organisation's parties that wait at a session, the
// first of each share and size that the organisation has room for. Serving looks at these alone, so whoever is blocked or
// stands behind costs nothing.
func (c *change) refresh() error {
	for g := range c.groups {
		if err := c.restand(g); err != nil {
			return err
		}
		delete(c.groups, g)
	}
	return nil
}

func (c *change) restand(g group) error {
	room, limited, first := 0, false, []int64{}
	share, size := -1, 0
	for {
		// One step into the index finds the first of the next share or size.
		next, err := gorm.G[models.Placement](c.db).Raw(`SELECT id, share, size FROM placements
			WHERE session_id = ? AND organisation_id = ? AND status = 'waiting' AND NOT resting AND (share, size) > (?, ?)
			ORDER BY share, size, number, party, rank LIMIT 1`, g.session, g.organisation, share, size).Find(c.ctx)
		if err != nil {
			return err
		}
		if len(next) == 0 {
			break
		}
		if !limited {
			if room, err = c.room(g); err != nil {
				return err
			}
			limited = true
		}
		share, size = next[0].Share, next[0].Size
		if size <= room {
			first = append(first, next[0].ID)
		}
	}
	if !limited {
		return nil // nobody waits
	}
	fronts, err := gorm.G[models.Placement](c.db).Raw("SELECT id FROM placements WHERE session_id = ? AND organisation_id = ? AND front", g.session, g.organisation).Find(c.ctx)
	if err != nil {
		return err
	}
	turned := slices.Clone(first)
	for _, front := range fronts {
		if i := slices.Index(turned, front.ID); i >= 0 {
			turned = slices.Delete(turned, i, i+1)
		} else {
			turned = append(turned, front.ID)
		}
	}
	if len(turned) == 0 {
		return nil
	}
	return gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET front = NOT front WHERE id IN ?", turned)
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
			for share, free := range c.series.FreeByShare(session, c.now) {
				fitting, err := c.firstThatFit(session.ID, share, free)
				if err != nil {
					return nil, err
				}
				first = append(first, fitting...)
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

// firstThatFit are those who stand first at a session among a share, one of each size that fits: each is found by one step
// into the index, so whoever is passed over costs nothing.
func (c *change) firstThatFit(session int64, share, free int) (first []models.Placement, err error) {
	for size := 0; size < free; {
		next, err := gorm.G[models.Placement](c.db).Raw(`SELECT id, registration_id, session_id, party, number, rank, share, size, status FROM placements
			WHERE session_id = ? AND share = ? AND front AND size > ? AND size <= ?
			ORDER BY size, number, party, rank LIMIT 1`, session, share, size, free).Find(c.ctx)
		if err != nil || len(next) == 0 {
			return first, err
		}
		first = append(first, next[0])
		size = next[0].Size
	}
	return first, nil
}
