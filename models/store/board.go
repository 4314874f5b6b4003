package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonk/models"
)

// hourShape is how the database writes an hour of the tallies.
const hourShape = "2006-01-02 15"

// hourOf is the SQL of the hour that a column is in.
func (s *Store) hourOf(column string) string {
	if s.path == "" {
		return "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
	}
	return "substr(" + column + ", 1, 13)"
}

// failedShown is how many failed mails a board names.
const failedShown = 20

// Board counts who has a seat and who waits at some sessions of a series. It reads the tallies that the database keeps, so it
// costs the same however many people there are. Mails count that are about a registration which asked for one of the
// sessions.
func (s *Store) Board(ctx context.Context, sessions []int64) (*models.Board, error) {
	board := &models.Board{}
	if len(sessions) == 0 {
		return board, nil
	}
	err := s.reading(ctx, func(db *gorm.DB) error {
		if err := tallies(ctx, db, sessions, board); err != nil {
			return err
		}
		if err := largestEmployers(ctx, db, sessions, board); err != nil {
			return err
		}
		return failedMails(ctx, db, sessions, board)
	})
	return board, err
}

// tallies reads hours, sectors and answers.
func tallies(ctx context.Context, db *gorm.DB, sessions []int64, board *models.Board) error {
	var rows []struct {
		Kind       string
		QuestionID int64
		Item       string
		Seated     int
		Waiting    int
	}
	err := gorm.G[models.Session](db).Raw(`SELECT kind, question_id, item, sum(seated) AS seated, sum(waiting) AS waiting FROM tallies
		WHERE session_id IN ? AND kind <> 'organisation' GROUP BY kind, question_id, item HAVING sum(seated) + sum(waiting) > 0 ORDER BY 1, 2, 3`, sessions).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		tally := models.Headcount{Item: row.Item, Seated: row.Seated, Waiting: row.Waiting}
		switch row.Kind {
		case "hour":
			hour, err := time.Parse(hourShape, row.Item)
			if err != nil {
				return err
			}
			board.Hours = append(board.Hours, models.HourHeads{Hour: hour, Headcount: tally})
		case "sector":
			board.Sectors = append(board.Sectors, tally)
		case "answer":
			board.Answers = append(board.Answers, models.AnswerHeads{QuestionID: row.QuestionID, Headcount: tally})
		}
	}
	models.SortHeadcounts(board.Sectors)
	return nil
}

// largestEmployers reads those with the most people, and what the others have together.
func largestEmployers(ctx context.Context, db *gorm.DB, sessions []int64, board *models.Board) error {
	var rows []struct {
		Name    string
		Seated  int
		Waiting int
		Number  int // of all organisations
		AllSeat int
		AllWait int
	}
	err := gorm.G[models.Organisation](db).Raw(`SELECT o.name, largest.* FROM (
			SELECT item, sum(seated) AS seated, sum(waiting) AS waiting,
				count(*) OVER () AS number, sum(sum(seated)) OVER () AS all_seat, sum(sum(waiting)) OVER () AS all_wait
			FROM tallies WHERE session_id IN ? AND kind = 'organisation' GROUP BY item HAVING sum(seated) + sum(waiting) > 0
			ORDER BY sum(seated) DESC, sum(waiting) DESC, item LIMIT ?) AS largest
		JOIN organisations o ON o.id = CAST(largest.item AS BIGINT) ORDER BY largest.seated DESC, largest.waiting DESC, o.name`,
		sessions, models.BoardEmployers).Scan(ctx, &rows)
	for _, row := range rows {
		board.Employers = append(board.Employers, models.Headcount{Item: row.Name, Seated: row.Seated, Waiting: row.Waiting})
		board.EmployersRest = row.Number - len(rows)
		board.Rest = models.Headcount{Seated: row.AllSeat, Waiting: row.AllWait}
	}
	for _, named := range board.Employers {
		board.Rest.Seated, board.Rest.Waiting = board.Rest.Seated-named.Seated, board.Rest.Waiting-named.Waiting
	}
	return err
}

// failedMails reads the mails that were given up: few, however many were sent.
func failedMails(ctx context.Context, db *gorm.DB, sessions []int64, board *models.Board) error {
	var rows []struct {
		models.FailedLetter
		Number int
	}
	err := gorm.G[models.Letter](db).Raw(`SELECT l.kind, l.recipient_email AS recipient, r.reference, l.failure, count(*) OVER () AS number
		FROM letters l JOIN registrations r ON r.id = l.registration_id
		WHERE l.series_id = (SELECT series_id FROM sessions WHERE id = ?) AND l.status = 'failed'
			AND EXISTS (SELECT 1 FROM choices c WHERE c.registration_id = r.id AND c.session_id IN ?)
		ORDER BY l.id DESC LIMIT ?`, sessions[0], sessions, failedShown).Scan(ctx, &rows)
	for _, row := range rows {
		board.Failed = row.Number
		board.FailedMails = append(board.FailedMails, row.FailedLetter)
	}
	return err
}
