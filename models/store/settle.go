package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// Settle does what time asks for in every series where something is due and nobody came by: offers that expired, reminders,
// declined seats to be freed, sessions that began, dates that passed (seat rule 12). It starts the mailings whose moment has come.
func (s *Store) Settle(ctx context.Context) error {
	var due []int64
	err := s.reading(ctx, func(db *gorm.DB) error {
		var offers []int64
		err := gorm.G[models.Placement](db).Raw("SELECT DISTINCT series_id FROM placements WHERE status = 'offered' AND (deadline <= ? OR remind_at <= ?)", s.Now(), s.Now()).Scan(ctx, &offers)
		if err != nil {
			return err
		}
		all, err := s.everySeries(ctx, db)
		if err != nil {
			return err
		}
		for _, series := range all {
			if series.Due(s.Now()) {
				offers = append(offers, series.ID)
			}
		}
		seen := map[int64]bool{}
		for _, id := range offers {
			if !seen[id] {
				seen[id] = true
				due = append(due, id)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var failed []error // one series does not stop the others
	for _, id := range due {
		failed = append(failed, s.change(ctx, where{"id = ?", []any{id}}, func(*change) error { return nil }))
	}
	mailings, err := s.dueMailings(ctx)
	failed = append(failed, err)
	for _, id := range mailings {
		failed = append(failed, s.change(ctx, where{"id = ?", []any{id}}, (*change).startMailings))
	}
	return errors.Join(failed...)
}

// settle brings the series to now before anything else is decided (seat rule 12).
func (c *change) settle() error {
	if c.series.SettledAt == nil {
		return c.baseline()
	}
	if err := c.settleOffers(); err != nil {
		return err
	}
	if err := c.settleReleases(); err != nil {
		return err
	}
	since := *c.series.SettledAt
	if !c.series.Due(c.now) {
		return nil
	}
	c.passed = true
	for i := range c.series.Sessions {
		session := &c.series.Sessions[i]
		if passed(session.Starts, since, c.now) && session.Status != models.SessionCancelled {
			if err := c.begin(session); err != nil {
				return err
			}
		}
		if kind := c.series.Reminder(session, since, c.now); kind != "" {
			c.reminders = append(c.reminders, reminder{session.ID, kind})
		}
	}
	if passed(c.series.Policy.OrganisationLimit.Until, since, c.now) {
		if err := c.staleAll(); err != nil {
			return err
		}
	}
	return c.closeDraw()
}

// passed says that a moment came after since, and not after now.
func passed(at, since, now time.Time) bool { return at.After(since) && !at.After(now) }

// settleOffers expires the offers whose deadline passed, and writes the reminders that are due.
func (c *change) settleOffers() error {
	offered := 0
	for _, session := range c.series.Sessions {
		offered += session.Offered
	}
	if offered == 0 {
		return nil
	}
	due, err := gorm.G[models.Placement](c.db).Raw("SELECT * FROM placements WHERE series_id = ? AND status = 'offered' AND (deadline <= ? OR remind_at <= ?) ORDER BY number, party",
		c.series.ID, c.now, c.now).Find(c.ctx)
	if err != nil {
		return err
	}
	var touched []models.Party
	for _, placement := range due {
		told := news{kind: models.LetterReminder, registration: placement.RegistrationID, party: placement.Party, session: placement.SessionID}
		if c.now.Before(*placement.Deadline) {
			if err := gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET remind_at = NULL WHERE id = ?", placement.ID); err != nil {
				return err
			}
			c.tells(told)
			continue
		}
		p, err := c.party(placement.RegistrationID, placement.Party)
		if err != nil {
			return err
		}
		was := p.Clone()
		if p.Offer() == nil {
			return fmt.Errorf("placement %d is offered, and its party has no offer", placement.ID)
		}
		p.Close(p.Offer(), models.Expired, c.series, c.now)
		if err := c.keep(&was, p); err != nil {
			return err
		}
		touched = append(touched, p.Clone())
		told.kind = models.LetterExpired
		c.tells(told)
	}
	if len(touched) == 0 {
		return nil
	}
	return c.deed(models.ActorSystem, models.ActionExpire, seriesSubject(c.series), models.Deed{Parties: touched})
}

// begin ends the other lines of those who have a seat at a session that began (seat rule 12).
func (c *change) begin(session *models.Session) error {
	parties, err := c.parties(`EXISTS (SELECT 1 FROM placements held WHERE held.session_id = ? AND held.status = 'confirmed'
		AND held.registration_id = c.registration_id AND held.party = c.party)
		AND EXISTS (SELECT 1 FROM placements other WHERE other.session_id <> ? AND other.status IN ('offered', 'waiting')
		AND other.registration_id = c.registration_id AND other.party = c.party)`, session.ID, session.ID)
	if err != nil || len(parties) == 0 {
		return err
	}
	for i := range parties {
		p := &parties[i]
		was := p.Clone()
		p.Arrange(c.series, c.now)
		if err := c.keep(&was, p); err != nil {
			return err
		}
		if offer := was.Offer(); offer != nil && p.Offer() == nil {
			c.tells(news{kind: models.LetterExpired, registration: p.Registration, party: p.Place, session: offer.Session})
		}
	}
	return c.deed(models.ActorSystem, models.ActionBegin, sessionSubject(session.ID), models.Deed{Parties: parties})
}

// CallOff cancels a session: nobody is served there any more, whoever has a seat or an offer there loses it, and their other
// choices are open again under their numbers (seat rule 12). Whoever waits there is told too, and keeps the line, which says
// why it leads nowhere. Errors: NotFound; Conflict when it was cancelled already or has
// begun.
func (s *Store) CallOff(ctx context.Context, slug, session, actor string) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		off, err := c.session(session)
		if err != nil {
			return err
		}
		if !off.Upcoming(c.now) {
			return refusal(models.Conflict, "error.calloff", off)
		}
		err = gorm.G[models.Session](c.db).Exec(c.ctx, "UPDATE sessions SET status = 'cancelled', sequence = sequence + 1, updated_at = ? WHERE id = ?", c.now, off.ID)
		if err != nil {
			return err
		}
		err = gorm.G[models.Series](c.db).Exec(c.ctx, "UPDATE series SET revision = revision + 1, updated_at = ? WHERE id = ?", c.now, c.series.ID)
		if err != nil {
			return err
		}
		off.Status = models.SessionCancelled
		return c.callOff(off, actor)
	})
}

