package store

import (
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
func (c *change) tellChange(r *models.Registration, fact models.ChangeFact, session *models.Session, told map[string]bool, unsent map[reader]models.ChangeFact) error {
	lines := map[int][]models.LineFact{}
	for _, s := range r.Standings() {
		lines[s.Party] = lineFacts(s)
	}
	var about []standing
	for i := range r.Placements {
		placement := &r.Placements[i]
		if placement.SessionID != session.ID || !placement.Status.Live() || placement.Status == models.Waiting && !fact.Moves() {
			continue
		}
		for j := range placement.Seats {
			seat := &placement.Seats[j]
			participant, ok := r.ParticipantByID(seat.ParticipantID)
			if told[seat.UID] || !ok || !seat.Status.Live() {
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
		changed := fact
		if earlier, ok := unsent[readerOf(&l)]; ok { // which they never read: to them it was what that one began with
			changed.Old, changed.Programme = earlier.Old, earlier.Programme || fact.Programme
		}
		if changed.Old != changed.New || changed.Programme {
			l.Facts.Change = &changed
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

// unsentChanges takes the letters about earlier changes of a session that no worker has had in hand yet, so that nobody reads of
// a change that is over, and gives what they would have told. Those that a worker holds are told before the new one: see inTurn.
func (c *change) unsentChanges(session int64) (map[reader]models.ChangeFact, error) {
	queued, err := gorm.G[models.Letter](c.db).Select("id", "registration_id", "participant_id", "facts").
		Where("status = 'queued' AND attempts = 0 AND priority = ? AND kind = ? AND series_id = ?", models.PriorityFirst, models.LetterChange, c.series.ID).Order("id").Find(c.ctx)
	if err != nil {
		return nil, err
	}
	unsent := map[reader]models.ChangeFact{}
	for _, l := range queued {
		if l.Facts.SessionID != session || l.Facts.Change == nil {
			continue
		}
		if _, known := unsent[readerOf(&l)]; !known {
			unsent[readerOf(&l)] = *l.Facts.Change
		}
		if _, err := gorm.G[models.Letter](c.db).Where("id = ?", l.ID).Delete(c.ctx); err != nil {
			return nil, err
		}
	}
	return unsent, nil
}

// outdate takes the calendar part from the letters that no worker has had in hand yet and whose event a new letter brings in a
// later version. The new one waits for those that a worker holds, or tries again: see inTurn. So an older version never comes
// after it.
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
		if err := gorm.G[models.Letter](c.db).Exec(c.ctx, "UPDATE letters SET uid = '', raw = NULL WHERE status = 'queued' AND attempts = 0 AND uid <> '' AND uid IN ?", some); err != nil {
			return err
		}
	}
	return nil
}
