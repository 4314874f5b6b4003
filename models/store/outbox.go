package store

import (
	"context"
	"math"

	"gorm.io/gorm"

	"vonk/models"
)

// sendable is the SQL of a letter l that failed and may be sent again: it is news of a registration, or of a mailing that was
// not stopped and that its recipient still wants, and nothing newer was written to that person about it, nor a newer change of
// its calendar event. What holds a link or a code of its own is asked for anew instead.
const sendable = `(l.status = 'failed' AND l.kind NOT IN ('links', 'duplicate', 'invitation', 'code', 'test', 'digest')
	AND CASE WHEN l.mailing_id <> 0 THEN NOT EXISTS (SELECT 1 FROM mailings m WHERE m.id = l.mailing_id AND m.state = 'cancelled') AND ` + wanted + `
		ELSE NOT EXISTS (SELECT 1 FROM letters n WHERE n.registration_id = l.registration_id AND n.registration_id <> 0 AND n.participant_id = l.participant_id
				AND n.stamp > l.stamp AND n.mailing_id = 0 AND n.kind NOT IN ('links', 'duplicate', 'mailing'))
			AND NOT EXISTS (SELECT 1 FROM letters n WHERE n.uid = l.uid AND n.uid <> '' AND n.sequence > l.sequence) END)`

// newsletters is the SQL of the mailings that only go to contacts who want the newsletter.
const newsletters = `SELECT m.id FROM mailings m WHERE m.audience LIKE '%"Newsletter":true%'`

// wanted is the SQL of a mailing's letter l that still fits its recipient: a newsletter while they want it, and every other while
// somebody stands where they stood when it was written, or had left before.
const wanted = `CASE WHEN l.mailing_id IN (` + newsletters + `) THEN EXISTS (SELECT 1 FROM contacts k WHERE k.registration_id = l.registration_id AND k.newsletter)
	ELSE EXISTS (SELECT 1 FROM seats s WHERE s.placement_id = l.placement_id AND l.participant_id IN (0, s.participant_id)
		AND (s.status IN ('confirmed', 'offered', 'waiting') OR s.updated_at < l.stamp)) END`

// concerning is the SQL of a letter l that is about a registration which asked for one of some sessions.
const concerning = `EXISTS (SELECT 1 FROM choices c WHERE c.registration_id = l.registration_id AND c.session_id IN ?)`

// Outbox tells how many letters of a series are in each state, and of those in one. Errors: NotFound for an unknown series.
func (s *Store) Outbox(ctx context.Context, slug string, f models.OutboxFilter) (*models.Outbox, models.LetterStatus, error) {
	box := &models.Outbox{}
	err := s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		condition, args := "l.series_id = ?", []any{series.ID}
		if f.Sessions != nil {
			condition, args = condition+" AND "+concerning, append(args, f.Sessions)
		}
		if err := countLetters(ctx, db, box, condition, args); err != nil {
			return err
		}
		if f.Status == "" {
			f.Status = box.Shown()
		}
		before := int64(math.MaxInt64)
		if f.Before > 0 {
			before = f.Before
		}
		box.Lines, err = outboxLines(ctx, db, condition+" AND l.status = ? AND l.id < ? ORDER BY l.id DESC LIMIT ?", append(args, f.Status, before, f.Most)...)
		return err
	})
	return box, f.Status, err
}

// outboxLines are the letters l that the rest of the statement picks.
func outboxLines(ctx context.Context, db *gorm.DB, rest string, args ...any) (lines []models.OutboxLine, err error) {
	err = gorm.G[models.Letter](db).Raw(`SELECT l.id, l.kind, l.recipient_name AS name, l.recipient_email AS email, COALESCE(r.reference, '') AS reference,
			l.status, l.attempts, l.next_attempt, l.stamp, l.sent_at, l.failure, `+sendable+` AS again
		FROM letters l LEFT JOIN registrations r ON r.id = l.registration_id
		WHERE `+rest, args...).Scan(ctx, &lines)
	for i := range lines {
		line := &lines[i]
		line.Stamp, line.NextAttempt, line.SentAt = line.Stamp.UTC(), line.NextAttempt.UTC(), utc(line.SentAt)
	}
	return lines, err
}

