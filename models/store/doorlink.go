package store

import (
	"context"
	"io"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// TableName is where the links are.
func (doorLinkRow) TableName() string { return "door_links" }

type doorLinkRow struct {
	SessionID int64 `gorm:"primaryKey;autoIncrement:false"`
	Version   int
	Open      bool
	Wrong     int
	Phones    int
}

// DoorLink is the link of a session's reception; with version 0 none was ever made. NotFound for an unknown series or session.
func (s *Store) DoorLink(ctx context.Context, slug, session string) (link models.DoorLink, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		_, at, err := s.doorOf(ctx, db, slug, session)
		if err == nil {
			link, err = doorLink(ctx, db, at.ID)
		}
		return err
	})
	return link, err
}

func doorLink(ctx context.Context, db *gorm.DB, session int64) (models.DoorLink, error) {
	rows, err := gorm.G[doorLinkRow](db).Where("session_id = ?", session).Limit(1).Find(ctx)
	if err != nil || len(rows) == 0 {
		return models.DoorLink{SessionID: session}, err
	}
	return models.DoorLink(rows[0]), nil
}

// MakeDoorLink makes a new link, and ends the one before with every phone that it let in. NotFound for an unknown series or
// session; Conflict when the session is over or cancelled.
func (s *Store) MakeDoorLink(ctx context.Context, slug, session string, by models.Receptionist) error {
	return s.changeDoorLink(ctx, slug, session, by, true)
}

// EndDoorLink ends the link, with every phone that it let in. NotFound for an unknown series or session.
func (s *Store) EndDoorLink(ctx context.Context, slug, session string, by models.Receptionist) error {
	return s.changeDoorLink(ctx, slug, session, by, false)
}

func (s *Store) changeDoorLink(ctx context.Context, slug, session string, by models.Receptionist, open bool) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		at, err := c.session(session)
		if err != nil {
			return err
		}
		if open && (at.Status == models.SessionCancelled || !c.now.Before(at.Ends)) {
			return &models.Error{Code: models.Conflict, Key: "error.door.over", Args: map[string]any{"City": at.Place(), "At": at.Ends}}
		}
		link, err := doorLink(c.ctx, c.db, at.ID)
		if err != nil || !open && !link.Open {
			return err
		}
		link.Version, link.Open, link.Wrong = link.Version+1, open, 0
		row := doorLinkRow(link)
		if err := gorm.G[doorLinkRow](c.db, clause.OnConflict{UpdateAll: true}).Create(c.ctx, &row); err != nil {
			return err
		}
		if err := gorm.G[doorLinkRow](c.db).Exec(c.ctx, "DELETE FROM door_tries WHERE session_id = ?", at.ID); err != nil {
			return err
		}
		// Those that were let in last are kept a while, to be told that the link has ended.
		if err := gorm.G[doorLinkRow](c.db).Exec(c.ctx, "DELETE FROM door_phones WHERE session_id = ? AND version < ?", at.ID, link.Version-1); err != nil {
			return err
		}
		return c.audit(by.Actor(), models.ActionDoorLink, sessionSubject(at.ID), map[string]any{"version": link.Version, "open": open})
	})
}

// Reception is the session whose reception a link's token opens, with its series. NotFound when that is not the session's
// current link, Gone when the link was ended or the session is over.
func (s *Store) Reception(ctx context.Context, token models.Token) (series *models.Series, session *models.Session, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		if series, err = s.view(ctx, db, bySession(token.ID)); err != nil {
			return err
		}
		session, _ = series.SessionByID(token.ID)
		link, err := doorLink(ctx, db, token.ID)
		if err != nil {
			return err
		}
		return receives(session, link, token.Version, s.Now())
	})
	return series, session, err
}

func bySession(id int64) where {
	return where{"id = (SELECT series_id FROM sessions WHERE id = ?)", []any{id}}
}

// receives says whether a link of that version opens the door now.
func receives(session *models.Session, link models.DoorLink, version int, now time.Time) error {
	args := map[string]any{"City": session.Place(), "At": session.Ends}
	switch {
	case link.Version < version || version == 0:
		return missing(gorm.ErrRecordNotFound)
	case link.Version != version || !link.Open:
		return &models.Error{Code: models.Gone, Key: "error.door.ended", Args: args}
	case session.Status == models.SessionCancelled || !now.Before(session.Ends):
		return &models.Error{Code: models.Gone, Key: "error.door.over", Args: args}
	}
	return nil
}

