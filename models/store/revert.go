package store

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Revert undoes an organiser's act on a registration, which is named by the Seq of its audit entry: as models.Undo.Judge says,
// which the story showed before. May says at which sessions the organiser may bring people to seats. Letters that nobody had in
// hand yet and that told of the act are taken back; who heard of it is told where they stand now. Errors: Gone when it is too
// late, or was undone, or the registration erased; Conflict when something else changed since, or somebody would come back who
// is signed up elsewhere; Forbidden. Then nothing changes.
func (s *Store) Revert(ctx context.Context, registrationID, act int64, actor string, may func(session int64) bool) error {
	return s.change(ctx, byRegistration(registrationID), func(c *change) error {
		rows, err := gorm.G[undoRow](c.db).Where("registration_id = ? AND act = ?", registrationID, act).Find(c.ctx)
		if err != nil {
			return err
		}
		_, err = c.revert(rows, actor, may)
		return err
	})
}

// RevertCancel undoes what CancelPeople did, for everybody or for nobody. It says for how many. Errors: those of Revert, of
// which one that is about a registration names its Reference.
func (s *Store) RevertCancel(ctx context.Context, slug string, act int64, actor string) (count int, err error) {
	err = s.change(ctx, bySlug(slug), func(c *change) error {
		rows, err := gorm.G[undoRow](c.db).Where("series_id = ? AND act = ? AND action = ?", c.series.ID, act, models.ActionCancel).Find(c.ctx)
		if err != nil {
			return err
		}
		count, err = c.revert(rows, actor, nil)
		return err
	})
	return count, err
}

// reverting is the undoing of an act, under way.
type reverting struct {
	r         *models.Registration
	undo      *models.Undo
	reversals []models.Reversal
}

// revert undoes an act on each of its registrations, those that stand first in line first. It says for how many people.
func (c *change) revert(rows []undoRow, actor string, may func(session int64) bool) (people int, err error) {
	if len(rows) == 0 {
		return 0, &models.Error{Code: models.Gone, Key: "error.revert.late"}
	}
	all, err := c.reverting(rows)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(all, func(a, b reverting) int {
		return cmp.Or(cmp.Compare(a.undo.Number(), b.undo.Number()), cmp.Compare(a.r.ID, b.r.ID))
	})
	deed := models.Deed{Act: rows[0].Act, More: map[string]any{"of": rows[0].Action}}
	for i := range all {
		v := &all[i]
		if v.reversals, err = c.judgeUndo(v.undo, v.r); err != nil {
			return 0, refusedFor(err, v.r, len(all))
		}
		for _, reversal := range v.reversals {
			if may != nil && reversal.Session != 0 && v.undo.Action != models.ActionCancel && !may(reversal.Session) {
				return 0, &models.Error{Code: models.Forbidden, Key: "error.permission"}
			}
		}
		if err := c.unsend(v.undo); err != nil {
			return 0, err
		}
		parties, err := c.revertOne(v)
		if err != nil {
			return 0, err
		}
		deed.Parties = append(deed.Parties, parties...)
		people += len(v.undo.Left)
	}
	if deed.Rules, err = c.lower(all); err != nil {
		return 0, err
	}
	if _, err := gorm.G[undoRow](c.db).Where("series_id = ? AND act = ? AND registration_id IN ?", c.series.ID, rows[0].Act, registrationIDs(all)).Delete(c.ctx); err != nil {
		return 0, err
	}
	subject := seriesSubject(c.series)
	if len(all) == 1 {
		subject = registrationSubject(all[0].r.ID)
	}
	return people, c.deed(actor, models.ActionRevert, subject, deed)
}

