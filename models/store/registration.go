package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// Registration returns a registration whole, for the holder of its contact's link. NotFound when the version is not the
// link's current one, and when everybody was erased; who was is not among its people.
func (s *Store) Registration(ctx context.Context, id int64, version int) (*models.Registration, error) {
	r, err := s.registration(ctx, "id = ? AND token_version = ?", id, version)
	if err == nil && r.Erased() {
		err = s.explain(missing(gorm.ErrRecordNotFound))
	}
	if err != nil {
		return nil, err
	}
	r.Participants = slices.DeleteFunc(r.Participants, func(p models.Participant) bool { return p.Erased() })
	places := r.PartyPlaces()
	r.Placements = slices.DeleteFunc(r.Placements, func(p models.Placement) bool { return !slices.Contains(places, p.Party) })
	r.Choices = slices.DeleteFunc(r.Choices, func(c models.Choice) bool { return !slices.Contains(places, c.Party) })
	return r, nil
}

// RegistrationByReference returns a registration whole, for organisers and commands.
func (s *Store) RegistrationByReference(ctx context.Context, reference string) (*models.Registration, error) {
	return s.registration(ctx, "reference = ?", reference)
}

// RegistrationOf returns one participant's part of a registration: only that person, their
// placements and answers, and the choices of their party.
func (s *Store) RegistrationOf(ctx context.Context, participantID int64, version int) (*models.Registration, *models.Participant, error) {
	return s.partOf(ctx, participantID, "token_version = ?", version)
}

// FeedOf is RegistrationOf for the address of the participant's calendar feed.
func (s *Store) FeedOf(ctx context.Context, participantID int64, version int) (*models.Registration, *models.Participant, error) {
	return s.partOf(ctx, participantID, "feed_version = ?", version)
}

func (s *Store) partOf(ctx context.Context, participantID int64, condition string, version int) (*models.Registration, *models.Participant, error) {
	r, err := s.registration(ctx, "id = (SELECT registration_id FROM participants WHERE id = ? AND "+condition+")", participantID, version)
	if err != nil {
		return nil, nil, err
	}
	own, _ := r.ParticipantByID(participantID)
	part := *r
	part.Participants, part.Placements, part.Choices, part.Answers = []models.Participant{*own}, nil, nil, nil
	for _, placement := range r.Placements {
		for _, seat := range placement.Seats {
			if seat.ParticipantID == participantID {
				placement.Seats = []models.Seat{seat}
				part.Placements = append(part.Placements, placement)
				break
			}
		}
	}
	for _, choice := range r.Choices {
		if choice.Party == own.Party {
			part.Choices = append(part.Choices, choice)
		}
	}
	for _, answer := range r.Answers {
		if answer.ParticipantID != nil && *answer.ParticipantID == participantID {
			part.Answers = append(part.Answers, answer)
		}
	}
	return &part, &part.Participants[0], nil
}

func (s *Store) registration(ctx context.Context, condition string, args ...any) (r *models.Registration, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		if r, err = load(ctx, db, condition, args...); err != nil {
			return err
		}
		if r.Series, err = s.view(ctx, db, where{"id = ?", []any{r.SeriesID}}); err != nil {
			return err
		}
		lapse(r, s.Now())
		return stand(ctx, db, r, ahead, s.Now())
	})
	return r, err
}

