package series

import "vonk/models"

func (c *calendar) sessions(in []sessionPart) []models.Session {
	var out []models.Session
	for i := range in {
		session := c.session(item("sessions", i), &in[i])
		session.Position = i + 1
		out = append(out, session)
	}
	return out
}

func (c *calendar) session(at string, in *sessionPart) models.Session {
	out := models.Session{
		Slug:         in.Slug,
		Status:       models.SessionStatus(in.Status),
		Title:        models.Text(in.Title),
		Region:       in.Region,
		SchoolRegion: in.SchoolRegion,
		Partner:      in.Partner,
		Starts:       c.moment(at+".starts", in.Starts),
		Ends:         c.moment(at+".ends", in.Ends),
		Capacity:     in.Capacity,
		Overbooking:  c.overbooking(at, in),
		Venue:        c.venue(at+".venue", &in.Venue),
	}
	if out.Status == "" {
		out.Status = models.SessionPublished
	}
	out.Programme = c.programme(at+".programme", in.Programme, &out)
	return out
}

// overbooking is given in seats or as a part of the capacity.
func (c *calendar) overbooking(at string, in *sessionPart) int {
	percent := at + ".overbooking_percent"
	switch {
	case !c.has(percent):
		return in.Overbooking
	case c.has(at + ".overbooking"):
		c.fault(percent, "%s", sentences["seats.twice"])
	case in.OverbookingPercent < 0 || in.OverbookingPercent > 100:
		c.fault(percent, "overbooking_percent takes a number from 0 to 100")
	default:
		return in.Capacity * in.OverbookingPercent / 100
	}
	return 0
}

func (c *calendar) venue(at string, in *venuePart) models.Venue {
	out := models.Venue{
		Name:          in.Name,
		Address:       in.Address,
		Postcode:      in.Postcode,
		City:          in.City,
		Accessibility: models.Text(in.Accessibility),
	}
	if path := at + ".location"; c.has(path) {
		if len(in.Location) != 2 {
			c.fault(path, "%s", sentences["location.numbers"])
		} else {
			out.Latitude, out.Longitude = in.Location[0], in.Location[1]
		}
	}
	return out
}

func (c *calendar) programme(path string, in []programmePart, session *models.Session) []models.ProgrammeItem {
	var out []models.ProgrammeItem
	for i, slot := range in {
		at := item(path, i)
		out = append(out, models.ProgrammeItem{
			Position: i + 1,
			Starts:   c.onDayOf(session.Starts, at+".at", slot.At),
			Ends:     c.onDayOf(session.Starts, at+".until", slot.Until),
			Kind:     slot.Kind,
			Title:    models.Text(slot.Title),
			Speakers: slot.Speakers,
			Room:     slot.Room,
		})
	}
	return out
}
