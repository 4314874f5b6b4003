package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// AnswerPersonal replaces a participant's answers to the questions that each person answers for themselves. Invalid, with
// Problems, when an answer cannot be accepted.
func (s *Store) AnswerPersonal(ctx context.Context, participantID int64, answers map[string][]string) error {
	in := models.SignUp{Answers: answers}
	in.Clean()
	series := where{"id = (SELECT series_id FROM participants WHERE id = ?)", []any{participantID}}
	return s.change(ctx, series, func(c *change) error {
		if err := models.ValidateAnswers(c.series, in.Answers); err != nil {
			return err
		}
		participant, err := gorm.G[models.Participant](c.db).Where("id = ?", participantID).Take(c.ctx)
		if err != nil {
			return missing(err)
		}
		if participant.Erased() {
			return missing(gorm.ErrRecordNotFound)
		}
		kept, err := c.answer(&participant, in.Answers)
		if err != nil {
			return err
		}
		return c.audit(models.ActorHolder, models.ActionAnswer, registrationSubject(participant.RegistrationID), map[string]any{"place": participant.Place, "answers": kept})
	})
}

// answer writes a participant's answers over those before, and says how many there are now. An answer that stays the same is
// left alone, with what organisers noted of it; of one that changed the note stays, but it is to be arranged anew.
func (c *change) answer(participant *models.Participant, answers map[string][]string) (kept int, err error) {
	before, err := gorm.G[models.Answer](c.db).Where("registration_id = ? AND participant_id = ?", participant.RegistrationID, participant.ID).Find(c.ctx)
	if err != nil {
		return 0, err
	}
	values := map[int64]string{}
	var added []models.Answer
	for _, question := range c.series.Questions {
		if given := answers[question.Key]; question.Personal() && len(given) > 0 {
			values[question.ID] = strings.Join(given, ",")
			if !slices.ContainsFunc(before, func(a models.Answer) bool { return a.QuestionID == question.ID }) {
				added = append(added, models.Answer{
					RegistrationID: participant.RegistrationID, QuestionID: question.ID, ParticipantID: &participant.ID, Value: values[question.ID],
				})
			}
		}
	}
	for _, old := range before {
		value, stays := values[old.QuestionID]
		if stays && value == old.Value {
			continue
		}
		if err := c.reanswer(old.ID, value); err != nil {
			return 0, err
		}
	}
	if len(added) > 0 {
		err = gorm.G[models.Answer](c.db).CreateInBatches(c.ctx, &added, rowsAtOnce)
	}
	return len(values), err
}

// reanswer writes an answer over the one before; an empty one takes it away.
func (c *change) reanswer(id int64, value string) error {
	if value == "" {
		_, err := gorm.G[models.Answer](c.db).Where("id = ?", id).Delete(c.ctx)
		return err
	}
	if err := gorm.G[models.Answer](c.db).Exec(c.ctx, "UPDATE answers SET value = ? WHERE id = ?", value, id); err != nil {
		return err
	}
	return gorm.G[models.Answer](c.db).Exec(c.ctx, "UPDATE access_needs SET arranged = ? WHERE answer_id = ?", false, id)
}
