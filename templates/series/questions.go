package series

import "vonk/models"

// reservedQuestions are the columns of the attendee list, which no question can have as its key.
var reservedQuestions = []string{
	"reference", "session", "status", "position", "name", "email", "role", "organisation", "sector", "phone", "language",
}

// askEach is the only value of ask: each person answers on their own page.
const askEach = "each-participant"

func (n *notebook) questions(in []questionPart) []models.Question {
	const path = "series.questions"
	var out []models.Question
	seen := map[string]bool{}
	for i, question := range in {
		at := item(path, i)
		n.slug(at+".key", question.Key, reservedQuestions)
		n.unique(at+".key", question.Key, seen)
		n.needText(at+".label", question.Label)
		n.oneOf(at+".kind", question.Kind, models.QuestionText, models.QuestionChoice, models.QuestionMultiple, models.QuestionYesNo)
		n.oneOf(at+".ask", question.Ask, askEach)
		n.between(at+".max_length", question.MaxLength, 1, models.MaxText)
		if question.Kind != models.QuestionText && n.has(at+".max_length") {
			n.fault(at+".max_length", "max_length is for questions of kind text")
		}
		if question.Sensitive && question.Required {
			n.fault(at+".required", "a sensitive question cannot be required: nobody has to answer it")
		}
		out = append(out, models.Question{
			Position:        i + 1,
			Key:             question.Key,
			Label:           models.Text(question.Label),
			Help:            models.Text(question.Help),
			Kind:            question.Kind,
			Options:         n.options(at, question),
			Required:        question.Required,
			MaxLength:       question.MaxLength,
			Sensitive:       question.Sensitive,
			EachParticipant: question.Ask == askEach,
		})
	}
	return out
}

func (n *notebook) options(at string, question questionPart) []models.Option {
	offers := question.Kind == models.QuestionChoice || question.Kind == models.QuestionMultiple
	switch path := at + ".options"; {
	case offers && len(question.Options) == 0:
		n.fault(path, "a question of kind %s needs options", question.Kind)
	case !offers && n.has(path):
		n.fault(path, "options are for questions of kind choice or multiple")
	}
	var out []models.Option
	seen := map[string]bool{}
	for i, option := range question.Options {
		below := item(at+".options", i)
		n.slug(below+".key", option.Key, nil)
		n.unique(below+".key", option.Key, seen)
		n.needText(below+".label", option.Label)
		out = append(out, models.Option{Key: option.Key, Label: models.Text(option.Label)})
	}
	return out
}