// reverting loads the registrations of an act. Gone when one was erased.
func (c *change) reverting(rows []undoRow) ([]reverting, error) {
	all := make([]reverting, len(rows))
	for i := range rows {
		undo, err := rows[i].undo()
		if err != nil {
			return nil, err
		}
		all[i].undo = undo
	}
	for part := range slices.Chunk(rows, rowsAtOnce) {
		ids := make([]int64, len(part))
		for i := range part {
			ids[i] = part[i].RegistrationID
		}
		loaded, err := loadAll(c.ctx, c.db, "id IN ?", ids)
		if err != nil {
			return nil, err
		}
		for _, r := range loaded {
			if err := refuseErased(r); err != nil {
				return nil, err
			}
			all[slices.IndexFunc(rows, func(row undoRow) bool { return row.RegistrationID == r.ID })].r = r
		}
	}
	return all, nil
}

func registrationIDs(all []reverting) []int64 {
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].r.ID
	}
	return ids
}

// refusedFor adds to a refusal which registration it is about, when there are several.
func refusedFor(err error, r *models.Registration, count int) error {
	if refused, ok := err.(*models.Error); ok && count > 1 {
		return &models.Error{Code: refused.Code, Key: "error.revert.several", Args: map[string]any{"Reference": r.Reference}}
	}
	return err
}

// revertOne undoes an act on one registration, and gives the parties that it touched.
func (c *change) revertOne(v *reverting) ([]models.Party, error) {
	switch v.undo.Action {
	case models.ActionNote:
		_, err := gorm.G[noteRow](c.db).Where("id = ? AND registration_id = ?", v.undo.Note, v.r.ID).Delete(c.ctx)
		return nil, err
	case models.ActionEdit:
		edit := v.undo.Was.Edit(v.r)
		if err := edit.Validate(v.r); err != nil {
			return nil, &models.Error{Code: models.Conflict, Key: "error.revert.changed"}
		}
		_, err := c.edit(v.r, edit)
		return nil, err
	case models.ActionSubstitute:
		return nil, c.revertSubstitute(v)
	}
	if err := c.comeBack(v.undo.Left); err != nil {
		return nil, err
	}
	var parties []models.Party
	for i := range v.reversals {
		reversal := &v.reversals[i]
		is := v.r.PartyOf(reversal.Party.Place)
		if err := c.revertParty(v, &is, reversal); err != nil {
			return nil, err
		}
		parties = append(parties, reversal.Party)
	}
	return parties, nil
}

// revertSubstitute has the person who was replaced take the place again.
func (c *change) revertSubstitute(v *reverting) error {
	for place, person := range v.undo.Was.People {
		participant, _ := v.r.Participant(place)
		placement, seat, err := c.placeToTake(v.r, participant)
		if err != nil {
			return err
		}
		if person.ValidateSubstitute(v.r) != nil {
			return &models.Error{Code: models.Conflict, Key: "error.revert.changed"}
		}
		if err := c.takePlace(v.r, participant, person, placement, seat); err != nil {
			return err
		}
	}
	return nil
}

// comeBack makes people who left a part of their parties again.
func (c *change) comeBack(people []int64) error {
	return gorm.G[models.Participant](c.db).Exec(c.ctx, "UPDATE participants SET withdrawn = FALSE WHERE id IN ?", append(people, 0))
}

// revertParty writes what undoing makes of a party, and notes what to tell its people.
func (c *change) revertParty(v *reverting, is *models.Party, reversal *models.Reversal) error {
	if err := c.keep(is, &reversal.Party); err != nil {
		return err
	}
	if err := c.revive(v.r, is, &reversal.Party, v.undo.Left); err != nil {
		return err
	}
	told := news{kind: models.LetterWaiting, registration: v.r.ID, party: reversal.Party.Place, session: reversal.Session}
	if is.Size > 0 && reversal.Party.Size > is.Size { // who stayed in the group hears nothing
		for _, participant := range v.r.Participants {
			if participant.Party == reversal.Party.Place && slices.Contains(v.undo.Left, participant.ID) {
				told.left = append(told.left, participant.ID)
			}
		}
	}
	switch reversal.Outcome {
	case models.RevertedSeat:
		if told.kind = models.LetterConfirmation; reversal.Held != 0 {
			told.kind, told.old = models.LetterSwap, reversal.Held
		}
	case models.RevertedStays:
		told.kind, told.session = models.LetterConfirmation, reversal.Held
		// Calendars take a version once.
		err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET sequence = sequence + 1, updated_at = ? WHERE placement_id = ? AND status = 'confirmed'", c.now, reversal.Party.Seat().Placement)
		if err != nil {
			return err
		}
	case models.RevertedNothing:
		told.kind, told.session = models.LetterCancellation, is.Lines[0].Session
		if seat := is.Seat(); seat != nil {
			told.session = seat.Session
		}
	}
	c.tells(told)
	return nil
}

