package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
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
	Number   int64 // the series' next one at closing: choices with a later one are not in the draw
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
	err = gorm.G[drawRow](c.db).Exec(c.ctx, "UPDATE draws SET number = ?, closed_at = ?, list = ?, list_hash = ? WHERE series_id = ?",
		c.series.NextNumber, c.now, strings.Join(references, "\n"), hash, c.series.ID)
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
	row, err := gorm.G[drawRow](c.db).Where("series_id = ? AND closed_at IS NOT NULL", c.series.ID).Take(c.ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &models.Error{Code: models.Conflict, Key: "error.draw.early", Args: map[string]any{"At": c.series.Policy.DrawAt}}
	}
	if err != nil {
		return err
	}
	order, err := c.drawnOrder(&row, value)
	if err != nil {
		return err
	}
	for _, lot := range order {
		number := c.series.NextNumber
		c.series.NextNumber++
		for _, table := range []string{"choices", "placements"} {
			err := gorm.G[models.Choice](c.db).Exec(c.ctx, "UPDATE "+table+" SET number = ? WHERE registration_id = ? AND number >= ? AND number < ?",
				number, lot.Registration, lot.From, lot.Until)
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

// numbered are choices of a registration that get one new number: those with an old one of at least From and below Until.
type numbered struct {
	Registration int64
	Reference    string
	Number       int64
	From, Until  int64
	rank         int
}

// drawnOrder is the order of the new numbers: by lot, and behind them what was asked for after closing, in the order of its
// old numbers.
func (c *change) drawnOrder(row *drawRow, value string) ([]numbered, error) {
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
	var all []numbered
	err = gorm.G[models.Choice](c.db).Raw(`SELECT DISTINCT c.registration_id AS registration, r.reference, c.number
		FROM choices c JOIN registrations r ON r.id = c.registration_id WHERE c.series_id = ? ORDER BY c.number`, c.series.ID).Scan(c.ctx, &all)
	if err != nil {
		return nil, err
	}
	order := all[:0]
	seen := map[int64]bool{}
	for _, n := range all {
		in, ok := rank[n.Reference]
		switch {
		case ok && n.Number < row.Number && seen[n.Registration]:
			continue // one lot for all that a registration asked before closing
		case ok && n.Number < row.Number:
			seen[n.Registration] = true
			n.rank, n.From, n.Until = in, 0, row.Number
		default:
			n.rank, n.From, n.Until = len(drawn)+1, n.Number, n.Number+1
		}
		order = append(order, n)
	}
	slices.SortStableFunc(order, func(a, b numbered) int { return cmp.Compare(a.rank, b.rank) })
	return order, nil
}
