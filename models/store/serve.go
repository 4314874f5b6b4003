package store

import (
	"fmt"

	"vonk/models"
)

func placementSubject(id int64) string      { return fmt.Sprintf("placement:%d", id) }
func registrationSubject(id int64) string   { return fmt.Sprintf("registration:%d", id) }
func seatSubject(id int64) string           { return fmt.Sprintf("seat:%d", id) }
func sessionSubject(id int64) string        { return fmt.Sprintf("session:%d", id) }
func seriesSubject(s *models.Series) string { return fmt.Sprintf("series:%d", s.ID) }

// serve gives the free seats to those who wait, in seat rule 4's order, until nobody fits. What one grant releases is handed
// on by the next, to the end of the chain.
func (c *change) serve() error {
	c.serving = true
	for {
		heads, err := c.heads()
		if err != nil {
			return err
		}
		i, ok := models.NextGrant(c.series, heads, c.now)
		if !ok {
			c.serving = false
			return c.tally()
		}
		if err := c.grant(&heads[i]); err != nil {
			return err
		}
	}
}

// grant gives a placement that stands first and fits its seats, and notes whom to tell.
func (c *change) grant(head *models.Placement) error {
	p, err := c.party(head.RegistrationID, head.Party)
	if err != nil {
		return err
	}
	taken, err := c.taken(group{head.SessionID, p.Organisation})
	if err != nil {
		return err
	}
	line := p.At(head.SessionID)
	was := p.Clone()
	j := c.judge(&was, was.At(head.SessionID), taken)
	own := c.own[partyKey{p.Registration, p.Place}]
	p.Grant(line, own, c.series, c.now)
	if err := c.keep(&was, p); err != nil {
		return err
	}
	j.conclude(p, own)
	kind := models.LetterPromotion
	switch {
	case j.Offer:
		kind = models.LetterOffer
	case j.Own:
		kind = c.ownKind
	}
	c.tells(news{kind: kind, registration: p.Registration, party: p.Place, session: head.SessionID, old: j.From})
	return c.audit(models.ActorSystem, models.ActionGrant, placementSubject(head.ID), j)
}

// judgement is a judgement that is being written.
type judgement struct{ models.Judgement }

// judge begins the judgement of a grant, before anything changed. Taken counts only where organisations have a limit.
func (c *change) judge(p *models.Party, line *models.Line, taken int) *judgement {
	session, _ := c.series.SessionByID(line.Session)
	if !c.series.Limited(c.now) {
		taken = 0
	}
	j := &judgement{models.Judgement{
		Choice: line.Choice, Session: line.Session, Number: line.Number, Size: p.Size,
		Free: c.series.FreeByShare(session, c.now), Taken: taken, Cause: c.cause,
	}}
	if seat := p.Seat(); seat != nil {
		j.From = seat.Session
	}
	return j
}

// conclude adds what became of the party.
func (j *judgement) conclude(p *models.Party, own bool) {
	line := p.At(j.Session)
	j.Party, j.Choice, j.Own = p.Clone(), line.Choice, own
	if j.Offer = line.Status == models.Offered; j.Offer {
		j.From = 0
	}
}
