package series

import "vonk/models"

// askEach is the only value of ask: each person answers on their own page.
const askEach = "each-participant"

func (n *notebook) questions(in []questionPart) []models.Question {
	var out []models.Question
	for i, question := range in {
		at := item("series.questions", i)
		if question.Ask != "" && question.Ask != askEach {
			n.fault(at+".ask", "%q is not known here; known are %s", question.Ask, askEach)
		}
		if n.has(at+".max_length") && question.MaxLength == 0 {
			n.fault(at+".max_length", "max_length takes a number from 1 to %d", models.MaxText)
		}
		read := models.Question{
			Position:        i + 1,
			Key:             question.Key,
			Label:           models.Text(question.Label),
			Help:            models.Text(question.Help),
			Kind:            question.Kind,
			Required:        question.Required,
			MaxLength:       question.MaxLength,
			Sensitive:       question.Sensitive,
			EachParticipant: question.Ask == askEach,
		}
		for _, option := range question.Options {
			read.Options = append(read.Options, models.Option{Key: option.Key, Label: models.Text(option.Label)})
		}
		out = append(out, read)
	}
	return out
}
