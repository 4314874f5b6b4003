package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
)

func TestBoardCountsByTheDaysOfTheSeriesZoneWithoutAGap(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	hour := func(at string, people int) models.HourHeads {
		parsed, err := time.Parse("2006-01-02 15", at)
		if err != nil {
			t.Fatal(err)
		}
		return models.HourHeads{Hour: parsed, Headcount: models.Headcount{Seated: people}}
	}
	board := models.Board{Hours: []models.HourHeads{
		hour("2027-03-26 22", 1), hour("2027-03-26 23", 2), // midnight in winter
		hour("2027-03-28 21", 4), hour("2027-03-28 22", 8), // and in summer, which began that night
		hour("2027-03-31 12", 16),
	}}
	var days []string
	for _, day := range board.Days(zone) {
		days = append(days, fmt.Sprintf("%s %d %d", day.Day.Format("01-02"), day.Count, day.Total))
	}
	want := []string{"03-26 1 1", "03-27 2 3", "03-28 4 7", "03-29 8 15", "03-30 0 15", "03-31 16 31"}
	if diff := cmp.Diff(want, days); diff != "" {
		t.Error(diff)
	}
	if days := (&models.Board{}).Days(zone); days != nil {
		t.Errorf("nobody signed up on %v", days)
	}
}

func TestAnAnswerOfSeveralOptionsCountsForEach(t *testing.T) {
	question := models.Question{ID: 3, Kind: models.QuestionMultiple, Options: []models.Option{{Key: "a"}, {Key: "ab"}}}
	board := models.Board{Answers: []models.AnswerHeads{
		{QuestionID: 3, Headcount: models.Headcount{Item: "a,ab", Seated: 2, Waiting: 1}},
		{QuestionID: 3, Headcount: models.Headcount{Item: "ab,gone", Seated: 4}},
		{QuestionID: 4, Headcount: models.Headcount{Item: "a", Seated: 8}},
	}}
	options, answered := board.Chosen(question)
	if diff := cmp.Diff([]models.Headcount{{Item: "a", Seated: 2, Waiting: 1}, {Item: "ab", Seated: 6, Waiting: 1}}, options); diff != "" || answered != 7 {
		t.Errorf("%d answered: %s", answered, diff)
	}
}
