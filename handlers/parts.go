package handlers

import (
	"slices"

	"vonk/models"
)

// part is a form about a part of a definition.
type part struct {
	name  string // of its fields, for the page
	key   string // of the session or question; empty: none, or one that is new
	fresh bool   // it is not in the definition yet
}

// The parts of a definition that have a form.
const (
	partNew      = "new"
	partBasics   = "basics"
	partPolicy   = "policy"
	partHolidays = "holidays"
	partPrivacy  = "privacy"
	partSession  = "session"
	partQuestion = "question"
)

// bind joins the form to a definition. It returns the path under which a review tells of the part, and false when the
// definition has not got it any more. What is new is added to the definition.
func (p part) bind(b *binding, s *models.Series) (path string, ok bool) {
	switch p.name {
	case partNew:
		b.line("slug", &s.Slug)
		fallthrough
	case partBasics:
		bindBasics(b, s)
		return "series.", true
	case partPolicy:
		bindPolicy(b, &s.Policy)
		return "series.policy.", true
	case partHolidays:
		bindHolidays(b, &s.Holidays)
		return "series.holidays.", true
	case partPrivacy:
		bindPrivacy(b, s)
		return "series.", true
	case partSession:
		i := p.find(len(s.Sessions), func(i int) string { return s.Sessions[i].Slug }, func() {
			s.Sessions = append(s.Sessions, models.Session{Status: models.SessionPublished})
		})
		if i < 0 {
			return "", false
		}
		if p.fresh {
			b.line("slug", &s.Sessions[i].Slug)
		}
		i = bindSession(b, s, i)
		return "sessions[" + itoa(i) + "].", true
	case partQuestion:
		i := p.find(len(s.Questions), func(i int) string { return s.Questions[i].Key }, func() {
			s.Questions = append(s.Questions, models.Question{Kind: models.QuestionText})
		})
		if i < 0 {
			return "", false
		}
		if p.fresh {
			b.line("key", &s.Questions[i].Key)
		}
		i = bindQuestion(b, s, i)
		return "series.questions[" + itoa(i) + "].", true
	}
	return "", false
}

// find is the place of the part in its list; -1: it is gone.
func (p part) find(count int, key func(int) string, add func()) int {
	if p.fresh {
		add()
		return count
	}
	for i := range count {
		if key(i) == p.key {
			return i
		}
	}
	return -1
}

func bindBasics(b *binding, s *models.Series) {
	b.text("title", &s.Title)
	b.text("summary", &s.Summary)
	b.line("organiser-name", &s.OrganiserName)
	b.line("organiser-email", &s.OrganiserEmail)
	b.line("organiser-phone", &s.OrganiserPhone)
	b.line("language", &s.Language)
	b.line("timezone", &s.Timezone)
	if b.reads {
		b.zone = s.Location() // the times of this form are in the zone that it gives
	}
	b.moment("registration-opens", &s.Opens)
	b.moment("registration-closes", &s.Closes)
	b.lines("sectors", &s.Sectors)
}

func bindPolicy(b *binding, p *models.Policy) {
	b.line("admission", &p.Admission)
	b.moment("draw_at", &p.DrawAt)
	b.line("beacon", &p.Beacon)
	b.line("waiting_list", &p.WaitingList)
	b.number("offer_hours", &p.OfferHours)
	b.number("party_max", &p.PartyMax)
	b.number("organisation_limit-seats", &p.OrganisationLimit.Seats)
	b.moment("organisation_limit-until", &p.OrganisationLimit.Until)
	rows(b, "reserves", &p.Reserves, func(at string, r *models.Reserve) {
		b.lines(at+"sectors", &r.Sectors)
		b.number(at+"seats", &r.Seats)
		b.moment(at+"until", &r.Until)
	})
	b.flag("one_seat_per_person", &p.OneSeatPerPerson)
	b.span("close_before_start", &p.CloseBeforeStart)
}

func bindHolidays(b *binding, h *models.Holidays) {
	b.lines("public", &h.Public)
	rows(b, "school", &h.School, func(at string, s *models.SchoolHoliday) {
		b.lines(at+"regions", &s.Regions)
		b.line(at+"from", &s.From)
		b.line(at+"until", &s.Until)
	})
	rows(b, "other", &h.Other, func(at string, o *models.OtherDay) {
		b.line(at+"date", &o.Date)
		b.text(at+"name", &o.Name)
	})
}

func bindPrivacy(b *binding, s *models.Series) {
	p := &s.Privacy
	b.line("privacy-controller", &p.Controller)
	b.line("privacy-officer-name", &p.OfficerName)
	b.line("privacy-officer-email", &p.OfficerEmail)
	b.text("privacy-ground", &p.Ground)
	rows(b, "privacy-recipients", &p.Recipients, func(at string, recipient *models.Text) { b.text(at+"who", recipient) })
	b.count("retention-contact_days", &s.Retention.ContactDays)
	b.count("retention-sensitive_days", &s.Retention.SensitiveDays)
	b.count("retention-followup_days", &s.Retention.FollowupDays)
}

// bindSession joins the form to the session at a place, and returns where that stands then.
func bindSession(b *binding, series *models.Series, i int) int {
	s := &series.Sessions[i]
	b.text("title", &s.Title)
	b.moment("starts", &s.Starts)
	b.moment("ends", &s.Ends)
	b.number("capacity", &s.Capacity)
	b.number("overbooking", &s.Overbooking)
	b.line("region", &s.Region)
	b.line("school_region", &s.SchoolRegion)
	b.line("partner", &s.Partner)
	b.line("venue-name", &s.Venue.Name)
	b.line("venue-address", &s.Venue.Address)
	b.line("venue-postcode", &s.Venue.Postcode)
	b.line("venue-city", &s.Venue.City)
	b.location("venue-location", &s.Venue)
	b.text("venue-accessibility", &s.Venue.Accessibility)
	rows(b, "programme", &s.Programme, func(at string, item *models.ProgrammeItem) {
		b.clock(at+"at", s.Starts, &item.Starts)
		b.clock(at+"until", s.Starts, &item.Ends)
		b.line(at+"kind", &item.Kind)
		b.text(at+"title", &item.Title)
		b.lines(at+"speakers", &item.Speakers)
		b.line(at+"room", &item.Room)
	})
	return ordered(b, &series.Sessions, i)
}

func bindQuestion(b *binding, series *models.Series, i int) int {
	q := &series.Questions[i]
	b.text("label", &q.Label)
	b.text("help", &q.Help)
	b.line("kind", &q.Kind)
	rows(b, "options", &q.Options, func(at string, option *models.Option) {
		b.line(at+"key", &option.Key)
		b.text(at+"label", &option.Label)
	})
	b.number("max_length", &q.MaxLength)
	b.flag("required", &q.Required)
	b.flag("sensitive", &q.Sensitive)
	b.flag("ask", &q.EachParticipant)
	return ordered(b, &series.Questions, i)
}

// ordered lets the form say at which place an item stands in its list, counted from 1, and returns that place, from 0.
func ordered[T any](b *binding, list *[]T, i int) int {
	place := i + 1
	b.number("position", &place)
	if !b.reads {
		return i
	}
	if place = min(max(place, 1), len(*list)) - 1; place != i {
		item := (*list)[i]
		*list = slices.Insert(slices.Delete(*list, i, i+1), place, item)
	}
	return place
}
