package store

import (
	"context"

	"vonk/models"
)

// Swap moves parties to another session in one step, never holding less than before: who does not fit there keeps the seat
// held and waits (seat rule 5). A party that only waits wants the session besides. Errors: those of holding; NotFound for an
// unknown session; Gone or Conflict when the session takes nobody; Conflict when nobody can move: the seat held is there, the
// party waits there already, or it has left.
func (s *Store) Swap(ctx context.Context, holder models.Holder, places []int, slug string) error {
	return s.holding(ctx, holder, places, models.LetterSwap, func(h *holding) error {
		session, err := h.session(slug)
		if err != nil {
			return err
		}
		if err := h.series.Admission(session, h.now); err != nil {
			return err
		}
		var refused error = &models.Error{Code: models.Conflict, Key: "error.swap.nothing"}
		number := h.series.NextNumber
		for i := range h.parties {
			p := &h.parties[i]
			if refusal := h.series.RefuseSwap(p, session, h.now); refusal != nil {
				refused = refusal
				continue
			}
			if err := h.alone(p); err != nil {
				refused = err
				continue
			}
			was := p.Clone()
			line := p.Swap(session.ID, number, h.series, h.now)
			h.sought = append(h.sought, sought{p.Place, session.ID})
			h.series.NextNumber = number + 1
			if err := h.keepAfter(&was, p); err != nil {
				return err
			}
			h.tells(news{kind: models.LetterWaiting, registration: h.r.ID, party: p.Place, session: line.Session})
		}
		if len(h.touched) == 0 {
			return refused
		}
		if err := h.done(models.ActionSwap, map[string]any{"session": session.ID}); err != nil {
			return err
		}
		h.undoable(h.actor, h.r, h.touched, models.Undo{})
		return h.unlessListOff()
	})
}

// unlessListOff serves at once and refuses what would have to wait, in a series without a waiting list.
func (h *holding) unlessListOff() error {
	if h.series.Policy.WaitingList != models.WaitingListOff || h.series.AwaitsDraw() {
		return nil
	}
	if err := h.serve(); err != nil {
		return err
	}
	for _, asked := range h.sought {
		p, err := h.party(h.r.ID, asked.place)
		if err != nil {
			return err
		}
		session, _ := h.series.SessionByID(asked.session)
		if line := p.At(asked.session); line != nil && line.Status == models.Waiting {
			return refusal(models.Conflict, "error.session.full", session)
		}
	}
	return nil
}
