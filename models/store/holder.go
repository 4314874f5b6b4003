package store

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"vonk/models"
)

// holding is a holder's act under way.
type holding struct {
	*change
	r       *models.Registration
	actor   string
	parties []models.Party // those that the act is about: with people
	touched []models.Party // as they are after the act
	sought  []sought       // what a swap or a rejoin asks for
}

// sought is a session that a party asks for.
type sought struct {
	place   int
	session int64
}

// maxLines bounds what one party can ask for over time, as every audit entry about it holds all of its lines.
const maxLines = 30

// noOwnAct is the kind for acts whose grants are promotions.
const noOwnAct models.LetterKind = ""

// holding runs a holder's act on their parties: those of the participants at the places given, or all that the link covers.
// With a kind, grants that it leads to for the registration itself confirm at once, and are told as that (seat rule 8). Errors: NotFound
// for a place that is not there, Forbidden for a participant whose party has other people in it.
func (s *Store) holding(ctx context.Context, holder models.Holder, places []int, kind models.LetterKind, act func(h *holding) error) error {
	return s.change(ctx, byRegistration(holder.Registration), func(c *change) error {
		r, err := c.loadNamed(holder.Registration)
		if err != nil {
			return err
		}
		h := &holding{change: c, r: r, actor: cmp.Or(holder.Actor, models.ActorHolder)}
		if h.parties, err = chosen(r, holder, places); err != nil {
			return err
		}
		c.own, c.ownKind = map[partyKey]bool{}, kind
		return act(h)
	})
}

// chosen are the parties that a holder acts for.
func chosen(r *models.Registration, holder models.Holder, places []int) ([]models.Party, error) {
	if holder.Place != 0 {
		if len(places) > 0 && !slices.Equal(places, []int{holder.Place}) {
			return nil, missing(gorm.ErrRecordNotFound)
		}
		places = []int{holder.Place}
	}
	wanted := map[int]bool{}
	for _, place := range places {
		participant, ok := r.Participant(place)
		if !ok {
			return nil, missing(gorm.ErrRecordNotFound)
		}
		if !participant.Withdrawn {
			wanted[participant.Party] = true
		}
	}
	var parties []models.Party
	for _, place := range r.PartyPlaces() {
		p := r.PartyOf(place)
		if p.Size == 0 || len(places) > 0 && !wanted[place] {
			continue
		}
		if holder.Place != 0 && p.Size > 1 && r.Contact.Place != holder.Place {
			return nil, &models.Error{Code: models.Forbidden, Key: "error.group.contact", Args: map[string]any{"Contact": r.Contact.Name}}
		}
		parties = append(parties, p)
	}
	return parties, nil
}

// keepAfter writes what became of a party, as one of those that the act touched.
func (h *holding) keepAfter(was, is *models.Party) error {
	if err := h.keep(was, is); err != nil {
		return err
	}
	h.touch(is)
	return nil
}

// touch notes a party as one of those that the act is about.
func (h *holding) touch(p *models.Party) {
	h.touched = append(h.touched, p.Clone())
	if h.ownKind != noOwnAct {
		h.own[partyKey{p.Registration, p.Place}] = true
	}
}

// alone refuses to give a party another line when it had many, or when somebody in it has a place under another registration
// (seat rule 10): while it had none, they may have signed up anew.
func (h *holding) alone(p *models.Party) error {
	if len(p.Lines) >= maxLines {
		return &models.Error{Code: models.Conflict, Key: "error.rejoin.often"}
	}
	if !h.series.Policy.OneSeatPerPerson {
		return nil
	}
	var keys []string
	for _, participant := range h.r.Participants {
		if participant.Party == p.Place && !participant.Withdrawn {
			keys = append(keys, participant.EmailKey)
		}
	}
	taken, err := h.placedElsewhere(keys, h.r.ID)
	if err == nil && len(taken) > 0 {
		err = &models.Error{Code: models.Conflict, Key: "error.rejoin.registered"}
	}
	return err
}

// done writes the act's audit entry.
func (h *holding) done(action string, more map[string]any) error {
	return h.deed(h.actor, action, registrationSubject(h.r.ID), models.Deed{Parties: h.touched, More: more})
}

// session finds the series' session with a slug. NotFound when there is none.
func (c *change) session(slug string) (*models.Session, error) {
	session, ok := c.series.Session(slug)
	if !ok {
		return nil, missing(gorm.ErrRecordNotFound)
	}
	return session, nil
}

// refusal is an Error about a session.
func refusal(code models.Code, key string, session *models.Session) *models.Error {
	return &models.Error{Code: code, Key: key, Args: map[string]any{"City": session.Place(), "Slug": session.Slug, "Session": session.Title}}
}