// revive gives the people of a party their seats in the lives that are live again, with the calendar events that they had.
func (c *change) revive(r *models.Registration, is, p *models.Party, back []int64) error {
	people, lives := []int64{0}, []int64{0}
	for _, participant := range r.Participants {
		if participant.Party == p.Place && (!participant.Withdrawn || slices.Contains(back, participant.ID)) {
			people = append(people, participant.ID)
		}
	}
	if c.revived == nil {
		c.revived = map[int64]bool{}
	}
	for _, line := range p.Lines {
		if line.Status.Live() {
			lives = append(lives, line.Placement)
			if old := is.Line(line.Choice); old != nil && !old.Status.Live() {
				c.revived[line.Placement] = true
			}
		}
	}
	return gorm.G[models.Seat](c.db).Exec(c.ctx, `UPDATE seats SET status = (SELECT p.status FROM placements p WHERE p.id = seats.placement_id),
		sequence = sequence + CASE WHEN sequence > 0 THEN 1 ELSE 0 END, release_at = NULL, answered = '', answered_at = NULL, answer_stamp = NULL, updated_at = ?
		WHERE placement_id IN ? AND participant_id IN ? AND status NOT IN ('confirmed', 'offered', 'waiting')`, c.now, lives, people)
}

// lower takes back the overbooking that an act raised, as far as its seats are free again, and gives the rules then.
func (c *change) lower(all []reverting) (*models.Rules, error) {
	lowered := false
	for _, v := range all {
		session, ok := c.series.SessionByID(v.undo.Session)
		if !ok {
			continue
		}
		if by := min(v.undo.Raised, session.Overbooking, session.Free()); by > 0 {
			lowered = true
			if err := c.overbook(session, -by); err != nil {
				return nil, err
			}
		}
	}
	if !lowered {
		return nil, nil
	}
	return c.series.Rules(), nil
}

// unsend takes back the letters that told of an act and that no worker has had in hand yet. What takes an event out of a
// calendar for good stays.
func (c *change) unsend(u *models.Undo) error {
	queued, err := gorm.G[models.Letter](c.db).Where("message_id IN ? AND status = 'queued' AND attempts = 0", append(u.Letters, "")).Find(c.ctx)
	if err != nil {
		return err
	}
	var ids []int64
	for _, l := range queued {
		if u.Action == models.ActionSubstitute && l.Facts.Event != nil && l.Facts.Event.Cancels {
			continue // who comes back gets another event
		}
		ids = append(ids, l.ID)
	}
	taken, err := c.takeBack(ids)
	c.unsent = append(c.unsent, taken...)
	return err
}

// unheard says that a calendar never got an event, as the letter with it was taken back.
func (c *change) unheard(uid string) bool {
	return slices.ContainsFunc(c.unsent, func(l models.Letter) bool { return l.UID == uid && l.Sequence == 0 && uid != "" })
}

// unaware says that what a person was told of an act was taken back.
func (c *change) unaware(p *models.Participant) bool {
	return slices.ContainsFunc(c.unsent, func(l models.Letter) bool { return l.ParticipantID == p.ID && l.RecipientEmail == p.Email })
}

// gone says that a seat which waits again had left its person's calendar before.
func (c *change) gone(seat *models.Seat) bool {
	return c.revived[seat.PlacementID] && seat.Status == models.Waiting &&
		!slices.ContainsFunc(c.unsent, func(l models.Letter) bool { return l.UID == seat.UID })
}
