package pages

import (
	"strings"

	"vonk/models"
)

// Erase asks whether to erase a registration of Base.Series, and says what goes and what stays.
type Erase struct {
	Base
	Registration *models.Registration // whole
}

func (*Erase) name() string { return "erase" }

// Title implements Page.
func (p *Erase) Title() string { return p.T("erase.title", "Reference", p.Registration.Reference) }

// Lead says of which registration.
func (p *Erase) Lead() string { return p.T("erase.lead", "Reference", p.Registration.Reference) }

// Back leads to the story.
func (p *Erase) Back() string { return storyURL(p.Registration.Reference) }

// Action is where the button posts to.
func (p *Erase) Action() string { return p.Back() + "/erase" }

// About are the people of the registration, each with where they stand.
func (p *Erase) About() []Fact {
	r := p.Registration
	var facts []Fact
	if r.Contact.Place == 0 && !r.Contact.Erased() {
		facts = append(facts, Fact{r.Contact.Name, p.T("erase.contact")})
	}
	for _, participant := range r.Participants {
		if participant.Erased() {
			continue
		}
		stands := []string{p.T("erase.left")}
		if !participant.Withdrawn {
			stands = nil
			for _, placement := range r.Placements {
				if session, ok := p.Series.SessionByID(placement.SessionID); ok && placement.Status.Live() && placement.Party == participant.Party {
					stands = append(stands, session.Place()+": "+p.StatusWord(placement.Status))
				}
			}
		}
		facts = append(facts, Fact{participant.Name, strings.Join(stands, ", ")})
	}
	return facts
}

// Goes is what is erased.
func (p *Erase) Goes() []string {
	return p.sentences("erase.goes.people", "erase.goes.answers", "erase.goes.letters", "erase.goes.links", "erase.goes.notes")
}

// Stays is what is kept.
func (p *Erase) Stays() []string {
	return p.sentences("erase.stays.counts", "erase.stays.organisation", "erase.stays.audit", "erase.stays.backups")
}

// Happens is what else it does.
func (p *Erase) Happens() []string {
	var happens []string
	if p.Registration.Live() {
		happens = p.sentences("erase.places")
	}
	return append(happens, p.sentences("erase.silent", "erase.undo")...)
}

func (b *Base) sentences(keys ...string) []string {
	all := make([]string, len(keys))
	for i, key := range keys {
		all[i] = b.T(key)
	}
	return all
}
