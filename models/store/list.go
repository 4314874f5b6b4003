package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// RowsOfList is how many rows a page of the list has.
const RowsOfList = 50

// countedRows is how far the rows of a list are counted beyond where a page begins: who looks for somebody reads no further.
const countedRows = 1000

// fewAnswers is how many people with an answer are looked up first; with more of them each row looks for its own, as rows
// that fit are found soon.
const fewAnswers = 5000

// List is a page of the rows of a series' list that a filter chooses, in an order, from the row with the number first on,
// counted from 0. Whoever looks sees, and finds by searching, what their sight allows. NotFound for an unknown series.
func (s *Store) List(ctx context.Context, slug string, filter models.ListFilter, sight models.Sight, order models.ListOrder, first int) (list *models.List, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		filter.Clean(series)
		chosen, args, err := s.chosen(ctx, db, series, &filter, sight, s.Now())
		if err != nil {
			return err
		}
		args = append(args, sql.Named("most", countedRows+1), sql.Named("first", first))
		var ids []int64
		err = gorm.G[models.Seat](db).Raw("SELECT s.id FROM seats s"+s.listIndex(&filter)+" WHERE "+chosen+" ORDER BY "+listOrder(series, order)+" LIMIT @most OFFSET @first", args...).Scan(ctx, &ids)
		if err != nil {
			return err
		}
		list = &models.List{Total: first + min(len(ids), countedRows), More: len(ids) > countedRows}
		if filter.Organisation != 0 {
			names, err := employerNames(ctx, db, series, []int64{filter.Organisation}, sight)
			if err != nil {
				return err
			}
			list.Employer = names[filter.Organisation]
		}
		list.Rows, err = s.listRows(ctx, db, series, ids[:min(len(ids), RowsOfList)], sight)
		return err
	})
	return list, err
}

// listIndex has SQLite read the list's own index, which holds all that a filter may ask for, or begin with those few whose mail
// does not arrive. It keeps no statistics by which it would know that itself.
func (s *Store) listIndex(filter *models.ListFilter) string {
	switch {
	case s.path == "":
		return ""
	case filter.Bounced:
		return " INDEXED BY seats_participant"
	}
	return " INDEXED BY seats_list"
}

// unreached is the SQL of people at whose address, or at that of who signed them up, mail does not arrive. There are few such
// addresses, and indexes lead from them to people.
const unreached = `s.participant_id IN (
	SELECT p.id FROM bounces b CROSS JOIN participants p WHERE b.series_id = @series AND p.email_key = b.email_key AND p.series_id = b.series_id
	UNION SELECT p.id FROM bounces b CROSS JOIN contacts c CROSS JOIN participants p
		WHERE b.series_id = @series AND c.email_key = b.email_key AND c.series_id = b.series_id AND p.registration_id = c.registration_id)`

