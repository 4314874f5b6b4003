package pages

import (
	"time"

	"vonk/models"
)

// administrator is who may do everything.
func administrator(b Base) Base {
	b.Organiser = &models.Organiser{ID: 1, Assignments: []models.Assignment{{Role: models.RoleAdmin}}}
	return b
}

// sessionValues are what the form of a session of the sample series holds.
func sessionValues() Values {
	return Values{
		"title-nl": "Voorbeeldsessie Zwolle", "title-en": "Sample session Zwolle", "starts": "2027-03-11T13:00", "ends": "2027-03-11T17:00", "capacity": "60",
		"overbooking": "", "position": "1", "region": "Regio Zwolle", "school_region": "noord", "partner": "", "venue-name": "Voorbeeldhuis", "venue-address": "Voorbeeldstraat 1",
		"venue-postcode": "1234 AB", "venue-city": "Zwolle", "venue-location": "52.5036, 6.0977", "venue-accessibility-nl": "Ringleiding", "venue-accessibility-en": "",
		"programme": "2", "programme-1-at": "12:30", "programme-1-until": "13:00", "programme-1-kind": "break", "programme-1-title-nl": "Inloop", "programme-1-title-en": "Walk-in",
		"programme-1-speakers": "", "programme-1-room": "", "programme-2-at": "13:00", "programme-2-until": "14:00", "programme-2-kind": "plenary", "programme-2-title-nl": "Welkom",
		"programme-2-title-en": "Welcome", "programme-2-speakers": "Spreker Een\nSpreker Twee", "programme-2-room": "Grote zaal",
	}
}

// questionValues are what the form of a question with options holds.
func questionValues() Values {
	return Values{
		"label-nl": "Wat zoekt u?", "label-en": "", "help-nl": "", "help-en": "", "kind": "multiple", "options": "1", "options-1-key": "partners", "options-1-label-nl": "Partners",
		"options-1-label-en": "", "max_length": "", "required": "yes", "sensitive": "", "ask": "", "position": "1",
	}
}

