package series

import (
	"fmt"
	"time"

	"vonk/models"
)

func (c *calendar) sessions(in []sessionPart) []models.Session {
	if c.has("sessions") && len(in) == 0 {
		c.fault("sessions", "a series has at least one session")
	}
	var out []models.Session
	seen := map[string]bool{}
	for i := range in {
		at := item("sessions", i)
		c.unique(at+".slug", in[i].Slug, seen)
		session := c.session(at, &in[i])
		session.Position = i + 1
		out = append(out, session)
	}
	return out
}

func (c *calendar) session(at string, in *sessionPart) models.Session {
	c.slug(at+".slug", in.Slug, reservedSessions)
	c.needText(at+".title", in.Title)
	c.between(at+".capacity", in.Capacity, 1, 100_000)
	c.between(at+".overbooking_percent", in.OverbookingPercent, 0, 100)
	out := models.Session{
		Slug:         in.Slug,
		Status:       models.SessionPublished,
		Title:        models.Text(in.Title),
		Region:       in.Region,
		SchoolRegion: in.SchoolRegion,
		Partner:      in.Partner,
		Starts:       c.moment(at+".starts", in.Starts),
		Ends:         c.moment(at+".ends", in.Ends),
		Capacity:     in.Capacity,
		Overbooking:  in.Capacity * in.OverbookingPercent / 100,
		Venue:        c.venue(at+".venue", &in.Venue),
	}
	if !out.Starts.IsZero() && !out.Ends.IsZero() && !out.Ends.After(out.Starts) {
		c.fault(at+".ends", "the session ends at %s, which is not after its start at %s", c.written(out.Ends), c.written(out.Starts))
	}
	out.Programme = c.programme(at+".programme", in.Programme, &out)
	return out
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
			c.fault(path, "location takes two numbers: [latitude, longitude]")
		} else if out.Latitude, out.Longitude = in.Location[0], in.Location[1]; !within(out.Latitude, 90) || !within(out.Longitude, 180) {
			c.fault(path, "location takes a latitude between -90 and 90 and a longitude between -180 and 180")
		}
	}
	return out
}

// within is false for what is no number, too.
func within(degrees, limit float64) bool { return degrees >= -limit && degrees <= limit }

func (c *calendar) programme(path string, in []programmePart, session *models.Session) []models.ProgrammeItem {
	var out []models.ProgrammeItem
	for i, slot := range in {
		at := item(path, i)
		c.oneOf(at+".kind", slot.Kind, models.ProgrammeKinds...)
		c.needText(at+".title", slot.Title)
		starts := c.onDayOf(session.Starts, at+".at", slot.At)
		ends := c.onDayOf(session.Starts, at+".until", slot.Until)
		if !starts.IsZero() && !ends.IsZero() {
			if !ends.After(starts) {
				c.fault(at+".until", "this ends at %s, which is not after its start at %s", slot.Until, slot.At)
			} else if ends.After(session.Ends) && !session.Ends.IsZero() {
				c.warn(at+".until", "the programme of %s goes on until %s, after the session has ended", session.Slug, slot.Until)
			}
		}
		out = append(out, models.ProgrammeItem{
			Position: i + 1,
			Starts:   starts,
			Ends:     ends,
			Kind:     slot.Kind,
			Title:    models.Text(slot.Title),
			Speakers: slot.Speakers,
			Room:     slot.Room,
		})
	}
	return out
}

