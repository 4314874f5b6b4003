package models

import "time"

func (r *reviewer) sessions() {
	if len(r.series.Sessions) == 0 && r.series.Status != SeriesDraft {
		r.fault("sessions", "problem.definition.sessions")
	}
	seen := map[string]bool{}
	for i := range r.series.Sessions {
		path := itemPath("sessions", i)
		r.unique(path+".slug", r.series.Sessions[i].Slug, seen)
		r.session(path, &r.series.Sessions[i])
	}
}

func (r *reviewer) session(path string, s *Session) {
	r.slug(path+".slug", s.Slug, ReservedSessions)
	r.text(path+".title", s.Title)
	r.oneOf(path+".status", string(s.Status), string(SessionPublished), string(SessionCancelled))
	r.between(path+".capacity", s.Capacity, 1, 100_000)
	r.between(path+".overbooking", s.Overbooking, 0, 100_000)
	r.need(path+".venue.name", s.Venue.Name)
	if !within(s.Venue.Latitude, 90) || !within(s.Venue.Longitude, 180) {
		r.fault(path+".venue.location", "problem.definition.location")
	}
	if s.Starts.IsZero() {
		r.fault(path+".starts", "problem.definition.missing")
	}
	switch {
	case s.Ends.IsZero():
		r.fault(path+".ends", "problem.definition.missing")
	case !s.Starts.IsZero() && !s.Ends.After(s.Starts):
		r.fault(path+".ends", "problem.definition.ends", "Ends", s.Ends, "Starts", s.Starts)
	}
	for i := range s.Programme {
		r.item(itemPath(path+".programme", i), s, &s.Programme[i])
	}
}

// within is false for what is no number, too.
func within(degrees, limit float64) bool { return degrees >= -limit && degrees <= limit }

func (r *reviewer) item(path string, s *Session, item *ProgrammeItem) {
	r.oneOf(path+".kind", item.Kind, ProgrammeKinds...)
	r.text(path+".title", item.Title)
	if s.Starts.IsZero() {
		return // its times are on the day of the session
	}
	if item.Starts.IsZero() {
		r.fault(path+".at", "problem.definition.missing")
	}
	switch {
	case item.Ends.IsZero():
		r.fault(path+".until", "problem.definition.missing")
	case item.Starts.IsZero():
	case !item.Ends.After(item.Starts):
		r.fault(path+".until", "problem.definition.item.ends", "Until", r.clock(item.Ends), "At", r.clock(item.Starts))
	case item.Ends.After(s.Ends) && !s.Ends.IsZero():
		r.doubt(path+".until", "doubt.programme.late", "Slug", s.Slug, "Until", r.clock(item.Ends))
	}
}

// clock is the time of day, in the series' zone.
func (r *reviewer) clock(at time.Time) string { return at.In(r.series.Location()).Format(ClockLayout) }

// together judges what several parts of the definition say together.
func (r *reviewer) together() {
	s := r.series
	if !s.Closes.IsZero() && !s.Closes.After(s.Opens) {
		r.fault("series.registration.closes", "problem.definition.closes", "Closes", s.Closes, "Opens", s.Opens)
	}
	var first, last time.Time
	for i := range s.Sessions {
		session := &s.Sessions[i]
		if session.Starts.IsZero() {
			continue
		}
		if first.IsZero() || session.Starts.Before(first) {
			first = session.Starts
		}
		if session.Starts.After(last) {
			last = session.Starts
		}
		path := itemPath("sessions", i) + ".starts"
		if closes := s.ClosesAt(session); !s.Opens.IsZero() && !closes.After(s.Opens) {
			r.doubt(path, "doubt.closed", "Slug", session.Slug, "Opens", s.Opens, "Closes", closes)
		}
		for _, off := range s.DaysOff(session) {
			r.doubt(path, "doubt.day."+off.Kind, "Slug", session.Slug, "Date", off.Date, "Region", session.SchoolRegion, "Name", off.Name)
		}
	}
	if !first.IsZero() && s.Closes.After(last) {
		r.doubt("series.registration.closes", "doubt.closes.late", "Closes", s.Closes)
	}
	r.draw(first)
	r.reserves()
	r.until("series.policy.organisation_limit.until", s.Policy.OrganisationLimit.Until)
	for i, reserve := range s.Policy.Reserves {
		r.until(itemPath("series.policy.reserves", i)+".until", reserve.Until)
	}
}

// draw refuses a draw that nobody can take part in, or that comes when the first session has begun. Registration may close
// before it, or stay open: who signs up after the draw follows behind.
func (r *reviewer) draw(first time.Time) {
	const path = "series.policy.draw_at"
	s := r.series
	at := s.Policy.DrawAt
	if s.Policy.Admission != AdmissionDraw || at.IsZero() {
		return
	}
	switch {
	case !first.IsZero() && !at.Before(first):
		r.fault(path, "problem.definition.draw.late", "Draw", at, "First", first)
		return
	case !at.After(s.Opens):
		r.fault(path, "problem.definition.draw.early", "Draw", at, "Opens", s.Opens)
		return
	}
	for i := range s.Sessions {
		session := &s.Sessions[i]
		if session.Starts.IsZero() {
			continue
		}
		if last := s.LastMoment(session); !at.Before(last) {
			r.doubt(path, "doubt.draw.useless", "Draw", at, "Slug", session.Slug, "Last", last)
		}
	}
}

// reserves refuses those that no session can hold: together they are at most its capacity.
func (r *reviewer) reserves() {
	reserved := 0
	for i, reserve := range r.series.Policy.Reserves {
		reserved += reserve.Seats
		for _, session := range r.series.Sessions {
			if session.Capacity > 0 && reserved > session.Capacity {
				r.fault(itemPath("series.policy.reserves", i)+".seats", "problem.definition.reserve.large",
					"Reserved", reserved, "Slug", session.Slug, "Capacity", session.Capacity)
				return
			}
		}
	}
}

// until doubts a rule that ends before the first seat is given.
func (r *reviewer) until(path string, until time.Time) {
	s := r.series
	switch {
	case until.IsZero():
	case !until.After(s.Opens):
		r.doubt(path, "doubt.until.opens", "Until", until)
	case s.Policy.Admission == AdmissionDraw && !until.After(s.Policy.DrawAt):
		r.doubt(path, "doubt.until.draw", "Until", until)
	}
}
