package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// LetIn gives somebody who waits for a session a seat there, out of turn, and marks them present. Of a group it lets in this
// one person: the group comes apart. Over says that the receptionist knows that no seat is free: then the session's
// overbooking is raised. Errors: NotFound; Conflict error.door.full without over, and of models.Series.RefuseEntry.
func (s *Store) LetIn(ctx context.Context, slug, session string, seat int64, over bool, by models.Receptionist) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		at, err := c.entry(session, by)
		if err != nil {
			return err
		}
		guest, err := guestAt(c.ctx, c.db, at, seat)
		if err != nil {
			return err
		}
		if guest.Status != models.Waiting { // another phone was quicker
			return nil
		}
		raised, err := c.makeRoom(at, over)
		if err != nil {
			return err
		}
		return c.letIn(at, seat, raised, by)
	})
}

// entry is the session at whose door somebody asks to be let in.
func (c *change) entry(slug string, by models.Receptionist) (*models.Session, error) {
	session, err := c.session(slug)
	if err != nil {
		return nil, err
	}
	return session, c.series.RefuseEntry(session, by, c.now)
}

// makeRoom makes sure that a session has a free seat for one person (seat rule 1): when none is, it raises the overbooking by
// one for who says so knowingly. It returns by how much.
func (c *change) makeRoom(session *models.Session, over bool) (raised int, err error) {
	if session.Free() > 0 {
		return 0, nil
	}
	if !over {
		return 0, &models.Error{Code: models.Conflict, Key: "error.door.full", Args: map[string]any{"City": session.Place()}}
	}
	session.Overbooking++
	if err := gorm.G[models.Session](c.db).Exec(c.ctx, "UPDATE sessions SET overbooking = ? WHERE id = ?", session.Overbooking, session.ID); err != nil {
		return 0, err
	}
	return 1, gorm.G[models.Series](c.db).Exec(c.ctx, "UPDATE series SET revision = revision + 1 WHERE id = ?", c.series.ID)
}

func (c *change) letIn(session *models.Session, seat int64, raised int, by models.Receptionist) error {
	r, err := load(c.ctx, c.db, "id = (SELECT p.registration_id FROM participants p JOIN seats s ON s.participant_id = p.id WHERE s.id = ?)", seat)
	if err != nil {
		return err
	}
	participant := participantOf(r, seat)
	party := r.PartyOf(participant.Party)
	h := &holding{change: c, r: r, touched: []models.Party{party}}
	if party.Size > 1 {
		h.touched = nil
		if err := h.split(&party); err != nil {
			return err
		}
		err := gorm.G[models.Registration](c.db).Exec(c.ctx, "UPDATE registrations SET together = ?, updated_at = ? WHERE id = ?", models.TogetherAny, c.now, r.ID)
		if err != nil {
			return err
		}
		participant.Party = participant.Place
	}
	is := &h.touched[slices.IndexFunc(h.touched, func(p models.Party) bool { return p.Place == participant.Party })]
	was := is.Clone()
	told := news{kind: models.LetterConfirmation, registration: r.ID, party: is.Place, session: session.ID}
	if held := was.Seat(); held != nil {
		told.kind, told.old = models.LetterPromotion, held.Session // it says what was given up
	}
	is.LetIn(is.At(session.ID), c.series, c.now)
	if err := c.keep(&was, is); err != nil {
		return err
	}
	if err := c.keepMark("id = ?", &c.now, by.Actor(), seat); err != nil {
		return err
	}
	c.tells(told)
	return c.exception(r.ID, participant.ID, session, raised, h.touched, by)
}

// participantOf is the person of a seat.
func participantOf(r *models.Registration, seat int64) *models.Participant {
	for i := range r.Placements {
		for _, s := range r.Placements[i].Seats {
			if s.ID == seat {
				participant, _ := r.ParticipantByID(s.ParticipantID)
				return participant
			}
		}
	}
	return nil
}

// exception writes the audit entry of a seat that was given at the door.
func (c *change) exception(registration, participant int64, session *models.Session, raised int, parties []models.Party, by models.Receptionist) error {
	d := models.Deed{Parties: parties, More: map[string]any{"participant": participant, "session": session.ID, "seats": session.Seats()}}
	if raised > 0 {
		d.Rules, d.More["overbooked"] = c.series.Rules(), raised
	}
	return c.deed(by.Actor(), models.ActionLetIn, registrationSubject(registration), d)
}

