package pages

import (
	"time"

	"vonk/models"
)

// kept are free seats of a session that are reserved for some sectors until a moment.
type kept struct {
	until   time.Time // the zero time: for good
	seats   int
	sectors []string // as words
}

// kept are the free seats of the session that others than this share may have, by the moment until which they are kept.
func (c Card) kept(share int) []kept {
	var all []kept
	for i, reserve := range c.of.Policy.Reserves {
		seats := reserve.Seats - c.TakenBy(i+1)
		if i+1 == share || seats <= 0 || !reserve.Until.IsZero() && !c.base.Now.Before(reserve.Until) {
			continue
		}
		at := len(all)
		for j := range all {
			if all[j].until.Equal(reserve.Until) {
				at = j
			}
		}
		if at == len(all) {
			all = append(all, kept{until: reserve.Until})
		}
		all[at].seats += seats
		for _, sector := range reserve.Sectors {
			all[at].sectors = append(all[at].sectors, c.base.sectorShort(sector))
		}
	}
	return all
}

// onlyFor says for whom else than a share seats are kept, and until when: "tot maandag 15 februari alleen voor po en vo".
func (c Card) onlyFor(share int) string { return c.keptFor("seats.only.until", share) }

// keptFor writes a message for each moment until which seats are kept for others than a share, or its form "always" where
// there is none.
func (c Card) keptFor(key string, share int) string {
	var parts []string
	for _, k := range c.kept(share) {
		sectors := c.base.List(k.sectors)
		if k.until.IsZero() {
			parts = append(parts, c.T(key+".always", "Count", k.seats, "Sectors", sectors))
		} else {
			parts = append(parts, c.T(key, "Count", k.seats, "Sectors", sectors, "Day", c.base.Day(k.until)))
		}
	}
	return c.base.List(parts)
}

// sectorShort is the name of a sector within a sentence.
func (b *Base) sectorShort(key string) string {
	if b.Has("sector.short." + key) {
		return b.T("sector.short." + key)
	}
	return b.Sector(key)
}

// reason is why people of a sector, who do not get seats at the session now, do not get them. What their organisation has
// taken is not known here: when nothing else is in the way, its limit is.
func (c Card) reason(people int, sector string) models.Reason {
	policy := &c.of.Policy
	return c.of.WhyWaiting(c.Session, people, policy.Share(sector), policy.OrganisationLimit.Seats, false, c.base.Now)
}

// shortage says that reason in a sentence.
func (c Card) shortage(people int, sector string) string {
	share, limit := c.of.Policy.Share(sector), c.of.Policy.OrganisationLimit
	switch c.reason(people, sector) {
	case models.ReasonDraw:
		return c.base.drawing(c.of)
	case models.ReasonHeld, models.ReasonTooLarge:
		if c.Free() == 0 {
			return c.T("shortage.held", "City", c.Place())
		}
		return c.T("check.together.some", "Count", c.Free(), "City", c.Place())
	case models.ReasonReserved:
		if free := c.of.FreeFor(c.Session, share, c.base.Now); free > 0 {
			return c.T("shortage.sector", "Count", free, "City", c.Place(), "For", c.onlyFor(share))
		}
		return c.T("shortage.reserved", "City", c.Place(), "For", c.onlyFor(share))
	case models.ReasonLimit:
		if limit.Until.IsZero() {
			return c.T("shortage.limit.always", "Count", limit.Seats, "City", c.Place())
		}
		return c.T("shortage.limit", "Count", limit.Seats, "City", c.Place(), "Day", c.base.Day(limit.Until))
	}
	return c.T("error.session.full", "City", c.Place())
}