// chosen is a filter as SQL about seats s, for those who are in sight, with its named arguments: each row is one participant at
// one session. What there is not in the series chooses nobody, so that what is kept never comes to choose more.
func (s *Store) chosen(ctx context.Context, db *gorm.DB, series *models.Series, filter *models.ListFilter, sight models.Sight, now time.Time) (string, []any, error) {
	conditions := []string{"s.series_id = @series", "s.latest"}
	args := []any{sql.Named("series", series.ID), sql.Named("now", now)}
	if len(filter.Sessions) > 0 {
		sight.Sessions = slices.DeleteFunc(slices.Clone(sight.Sessions), func(id int64) bool {
			session, ok := series.SessionByID(id)
			return !ok || !slices.Contains(filter.Sessions, session.Slug)
		})
	}
	if !slices.ContainsFunc(series.Sessions, func(session models.Session) bool { return !slices.Contains(sight.Contacts, session.ID) }) {
		sight.Contacts = nil // everywhere
	} else if sight.Contacts == nil {
		sight.Contacts = []int64{0} // nowhere
	}
	if len(sight.Sessions) < len(series.Sessions) {
		conditions = append(conditions, "s.session_id IN @sessions")
		args = append(args, sql.Named("sessions", slices.Concat(sight.Sessions, []int64{0})))
	}
	if len(filter.Statuses) > 0 {
		conditions = append(conditions, listStatuses(filter.Statuses))
	}
	if len(filter.Sectors) > 0 {
		conditions = append(conditions, "s.sector IN @sectors")
		args = append(args, sql.Named("sectors", filter.Sectors))
	}
	if filter.Organisation != 0 {
		employer, err := employer(ctx, db, filter.Organisation)
		if err != nil {
			return "", nil, err
		}
		conditions = append(conditions, "s.organisation = @employer")
		args = append(args, sql.Named("employer", employer.NameKey))
	}
	if sight.Contacts != nil {
		args = append(args, sql.Named("contacts", sight.Contacts))
	}
	for i, word := range filter.Words() {
		name := fmt.Sprint("word", i)
		conditions = append(conditions, s.holds("s.found", name))
		if sight.Contacts != nil {
			conditions = append(conditions, "(s.session_id IN @contacts OR "+s.holds("substr(s.found, 1, s.found_public)", name)+")")
		}
		args = append(args, sql.Named(name, word))
	}
	if filter.Question != "" {
		question, ok := series.Answered(filter)
		if !ok {
			return "s.id IN (0)", args, nil
		}
		answered, err := s.answered(ctx, db, question, filter.Option)
		if err != nil {
			return "", nil, err
		}
		if conditions = append(conditions, answered); sight.Contacts != nil {
			conditions = append(conditions, "s.session_id IN @contacts")
		}
		args = append(args, sql.Named("question", question.ID), sql.Named("option", filter.Option))
	}
	if filter.Bounced {
		if conditions = append(conditions, unreached); sight.Contacts != nil {
			conditions = append(conditions, "s.session_id IN @contacts")
		}
	}
	return strings.Join(conditions, " AND "), args, nil
}

// employer is an organisation, or the one that it was merged into; without an id: there is none.
func employer(ctx context.Context, db *gorm.DB, id int64) (models.Organisation, error) {
	found, err := gorm.G[models.Organisation](db).Raw(`SELECT o.* FROM organisations n JOIN organisations o ON o.id = coalesce(n.merged_into, n.id)
		WHERE n.id = ?`, id).Find(ctx)
	if err != nil || len(found) == 0 {
		return models.Organisation{}, err
	}
	return found[0], nil
}

// employerNames are the names of organisations with people in sight, by the ids that were asked for. Of others nobody gets to
// know that there are such.
func employerNames(ctx context.Context, db *gorm.DB, series *models.Series, ids []int64, sight models.Sight) (map[int64]string, error) {
	names := map[int64]string{}
	if len(ids) == 0 {
		return names, nil
	}
	found, err := gorm.G[models.Organisation](db).Raw(`SELECT n.id, o.name FROM organisations n JOIN organisations o ON o.id = coalesce(n.merged_into, n.id)
		WHERE n.id IN ? AND EXISTS (SELECT 1 FROM registrations r JOIN placements pl ON pl.registration_id = r.id
			WHERE r.organisation_id = o.id AND r.series_id = ? AND pl.session_id IN ?)`, ids, series.ID, slices.Concat(sight.Sessions, []int64{0})).Find(ctx)
	for _, o := range found {
		names[o.ID] = o.Name
	}
	return names, err
}

// EmployerNames are the names of organisations as filters name them, by their ids, for who sees somebody of them. NotFound for an
// unknown series.
func (s *Store) EmployerNames(ctx context.Context, slug string, ids []int64, sight models.Sight) (names map[int64]string, err error) {
	err = s.reading(ctx, func(db *gorm.DB) error {
		series, err := s.view(ctx, db, bySlug(slug))
		if err != nil {
			return err
		}
		names, err = employerNames(ctx, db, series, ids, sight)
		return err
	})
	return names, err
}

// holds is the SQL that looks for a named argument in a column.
func (s *Store) holds(column, name string) string {
	if s.path == "" {
		return "strpos(" + column + ", @" + name + ") > 0"
	}
	return "instr(" + column + ", @" + name + ") > 0"
}

// lapsedOffer is the SQL that says that an offer's deadline has passed, though nothing has written that yet.
const lapsedOffer = "EXISTS (SELECT 1 FROM placements pl WHERE pl.id = s.placement_id AND pl.deadline <= @now)"