// WalkIn signs up somebody who came without being signed up, gives them a seat and marks them present. Over is as with LetIn.
// Errors: NotFound; Invalid with Problems, among them an address that has a place in the series; Conflict of LetIn.
func (s *Store) WalkIn(ctx context.Context, slug, session string, in models.WalkIn, over bool, by models.Receptionist) error {
	in.Clean()
	return s.change(ctx, bySlug(slug), func(c *change) error {
		at, err := c.entry(session, by)
		if err != nil {
			return err
		}
		if err := in.Validate(c.series); err != nil {
			return err
		}
		if err := c.refuseListed(at, in.Email, 0); err != nil {
			return err
		}
		raised, err := c.makeRoom(at, over)
		if err != nil {
			return err
		}
		employer, err := c.organisation(in.Organisation)
		if err != nil {
			return err
		}
		return c.walkIn(at, &in, employer, raised, by)
	})
}

// refuseListed finds out whether an address has a place in the series already, under a registration other than except: at
// this session, or at another (seat rule 10).
func (c *change) refuseListed(session *models.Session, email string, except int64) error {
	if !c.series.Policy.OneSeatPerPerson {
		return nil
	}
	key := models.NormaliseEmail(email)
	taken, err := c.placedElsewhere([]string{key}, except)
	if err != nil || len(taken) == 0 {
		return err
	}
	here, err := gorm.G[models.Seat](c.db).Where(`session_id = ? AND status IN ('confirmed', 'waiting')
		AND participant_id IN (SELECT id FROM participants WHERE email_key = ?)`, session.ID, key).Count(c.ctx, "id")
	if err != nil {
		return err
	}
	problem := models.Problem{Field: "email", Key: "problem.door.elsewhere"}
	if here > 0 {
		problem.Key = "problem.door.listed"
	}
	return &models.Error{Code: models.Invalid, Key: "error.form", Problems: []models.Problem{problem}}
}

func (c *change) walkIn(session *models.Session, in *models.WalkIn, employer models.Organisation, raised int, by models.Receptionist) error {
	signUp := &models.SignUp{
		Session: session.Slug, Together: models.TogetherAll, Organisation: in.Organisation, Sector: in.Sector,
		People: []models.Person{in.Person}, Language: in.Language,
	}
	r := newRegistration(c.series, session, signUp, nil)
	r.Organisation, r.OrganisationID = employer, employer.ID
	n := &newcomer{registration: r, parties: newParties(c.series, signUp, r)}
	c.series.NextNumber++
	party := &n.parties[0]
	party.LetIn(&party.Lines[0], c.series, c.now)
	n.asked = []models.Party{party.Clone()}
	c.series.Recount(&models.Party{}, party)
	c.lay(r, party, nil, nil)
	if err := c.insertRows(n, nil); err != nil {
		return err
	}
	if err := c.keepMark("placement_id = ?", &c.now, by.Actor(), r.Placements[0].ID); err != nil {
		return err
	}
	c.known, c.signedUp = map[int64]*models.Registration{r.ID: r}, r.ID
	c.tells(news{kind: models.LetterConfirmation, registration: r.ID, party: party.Place, session: session.ID})
	return c.exception(r.ID, r.Participants[0].ID, session, raised, n.parties, by)
}

// SubstituteAtDoor lets a colleague go in the place of somebody who has a seat and did not come, and marks the colleague
// present. It is possible until the session's end, which a holder's own substitute is only until its start. Errors: NotFound;
// Conflict for who is there already or only waits, and of models.Series.RefuseEntry; Invalid with Problems at name and email.
func (s *Store) SubstituteAtDoor(ctx context.Context, slug, session string, seat int64, person models.Person, by models.Receptionist) error {
	in := models.SignUp{People: []models.Person{person}}
	in.Clean()
	if len(in.People) == 1 {
		person = in.People[0]
	}
	return s.change(ctx, bySlug(slug), func(c *change) error {
		at, err := c.entry(session, by)
		if err != nil {
			return err
		}
		guest, err := guestAt(c.ctx, c.db, at, seat)
		if err != nil {
			return err
		}
		switch {
		case guest.Status != models.Confirmed:
			return &models.Error{Code: models.Conflict, Key: "error.door.waiting", Args: map[string]any{"Name": guest.Name}}
		case guest.Present():
			return &models.Error{Code: models.Conflict, Key: "error.door.present", Args: map[string]any{"Name": guest.Name}}
		}
		r, err := load(c.ctx, c.db, "id = (SELECT p.registration_id FROM participants p JOIN seats s ON s.participant_id = p.id WHERE s.id = ?)", seat)
		if err != nil {
			return err
		}
		participant := participantOf(r, seat)
		placement, own, _ := r.SeatOf(participant.ID)
		if err := person.ValidateSubstitute(r); err != nil {
			return err
		}
		if err := c.refuseListed(at, person.Email, r.ID); err != nil {
			return err
		}
		if err := c.substitutePerson(r, participant, person, placement, own, by.Actor()); err != nil {
			return err
		}
		return c.keepMark("id = ?", &c.now, by.Actor(), seat)
	})
}