// editSamples are the pages of making and changing series in every state that looks different.
func editSamples(code string) map[string]Page {
	b := administrator(office(code))
	draft := b
	draft.Series = series()
	draft.Series.Status = models.SeriesDraft
	empty := draft
	empty.Series = &models.Series{ID: 2, Slug: "leeg", Title: models.Text{NL: "Lege reeks", EN: "Empty series"}, Timezone: "Europe/Amsterdam"}
	back := b
	back.Path = ""
	nobody := b
	nobody.Series = nil
	slot := time.Date(2027, 3, 18, 12, 0, 0, 0, time.UTC)
	findings := []Conflict{{Text: "Een", Href: "#programme-2-at"}, {Text: "Twee"}}
	session := func() Edit {
		return Edit{Base: b, Part: "session", Key: "zwolle", Action: "/organiser/voorbeelden/edit/sessions/zwolle", Values: sessionValues(), Revision: 3, Mark: sessionValues().Mark()}
	}
	planned, wrong, clear, fresh := session(), session(), session(), session()
	planned.Findings, planned.Slot, planned.Seated, planned.Saved = findings, slot, 18, true
	clear.Checked = true
	fresh.Fresh, fresh.Key, fresh.Values = true, "", Values{"slug": ""}
	wrong.Base, wrong.Over = back, true
	wrong.Problems = Mistakes{
		{Field: "capacity", Key: "problem.edit.taken", Args: map[string]any{"Taken": 60, "Seats": 10}},
		{Field: "programme-2-at", Key: "problem.edit.clock"},
		{Field: "series.policy.reserves[0].seats", Key: "problem.definition.reserve.large", Args: map[string]any{"Reserved": 12, "Slug": "zwolle", "Capacity": 10}},
	}
	theirs := sessionValues()
	theirs["capacity"], theirs["venue-name"], theirs["programme-2-room"], theirs["partner"] = "70", "Ander huis", "Kleine zaal", "Partner"
	mine := session()
	mine.Base, mine.Values = back, sessionValues()
	mine.Values["capacity"], mine.Values["venue-city"] = "80", "Kampen"
	question := Edit{Base: b, Part: "question", Key: "zoekt", Action: "/organiser/voorbeelden/edit/questions/zoekt", Values: questionValues()}
	questionWrong := question
	questionWrong.Base, questionWrong.Problems = back, Mistakes{{Field: "required", Key: "problem.definition.sensitive"}, {Field: "options-1-key", Key: "problem.definition.missing"}}
	newQuestion := Edit{Base: b, Part: "question", Fresh: true, Action: "/organiser/voorbeelden/edit/questions/new", Values: Values{"key": "", "kind": "text"}}
	policy := Values{"admission": "draw", "draw_at": "2027-02-01T10:00", "waiting_list": "confirm", "offer_hours": "36", "party_max": "4", "reserves": "1", "reserves-1-sectors": "po\nvo", "reserves-1-seats": "12", "reserves-1-until": ""}
	holidays := Values{"public": "2027-04-27", "school": "1", "school-1-regions": "noord", "school-1-from": "2027-02-20", "school-1-until": "2027-02-28", "other": "1", "other-1-date": "2027-03-10", "other-1-name-nl": "Suikerfeest"}
	all := b.Series.Sessions
	busy := b
	busy.Series = series()
	busy.Series.Sessions[1].Programme = nil
	busy.Series.Sessions[2].Status = models.SessionCancelled
	busy.Series.Sessions[3].Programme[2].Starts = busy.Series.Sessions[3].Programme[1].Starts
	return map[string]Page{
		"edit":                &Edit{Base: b, Part: "basics", Action: "/organiser/voorbeelden/edit", Values: Values{"title-nl": "Titel", "language": "nl"}},
		"edit-draft":          &Edit{Base: draft, Part: "basics", Action: "/organiser/voorbeelden/edit", Values: Values{}},
		"edit-new":            &Edit{Base: nobody, Part: "new", Fresh: true, Action: "/organiser/new", Values: Values{"timezone": "Europe/Amsterdam"}},
		"edit-new-wrong":      &Edit{Base: nobody, Part: "new", Fresh: true, Action: "/organiser/new", Values: Values{}, Problems: Mistakes{{Field: "slug", Key: "problem.edit.slug"}}},
		"edit-policy":         &Edit{Base: b, Part: "policy", Action: "/organiser/voorbeelden/edit/policy", Values: policy, Doubts: []string{"Een twijfel"}},
		"edit-holidays":       &Edit{Base: b, Part: "holidays", Action: "/organiser/voorbeelden/edit/holidays", Values: holidays},
		"edit-privacy":        &Edit{Base: b, Part: "privacy", Action: "/organiser/voorbeelden/edit/privacy", Values: Values{"privacy-recipients": "1", "privacy-recipients-1-who-nl": "de partner"}},
		"edit-session":        &planned,
		"edit-session-clear":  &clear,
		"edit-session-wrong":  &wrong,
		"edit-session-new":    &fresh,
		"edit-question":       &question,
		"edit-question-wrong": &questionWrong,
		"edit-question-new":   &newQuestion,
		"edit-sessions":       &EditList{Base: busy, Part: "sessions", Deleted: true},
		"edit-questions":      &EditList{Base: b, Part: "questions"},
		"edit-list-empty":     &EditList{Base: empty, Part: "sessions"},
		"edit-confirm": &EditConfirm{
			Base: back, Heading: "Zwolle afgelasten?", Lead: "Er verandert nog niets.", Effects: back.Mailing([]models.Mail{{Kind: models.LetterCalledOff, Count: 7, To: []string{"Voorbeeld Een", "Voorbeeld Twee", "Voorbeeld Drie"}}, {Kind: models.LetterPromotion, Count: 1}}),
			Action: "/organiser/voorbeelden/edit/sessions/zwolle/cancel", Submit: "Ja", Danger: true, Back: Link{Name: "Terug", URL: "/organiser"}, Hidden: []Field{{Name: "confirm", Value: "yes"}},
		},
		"edit-copy":       &EditCopy{Base: b},
		"edit-copy-wrong": &EditCopy{Base: back, Values: Values{"weeks": "x"}, Problems: Mistakes{{Field: "weeks", Key: "problem.edit.weeks"}, {Field: "slug", Key: "problem.definition.missing"}}},
		"edit-versions":   &EditVersions{Edit: mine, Theirs: theirs, Was: sessionValues().Mark()},
		"timetable":       &Timetable{Base: busy, Sessions: []*models.Session{&busy.Series.Sessions[0], &busy.Series.Sessions[1], &busy.Series.Sessions[2], &busy.Series.Sessions[3]}, Findings: findings},
		"timetable-clear": &Timetable{Base: b, Sessions: []*models.Session{&all[0]}},
		"timetable-empty": &Timetable{Base: empty},
	}
}
