package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// invitationValid is how long the link in an invitation signs in: people are on holiday.
const invitationValid = 7 * 24 * time.Hour

// assignment is a role at a place that is named by slugs.
func (s *Store) assignment(ctx context.Context, db *gorm.DB, role models.OrganiserRole, at models.Scope) (models.Assignment, error) {
	assignment := models.Assignment{Role: role}
	if err := models.ValidateRole(role, at); err != nil || at.Series == "" {
		return assignment, err
	}
	series, err := s.view(ctx, db, bySlug(at.Series))
	if err != nil {
		return assignment, err
	}
	assignment.SeriesID = &series.ID
	if at.Session != "" {
		session, ok := series.Session(at.Session)
		if !ok {
			return assignment, missing(gorm.ErrRecordNotFound)
		}
		assignment.SessionID = &session.ID
	}
	return assignment, nil
}

// assign makes an organiser of an address, and gives the role.
func (s *Store) assign(ctx context.Context, db *gorm.DB, email string, assignment models.Assignment) (*models.Organiser, error) {
	if !models.ValidEmail(email) {
		return nil, &models.Error{Code: models.Invalid, Key: "problem.email.invalid"}
	}
	key := models.NormaliseEmail(email)
	added := models.Organiser{Email: email, EmailKey: key, FeedVersion: 1, Digests: models.Rhythms[0], CreatedAt: s.Now()}
	if err := gorm.G[models.Organiser](db, clause.OnConflict{DoNothing: true}).Create(ctx, &added); err != nil {
		return nil, err
	}
	organiser, err := gorm.G[models.Organiser](db).Where("email_key = ?", key).Take(ctx)
	if err != nil {
		return nil, err
	}
	// What somebody gave by hand and what the provider gives stand beside each other: see Organiser.May.
	err = gorm.G[models.Assignment](db).Exec(ctx, `INSERT INTO role_assignments (organiser_id, role, series_id, session_id, by_provider, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (organiser_id, coalesce(series_id, 0), coalesce(session_id, 0), by_provider) DO UPDATE SET role = excluded.role`,
		organiser.ID, assignment.Role, assignment.SeriesID, assignment.SessionID, assignment.ByProvider, s.Now())
	return &organiser, err
}

// Invite gives somebody a role and writes them a letter about it. In the letter to who never signed in there is a link that
// does so once, within a week. Errors are those of AddOrganiser; Invalid also for who was disabled; Forbidden when the host may not give this role there.
func (s *Store) Invite(ctx context.Context, host *models.Organiser, email string, role models.OrganiserRole, at models.Scope, language string) error {
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		assignment, err := s.assignment(ctx, db, role, at)
		if err != nil {
			return err
		}
		if err := mayGive(host, assignment); err != nil {
			return err
		}
		invited, err := s.assign(ctx, db, email, assignment)
		if err != nil {
			return err
		}
		if invited.Disabled { // who may work here again is decided where it was ended
			return &models.Error{Code: models.Invalid, Key: "problem.email.disabled"}
		}
		letter := models.Letter{
			Kind: models.LetterInvitation, RecipientEmail: invited.Email, Language: language,
			Facts: models.Facts{Role: role, Host: host.Email},
		}
		if invited.SignedInAt == nil {
			if letter.Facts.Invited, err = s.openInvitation(ctx, db, invited); err != nil {
				return err
			}
		}
		if assignment.SeriesID == nil {
			if err := s.happened(ctx, db, invited.ID, models.EventRoleGiven); err != nil {
				return err
			}
			return s.letterOfNoSeries(ctx, db, letter)
		}
		_, err = s.changeWithin(ctx, db, where{"id = ?", []any{*assignment.SeriesID}}, func(c *change) error {
			if assignment.SessionID != nil {
				letter.Facts.SessionID = *assignment.SessionID
			}
			if err := c.letter(letter); err != nil {
				return err
			}
			return c.auditGiven(organiserActor(host), invited.ID, assignment)
		})
		return err
	})
	if err == nil {
		s.ring()
	}
	return err
}

// auditGiven adds the entry of a role that was given in the series.
func (c *change) auditGiven(actor string, organiser int64, assignment models.Assignment) error {
	details := map[string]any{"role": assignment.Role}
	if assignment.SessionID != nil {
		details["session"] = *assignment.SessionID
	}
	return c.audit(actor, models.ActionInvite, organiserSubject(organiser), details)
}

// mayGive is Forbidden when the host may not give, or take, a role there.
func mayGive(host *models.Organiser, assignment models.Assignment) error {
	var session int64
	if assignment.SessionID != nil {
		session = *assignment.SessionID
	}
	if !host.MayGive(assignment.Role, assignment.Series(), session) {
		return &models.Error{Code: models.Forbidden, Key: "error.permission"}
	}
	return nil
}

