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
	all, zone := columnsOf(series, options), series.Location()
	list := &array{out: out}
	err := rows(func(row models.Attendee) error {
		if err := list.next(); err != nil {
			return err
		}
		return object(out, all, zone, &row)
	})
	if err != nil {
		return err
	}
	return list.end()
}

// array is a JSON array that is written as its elements come, a line each.
type array struct {
	out   *bufio.Writer
	begun bool
}

// next writes what stands before an element.
func (a *array) next() error {
	before := ",\n"
	if !a.begun {
		before, a.begun = "[\n", true
	}
	_, err := a.out.WriteString(before)
	return err
}

// end writes the end, and everything that was not written yet.
func (a *array) end() error {
	after := "\n]\n"
	if !a.begun {
		after = "[\n]\n"
	}
	_, _ = a.out.WriteString(after) // Flush tells
	return a.out.Flush()
}

// object writes one row.
func object(out *bufio.Writer, all []column, zone *time.Location, row *models.Attendee) error {
	_ = out.WriteByte('{') // a failed bufio.Writer tells so at the next write that is looked at
	for i := range all {
		if i > 0 {
			_ = out.WriteByte(',')
		}
		if err := encode(out, all[i].key); err != nil {
			return err
		}
		_ = out.WriteByte(':')
		if err := encode(out, all[i].value(zone, row)); err != nil {
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

// value is what a column holds, as JSON has it.
func (c *column) value(zone *time.Location, row *models.Attendee) any {
	if c.question != nil {
		answer, given := row.Answers[c.question.Key]
		switch {
		case !given:
			return nil
		case c.question.Kind == models.QuestionMultiple:
			return optionsOf(answer)
		}
		return answer
	}
	switch found := c.cell(nil, row); {
	case found.kind == momentCell:
		return found.moment.In(zone).Format(time.RFC3339)
	case found.kind == numberCell:
		return found.number
	case c.key == "position":
		return nil
	default:
		return found.text
	}
}
