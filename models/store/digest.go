package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// dueDigest is the SQL of organisers whose digest is due, or was not worked out yet. Who never signed in has nothing to look at.
const dueDigest = "NOT disabled AND digest <> 'off' AND signed_in_at IS NOT NULL AND (digest_at IS NULL OR digest_at <= ?)"

// told are organisers who were told until the same moment, and are told in the same rhythm.
type told struct {
	rhythm models.Rhythm
	until  time.Time // the zero time: they were never told
}

// Digest writes to each organiser whose digest is due what happened since they were told last, if anything did. It reads first, a
// few statements for all of those who were told until the same moment, and then writes at once. Whoever another copy of the
// program told meanwhile is left out; a digest that was missed is written once.
func (s *Store) Digest(ctx context.Context) error {
	now := s.Now()
	until := models.DigestUntil(now)
	letters, groups := map[int64]models.Letter{}, map[told][]int64{}
	var clock models.WorkClock
	err := s.reading(ctx, func(db *gorm.DB) error {
		due, err := gorm.G[models.Organiser](db).Where(dueDigest, now).Order("id").Find(ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		all, err := s.everySeries(ctx, db)
		if err != nil {
			return err
		}
		clock = models.HouseClock(all)
		for i := range due {
			group := told{rhythm: due[i].Digests}
			if at := utc(due[i].DigestedAt); at != nil {
				due[i].DigestedAt, group.until = at, *at
			}
			groups[group] = append(groups[group], due[i].ID)
		}
		return digests(ctx, db, due, all, until, now, clock, letters)
	})
	if err != nil || len(groups) == 0 {
		return err
	}
	wrote := false
	err = s.writing(ctx, func(db *gorm.DB) error {
		wrote, err = s.keepDigests(context.WithoutCancel(ctx), db, groups, letters, until, now, clock)
		return err
	})
	if err == nil && wrote {
		s.ring()
	}
	return err
}

// digests makes the letters of those who were told before.
func digests(ctx context.Context, db *gorm.DB, due []models.Organiser, all []*models.Series, until, now time.Time, clock models.WorkClock, letters map[int64]models.Letter) error {
	if err := assigned(ctx, db, due); err != nil {
		return err
	}
	known := map[time.Time]*models.Happened{}
	pending := map[models.Rhythm]*models.Pending{}
	for i := range due {
		o := &due[i]
		if o.DigestedAt == nil || o.Digests.Due(*o.DigestedAt, clock).After(now) {
			continue
		}
		if pending[o.Digests] == nil {
			found, err := pendingUntil(ctx, db, all, o.Digests.Next(now, clock), now)
			if err != nil {
				return err
			}
			pending[o.Digests] = found
		}
		if known[*o.DigestedAt] == nil {
			found, err := happened(ctx, db, *o.DigestedAt, until)
			if err != nil {
				return err
			}
			known[*o.DigestedAt] = found
		}
		if fact := o.Digest(all, known[*o.DigestedAt], pending[o.Digests], now, clock); fact != nil {
			letters[o.ID] = o.DigestLetter(fact, all)
		}
	}
	return nil
}

// assigned fills in the roles of organisers.
func assigned(ctx context.Context, db *gorm.DB, organisers []models.Organiser) error {
	at, ids := map[int64]*models.Organiser{}, make([]int64, len(organisers))
	for i := range organisers {
		ids[i], at[organisers[i].ID] = organisers[i].ID, &organisers[i]
	}
	assignments, err := gorm.G[models.Assignment](db).Where("organiser_id IN ?", ids).Find(ctx)
	for _, a := range assignments {
		at[a.OrganiserID].Assignments = append(at[a.OrganiserID].Assignments, a)
	}
	return err
}

// keepDigests notes that organisers are told, and writes the letters of those who are.
func (s *Store) keepDigests(ctx context.Context, db *gorm.DB, groups map[told][]int64, letters map[int64]models.Letter, until, now time.Time, clock models.WorkClock) (wrote bool, err error) {
	var written []models.Letter
	inOrder := slices.SortedFunc(maps.Keys(groups), func(a, b told) int { return cmp.Or(a.until.Compare(b.until), cmp.Compare(a.rhythm, b.rhythm)) })
	for _, group := range inOrder { // of all copies of the program: they lock the same rows
		reached, next := until, group.rhythm.Next(now, clock)
		if due := group.rhythm.Due(group.until, clock); !group.until.IsZero() && due.After(now) {
			reached, next = group.until, due // a day became a holiday
		}
		since, args := "digested_at = ?", []any{reached, next, groups[group], group.rhythm, now, group.until}
		if group.until.IsZero() {
			since, args = "digested_at IS NULL", args[:5]
		}
		ours, err := gorm.G[models.Organiser](db).Raw("UPDATE organisers SET digested_at = ?, digest_at = ? WHERE id IN ? AND digest = ? AND "+dueDigest+" AND "+since+" RETURNING *", args...).Find(ctx)
		if err != nil {
			return false, err
		}
		for _, o := range ours {
			letter, tells := letters[o.ID]
			if !tells {
				continue
			}
			if letter.MessageID, err = s.secret(); err != nil {
				return false, err
			}
			letter.Stamp, letter.NextAttempt, letter.Status = now, now, models.LetterQueued
			written = append(written, letter)
		}
	}
	if len(written) == 0 {
		return false, nil
	}
	return true, gorm.G[models.Letter](db).CreateInBatches(ctx, &written, rowsAtOnce)
}

// signedUp counts by session the people of new registrations: each once, where they have a seat or else want one most.
const signedUp = `SELECT session_id, count(*) AS signed_up, sum(CASE WHEN status = 'waiting' THEN 1 ELSE 0 END) AS waiting FROM (
	SELECT s.session_id, s.status, row_number() OVER (PARTITION BY s.participant_id ORDER BY
		CASE s.status WHEN 'confirmed' THEN 0 WHEN 'offered' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END, pl.rank, s.id DESC) AS turn
	FROM registrations r JOIN placements pl ON pl.registration_id = r.id JOIN seats s ON s.placement_id = pl.id
	WHERE r.created_at > @since AND r.created_at <= @until) AS stands WHERE turn = 1 GROUP BY session_id`

// givenUp counts the seats that people gave up, by session and by where they have one instead. A session that was cancelled took
// its seats itself: nobody gave them up.
const givenUp = `SELECT s.session_id, s.status, coalesce((SELECT max(held.session_id) FROM seats held WHERE held.participant_id = s.participant_id AND held.status = 'confirmed'), 0) AS at, count(*) AS people
	FROM seats s JOIN participants p ON p.id = s.participant_id
	WHERE s.updated_at > @since AND s.updated_at <= @until AND s.status IN ('cancelled', 'moved') AND s.sequence > 0 AND (s.status = 'moved' OR p.withdrawn)
	GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

// bouncedSince are the addresses that mail came back from, by the sessions where somebody who has it has or wants a place, or
// somebody whom they signed up. There are few such addresses: SQLite begins with what CROSS JOIN has on its left.
const bouncedSince = `SELECT DISTINCT b.series_id, b.email_key AS item, s.session_id FROM bounces b CROSS JOIN participants p CROSS JOIN seats s
	WHERE b.at > @since AND b.at <= @until AND p.email_key = b.email_key AND p.series_id = b.series_id AND s.participant_id = p.id
UNION SELECT b.series_id, b.email_key, c.session_id FROM bounces b CROSS JOIN contacts k CROSS JOIN choices c
	WHERE b.at > @since AND b.at <= @until AND k.email_key = b.email_key AND k.series_id = b.series_id AND c.registration_id = k.registration_id ORDER BY 1, 2, 3`

// failedSince are the letters that were given up: their last attempt ended before it would have been another worker's turn. What
// was stopped with its mailing has no failure.
const failedSince = `SELECT DISTINCT l.series_id, CAST(l.id AS TEXT) AS item, coalesce(c.session_id, 0) AS session_id FROM letters l
	LEFT JOIN choices c ON c.registration_id = l.registration_id AND l.registration_id <> 0
	WHERE l.status = 'failed' AND l.failure <> '' AND l.series_id <> 0 AND l.next_attempt > @since AND l.next_attempt <= @until ORDER BY 1, 2, 3`

// happened reads what happened after a moment, until another.
func happened(ctx context.Context, db *gorm.DB, since, until time.Time) (*models.Happened, error) {
	found := &models.Happened{Sessions: map[int64]models.SessionNews{}}
	between := []any{sql.Named("since", since), sql.Named("until", until)}
	var signed []struct {
		SessionID int64
		SignedUp  int
		Waiting   int
	}
	err := gorm.G[models.Seat](db).Raw(signedUp, between...).Scan(ctx, &signed)
	for _, row := range signed {
		found.Sessions[row.SessionID] = models.SessionNews{SignedUp: row.SignedUp, Waiting: row.Waiting}
	}
	var given []struct {
		SessionID int64
		Status    models.Status
		At        int64
		People    int
	}
	err = errors.Join(err, gorm.G[models.Seat](db).Raw(givenUp, between...).Scan(ctx, &given))
	for _, row := range given {
		if row.Status == models.Moved {
			found.Moves = append(found.Moves, models.Move{From: row.SessionID, To: row.At, People: row.People})
			continue
		}
		news := found.Sessions[row.SessionID]
		news.Cancelled += row.People
		found.Sessions[row.SessionID] = news
	}
	for query, into := range map[string]*[]models.Undelivered{bouncedSince: &found.Bounced, failedSince: &found.Failed} {
		var rows []struct {
			SeriesID  int64
			Item      string
			SessionID int64
		}
		err = errors.Join(err, gorm.G[models.Letter](db).Raw(query, between...).Scan(ctx, &rows))
		for i, row := range rows {
			if i == 0 || rows[i-1].SeriesID != row.SeriesID || rows[i-1].Item != row.Item {
				*into = append(*into, models.Undelivered{SeriesID: row.SeriesID})
			}
			last := &(*into)[len(*into)-1]
			last.Sessions = append(last.Sessions, row.SessionID)
		}
	}
	return found, err
}

// pendingUntil reads the offers that expire before a moment, and what people need at sessions to come and is not arranged.
func pendingUntil(ctx context.Context, db *gorm.DB, all []*models.Series, before, now time.Time) (*models.Pending, error) {
	found := &models.Pending{Expiring: map[int64]models.Expiring{}, Needs: map[int64][]string{}}
	var offers []struct {
		SessionID int64
		Size      int
		Deadline  time.Time
	}
	err := gorm.G[models.Placement](db).Raw("SELECT session_id, size, deadline FROM placements WHERE status = 'offered' AND deadline > ? AND deadline <= ? ORDER BY deadline", now, before).Scan(ctx, &offers)
	for _, offer := range offers {
		expiring := found.Expiring[offer.SessionID]
		if expiring.People == 0 {
			expiring.First = offer.Deadline.UTC()
		}
		expiring.People += offer.Size
		found.Expiring[offer.SessionID] = expiring
	}
	usual, questions, sessions := map[int64]string{}, map[int64]models.Question{}, []int64{0}
	for _, series := range all {
		for i := range series.Sessions {
			if session := &series.Sessions[i]; session.Upcoming(now) {
				usual[session.ID] = series.WorkClock().DaysBefore(session.Starts, models.NeedDays)
				sessions = append(sessions, session.ID)
			}
		}
		for _, question := range series.Questions {
			questions[question.ID] = question
		}
	}
	var needs []struct {
		SessionID  int64
		QuestionID int64
		Value      string
		BookBefore string
	}
	err = errors.Join(err, gorm.G[models.Answer](db).Raw(`SELECT s.session_id, a.question_id, a.value, coalesce(n.book_before, '') AS book_before
		FROM questions q CROSS JOIN answers a CROSS JOIN seats s LEFT JOIN access_needs n ON n.answer_id = a.id
		WHERE q.sensitive AND a.question_id = q.id AND s.participant_id = a.participant_id AND s.status IN ('confirmed', 'offered') AND s.session_id IN ? AND NOT coalesce(n.arranged, FALSE) ORDER BY s.session_id, a.id`, sessions).Scan(ctx, &needs))
	for _, need := range needs {
		if !questions[need.QuestionID].AsksHelp(need.Value) {
			continue
		}
		day := need.BookBefore
		if day == "" {
			day = usual[need.SessionID]
		}
		found.Needs[need.SessionID] = append(found.Needs[need.SessionID], day)
	}
	return found, err
}

// KeepDigest remembers how often an organiser wants a digest, and in which language; empty: that of a series. Who wants one again is told
// what happens from now on. Invalid, with Problems, for what there is not.
func (s *Store) KeepDigest(ctx context.Context, organiser int64, rhythm models.Rhythm, language string) error {
	if err := models.ValidateDigest(rhythm, language); err != nil {
		return err
	}
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[models.Organiser](db).Exec(context.WithoutCancel(ctx), `UPDATE organisers SET digest = ?, digest_language = ?, digest_at = NULL,
			digested_at = CASE WHEN digest = 'off' THEN NULL ELSE digested_at END WHERE id = ?`, rhythm, language, organiser)
	})
}

// StopDigest ends the digests of an organiser. NotFound when there is none, or not any more.
func (s *Store) StopDigest(ctx context.Context, organiser int64) error {
	if _, err := s.Organiser(ctx, organiser); err != nil {
		return err
	}
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[models.Organiser](db).Exec(context.WithoutCancel(ctx), "UPDATE organisers SET digest = 'off' WHERE id = ?", organiser)
	})
}
