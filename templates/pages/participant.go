package pages

import (
	"slices"

	"vonk/models"
)

// Participant is a person's own page of a registration: own status, own answers, own cancelling. The answers post to
// Self + "/edit" as answer_{key}, the cancelling to Self + "/cancel" without fields.
type Participant struct {
	Base
	Registration *models.Registration // with only this participant
	Person       *models.Participant
	Self         string              // this page: /my/{token}
	Calendar     map[string]Calendar // by session slug
	Feed         *Subscription       // the person's own
	Notice       string              // as on Registration, and so are At and Trouble
	At           *models.Session
	Trouble      *models.Error
	Answers      map[string][]string // as entered, with Problems; nil: as stored
	Substituting Substituting        // as entered, with Problems
	Swapping     Swapping            // as entered, with Problems
	Problems     Mistakes
}

func (*Participant) name() string { return "participant" }

// Title implements Page.
func (p *Participant) Title() string { return p.T("participant.title") }

// Failed implements the title's "Fout: ".
func (p *Participant) Failed() bool { return len(p.Problems) > 0 }

func (p *Participant) holder() *holder {
	return &holder{
		Base: &p.Base, of: p.Registration, self: p.Self, place: p.Person.Place, calendars: p.Calendar, troubled: p.Trouble != nil,
	}
}

// Noticed is the sentence for Notice.
func (p *Participant) Noticed() string { return p.noticed(p.Notice, p.At) }

// Troubled are the sentences for Trouble.
func (p *Participant) Troubled() string { return p.troubled(p.Trouble) }

// Member is the person with where that person stands.
func (p *Participant) Member() Member { return p.holder().members()[0] }

// Stays are the sessions where the person stands.
func (p *Participant) Stays() []Stay { return p.holder().stays() }

// Live says that the person has, is offered or waits for a seat.
func (p *Participant) Live() bool { return p.Member().Ended == nil && len(p.Stays()) > 0 }

// Swap is the form for another session; nil when there is none to choose, or when others decide.
func (p *Participant) Swap() *Swap { return p.holder().swap(p.Swapping, p.Problems) }

// Changes says that there is something to change.
func (p *Participant) Changes() bool { return p.Member().Cancels || p.Swap() != nil }

// Decider says who decides for the group that the person belongs to; empty when the person may, or when there is nothing to
// decide.
func (p *Participant) Decider() string {
	h := p.holder()
	for _, s := range h.standings() {
		if !h.decides(s) && h.leaves(s) {
			return p.T("group.decides", "Name", p.Registration.Contact.Name)
		}
	}
	return ""
}

// BySomebodyElse says that another person signed this one up, and so gave us the address.
func (p *Participant) BySomebodyElse() bool { return p.Registration.Contact.Place != p.Person.Place }

// Questions are those that each person answers, as entered or else as stored.
func (p *Participant) Questions() []Asked {
	answers := p.Answers
	if answers == nil {
		answers = map[string][]string{}
		for _, question := range p.Series.Questions {
			for _, answer := range p.Registration.Answers {
				if answer.QuestionID == question.ID && answer.ParticipantID != nil && *answer.ParticipantID == p.Person.ID {
					answers[question.Key] = stored(question, answer.Value)
				}
			}
		}
	}
	return p.asked(true, answers, p.Problems)
}

// Substitution is the form with which a colleague takes this person's place; nil when that is over.
func (p *Participant) Substitution() *Substitution {
	return p.substitution(p.Self, []Member{p.Member()}, p.Substituting, p.Problems)
}

// Summary lists what must be mended.
func (p *Participant) Summary() []Mistake {
	var ids []string
	for _, asked := range p.Questions() {
		ids = append(ids, asked.ID())
	}
	ids = slices.Concat(ids, substitutionFields, swapFields)
	return p.summary(p.Problems, ids, func(problem models.Problem) string { return p.question(problem.Field) })
}