// load reads a registration with all that belongs to it, except its series.
func load(ctx context.Context, db *gorm.DB, condition string, args ...any) (*models.Registration, error) {
	found, err := loadAll(ctx, db, condition, args...)
	if err == nil && len(found) == 0 {
		err = missing(gorm.ErrRecordNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// loadAll reads registrations with all that belongs to them, except their series, in as many statements as for one.
func loadAll(ctx context.Context, db *gorm.DB, condition string, args ...any) ([]*models.Registration, error) {
	rows, err := gorm.G[models.Registration](db).Where(condition, args...).Order("id").Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all := make([]*models.Registration, len(rows))
	byID := make(map[int64]*models.Registration, len(rows))
	ids, organisations := make([]int64, len(rows)), make([]int64, len(rows))
	for i := range rows {
		r := &rows[i]
		r.CreatedAt, r.UpdatedAt = r.CreatedAt.UTC(), r.UpdatedAt.UTC()
		all[i], byID[r.ID], ids[i], organisations[i] = r, r, r.ID, r.OrganisationID
	}
	employers, err := organisationsOf.read(ctx, db, organisations)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		for _, employer := range employers {
			if employer.ID == r.OrganisationID {
				r.Organisation = employer
			}
		}
	}
	contacts, err := contactsOf.read(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	for _, contact := range contacts {
		byID[contact.RegistrationID].Contact = contact
	}
	participants, err := participantsOf.read(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	for _, participant := range participants {
		r := byID[participant.RegistrationID]
		r.Participants = append(r.Participants, participant)
	}
	choices, err := choicesOf.read(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	for _, choice := range choices {
		r := byID[choice.RegistrationID]
		r.Choices = append(r.Choices, choice)
	}
	answers, err := answersOf.read(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	for _, answer := range answers {
		r := byID[answer.RegistrationID]
		r.Answers = append(r.Answers, answer)
	}
	return all, loadPlacements(ctx, db, ids, byID)
}

func loadPlacements(ctx context.Context, db *gorm.DB, ids []int64, byID map[int64]*models.Registration) error {
	placements, err := placementsOf.read(ctx, db, ids)
	if err != nil {
		return err
	}
	seats, err := seatsOf.read(ctx, db, ids)
	if err != nil {
		return err
	}
	byPlacement := map[int64][]models.Seat{}
	for _, seat := range seats {
		seat.ReleaseAt, seat.AnsweredAt, seat.AnswerStamp = utc(seat.ReleaseAt), utc(seat.AnsweredAt), utc(seat.AnswerStamp)
		byPlacement[seat.PlacementID] = append(byPlacement[seat.PlacementID], seat)
	}
	for _, placement := range placements {
		placement.Seats, placement.Deadline, placement.RemindAt = byPlacement[placement.ID], utc(placement.Deadline), utc(placement.RemindAt)
		r := byID[placement.RegistrationID]
		r.Placements = append(r.Placements, placement)
	}
	return nil
}

// ahead counts, for each waiting placement of a registration, the people who stand earlier in its session's line.
const ahead = `SELECT p.id, (SELECT coalesce(sum(q.size), 0) FROM placements q
	WHERE q.session_id = p.session_id AND q.status = 'waiting' AND (q.number, q.party) < (p.number, p.party)) AS ahead
FROM placements p WHERE p.registration_id = ? AND p.status = 'waiting'`

// aheadNear counts no further than some parties: -1 says that there are more. It costs the same however long the line is.
const aheadNear = `SELECT p.id, (SELECT CASE WHEN count(*) > 500 THEN -1 ELSE coalesce(sum(near.size), 0) END FROM (SELECT q.size FROM placements q
	WHERE q.session_id = p.session_id AND q.status = 'waiting' AND (q.number, q.party) < (p.number, p.party)
	ORDER BY q.number, q.party LIMIT 501) near) AS ahead
FROM placements p WHERE p.registration_id = ? AND p.status = 'waiting'`

// stand fills in where the waiting placements of a registration stand, by one of the queries above, and why (seat rule 11).
func stand(ctx context.Context, db *gorm.DB, r *models.Registration, counting string, now time.Time) error {
	if !slices.ContainsFunc(r.Placements, func(p models.Placement) bool { return p.Status == models.Waiting }) {
		return nil
	}
	taken, err := takenBy(ctx, db, r.Series, r.OrganisationID, now)
	if err != nil {
		return err
	}
	var rows []struct {
		ID    int64
		Ahead int
	}
	if err := gorm.G[models.Placement](db).Raw(counting, r.ID).Scan(ctx, &rows); err != nil {
		return err
	}
	for i := range r.Placements {
		p := &r.Placements[i]
		if p.Status != models.Waiting {
			continue
		}
		for _, row := range rows {
			if row.ID == p.ID {
				p.Ahead = row.Ahead
			}
		}
		if session, ok := r.Series.SessionByID(p.SessionID); ok {
			p.Reason = r.Series.WhyWaiting(session, p.Size, p.Share, taken[p.SessionID], p.Resting, now)
		}
	}
	return nil
}

// takenBy is how many seats an organisation has, by session. Without a limit nobody asks, and it is empty.
func takenBy(ctx context.Context, db *gorm.DB, series *models.Series, organisation int64, now time.Time) (map[int64]int, error) {
	taken := map[int64]int{}
	if !series.Limited(now) {
		return taken, nil
	}
	var rows []struct {
		SessionID int64
		People    int
	}
	sessions := make([]int64, len(series.Sessions))
	for i := range series.Sessions {
		sessions[i] = series.Sessions[i].ID
	}
	err := gorm.G[models.Placement](db).Raw(`SELECT session_id, sum(size) AS people FROM placements
		WHERE session_id IN ? AND organisation_id = ? AND status IN ('confirmed', 'offered') GROUP BY session_id`, sessions, organisation).Scan(ctx, &rows)
	for _, row := range rows {
		taken[row.SessionID] = row.People
	}
	return taken, err
}

// lapse shows what now makes of a registration's offers: one whose deadline has passed reads expired, though nothing has
// written that yet (seat rule 12).
func lapse(r *models.Registration, now time.Time) {
	for i := range r.Placements {
		p := &r.Placements[i]
		if p.Status != models.Offered || p.Deadline == nil || now.Before(*p.Deadline) {
			continue
		}
		p.Status = models.Expired
		for j := range p.Seats {
			if p.Seats[j].Status == models.Offered {
				p.Seats[j].Status = models.Expired
			}
		}
		for j := range r.Choices {
			if r.Choices[j].ID == p.ChoiceID {
				r.Choices[j].Closed = models.Expired
			}
		}
		for j := range r.Placements {
			if r.Placements[j].Party == p.Party {
				r.Placements[j].Resting = false
			}
		}
	}
}
