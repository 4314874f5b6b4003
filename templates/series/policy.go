package series

import (
	"fmt"

	"vonk/models"
)

// item is the path of an item of the list at path.
func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func (c *calendar) policy(in *policyPart) models.Policy {
	const path = "series.policy."
	if c.has(path+"organisation_limit") && in.OrganisationLimit.Seats == 0 {
		c.fault(path+"organisation_limit.seats", "seats takes a number from 1 to 100000")
	}
	return models.Policy{
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
		Reserves:         c.reserves(in.Reserves),
		OneSeatPerPerson: in.OneSeatPerPerson,
		CloseBeforeStart: c.span(path+"close_before_start", in.CloseBeforeStart),
	}
}

func (c *calendar) reserves(in []reservePart) []models.Reserve {
	var out []models.Reserve
	for i, reserve := range in {
		out = append(out, models.Reserve{
			Sectors: reserve.Sectors,
			Seats:   reserve.Seats,
			Until:   c.moment(item("series.policy.reserves", i)+".until", reserve.Until),
		})
	}
	return out
}

func holidays(in *holidaysPart) models.Holidays {
	var out models.Holidays
	for _, date := range in.Public {
		out.Public = append(out.Public, string(date))
	}
	for _, school := range in.School {
		out.School = append(out.School, models.SchoolHoliday{Regions: school.Regions, From: string(school.From), Until: string(school.Until)})
	}
	for _, other := range in.Other {
		out.Other = append(out.Other, models.OtherDay{Date: string(other.Date), Name: models.Text(other.Name)})
	}
	return out
}
