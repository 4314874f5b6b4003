package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// receivedRow is a message or an answer that was processed.
type receivedRow struct {
	Key     string
	Outcome string
	At      time.Time
}

func (receivedRow) TableName() string { return "received" }

// Receive processes a message that came in, once: whatever was done for it before the program stopped is not done again. What
// it says is judged by models.Judge; a report that a letter could not be delivered marks its address; and what a person wrote
// is handed on to the organiser of the series that it is about. It says what became of it. No message is an error.
func (s *Store) Receive(ctx context.Context, in *models.Incoming) (outcome models.Receipt, err error) {
	var series int64
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err = seriesOf(ctx, db, in)
		return err
	})
	if err != nil {
		return "", err
	}
	if series == 0 {
		err = s.writing(ctx, func(db *gorm.DB) error {
			fresh, err := remember(context.WithoutCancel(ctx), db, s.Now(), models.ReceiptUnknown, messageKey(in))
			if outcome = models.ReceiptUnknown; !fresh {
				outcome = models.ReceiptSeen
			}
			return err
		})
		return outcome, err
	}
	err = s.change(ctx, where{"id = ?", []any{series}}, func(c *change) (err error) {
		outcome, err = c.receive(in)
		return err
	})
	return outcome, err
}

func (c *change) receive(in *models.Incoming) (outcome models.Receipt, err error) {
	keys := []string{messageKey(in)}
	if r := in.Reply; r != nil {
		keys = append(keys, digest("answer", r.UID, r.Attendee, fmt.Sprint(r.Sequence), fmt.Sprint(r.Stamp.Unix())))
	}
	if fresh, err := remember(c.ctx, c.db, c.now, "", keys...); err != nil || !fresh {
		return models.ReceiptSeen, err
	}
	switch {
	case in.Failure != nil:
		outcome, err = c.bounced(in)
	case in.Reply != nil:
		outcome, err = c.answered(in)
	default:
		outcome, err = c.written(in)
	}
	if err != nil {
		return "", err
	}
	return outcome, gorm.G[receivedRow](c.db).Exec(c.ctx, "UPDATE received SET outcome = ? WHERE key IN ?", string(outcome), keys)
}

// remember notes that a message is processed. It says whether that is the first time: no key was there.
func remember(ctx context.Context, db *gorm.DB, now time.Time, outcome models.Receipt, keys ...string) (fresh bool, err error) {
	rows := make([]receivedRow, len(keys))
	for i, key := range keys {
		rows[i] = receivedRow{Key: key, Outcome: string(outcome), At: now}
	}
	result := gorm.WithResult()
	err = gorm.G[receivedRow](db, clause.OnConflict{DoNothing: true}, result).CreateInBatches(ctx, &rows, len(rows))
	return result.RowsAffected == int64(len(rows)), err
}

func messageKey(in *models.Incoming) string { return digest("message", in.MessageID) }

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// seriesOf is the series that a message is about: that of the seat whose UID it answers, of the letter that it follows on or
// could not be delivered, or else of its sender's newest registration. 0: none.
func seriesOf(ctx context.Context, db *gorm.DB, in *models.Incoming) (series int64, err error) {
	switch {
	case in.Failure != nil:
		letter, err := failed(ctx, db, in.Failure)
		if err != nil || letter == nil {
			return 0, err
		}
		return letter.SeriesID, nil
	case in.Reply != nil:
		err := gorm.G[models.Seat](db).Raw("SELECT series_id FROM seats WHERE uid = ?", in.Reply.UID).Scan(ctx, &series)
		return series, err
	}
	letter, err := followed(ctx, db, in.About)
	if err != nil {
		return 0, err
	}
	if letter != nil && letter.SeriesID != 0 {
		return letter.SeriesID, nil
	}
	links, err := ownLinks(ctx, db, in.From, 0)
	if err != nil || len(links) == 0 || in.From == "" {
		return 0, err
	}
	return links[0].SeriesID, nil
}

// followed is the newest letter of ours among some Message-IDs; nil when none is ours.
func followed(ctx context.Context, db *gorm.DB, messageIDs []string) (*models.Letter, error) {
	if len(messageIDs) == 0 {
		return nil, nil
	}
	letters, err := gorm.G[models.Letter](db).Select("id", "series_id", "registration_id", "recipient_email").Where("message_id IN ?", messageIDs).Order("id DESC").Limit(1).Find(ctx)
	if err != nil || len(letters) == 0 {
		return nil, err
	}
	return &letters[0], nil
}

// failed is the letter that a report is about; nil when it is none of ours.
func failed(ctx context.Context, db *gorm.DB, report *models.Delivery) (*models.Letter, error) {
	if report.Letter == 0 {
		return followed(ctx, db, []string{report.MessageID})
	}
	letter, err := gorm.G[models.Letter](db).Select("id", "series_id", "registration_id", "recipient_email").Where("id = ?", report.Letter).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &letter, err
}

