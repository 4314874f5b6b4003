package pages

import (
	"time"

	"vonk/models"
)

// storySamples are stories of registrations: one that was passed over for every reason, one that parted, and one of before.
func storySamples(code string) map[string]Page {
	b := base(code)
	b.SignOut = "/logout"
	noted, apart := longStory(), partedStory()
	erased := gone(registration(2, models.Cancelled))
	erased.Contact = models.Contact{}
	for i := range erased.Participants {
		erased.Participants[i].Name, erased.Participants[i].Email = "", ""
	}
	undone := partedStory()
	undone.Undoings = undoings(undone)
	noted.Notes = []models.Note{{ID: 5, At: now, Author: "organisator@organisator.example", Text: "Belt terug.\nOp maandag."}}
	sent := now.Add(-time.Hour)
	noted.Letters = []models.OutboxLine{
		{Kind: models.LetterReminder, Email: "een@voorbeeld.example", Status: models.LetterQueued, Stamp: now},
		{Kind: models.LetterOffer, Email: "een@voorbeeld.example", Status: models.LetterSent, Stamp: sent, SentAt: &sent},
		{Kind: models.LetterConfirmation, Email: "twee@voorbeeld.example", Status: models.LetterFailed, Stamp: sent, Failure: "550 5.1.1 no such user"},
	}
	noted.Events = append(noted.Events, models.StoryEvent{At: now, Action: models.ActionAnswer, Actor: models.ActorHolder}, models.StoryEvent{At: now, Action: models.ActionReply, Actor: models.ActorHolder},
		models.StoryEvent{At: now, Action: models.ActionPresent, Actor: "door:1"}, models.StoryEvent{At: now, Action: models.ActionUnmark, Actor: "door:1"})
	return map[string]Page{
		"story":        &Story{Base: b, Story: longStory()},
		"story-acts":   &Story{Base: office(code), Story: noted, Acts: true, Done: "note"},
		"story-undo":   &Story{Base: office(code), Story: undone, Acts: true, Done: "cancel"},
		"story-undone": &Story{Base: office(code), Story: revertedStory(), Acts: true, Done: "undo"},
		"story-wrong": &Story{Base: office(code), Story: apart, Acts: true, Act: "substitute", Entered: map[string][]string{"name": {"Voorbeeld"}, "participant": {"1"}}, Problems: Mistakes{
			{Field: "email", Key: "problem.email.missing"},
		}},
		"story-refused": &Story{Base: office(code), Story: noted, Acts: true, Act: "exception", Entered: map[string][]string{"session": {"zwolle"}, "overbook": {"yes"}, "reason": {"Spreekt."}}, Trouble: &models.Error{
			Code: models.Conflict, Key: "error.exception.full", Args: map[string]any{"City": "Zwolle", "Count": 2, "Free": 1},
		}},
		"story-erased": &Story{Base: office(code), Acts: true, Done: "erase", Story: &models.Story{Registration: erased, Events: []models.StoryEvent{
			{At: now, Action: models.ActionErase, Actor: "organiser:1"},
		}}},
		"erase":        &Erase{Base: office(code), Registration: stands(2, models.Waiting, models.Offered, models.Confirmed)},
		"erase-past":   &Erase{Base: office(code), Registration: gone(registration(2, models.Cancelled))},
		"story-parted": &Story{Base: b, Story: partedStory()},
		"story-old":    &Story{Base: b, Story: &models.Story{Registration: gone(registration(2, models.Cancelled)), Since: now.Add(-48 * time.Hour)}},
	}
}

// longStory is that of a group of two that waits for Zwolle, has a seat in Utrecht, and is offered one in Arnhem.
func longStory() *models.Story {
	r := stands(2, models.Waiting, models.Offered, models.Confirmed)
	at := func(hours int) time.Time { return now.Add(time.Duration(hours-90) * time.Hour) }
	deadline := time.Date(2027, 2, 25, 9, 0, 0, 0, time.UTC)
	passed := func(hours, count int, why models.Reason) models.StoryEvent {
		p := &models.Passed{Session: 1, Why: why, Count: count, People: 2 * count, Last: at(hours + count - 1), Size: 2, Free: 1}
		for i := range min(3, count) {
			p.Served = append(p.Served, models.Served{Registration: int64(20 + i), Number: int64(40 + i), Size: i + 1})
		}
		return models.StoryEvent{At: at(hours), Action: models.ActionGrant, Parties: []int{1}, Passed: p}
	}
	changed := func(changes ...models.StoryChange) []models.StoryChange { return changes }
	return &models.Story{Registration: r, References: map[int64]string{20: "VNK-2AAAA", 21: "VNK-3BBBB"}, Events: []models.StoryEvent{
		{At: at(0), Action: models.ActionRegister, Actor: models.ActorHolder, Parties: []int{1}, Changes: changed(
			models.StoryChange{Session: 1, Rank: 1, Number: 34, Is: models.Waiting}, models.StoryChange{Session: 2, Rank: 2, Number: 34, Is: models.Waiting},
		)},
		{At: at(0), Action: models.ActionGrant, Cause: models.ActionRegister, CauseOf: r.ID, Parties: []int{1}, Changes: changed(
			models.StoryChange{Session: 2, Rank: 2, Number: 34, Was: models.Waiting, Is: models.Confirmed},
		)},
		passed(1, 17, ""), passed(2, 1, ""), passed(3, 1, models.ReasonTooLarge), passed(4, 2, models.ReasonReserved), passed(5, 1, models.ReasonLimit),
		passed(6, 1, models.ReasonHeld), passed(7, 1, models.ReasonFull),
		{At: at(30), Action: models.ActionSwap, Actor: models.ActorHolder, Parties: []int{1}, Changes: changed(
			models.StoryChange{Session: 3, Rank: 2, Number: 60, Is: models.Waiting},
		)},
		{At: at(31), Action: models.ActionGrant, Cause: models.ActionCancel, CauseOf: 21, Parties: []int{1}, Changes: changed(
			models.StoryChange{Session: 3, Rank: 2, Number: 60, Was: models.Waiting, Is: models.Offered, Deadline: deadline},
		)},
		passed(32, 1, models.ReasonResting),
		{At: at(40), Action: models.ActionImport, Actor: models.ActorCommand, Sessions: []models.SessionChange{{Session: 1, Was: 55, Is: 60}}},
		{At: at(41), Action: models.ActionCallOff, Actor: "organiser:1", Parties: []int{1}, Sessions: []models.SessionChange{{Session: 4, Was: 60, Is: 60, CalledOff: true}}},
		{At: at(42), Action: models.ActionSubstitute, Actor: models.ActorHolder},
	}}
}