func countLetters(ctx context.Context, db *gorm.DB, box *models.Outbox, condition string, args []any) error {
	var rows []struct {
		Status models.LetterStatus
		Number int
	}
	err := gorm.G[models.Letter](db).Raw("SELECT l.status, count(*) AS number FROM letters l WHERE "+condition+" GROUP BY l.status", args...).Scan(ctx, &rows)
	for _, row := range rows {
		switch row.Status {
		case models.LetterQueued:
			box.Queued = row.Number
		case models.LetterSent:
			box.Sent = row.Number
		case models.LetterFailed:
			box.Failed = row.Number
		}
	}
	return err
}

// SendAgain queues letters of a series that failed and can be sent again: those of some ids, or all where there are none, as far
// as they are about registrations that asked for one of the sessions (nil: all). They go to the address that the person has now,
// and with the links that work now. It gives how many they are. Errors: NotFound for an unknown series; Conflict when there is none.
func (s *Store) SendAgain(ctx context.Context, slug string, sessions, ids []int64, actor string) (number int, err error) {
	err = s.change(ctx, bySlug(slug), func(c *change) error {
		number = 0
		condition, args := "l.series_id = ? AND "+sendable, []any{c.series.ID}
		if sessions != nil {
			condition, args = condition+" AND "+concerning, append(args, sessions)
		}
		if len(ids) > 0 {
			condition, args = condition+" AND l.id IN ?", append(args, ids)
		}
		for last := int64(0); ; {
			letters, err := gorm.G[models.Letter](c.db).Raw("SELECT l.* FROM letters l WHERE "+condition+" AND l.id > ? ORDER BY l.id LIMIT ?",
				append(args, last, rowsOfHistory)...).Find(c.ctx)
			if err != nil {
				return err
			}
			if len(letters) == 0 {
				break
			}
			last, number = letters[len(letters)-1].ID, number+len(letters)
			if err := c.requeue(letters); err != nil {
				return err
			}
		}
		if number == 0 {
			return &models.Error{Code: models.Conflict, Key: "error.letters.again"}
		}
		details := map[string]any{"letters": number}
		if len(ids) == 1 {
			details["letter"] = ids[0]
		}
		return c.audit(actor, models.ActionLettersAgain, seriesSubject(c.series), details)
	})
	if err == nil {
		s.ring()
	}
	return number, err
}

// requeue lets letters leave as if they were new, to whom they were written to.
func (c *change) requeue(letters []models.Letter) error {
	var registrations, participants []int64
	for _, l := range letters {
		registrations, participants = append(registrations, l.RegistrationID), append(participants, l.ParticipantID)
	}
	var tokens []models.Registration
	var contacts []models.Contact
	var people []models.Participant
	err := gorm.G[models.Registration](c.db).Raw("SELECT id, token_version FROM registrations WHERE id IN ?", registrations).Scan(c.ctx, &tokens)
	if err == nil {
		err = gorm.G[models.Contact](c.db).Raw("SELECT registration_id, name, email FROM contacts WHERE registration_id IN ?", registrations).Scan(c.ctx, &contacts)
	}
	if err == nil {
		err = gorm.G[models.Participant](c.db).Raw("SELECT id, name, email, token_version FROM participants WHERE id IN ?", participants).Scan(c.ctx, &people)
	}
	if err != nil {
		return err
	}
	versions, addresses, known := map[int64]int{}, map[int64]models.Contact{}, map[int64]models.Participant{}
	for _, r := range tokens {
		versions[r.ID] = r.TokenVersion
	}
	for _, contact := range contacts {
		addresses[contact.RegistrationID] = contact
	}
	for _, p := range people {
		known[p.ID] = p
	}
	for i := range letters {
		l := &letters[i]
		l.Readdress(versions[l.RegistrationID], addresses[l.RegistrationID], known[l.ParticipantID])
		l.Status, l.Attempts, l.NextAttempt, l.Failure = models.LetterQueued, 0, c.now, ""
		_, err := gorm.G[models.Letter](c.db).Where("id = ?", l.ID).
			Select("Status", "Attempts", "NextAttempt", "Failure", "RecipientEmail", "Facts").Updates(c.ctx, *l)
		if err != nil {
			return err
		}
	}
	return nil
}