// compare judges what several parts of the file say together.
func (c *calendar) compare(series *models.Series) {
	const registration, policy = "series.registration.", "series.policy."
	if !series.Closes.IsZero() && !series.Closes.After(series.Opens) {
		c.fault(registration+"closes", "registration closes at %s, which is not after it opens at %s", c.written(series.Closes), c.written(series.Opens))
	}
	var first, last time.Time
	for i := range series.Sessions {
		session := &series.Sessions[i]
		if session.Starts.IsZero() {
			continue
		}
		if first.IsZero() || session.Starts.Before(first) {
			first = session.Starts
		}
		if session.Starts.After(last) {
			last = session.Starts
		}
		at := item("sessions", i)
		if closes := series.ClosesAt(session); !series.Opens.IsZero() && !closes.After(series.Opens) {
			c.warn(at+".starts", "nobody can sign up for %s: registration opens at %s and closes at %s", session.Slug, c.written(series.Opens), c.written(closes))
		}
		c.pointOutHolidays(at+".starts", series, session)
	}
	if !first.IsZero() && series.Closes.After(last) {
		c.warn(registration+"closes", "registration closes at %s, after the last session has begun", c.written(series.Closes))
	}
	c.compareDraw(series, first)
	c.compareReserves(series)
	c.compareEnd(policy+"organisation_limit.until", series, series.Policy.OrganisationLimit.Until)
	for i, reserve := range series.Policy.Reserves {
		c.compareEnd(item(policy+"reserves", i)+".until", series, reserve.Until)
	}
}

// compareDraw refuses a draw that nobody can take part in, or that comes when the first session has begun. Registration may
// close before it, or stay open: who signs up after the draw follows behind.
func (c *calendar) compareDraw(series *models.Series, first time.Time) {
	const path = "series.policy.draw_at"
	draw := series.Policy.DrawAt
	if series.Policy.Admission != models.AdmissionDraw || draw.IsZero() {
		return
	}
	switch {
	case !first.IsZero() && !draw.Before(first):
		c.fault(path, "the draw at %s is not before the first session, which begins at %s", c.written(draw), c.written(first))
		return
	case !draw.After(series.Opens):
		c.fault(path, "the draw at %s is not after registration opens at %s", c.written(draw), c.written(series.Opens))
		return
	}
	for i := range series.Sessions {
		session := &series.Sessions[i]
		if session.Starts.IsZero() {
			continue
		}
		if last := series.LastMoment(session); !draw.Before(last) {
			c.warn(path, "the draw at %s gives no seats for %s: the last moment for that is %s", c.written(draw), session.Slug, c.written(last))
		}
	}
}

// compareReserves refuses reserves that no session can hold: together they are at most its capacity.
func (c *calendar) compareReserves(series *models.Series) {
	reserved := 0
	for i, reserve := range series.Policy.Reserves {
		reserved += reserve.Seats
		for _, session := range series.Sessions {
			if session.Capacity > 0 && reserved > session.Capacity {
				c.fault(item("series.policy.reserves", i)+".seats", "%d seats are reserved at each session, but %s has %d", reserved, session.Slug, session.Capacity)
				return
			}
		}
	}
}

// compareEnd warns of a rule that ends before the first seat is given.
func (c *calendar) compareEnd(path string, series *models.Series, until time.Time) {
	switch draw := series.Policy.DrawAt; {
	case until.IsZero():
	case !until.After(series.Opens):
		c.warn(path, "this ends at %s, before registration opens, so it never binds", c.written(until))
	case series.Policy.Admission == models.AdmissionDraw && !until.After(draw):
		c.warn(path, "this ends at %s, before the draw gives the first seats, so it never binds", c.written(until))
	}
}

// pointOutHolidays warns of a session on a day that the file lists.
func (c *calendar) pointOutHolidays(path string, series *models.Series, session *models.Session) {
	for _, date := range daysOff(&series.Holidays, session, session.Starts.In(c.zone).Format(time.DateOnly)) {
		c.warn(path, "%s is on %s", session.Slug, date)
	}
}

// daysOff says what a date is, for a session there.
func daysOff(holidays *models.Holidays, session *models.Session, date string) []string {
	var found []string
	for _, public := range holidays.Public {
		if public == date {
			found = append(found, fmt.Sprintf("%s, a public holiday", date))
		}
	}
	for _, school := range holidays.School {
		for _, region := range school.Regions {
			if region == session.SchoolRegion && school.From <= date && date <= school.Until {
				found = append(found, fmt.Sprintf("%s, in the school holiday of %s", date, region))
			}
		}
	}
	for _, other := range holidays.Other {
		if other.Date == date {
			found = append(found, fmt.Sprintf("%s, %s", date, other.Name.In("en")))
		}
	}
	return found
}