// partedStory is that of two who went apart: one has a seat by a cancellation of nobody who is known, one left.
func partedStory() *models.Story {
	r := parted(2)
	line(r, 1, 1, models.Confirmed)
	line(r, 2, 1, models.Cancelled)
	r.Participants[1].Withdrawn = true
	return &models.Story{Registration: r, Events: []models.StoryEvent{
		{At: now.Add(-3 * time.Hour), Action: models.ActionRegister, Actor: models.ActorHolder, Parties: []int{1}, Changes: []models.StoryChange{{Session: 1, Rank: 1, Number: 7, Is: models.Waiting}}},
		{At: now.Add(-2 * time.Hour), Action: models.ActionSplit, Actor: models.ActorHolder, Parties: []int{1, 2}},
		{At: now.Add(-time.Hour), Action: models.ActionGrant, Cause: models.ActionSplit, CauseOf: 99, Parties: []int{1}, Changes: []models.StoryChange{
			{Session: 1, Rank: 1, Number: 7, Was: models.Waiting, Is: models.Confirmed},
		}},
		{At: now, Action: models.ActionCancel, Actor: models.ActorCommand, Parties: []int{2}, Left: 1, Changes: []models.StoryChange{
			{Session: 1, Rank: 1, Number: 7, Was: models.Waiting, Is: models.Cancelled},
		}},
	}}
}

// undoings are an act of every kind and with every outcome, as they can be undone, or not any more.
func undoings(story *models.Story) []models.Undoing {
	r := story.Registration
	reversal := func(party int, outcome models.Reverted, session int64, number int64, held int64) models.Reversal {
		return models.Reversal{Party: models.Party{Registration: r.ID, Place: party}, Outcome: outcome, Session: session, Number: number, Held: held}
	}
	acted := func(act int64, action string, reversals ...models.Reversal) models.Undoing {
		return models.Undoing{Undo: &models.Undo{Act: act, Action: action, At: now}, Reversals: reversals}
	}
	left := acted(12, models.ActionCancel, reversal(2, models.RevertedWaits, 1, 7, 0))
	left.Left = []int64{r.Participants[1].ID}
	noted := acted(11, models.ActionNote)
	noted.Note = 5
	replaced := acted(10, models.ActionSubstitute)
	replaced.Was = &models.Details{People: map[int]models.Person{1: {Name: "Voorbeeld Eerst"}}}
	late := acted(4, models.ActionSwap)
	late.Refused = &models.Error{Code: models.Gone, Key: "error.revert.session", Args: map[string]any{"City": "Zwolle"}}
	all := []models.Undoing{left, noted, replaced, acted(9, models.ActionEdit), late}
	for i, outcome := range []models.Reversal{
		reversal(1, models.RevertedSeat, 1, 0, 0), reversal(1, models.RevertedSeat, 1, 0, 2), reversal(1, models.RevertedKeeps, 1, 7, 2),
		reversal(1, models.RevertedWaited, 1, 7, 0), reversal(1, models.RevertedWaited, 1, 7, 2), reversal(1, models.RevertedStays, 2, 0, 1),
		reversal(1, models.RevertedStays, 0, 0, 1), reversal(1, models.RevertedNothing, 0, 0, 0),
	} {
		all = append(all, acted(int64(20+i), models.ActionSwap, outcome))
	}
	story.Notes = []models.Note{{ID: 5, At: now, Author: "organisator@organisator.example", Text: "Belt terug."}}
	last := &story.Events[len(story.Events)-1]
	last.Seq, last.Actor = 12, "organiser:1"
	for _, u := range all[2:] {
		story.Events = append(story.Events, models.StoryEvent{Seq: u.Act, At: now, Action: u.Action, Actor: "organiser:1"})
	}
	return all
}

// revertedStory is one of acts of every kind that were undone.
func revertedStory() *models.Story {
	story := partedStory()
	for _, action := range []string{models.ActionCancel, models.ActionSwap, models.ActionException, models.ActionSubstitute, models.ActionEdit, models.ActionNote} {
		story.Events = append(story.Events, models.StoryEvent{At: now, Action: models.ActionRevert, Actor: "organiser:1", Cause: action})
	}
	return story
}