// missed is the SQL that says that somebody with a seat was not marked at a session that is over and where others were.
const missed = `s.present_at IS NULL AND EXISTS (SELECT 1 FROM sessions se WHERE se.id = s.session_id AND se.ends <= @now)
	AND EXISTS (SELECT 1 FROM seats came WHERE came.session_id = s.session_id AND came.present_at IS NOT NULL AND came.status = 'confirmed')`

// listStatuses is the SQL of rows with one of some statuses, as they read now: statusNow, so that an index finds them.
func listStatuses(statuses []models.Status) string {
	var either []string
	for _, status := range statuses {
		if slices.Contains(models.Statuses, status) {
			either = append(either, listStatus(status))
		}
	}
	if len(either) == 0 {
		return "s.id IN (0)"
	}
	return "(" + strings.Join(either, " OR ") + ")"
}

// listStatus is that of one that there is.
func listStatus(status models.Status) string {
	is := "s.status = '" + string(status) + "'"
	switch status {
	case models.Confirmed:
		return is + " AND s.present_at IS NULL AND NOT (" + missed + ")"
	case models.Present:
		return "s.status = 'confirmed' AND s.present_at IS NOT NULL"
	case models.Absent:
		return "s.status = 'confirmed' AND " + missed
	case models.Offered:
		return is + " AND NOT " + lapsedOffer
	case models.Expired:
		return is + " OR s.status = 'offered' AND " + lapsedOffer
	}
	return is
}

// answered is the SQL of people who chose an option, by whichever way costs less. Of a very long answer its first 600
// characters count.
func (s *Store) answered(ctx context.Context, db *gorm.DB, question *models.Question, option string) (string, error) {
	match := "substr(a.value, 1, 600) = @option"
	if question.Kind == models.QuestionMultiple { // most rows are passed over without making a text of them
		match = s.holds("substr(a.value, 1, 600)", "option") + " AND " +
			strings.Replace(s.holds("',' || substr(a.value, 1, 600) || ','", "option"), "@option", "',' || @option || ','", 1)
	}
	holder := "registration_id"
	if question.Personal() {
		holder = "participant_id"
	}
	var few []int64
	err := gorm.G[models.Answer](db).Raw("SELECT a."+holder+" FROM answers a WHERE a.question_id = @question AND "+match+" LIMIT @few",
		sql.Named("question", question.ID), sql.Named("option", option), sql.Named("few", fewAnswers+1)).Scan(ctx, &few)
	if len(few) <= fewAnswers {
		ids := []byte("s." + holder + " IN (0")
		for _, id := range few {
			ids = strconv.AppendInt(append(ids, ','), id, 10)
		}
		return string(append(ids, ')')), err
	}
	// + keeps the question's own index out of it: a registration has few answers.
	return "EXISTS (SELECT 1 FROM answers a WHERE a.registration_id = s.registration_id AND +a.question_id = @question AND " + match + " AND +a." + holder + " = s." + holder + ")", err
}

// listOrder is the SQL that sorts seats; what is alike is sorted by name.
func listOrder(series *models.Series, order models.ListOrder) string {
	by := ""
	switch order.By {
	case models.ByOrganisation:
		by = "s.organisation"
	case models.BySession:
		sessions := slices.Clone(series.Sessions)
		slices.SortStableFunc(sessions, func(a, b models.Session) int { return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.ID, b.ID)) })
		by = "CASE s.session_id"
		for i := range sessions {
			by += fmt.Sprintf(" WHEN %d THEN %d", sessions[i].ID, i)
		}
		by += " ELSE -1 END"
	case models.ByStatus:
		by = "CASE s.status"
		for i, status := range models.Statuses {
			by += fmt.Sprintf(" WHEN '%s' THEN %d", status, i)
		}
		by += " END"
	case models.ByRegistered:
		by = "s.registration_id"
	default:
		by = "s.found"
	}
	if order.Descending {
		by += " DESC"
	}
	return by + ", s.found, s.participant_id, s.session_id"
}

// listRow reads a row of the list, with its answers as attendeeRow has them.
type listRow struct {
	models.ListRow `gorm:"embedded"`
	Answers        string
}

