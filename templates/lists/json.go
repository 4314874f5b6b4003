package lists

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"vonk/models"
)

// JSON writes a list as an array of objects. The keys are the columns' and then the questions' own, in the same order in
// every object. position is null for who does not wait; registered_at is in the series' zone with its offset (RFC 3339).
// An answer is the key of an option, an array of keys for a question of several, yes, no or a text; null where there is none.
func JSON(w io.Writer, series *models.Series, options Options, rows Rows) error {
	out := bufio.NewWriter(w)
	questions, zone := asked(series, options), series.Location()
	first := true
	if _, err := out.WriteString("["); err != nil {
		return err
	}
	err := rows(func(row models.Attendee) error {
		separator := ",\n"
		if first {
			separator, first = "\n", false
		}
		if _, err := out.WriteString(separator); err != nil {
			return err
		}
		return object(out, questions, values(zone, questions, row))
	})
	if err != nil {
		return err
	}
	if _, err := out.WriteString("\n]\n"); err != nil {
		return err
	}
	return out.Flush()
}

// object writes one row: values in the order of the columns and the questions.
func object(out *bufio.Writer, questions []models.Question, values []any) error {
	for i, value := range values {
		key, separator := "", byte(',')
		if i < len(columns) {
			key = columns[i]
		} else {
			key = questions[i-len(columns)].Key
		}
		if i == 0 {
			separator = '{'
		}
		_ = out.WriteByte(separator) // a failed bufio.Writer tells so at the next write that is looked at
		if err := encode(out, key); err != nil {
			return err
		}
		_ = out.WriteByte(':')
		if err := encode(out, value); err != nil {
			return err
		}
	}
	return out.WriteByte('}')
}

func encode(out *bufio.Writer, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = out.Write(raw)
	return err
}

func values(zone *time.Location, questions []models.Question, row models.Attendee) []any {
	var position any
	if row.Position > 0 {
		position = row.Position
	}
	out := []any{
		row.Reference, row.Session, row.Status, position, row.Name, row.Email, row.Role, row.Organisation, row.Sector, row.Phone,
		row.RegisteredAt.In(zone).Format(time.RFC3339), row.Language,
	}
	for _, question := range questions {
		answer, given := row.Answers[question.Key]
		switch {
		case !given:
			out = append(out, nil)
		case question.Kind == models.QuestionMultiple:
			out = append(out, chosen(answer))
		default:
			out = append(out, answer)
		}
	}
	return out
}
