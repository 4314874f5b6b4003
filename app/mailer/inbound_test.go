package mailer_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vonk/app/mailer"
	"vonk/models"
	"vonk/templates/calendar/calendartest"
)

const (
	authserv = "mx.vonk.example"
	stamped  = "Authentication-Results: mx.vonk.example; spf=pass smtp.mailfrom=voorbeeld.example; dmarc=pass (p=none dis=none) header.from=voorbeeld.example"
)

// message joins lines as mail does.
func message(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

// answered is a message with a calendar's answer; head stands above its header.
func answered(head ...string) string {
	return message(append(head,
		"From: Voorbeeld Een <Een@voorbeeld.example>", "To: vonk@vonk.example", "Subject: =?utf-8?q?Geweigerd:_Sessie?=", "Message-ID: <a@voorbeeld.example>",
		"MIME-Version: 1.0", "Content-Type: multipart/alternative; boundary=b1", "",
		"--b1", "Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable", "", "Ik kan niet: caf=E9.",
		"--b1", "Content-Type: text/calendar; method=REPLY; charset=utf-8", "Content-Transfer-Encoding: base64", "",
		base64.StdEncoding.EncodeToString([]byte(reply)), "--b1--")...)
}

var reply = message("BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", "UID:u@vonk.example", "DTSTAMP:20270112T101500Z", "SEQUENCE:2",
	"ATTENDEE;PARTSTAT=DECLINED:mailto:een@voorbeeld.example", "END:VEVENT", "END:VCALENDAR")

// bounce is what a mail server tells of a letter.
func bounce(action, status string) string {
	return message("Return-Path: <>", "From: MAILER-DAEMON@mx.voorbeeld.example", "To: bounce+abc@vonk.example", "Message-ID: <d@mx.voorbeeld.example>",
		"Auto-Submitted: auto-replied", "Content-Type: multipart/report; report-type=delivery-status; boundary=b1", "",
		"--b1", "", "Niet bezorgd.",
		"--b1", "Content-Type: message/delivery-status", "",
		"Reporting-MTA: dns; mx.voorbeeld.example", "",
		"Original-Recipient: rfc822;een@voorbeeld.example", "Final-Recipient: rfc822;een@voorbeeld.example", "Action: "+action, "Status: "+status,
		"Diagnostic-Code: smtp; 550 no such user", "",
		"--b1", "Content-Type: text/rfc822-headers", "", "From: vonk@vonk.example", "Message-ID: <letter@vonk.example>", "",
		"--b1--")
}

func read(text string) *models.Incoming {
	return mailer.Read(strings.NewReader(text), mailer.Envelope{}, authserv)
}

func TestMessageIsReadForWhatItAnswers(t *testing.T) {
	got := mailer.Read(strings.NewReader(answered(stamped, "In-Reply-To: <l@vonk.example>", "References: <k@vonk.example> <l@vonk.example>")),
		mailer.Envelope{From: "een@voorbeeld.example", To: []string{"Vonk@vonk.example"}, Delivered: true}, authserv)
	want := &models.Incoming{
		MessageID: "a@voorbeeld.example", About: []string{"l@vonk.example", "l@vonk.example", "k@vonk.example"},
		From: "een@voorbeeld.example", FromName: "Voorbeeld Een", Proved: true, Subject: "Geweigerd: Sessie", Text: "Ik kan niet: café.",
		Reply: &models.Reply{
			Method: models.MethodReply, UID: "u@vonk.example", Attendee: "een@voorbeeld.example", PartStat: models.PartDeclined, Sequence: 2,
			Stamp: time.Date(2027, 1, 12, 10, 15, 0, 0, time.UTC),
		},
		To: []string{"vonk@vonk.example"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCalendarPartMayBeAnywhere(t *testing.T) {
	for name, kind := range map[string]string{
		"an attachment": "Content-Type: application/ics; name=invite.ics\r\nContent-Disposition: attachment; filename=invite.ics",
		"a file":        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"Antwoord.ICS\"",
		"a strange one": "Content-Type: text/calendar; method=REPLY; charset=\"unknown-8bit\"",
		"a broken one":  "Content-Type: text/calendar; method",
	} {
		inner := message("Content-Type: multipart/mixed; boundary=b3", "", "--b3", "Content-Type: text/html", "", "<p>Nee</p>", "--b3", kind, "", reply+"--b3--")
		got := read(message("From: een@voorbeeld.example", "Content-Type: multipart/mixed; boundary=b1", "", "--b1", "Content-Type: multipart/related; boundary=b2", "",
			"--b2", inner+"--b2--", "--b1--"))
		if got.Reply == nil || got.Reply.PartStat != models.PartDeclined || got.Text != "Nee" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := read(message("From: een@voorbeeld.example", "Content-Type: text/calendar; charset=utf-8", "", "\ufeff"+reply)); got.Reply == nil {
		t.Error("an answer that is the whole message, after a byte order mark, was not read")
	}
	forwarded := message("From: twee@voorbeeld.example", "Content-Type: message/rfc822", "", answered())
	if got := read(forwarded); got.Reply != nil {
		t.Error("somebody else's answer that was forwarded counts")
	}
}

var answeredAt = time.Date(2027, 1, 12, 10, 15, 0, 0, time.UTC)

// mailed is a decline as a program mails it.
func mailed(t testing.TB, program string) []byte {
	t.Helper()
	return calendartest.Answer{
		MessageID: "a@voorbeeld.example", Name: "Voorbeeld Een", From: "een@voorbeeld.example", To: "vonk@vonk.example", UID: "u@vonk.example", Sequence: 2,
		Stamp: answeredAt, PartStat: models.PartDeclined,
	}.Mail(t, program)
}

// The mails of the programs that people use: where the calendar is in the tree, how it is encoded and what is around it differ.
func TestAnswersOfTheCalendarsThatPeopleUseAreRead(t *testing.T) {
	for program, change := range map[string]func(*models.Incoming){
		calendartest.Exchange: func(in *models.Incoming) { in.Text, in.Reply.Comment = "Helaas, ik ben ziek.", "Helaas, ik ben ziek." },
		calendartest.Google:   func(in *models.Incoming) { in.Text, in.Auto = "Heeft geantwoord op de uitnodiging.", "auto-generated" },
		calendartest.Apple: func(in *models.Incoming) {
			in.Text, in.FromName = "De uitnodiging is geweigerd.", "Voorbeeld Een 'thuis'"
		},
		calendartest.Thunderbird: func(*models.Incoming) {},
		calendartest.GoogleCounter: func(in *models.Incoming) {
			in.Text, in.Auto, in.Reply.Method = "Heeft geantwoord op de uitnodiging.", "auto-generated", models.MethodCounter
		},
	} {
		got := mailer.Read(strings.NewReader(stamped+"\r\n"+string(mailed(t, program))), mailer.Envelope{From: "een@voorbeeld.example", To: []string{"vonk@vonk.example"}, Delivered: true}, authserv)
		want := &models.Incoming{
			MessageID: "a@voorbeeld.example", From: "een@voorbeeld.example", FromName: "Voorbeeld Een", Proved: true, To: []string{"vonk@vonk.example"}, Subject: got.Subject,
			Reply: &models.Reply{Method: models.MethodReply, UID: "u@vonk.example", Attendee: "een@voorbeeld.example", PartStat: models.PartDeclined, Sequence: 2, Stamp: answeredAt},
		}
		change(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", program, diff)
		}
		if got.Subject == "" || strings.Contains(got.Subject, "=?") {
			t.Errorf("%s: the subject is %q", program, got.Subject)
		}
	}
}

func TestOnlyTheTopmostResultOfOurOwnServerProves(t *testing.T) {
	const failed = "Authentication-Results: mx.vonk.example; dmarc=fail header.from=voorbeeld.example"
	for name, sample := range map[string]struct {
		head   []string
		proved bool
	}{
		"ours":                         {[]string{stamped}, true},
		"ours with a version":          {[]string{strings.Replace(stamped, "example;", "example 1;", 1)}, true},
		"ours in capitals":             {[]string{strings.ToUpper(stamped)}, true},
		"ours below another's":         {[]string{"Authentication-Results: inner.vonk.example; none", stamped}, true},
		"none":                         {nil, false},
		"another's":                    {[]string{strings.Replace(stamped, "mx.vonk", "mx.elders", 1)}, false},
		"forged below ours":            {[]string{failed, stamped}, false},
		"forged below a strange ours":  {[]string{"Authentication-Results: mx.vonk.example 2; dmarc=pass header.from=voorbeeld.example", stamped}, false},
		"forged below a broken ours":   {[]string{"Authentication-Results: mx.vonk.example; dmarc", stamped}, false},
		"forged below an unended ours": {[]string{"Authentication-Results: mx.vonk.example; spf=pass (x", stamped}, false},
		"forged below none of ours":    {[]string{"Authentication-Results: mx.vonk.example; none", stamped}, false},
		"forged below a quoted ours":   {[]string{strings.Replace(failed, "mx.vonk.example", `"mx.vonk.example"`, 1), stamped}, false},
		"forged below a partly quoted": {[]string{strings.Replace(failed, "mx.vonk.example", `mx."vonk".example`, 1), stamped}, false},
		"forged below a quotation":     {[]string{strings.Replace(failed, "mx.vonk.example", `(;") "mx.vonk.example"`, 1), stamped}, false},
		"forged below an unended name": {[]string{strings.Replace(failed, "mx.vonk.example", `(mx.vonk.example`, 1), stamped}, false},
		"forged below no name":         {[]string{"Authentication-Results: ; dmarc=fail", stamped}, false},
		"ours below another's string":  {[]string{`Authentication-Results: inner.vonk.example; spf=none smtp.mailfrom="a b"@x`, stamped}, true},
		"a result within a comment":    {[]string{"Authentication-Results: mx.vonk.example; spf=none (; dmarc=pass header.from=voorbeeld.example )"}, false},
		"a result within a string":     {[]string{`Authentication-Results: mx.vonk.example; spf=none smtp.mailfrom="x; dmarc=pass header.from=voorbeeld.example "@x`}, false},
		"two results":                  {[]string{stamped + "; dmarc=fail header.from=voorbeeld.example"}, false},
		"for another domain":           {[]string{strings.ReplaceAll(stamped, "voorbeeld", "elders")}, false},
		"only of other checks":         {[]string{"Authentication-Results: mx.vonk.example; dkim=pass header.d=voorbeeld.example; spf=pass"}, false},
	} {
		if got := read(answered(sample.head...)); got.Proved != sample.proved {
			t.Errorf("%s: proved %v", name, got.Proved)
		}
	}
	if got := mailer.Read(strings.NewReader(answered(strings.Replace(stamped, "mx.vonk.example", "", 1))), mailer.Envelope{}, ""); got.Proved {
		t.Error("without a name of our own something is proved")
	}
}

func TestMessageFromSeveralIsFromNobody(t *testing.T) {
	for name, from := range map[string]string{
		"two fields":    "From: een@voorbeeld.example\r\nFrom: twee@elders.example",
		"two addresses": "From: een@voorbeeld.example, twee@elders.example",
		"none":          "Sender: een@voorbeeld.example",
		"no address":    "From: een",
		"a group":       "From: allen: een@voorbeeld.example, twee@voorbeeld.example;",
	} {
		if got := read(message(stamped, from, "", "tekst")); got.From != "" || got.Proved || got.Text != "tekst" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestReportOfAFailedDeliveryIsRead(t *testing.T) {
	for _, sample := range []struct {
		action, status string
		want           models.Delivery
	}{
		{"failed", "5.1.1", models.Delivery{MessageID: "letter@vonk.example", Status: "5.1.1", Failed: true}},
		{"Failed", "5.1.10 (no such user)", models.Delivery{MessageID: "letter@vonk.example", Status: "5.1.10", Failed: true}},
		{"delayed", "4.4.1", models.Delivery{MessageID: "letter@vonk.example", Status: "4.4.1"}},
		{"failed", "4.4.7", models.Delivery{MessageID: "letter@vonk.example", Status: "4.4.7"}},
		{"failed", "nonsense", models.Delivery{MessageID: "letter@vonk.example"}},
	} {
		got := read(bounce(sample.action, sample.status))
		if got.Failure == nil || *got.Failure != sample.want || !got.Bounced || got.Answerable() || len(got.To) != 1 || got.To[0] != "bounce+abc@vonk.example" {
			t.Errorf("%s %s: %+v %+v", sample.action, sample.status, got, got.Failure)
		}
	}
}

func TestProgramsAreNotAnswered(t *testing.T) {
	for head, answerable := range map[string]bool{
		"Auto-Submitted: no": true, "Return-Path: <een@voorbeeld.example>": true, "Auto-Submitted: auto-replied; owner-email=x": false,
		"Auto-Submitted: Auto-Generated": false, "Return-Path: <>": false, "Auto-Submitted: x": false,
		"Return-Path: <app@localhost>": true, "Return-Path: <" + strings.Repeat("a", 65) + "@voorbeeld.example>": true, "Return-Path: <een@mx_1.example>": true,
		"Return-Path:  <> ": false, "Return-Path:": false,
	} {
		if got := read(answered(head)); got.Answerable() != answerable {
			t.Errorf("%s: answerable %v", head, got.Answerable())
		}
	}
}

func TestIdentifiersArePrintable(t *testing.T) {
	got := read(message("From: een@voorbeeld.example", "Message-ID: <\xff@voorbeeld.example>", "In-Reply-To: <a\xff@vonk.example>",
		"References: <b\x00@vonk.example> <c\x7f@vonk.example> <é@vonk.example> <!#$%&'*+/=?^_`{|}~-d@vonk.example>", "", "tekst"))
	if want := []string{"!#$%&'*+/=?^_`{|}~-d@vonk.example"}; !slices.Equal(got.About, want) || strings.Contains(got.MessageID, "@") {
		t.Errorf("%q follows on %q", got.MessageID, got.About)
	}
}

func TestPageOfHTMLBecomesText(t *testing.T) {
	got := read(message("From: een@voorbeeld.example", "Content-Type: text/html; charset=windows-1252", "",
		"<html><head><style>p {}</style></head><body><!-- x --><p>Ik kom\x80 later&nbsp;&amp; <b>blijf</b></p>\r\n\r\n\r\n<div>Groet</div></body>"))
	if got.Text != "Ik kom€ later\u00a0& blijf\n\nGroet" {
		t.Errorf("%q", got.Text)
	}
}

// endless is 40 MB of messages within messages.
func endless(size int) io.Reader {
	parts := []io.Reader{strings.NewReader("From: een@voorbeeld.example\r\nMessage-ID: <e@voorbeeld.example>\r\n")}
	level := 0
	for size > 0 {
		part := fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", level, level)
		parts, size, level = append(parts, strings.NewReader(part)), size-len(part), level+1
	}
	return io.MultiReader(parts...)
}

func TestNonsenseIsAMessageThatSaysNothing(t *testing.T) {
	cut := answered(stamped)
	for name, r := range map[string]io.Reader{
		"nothing":             strings.NewReader(""),
		"noise":               bytes.NewReader(bytes.Repeat([]byte{0, 255, '\n'}, 1000)),
		"no header":           strings.NewReader("tekst\r\n\r\ntekst"),
		"an endless header":   strings.NewReader("Subject: " + strings.Repeat("x", 2<<20)),
		"40 MB nested":        endless(40 << 20),
		"40 MB of one part":   io.MultiReader(strings.NewReader("From: een@voorbeeld.example\r\nContent-Type: application/pdf\r\n\r\n"), io.LimitReader(zeros{}, 40<<20)),
		"a part without end":  strings.NewReader("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"),
		"a broken connection": io.MultiReader(strings.NewReader(cut[:len(cut)/2]), iotest.ErrReader(errors.New("gone"))),
		"no encoding":         strings.NewReader("Content-Transfer-Encoding: rot13\r\nContent-Type: text/calendar\r\n\r\n" + reply[:60]),
		"a wrong charset":     strings.NewReader("Content-Type: text/calendar; method=REPLY; charset=utf-16\r\n\r\n" + reply),
		"thousands of parts":  strings.NewReader("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\n", 5000)),
	} {
		got := mailer.Read(r, mailer.Envelope{}, authserv)
		if got.Reply != nil || got.Failure != nil || len(got.Text) > 1000 || got.MessageID == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	again := func() string { return read("tekst\r\n").MessageID }
	if first := again(); first != again() || first == read("Tekst\r\n").MessageID {
		t.Error("a message without an id is not known again")
	}
}

// The library holds each line of a header at a hundred times its size: 40 MB of them would end the program.
func TestLongHeaderOfAPartEndsTheMessage(t *testing.T) {
	const fields = "A:\r\n"
	for name, sample := range map[string]struct {
		header string
		read   bool
	}{
		"one as it should be":            {strings.Repeat(fields, 500), true},
		"8 MB of lines":                  {strings.Repeat(fields, 2<<20), false},
		"8 MB that look like boundaries": {strings.Repeat("--A:\r\n", 1<<20), false},
		"8 MB in one line":               {"A: " + strings.Repeat("x", 8<<20) + "\r\n", false},
		"8 MB in a part":                 {"Content-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n" + strings.Repeat(fields, 2<<20), false},
		"8 MB at a text's end": {"Content-Type: text/html\r\n\r\n" + strings.Repeat("<br>\r\n", 10_000) +
			"-- \r\ngroet\r\n\r\n" + strings.Repeat("<br>\r\n", 10_000) + "--b\r\n" + strings.Repeat(fields, 2<<20), false},
		"a long text": {"Content-Type: text/html\r\n\r\n" + strings.Repeat("<br>\r\n", 1<<20), true},
	} {
		text := "From: een@voorbeeld.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntekst\r\n--b\r\n" + sample.header +
			"\r\n--b\r\nContent-Type: text/calendar\r\n\r\n" + reply + "\r\n--b--\r\n"
		var got *models.Incoming
		allocations := testing.AllocsPerRun(1, func() { got = read(text) })
		if got.From != "een@voorbeeld.example" || got.Text != "tekst" || (got.Reply != nil) != sample.read || allocations > 50_000 {
			t.Errorf("%s: %.0f allocations: %+v", name, allocations, got)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// FuzzRead looks that nothing panics, and that what is kept of a message is bounded.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		answered(stamped), answered("From: twee@voorbeeld.example"), bounce("failed", "5.1.1"), answered(stamped)[:600],
		message("Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/html", "", "<p>&amp;<style>", "--b--"),
	} {
		f.Add([]byte(seed))
	}
	for _, program := range []string{calendartest.Exchange, calendartest.Google, calendartest.Apple, calendartest.Thunderbird} {
		f.Add(mailed(f, program))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := mailer.Read(bytes.NewReader(raw), mailer.Envelope{}, authserv)
		if in.MessageID == "" || in.From != "" && !models.ValidEmail(in.From) || in.Proved && in.From == "" || len(in.Text) > 200_000 || len(in.Subject) > 1000 ||
			len(in.About) > 20 || len(in.To) > 20 || in.Reply != nil && in.Reply.UID == "" {
			t.Errorf("%+v", in)
		}
	})
}
