package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// drawRow is what is kept of a series' draw.
type drawRow struct {
	SeriesID int64 `gorm:"primaryKey;autoIncrement:false"`
	Seed     string
	ClosedAt *time.Time
	List     string // the references, sorted, a line each
	ListHash string
	Value    string // of the beacon
}

// TableName implements GORM's naming.
func (drawRow) TableName() string { return "draws" }

// Draw returns what is public of a published series' draw now. NotFound when it draws not.
func (s *Store) Draw(ctx context.Context, slug string) (d *models.Draw, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		if series.Status != models.SeriesPublished || series.Policy.Admission != models.AdmissionDraw {
			return missing(gorm.ErrRecordNotFound)
		}
		row, err := gorm.G[drawRow](db).Where("series_id = ?", series.ID).Take(ctx)
		if err != nil {
			return missing(err)
		}
		d = &models.Draw{
			SeriesID: series.ID, ClosesAt: series.Policy.DrawAt, ClosedAt: utc(row.ClosedAt), ListHash: row.ListHash,
			Beacon: series.Policy.Beacon, Value: row.Value, DrawnAt: series.DrawnAt,
		}
		if d.SeedHash, err = models.SeedHash(row.Seed); err != nil {
			return err
		}
		if row.List != "" {
			d.References = strings.Split(row.List, "\n")
		}
		if series.DrawnAt != nil {
			d.Seed = row.Seed
		}
		return nil
	})
	return d, err
}

// prepareDraw makes the seed of a series that will draw, so that its hash is public from the beginning.
func (c *change) prepareDraw() error {
	if c.series.Policy.Admission != models.AdmissionDraw {
		return nil
	}
	seed := make([]byte, 32)
	if _, err := io.ReadFull(c.store.random, seed); err != nil {
		return err
	}
	row := drawRow{SeriesID: c.series.ID, Seed: hex.EncodeToString(seed)}
	return gorm.G[drawRow](c.db, clause.OnConflict{DoNothing: true}).Create(c.ctx, &row)
}

// drawClosed says that the list of the series' draw was closed.
func (c *change) drawClosed() (bool, error) {
	closed, err := gorm.G[drawRow](c.db).Where("series_id = ? AND closed_at IS NOT NULL", c.series.ID).Count(c.ctx, "series_id")
	return closed > 0, err
}

// closeDraw closes the list of a draw whose moment has come: those who are signed up and still there.
func (c *change) closeDraw() error {
	if !c.series.AwaitsDraw() || c.now.Before(c.series.Policy.DrawAt) {
		return nil
	}
	if closed, err := c.drawClosed(); err != nil || closed {
		return err
	}
	rows, err := gorm.G[models.Registration](c.db).Select("reference").
		Where(`series_id = ? AND created_at < ? AND EXISTS (SELECT 1 FROM participants m WHERE m.registration_id = registrations.id AND NOT m.withdrawn)`,
			c.series.ID, c.series.Policy.DrawAt).Order("reference").Find(c.ctx)
	if err != nil {
		return err
	}
	references := make([]string, len(rows))
	for i, row := range rows {
		references[i] = row.Reference
	}
	slices.Sort(references) // the engines' collations differ
	hash := models.ListHash(references)
	err = gorm.G[drawRow](c.db).Exec(c.ctx, "UPDATE draws SET closed_at = ?, list = ?, list_hash = ? WHERE series_id = ?", c.now, strings.Join(references, "\n"), hash, c.series.ID)
	if err != nil {
		return err
	}
	return c.deed(models.ActorSystem, models.ActionClose, seriesSubject(c.series), models.Deed{More: map[string]any{"registrations": len(references), "list": hash}})
}

