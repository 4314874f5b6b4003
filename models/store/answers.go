package store

import (
	"context"
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
		if _, err := gorm.G[models.Answer](c.db).Where("registration_id = ? AND participant_id = ?", participant.RegistrationID, participantID).Delete(c.ctx); err != nil {
			return err
		}
		var rows []models.Answer
		for _, question := range c.series.Questions {
			if values := in.Answers[question.Key]; question.Personal() && len(values) > 0 {
				rows = append(rows, models.Answer{
					RegistrationID: participant.RegistrationID, QuestionID: question.ID, ParticipantID: &participantID, Value: strings.Join(values, ","),
				})
			}
		}
		if len(rows) > 0 {
			if err := gorm.G[models.Answer](c.db).CreateInBatches(c.ctx, &rows, rowsAtOnce); err != nil {
				return err
			}
		}
		return c.audit(models.ActorHolder, "answer", registrationSubject(participant.RegistrationID), map[string]any{"place": participant.Place, "answers": len(rows)})
	})
}