// bounced marks the address of a letter that cannot be delivered.
func (c *change) bounced(in *models.Incoming) (models.Receipt, error) {
	letter, err := failed(c.ctx, c.db, in.Failure)
	if err != nil || letter == nil || !in.Failure.Failed {
		return models.ReceiptNothing, err
	}
	err = gorm.G[models.Letter](c.db).Exec(c.ctx, `INSERT INTO bounces (series_id, email_key, status, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (series_id, email_key) DO UPDATE SET status = excluded.status, at = excluded.at`,
		c.series.ID, models.NormaliseEmail(letter.RecipientEmail), in.Failure.Status, c.now)
	if err != nil {
		return "", err
	}
	subject := seriesSubject(c.series)
	if letter.RegistrationID != 0 {
		subject = registrationSubject(letter.RegistrationID)
	}
	return models.ReceiptBounced, c.audit(models.ActorSystem, models.ActionBounce, subject, map[string]any{"letter": letter.ID, "status": in.Failure.Status})
}

// answering is the seat that a calendar answers about, with whom it is for.
type answering struct {
	r           *models.Registration
	participant *models.Participant
	placement   *models.Placement
	seat        *models.Seat
}

// answering finds the seat with a UID; nil when there is none any more.
func (c *change) answering(uid string) (*answering, error) {
	rows, err := gorm.G[models.Seat](c.db).Select("id", "registration_id").Where("uid = ?", uid).Find(c.ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r, err := load(c.ctx, c.db, "id = ?", rows[0].RegistrationID)
	if err != nil {
		return nil, err
	}
	r.Series = c.series
	for i := range r.Placements {
		for j := range r.Placements[i].Seats {
			if seat := &r.Placements[i].Seats[j]; seat.ID == rows[0].ID {
				participant, _ := r.ParticipantByID(seat.ParticipantID)
				return &answering{r, participant, &r.Placements[i], seat}, nil
			}
		}
	}
	return nil, nil
}

// answered does what the answer of a calendar leads to.
func (c *change) answered(in *models.Incoming) (models.Receipt, error) {
	a, err := c.answering(in.Reply.UID)
	if err != nil || a == nil {
		return models.ReceiptNothing, err
	}
	party := a.r.PartyOf(a.participant.Party)
	act := c.series.Judge(in, a.seat, a.participant, &party, c.now)
	if act == models.ReplyNothing {
		return models.ReceiptNothing, nil
	}
	if act != models.ReplyForwards {
		stamp := in.Reply.Stamp
		if stamp.After(c.now) {
			stamp = c.now // a calendar whose clock is ahead answers again
		}
		err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET answered = ?, answered_at = ?, answer_stamp = ? WHERE id = ?",
			strings.ToLower(in.Reply.PartStat), c.now, stamp, a.seat.ID)
		if err != nil {
			return "", err
		}
	}
	actor := models.ActorSystem
	if in.By(a.participant) {
		actor = models.ActorHolder
	}
	details := map[string]any{"participant": a.participant.ID, "answer": strings.ToLower(in.Reply.PartStat), "act": act}
	if err := c.audit(actor, models.ActionReply, registrationSubject(a.r.ID), details); err != nil {
		return "", err
	}
	switch act {
	case models.ReplySignsOff:
		err = c.signOff(a)
	case models.ReplyDeclines:
		was := party.Clone()
		party.Close(party.Offer(), models.Declined, c.series, c.now)
		if err := c.keep(&was, &party); err != nil {
			return "", err
		}
		c.tells(news{kind: models.LetterDeclined, registration: a.r.ID, party: party.Place, session: a.seat.SessionID})
		err = c.deed(actor, models.ActionDecline, registrationSubject(a.r.ID), models.Deed{Parties: []models.Party{party}})
	case models.ReplyStays:
		err = c.stay(a.r, []*models.Seat{a.seat})
	case models.ReplyAsks:
		err = c.once(a.letter(models.LetterDeclineConfirm))
	case models.ReplyReminds:
		err = c.once(a.letter(models.LetterAcceptAgain))
	}
	if err == nil && (act == models.ReplyForwards || in.Reply.Comment != "") && in.ByHand() {
		done, err := c.forward(in, a.r.ID)
		if err != nil || !done && act == models.ReplyForwards {
			return models.ReceiptNothing, err
		}
	}
	return models.Receipt(act), err
}

// letter is one to the person whose seat it is, about that seat, with their own link.
func (a *answering) letter(kind models.LetterKind) models.Letter {
	l := models.Letter{
		RegistrationID: a.r.ID, ParticipantID: a.participant.ID, PlacementID: a.placement.ID, Kind: kind, Language: a.r.Language,
		RecipientName: a.participant.Name, RecipientEmail: a.participant.Email,
		Facts: models.Facts{
			Reference: a.r.Reference, ContactName: a.r.Contact.Name, Organisation: a.r.Organisation.Name,
			SessionID: a.seat.SessionID, ParticipantVersion: a.participant.TokenVersion, Size: a.placement.Size,
			People: []models.PersonFact{{Place: a.participant.Place, Name: a.participant.Name, Status: a.seat.Status}},
		},
	}
	if party := a.r.PartyOf(a.participant.Party); party.Seeks() {
		for _, s := range a.r.Standings() {
			if s.Party == party.Place {
				l.Facts.People[0].Lines = lineFacts(s)
			}
		}
	}
	if a.placement.Deadline != nil {
		l.Facts.Deadline = *a.placement.Deadline
	}
	if a.participant.Place == a.r.Contact.Place {
		l.Facts.ToContact, l.Facts.RegistrationVersion = true, a.r.TokenVersion
	}
	return l
}