// listOfSeats is all that the list shows of some seats. People ahead are counted as far as aheadNear does.
const listOfSeats = `
SELECT s.id AS seat_id, r.id AS registration_id, pa.place, s.session_id, pa.withdrawn, r.organisation_id,
	r.reference, se.slug AS session, {status} AS status, pa.name, pa.email, pa.role, o.name AS organisation, r.sector,
	c.phone, r.created_at AS registered_at, r.language,
	CASE WHEN s.status = 'waiting' THEN (SELECT CASE WHEN count(*) > 500 THEN -1 ELSE 1 + coalesce(sum(near.size), 0) END FROM (SELECT q.size FROM placements q
		WHERE q.session_id = pl.session_id AND q.status = 'waiting' AND (q.number, q.party) < (pl.number, pl.party)
		ORDER BY q.number, q.party LIMIT 501) near) ELSE 0 END AS position,
	EXISTS (SELECT 1 FROM bounces b WHERE b.series_id = s.series_id AND b.email_key = pa.email_key) AS bounced,
	EXISTS (SELECT 1 FROM bounces b WHERE b.series_id = s.series_id AND b.email_key = c.email_key) AS contact_bounced,
	(SELECT {aggregate} FROM answers a WHERE a.registration_id = r.id AND (a.participant_id IS NULL OR a.participant_id = pa.id)) AS answers
FROM seats s
JOIN placements pl ON pl.id = s.placement_id
JOIN participants pa ON pa.id = s.participant_id
JOIN registrations r ON r.id = pl.registration_id
JOIN contacts c ON c.registration_id = r.id
JOIN organisations o ON o.id = r.organisation_id
JOIN sessions se ON se.id = s.session_id
WHERE s.id IN @seats`

// listRows reads the rows of seats, in the order of their ids as given.
func (s *Store) listRows(ctx context.Context, db *gorm.DB, series *models.Series, ids []int64, sight models.Sight) ([]models.ListRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	query := strings.NewReplacer("{aggregate}", s.jsonPairs(), "{status}", statusNow).Replace(listOfSeats)
	var found []listRow
	if err := gorm.G[models.Seat](db).Raw(query, sql.Named("now", s.Now()), sql.Named("seats", ids)).Scan(ctx, &found); err != nil {
		return nil, err
	}
	rows := make([]models.ListRow, 0, len(found))
	slices.SortFunc(found, func(a, b listRow) int { return slices.Index(ids, a.SeatID) - slices.Index(ids, b.SeatID) })
	for i := range found {
		row := found[i].ListRow
		row.RegisteredAt = row.RegisteredAt.UTC()
		if row.Contacts = slices.Contains(sight.Contacts, row.SessionID); row.Contacts {
			answers, err := answersByKey(keysOf(series, false), found[i].Answers)
			if err != nil {
				return nil, err
			}
			row.Attendee.Answers = answers
		} else {
			row.Email, row.Role, row.Phone, row.Reference, row.Language = "", "", "", "", ""
			row.Bounced, row.ContactBounced = false, false
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// ListView is the columns that an organiser chose for the list of a series; nil: none were chosen.
func (s *Store) ListView(ctx context.Context, organiserID, seriesID int64) ([]string, error) {
	var chosen []string
	err := gorm.G[models.Organiser](s.read).Raw("SELECT columns FROM organiser_views WHERE organiser_id = ? AND series_id = ?", organiserID, seriesID).Scan(ctx, &chosen)
	if err != nil || len(chosen) == 0 {
		return nil, s.explain(err)
	}
	return append([]string{}, strings.Fields(chosen[0])...), nil
}

// KeepListView remembers the columns that an organiser chose for the list of a series, also when it is none.
func (s *Store) KeepListView(ctx context.Context, organiserID, seriesID int64, columns []string) error {
	return s.writing(ctx, func(db *gorm.DB) error {
		return gorm.G[models.Organiser](db).Exec(context.WithoutCancel(ctx), `INSERT INTO organiser_views (organiser_id, series_id, columns) VALUES (?, ?, ?)
			ON CONFLICT (organiser_id, series_id) DO UPDATE SET columns = excluded.columns`, organiserID, seriesID, strings.Join(columns, " "))
	})
}
