package pages

import (
	"slices"
	"strconv"
	"strings"

	"vonk/models"
)

// Asked is a question of the series in a form: a field for a text, a group for everything else.
type Asked struct {
	Field *Field
	Group *Group
}

// ID is that of the field or group.
func (a Asked) ID() string {
	if a.Field != nil {
		return a.Field.ID
	}
	return a.Group.ID
}

// asked makes the form fields of the questions that are personal, or of those that are not.
func (b *Base) asked(personal bool, answers map[string][]string, mistakes Mistakes) []Asked {
	var all []Asked
	for _, question := range b.Series.Questions {
		if question.Personal() == personal {
			all = append(all, b.ask(question, answers[question.Key], mistakes))
		}
	}
	return all
}

func (b *Base) ask(question models.Question, given []string, mistakes Mistakes) Asked {
	id := "answer_" + question.Key
	failure := b.sentence(mistakes, id)
	help := b.Text(question.Help)
	if question.Kind == models.QuestionText {
		limit := question.MaxLength
		if limit == 0 {
			limit = models.MaxText
		}
		help = strings.TrimSpace(help + " " + b.T("form.max", "Count", limit))
		return Asked{Field: &Field{
			ID: id, Name: id, Label: b.Text(question.Label), Help: help, Error: failure, Type: "textarea",
			Value: strings.Join(given, "\n"), Max: limit, Optional: b.optional(!question.Required), Autocomplete: "off",
		}}
	}
	group := &Group{
		ID: id, Name: id, Label: b.Text(question.Label), Help: help, Error: failure,
		Multiple: question.Kind == models.QuestionMultiple, Optional: b.optional(!question.Required),
	}
	if group.Multiple {
		group.Help = strings.TrimSpace(help + " " + b.T("form.several"))
	}
	options := question.Options
	if question.Kind == models.QuestionYesNo {
		options = []models.Option{{Key: "yes"}, {Key: "no"}}
	}
	for i, option := range options {
		group.Options = append(group.Options, Option{
			ID: optionID(id, i), Value: option.Key, Label: b.optionLabel(question, option), On: slices.Contains(given, option.Key),
		})
	}
	if group.Optional != "" && !group.Multiple { // a radio button cannot be put out again
		group.Options = append(group.Options, Option{ID: optionID(id, len(options)), Label: b.T("form.none"), On: len(given) == 0})
	}
	return Asked{Group: group}
}

// optional is what stands after the label of a field that may stay empty.
func (b *Base) optional(is bool) string {
	if !is {
		return ""
	}
	return b.T("form.optional")
}

// question is the label of the question that a field asks; empty when it asks none.
func (b *Base) question(field string) string {
	key, _ := strings.CutPrefix(field, "answer_")
	if question, found := b.Series.Question(key); found && key != field {
		return b.Text(question.Label)
	}
	return ""
}

// optionID numbers the answers of a group. The first has the group's own id.
func optionID(group string, index int) string {
	if index == 0 {
		return group
	}
	return group + "-option-" + strconv.Itoa(index+1)
}

func (b *Base) optionLabel(question models.Question, option models.Option) string {
	if question.Kind == models.QuestionYesNo {
		return b.T("answer." + option.Key)
	}
	return b.Text(option.Label)
}

// Answered is a question with what was answered, in words.
type Answered struct {
	Label string
	Text  string
}

// answered says what was answered to one question; values are as the form gives them.
func (b *Base) answered(question models.Question, values []string) Answered {
	words := slices.Clone(values)
	if question.Kind == models.QuestionYesNo {
		for i, value := range words {
			words[i] = b.T("answer." + value)
		}
	}
	for _, option := range question.Options {
		for i, value := range values {
			if value == option.Key {
				words[i] = b.Text(option.Label)
			}
		}
	}
	return Answered{Label: b.Text(question.Label), Text: strings.Join(words, "\n")}
}

// stored turns the value of a stored answer into what a form gives.
func stored(question models.Question, value string) []string {
	switch {
	case value == "":
		return nil
	case question.Kind == models.QuestionMultiple:
		return strings.Split(value, ",")
	}
	return []string{value}
}
