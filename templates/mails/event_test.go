package mails_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"vonk/models"
	"vonk/templates/calendar/calendartest"
	"vonk/templates/mails"
)

func TestLetterDoesToACalendarWhatItsFactsSay(t *testing.T) {
	forEverySample(t, func(t *testing.T, _ string, letter *models.Letter, message *read) {
		fact := letter.Facts.Event
		if (fact != nil) != (message.event != nil) {
			t.Fatalf("the event is %+v, and comes as %s", fact, message.event)
		}
		if fact == nil {
			return
		}
		for _, secret := range []string{"/my/", "r-7-1", "p-21-3", "p-22-3"} {
			if bytes.Contains(message.event, []byte(secret)) {
				t.Errorf("the event holds the secret link: %s", message.event)
			}
		}
		session, _ := letter.Series.SessionByID(fact.SessionID)
		method, status := "REQUEST", "CONFIRMED"
		switch {
		case fact.Cancels:
			method, status = "CANCEL", "CANCELLED"
		case fact.Tentative:
			status = "TENTATIVE"
		}
		lines := calendartest.Unfold(message.event)
		for _, want := range []string{
			"METHOD:" + method, "UID:" + letter.UID, "SEQUENCE:2", "DTSTAMP:" + letter.Stamp.Format("20060102T150405Z"), "STATUS:" + status, "SUMMARY:" + session.Title.In(letter.Language),
			"DTSTART;TZID=Europe/Amsterdam:" + session.Starts.In(letter.Series.Location()).Format("20060102T150405"),
			"DTEND;TZID=Europe/Amsterdam:" + session.Ends.In(letter.Series.Location()).Format("20060102T150405"),
		} {
			if !slices.Contains(lines, want) {
				t.Errorf("%s is not in %s", want, message.event)
			}
		}
	})
}

func TestAnotherReaderUnderstandsTheEvents(t *testing.T) {
	for name, want := range map[string][2]string{
		"confirmation-you": {"REQUEST", "CONFIRMED"}, "offer-participant": {"REQUEST", "TENTATIVE"}, "cancellation-you": {"CANCEL", "CANCELLED"},
	} {
		letter := sample(t, "nl", name)
		session := &letter.Series.Sessions[0]
		got := calendartest.Read(t, render(t, letter).event)[0]
		if got.UID != letter.UID || got.Sequence != 2 || got.Method != want[0] || !got.Start.Equal(session.Starts) || !got.End.Equal(session.Ends) ||
			!got.Stamp.Equal(letter.Stamp) || got.Location != session.Venue.Line() || got.Status != want[1] {
			t.Errorf("%s: the event is %+v", name, got)
		}
	}
}

func TestOrganiserWhoGoesThemselvesGetsAFileInPlaceOfAnInvitation(t *testing.T) {
	letter := sample(t, "nl", "confirmation-you")
	letter.RecipientEmail = "Post@aanmelden.example" // that all mail comes from
	message := render(t, letter)
	if strings.Contains(string(message.event), "METHOD") || !slices.Contains(calendartest.Unfold(message.event), "STATUS:CONFIRMED") {
		t.Errorf("the event is %s", message.event)
	}
	letter = sample(t, "nl", "cancellation-you")
	letter.RecipientEmail = "post@aanmelden.example"
	if message := render(t, letter); message.event != nil {
		t.Errorf("a file takes nothing out of a calendar: %s", message.event)
	}
}

func TestAttendeeIsOneWhoSaidYesAndMayStillSayNo(t *testing.T) {
	for name, want := range map[string]string{
		"confirmation-you": `ATTENDEE;CN=Voorbeeld Een;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:een@voorbeeld.example`,
		"offer-you":        `ATTENDEE;CN=Voorbeeld Een;CUTYPE=INDIVIDUAL;PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:een@voorbeeld.example`,
		"cancellation-you": `ATTENDEE;CN=Voorbeeld Een;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:een@voorbeeld.example`,
	} {
		if lines := calendartest.Unfold(render(t, sample(t, "nl", name)).event); !slices.Contains(lines, want) {
			t.Errorf("%s: %q", name, lines)
		}
	}
}

func TestDecliningInACalendarIsOfferedToWhoseAnswerIsRead(t *testing.T) {
	const sentence = "U kunt de afspraak ook in uw agenda weigeren."
	for name, want := range map[string]bool{
		"confirmation-you": true, "promotion-you": true, "change-time-you": true, "coming-participant": true, // a seat, in their own calendar
		"offer-you": false, "cancellation-you": false, "waiting-you": false, // nothing that declining gives back
	} {
		for _, read := range []bool{true, false} {
			o := options()
			o.Replies = read
			raw, err := mails.Render(sample(t, "nl", name), o)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(parse(t, raw).text, sentence); got != (want && read) {
				t.Errorf("%s, where answers are read is %v: it is said %v", name, read, got)
			}
		}
	}
	o, letter := options(), sample(t, "nl", "confirmation-you")
	o.Replies, letter.RecipientEmail = true, "Post@aanmelden.example" // who gets a plain file has no button to decline
	if raw, err := mails.Render(letter, o); err != nil || strings.Contains(parse(t, raw).text, sentence) {
		t.Errorf("to the address that mail comes from it is said: %v", err)
	}
}
