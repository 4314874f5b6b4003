package series

import (
	"fmt"
	"slices"

	"vonk/models"
)

// item is the path of an item of the list at path.
func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func (c *calendar) policy(in *policyPart, series *models.Series) models.Policy {
	const path = "series.policy."
	c.oneOf(path+"admission", in.Admission, models.AdmissionFirstCome, models.AdmissionDraw)
	c.oneOf(path+"waiting_list", in.WaitingList, models.WaitingListConfirm, models.WaitingListOffer, models.WaitingListOff)
	c.between(path+"offer_hours", in.OfferHours, 1, 1000)
	c.between(path+"party_max", in.PartyMax, 1, 1000)
	c.between(path+"organisation_limit.seats", in.OrganisationLimit.Seats, 1, 100_000)
	out := models.Policy{
		Admission:   in.Admission,
		DrawAt:      c.moment(path+"draw_at", in.DrawAt),
		Beacon:      in.Beacon,
		WaitingList: in.WaitingList,
		OfferHours:  in.OfferHours,
		PartyMax:    in.PartyMax,
		OrganisationLimit: models.Limit{
			Seats: in.OrganisationLimit.Seats,
			Until: c.moment(path+"organisation_limit.until", in.OrganisationLimit.Until),
		},
		Reserves:         c.reserves(in.Reserves, series.Sectors),
		OneSeatPerPerson: in.OneSeatPerPerson,
		CloseBeforeStart: c.span(path+"close_before_start", in.CloseBeforeStart),
	}
	if out.Admission == models.AdmissionDraw {
		for _, key := range []string{"draw_at", "beacon"} {
			if !c.has(path + key) {
				c.fault(path+key, "admission by draw needs the key %q", key)
			}
		}
	} else {
		for _, key := range []string{"draw_at", "beacon"} {
			if c.has(path + key) {
				c.warn(path+key, "%s means nothing without admission: draw", key)
			}
		}
	}
	if limit := out.OrganisationLimit.Seats; limit > 0 && out.PartyMax > limit {
		c.warn(path+"party_max", "a party may have %d people, but an organisation only %d seats at a session", out.PartyMax, limit)
	}
	return out
}

func (c *calendar) reserves(in []reservePart, sectors []string) []models.Reserve {
	const path = "series.policy.reserves"
	var out []models.Reserve
	seen := map[string]bool{}
	for i, reserve := range in {
		at := item(path, i)
		c.between(at+".seats", reserve.Seats, 1, 100_000)
		if c.has(at+".sectors") && len(reserve.Sectors) == 0 {
			c.fault(at+".sectors", "a reserve is for at least one sector")
		}
		for j, sector := range reserve.Sectors {
			below := item(at+".sectors", j)
			switch {
			case seen[sector]:
				c.fault(below, "the sector %q has a reserve already; a sector is in at most one", sector)
			case !slices.Contains(sectors, sector) && !c.faulty["series.sectors"]:
				c.fault(below, "the sector %q is not among the sectors of the series", sector)
			}
			seen[sector] = true
		}
		out = append(out, models.Reserve{
			Sectors: reserve.Sectors,
			Seats:   reserve.Seats,
			Until:   c.moment(at+".until", reserve.Until),
		})
	}
	return out
}

func (c *calendar) holidays(in *holidaysPart) models.Holidays {
	const path = "series.holidays."
	var out models.Holidays
	for i, date := range in.Public {
		out.Public = append(out.Public, c.day(item(path+"public", i), date))
	}
	for i, school := range in.School {
		at := item(path+"school", i)
		from, until := c.day(at+".from", school.From), c.day(at+".until", school.Until)
		if from > until && until != "" {
			c.fault(at+".until", "this holiday ends on %s, before it begins on %s", until, from)
		}
		out.School = append(out.School, models.SchoolHoliday{Regions: school.Regions, From: from, Until: until})
	}
	for i, other := range in.Other {
		at := item(path+"other", i)
		c.needText(at+".name", other.Name)
		out.Other = append(out.Other, models.OtherDay{Date: c.day(at+".date", other.Date), Name: models.Text(other.Name)})
	}
	return out
}
