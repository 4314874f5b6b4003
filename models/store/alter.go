package store

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// alteration is a change of a session that calendars show: what it was like.
type alteration struct {
	session   int64
	was       models.SessionFact
	programme bool // changed too
}

// alter raises what the calendars of those who have a seat or an offer at a session hold of it, and notes to tell them.
func (c *change) alter(was, is *models.Session) error {
	c.altered = append(c.altered, alteration{is.ID, was.Fact(), !same(was.Programme, is.Programme)})
	return gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET sequence = sequence + 1, updated_at = ? WHERE session_id = ? AND status IN ('confirmed', 'offered')", c.now, is.ID)
}

// tellChanges writes the letters about sessions that changed: to those who have a seat or an offer there, and when its time or
// place changed to those who wait too. Whoever has news of that seat by this transaction knows from that.
func (c *change) tellChanges() error {
	told := map[string]bool{}
	for _, l := range c.letters {
		told[l.UID] = true
	}
	for _, a := range c.altered {
		session, ok := c.series.SessionByID(a.session)
		if !ok || !session.Upcoming(c.now) {
			continue
		}
		unsent, err := c.unsentChanges(a.session)
		if err != nil {
			return err
		}
		var ids []int64
		err = gorm.G[models.Placement](c.db).Raw("SELECT DISTINCT registration_id FROM placements WHERE session_id = ? AND status IN ('confirmed', 'offered', 'waiting') ORDER BY registration_id",
			a.session).Scan(c.ctx, &ids)
		if err != nil {
			return err
		}
		if err := c.know(ids); err != nil {
			return err
		}
		for _, id := range ids {
			if err := c.tellChange(c.known[id], models.ChangeFact{Old: a.was, New: session.Fact(), Programme: a.programme}, session, told, unsent); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellChange writes to the people of one registration.
func (c *change) tellChange(r *models.Registration, fact models.ChangeFact, session *models.Session, told map[string]bool, unsent unread) error {
	lines := map[int][]models.LineFact{}
	for _, s := range r.Standings() {
		lines[s.Party] = lineFacts(s)
	}
	var about []standing
	for i := range r.Placements {
		placement := &r.Placements[i]
		if placement.SessionID != session.ID || !placement.Status.Live() {
			continue
		}
		for j := range placement.Seats {
			seat := &placement.Seats[j]
			participant, ok := r.ParticipantByID(seat.ParticipantID)
			if told[seat.UID] || !ok || !seat.Status.Live() {
				continue
			}
			own := reader{r.ID, participant.ID, participant.Place == r.Contact.Place}
			if seat.Status == models.Waiting && !unsent.read(fact, own).Moves() && !unsent.read(fact, reader{r.ID, 0, true}).Moves() {
				continue
			}
			s := standing{kind: models.LetterChange, participant: participant, placement: placement, seat: seat, status: seat.Status, lines: lines[participant.Party]}
			s.event, _ = c.events(r, s)
			about = append(about, s)
		}
	}
	slices.SortStableFunc(about, func(a, b standing) int { return a.participant.Place - b.participant.Place })
	before := len(c.letters)
	if err := c.tell(r, about); err != nil {
		return err
	}
	written := c.letters[before:]
	c.letters = c.letters[:before]
	for _, l := range written {
		changed := unsent.read(fact, readerOf(&l))
		seated := slices.ContainsFunc(l.Facts.People, func(p models.PersonFact) bool { return p.Status != models.Waiting })
		if changed.Moves() || seated && (changed.Old != changed.New || changed.Programme) {
			l.Facts.Change = changed
			c.letters = append(c.letters, l)
		}
	}
	return nil
}

// reader is who reads a letter: a contact, or a participant.
type reader struct {
	registration, participant int64
	contact                   bool
}

func readerOf(l *models.Letter) reader {
	return reader{l.RegistrationID, l.ParticipantID, l.Facts.ToContact}
}

// unread are changes of which the letters were taken back before anybody had them.
type unread map[reader]models.ChangeFact

// read is a change as a reader gets to know it: whoever never read of an earlier one knows what that began with.
func (u unread) read(fact models.ChangeFact, by reader) *models.ChangeFact {
	if earlier, ok := u[by]; ok {
		fact.Old, fact.Programme = earlier.Old, earlier.Programme || fact.Programme
	}
	return &fact
}

// unsentChanges takes the letters about earlier changes of a session that no worker has had in hand yet, so that nobody reads of
// a change that is over, and gives what they would have told. Those that a worker holds are told before the new one: see inTurn.
func (c *change) unsentChanges(session int64) (unread, error) {
	queued, err := gorm.G[models.Letter](c.db).Select("id", "facts").
		Where("status = 'queued' AND attempts = 0 AND priority = ? AND kind = ? AND series_id = ?", models.PriorityFirst, models.LetterChange, c.series.ID).Find(c.ctx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, l := range queued {
		if l.Facts.SessionID == session && l.Facts.Change != nil {
			ids = append(ids, l.ID)
		}
	}
	taken, err := c.takeBack(ids)
	if err != nil {
		return nil, err
	}
	unsent := unread{}
	for _, l := range taken {
		if _, known := unsent[readerOf(&l)]; !known {
			unsent[readerOf(&l)] = *l.Facts.Change
		}
	}
	return unsent, nil
}

// takeBack deletes letters that no worker has had in hand yet, and gives those, in their order. A worker may have taken one since
// they were looked up: that one is read, and stays.
func (c *change) takeBack(ids []int64) (taken []models.Letter, err error) {
	for some := range slices.Chunk(ids, rowsAtOnce) {
		letters, err := gorm.G[models.Letter](c.db).Raw("DELETE FROM letters WHERE id IN ? AND status = 'queued' AND attempts = 0 RETURNING *", some).Find(c.ctx)
		if err != nil {
			return nil, err
		}
		taken = append(taken, letters...)
	}
	slices.SortFunc(taken, func(a, b models.Letter) int { return cmp.Compare(a.ID, b.ID) })
	return taken, nil
}

// outdate takes the calendar part from the letters that no worker holds and whose event a new letter brings in a later version.
// One that was to be tried again later is tried now, so that it still comes first. The new one waits for those that a worker
// holds: see inTurn. So an older version never comes after it.
func (c *change) outdate() error {
	var uids []string
	for _, l := range c.letters {
		if l.UID != "" && l.Sequence > 0 { // the first version has none before it
			uids = append(uids, l.UID)
		}
	}
	for len(uids) > 0 {
		some := uids[:min(len(uids), rowsAtOnce)]
		uids = uids[len(some):]
		if err := gorm.G[models.Letter](c.db).Exec(c.ctx, `UPDATE letters SET uid = '', raw = NULL, next_attempt = CASE WHEN next_attempt > ? THEN ? ELSE next_attempt END
			WHERE status = 'queued' AND (leased_until IS NULL OR leased_until <= ?) AND uid <> '' AND uid IN ?`, c.now, c.now, c.now, some); err != nil {
			return err
		}
	}
	return nil
}
