package mails_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	netmail "net/mail"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the encodings of headers

	"vonk/models"
	"vonk/templates/calendar/calendartest"
	"vonk/templates/mails"
)

func options() mails.Options {
	return mails.Options{
		BaseURL: base, From: "Vonk <post@aanmelden.example>",
		Token: func(t models.Token) string { return fmt.Sprintf("%c-%d-%d", t.Kind, t.ID, t.Version) },
		Code:  func(string) string { return "12345678" },
	}
}

// sample finds a sample by its name. It may be changed: each call makes a new one.
func sample(t testing.TB, language, name string) *models.Letter {
	t.Helper()
	for _, s := range mails.Samples(language) {
		if s.Name == name {
			return s.Letter
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

func with(letter *models.Letter, change func(*models.Facts)) *models.Letter {
	change(&letter.Facts)
	return letter
}

// settled says that a letter is about nobody who may still come.
func settled(letter *models.Letter) bool {
	return letter.Kind == models.LetterCancellation || letter.Kind == models.LetterSubstitution || len(letter.Facts.Links) > 0
}

// read is a message as a mail reader takes it apart.
type read struct {
	raw    []byte
	header netmail.Header
	text   string
	html   string
	event  []byte   // what it does to a calendar; nil: nothing
	types  []string // of the parts, in order
}

func (r *read) subject(t testing.TB) string { return decoded(t, r.header.Get("Subject")) }

func decoded(t testing.TB, header string) string {
	t.Helper()
	text, err := new(mime.WordDecoder).DecodeHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func render(t testing.TB, letter *models.Letter) *read {
	t.Helper()
	raw, err := mails.Render(letter, options())
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, raw)
}

func parse(t testing.TB, raw []byte) *read {
	t.Helper()
	for _, l := range strings.SplitAfter(string(raw), "\n") {
		if l != "" && !strings.HasSuffix(l, "\r\n") || len(l) > 1000 || strings.IndexFunc(l, func(r rune) bool { return r >= 0x80 }) >= 0 {
			t.Errorf("not a line of 7-bit mail: %q", l)
		}
	}
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r := &read{raw: raw, header: message.Header, event: calendartest.Invitation(t, raw)}
	entity, err := gomessage.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	err = entity.Walk(func(_ []int, part *gomessage.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, _, err := part.Header.ContentType()
		if err != nil {
			return err
		}
		r.types = append(r.types, kind)
		if strings.HasPrefix(kind, "multipart/") {
			return nil
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return err
		}
		switch kind {
		case "text/plain":
			r.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		case "text/html":
			r.html = string(body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func forEveryOrganiserSample(t *testing.T, test func(t *testing.T, language string, letter *models.Letter, message *read)) {
	t.Helper()
	for _, language := range models.Languages {
		for _, s := range mails.OrganiserSamples(language) {
			t.Run(language+" "+s.Name, func(t *testing.T) { test(t, language, s.Letter, render(t, s.Letter)) })
		}
	}
}

func forEverySample(t *testing.T, test func(t *testing.T, language string, letter *models.Letter, message *read)) {
	t.Helper()
	for _, language := range models.Languages {
		for _, s := range mails.Samples(language) {
			t.Run(language+" "+s.Name, func(t *testing.T) { test(t, language, s.Letter, render(t, s.Letter)) })
		}
	}
}
