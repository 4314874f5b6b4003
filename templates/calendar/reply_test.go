package calendar_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/models"
	"vonk/templates/calendar"
	"vonk/templates/calendar/calendartest"
)

const sampleUID = "m5zw63lfonuw4zjanf2ca5dfon@vonk.example"

func document(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

// answer is the shortest answer, with lines of its event in place of the usual ones.
func answer(method string, event ...string) []byte {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sample//Sample//EN", "METHOD:" + method, "BEGIN:VEVENT"}
	return document(append(append(lines, event...), "END:VEVENT", "END:VCALENDAR")...)
}

func declined(event ...string) []byte {
	return answer("REPLY", append([]string{
		"UID:" + sampleUID, "DTSTAMP:20270112T101500Z", "SEQUENCE:2", "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example",
	}, event...)...)
}

// answered is what a program answers in a calendar of its own shape.
func answered(t testing.TB, program string, change func(*calendartest.Answer)) []byte {
	t.Helper()
	a := calendartest.Answer{
		Name: "Voorbeeld Een", From: "een@voorbeeld.example", To: "vonk@vonk.example", UID: sampleUID, Sequence: 2,
		Stamp: time.Date(2027, 1, 12, 10, 15, 0, 0, time.UTC), PartStat: models.PartDeclined,
	}
	change(&a)
	return a.Calendar(t, program)
}

func asIs(*calendartest.Answer) {}

func sampleReply(change func(*models.Reply)) *models.Reply {
	reply := &models.Reply{
		Method: models.MethodReply, UID: sampleUID, Attendee: "een@voorbeeld.example", PartStat: models.PartDeclined, Sequence: 2,
		Stamp: time.Date(2027, 1, 12, 10, 15, 0, 0, time.UTC),
	}
	change(reply)
	return reply
}

func same(*models.Reply) {}

func TestAnswersOfTheCalendarsThatPeopleUseAreRead(t *testing.T) {
	for name, sample := range map[string]struct {
		document []byte
		change   func(*models.Reply)
	}{
		"Outlook": {answered(t, calendartest.Exchange, func(a *calendartest.Answer) { a.Name, a.Email = "Voorbeeld, Een", "Een@voorbeeld.example" }), func(r *models.Reply) {
			r.Comment = "Helaas, ik ben ziek."
		}},
		"Google": {answered(t, calendartest.Google, asIs), same},
		"Apple": {answered(t, calendartest.Apple, func(a *calendartest.Answer) { a.Email = "ander@thuis.example" }), func(r *models.Reply) {
			r.Attendee = "ander@thuis.example"
		}},
		"Thunderbird": {answered(t, calendartest.Thunderbird, asIs), same},
		"another time": {answered(t, calendartest.GoogleCounter, func(a *calendartest.Answer) { a.PartStat = models.PartTentative }), func(r *models.Reply) {
			r.Method, r.PartStat = models.MethodCounter, models.PartTentative
		}},
		"a delegate": {answer("REPLY", "UID:"+sampleUID, "DTSTAMP:20270112T101500Z", "SEQUENCE:2",
			`ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Twee@voorbeeld.example":mailto:een@voorbeeld.example`,
			`ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:een@voorbeeld.example":mailto:twee@voorbeeld.example`), func(r *models.Reply) {
			r.PartStat, r.Delegate = models.PartDelegated, "twee@voorbeeld.example"
		}},
		"one occurrence": {declined("RECURRENCE-ID:20270311T120000Z"), func(r *models.Reply) { r.RecurrenceID = "20270311T120000Z" }},
		"no SEQUENCE": {answer("REPLY", "UID:"+sampleUID, "DTSTAMP:20270112T101500Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example"), func(r *models.Reply) {
			r.Sequence = 0
		}},
		"no PARTSTAT": {answer("reply", "UID:"+sampleUID, "DTSTAMP:20270112T101500", "SEQUENCE:2", "ATTENDEE:mailto:een@voorbeeld.example"), func(r *models.Reply) {
			r.PartStat = ""
		}},
		"a byte order mark":   {append([]byte("\ufeff"), declined()...), same},
		"bare line feeds":     {[]byte(strings.ReplaceAll(string(declined()), "\r\n", "\n")), same},
		"bare returns":        {[]byte(strings.ReplaceAll(string(declined()), "\r\n", "\r")), same},
		"no UTF-8":            {declined("SUMMARY:caf\xe9", "COMMENT:caf\xe9"), func(r *models.Reply) { r.Comment = "caf\ufffd" }},
		"lines without sense": {declined("this is no property", ";:", ": x", "BEGIN"), same},
		"an open comma":       {declined("COMMENT:Nee, \\\\ helaas\x01"), func(r *models.Reply) { r.Comment = `Nee, \ helaas` }},
		"RFC 6868": {answer("REPLY", "UID:"+sampleUID, "DTSTAMP:20270112T101500Z", "SEQUENCE:2",
			"ATTENDEE;EMAIL=e^^n@voorbeeld.example;PARTSTAT=DECLINED:urn:uuid:1"), func(r *models.Reply) { r.Attendee = "e^n@voorbeeld.example" }},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := calendar.ReadReply(sample.document)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sampleReply(sample.change), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMalformedAnswersAreErrors(t *testing.T) {
	long := strings.Repeat("x", 8<<10)
	for name, document := range map[string][]byte{
		"nothing":              nil,
		"no calendar":          []byte("Ik kom later.\r\n"),
		"cut off":              declined()[:len(declined())-len("END:VCALENDAR\r\n")],
		"cut off in a line":    declined()[:150],
		"no UID":               answer("REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example"),
		"no attendee":          answer("REPLY", "UID:"+sampleUID),
		"an attendee unnamed":  answer("REPLY", "UID:"+sampleUID, "ATTENDEE;PARTSTAT=DECLINED:invalid:nomail"),
		"a panic":              answer("REPLY", "UID:"+sampleUID, "ATTENDEE;CN=foo"),
		"another panic":        answer("REPLY", "UID:"+sampleUID, `ATTENDEE;CN="a"b:mailto:een@voorbeeld.example`),
		"a long line":          declined("COMMENT:" + long),
		"a long folded line":   declined("COMMENT:"+long[:4000], " "+long[:4000], " "+long[:4000]),
		"a long UID":           answer("REPLY", "UID:"+long[:300], "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example"),
		"too much":             declined("SUMMARY:" + strings.Repeat("x", calendar.MaxReply)),
		"too deep":             document(strings.Repeat("BEGIN:X\r\n", 20_000), strings.Repeat("END:X\r\n", 20_000)),
		"a SEQUENCE in words":  answer("REPLY", "UID:"+sampleUID, "SEQUENCE:two", "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example"),
		"a negative SEQUENCE":  answer("REPLY", "UID:"+sampleUID, "SEQUENCE:-1", "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example"),
		"an endless SEQUENCE":  answer("REPLY", "UID:"+sampleUID, "SEQUENCE:99999999999", "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example"),
		"two events":           answer("REPLY", "UID:"+sampleUID, "ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example", "END:VEVENT", "BEGIN:VEVENT", "UID:other"),
		"ends that do not fit": document("BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "UID:x", "END:VCALENDAR", "END:VEVENT"),
	} {
		t.Run(name, func(t *testing.T) {
			if reply, err := calendar.ReadReply(document); err == nil || errors.Is(err, calendar.ErrNoReply) || reply != nil {
				t.Errorf("%v, %+v", err, reply)
			}
		})
	}
}

func TestCalendarsThatAnswerNothingAreNoReplies(t *testing.T) {
	for name, document := range map[string][]byte{
		"an invitation":   answer("REQUEST", "UID:"+sampleUID, "ATTENDEE:mailto:een@voorbeeld.example"),
		"no method":       document("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:x", "END:VEVENT", "END:VCALENDAR"),
		"no event at all": document("BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VTODO", "UID:x", "END:VTODO", "END:VCALENDAR"),
	} {
		if reply, err := calendar.ReadReply(document); !errors.Is(err, calendar.ErrNoReply) || reply != nil {
			t.Errorf("%s: %v, %+v", name, err, reply)
		}
	}
}

// FuzzReadReply looks that nothing panics, and that what is read is as bounded and clean as the rules count on.
func FuzzReadReply(f *testing.F) {
	for _, seed := range [][]byte{
		answered(f, calendartest.Exchange, asIs), answered(f, calendartest.Google, asIs), answered(f, calendartest.GoogleCounter, asIs),
		answered(f, calendartest.Apple, asIs), answered(f, calendartest.Thunderbird, asIs)[:400], declined(), declined("COMMENT:\\"),
		answer("REPLY", "ATTENDEE;CN=foo"), answer("REPLY", `ATTENDEE;CN="a"b:`), append([]byte("\ufeff"), declined()...), declined()[:100],
		document(strings.Repeat("BEGIN:A\r\n", 40)), []byte("\xff\xfeB\x00E\x00G\x00I\x00N\x00"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		reply, err := calendar.ReadReply(document)
		if (err == nil) != (reply != nil) {
			t.Fatalf("%v, %+v", err, reply)
		}
		if reply == nil {
			return
		}
		if reply.Method != models.MethodReply && reply.Method != models.MethodCounter || reply.UID == "" || reply.Sequence < 0 || !models.ValidEmail(reply.Attendee) ||
			reply.Delegate != "" && !models.ValidEmail(reply.Delegate) || len([]rune(reply.Comment)) > 2001 || len(fmt.Sprint(reply)) > 20_000 {
			t.Errorf("%+v", reply)
		}
	})
}
