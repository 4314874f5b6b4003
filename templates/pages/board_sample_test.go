package pages

import (
	"time"

	"vonk/models"
)

// tallied are the numbers of the sample series.
func tallied() *models.Board {
	hour := func(day, hour, seated, waiting int) models.HourHeads {
		return models.HourHeads{Hour: time.Date(2027, 1, day, hour, 0, 0, 0, time.UTC), Headcount: models.Headcount{Seated: seated, Waiting: waiting}}
	}
	return &models.Board{
		Hours:         []models.HourHeads{hour(11, 9, 20, 0), hour(11, 23, 4, 0), hour(12, 10, 30, 2), hour(20, 8, 1, 5)},
		Sectors:       []models.Headcount{{Item: "gemeenten", Seated: 40, Waiting: 5}, {Item: "po", Seated: 14, Waiting: 2}, {Seated: 1}},
		Employers:     []models.Headcount{{Item: "Gemeente Voorbeeld", Seated: 4, Waiting: 1}, {Item: "Voorbeeldschool", Seated: 2}},
		EmployersRest: 12, Rest: models.Headcount{Seated: 49, Waiting: 6},
		Answers: []models.AnswerHeads{
			{QuestionID: 1, Headcount: models.Headcount{Item: "kandidaten", Seated: 10}},
			{QuestionID: 1, Headcount: models.Headcount{Item: "kandidaten,partners", Seated: 4, Waiting: 2}},
			{QuestionID: 2, Headcount: models.Headcount{Item: "no", Seated: 3}},
		},
		Failed: 2, FailedMails: []models.FailedLetter{
			{Kind: models.LetterConfirmation, Recipient: "een@werkgever.example", Reference: "VNK7-Q4M2", Failure: "550 unknown user"},
			{Kind: "later", Recipient: "twee@werkgever.example", Reference: "VNK7-Q4M3", Failure: "552 mailbox full"},
		},
	}
}

// watched is the board of all sessions, with reserved seats, an offer and overbooking.
func watched(code string) *Board {
	b := office(code)
	b.Series.Policy.Reserves = []models.Reserve{{Sectors: []string{"po"}, Seats: 6}}
	b.Series.Sessions[1].Overbooking, b.Series.Sessions[1].Offered = 5, 2
	page := &Board{Base: b, Board: tallied(), Employers: true, Mails: true, Live: "/voorbeelden/availability"}
	for i := range b.Series.Sessions {
		page.Sessions = append(page.Sessions, &b.Series.Sessions[i])
	}
	return page
}

func boardSamples(code string) map[string]Page {
	one, part, none := watched(code), watched(code), watched(code)
	one.Chosen = one.Sessions[1]
	part.Employers, part.Mails, part.Live, part.Sessions = false, false, "", part.Sessions[:1]
	part.Organiser.Assignments = []models.Assignment{{Role: models.RolePartner, SeriesID: &part.Series.ID, SessionID: &part.Series.Sessions[0].ID}}
	none.Board = &models.Board{}
	return map[string]Page{
		"board": watched(code), "board-one": one, "board-part": part, "board-none": none, "board-nothing": &Board{Base: office(code), Board: &models.Board{}},
	}
}

