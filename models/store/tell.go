package store

import (
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// letter adds a letter to those that the transaction writes. Recipient, kind, ids and facts are the caller's.
func (c *change) letter(l models.Letter) error {
	id, err := c.store.secret()
	if err != nil {
		return err
	}
	l.SeriesID, l.MessageID, l.Stamp, l.NextAttempt, l.Status = c.series.ID, id, c.now, c.now, models.LetterQueued
	c.letters = append(c.letters, l)
	return nil
}

// news is what a transaction has to tell the people of one registration.
type news struct {
	registration *models.Registration
	kind         models.LetterKind
	sessionID    int64
	about        []standing // whom it concerns, by place
}

// standing is where one participant stands after the act.
type standing struct {
	participant *models.Participant
	placement   *models.Placement
	seat        *models.Seat
}

// tell writes the letters of one piece of news: the contact's, about everybody whom it concerns, and each participant's own.
// A contact who attends gets one for both.
func (c *change) tell(n news) error {
	if len(n.about) == 0 {
		return nil // whoever was served left in the same act
	}
	r := n.registration
	toContact := models.Letter{
		RegistrationID: r.ID, PlacementID: n.about[0].placement.ID, Kind: n.kind, Language: r.Language,
		RecipientName: r.Contact.Name, RecipientEmail: r.Contact.Email,
		Facts: c.facts(n, n.about),
	}
	toContact.Facts.ToContact, toContact.Facts.RegistrationVersion = true, r.TokenVersion
	for _, s := range n.about {
		if s.participant.Place == r.Contact.Place {
			concern(&toContact, s)
		}
	}
	if err := c.letter(toContact); err != nil {
		return err
	}
	for _, s := range n.about {
		if s.participant.Place == r.Contact.Place {
			continue
		}
		own := models.Letter{
			RegistrationID: r.ID, PlacementID: s.placement.ID, Kind: n.kind, Language: r.Language,
			RecipientName: s.participant.Name, RecipientEmail: s.participant.Email,
			Facts: c.facts(n, []standing{s}),
		}
		if n.kind == models.LetterConfirmation && s.seat.Status == models.Waiting {
			own.Kind = models.LetterWaiting
		}
		concern(&own, s)
		if err := c.letter(own); err != nil {
			return err
		}
	}
	return nil
}

// concern makes a letter one about a participant, with the calendar event of their seat when they have one.
func concern(l *models.Letter, s standing) {
	l.ParticipantID, l.Facts.ParticipantVersion = s.participant.ID, s.participant.TokenVersion
	if s.seat.Status == models.Confirmed {
		l.UID, l.Sequence = s.seat.UID, s.seat.Sequence
	}
}

func (c *change) facts(n news, about []standing) models.Facts {
	facts := models.Facts{
		Reference: n.registration.Reference, ContactName: n.registration.Contact.Name, Organisation: n.registration.Organisation.Name,
		SessionID: n.sessionID, FilledMeanwhile: n.registration.FilledMeanwhile,
	}
	for _, s := range about {
		facts.People = append(facts.People, models.PersonFact{Place: s.participant.Place, Name: s.participant.Name, Status: s.seat.Status})
		if s.seat.Status == models.Waiting && facts.Size == 0 {
			facts.Ahead, facts.Size = s.placement.Ahead, s.placement.Size
		}
	}
	return facts
}

// standings are where the participants of some placements stand, by place. keep nil means all of their seats.
func standings(r *models.Registration, placements []models.Placement, keep func(models.Seat) bool) []standing {
	var all []standing
	for i := range placements {
		for j := range placements[i].Seats {
			seat := &placements[i].Seats[j]
			if keep != nil && !keep(*seat) {
				continue
			}
			participant, _ := r.ParticipantByID(seat.ParticipantID)
			all = append(all, standing{participant, &placements[i], seat})
		}
	}
	slices.SortFunc(all, func(a, b standing) int { return a.participant.Place - b.participant.Place })
	return all
}

// tellRegistered writes the letters of a sign-up.
func (c *change) tellRegistered(r *models.Registration, session *models.Session) error {
	n := news{registration: r, kind: models.LetterWaiting, sessionID: session.ID, about: standings(r, r.Placements, nil)}
	for _, s := range n.about {
		if s.seat.Status == models.Confirmed {
			n.kind = models.LetterConfirmation
		}
	}
	return c.tell(n)
}

// tellPromoted writes the letters of what serving granted: each person is told once, whatever happened in between.
func (c *change) tellPromoted() error {
	told := map[int64]bool{}
	for _, p := range c.promoted {
		if told[p.RegistrationID] {
			continue
		}
		told[p.RegistrationID] = true
		r, err := load(c.ctx, c.db, "id = ?", p.RegistrationID)
		if err != nil {
			return err
		}
		granted := slices.DeleteFunc(r.Placements, func(own models.Placement) bool {
			return !slices.ContainsFunc(c.promoted, func(p models.Placement) bool { return p.ID == own.ID })
		})
		about := standings(r, granted, func(seat models.Seat) bool { return seat.Status == models.Confirmed })
		if err := c.tell(news{registration: r, kind: models.LetterPromotion, sessionID: p.SessionID, about: about}); err != nil {
			return err
		}
	}
	return nil
}

// refuseDuplicates finds people who have a place in the series under a registration other than except. Their owners get a
// letter with their own link, once a day at most; who signs up gets an Invalid error that names the fields, and no names
// (seat rule 10). nil when there are none.
func (c *change) refuseDuplicates(people []models.Person, except int64) (*models.Error, error) {
	if !c.series.Policy.OneSeatPerPerson {
		return nil, nil
	}
	keys := make([]string, len(people))
	for i, person := range people {
		keys[i] = models.NormaliseEmail(person.Email)
	}
	var taken []string
	err := gorm.G[models.Participant](c.db).Raw(`SELECT DISTINCT p.email_key FROM participants p JOIN seats s ON s.participant_id = p.id
		WHERE p.email_key IN ? AND p.series_id = ? AND p.registration_id <> ? AND s.status IN ('confirmed', 'offered', 'waiting')`,
		keys, c.series.ID, except).Scan(c.ctx, &taken)
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	e := &models.Error{Code: models.Invalid, Key: "error.form"}
	for i, key := range keys {
		if slices.Contains(taken, key) {
			e.Problems = append(e.Problems, models.Problem{Field: "email", Place: i + 1, Key: "problem.email.registered"})
		}
	}
	slices.Sort(taken)
	for _, key := range taken {
		if err := c.tellDuplicate(key); err != nil {
			return nil, err
		}
	}
	return e, nil
}
