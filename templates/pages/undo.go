package pages

import (
	"slices"
	"strings"

	"vonk/models"
)

// UndoForm is the button that undoes an organiser's act, with what that will do.
type UndoForm struct {
	URL     string
	Act     int64
	Button  string
	Label   string // of the button, with the act: several stand on a page
	Lead    string
	Says    []string // what the button will do
	Refused string   // why there is none any more; empty: there is one
}

// actionOf are the audit actions of the acts of which the page has a form, where these have other names.
var actionOf = map[string]string{"move": models.ActionSwap}

// JustDone undoes what was done just now; nil: nothing was, or it cannot be undone.
func (p *Story) JustDone() *UndoForm {
	action := p.Done
	if other, ok := actionOf[p.Done]; ok {
		action = other
	}
	return p.undo(func(u *models.Undoing) bool { return u.Action == action && u.Refused == nil })
}

// UndoOf undoes the act of an audit entry; nil: that can never be, or not any more.
func (p *Story) UndoOf(seq int64) *UndoForm {
	return p.undo(func(u *models.Undoing) bool { return u.Act == seq && seq != 0 })
}

// UndoNote takes a note away that was written just now.
func (p *Story) UndoNote(id int64) *UndoForm {
	return p.undo(func(u *models.Undoing) bool { return u.Action == models.ActionNote && u.Note == id })
}

func (p *Story) undo(which func(*models.Undoing) bool) *UndoForm {
	if !p.Acts {
		return nil
	}
	for i := range p.Story.Undoings {
		if u := &p.Story.Undoings[i]; which(u) {
			form := &UndoForm{
				URL: storyURL(p.Story.Registration.Reference) + "/undo", Act: u.Act,
				Button: p.T("undo.button"), Lead: p.T("undo.lead"), Label: p.T("undo.which", "Act", p.T("audit.action."+u.Action)), Says: p.comesOf(u),
			}
			if u.Refused != nil {
				form.Refused = p.T(u.Refused.Key, u.Refused.Args)
			}
			return form
		}
	}
	return nil
}

// comesOf says what undoing an act will do.
func (p *Story) comesOf(u *models.Undoing) (all []string) {
	switch u.Action {
	case models.ActionNote, models.ActionEdit:
		return []string{p.T("undo." + u.Action)}
	case models.ActionSubstitute:
		for _, person := range u.Was.People {
			all = append(all, p.T("undo.substitute", "Name", person.Name))
		}
		return all
	}
	for _, reversal := range u.Reversals {
		all = append(all, p.comesOfParty(u, &reversal))
	}
	return append(all, p.T("undo.mail"))
}

func (p *Story) comesOfParty(u *models.Undoing, r *models.Reversal) string {
	var names []string
	returning := slices.ContainsFunc(p.Story.Registration.Participants, func(participant models.Participant) bool {
		return participant.Party == r.Party.Place && slices.Contains(u.Left, participant.ID)
	})
	for _, participant := range p.Story.Registration.Participants {
		left := slices.Contains(u.Left, participant.ID)
		if participant.Party == r.Party.Place && (left || !returning && !participant.Withdrawn) {
			names = append(names, p.PersonName(participant.Name))
		}
	}
	key := []string{"undo", string(r.Outcome)}
	args := []any{"Count", len(names), "Names", p.List(names), "Number", r.Number}
	if r.Session != 0 {
		args = append(args, "City", p.city(r.Session))
	} else if r.Outcome == models.RevertedStays {
		key = append(key, "same")
	}
	if r.Held != 0 {
		args = append(args, "Held", p.city(r.Held))
		if r.Outcome == models.RevertedSeat || r.Outcome == models.RevertedWaited {
			key = append(key, "held")
		}
	}
	return p.T(strings.Join(key, "."), args...)
}

// UndoURL is where the button posts to that undoes what was done to several just now; empty: there is none.
func (p *Participants) UndoURL() string {
	if p.Done != "cancelled" || p.Act == 0 || p.Count == 0 || !p.Acts() {
		return ""
	}
	return p.Action() + "/undo"
}
