package models

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// ActionRevert is the undoing of an organiser's act. Its details are a Deed, which names the act.
const ActionRevert = "revert"

// UndoFor is how long an organiser's act can be undone, as long as nothing else changed what it changed.
const UndoFor = 24 * time.Hour

// Undo is what undoing an organiser's act on one registration needs. It may hold personal data, so it is no part of the audit.
type Undo struct {
	Act     int64     `json:"-"` // Seq of the act's audit entry
	Action  string    `json:"-"`
	At      time.Time `json:"-"`
	Before  []Party   `json:",omitempty"` // those that it was about
	After   []Party   `json:",omitempty"` // the same, as its transaction left them
	Left    []int64   `json:",omitempty"` // participants who left
	Session int64     `json:",omitempty"` // whose overbooking it raised
	Raised  int       `json:",omitempty"` // by how much
	Was     *Details  `json:",omitempty"` // of an edit or a substitution
	Is      *Details  `json:",omitempty"`
	Note    int64     `json:",omitempty"` // id
	Letters []string  `json:",omitempty"` // Message-IDs of what it told the registration's people
}

// Undoing is an act that was kept to be undone, with what that would do now.
type Undoing struct {
	*Undo
	Reversals []Reversal // of its parties
	Refused   *Error     // why it cannot be undone any more; nil: it can
}

// Undoable says that organisers' acts of this actor are kept to be undone.
func Undoable(actor string) bool { return strings.HasPrefix(actor, ActorOrganiser+":") }

// Details are what a registration says of some of its people.
type Details struct {
	Contact *ContactEdit   `json:",omitempty"` // nil: it is not about the contact
	People  map[int]Person `json:",omitempty"` // by place
}

// DetailsOf are those of the people at some places; 0 stands for the contact.
func (r *Registration) DetailsOf(places []int) *Details {
	d := &Details{People: map[int]Person{}}
	if slices.Contains(places, 0) {
		d.Contact = &ContactEdit{r.Contact.Name, r.Contact.Email, r.Contact.Phone}
	}
	for _, p := range r.Participants {
		if slices.Contains(places, p.Place) {
			d.People[p.Place] = Person{Name: p.Name, Email: p.Email, Role: p.Role}
		}
	}
	return d
}

// Holds says that a registration still says this.
func (d *Details) Holds(r *Registration) bool {
	if d.Contact != nil && *d.Contact != (ContactEdit{r.Contact.Name, r.Contact.Email, r.Contact.Phone}) {
		return false
	}
	for place, person := range d.People {
		p, ok := r.Participant(place)
		if !ok || person != (Person{Name: p.Name, Email: p.Email, Role: p.Role}) {
			return false
		}
	}
	return true
}

// Edit is the edit of a registration that makes it say this.
func (d *Details) Edit(r *Registration) *RegistrationEdit {
	edit := &RegistrationEdit{Contact: ContactEdit{r.Contact.Name, r.Contact.Email, r.Contact.Phone}, People: map[int]Person{}}
	if d.Contact != nil {
		edit.Contact = *d.Contact
	}
	for _, p := range r.Participants {
		edit.People[p.Place] = Person{Name: p.Name, Email: p.Email, Role: p.Role}
		if person, ok := d.People[p.Place]; ok {
			edit.People[p.Place] = person
		}
	}
	return edit
}

// Judge says what undoing would do now: what becomes of each party, or the refusal. Taken is what the registration's
// organisation has taken, by session. Parties are judged in their order, each with what those before it get.
func (u *Undo) Judge(series *Series, r *Registration, taken map[int64]int, now time.Time) (all []Reversal, refused *Error) {
	drawn := series.Policy.Admission == AdmissionDraw && (u.At.Before(series.Policy.DrawAt) && !now.Before(series.Policy.DrawAt) ||
		series.DrawnAt != nil && u.At.Before(*series.DrawnAt))
	switch {
	case !now.Before(u.At.Add(UndoFor)):
		return nil, &Error{Code: Gone, Key: "error.revert.late"}
	case u.Is != nil && !u.Is.Holds(r):
		return nil, changedSince
	case len(u.Before) > 0 && drawn:
		return nil, &Error{Code: Gone, Key: "error.revert.draw"}
	}
	own := *series
	own.Sessions, taken = cloneSessions(series.Sessions), maps.Clone(taken)
	for i := range u.Before {
		was := &u.Before[i]
		is := r.PartyOf(was.Place)
		after := slices.IndexFunc(u.After, func(p Party) bool { return p.Place == was.Place })
		if after < 0 || u.After[after].Difference(&is) != "" {
			return nil, changedSince
		}
		reversal, refused := own.Revert(was, &is, taken, now)
		if refused != nil {
			return nil, refused
		}
		own.Recount(&is, &reversal.Party)
		for _, session := range own.Sessions { // what it has again, and what it gives up
			taken[session.ID] += reversal.Party.heldAt(session.ID) - is.heldAt(session.ID)
		}
		all = append(all, reversal)
	}
	return all, nil
}

// Returning are the addresses of those whom undoing brings back into the series.
func (u *Undo) Returning(r *Registration) (keys []string) {
	for _, p := range r.Participants {
		if slices.Contains(u.Left, p.ID) {
			keys = append(keys, p.EmailKey)
		}
		if u.Was == nil || p.Withdrawn {
			continue
		}
		if person, ok := u.Was.People[p.Place]; ok && NormaliseEmail(person.Email) != p.EmailKey {
			keys = append(keys, NormaliseEmail(person.Email))
		}
	}
	return keys
}

// Number is the lowest number of the parties that an act was about; 0: it was about none.
func (u *Undo) Number() (lowest int64) {
	for _, p := range u.Before {
		for _, line := range p.Lines {
			if lowest == 0 || line.Number < lowest {
				lowest = line.Number
			}
		}
	}
	return lowest
}

// changedSince says that something else changed what an act changed.
var changedSince = &Error{Code: Conflict, Key: "error.revert.changed"}

// cloneSessions are sessions whose counters can be kept apart.
func cloneSessions(sessions []Session) []Session {
	all := slices.Clone(sessions)
	for i := range all {
		all[i].Shares = slices.Clone(all[i].Shares)
	}
	return all
}

// heldAt is how many seats the party has or is offered at a session.
func (p *Party) heldAt(session int64) int {
	for _, line := range p.Lines {
		if line.Session == session && (line.Status == Confirmed || line.Status == Offered) {
			return p.Size
		}
	}
	return 0
}
