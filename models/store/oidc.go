package store

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// SignInByOIDC finds whom an organisation's own sign-in lets in, by their verified address, and gives the roles that it gives
// them: at each place the one that may do most, in place of what it gave them right there. What it gave before and gives no
// more is taken away; what people were given here stays beside it. Who is no organiser becomes one when there are any roles. A
// role in a series that does not exist is passed over. Forbidden for strangers, for who has no role left, and for who was
// disabled here.
func (s *Store) SignInByOIDC(ctx context.Context, email string, grants []models.Grant) (o *models.Organiser, err error) {
	key := models.NormaliseEmail(email)
	var refused error // what is committed all the same: who has no role left has lost it
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		known, err := gorm.G[models.Organiser](db).Where("email_key = ?", key).Limit(1).Find(ctx)
		switch {
		case err != nil:
			return err
		case len(known) > 0 && known[0].Disabled:
			return &models.Error{Code: models.Forbidden, Key: "error.oidc.stranger"}
		}
		var given []models.Assignment
		for _, grant := range strongest(grants) {
			assignment, err := s.assignment(ctx, db, grant.Role, grant.At)
			if models.CodeOf(err) == models.NotFound {
				continue
			} else if err != nil {
				return err
			}
			assignment.ByProvider = true
			given = append(given, assignment)
		}
		if err := s.bringRoles(ctx, db, email, given); err != nil {
			return err
		}
		if o, err = s.organiser(ctx, db, "email_key = ? AND disabled = ?", key, false); err != nil {
			if models.CodeOf(err) == models.NotFound {
				return &models.Error{Code: models.Forbidden, Key: "error.oidc.stranger"}
			}
			return err
		}
		if len(o.Assignments) == 0 {
			refused = &models.Error{Code: models.Forbidden, Key: "error.oidc.stranger"}
			return nil
		}
		return s.entered(ctx, db, o.ID, models.EventOIDC)
	})
	if err == nil && refused != nil {
		return nil, refused
	}
	return o, err
}

// bringRoles gives an organiser what the provider gives, and takes away what it gave before, except at the places where it gives
// a role now. It may be the last admin's: the program's own command makes another.
func (s *Store) bringRoles(ctx context.Context, db *gorm.DB, email string, given []models.Assignment) error {
	before, err := gorm.G[models.Assignment](db).
		Where("by_provider = ? AND organiser_id IN (SELECT id FROM organisers WHERE email_key = ?)", true, models.NormaliseEmail(email)).Order("id").Find(ctx)
	if err != nil {
		return err
	}
	var steps []models.Assignment
	for _, now := range given {
		if !slices.ContainsFunc(before, func(was models.Assignment) bool { return was.SamePlace(&now) && was.Role == now.Role }) {
			steps = append(steps, now)
		}
	}
	for _, was := range before {
		if !slices.ContainsFunc(given, func(now models.Assignment) bool { return now.SamePlace(&was) }) {
			steps = append(steps, was)
		}
	}
	slices.SortStableFunc(steps, func(a, b models.Assignment) int { // whoever locks several series does it in this order
		return cmp.Compare(a.Series(), b.Series())
	})
	for _, step := range steps {
		var err error
		if step.ID != 0 {
			err = s.removeRole(ctx, db, step, models.ActorSystem)
		} else {
			err = s.provide(ctx, db, email, step)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// provide gives a role of the provider, and writes that down in its series, or with the organiser.
func (s *Store) provide(ctx context.Context, db *gorm.DB, email string, assignment models.Assignment) error {
	organiser, err := s.assign(ctx, db, email, assignment)
	if err != nil {
		return err
	}
	if assignment.SeriesID == nil {
		return s.happened(ctx, db, organiser.ID, models.EventRoleGiven)
	}
	_, err = s.changeWithin(ctx, db, where{"id = ?", []any{*assignment.SeriesID}}, func(c *change) error {
		return c.auditGiven(models.ActorSystem, organiser.ID, assignment)
	})
	return err
}

// strongest keeps of the roles at each place the one that may do most.
func strongest(grants []models.Grant) (kept []models.Grant) {
	ordered := slices.Clone(grants)
	slices.SortStableFunc(ordered, func(a, b models.Grant) int {
		return slices.Index(models.Roles, a.Role) - slices.Index(models.Roles, b.Role)
	})
	for _, grant := range ordered {
		if !slices.ContainsFunc(kept, func(k models.Grant) bool { return k.At == grant.At }) {
			kept = append(kept, grant)
		}
	}
	return kept
}
