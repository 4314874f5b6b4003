package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"vonk/models"
)

// errDryRun undoes a rehearsed import.
var errDryRun = errors.New("dry run")

// Import creates a series, or brings the one with its slug up to date, and returns what it did a line each. The definition
// has no ids. With dryRun it returns what it would do. Import is idempotent: the same definition again changes nothing.
// Errors: Conflict for a capacity below what is taken, and for a session or question that is gone from the definition
// although people have signed up for it or answered it, or that asks otherwise now although they answered it.
func (s *Store) Import(ctx context.Context, definition *models.Series, dryRun bool) (changes []models.Change, err error) {
	err = s.writing(ctx, func(db *gorm.DB) error {
		ctx := context.WithoutCancel(ctx)
		if _, err := s.insertSeries(ctx, db, definition); err != nil {
			return err
		}
		brought, err := s.bring(ctx, db, definition.Slug, models.ActorCommand, func(*models.Series) (*models.Series, error) { return definition, nil })
		if err != nil {
			return err
		}
		changes = brought.changes
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	s.ring()
	if len(changes) == 0 {
		changes = []models.Change{{Subject: "series " + definition.Slug, What: "unchanged"}}
	}
	return changes, nil
}

// bring makes a series what decide makes of it, within a transaction that is open already.
func (s *Store) bring(ctx context.Context, db *gorm.DB, slug, actor string, decide func(*models.Series) (*models.Series, error)) (*importing, error) {
	var i *importing
	_, err := s.changeWithin(ctx, db, bySlug(slug), func(c *change) error {
		definition, err := decide(c.series)
		if err != nil {
			return err
		}
		i = &importing{change: c, actor: actor, definition: definition, was: c.series.Policy}
		for _, part := range []func() error{i.mayHide, i.bringSeries, i.bringQuestions, i.bringSessions, i.finish} {
			if err := part(); err != nil {
				return err
			}
		}
		return nil
	})
	return i, err
}

// insertSeries adds an unknown series with revision 0, and says that it was unknown; what it holds is then brought in as into
// one that was empty.
func (s *Store) insertSeries(ctx context.Context, db *gorm.DB, definition *models.Series) (made bool, err error) {
	row := *definition
	now := s.Now()
	row.ID, row.NextNumber, row.Version, row.Revision, row.AuditSeq, row.AuditHash = 0, 1, 0, 0, 0, ""
	row.SettledAt, row.DrawnAt, row.ReleaseDue = &now, nil, nil
	result := gorm.WithResult()
	err = gorm.G[models.Series](db, clause.OnConflict{DoNothing: true}, result).Create(ctx, &row)
	made = err == nil && result.RowsAffected > 0
	if made {
		s.definitions.Delete(row.ID) // of a rehearsal that had this id
	}
	return made, err
}

// importing is an import under way. It changes the transaction's own copy of the series too, so that serving uses it.
type importing struct {
	*change
	actor      string
	definition *models.Series
	was        models.Policy // the policy as it was
	off        []int64       // sessions that were cancelled
	changes    []models.Change
}

// key is that of an error, for who writes a file and for who works in the browser.
func (i *importing) key(file, browser string) string {
	if i.actor == models.ActorCommand {
		return file
	}
	return browser
}

func (i *importing) changed(subject, what string) {
	i.changes = append(i.changes, models.Change{Subject: subject, What: what})
}

func (i *importing) bringSeries() error {
	row := *i.definition
	row.ID, row.CreatedAt, row.UpdatedAt, row.Sessions, row.Questions = i.series.ID, i.series.CreatedAt, i.series.UpdatedAt, i.series.Sessions, i.series.Questions
	row.NextNumber, row.Version, row.Revision = i.series.NextNumber, i.series.Version, i.series.Revision
	row.AuditSeq, row.AuditHash = i.series.AuditSeq, i.series.AuditHash
	row.SettledAt, row.DrawnAt, row.ReleaseDue = i.series.SettledAt, i.series.DrawnAt, i.series.ReleaseDue
	if i.series.Revision == 0 {
		i.changed("series "+row.Slug, "created")
		return nil
	}
	before := *i.series
	before.Sessions, before.Questions = nil, nil
	after := row
	after.Sessions, after.Questions = nil, nil
	what := differences(before, after)
	if len(what) == 0 {
		return nil
	}
	i.changed("series "+row.Slug, strings.Join(what, ", "))
	if err := i.allowPolicy(&before.Policy, &after.Policy); err != nil {
		return err
	}
	i.was = before.Policy
	*i.series = row
	_, err := gorm.G[models.Series](i.db).Where("id = ?", row.ID).Select("*").
		Omit("id", "created_at", "next_number", "version", "revision", "settled_at", "drawn_at", "release_due", "audit_seq", "audit_hash").Updates(i.ctx, row)
	return err
}

func (i *importing) bringQuestions() error {
	for _, old := range i.series.Questions {
		if _, ok := i.definition.Question(old.Key); ok {
			continue
		}
		answers, err := gorm.G[models.Answer](i.db).Where("question_id = ?", old.ID).Count(i.ctx, "id")
		if err != nil {
			return err
		}
		if answers > 0 {
			return &models.Error{Code: models.Conflict, Key: i.key("error.import.question", "error.edit.question"), Args: map[string]any{"Key": old.Key, "Question": old.Label, "Count": int(answers)}}
		}
		if _, err := gorm.G[models.Question](i.db).Where("id = ?", old.ID).Delete(i.ctx); err != nil {
			return err
		}
		i.changed("question "+old.Key, "removed")
	}
	for position, question := range i.definition.Questions {
		question.Position, question.SeriesID = position+1, i.series.ID
		old, ok := i.series.Question(question.Key)
		if !ok {
			question.ID = 0
			if err := gorm.G[models.Question](i.db).Create(i.ctx, &question); err != nil {
				return err
			}
			i.changed("question "+question.Key, "created")
			continue
		}
		question.ID = old.ID
		what := differences(*old, question)
		if len(what) == 0 {
			continue
		}
		i.changed("question "+question.Key, strings.Join(what, ", "))
		if err := i.keepAnswers(old, &question); err != nil {
			return err
		}
		if _, err := gorm.G[models.Question](i.db).Where("id = ?", question.ID).Select("*").Omit("id").Updates(i.ctx, question); err != nil {
			return err
		}
	}
	return nil
}

// keepAnswers refuses a change of a question by which what people answered would be shown to others, or be read no more.
func (i *importing) keepAnswers(old, question *models.Question) error {
	refuse := func(key string, option models.Text, condition string, args ...any) error {
		answers, err := gorm.G[models.Answer](i.db).Where("question_id = ?", old.ID).Where(condition, args...).Count(i.ctx, "id")
		if err != nil || answers == 0 {
			return err
		}
		return &models.Error{Code: models.Conflict, Key: key, Args: map[string]any{"Question": old.Label, "Option": option, "Count": int(answers)}}
	}
	if old.Sensitive && !question.Sensitive {
		if err := refuse("error.question.open", models.Text{}, "TRUE"); err != nil {
			return err
		}
	}
	if old.Kind != question.Kind {
		return refuse("error.question.kind", models.Text{}, "TRUE")
	}
	for _, option := range old.Gone(question) {
		if err := refuse("error.question.option", option.Label, "',' || value || ',' LIKE ?", "%,"+option.Key+",%"); err != nil {
			return err
		}
	}
	return nil
}

func (i *importing) bringSessions() error {
	sessions := make([]models.Session, 0, len(i.definition.Sessions))
	for _, old := range i.series.Sessions {
		if _, ok := i.definition.Session(old.Slug); !ok {
			if err := i.removeSession(&old); err != nil {
				return err
			}
		}
	}
	for position, session := range i.definition.Sessions {
		session.Position, session.SeriesID = position+1, i.series.ID
		bring := i.updateSession
		old, ok := i.series.Session(session.Slug)
		if !ok {
			bring = i.addSession
		}
		if err := bring(old, &session); err != nil {
			return err
		}
		sessions = append(sessions, session)
	}
	i.series.Sessions = sessions
	return nil
}

func (i *importing) removeSession(old *models.Session) error {
	used, err := gorm.G[models.Choice](i.db).Where("session_id = ?", old.ID).Count(i.ctx, "id")
	if err != nil {
		return err
	}
	if used > 0 {
		return &models.Error{Code: models.Conflict, Key: i.key("error.import.session", "error.edit.session"), Args: map[string]any{"Slug": old.Slug, "City": old.Place(), "Count": int(used)}}
	}
	if _, err := gorm.G[models.ProgrammeItem](i.db).Where("session_id = ?", old.ID).Delete(i.ctx); err != nil {
		return err
	}
	if _, err := gorm.G[models.Assignment](i.db).Where("session_id = ?", old.ID).Delete(i.ctx); err != nil {
		return err
	}
	if _, err := gorm.G[models.Session](i.db).Where("id = ?", old.ID).Delete(i.ctx); err != nil {
		return err
	}
	i.changed("session "+old.Slug, "removed")
	return nil
}

func (i *importing) addSession(_, session *models.Session) error {
	session.ID, session.Confirmed, session.Offered, session.Waiting, session.Shares, session.Sequence = 0, 0, 0, 0, nil, 0
	session.CreatedAt, session.UpdatedAt = i.now, i.now
	if err := gorm.G[models.Session](i.db).Create(i.ctx, session); err != nil {
		return err
	}
	i.changed("session "+session.Slug, fmt.Sprintf("created, %d seats", session.Seats()))
	return i.insertProgramme(session)
}

func (i *importing) updateSession(old, session *models.Session) error {
	session.ID, session.Confirmed, session.Offered, session.Waiting, session.Shares = old.ID, old.Confirmed, old.Offered, old.Waiting, old.Shares
	session.Sequence, session.CreatedAt, session.UpdatedAt = old.Sequence, old.CreatedAt, old.UpdatedAt
	if old.Status == models.SessionCancelled {
		session.Status = old.Status // people were told; a file that does not know of it brings nothing back
	}
	if session.Seats() < session.Taken() && session.Status != models.SessionCancelled {
		return &models.Error{Code: models.Conflict, Key: "error.capacity", Args: map[string]any{
			"City": session.Place(), "Slug": session.Slug, "Seats": session.Seats(), "Taken": session.Taken(),
		}}
	}
	programme := slices.Clone(session.Programme)
	for j := range programme {
		programme[j].Position, programme[j].SessionID = j+1, old.ID
		if j < len(old.Programme) {
			programme[j].ID = old.Programme[j].ID
		}
	}
	session.Programme = programme
	what := differences(*old, *session)
	if len(what) == 0 {
		return nil
	}
	i.changed("session "+session.Slug, strings.Join(what, ", "))
	session.UpdatedAt = i.now
	if changesCalendar(old, session) {
		session.Sequence++
	}
	switch {
	case session.Status != models.SessionCancelled && changesCalendar(old, session):
		if err := i.alter(old, session); err != nil {
			return err
		}
	case session.Status == models.SessionCancelled && old.Status != models.SessionCancelled:
		i.off = append(i.off, old.ID)
	}
	_, err := gorm.G[models.Session](i.db).Where("id = ?", session.ID).Select("*").
		Omit("id", "created_at", "confirmed", "offered", "waiting", "shares").Updates(i.ctx, *session)
	if err != nil {
		return err
	}
	if same(old.Programme, session.Programme) {
		return nil
	}
	if _, err := gorm.G[models.ProgrammeItem](i.db).Where("session_id = ?", session.ID).Delete(i.ctx); err != nil {
		return err
	}
	return i.insertProgramme(session)
}

// changesCalendar says that a calendar shows the session differently: not for a change of capacity.
func changesCalendar(old, session *models.Session) bool {
	return old.Status != session.Status || old.Title != session.Title || old.Venue != session.Venue ||
		!old.Starts.Equal(session.Starts) || !old.Ends.Equal(session.Ends) || !same(old.Programme, session.Programme)
}

func (i *importing) insertProgramme(session *models.Session) error {
	session.Programme = slices.Clone(session.Programme)
	for j := range session.Programme {
		session.Programme[j].ID, session.Programme[j].SessionID, session.Programme[j].Position = 0, session.ID, j+1
	}
	if len(session.Programme) == 0 {
		return nil
	}
	return gorm.G[models.ProgrammeItem](i.db).CreateInBatches(i.ctx, &session.Programme, rowsAtOnce)
}

// finish raises the revision, writes the audit entry when anything changed, and lets the new rules take hold.
func (i *importing) finish() error {
	if len(i.changes) == 0 {
		return nil
	}
	err := gorm.G[models.Series](i.db).Exec(i.ctx, "UPDATE series SET revision = revision + 1, updated_at = ? WHERE id = ?", i.now, i.series.ID)
	if err != nil {
		return err
	}
	i.fronts = nil
	if err := i.applyPolicy(); err != nil {
		return err
	}
	more := map[string]any{"changes": len(i.changes)}
	if err := i.deed(i.actor, models.ActionImport, seriesSubject(i.series), models.Deed{Rules: i.series.Rules(), More: more}); err != nil {
		return err
	}
	for _, id := range i.off {
		session, _ := i.series.SessionByID(id)
		if err := i.callOff(session, i.actor); err != nil {
			return err
		}
	}
	for j := range i.series.Sessions {
		// A session that was moved into the past begins now.
		if session := &i.series.Sessions[j]; session.Status != models.SessionCancelled && !i.now.Before(session.Starts) {
			if err := i.begin(session); err != nil {
				return err
			}
		}
	}
	return i.closeDraw() // its moment may have been moved into the past
}

// differences names the fields in which two values of one type differ, with both values where they are short.
func differences(before, after any) []string {
	old, new := fields(before), fields(after)
	var what []string
	for name, value := range new {
		was := old[name]
		if bytes.Equal(was, value) {
			continue
		}
		text := strings.ToLower(name) + " changed"
		const short = 30
		if len(was) <= short && len(value) <= short && !bytes.ContainsAny(value, "{[") {
			text = fmt.Sprintf("%s %s → %s", strings.ToLower(name), bytes.Trim(was, `"`), bytes.Trim(value, `"`))
		}
		what = append(what, text)
	}
	slices.Sort(what)
	return what
}

// fields are the top-level fields of a value as JSON; an empty list and none are the same.
func fields(value any) map[string]json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // plain values always marshal
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(bytes.ReplaceAll(raw, []byte(":[]"), []byte(":null")), &all); err != nil {
		panic(err)
	}
	return all
}

func same(a, b []models.ProgrammeItem) bool {
	return len(differences(struct{ Programme []models.ProgrammeItem }{a}, struct{ Programme []models.ProgrammeItem }{b})) == 0
}
