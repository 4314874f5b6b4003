package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// Organisations are the employers of a series whose people are signed up, by name, with the domains of their addresses and
// what was merged into them. NotFound for an unknown series.
func (s *Store) Organisations(ctx context.Context, slug string) (all []models.Employer, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		var rows []struct {
			ID     int64
			Name   string
			Domain string
			People int
			Seated int
		}
		err = gorm.G[models.Organisation](db).Raw(`SELECT o.id, o.name, substr(p.email_key, `+s.position("p.email_key")+` + 1) AS domain, count(*) AS people,
			sum(CASE WHEN EXISTS (SELECT 1 FROM seats s WHERE s.participant_id = p.id AND s.status = 'confirmed') THEN 1 ELSE 0 END) AS seated
			FROM registrations r JOIN organisations o ON o.id = r.organisation_id
			JOIN participants p ON p.registration_id = r.id AND NOT p.withdrawn
			WHERE r.series_id = ? GROUP BY 1, 2, 3 ORDER BY o.id, 4 DESC, 3`, series.ID).Scan(ctx, &rows)
		if err != nil {
			return err
		}
		merged, err := gorm.G[models.Organisation](db).
			Where("merged_into IN (SELECT organisation_id FROM registrations WHERE series_id = ?)", series.ID).Order("name_key").Find(ctx)
		if err != nil {
			return err
		}
		also := map[int64][]models.Organisation{}
		for _, o := range merged {
			also[*o.MergedInto] = append(also[*o.MergedInto], o)
		}
		for _, row := range rows {
			if n := len(all); n == 0 || all[n-1].ID != row.ID {
				all = append(all, models.Employer{ID: row.ID, Name: row.Name, Also: also[row.ID]})
			}
			e := &all[len(all)-1]
			e.People, e.Seated, e.Domains = e.People+row.People, e.Seated+row.Seated, append(e.Domains, row.Domain)
		}
		return nil
	})
	models.SortEmployers(all)
	return all, err
}

// position is the engine's way to find the @ in an address.
func (s *Store) position(column string) string {
	if s.path == "" {
		return "strpos(" + column + ", '@')"
	}
	return "instr(" + column + ", '@')"
}

// MergeOrganisations makes one organisation of two, in every series: sign-ups in the name of from count for into from now
// on, also those to come. Nobody loses a seat, as a limit binds only when a seat is given. The same again changes nothing.
// Errors: NotFound for one that is unknown, Conflict for one that was merged otherwise and for one with itself, Forbidden when
// either has people in a series in which whoever merges may not register.
func (s *Store) MergeOrganisations(ctx context.Context, from, into int64, actor string, may func(series int64) bool) error {
	if from == into {
		return &models.Error{Code: models.Conflict, Key: "error.merge.same"}
	}
	wrote := false
	err := s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if done, err := holdOrganisations(ctx, db, from, into); err != nil || done {
			return err
		}
		if err := mayMerge(ctx, db, from, into, may); err != nil {
			return err
		}
		err := gorm.G[models.Organisation](db).Exec(ctx, "UPDATE organisations SET merged_into = ? WHERE id = ? OR merged_into = ?", into, from, from)
		if err != nil {
			return err
		}
		var series []int64
		err = gorm.G[models.Registration](db).Raw("SELECT DISTINCT series_id FROM registrations WHERE organisation_id = ?", from).Scan(ctx, &series)
		if err != nil {
			return err
		}
		for _, id := range series {
			letters, err := s.changeWithin(ctx, db, where{"id = ?", []any{id}}, func(c *change) error { return c.merge(from, into, actor) })
			if err != nil {
				return err
			}
			wrote = wrote || letters
		}
		return nil
	})
	if err == nil && wrote {
		s.ring()
	}
	return err
}

// holdOrganisations keeps every other writer off every series until the transaction ends. Whoever signs up in either name has
// done so, or will find them merged; whoever merges one of them with another has done so, or will find it gone. It says
// whether the two are one already. Errors: NotFound when one is unknown, Conflict when one was merged otherwise.
func holdOrganisations(ctx context.Context, db *gorm.DB, from, into int64) (done bool, err error) {
	all := gorm.G[models.Series](db, clause.Locking{Strength: "NO KEY UPDATE"})
	if _, err := all.Select("id").Order("id").Find(ctx); err != nil { // whoever locks several does it in this order
		return false, err
	}
	both, err := gorm.G[models.Organisation](db).Where("id IN ?", []int64{from, into}).Find(ctx)
	if err != nil {
		return false, err
	}
	if len(both) < 2 {
		return false, missing(gorm.ErrRecordNotFound)
	}
	for _, o := range both {
		if o.ID == from && o.MergedInto != nil && *o.MergedInto == into {
			return true, nil
		}
		if o.MergedInto != nil {
			err = &models.Error{Code: models.Conflict, Key: "error.merge.gone"}
		}
	}
	return false, err
}

// mayMerge looks whether somebody may register in every series that has people of one of two organisations.
func mayMerge(ctx context.Context, db *gorm.DB, from, into int64, may func(series int64) bool) error {
	touched, err := gorm.G[models.Registration](db).Raw("SELECT DISTINCT series_id FROM registrations WHERE organisation_id IN ?", []int64{from, into}).Find(ctx)
	if err != nil {
		return err
	}
	for _, r := range touched {
		if !may(r.SeriesID) {
			return &models.Error{Code: models.Forbidden, Key: "error.merge.elsewhere"}
		}
	}
	return nil
}

func (c *change) merge(from, into int64, actor string) error {
	for _, table := range []string{"registrations", "placements"} {
		err := gorm.G[models.Organisation](c.db).Exec(c.ctx, "UPDATE "+table+" SET organisation_id = ? WHERE organisation_id = ? AND series_id = ?", into, from, c.series.ID)
		if err != nil {
			return err
		}
	}
	if err := c.relist("r.organisation_id = ?", into); err != nil {
		return err
	}
	for _, session := range c.series.Sessions {
		c.stale(session.ID, into)
	}
	parties, err := c.parties("c.series_id = ? AND r.organisation_id = ?", c.series.ID, into)
	if err != nil {
		return err
	}
	return c.deed(actor, models.ActionMerge, fmt.Sprintf("organisation:%d", into), models.Deed{Parties: parties, More: map[string]any{"from": from}})
}