// HoldDraw gives the numbers by lot with the public value of the beacon, and serves everybody in that order. Who registered
// after the list was closed follows behind (seat rule 9). Errors: NotFound; Conflict when the series draws not, drew already
// or has not closed its list; Invalid for an empty value.
func (s *Store) HoldDraw(ctx context.Context, slug, value, actor string) error {
	value = strings.TrimSpace(value)
	return s.change(ctx, bySlug(slug), func(c *change) error {
		switch {
		case c.series.Policy.Admission != models.AdmissionDraw:
			return &models.Error{Code: models.Conflict, Key: "error.draw.none"}
		case c.series.DrawnAt != nil:
			return &models.Error{Code: models.Conflict, Key: "error.draw.held"}
		case c.now.Before(c.series.Policy.DrawAt):
			return &models.Error{Code: models.Conflict, Key: "error.draw.early", Args: map[string]any{"At": c.series.Policy.DrawAt}}
		case value == "":
			return &models.Error{Code: models.Invalid, Key: "error.draw.value"}
		}
		return c.holdDraw(value, actor)
	})
}

func (c *change) holdDraw(value, actor string) error {
	row, err := gorm.G[drawRow](c.db).Where("series_id = ?", c.series.ID).Take(c.ctx)
	if err != nil {
		return err
	}
	order, err := c.drawnOrder(&row, value)
	if err != nil {
		return err
	}
	for _, registration := range order {
		number := c.series.NextNumber
		c.series.NextNumber++
		for _, table := range []string{"choices", "placements"} {
			err := gorm.G[models.Choice](c.db).Exec(c.ctx, "UPDATE "+table+" SET number = ? WHERE registration_id = ?", number, registration)
			if err != nil {
				return err
			}
		}
	}
	if err := gorm.G[drawRow](c.db).Exec(c.ctx, "UPDATE draws SET value = ? WHERE series_id = ?", value, c.series.ID); err != nil {
		return err
	}
	c.series.DrawnAt = &c.now
	if err := c.staleAll(); err != nil {
		return err
	}
	parties, err := c.parties("c.series_id = ?", c.series.ID)
	if err != nil {
		return err
	}
	for i := range parties {
		p := &parties[i]
		for _, line := range p.Lines {
			if line.Status == models.Waiting { // by rank: the first is wanted most
				c.tells(news{kind: models.LetterDraw, registration: p.Registration, party: p.Place, session: line.Session})
				break
			}
		}
	}
	more := map[string]any{"beacon": value, "list": row.ListHash}
	return c.deed(actor, models.ActionDraw, seriesSubject(c.series), models.Deed{Parties: parties, Rules: c.series.Rules(), More: more})
}

// drawnOrder are the registrations in the order of their new numbers: by lot, and behind them those who came later, as they
// came.
func (c *change) drawnOrder(row *drawRow, value string) ([]int64, error) {
	var references []string
	if row.List != "" {
		references = strings.Split(row.List, "\n")
	}
	drawn, err := models.Lots(row.Seed, value, references)
	if err != nil {
		return nil, err
	}
	rank := make(map[string]int, len(drawn))
	for _, lot := range drawn {
		rank[lot.Reference] = lot.Rank
	}
	var rows []struct {
		ID        int64
		Reference string
		Number    int64
	}
	err = gorm.G[models.Registration](c.db).Raw(`SELECT r.id, r.reference, (SELECT min(c.number) FROM choices c WHERE c.registration_id = r.id) AS number
		FROM registrations r WHERE r.series_id = ?`, c.series.ID).Scan(c.ctx, &rows)
	if err != nil {
		return nil, err
	}
	order := make([]int64, 0, len(rows))
	behind := len(drawn) + 1
	rankOf := func(reference string) int {
		if in, ok := rank[reference]; ok {
			return in
		}
		return behind
	}
	slices.SortFunc(rows, func(a, b struct {
		ID        int64
		Reference string
		Number    int64
	},
	) int {
		return cmp.Or(cmp.Compare(rankOf(a.Reference), rankOf(b.Reference)), cmp.Compare(a.Number, b.Number))
	})
	for _, row := range rows {
		order = append(order, row.ID)
	}
	return order, nil
}