// callOff takes the seats and offers at a session that was cancelled, and tells everybody who went or waited there.
func (c *change) callOff(session *models.Session, actor string) error {
	parties, err := c.parties(`EXISTS (SELECT 1 FROM placements lost WHERE lost.session_id = ? AND lost.status IN ('confirmed', 'offered', 'waiting')
		AND lost.registration_id = c.registration_id AND lost.party = c.party)`, session.ID)
	if err != nil {
		return err
	}
	for i := range parties {
		p := &parties[i]
		was := p.Clone()
		p.CallOff(session.ID, c.series, c.now)
		if err := c.keep(&was, p); err != nil {
			return err
		}
		c.tells(news{kind: models.LetterCalledOff, registration: p.Registration, party: p.Place, session: session.ID})
	}
	return c.deed(actor, models.ActionCallOff, sessionSubject(session.ID), models.Deed{Parties: parties, Rules: c.series.Rules()})
}

// baseline begins the story of a series that an older version of the program wrote: it works out what that did not keep, and
// writes down how everybody stands.
func (c *change) baseline() error {
	c.passed = true
	if err := c.reshare(); err != nil {
		return err
	}
	if err := c.prepareDraw(); err != nil {
		return err
	}
	for i := range c.series.Sessions {
		if session := &c.series.Sessions[i]; session.Status != models.SessionCancelled && !c.now.Before(session.Starts) {
			if err := c.begin(session); err != nil {
				return err
			}
		}
	}
	parties, err := c.parties("c.series_id = ?", c.series.ID)
	if err != nil {
		return err
	}
	if err := c.deed(models.ActorSystem, models.ActionBaseline, seriesSubject(c.series), models.Deed{Parties: parties, Rules: c.series.Rules()}); err != nil {
		return err
	}
	return c.closeDraw()
}

// reshare counts the shares anew, after the reserves changed.
func (c *change) reshare() error {
	for share := range 1 + len(c.series.Policy.Reserves) {
		condition, args := "share <> 0", []any{0, c.series.ID}
		if share > 0 {
			condition = "registration_id IN (SELECT id FROM registrations WHERE series_id = ? AND sector IN ?)"
			args = []any{share, c.series.ID, c.series.ID, c.series.Policy.Reserves[share-1].Sectors}
		}
		if err := gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET share = ? WHERE series_id = ? AND "+condition, args...); err != nil {
			return err
		}
	}
	var taken []struct {
		SessionID int64
		Share     int
		People    int
	}
	err := gorm.G[models.Placement](c.db).Raw(`SELECT session_id, share, sum(size) AS people FROM placements
		WHERE series_id = ? AND status IN ('confirmed', 'offered') AND share > 0 GROUP BY session_id, share`, c.series.ID).Scan(c.ctx, &taken)
	if err != nil {
		return err
	}
	for i := range c.series.Sessions {
		session := &c.series.Sessions[i]
		session.Shares = make([]int, len(c.series.Policy.Reserves))
		for _, t := range taken {
			if t.SessionID == session.ID {
				session.Shares[t.Share-1] = t.People
			}
		}
	}
	return c.staleAll()
}

// staleAll has everybody's front looked up again.
func (c *change) staleAll() error {
	var groups []struct{ SessionID, OrganisationID int64 }
	err := gorm.G[models.Placement](c.db).Raw("SELECT DISTINCT session_id, organisation_id FROM placements WHERE series_id = ? AND status = 'waiting'", c.series.ID).Scan(c.ctx, &groups)
	for _, g := range groups {
		c.stale(g.SessionID, g.OrganisationID)
	}
	c.fronts = nil
	return err
}