// once writes a letter unless its recipient got one of its kind about that place within a day.
func (c *change) once(l models.Letter) error {
	sent, err := gorm.G[models.Letter](c.db).Where("registration_id = ? AND kind = ? AND stamp > ? AND participant_id = ? AND placement_id = ?",
		l.RegistrationID, l.Kind, c.now.Add(-24*time.Hour), l.ParticipantID, l.PlacementID).Count(c.ctx, "id")
	if err != nil || sent > 0 {
		return err
	}
	return c.letter(l)
}

// signOff has a seat freed at a moment, and tells its holder until when that can be undone.
func (c *change) signOff(a *answering) error {
	session, _ := c.series.SessionByID(a.seat.SessionID)
	at := c.series.ReleaseAt(session, c.now)
	if err := gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET release_at = ?, updated_at = ? WHERE id = ?", at, c.now, a.seat.ID); err != nil {
		return err
	}
	if due := c.series.ReleaseDue; due == nil || at.Before(*due) {
		c.series.ReleaseDue = &at
	}
	l := a.letter(models.LetterSignedOff)
	l.Facts.Deadline = at
	return c.letter(l)
}

// written hands on what a person wrote, or says that a program did.
func (c *change) written(in *models.Incoming) (models.Receipt, error) {
	if !in.Answerable() || in.From == "" || in.From == models.NormaliseEmail(c.series.OrganiserEmail) {
		return models.ReceiptNothing, nil
	}
	var registration int64
	letter, err := followed(c.ctx, c.db, in.About)
	if err != nil {
		return "", err
	}
	links, err := ownLinks(c.ctx, c.db, in.From, c.series.ID)
	switch {
	case err != nil:
		return "", err
	case len(links) > 0:
		registration = links[0].RegistrationID
	case letter != nil:
		registration = letter.RegistrationID
	}
	if done, err := c.forward(in, registration); err != nil || !done {
		return models.ReceiptNothing, err
	}
	return models.ReceiptForwarded, nil
}

// forwardsAtMost is how many messages about one registration are handed on in a day; the mailbox keeps the rest.
const forwardsAtMost = 20

// forward hands a message on to the organiser, and says whether: nobody is sent too many.
func (c *change) forward(in *models.Incoming, registration int64) (done bool, err error) {
	if !models.ValidEmail(c.series.OrganiserEmail) {
		return false, nil
	}
	sent, err := gorm.G[models.Letter](c.db).Where("registration_id = ? AND kind = ? AND stamp > ? AND series_id = ?",
		registration, models.LetterForwarded, c.now.Add(-24*time.Hour), c.series.ID).Count(c.ctx, "id")
	if err != nil || sent >= forwardsAtMost {
		return false, err
	}
	said := &models.SaidFact{Name: in.FromName, Email: in.From, Subject: models.HandedOn(in.Subject), Text: models.HandedOn(in.Text)}
	if r := in.Reply; r != nil {
		said.Answer, said.Delegate, said.Text = strings.ToLower(r.PartStat), r.Delegate, models.HandedOn(r.Comment)
		if r.Method == models.MethodCounter {
			said.Answer = strings.ToLower(models.MethodCounter)
		}
	}
	l := models.Letter{
		RegistrationID: registration, Kind: models.LetterForwarded, Language: c.series.Language,
		RecipientName: c.series.OrganiserName, RecipientEmail: c.series.OrganiserEmail, Facts: models.Facts{Said: said},
	}
	if registration != 0 {
		r, err := gorm.G[models.Registration](c.db).Select("id", "reference").Where("id = ?", registration).Take(c.ctx)
		if err != nil {
			return false, missing(err)
		}
		l.Facts.Reference = r.Reference
	}
	return true, c.letter(l)
}

// bouncesOf are those of the addresses in a registration, by address.
func bouncesOf(ctx context.Context, db *gorm.DB, r *models.Registration) (all []models.Bounce, err error) {
	keys := []string{r.Contact.EmailKey}
	for _, participant := range r.Participants {
		keys = append(keys, participant.EmailKey)
	}
	err = gorm.G[models.Bounce](db).Raw("SELECT email_key AS email, status, at FROM bounces WHERE series_id = ? AND email_key IN ? ORDER BY email_key", r.SeriesID, keys).Scan(ctx, &all)
	for i := range all {
		all[i].At = all[i].At.UTC()
	}
	return all, err
}
