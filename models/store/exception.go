package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// Exception gives parties a seat at a session out of turn, as an organiser's marked exception (seat rule 8): those of the
// participants at the places given, or all of the registration. Order, reserves, limits and the last moment do not count; the
// session's seats do, unless it is overbooked knowingly in the same act, by as many as are missing. The reason is kept as a
// note. Errors: NotFound for a place or session that is not there; Invalid without a reason; Gone when the session was
// cancelled or has begun; Conflict when nobody can have a seat there, before a draw, and, with Count and Free, when they do not
// fit.
func (s *Store) Exception(ctx context.Context, holder models.Holder, places []int, slug string, overbook bool, reason string, organiserID int64) error {
	reason, err := models.CleanNote(reason, "reason")
	if err != nil {
		return err
	}
	return s.holding(ctx, holder, places, noOwnAct, func(h *holding) error {
		session, err := h.session(slug)
		if err != nil {
			return err
		}
		if err := h.series.AdmitException(session, h.now); err != nil {
			return err
		}
		var seated []models.Party
		number, people := h.series.NextNumber, 0
		for i := range h.parties {
			p := h.parties[i].Clone()
			if h.series.RefuseBegun(&p, h.now) == nil && p.Except(session.ID, number, h.series, h.now) {
				seated = append(seated, p)
				if offer := h.parties[i].Offer(); offer == nil || offer.Session != session.ID {
					people += p.Size
				}
			}
		}
		if len(seated) == 0 {
			return refusal(models.Conflict, "error.exception.nobody", session)
		}
		details := map[string]any{"session": session.ID}
		deed, undo := models.Deed{More: details}, models.Undo{}
		if missing := people - session.Free(); missing > 0 {
			if !overbook {
				e := refusal(models.Conflict, "error.exception.full", session)
				e.Args["Count"], e.Args["Free"] = people, session.Free()
				return e
			}
			if err := h.overbook(session, missing); err != nil {
				return err
			}
			deed.Rules, details["overbooked"] = h.series.Rules(), missing
			undo.Session, undo.Raised = session.ID, missing
		}
		for i := range seated {
			p := &seated[i]
			at := slices.IndexFunc(h.parties, func(old models.Party) bool { return old.Place == p.Place })
			if slices.ContainsFunc(p.Lines, func(l models.Line) bool { return l.Number == number }) {
				h.series.NextNumber = number + 1
			}
			told := news{kind: models.LetterPromotion, registration: h.r.ID, party: p.Place, session: session.ID}
			if seat := h.parties[at].Seat(); seat != nil {
				told.old = seat.Session
			}
			if err := h.keepAfter(&h.parties[at], p); err != nil {
				return err
			}
			h.tells(told)
		}
		if details["note"], err = h.note(h.r.ID, organiserID, reason); err != nil {
			return err
		}
		deed.Parties = h.touched
		if err := h.deed(h.actor, models.ActionException, registrationSubject(h.r.ID), deed); err != nil {
			return err
		}
		h.undoable(h.actor, h.r, h.touched, undo)
		return nil
	})
}

// overbook raises how many people a session takes.
func (c *change) overbook(session *models.Session, by int) error {
	session.Overbooking += by
	err := gorm.G[models.Session](c.db).Exec(c.ctx, "UPDATE sessions SET overbooking = ? WHERE id = ?", session.Overbooking, session.ID)
	if err != nil {
		return err
	}
	return gorm.G[models.Series](c.db).Exec(c.ctx, "UPDATE series SET revision = revision + 1 WHERE id = ?", c.series.ID)
}
