package store

import (
	"slices"
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

// refresh looks up who stands in front where that may have changed: of an organisation's parties that wait at a session, the
// first of each share and size that the organisation has room for. Serving looks at these alone, so whoever is blocked or
// stands behind costs nothing.
func (c *change) refresh() error {
	for len(c.groups) > 0 {
		var some []group
		for g := range c.groups {
			if some = append(some, g); len(some) == groupsAtOnce {
				break
			}
		}
		if err := c.restand(some); err != nil {
			return err
		}
		for _, g := range some {
			delete(c.groups, g)
		}
	}
	return nil
}

const (
	groupsAtOnce = 4 // how many groups one statement looks up; a grant changes two
	standsNear   = 8 // how many of each it looks at: most often all that wait
)

// The statement's parts: those who wait, in the order of the index, after a share and size; and those who stand in front now.
const (
	waitsAfter = `SELECT * FROM (SELECT FALSE AS front, session_id, organisation_id, id, share, size FROM placements
	WHERE session_id = ? AND organisation_id = ? AND status = 'waiting' AND NOT resting AND (share, size) > (?, ?)
	ORDER BY share, size, number, party, rank LIMIT ?) near`
	standsInFront = `SELECT TRUE, session_id, organisation_id, id, share, size FROM placements WHERE session_id = ? AND organisation_id = ? AND front`
)

// groupFields are those of their columns.
func groupFields(p *models.Placement) []any {
	return []any{&p.Front, &p.SessionID, &p.OrganisationID, &p.ID, &p.Share, &p.Size}
}

// restand turns the front of some groups into what it is now.
func (c *change) restand(groups []group) error {
	var parts []string
	var args []any
	for _, g := range groups {
		parts = append(parts, waitsAfter, standsInFront)
		args = append(args, g.session, g.organisation, -1, 0, standsNear, g.session, g.organisation)
	}
	rows, err := scan(c.ctx, c.db, groupFields, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return err
	}
	var turned []int64 // those who stand in front and did not, or no longer do
	for _, g := range groups {
		var waits, stands []models.Placement
		for _, row := range rows {
			switch {
			case row.SessionID != g.session || row.OrganisationID != g.organisation:
			case row.Front:
				stands = append(stands, row)
			default:
				waits = append(waits, row)
			}
		}
		if len(waits) == 0 {
			continue
		}
		first, err := c.firstOfEach(g, waits)
		if err != nil {
			return err
		}
		for _, front := range stands {
			if i := slices.Index(first, front.ID); i >= 0 {
				first = slices.Delete(first, i, i+1)
			} else {
				first = append(first, front.ID)
			}
		}
		turned = append(turned, first...)
	}
	if len(turned) == 0 {
		return nil
	}
	return gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET front = NOT front WHERE id IN ?", turned)
}

// firstOfEach are the first of each share and size that the organisation has room for. Waits are the first who wait; those of
// the next share or size are found by a step into the index.
func (c *change) firstOfEach(g group, waits []models.Placement) (first []int64, err error) {
	room, err := c.room(g)
	if err != nil {
		return nil, err
	}
	for share, size := -1, 0; ; {
		for _, p := range waits {
			if p.Share == share && p.Size == size {
				continue // behind
			}
			if share, size = p.Share, p.Size; size <= room {
				first = append(first, p.ID)
			}
		}
		if len(waits) < standsNear {
			return first, nil
		}
		waits, err = scan(c.ctx, c.db, groupFields, waitsAfter, g.session, g.organisation, share, size, standsNear)
		if err != nil {
			return nil, err
		}
	}
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
		next, err := scan(c.ctx, c.db, func(p *models.Placement) []any {
			return []any{&p.ID, &p.RegistrationID, &p.SessionID, &p.Party, &p.Number, &p.Rank, &p.Share, &p.Size, &p.Status}
		}, `SELECT id, registration_id, session_id, party, number, rank, share, size, status FROM placements
			WHERE session_id = ? AND share = ? AND front AND size > ? AND size <= ?
			ORDER BY size, number, party, rank LIMIT 1`, session, share, size, free)
		if err != nil || len(next) == 0 {
			return first, err
		}
		first = append(first, next[0])
		size = next[0].Size
	}
	return first, nil
}
