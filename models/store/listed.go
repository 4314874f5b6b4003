package store

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// listed is what a participant's seats repeat of them for the organisers' list.
func listed(r *models.Registration, p *models.Participant) models.Seat {
	seat := models.Seat{ParticipantID: p.ID, RegistrationID: r.ID, Latest: true, Sector: r.Sector, Organisation: r.Organisation.NameKey}
	seat.Found, seat.FoundPublic = models.Found(p.Name, r.Organisation.Name, p.Email, r.Reference)
	return seat
}

// list is listed of the participants that a condition picks, by place: p is the participant, r the registration.
func (c *change) list(condition string, args ...any) ([]models.Seat, error) {
	return listedWhere(c.ctx, c.db, condition, args...)
}

func listedWhere(ctx context.Context, db *gorm.DB, condition string, args ...any) ([]models.Seat, error) {
	var rows []struct {
		ID             int64
		RegistrationID int64
		Name           string
		Email          string
		Reference      string
		Sector         string
		Employer       string
		NameKey        string
	}
	err := gorm.G[models.Participant](db).Raw(`SELECT p.id, p.registration_id, p.name, p.email, r.reference, r.sector, o.name AS employer, o.name_key
		FROM participants p JOIN registrations r ON r.id = p.registration_id JOIN organisations o ON o.id = r.organisation_id
		WHERE `+condition+` ORDER BY p.registration_id, p.place`, args...).Scan(ctx, &rows)
	seats := make([]models.Seat, len(rows))
	for i, row := range rows {
		r := models.Registration{ID: row.RegistrationID, Reference: row.Reference, Sector: row.Sector, Organisation: models.Organisation{Name: row.Employer, NameKey: row.NameKey}}
		seats[i] = listed(&r, &models.Participant{ID: row.ID, Name: row.Name, Email: row.Email})
	}
	return seats, err
}

// supersede makes the seats that people had at a session before a new placement there older ones, which no list shows.
func (c *change) supersede(placement *models.Placement) error {
	return gorm.G[models.Seat](c.db).Exec(c.ctx, `UPDATE seats SET latest = FALSE WHERE session_id = ? AND participant_id IN (
		SELECT id FROM participants WHERE registration_id = ? AND party = ? AND NOT withdrawn)`, placement.SessionID, placement.RegistrationID, placement.Party)
}

// relist writes anew what seats repeat of the participants of this series that a condition picks.
func (c *change) relist(condition string, args ...any) error {
	people, err := c.list("p.series_id = ? AND "+condition, append([]any{c.series.ID}, args...)...)
	if err != nil {
		return err
	}
	return writeListed(c.ctx, c.db, people)
}

func writeListed(ctx context.Context, db *gorm.DB, people []models.Seat) error {
	for _, seat := range people {
		err := gorm.G[models.Seat](db).Exec(ctx, "UPDATE seats SET registration_id = ?, found = ?, found_public = ?, organisation = ?, sector = ? WHERE participant_id = ?",
			seat.RegistrationID, seat.Found, seat.FoundPublic, seat.Organisation, seat.Sector, seat.ParticipantID)
		if err != nil {
			return err
		}
	}
	return nil
}

// fillList gives seats of an older version what they repeat for the list. Where nothing is missing it is one small query.
func (s *Store) fillList(ctx context.Context) error {
	for {
		var people []int64
		err := s.writing(ctx, func(db *gorm.DB) error {
			ctx := context.WithoutCancel(ctx)
			// The index begins with the series and this text, so what is missing stands first.
			err := gorm.G[models.Seat](db).Raw(`SELECT DISTINCT s.participant_id FROM series e JOIN seats s ON s.series_id = e.id
				WHERE s.latest AND s.found = '' LIMIT ?`, rowsOfHistory).Scan(ctx, &people)
			if err != nil || len(people) == 0 {
				return err
			}
			found, err := listedWhere(ctx, db, "p.id IN ?", people)
			if err != nil {
				return err
			}
			return writeListed(ctx, db, found)
		})
		if err != nil || len(people) == 0 {
			return err
		}
	}
}

// list compares what seats repeat of their people for the organisers' list with its source.
func (k *checking) list() error {
	wrong := map[int64]bool{}
	var ids []int64
	err := gorm.G[models.Seat](k.db).Raw(`SELECT s.id FROM seats s JOIN participants p ON p.id = s.participant_id
		JOIN registrations r ON r.id = p.registration_id JOIN organisations o ON o.id = r.organisation_id
		WHERE s.series_id = ? AND (s.registration_id <> r.id OR s.organisation <> o.name_key OR s.sector <> r.sector
			OR s.latest <> ((p.name <> '' OR s.status = 'confirmed') AND NOT EXISTS (
				SELECT 1 FROM seats later WHERE later.participant_id = s.participant_id AND later.session_id = s.session_id AND later.id > s.id)))`,
		k.series.ID).Scan(k.ctx, &ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		wrong[id] = true
	}
	if err := k.listTexts(wrong); err != nil {
		return err
	}
	for i, id := range slices.Sorted(maps.Keys(wrong)) {
		if i == mostOfOneRule {
			k.violation("list", "series "+k.series.Slug, "and %d more", len(wrong)-i)
			break
		}
		k.violation("list", seatSubject(id), "it does not repeat its person, organisation or registration")
	}
	return nil
}

// listTexts notes the seats whose texts are not those of their people, some people at a time.
func (k *checking) listTexts(wrong map[int64]bool) error {
	var last int64
	for {
		var people []int64
		err := gorm.G[models.Participant](k.db).Raw("SELECT id FROM participants WHERE series_id = ? AND id > ? ORDER BY id LIMIT ?", k.series.ID, last, rowsOfHistory).Scan(k.ctx, &people)
		if err != nil || len(people) == 0 {
			return err
		}
		last = people[len(people)-1]
		want, err := listedWhere(k.ctx, k.db, "p.id IN ?", people)
		if err != nil {
			return err
		}
		of := make(map[int64]models.Seat, len(want))
		for _, seat := range want {
			of[seat.ParticipantID] = seat
		}
		seats, err := gorm.G[models.Seat](k.db).Select("id", "participant_id", "found", "found_public").Where("participant_id IN ?", people).Find(k.ctx)
		if err != nil {
			return err
		}
		for _, seat := range seats {
			if w := of[seat.ParticipantID]; w.Found != seat.Found || w.FoundPublic != seat.FoundPublic {
				wrong[seat.ID] = true
			}
		}
	}
}
