package pages

import (
	"slices"

	"vonk/models"
)

// Registration is the contact's page of a whole registration. Its cancel form posts to Self + "/cancel" with participant
// (the place), repeated. The form in which people are ticked also sends choose=yes: with it and without any participant the
// answer is this page again as a 422 with problem.participant.missing at the field participant, as nobody means "all" by
// ticking nothing. The button for the whole group sends neither. What can be done with a party's lines posts as Act says,
// another session as Swap does.
type Registration struct {
	Base
	Registration *models.Registration
	Self         string              // this page: /my/{token}
	OwnPage      string              // the contact's page as a participant; empty: the contact does not attend
	Calendar     map[string]Calendar // by session slug
	Notice       string              // what was just done, see noticed; otherwise nothing is said
	At           *models.Session     // that Notice is about; nil: it is about none
	Trouble      *models.Error       // why what was asked could not be done; nil: nothing was
	Substituting Substituting        // as entered, with Problems
	Swapping     Swapping            // as entered, with Problems
	Problems     Mistakes
}

func (*Registration) name() string { return "registration" }

// Title implements Page.
func (p *Registration) Title() string { return p.T("registration.title") }

// Failed implements the title's "Fout: ".
func (p *Registration) Failed() bool { return len(p.Problems) > 0 }

func (p *Registration) holder() *holder {
	return &holder{
		Base: &p.Base, of: p.Registration, self: p.Self, place: p.Registration.Contact.Place, contact: true,
		calendars: p.Calendar, troubled: p.Trouble != nil,
	}
}

// Summary lists what must be mended.
func (p *Registration) Summary() []Mistake {
	return p.summary(p.Problems, slices.Concat(substitutionFields, swapFields, []string{"participant"}), nil)
}

// Noticed is the sentence for Notice.
func (p *Registration) Noticed() string { return p.noticed(p.Notice, p.At) }

// Troubled are the sentences for Trouble.
func (p *Registration) Troubled() string { return p.troubled(p.Trouble) }

// People are the participants with where each stands.
func (p *Registration) People() []Member { return p.holder().members() }

// Stays are the sessions of the registration with who stands how there.
func (p *Registration) Stays() []Stay { return p.holder().stays() }

// Confirmed says that somebody has a seat.
func (p *Registration) Confirmed() bool { return p.anyone(models.Confirmed) }

// Waiting says that somebody is on the waiting list.
func (p *Registration) Waiting() bool { return p.anyone(models.Waiting) }

// Live says that somebody has, is offered or waits for a seat.
func (p *Registration) Live() bool { return p.Registration.Live() }

func (p *Registration) anyone(status models.Status) bool {
	for _, person := range p.People() {
		if slices.ContainsFunc(person.Badges, func(badge Badge) bool { return badge.Status == status }) {
			return true
		}
	}
	return false
}

// Personal says that the series asks people something on their own pages.
func (p *Registration) Personal() bool {
	return slices.ContainsFunc(p.Series.Questions, models.Question.Personal)
}

// Split says what it would mean when the people of a group that waits were placed apart; empty when no group waits for
// what can still be given.
func (p *Registration) Split() string {
	h := p.holder()
	for _, s := range h.standings() {
		party := p.Registration.PartyOf(s.Party)
		waits := slices.ContainsFunc(s.Waits, func(line *models.Placement) bool {
			session, known := p.Series.SessionByID(line.SessionID)
			return known && session.Upcoming(p.Now) && p.Now.Before(p.Series.LastMoment(session))
		})
		switch {
		case !party.Splits() || !waits || h.begun(s):
		case s.Seat != nil:
			return p.T("split.text.seat", "City", h.city(s.Seat))
		default:
			return p.T("split.text")
		}
	}
	return ""
}

// Changes says that there is something to change.
func (p *Registration) Changes() bool {
	return p.Split() != "" || p.Swap() != nil || len(p.Cancels().Options) > 0
}

// Swap is the form for another session; nil when there is none to choose.
func (p *Registration) Swap() *Swap { return p.holder().swap(p.Swapping, p.Problems) }

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
