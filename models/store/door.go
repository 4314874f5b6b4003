package store

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"vonk/models"
)

// guests are those with a seat at a session, and those who wait for one there.
const guests = `SELECT s.id AS seat, p.name, o.name AS organisation, s.status, s.present_at, s.present_by
FROM seats s JOIN participants p ON p.id = s.participant_id
JOIN registrations r ON r.id = p.registration_id JOIN organisations o ON o.id = r.organisation_id
WHERE s.session_id = ? AND s.status IN ('confirmed', 'waiting')`

// Door is a session's list at the door: of the people whose name and organisation have, for every word of the search, a word
// that begins with it. NotFound for an unknown series or session.
func (s *Store) Door(ctx context.Context, slug, session, search string) (door *models.Door, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, at, err := s.doorOf(ctx, db, slug, session)
		if err != nil {
			return err
		}
		door = &models.Door{Version: series.Version, Expected: at.Confirmed}
		var all []models.Guest
		if err := gorm.G[models.Seat](db).Raw(guests, at.ID).Scan(ctx, &all); err != nil {
			return err
		}
		words := wordsOf(plain(search))
		names := map[int64]string{}
		for _, guest := range all {
			guest.PresentAt = utc(guest.PresentAt)
			if guest.Status == models.Confirmed && guest.Present() {
				door.Present++
			}
			if guest.Name == "" { // erased: counted, and nobody to receive
				continue
			}
			names[guest.Seat] = plain(guest.Name)
			known := wordsOf(names[guest.Seat] + " " + plain(guest.Organisation))
			switch {
			case !begins(known, words):
			case guest.Status == models.Confirmed:
				door.Guests = append(door.Guests, guest)
			default:
				door.Waiting = append(door.Waiting, guest)
			}
		}
		for _, list := range [][]models.Guest{door.Guests, door.Waiting} {
			slices.SortFunc(list, func(a, b models.Guest) int {
				if order := strings.Compare(names[a.Seat], names[b.Seat]); order != 0 {
					return order
				}
				return int(a.Seat - b.Seat)
			})
		}
		return nil
	})
	return door, err
}

// wordsOf are the words of a text: what is between other things than letters and digits.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// begins says that for every word asked for there is a known one that begins with it.
func begins(known, asked []string) bool {
	return !slices.ContainsFunc(asked, func(word string) bool {
		return !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, word) })
	})
}

// plain is how names are compared at the door: in small letters without accents, as nobody types them on a phone.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// DoorCount is how many are there and how many are expected at a session, without their names. NotFound for an unknown
// series or session.
func (s *Store) DoorCount(ctx context.Context, slug, session string) (door *models.Door, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, at, err := s.doorOf(ctx, db, slug, session)
		if err != nil {
			return err
		}
		present, err := gorm.G[models.Seat](db).Where("session_id = ? AND status = 'confirmed' AND present_at IS NOT NULL", at.ID).Count(ctx, "id")
		door = &models.Door{Version: series.Version, Present: int(present), Expected: at.Confirmed}
		return err
	})
	return door, err
}

func (s *Store) doorOf(ctx context.Context, db *gorm.DB, slug, session string) (*models.Series, *models.Session, error) {
	series, err := s.view(ctx, db, bySlug(slug))
	if err != nil {
		return nil, nil, err
	}
	at, ok := series.Session(session)
	if !ok {
		return nil, nil, missing(gorm.ErrRecordNotFound)
	}
	return series, at, nil
}

// Guest is somebody at a session's door, by their seat. NotFound when they have none there and do not wait for one.
func (s *Store) Guest(ctx context.Context, slug, session string, seat int64) (guest *models.Guest, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		_, at, err := s.doorOf(ctx, db, slug, session)
		if err == nil {
			guest, err = guestAt(ctx, db, at, seat)
		}
		return err
	})
	return guest, err
}

func guestAt(ctx context.Context, db *gorm.DB, session *models.Session, seat int64) (*models.Guest, error) {
	var found []models.Guest
	if err := gorm.G[models.Seat](db).Raw(guests+" AND s.id = ? AND p.name <> ''", session.ID, seat).Scan(ctx, &found); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	found[0].PresentAt = utc(found[0].PresentAt)
	return &found[0], nil
}

// MarkPresent marks somebody with a seat as there, and returns them as they are: who marked them first stays. Errors:
// NotFound; Conflict for who only waits, and of models.Series.RefuseMark.
func (s *Store) MarkPresent(ctx context.Context, slug, session string, seat int64, by models.Receptionist) (*models.Guest, error) {
	return s.mark(ctx, slug, session, seat, by, true)
}

// UnmarkPresent takes that back. Errors are those of MarkPresent.
func (s *Store) UnmarkPresent(ctx context.Context, slug, session string, seat int64, by models.Receptionist) (*models.Guest, error) {
	return s.mark(ctx, slug, session, seat, by, false)
}

func (s *Store) mark(ctx context.Context, slug, session string, seat int64, by models.Receptionist, present bool) (guest *models.Guest, err error) {
	err = s.change(ctx, bySlug(slug), func(c *change) error {
		at, err := c.session(session)
		if err != nil {
			return err
		}
		if err := c.series.RefuseMark(at, by, c.now); err != nil {
			return err
		}
		if guest, err = guestAt(c.ctx, c.db, at, seat); err != nil {
			return err
		}
		if guest.Status != models.Confirmed {
			return &models.Error{Code: models.Conflict, Key: "error.door.waiting", Args: map[string]any{"Name": guest.Name}}
		}
		if guest.Present() == present {
			return nil
		}
		action := models.ActionUnmark
		guest.PresentAt, guest.PresentBy = nil, ""
		if present {
			action, guest.PresentAt, guest.PresentBy = models.ActionPresent, &c.now, by.Actor()
		}
		if err := c.keepMark("id = ?", guest.PresentAt, guest.PresentBy, seat); err != nil {
			return err
		}
		return c.audit(by.Actor(), action, seatSubject(seat), map[string]any{"session": at.ID})
	})
	if err != nil {
		return nil, err
	}
	return guest, nil
}

// keepMark writes when, and by whom, the person of the seat that the condition picks was marked present.
func (c *change) keepMark(condition string, at *time.Time, by string, args ...any) error {
	return gorm.G[models.Seat](c.db).Exec(c.ctx, "UPDATE seats SET present_at = ?, present_by = ? WHERE "+condition, append([]any{at, by}, args...)...)
}
