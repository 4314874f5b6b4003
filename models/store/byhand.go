package store

import (
	"context"

	"gorm.io/gorm"

	"vonk/models"
)

// RegisterByHand signs people up as an organiser does for them: also outside the time of registration, as many in one party as
// there are, and without answers. Seats, limits, reserves and the line are as for everybody. Errors: NotFound; Invalid with
// Problems, among them addresses that have a place in the series; Gone when the session was cancelled or has begun; Conflict of
// AdmitPlaced.
func (s *Store) RegisterByHand(ctx context.Context, slug string, in models.SignUp, actor string) (*models.Registration, error) {
	in.Clean()
	var done *models.Registration
	err := s.change(ctx, bySlug(slug), func(c *change) (err error) {
		if err := in.ValidateByHand(c.series); err != nil {
			return err
		}
		taken, err := c.taking([]models.SignUp{in})
		if err != nil {
			return err
		}
		if problems := models.TakenProblems(in.People, taken); problems != nil {
			return &models.Error{Code: models.Invalid, Key: "error.form", Problems: problems}
		}
		done, err = c.registerByHand(&in, actor)
		return err
	})
	return done, err
}

// taking are those of the addresses of some sign-ups that have a place in the series.
func (c *change) taking(all []models.SignUp) (map[string]bool, error) {
	taken := map[string]bool{}
	if !c.series.Policy.OneSeatPerPerson {
		return taken, nil
	}
	var keys []string
	for _, in := range all {
		for _, person := range in.People {
			keys = append(keys, models.NormaliseEmail(person.Email))
		}
	}
	for len(keys) > 0 {
		some := keys[:min(len(keys), rowsOfHistory)]
		keys = keys[len(some):]
		found, err := c.placedElsewhere(some, 0)
		if err != nil {
			return nil, err
		}
		for _, key := range found {
			taken[key] = true
		}
	}
	return taken, nil
}

func (c *change) registerByHand(in *models.SignUp, actor string) (*models.Registration, error) {
	if c.series.Status != models.SeriesPublished {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	session, _ := c.series.Session(in.Session)
	if err := c.series.AdmitByHand(session, c.now); err != nil {
		return nil, err
	}
	employer, err := c.organisation(in.Organisation)
	if err != nil {
		return nil, err
	}
	n, err := c.place(in, employer, hashNonce(in))
	if err != nil {
		return nil, err
	}
	n.actor = actor
	return n.registration, c.insert(n, in)
}

// RegisterMany signs up many people at once, each on their own, in the order of the list: all of them or nobody. Errors are
// those of RegisterByHand; Problems have the number of the row as their place.
func (s *Store) RegisterMany(ctx context.Context, slug string, all []models.SignUp, actor string) error {
	return s.change(ctx, bySlug(slug), func(c *change) error {
		if problems, err := c.judgeMany(all); err != nil {
			return err
		} else if problems != nil {
			return &models.Error{Code: models.Invalid, Key: "error.form", Problems: problems}
		}
		for i := range all {
			if _, err := c.registerByHand(&all[i], actor); err != nil {
				return err
			}
		}
		return nil
	})
}

// JudgeMany says what stands in the way of RegisterMany; nil: nothing does. It writes nothing.
func (s *Store) JudgeMany(ctx context.Context, slug string, all []models.SignUp) (problems []models.Problem, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		c := &change{ctx: ctx, db: db, store: s, now: s.Now(), series: series}
		problems, err = c.judgeMany(all)
		return err
	})
	return problems, err
}

func (c *change) judgeMany(all []models.SignUp) ([]models.Problem, error) {
	for i := range all {
		all[i].Clean()
	}
	taken, err := c.taking(all)
	return models.JudgeMany(c.series, all, taken, c.now), err
}
