package series

import (
	"fmt"
	"strconv"
	"time"

	"vonk/models"
)

// Write gives the series file of a definition: what Read makes the same definition of. What has its default is left out.
func Write(series *models.Series) []byte {
	w := &writer{series: series, zone: series.Location(), defaults: models.Blank()}
	var y mapping
	y.child("series", w.head)
	y.blank()
	if len(series.Sessions) == 0 {
		y.raw("sessions", "[]") // of a draft that has none yet
	}
	y.list("sessions", len(series.Sessions), func(i int, y *mapping) { w.session(y, &series.Sessions[i]) })
	return []byte(y.String())
}

type writer struct {
	series   *models.Series
	zone     *time.Location
	defaults *models.Series
}

// local is an instant as the file writes it; empty: none.
func (w *writer) local(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(w.zone).Format(models.LocalLayout)
}

func (w *writer) head(y *mapping) {
	s := w.series
	y.word("slug", s.Slug)
	y.text("title", s.Title)
	y.text("summary", s.Summary)
	y.child("organiser", func(y *mapping) {
		y.word("name", s.OrganiserName)
		y.word("email", s.OrganiserEmail)
		y.word("phone", s.OrganiserPhone)
	})
	y.word("status", string(s.Status))
	y.word("language", s.Language)
	y.word("timezone", s.Timezone)
	y.child("registration", func(y *mapping) {
		y.word("opens", w.local(s.Opens))
		y.word("closes", w.local(s.Closes))
	})
	y.child("policy", w.policy)
	y.child("holidays", w.holidays)
	y.child("retention", func(y *mapping) {
		was := w.defaults.Retention
		y.number("contact_days", s.Retention.ContactDays, was.ContactDays)
		y.number("sensitive_days", s.Retention.SensitiveDays, was.SensitiveDays)
		y.number("followup_days", s.Retention.FollowupDays, was.FollowupDays)
	})
	y.child("privacy", w.privacy)
	y.words("sectors", s.Sectors)
	y.list("questions", len(s.Questions), func(i int, y *mapping) { question(y, &s.Questions[i]) })
}

func (w *writer) policy(y *mapping) {
	p, was := &w.series.Policy, &w.defaults.Policy
	y.word("admission", p.Admission)
	y.word("draw_at", w.local(p.DrawAt))
	y.word("beacon", p.Beacon)
	y.word("waiting_list", p.WaitingList)
	y.number("offer_hours", p.OfferHours, was.OfferHours)
	y.number("party_max", p.PartyMax, was.PartyMax)
	y.child("organisation_limit", func(y *mapping) {
		y.number("seats", p.OrganisationLimit.Seats, 0)
		y.word("until", w.local(p.OrganisationLimit.Until))
	})
	y.list("reserves", len(p.Reserves), func(i int, y *mapping) {
		y.words("sectors", p.Reserves[i].Sectors)
		y.number("seats", p.Reserves[i].Seats, 0)
		y.word("until", w.local(p.Reserves[i].Until))
	})
	y.flag("one_seat_per_person", p.OneSeatPerPerson, was.OneSeatPerPerson)
	if p.CloseBeforeStart != 0 {
		y.word("close_before_start", span(p.CloseBeforeStart))
	}
}

// span writes a length of time: 24h, 90m.
func span(length time.Duration) string {
	if length%time.Hour == 0 {
		return fmt.Sprintf("%dh", length/time.Hour)
	}
	return fmt.Sprintf("%dm", length/time.Minute)
}

func (w *writer) holidays(y *mapping) {
	h := &w.series.Holidays
	y.words("public", h.Public)
	y.list("school", len(h.School), func(i int, y *mapping) {
		y.words("regions", h.School[i].Regions)
		if len(h.School[i].Regions) == 0 {
			y.raw("regions", "[]")
		}
		y.word("from", h.School[i].From)
		y.word("until", h.School[i].Until)
	})
	y.list("other", len(h.Other), func(i int, y *mapping) {
		y.word("date", h.Other[i].Date)
		y.text("name", h.Other[i].Name)
	})
}

func (w *writer) privacy(y *mapping) {
	p := &w.series.Privacy
	y.word("controller", p.Controller)
	y.child("officer", func(y *mapping) {
		y.word("name", p.OfficerName)
		y.word("email", p.OfficerEmail)
	})
	y.text("ground", p.Ground)
	y.list("recipients", len(p.Recipients), func(i int, y *mapping) { y.languages(p.Recipients[i]) })
}

func question(y *mapping, q *models.Question) {
	y.word("key", q.Key)
	y.text("label", q.Label)
	y.text("help", q.Help)
	y.word("kind", q.Kind)
	y.list("options", len(q.Options), func(i int, y *mapping) {
		y.word("key", q.Options[i].Key)
		y.text("label", q.Options[i].Label)
	})
	y.flag("required", q.Required, false)
	y.number("max_length", q.MaxLength, 0)
	y.flag("sensitive", q.Sensitive, false)
	if q.EachParticipant {
		y.word("ask", askEach)
	}
}

func (w *writer) session(y *mapping, s *models.Session) {
	y.word("slug", s.Slug)
	y.text("title", s.Title)
	if s.Status == models.SessionCancelled {
		y.word("status", string(s.Status))
	}
	y.word("region", s.Region)
	y.word("school_region", s.SchoolRegion)
	y.word("partner", s.Partner)
	y.word("starts", w.local(s.Starts))
	y.word("ends", w.local(s.Ends))
	y.number("capacity", s.Capacity, 0)
	w.overbooking(y, s)
	y.child("venue", func(y *mapping) {
		y.word("name", s.Venue.Name)
		y.word("address", s.Venue.Address)
		y.word("postcode", s.Venue.Postcode)
		y.word("city", s.Venue.City)
		if s.Venue.Latitude != 0 || s.Venue.Longitude != 0 {
			degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }
			y.raw("location", "["+degrees(s.Venue.Latitude)+", "+degrees(s.Venue.Longitude)+"]")
		}
		y.text("accessibility", s.Venue.Accessibility)
	})
	y.list("programme", len(s.Programme), func(i int, y *mapping) {
		item := &s.Programme[i]
		y.word("at", item.Starts.In(w.zone).Format(models.ClockLayout))
		y.word("until", item.Ends.In(w.zone).Format(models.ClockLayout))
		y.word("kind", item.Kind)
		y.text("title", item.Title)
		y.words("speakers", item.Speakers)
		y.word("room", item.Room)
	})
}

// overbooking is written as a part of the capacity where that gives these seats.
func (w *writer) overbooking(y *mapping, s *models.Session) {
	for percent := range 101 {
		if s.Capacity*percent/100 == s.Overbooking {
			y.number("overbooking_percent", percent, 0)
			return
		}
	}
	y.number("overbooking", s.Overbooking, 0)
}
