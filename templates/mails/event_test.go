package mails_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"vonk/models"
	"vonk/templates/calendar/calendartest"
)

func TestOwnSeatComesAsACalendarFileAndIsNoInvitation(t *testing.T) {
	forEverySample(t, func(t *testing.T, _ string, letter *models.Letter, message *read) {
		attached := letter.UID != ""
		if wanted := []string{"multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/ics"}; attached != (fmt.Sprint(message.types) == fmt.Sprint(wanted)) {
			t.Errorf("the parts are %v", message.types)
		}
		if !attached {
			if len(message.events) > 0 {
				t.Errorf("it brings %d files", len(message.events))
			}
			return
		}
		session, status := ownSeat(letter)
		event := message.events["sample-"+session.Slug+".ics"]
		calendartest.Check(t, event)
		for _, secret := range []string{"/my/", "r-7-1", "p-21-3", "p-22-3"} {
			if bytes.Contains(event, []byte(secret)) {
				t.Errorf("the event holds the secret link: %s", event)
			}
		}
		lines := calendartest.Unfold(event)
		for _, want := range []string{
			"UID:" + letter.UID, "SEQUENCE:2", "DTSTAMP:20270222T085612Z", "STATUS:" + status, "SUMMARY:" + session.Title.In(letter.Language),
			"DTSTART;TZID=Europe/Amsterdam:" + session.Starts.In(letter.Series.Location()).Format("20060102T150405"),
		} {
			if !slices.Contains(lines, want) {
				t.Errorf("%s is not in %s", want, event)
			}
		}
		if bytes.Contains(message.raw, []byte("method=")) || bytes.Contains(event, []byte("METHOD")) {
			t.Error("the file is an invitation")
		}
	})
}

func TestAnotherReaderUnderstandsTheEvents(t *testing.T) {
	for name, status := range map[string]string{"confirmation-you": "CONFIRMED", "offer-participant": "TENTATIVE"} {
		letter := sample(t, "nl", name)
		session := &letter.Series.Sessions[0]
		got := calendartest.Read(t, render(t, letter).events["sample-zwolle.ics"])[0]
		if got.UID != letter.UID || got.Sequence != 2 || got.Method != "" || !got.Start.Equal(session.Starts) || !got.End.Equal(session.Ends) ||
			!got.Stamp.Equal(letter.Stamp) || got.Location != session.Venue.Line() || got.Status != status {
			t.Errorf("%s: the event is %+v", name, got)
		}
	}
}

// ownSeat is where the recipient of a sample, the first of its people, has or is offered a seat, and the STATUS of its event.
func ownSeat(letter *models.Letter) (session *models.Session, status string) {
	for _, line := range letter.Facts.People[0].Lines {
		if line.Status == models.Offered {
			session, _ = letter.Series.SessionByID(line.SessionID)
			return session, "TENTATIVE"
		}
		if line.Status == models.Confirmed {
			session, _ = letter.Series.SessionByID(line.SessionID)
		}
	}
	return session, "CONFIRMED"
}
