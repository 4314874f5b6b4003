package pages

import (
	"fmt"

	"vonk/models"
)

// exportSamples are the pages of what can be taken along, in every state that looks different.
func exportSamples(code string) map[string]Page {
	b := office(code)
	session := &b.Series.Sessions[0]
	coming := attendees()
	for i, name := range []string{"Voorbeeld Zes", "voorbeeld één", "Voorbeeld Παπαδόπουλος", "Voorbeeld Щербаков"} {
		coming[i].Name, coming[i].Status = name, models.Confirmed
	}
	nameless := attendees()
	for i := range nameless {
		nameless[i].Role = ""
	}
	given := []models.GivenAnswer{{QuestionID: 1, Value: "x", Times: 1}}
	for _, question := range b.Series.Questions {
		switch question.Kind {
		case models.QuestionText:
			for i := range 203 {
				given = append(given, models.GivenAnswer{QuestionID: question.ID, Value: fmt.Sprintf("Voorbeeldvraag %03d\nmet een tweede regel", i), Times: 1})
			}
		case models.QuestionYesNo:
			given = append(given, models.GivenAnswer{QuestionID: question.ID, Value: "yes", Times: 3})
		default:
			given = append(given, models.GivenAnswer{QuestionID: question.ID, Value: question.Options[0].Key, Times: 7})
		}
	}
	return map[string]Page{
		"sign-in-sheet":       &SignInSheet{Base: b, Sheet: &models.SignInSheet{Session: session, People: coming}},
		"sign-in-sheet-names": &SignInSheet{Base: b, Sheet: &models.SignInSheet{Session: session, People: nameless}},
		"sign-in-sheet-empty": &SignInSheet{Base: b, Sheet: &models.SignInSheet{Session: session}},
		"answers":             &Answers{Base: b, All: models.Tallies(b.Series.Questions, given)},
		"answers-unanswered":  &Answers{Base: b, All: models.Tallies(b.Series.Questions, nil)},
		"answers-none":        &Answers{Base: b},
	}
}
