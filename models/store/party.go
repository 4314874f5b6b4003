package store

import (
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// lines reads parties with every life of each choice, the newest last, without loading their registrations.
const lines = `SELECT c.registration_id, c.party, r.organisation_id, r.sector, r.wait,
	(SELECT count(*) FROM participants m WHERE m.registration_id = c.registration_id AND m.party = c.party AND NOT m.withdrawn) AS size,
	c.id, c.session_id, c.rank, c.number, c.sought, c.closed,
	p.id, p.status, p.resting, p.deadline, p.remind_at
FROM choices c JOIN registrations r ON r.id = c.registration_id
LEFT JOIN placements p ON p.choice_id = c.id
WHERE `

// parties reads those that the condition picks: c is a choice, r its registration.
func (c *change) parties(condition string, args ...any) ([]models.Party, error) {
	rows, err := gorm.G[models.Choice](c.db).Raw(lines+condition+" ORDER BY c.registration_id, c.party, c.rank, c.id, p.id", args...).Rows(c.ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []models.Party
	for rows.Next() {
		var p models.Party
		var line models.Line
		var placement *int64
		var status *models.Status
		var resting *bool
		err := rows.Scan(&p.Registration, &p.Place, &p.Organisation, &p.Sector, &p.Wait, &p.Size,
			&line.Choice, &line.Session, &line.Rank, &line.Number, &line.Sought, &line.Closed, &placement, &status, &resting, &line.Deadline, &line.RemindAt)
		if err != nil {
			return nil, err
		}
		if placement != nil {
			line.Placement, line.Status, line.Resting = *placement, *status, *resting
			line.Deadline, line.RemindAt = utc(line.Deadline), utc(line.RemindAt)
		}
		if n := len(all); n == 0 || all[n-1].Registration != p.Registration || all[n-1].Place != p.Place {
			all = append(all, p)
		}
		last := &all[len(all)-1]
		if n := len(last.Lines); n > 0 && last.Lines[n-1].Choice == line.Choice {
			last.Lines[n-1] = line // a newer life
		} else {
			last.Lines = append(last.Lines, line)
		}
	}
	return all, rows.Err()
}

// party reads one party.
func (c *change) party(registration int64, place int) (*models.Party, error) {
	found, err := c.parties("c.registration_id = ? AND c.party = ?", registration, place)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	return &found[0], nil
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	in := at.UTC()
	return &in
}

// keep writes what became of a party: its choices and placements, the counters, the board's tallies and who stands in front.
// Seats follow their placements at the end of the transaction. New choices and lives get their ids.
func (c *change) keep(was, is *models.Party) error {
	c.series.Recount(was, is)
	for i := range is.Lines {
		line := &is.Lines[i]
		var old *models.Line
		for j := range was.Lines {
			if line.Choice != 0 && was.Lines[j].Choice == line.Choice {
				old = &was.Lines[j]
			}
		}
		if err := c.keepChoice(is, old, line); err != nil {
			return err
		}
		if err := c.keepLife(was, is, old, line); err != nil {
			return err
		}
	}
	if c.serving {
		return nil // serving tallies them together
	}
	return c.tally()
}

func (c *change) keepChoice(p *models.Party, old, line *models.Line) error {
	if old != nil {
		if old.Rank == line.Rank && old.Number == line.Number && old.Sought == line.Sought && old.Closed == line.Closed {
			return nil
		}
		return gorm.G[models.Choice](c.db).Exec(c.ctx, "UPDATE choices SET rank = ?, number = ?, sought = ?, closed = ? WHERE id = ?",
			line.Rank, line.Number, line.Sought, line.Closed, line.Choice)
	}
	choice := models.Choice{
		SeriesID: c.series.ID, RegistrationID: p.Registration, SessionID: line.Session, Party: p.Place,
		Rank: line.Rank, Number: line.Number, Sought: line.Sought, Closed: line.Closed,
	}
	err := gorm.G[models.Choice](c.db).Create(c.ctx, &choice)
	line.Choice = choice.ID
	return err
}

func (c *change) keepLife(was, is *models.Party, old, line *models.Line) error {
	if line.Placement == 0 {
		if line.Status == "" {
			return nil
		}
		c.stale(line.Session, is.Organisation)
		return c.open(is, line)
	}
	ended := !old.Status.Live() && !line.Status.Live()
	stood := old.Rank == line.Rank && old.Number == line.Number && (was.Size == is.Size || ended) && was.Place == is.Place
	if stood && old.Status == line.Status && old.Resting == line.Resting && equalTimes(old.Deadline, line.Deadline) && equalTimes(old.RemindAt, line.RemindAt) {
		return nil
	}
	c.stale(line.Session, is.Organisation)
	if old.Status != line.Status {
		c.following = append(c.following, line.Placement)
	}
	c.turn(line.Placement, old.Status, was.Size, line.Status, is.Size)
	if stood { // most often; the indexes of where it stands are spared
		return gorm.G[models.Placement](c.db).Exec(c.ctx, "UPDATE placements SET status = ?, resting = ?, front = front AND ?, deadline = ?, remind_at = ?, updated_at = ? WHERE id = ?",
			line.Status, line.Resting, line.Served(), line.Deadline, line.RemindAt, c.now, line.Placement)
	}
	return gorm.G[models.Placement](c.db).Exec(c.ctx, `UPDATE placements SET status = ?, resting = ?, front = front AND ?, size = ?, party = ?, number = ?, rank = ?,
		deadline = ?, remind_at = ?, updated_at = ? WHERE id = ?`,
		line.Status, line.Resting, line.Served(), is.Size, is.Place, line.Number, line.Rank, line.Deadline, line.RemindAt, c.now, line.Placement)
}

func equalTimes(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

// row is the placement of a line that begins a life.
func (c *change) row(p *models.Party, line *models.Line) models.Placement {
	return models.Placement{
		SeriesID: c.series.ID, RegistrationID: p.Registration, ChoiceID: line.Choice, SessionID: line.Session, Party: p.Place,
		Number: line.Number, Rank: line.Rank, OrganisationID: p.Organisation, Share: c.series.Policy.Share(p.Sector), Size: p.Size,
		Status: line.Status, Resting: line.Resting, Deadline: line.Deadline, RemindAt: line.RemindAt, CreatedAt: c.now, UpdatedAt: c.now,
	}
}

// seat is a new seat of a placement, with a calendar event of its own, for whom listed says.
func (c *change) seat(p *models.Placement, seat models.Seat) (_ models.Seat, err error) {
	seat.SeriesID, seat.SessionID, seat.PlacementID, seat.Status, seat.UpdatedAt = c.series.ID, p.SessionID, p.ID, p.Status, c.now
	seat.UID, err = c.store.secret()
	return seat, err
}

// open writes a new life of a choice, with a seat for each of the party's people.
func (c *change) open(p *models.Party, line *models.Line) error {
	placement := c.row(p, line)
	if err := gorm.G[models.Placement](c.db).Create(c.ctx, &placement); err != nil {
		return err
	}
	line.Placement = placement.ID
	seats, err := c.list("p.registration_id = ? AND p.party = ? AND NOT p.withdrawn", p.Registration, p.Place)
	if err != nil {
		return err
	}
	for i := range seats {
		if seats[i], err = c.seat(&placement, seats[i]); err != nil {
			return err
		}
	}
	if err := c.supersede(&placement); err != nil {
		return err
	}
	return gorm.G[models.Seat](c.db).CreateInBatches(c.ctx, &seats, rowsAtOnce)
}

// follow gives the seats of placements that changed the status of their placement. What a calendar holds, or held, gets the
// next SEQUENCE.
func (c *change) follow() error {
	for _, id := range c.following {
		if c.turned == nil {
			c.turned = map[int64]bool{}
		}
		c.turned[id] = true
	}
	for ids := c.following; len(ids) > 0; {
		some := ids[:min(len(ids), rowsAtOnce)]
		ids = ids[len(some):]
		err := gorm.G[models.Seat](c.db).Exec(c.ctx, `UPDATE seats SET
			sequence = sequence + CASE WHEN status IN ('confirmed', 'offered') THEN 1 ELSE 0 END,
			status = (SELECT p.status FROM placements p WHERE p.id = seats.placement_id),
			release_at = NULL, updated_at = ?
			WHERE placement_id IN ? AND status IN ('confirmed', 'offered', 'waiting')
				AND status <> (SELECT p.status FROM placements p WHERE p.id = seats.placement_id)`, c.now, some)
		if err != nil {
			return err
		}
	}
	c.following = nil
	return nil
}