// OpenDoor lets a phone in that gave a PIN: right says whether it was the right one. The phone gets a token that opens the
// door until the link ends or the session does, and keeps a number by which the others know it. Client is what counts as one
// client, without telling who it is. Errors: those of Reception; Conflict before the session's day; Gone when the link is
// locked by wrong PINs; Invalid with Problems at pin.
func (s *Store) OpenDoor(ctx context.Context, token models.Token, client string, right bool) (phone string, err error) {
	var refused error // what is committed all the same: the wrong PIN is counted
	err = s.change(ctx, bySession(token.ID), func(c *change) error {
		session, _ := c.series.SessionByID(token.ID)
		link, err := doorLink(c.ctx, c.db, token.ID)
		if err != nil {
			return err
		}
		if err := receives(session, link, token.Version, c.now); err != nil {
			return err
		}
		if err := c.series.RefuseMark(session, models.Receptionist{}, c.now); err != nil {
			return err
		}
		locked, err := c.doorLocked(link, client)
		switch {
		case err != nil:
			return err
		case locked:
			return &models.Error{Code: models.Gone, Key: "error.door.locked"}
		case !right:
			refused, err = c.wrongPIN(link, client)
			return err
		}
		phone, err = c.letPhoneIn(link)
		return err
	})
	if err != nil {
		return "", err
	}
	return phone, refused
}

func (c *change) doorLocked(link models.DoorLink, client string) (bool, error) {
	if link.Locked() {
		return true, nil
	}
	wrong, err := gorm.G[doorLinkRow](c.db).Table("door_tries").Where("session_id = ? AND client = ? AND wrong >= ?", link.SessionID, client, models.DoorTriesOfOne).Count(c.ctx, "client")
	return wrong > 0, err
}

// wrongPIN counts a wrong PIN, and is what the client gets to know.
func (c *change) wrongPIN(link models.DoorLink, client string) (refused, err error) {
	err = gorm.G[doorLinkRow](c.db).Exec(c.ctx, `INSERT INTO door_tries (session_id, client, wrong) VALUES (?, ?, 1)
		ON CONFLICT (session_id, client) DO UPDATE SET wrong = door_tries.wrong + 1`, link.SessionID, client)
	if err != nil {
		return nil, err
	}
	link.Wrong++
	if err := gorm.G[doorLinkRow](c.db).Exec(c.ctx, "UPDATE door_links SET wrong = ? WHERE session_id = ?", link.Wrong, link.SessionID); err != nil {
		return nil, err
	}
	locked, err := c.doorLocked(link, client)
	if err != nil {
		return nil, err
	}
	if locked {
		details := map[string]any{"version": link.Version, "wrong": link.Wrong}
		if err := c.audit(models.ActorSystem, models.ActionDoorLocked, sessionSubject(link.SessionID), details); err != nil {
			return nil, err
		}
		return &models.Error{Code: models.Gone, Key: "error.door.locked"}, nil
	}
	problem := models.Problem{Field: "pin", Key: "problem.pin.wrong"}
	return &models.Error{Code: models.Invalid, Key: "error.form", Problems: []models.Problem{problem}}, nil
}

func (c *change) letPhoneIn(link models.DoorLink) (token string, err error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(c.store.random, raw); err != nil {
		return "", err
	}
	token = idText.EncodeToString(raw)
	number := link.Phones + 1
	err = gorm.G[doorLinkRow](c.db).Exec(c.ctx, "UPDATE door_links SET phones = ? WHERE session_id = ?", number, link.SessionID)
	if err != nil {
		return "", err
	}
	err = gorm.G[doorLinkRow](c.db).Exec(c.ctx, "INSERT INTO door_phones (token_hash, session_id, version, number) VALUES (?, ?, ?, ?)",
		hashToken(token), link.SessionID, link.Version, number)
	if err != nil {
		return "", err
	}
	phone := models.Receptionist{Phone: number}
	return token, c.audit(phone.Actor(), models.ActionDoorOpen, sessionSubject(link.SessionID), map[string]any{"version": link.Version})
}

// Phone is the receptionist whom a token of OpenDoor names, with the session whose door it opens. Gone when the link was
// ended or the session is over, NotFound for every other token.
func (s *Store) Phone(ctx context.Context, token string) (by models.Receptionist, session int64, err error) {
	var rows []struct {
		SessionID int64
		Version   int
		Number    int
	}
	err = s.reading(ctx, func(db *gorm.DB) error {
		err := gorm.G[doorLinkRow](db).Raw("SELECT session_id, version, number FROM door_phones WHERE token_hash = ?", hashToken(token)).Scan(ctx, &rows)
		if err == nil && len(rows) == 0 {
			err = missing(gorm.ErrRecordNotFound)
		}
		if err != nil {
			return err
		}
		series, err := s.view(ctx, db, bySession(rows[0].SessionID))
		if err != nil {
			return err
		}
		at, _ := series.SessionByID(rows[0].SessionID)
		link, err := doorLink(ctx, db, rows[0].SessionID)
		if err != nil {
			return err
		}
		return receives(at, link, rows[0].Version, s.Now())
	})
	if err != nil {
		return by, 0, err
	}
	return models.Receptionist{Phone: rows[0].Number}, rows[0].SessionID, nil
}
