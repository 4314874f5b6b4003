package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// undoRow is what undoing an act on one registration needs.
type undoRow struct {
	RegistrationID int64
	Act            int64
	SeriesID       int64
	Action         string
	At             time.Time
	Kept           string // a models.Undo as JSON
}

func (undoRow) TableName() string { return "undos" }

// undo is the row's content.
func (row *undoRow) undo() (*models.Undo, error) {
	u := &models.Undo{Act: row.Act, Action: row.Action, At: row.At.UTC()}
	return u, json.Unmarshal([]byte(row.Kept), u)
}

// undoing is an act of this transaction that can be undone.
type undoing struct {
	registration int64
	undo         models.Undo
}

// undoable notes that the act of the newest audit entry can be undone for a registration, when an organiser did it. Of parties
// that it touched it keeps how the registration, as it was loaded, had them: first those without a seat, as undoing the act may
// free the seats that the others had.
func (c *change) undoable(actor string, r *models.Registration, touched []models.Party, u models.Undo) {
	if !models.Undoable(actor) {
		return
	}
	for _, p := range touched {
		if p.Registration == r.ID {
			u.Before = append(u.Before, r.PartyOf(p.Place))
		}
	}
	slices.SortStableFunc(u.Before, func(a, b models.Party) int {
		switch seatless := a.Seat() == nil; {
		case seatless == (b.Seat() == nil):
			return 0
		case seatless:
			return -1
		}
		return 1
	})
	u.Act, u.At = c.series.AuditSeq, c.now
	u.Action = c.entries[len(c.entries)-1].Action
	c.undos = append(c.undos, undoing{r.ID, u})
}

// keepUndos writes them, with how their parties stand at the end of the transaction and what their people are told.
func (c *change) keepUndos() error {
	if len(c.undos) == 0 {
		return nil
	}
	ids, rows := make([]int64, len(c.undos)), make([]undoRow, len(c.undos))
	for i := range c.undos {
		ids[i] = c.undos[i].registration
	}
	stand := map[partyKey]models.Party{}
	for len(ids) > 0 {
		some := ids[:min(len(ids), rowsAtOnce)]
		ids = ids[len(some):]
		parties, err := c.parties("c.registration_id IN ?", some)
		if err != nil {
			return err
		}
		for _, p := range parties {
			stand[partyKey{p.Registration, p.Place}] = p
		}
	}
	told := map[int64][]string{}
	for _, l := range c.letters {
		if l.Kind != models.LetterComing && l.Kind != models.LetterSoon { // those are time's
			told[l.RegistrationID] = append(told[l.RegistrationID], l.MessageID)
		}
	}
	for i := range c.undos {
		u := &c.undos[i].undo
		for _, p := range u.Before {
			u.After = append(u.After, stand[partyKey{p.Registration, p.Place}])
		}
		u.Letters = told[c.undos[i].registration]
		kept, err := json.Marshal(u)
		if err != nil {
			return err
		}
		rows[i] = undoRow{c.undos[i].registration, u.Act, c.series.ID, u.Action, u.At, string(kept)}
	}
	if _, err := gorm.G[undoRow](c.db).Where("at <= ?", c.now.Add(-models.UndoFor)).Delete(c.ctx); err != nil {
		return err
	}
	return gorm.G[undoRow](c.db).CreateInBatches(c.ctx, &rows, rowsAtOnce)
}

// undosOf are the acts on a registration that may be undone, the newest first, each with what that would do now.
func undosOf(ctx context.Context, db *gorm.DB, s *Store, r *models.Registration) ([]models.Undoing, error) {
	now := s.Now()
	rows, err := gorm.G[undoRow](db).Where("registration_id = ? AND at > ?", r.ID, now.Add(-models.UndoFor)).Order("act DESC").Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	c := &change{ctx: ctx, db: db, store: s, now: now, series: r.Series}
	all := make([]models.Undoing, len(rows))
	for i := range rows {
		u, err := rows[i].undo()
		if err != nil {
			return nil, err
		}
		all[i] = models.Undoing{Undo: u}
		all[i].Reversals, err = c.judgeUndo(u, r)
		if refused, ok := err.(*models.Error); ok {
			all[i].Refused = refused
		} else if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// judgeUndo says what undoing an act would do to a registration that is loaded. Errors: those of models.Undo.Judge; Conflict
// when somebody who would come back has a place under another registration meanwhile (seat rule 10).
func (c *change) judgeUndo(u *models.Undo, r *models.Registration) ([]models.Reversal, error) {
	taken, err := takenBy(c.ctx, c.db, c.series, r.OrganisationID, c.now)
	if err != nil {
		return nil, err
	}
	reversals, refused := u.Judge(c.series, r, taken, c.now)
	if refused != nil {
		return nil, refused
	}
	if !c.series.Policy.OneSeatPerPerson {
		return reversals, nil
	}
	elsewhere, err := c.placedElsewhere(append(u.Returning(r), ""), r.ID)
	if err == nil && len(elsewhere) > 0 {
		err = &models.Error{Code: models.Conflict, Key: "error.revert.registered"}
	}
	return reversals, err
}
