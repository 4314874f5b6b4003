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

// freeLine says how many seats are free, and how many of them are kept for some sectors.
func (c Card) freeLine() string {
	all := c.kept(0)
	if len(all) == 0 {
		return c.T("seats.free", "Count", c.Free())
	}
	if c.of.FreeFor(c.Session, 0, c.base.Now) == 0 {
		return c.T("seats.free.only", "Count", c.Free(), "For", c.onlyFor(all))
	}
	var parts []string
	for _, k := range all {
		parts = append(parts, c.keptUntil("seats.kept", k))
	}
	return c.T("seats.free.part", "Count", c.Free(), "Parts", c.base.List(parts))
}

// onlyFor says for whom seats are kept, and until when: "tot maandag 15 februari alleen voor po en vo".
func (c Card) onlyFor(all []kept) string {
	var parts []string
	for _, k := range all {
		parts = append(parts, c.keptUntil("seats.only", k))
	}
	return c.base.List(parts)
}

func (c Card) keptUntil(key string, k kept) string {
	sectors := c.base.List(k.sectors)
	if k.until.IsZero() {
		return c.T(key+".always", "Count", k.seats, "Sectors", sectors)
	}
	return c.T(key, "Count", k.seats, "Sectors", sectors, "Day", c.base.Day(k.until))
}

// sectorShort is the name of a sector within a sentence.
func (b *Base) sectorShort(key string) string {
	if b.Has("sector.short." + key) {
		return b.T("sector.short." + key)
	}
	return b.Sector(key)
}

// shortage says why people of a sector, who do not get seats at the session now, do not get them. What their organisation
// has taken is not known here: when nothing else is in the way, its limit is.
func (c Card) shortage(people int, sector string) string {
	share := c.of.Policy.Share(sector)
	limit := c.of.Policy.OrganisationLimit
	switch c.of.WhyWaiting(c.Session, people, share, limit.Seats, false, c.base.Now) {
	case models.ReasonDraw:
		return c.base.drawing(c.of)
	case models.ReasonFull:
		return c.T("error.session.full", "City", c.Place())
	case models.ReasonHeld, models.ReasonTooLarge:
		if c.Free() == 0 {
			return c.T("shortage.held", "City", c.Place())
		}
		return c.T("check.together.some", "Count", c.Free(), "City", c.Place())
	case models.ReasonReserved:
		if free := c.of.FreeFor(c.Session, share, c.base.Now); free > 0 {
			return c.T("shortage.sector", "Count", free, "City", c.Place(), "For", c.onlyFor(c.kept(share)))
		}
		return c.T("shortage.reserved", "City", c.Place(), "For", c.onlyFor(c.kept(share)))
	case models.ReasonLimit:
		if limit.Until.IsZero() {
			return c.T("shortage.limit.always", "Count", limit.Seats, "City", c.Place())
		}
		return c.T("shortage.limit", "Count", limit.Seats, "City", c.Place(), "Day", c.base.Day(limit.Until))
	}
	return ""
}
