package pages

import (
	"slices"

	"vonk/models"
)

// Registration is the contact's page of a whole registration. Its cancel form posts to Self + "/cancel" with participant
// (the place), repeated. The form in which people are ticked also sends choose=yes: with it and without any participant the
// answer is this page again as a 422 with problem.participant.missing at the field participant, as nobody means "all" by
// ticking nothing. The button for the whole group sends neither.
type Registration struct {
	Base
	Registration *models.Registration
	Self         string              // this page: /my/{token}
	OwnPage      string              // the contact's page as a participant; empty: the contact does not attend
	Calendar     map[string]Calendar // by session slug
	Notice       string              // what was just done: registered, cancelled, saved, split or substituted; otherwise nothing is said
	Substituting Substituting        // as entered, with Problems
	Problems     Mistakes
}

func (*Registration) name() string { return "registration" }

// Title implements Page.
func (p *Registration) Title() string { return p.T("registration.title") }

// Failed implements the title's "Fout: ".
func (p *Registration) Failed() bool { return len(p.Problems) > 0 }

// Summary lists what must be mended.
func (p *Registration) Summary() []Mistake {
	return p.summary(p.Problems, append([]string{"participant"}, substitutionFields...), nil)
}

// Noticed is the sentence for Notice.
func (p *Registration) Noticed() string { return p.noticed(p.Notice) }

// People are the participants with where each stands.
func (p *Registration) People() []Standing { return p.standings(p.Registration) }

// Stays are the sessions of the registration with who stands how there.
func (p *Registration) Stays() []Stay {
	return p.stays(p.Registration, p.Registration.Contact.Place, p.Calendar)
}

// Confirmed says that somebody has a seat.
func (p *Registration) Confirmed() bool { return p.anyone(models.Confirmed) }

// Waiting says that somebody is on the waiting list.
func (p *Registration) Waiting() bool { return p.anyone(models.Waiting) }

// Personal says that the series asks people something on their own pages.
func (p *Registration) Personal() bool {
	return slices.ContainsFunc(p.Series.Questions, models.Question.Personal)
}

// Splits says that a group waits for seats together and could wait as people on their own instead.
func (p *Registration) Splits() bool {
	return slices.ContainsFunc(p.Registration.Placements, func(placement models.Placement) bool {
		session, known := p.Series.SessionByID(placement.SessionID)
		return placement.Status == models.Waiting && placement.Size > 1 && known && p.Series.Serves(session, p.Now)
	})
}

func (p *Registration) anyone(status models.Status) bool {
	for _, person := range p.People() {
		if person.Status == status {
			return true
		}
	}
	return false
}

// Cancels are the participants who can be cancelled, as a group of checkboxes.
func (p *Registration) Cancels() Group {
	group := Group{ID: "participant", Name: "participant", Label: p.T("cancel.who"), Error: p.sentence(p.Problems, "participant"), Multiple: true}
	for _, person := range p.People() {
		if !person.Cancels {
			continue
		}
		label := person.Name
		if person.Place == p.Registration.Contact.Place {
			label = p.T("cancel.self", "Name", person.Name)
		}
		group.Options = append(group.Options, Option{ID: optionID("participant", len(group.Options)), Value: person.Number, Label: label})
	}
	return group
}

// Substitution is the form with which a colleague takes somebody's place; nil when nobody can be replaced.
func (p *Registration) Substitution() *Substitution {
	return p.substitution(p.Self, p.People(), p.Substituting, p.Problems)
}

// Own is the contact's own place when it can be cancelled apart from the group's; empty otherwise.
func (p *Registration) Own() string {
	for _, person := range p.People() {
		if person.Cancels && person.Place == p.Registration.Contact.Place {
			return person.Number
		}
	}
	return ""
}

// Answers are the registration's answers in words.
func (p *Registration) Answers() []Answered {
	var all []Answered
	for _, question := range p.Series.Questions {
		for _, answer := range p.Registration.Answers {
			if answer.QuestionID == question.ID && answer.ParticipantID == nil && !question.Personal() {
				all = append(all, p.answered(question, stored(question, answer.Value)))
			}
		}
	}
	return all
}

// Consented are the sentences that the contact agreed to, a line each.
func (p *Registration) Consented() string {
	return p.consented(p.Registration.Contact.Followup, p.Registration.Contact.Newsletter)
}

// noticed is the sentence that says what was just done.
func (b *Base) noticed(what string) string {
	switch what {
	case "registered", "cancelled", "saved", "split", "substituted":
		return b.T("notice." + what)
	}
	return ""
}