// openInvitation makes a sign-in link for who never had one.
func (s *Store) openInvitation(ctx context.Context, db *gorm.DB, invited *models.Organiser) (*models.InvitedFact, error) {
	expires := s.Now().Add(invitationValid)
	fact := &models.InvitedFact{OrganiserID: invited.ID, Version: invited.LinkVersion + 1, Until: expires}
	return fact, gorm.G[models.Organiser](db).Exec(ctx, "UPDATE organisers SET link_version = ?, link_expires = ? WHERE id = ?", fact.Version, expires, invited.ID)
}

// letterOfNoSeries writes a letter to an organiser.
func (s *Store) letterOfNoSeries(ctx context.Context, db *gorm.DB, l models.Letter) error {
	id, err := s.secret()
	if err != nil {
		return err
	}
	l.MessageID, l.Stamp, l.NextAttempt, l.Status = id, s.Now(), s.Now(), models.LetterQueued
	return gorm.G[models.Letter](db).Create(ctx, &l)
}

// WithdrawRole takes a role away. Errors: NotFound when there is no such assignment, Forbidden when the host may not give it,
// Conflict when it would leave no admin who can work.
func (s *Store) WithdrawRole(ctx context.Context, host *models.Organiser, id int64) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		assignment, err := gorm.G[models.Assignment](db).Where("id = ?", id).Take(ctx)
		if err != nil {
			return missing(err)
		}
		if err := mayGive(host, assignment); err != nil {
			return err
		}
		if assignment.Role == models.RoleAdmin {
			// Two admins who take each other's role at once must not both succeed: all rows of admins who can work are locked.
			admins, err := gorm.G[models.Assignment](db, clause.Locking{Strength: "UPDATE"}).
				Where("role = ? AND organiser_id IN (SELECT id FROM organisers WHERE NOT disabled)", models.RoleAdmin).Order("id").Find(ctx)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(admins, func(a models.Assignment) bool { return a.ID != assignment.ID }) {
				return &models.Error{Code: models.Conflict, Key: "error.role.last"}
			}
		}
		return s.removeRole(ctx, db, assignment, organiserActor(host))
	})
}

// removeRole takes a role away, and writes that down in its series, or with the organiser.
func (s *Store) removeRole(ctx context.Context, db *gorm.DB, assignment models.Assignment, actor string) error {
	remove := func() error {
		_, err := gorm.G[models.Assignment](db).Where("id = ?", assignment.ID).Delete(ctx)
		return err
	}
	if assignment.SeriesID == nil {
		if err := remove(); err != nil {
			return err
		}
		return s.happened(ctx, db, assignment.OrganiserID, models.EventRoleWithdrawn)
	}
	_, err := s.changeWithin(ctx, db, where{"id = ?", []any{*assignment.SeriesID}}, func(c *change) error {
		if err := remove(); err != nil {
			return err
		}
		return c.audit(actor, models.ActionWithdrawRole, organiserSubject(assignment.OrganiserID), map[string]any{"role": assignment.Role})
	})
	return err
}

// RegistrationScope says in which series a registration is, at which of its sessions it has, or had, a line, and at which of
// those people stand now: what roles are asked about. NotFound when there is none.
func (s *Store) RegistrationScope(ctx context.Context, reference string) (series int64, sessions, live []int64, err error) {
	var rows []struct {
		SeriesID, SessionID int64
		Live                bool
	}
	err = gorm.G[models.Choice](s.read).Raw(`SELECT DISTINCT r.series_id, c.session_id, EXISTS (SELECT 1 FROM placements p WHERE
			p.registration_id = r.id AND p.session_id = c.session_id AND p.status IN ('confirmed', 'offered', 'waiting')) AS live
		FROM registrations r JOIN choices c ON c.registration_id = r.id WHERE r.reference = ?`, reference).Scan(ctx, &rows)
	if err == nil && len(rows) == 0 {
		err = missing(gorm.ErrRecordNotFound)
	}
	if err != nil {
		return 0, nil, nil, s.explain(err)
	}
	for _, row := range rows {
		series, sessions = row.SeriesID, append(sessions, row.SessionID)
		if row.Live {
			live = append(live, row.SessionID)
		}
	}
	return series, sessions, live, nil
}

func organiserActor(o *models.Organiser) string { return fmt.Sprintf("organiser:%d", o.ID) }
func organiserSubject(id int64) string          { return fmt.Sprintf("organiser:%d", id) }
