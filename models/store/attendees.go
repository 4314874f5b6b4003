package store

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"vonk/models"
)

// The attendee list in one streamed query: memory does not grow with its rows. A participant's newest seat at a session
// counts, and their answers come as a JSON array of ["question id", value]. CROSS JOIN keeps SQLite from going through the
// list's own index, which is for few rows.
const attendees = `
SELECT r.reference, se.slug AS session, {status} AS status, pl.id AS placement_id, pa.name, pa.email, pa.role, o.name AS organisation, r.sector,
	c.phone, r.created_at AS registered_at, r.language,
	(SELECT {aggregate} FROM answers a WHERE a.registration_id = r.id AND (a.participant_id IS NULL OR a.participant_id = pa.id)) AS answers
FROM placements pl
CROSS JOIN seats s
JOIN participants pa ON pa.id = s.participant_id
JOIN registrations r ON r.id = pl.registration_id
JOIN contacts c ON c.registration_id = r.id
JOIN organisations o ON o.id = r.organisation_id
JOIN sessions se ON se.id = s.session_id
WHERE pl.series_id = @series AND s.placement_id = pl.id AND {chosen} AND (pa.name <> '' OR s.status = 'confirmed')
ORDER BY se.starts, se.id, {order}, pl.number, pl.party, pa.place`

// Attendees calls yield for each row of a series' attendee list, in the contract's order. With filter.Sensitive the list
// holds sensitive answers, and an audit entry says so before the first row. NotFound for an unknown series or session.
func (s *Store) Attendees(ctx context.Context, slug string, filter models.AttendeeFilter, yield func(models.Attendee) error) error {
	if filter.Sensitive {
		err := s.change(ctx, bySlug(slug), func(c *change) error {
			return c.audit(cmp.Or(filter.Actor, models.ActorCommand), models.ActionExportSensitive, seriesSubject(c.series), map[string]any{"session": strings.Join(filter.Sessions, " ")})
		})
		if err != nil {
			return err
		}
	}
	return s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		for _, slug := range filter.Sessions {
			if _, ok := series.Session(slug); !ok {
				return missing(gorm.ErrRecordNotFound)
			}
		}
		sight := series.Sight()
		if filter.NamesOnly {
			sight.Contacts = nil
		}
		chosen, args, err := s.chosen(ctx, db, series, &filter.ListFilter, sight, s.Now())
		if err != nil {
			return err
		}
		query := strings.NewReplacer("{aggregate}", s.jsonPairs(), "{order}", statusOrder(), "{status}", statusNow, "{chosen}", chosen).Replace(attendees)
		rows, err := gorm.G[models.Attendee](db).Raw(query, args...).Rows(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		var queue line
		keys := keysOf(series, filter.Sensitive)
		for rows.Next() {
			var a models.Attendee
			var placement int64
			var answers string
			err := rows.Scan(
				&a.Reference, &a.Session, (*string)(&a.Status), &placement, &a.Name, &a.Email, &a.Role, &a.Organisation, &a.Sector, &a.Phone,
				&a.RegisteredAt, &a.Language, &answers,
			)
			if err != nil {
				return err
			}
			a.RegisteredAt = a.RegisteredAt.UTC()
			a.Position = queue.position(&a, placement)
			if filter.NamesOnly {
				a.Email, a.Role, a.Phone, a.Reference, a.Language = "", "", "", "", "" // models.ContactColumns
			} else if a.Answers, err = answersByKey(keys, answers); err != nil {
				return err
			}
			if err := yield(a); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// line counts along a session's waiting rows, which come in the order of the line.
type line struct {
	session   string
	placement int64
	people    int // who wait before the present party
	party     int // people of the present party so far
}

func (l *line) position(row *models.Attendee, placement int64) int {
	if row.Status != models.Waiting {
		return 0
	}
	if row.Session != l.session {
		*l = line{session: row.Session}
	}
	if placement != l.placement {
		l.people += l.party
		l.placement, l.party = placement, 0
	}
	l.party++
	return l.people + 1
}

// seatNow is the SQL of a seat's status: an offer whose deadline has passed reads expired.
const seatNow = "CASE WHEN s.status = 'offered' AND pl.deadline <= @now THEN 'expired' ELSE s.status END"

// statusNow is the SQL of a seat's status as the list has it, with its session as se: who was marked at the door reads present,
// and after a session where anybody was, the others who had a seat read absent.
const statusNow = `CASE WHEN s.status = 'confirmed' AND s.present_at IS NOT NULL THEN 'present'
	WHEN s.status = 'confirmed' AND se.ends <= @now AND EXISTS (
		SELECT 1 FROM seats came WHERE came.session_id = s.session_id AND came.present_at IS NOT NULL AND came.status = 'confirmed') THEN 'absent'
	ELSE ` + seatNow + ` END`

// statusOrder is the SQL that sorts seats by their status, in the order of models.Statuses.
func statusOrder() string {
	var order strings.Builder
	order.WriteString("CASE " + statusNow)
	for i, status := range models.Statuses {
		order.WriteString(" WHEN '" + string(status) + "' THEN " + string(rune('0'+i)))
	}
	return order.String() + " END"
}

// jsonPairs is the engine's way to gather answers.
func (s *Store) jsonPairs() string {
	if s.path == "" {
		return "CAST(coalesce(json_agg(json_build_array(CAST(a.question_id AS text), a.value)), '[]') AS text)"
	}
	return "json_group_array(json_array(CAST(a.question_id AS text), a.value))"
}

// keysOf are the keys of the questions of which a list holds the answers, by the question's id in digits.
func keysOf(series *models.Series, sensitive bool) map[string]string {
	keys := map[string]string{}
	for _, question := range series.Questions {
		if sensitive || !question.Sensitive {
			keys[strconv.FormatInt(question.ID, 10)] = question.Key
		}
	}
	return keys
}

// answersByKey reads pairs of a question's id and an answer; nil when there are none.
func answersByKey(keys map[string]string, pairs string) (map[string]string, error) {
	if pairs == "[]" {
		return nil, nil
	}
	var all [][2]string
	if err := json.Unmarshal([]byte(pairs), &all); err != nil {
		return nil, err
	}
	answers := make(map[string]string, len(all))
	for _, pair := range all {
		if key, ok := keys[pair[0]]; ok {
			answers[key] = pair[1]
		}
	}
	return answers, nil
}