func needSamples(code string) map[string]Page {
	b, public := office(code), base(code)
	zwolle, off := &b.Series.Sessions[0], &public.Series.Sessions[1]
	off.Status = models.SessionCancelled
	numbers := &models.Numbers{
		Confirmed: 54, Offered: 2, Changed: now.Add(-time.Hour),
		Answers: []models.NumbersAnswer{{QuestionID: 4, Status: models.Confirmed, Value: "halal", People: 3}, {QuestionID: 4, Status: models.Offered, Value: "vegetarisch", People: 1}},
	}
	need := func(id, question int64, answer string, mark models.NeedMark) models.AccessNeed {
		return models.AccessNeed{
			AnswerID: id, QuestionID: question, Answer: answer, Name: "Voorbeeld Een", Email: "een@werkgever.example", Organisation: "Gemeente Voorbeeld",
			Reference: "VNK7-Q4M2", Status: models.Confirmed, NeedMark: mark,
		}
	}
	late := need(7, 5, "Een tolk gebarentaal.\nOok bij de tafelrondes.", models.NeedMark{Note: "Gebeld met het tolkenbureau.", BookBefore: "2027-01-20"})
	open := need(8, 5, "Plek voor een rolstoel", models.NeedMark{BookBefore: "2027-02-25"})
	open.Phone, open.Status = "06 00000000", models.Offered
	done := need(9, 5, "Een ringleiding", models.NeedMark{Arranged: true, BookBefore: "2027-02-25"})
	list := &models.Worklist{Opened: true, Needs: []models.AccessNeed{late, open, done}, Count: 3, ToDo: 2}
	back := b
	back.Path = ""
	return map[string]Page{
		"numbers":         &Numbers{Base: public, Session: &public.Series.Sessions[0], Numbers: numbers},
		"numbers-off":     &Numbers{Base: public, Session: off, Numbers: &models.Numbers{}},
		"numbers-office":  &Numbers{Base: b, Session: zwolle, Numbers: numbers, Edits: true, Link: "https://vonk.example/numbers/t0ken", Done: "opened"},
		"numbers-no-link": &Numbers{Base: b, Session: zwolle, Numbers: numbers, Edits: true, Done: "closed"},
		"needs":           &Needs{Base: b, Session: zwolle, List: list, Saved: 8},
		"needs-closed":    &Needs{Base: b, Session: zwolle, List: &models.Worklist{Count: 3, ToDo: 1}},
		"needs-lost-wrong": &Needs{
			Base: b, Session: zwolle, List: &models.Worklist{Count: 3, ToDo: 1}, Answer: 4, Mark: models.NeedMark{Arranged: true, Note: "Wat ik invulde", BookBefore: "gisteren"},
			Problems: Mistakes{{Field: "until", Place: 4, Key: "problem.date.invalid"}},
		},
		"needs-none": &Needs{Base: b, Session: zwolle, List: &models.Worklist{Opened: true}},
		"needs-wrong": &Needs{
			Base: back, Session: zwolle, List: list, Answer: 8, Mark: models.NeedMark{Arranged: true, Note: "x", BookBefore: "morgen"},
			Problems: Mistakes{{Field: "until", Place: 8, Key: "problem.date.invalid"}, {Field: "note", Place: 8, Key: "problem.long", Args: map[string]any{"Max": 1000, "Count": 1200}}},
		},
	}
}

// done is one audit entry of each kind of actor and subject.
func done() []models.AuditLine {
	entry := func(seq int64, actor, action, subject, details string) models.AuditLine {
		return models.AuditLine{AuditEntry: models.AuditEntry{Seq: seq, At: now, Actor: actor, Action: action, Subject: subject, Details: details}}
	}
	lines := []models.AuditLine{
		entry(7, "organiser:1", models.ActionInvite, "organiser:2", `{"role":"partner","session":1}`),
		entry(6, "organiser:9", models.ActionMerge, "organisation:4", `{"parties":[],"more":{"from":12}}`),
		entry(5, models.ActorSystem, models.ActionGrant, "placement:3", `{"party":{"registration":1},"choice":3,"session":1,"number":2,"size":1,"free":[3],"taken":0,"offer":true,"cause":"cancel registration:12"}`),
		entry(4, models.ActorHolder, models.ActionRegister, "registration:1", `{"parties":[{"registration":1}]}`),
		entry(3, models.ActorHolder, "later", "registration:99", `{}`),
		entry(2, models.ActorSystem, models.ActionBegin, "session:1", `{}`),
		entry(1, models.ActorCommand, models.ActionImport, "series:1", `{"more":{"changes":3}}`),
	}
	lines[0].Organiser, lines[0].Name = "organisator@organisator.example", "partner@regio.example"
	lines[1].Name = "Gemeente Voorbeeld"
	lines[2].Reference, lines[3].Reference = "VNK7-Q4M2", "VNK7-Q4M2"
	return lines
}

func auditSamples(code string) map[string]Page {
	back := office(code)
	back.Path = ""
	actors := []models.Organiser{{ID: 1, Email: "organisator@organisator.example"}}
	return map[string]Page{
		"audit":      &Audit{Base: office(code), Lines: done(), Actors: actors, Filter: Looking{Actor: "organiser:1", From: "2027-01-01"}, Older: 1},
		"audit-none": &Audit{Base: office(code)},
		"audit-wrong": &Audit{
			Base: back, Filter: Looking{Reference: "x", From: "gisteren"},
			Problems: Mistakes{{Field: "reference", Key: "problem.reference.invalid"}, {Field: "from", Key: "problem.date.invalid"}},
		},
	}
}
