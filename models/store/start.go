package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// stepRow is a step that somebody took.
type stepRow struct {
	Step        models.Step `gorm:"primaryKey"`
	At          time.Time
	OrganiserID int64
}

// TableName is where the steps are.
func (stepRow) TableName() string { return "first_steps" }

// Beginning is how far an installation's first hour is. Who mail comes from is not the database's to know.
func (s *Store) Beginning(ctx context.Context) (b *models.Beginning, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		b = &models.Beginning{Marked: map[models.Step]time.Time{}}
		if b.Series, err = s.everySeries(ctx, db); err != nil {
			return err
		}
		steps, err := gorm.G[stepRow](db).Find(ctx)
		if err != nil {
			return err
		}
		for _, row := range steps {
			b.Marked[row.Step] = row.At.UTC()
		}
		newest, err := gorm.G[models.Letter](db).Where("kind = ?", models.LetterTest).Order("id DESC").Limit(1).Find(ctx)
		if err != nil {
			return err
		}
		if len(newest) > 0 {
			b.Mail = &newest[0]
		}
		sent, err := gorm.G[models.Letter](db).Where("kind = ? AND status = ?", models.LetterTest, models.LetterSent).Count(ctx, "id")
		if err != nil {
			return err
		}
		partners, err := gorm.G[models.Assignment](db).Where("role = ?", models.RolePartner).Count(ctx, "id")
		b.Mailed, b.Partner = sent > 0, partners > 0
		return err
	})
	return b, err
}

// MarkStep notes that an organiser took a step. It is noted once.
func (s *Store) MarkStep(ctx context.Context, step models.Step, organiser int64) error {
	return s.writing(ctx, func(db *gorm.DB) error { return s.markStep(context.WithoutCancel(ctx), db, step, organiser) })
}

func (s *Store) markStep(ctx context.Context, db *gorm.DB, step models.Step, organiser int64) error {
	row := stepRow{Step: step, At: s.Now(), OrganiserID: organiser}
	return gorm.G[stepRow](db, clause.OnConflict{DoNothing: true}).Create(ctx, &row)
}

// SendTest writes a test mail to an organiser.
func (s *Store) SendTest(ctx context.Context, to *models.Organiser, language string) error {
	err := s.writing(ctx, func(db *gorm.DB) error {
		return s.letterOfNoSeries(context.WithoutCancel(ctx), db, models.Letter{Kind: models.LetterTest, RecipientEmail: to.Email, Language: language})
	})
	if err == nil {
		s.ring()
	}
	return err
}

// Trial signs people up for a series, a draft or one that has not opened too, and erases it all at once: nothing is left but
// the note that it was done, and nobody gets a letter. It returns the registration as it was. Errors are those of Register.
func (s *Store) Trial(ctx context.Context, slug string, in models.SignUp, organiser int64) (r *models.Registration, err error) {
	in.Clean()
	var refused error
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		err := db.Transaction(func(db *gorm.DB) error {
			_, err := s.changeWithin(ctx, db, bySlug(slug), func(c *change) (err error) {
				c.series.Status = models.SeriesPublished
				if c.now.Before(c.series.Opens) {
					c.series.Opens = c.now
				}
				if r, refused, err = c.register(&in); err != nil || refused != nil {
					return errors.Join(err, refused)
				}
				r, err = load(c.ctx, c.db, "id = ?", r.ID)
				if err == nil {
					r.Series = c.series
					err = stand(c.ctx, c.db, r, ahead, c.now)
				}
				return err
			})
			if err == nil {
				err = errDryRun
			}
			return err
		})
		if !errors.Is(err, errDryRun) {
			return err
		}
		return s.markStep(ctx, db, models.StepTrial, organiser)
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}
