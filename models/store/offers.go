package store

import (
	"context"

	"vonk/models"
)

// Accept makes open offers the seats of their parties; everything lower is released. The session's slug may be empty: every
// open offer. Errors: those of holding; NotFound for an unknown session; Gone with City and Deadline when the offer expired,
// Conflict when there is none: it was accepted or declined already, or its session was cancelled.
func (s *Store) Accept(ctx context.Context, holder models.Holder, places []int, slug string) error {
	return s.holding(ctx, holder, places, noOwnAct, func(h *holding) error {
		for i := range h.parties {
			p := &h.parties[i]
			offer := p.Offer()
			if offer == nil || !h.at(offer, slug) {
				continue
			}
			if session, ok := h.series.SessionByID(offer.Session); ok && !h.now.Before(session.Starts) {
				return refusal(models.Gone, "error.session.past", session)
			}
			told := news{kind: models.LetterConfirmation, registration: h.r.ID, party: p.Place, session: offer.Session}
			if seat := p.Seat(); seat != nil {
				told.old = seat.Session
			}
			was := p.Clone()
			p.Accept(h.series, h.now)
			if err := h.keepAfter(&was, p); err != nil {
				return err
			}
			h.tells(told)
		}
		if len(h.touched) == 0 {
			return h.noOffer(slug)
		}
		return h.done(models.ActionAccept, nil)
	})
}

// Decline lets go what parties are offered, or, where a session is given, wait for: that line is closed, and its holder may
// rejoin with a new number. Errors: those of Accept; Conflict when nobody is offered or waits for anything there.
func (s *Store) Decline(ctx context.Context, holder models.Holder, places []int, slug string) error {
	return s.holding(ctx, holder, places, noOwnAct, func(h *holding) error {
		waits := false
		if slug != "" {
			if _, err := h.session(slug); err != nil {
				return err
			}
		}
		for i := range h.parties {
			p := &h.parties[i]
			line := p.Offer()
			if line == nil || !h.at(line, slug) {
				line = nil
				for j := range p.Lines {
					if slug != "" && p.Lines[j].Status == models.Waiting && h.at(&p.Lines[j], slug) {
						line = &p.Lines[j]
						waits = true
					}
				}
			}
			if line == nil {
				continue
			}
			session := line.Session
			was := p.Clone()
			p.Close(line, models.Declined, h.series, h.now)
			if err := h.keepAfter(&was, p); err != nil {
				return err
			}
			h.tells(news{kind: models.LetterDeclined, registration: h.r.ID, party: p.Place, session: session})
		}
		if len(h.touched) == 0 {
			return h.noOffer(slug)
		}
		return h.done(models.ActionDecline, map[string]any{"waited": waits})
	})
}

// Rejoin opens lines again that were declined or that expired, with a new number. The session's slug may be empty: every such
// line. Errors: those of holding; NotFound for an unknown session; Gone or Conflict when it takes nobody; Conflict when there
// is nothing to rejoin.
func (s *Store) Rejoin(ctx context.Context, holder models.Holder, places []int, slug string) error {
	return s.holding(ctx, holder, places, models.LetterConfirmation, func(h *holding) error {
		if slug != "" {
			if _, err := h.session(slug); err != nil {
				return err
			}
		}
		var refused error = &models.Error{Code: models.Conflict, Key: "error.rejoin.none"}
		number := h.series.NextNumber
		for i := range h.parties {
			p := &h.parties[i]
			was := p.Clone()
			for _, session := range h.sessionsOf(p, slug) {
				line := p.At(session.ID)
				if line.Closed == "" {
					if line.Status.Live() && slug != "" {
						refused = refusal(models.Conflict, "error.rejoin.waiting", session)
					}
					continue
				}
				if err := h.series.Admission(session, h.now); err != nil {
					refused = err
					continue
				}
				if !p.Rejoins(line) {
					continue // given up, or a better seat is held: that is a swap
				}
				if past := h.series.RefuseBegun(p, h.now); past != nil {
					refused = past
					continue
				}
				if err := h.alone(p); err != nil {
					refused = err
					continue
				}
				p.Rejoin(line, number, h.series, h.now)
				h.sought = append(h.sought, sought{p.Place, session.ID})
				h.tells(news{kind: models.LetterWaiting, registration: h.r.ID, party: p.Place, session: session.ID})
			}
			if len(p.Lines) == len(was.Lines) {
				continue
			}
			h.series.NextNumber = number + 1
			if err := h.keepAfter(&was, p); err != nil {
				return err
			}
		}
		if len(h.touched) == 0 {
			return refused
		}
		if err := h.done(models.ActionRejoin, nil); err != nil {
			return err
		}
		return h.unlessListOff()
	})
}

// sessionsOf are the sessions for which a party has a line: the one with the slug, or all.
func (h *holding) sessionsOf(p *models.Party, slug string) []*models.Session {
	var sessions []*models.Session
	for i := range h.series.Sessions {
		if session := &h.series.Sessions[i]; (slug == "" || session.Slug == slug) && p.At(session.ID) != nil {
			sessions = append(sessions, session)
		}
	}
	return sessions
}

// at says that a line is for the session with a slug; every one is for the empty slug.
func (h *holding) at(line *models.Line, slug string) bool {
	session, ok := h.series.SessionByID(line.Session)
	return ok && (slug == "" || session.Slug == slug)
}

// noOffer says what became of the offer that a click was about.
func (h *holding) noOffer(slug string) error {
	if slug != "" {
		if _, err := h.session(slug); err != nil {
			return err
		}
	}
	var lives []models.Placement
	for _, p := range h.parties {
		for _, life := range h.r.Placements {
			session, ok := h.series.SessionByID(life.SessionID)
			if life.Party == p.Place && ok && (slug == "" || session.Slug == slug) {
				lives = append(lives, life)
			}
		}
	}
	return h.series.WhyNoOffer(lives)
}
