package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// lettersTold is how many letters a story lists.
const lettersTold = 100

// Story tells all that happened to the registration with a reference, for organisers (seat rule 11). NotFound when there is
// none. It reads every audit entry of the series.
func (s *Store) Story(ctx context.Context, reference string) (story *models.Story, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		r, err := load(ctx, db, "reference = ?", reference)
		if err != nil {
			return err
		}
		if r.Series, err = s.view(ctx, db, where{"id = ?", []any{r.SeriesID}}); err != nil {
			return err
		}
		lapse(r, s.Now())
		if err := stand(ctx, db, r, ahead, s.Now()); err != nil {
			return err
		}
		teller := models.NewTeller(r)
		err = eachEntry(ctx, db, r.SeriesID, func(entry *models.AuditEntry) error {
			teller.Apply(entry)
			return nil
		})
		if err != nil {
			return err
		}
		story = teller.Story()
		if story.Notes, err = notes(ctx, db, r.ID); err != nil {
			return err
		}
		if story.Bounces, err = bouncesOf(ctx, db, r); err != nil {
			return err
		}
		if story.Undoings, err = undosOf(ctx, db, s, r); err != nil {
			return err
		}
		if story.Letters, err = outboxLines(ctx, db, "l.registration_id = ? AND l.kind <> ? ORDER BY l.id DESC LIMIT ?", r.ID, models.LetterForwarded, lettersTold); err != nil {
			return err
		}
		for ids := range slices.Chunk(story.Named(), rowsOfHistory) {
			named, err := gorm.G[models.Registration](db).Select("id", "reference").Where("id IN ?", ids).Find(ctx)
			if err != nil {
				return err
			}
			for _, other := range named {
				story.References[other.ID] = other.Reference
			}
		}
		return nil
	})
	return story, err
}
