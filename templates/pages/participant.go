package pages

import "vonk/models"

// Participant is a person's own page of a registration: own status, own answers, own cancelling. The answers post to
// Self + "/edit" as answer_{key}, the cancelling to Self + "/cancel" without fields.
type Participant struct {
	Base
	Registration *models.Registration // with only this participant
	Person       *models.Participant
	Self         string              // this page: /my/{token}
	Calendar     map[string]Calendar // by session slug
	Notice       string              // as on Registration
	Answers      map[string][]string // as entered, with Problems; nil: as stored
	Substituting Substituting        // as entered, with Problems
	Problems     Mistakes
}

func (*Participant) name() string { return "participant" }

// Title implements Page.
func (p *Participant) Title() string { return p.T("participant.title") }

// Failed implements the title's "Fout: ".
func (p *Participant) Failed() bool { return len(p.Problems) > 0 }

// Noticed is the sentence for Notice.
func (p *Participant) Noticed() string { return p.noticed(p.Notice) }

// Standing is the person with where that person stands.
func (p *Participant) Standing() Standing {
	for _, standing := range p.standings(p.Registration) {
		if standing.ID == p.Person.ID {
			return standing
		}
	}
	return Standing{Participant: *p.Person, Status: models.Cancelled, Word: p.StatusWord(models.Cancelled)}
}

// Stays are the sessions where the person stands.
func (p *Participant) Stays() []Stay { return p.stays(p.Registration, p.Person.Place, p.Calendar) }

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
	return p.substitution(p.Self, []Standing{p.Standing()}, p.Substituting, p.Problems)
}

// Summary lists what must be mended.
func (p *Participant) Summary() []Mistake {
	var ids []string
	for _, asked := range p.Questions() {
		ids = append(ids, asked.ID())
	}
	ids = append(ids, substitutionFields...)
	return p.summary(p.Problems, ids, func(problem models.Problem) string { return p.question(problem.Field) })
}
