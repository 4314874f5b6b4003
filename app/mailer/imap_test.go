package mailer_test

import (
	"strings"
	"testing"

	"vonk/app/mailer"
)

func TestAddressOfAMailbox(t *testing.T) {
	for address, want := range map[string]string{
		"imaps://vonk:geheim@mail.vonk.example/INBOX":            "vonk@mail.vonk.example:993/INBOX",
		"imap://vonk:geheim@mail.vonk.example":                   "vonk@mail.vonk.example:143/INBOX",
		"imap://a%40b:geheim@127.0.0.1:1143/Antwoorden?tls=off":  "a@b@127.0.0.1:1143/Antwoorden",
		"imaps://vonk:geheim@mail.vonk.example:1993/Map/Replies": "vonk@mail.vonk.example:1993/Map/Replies",
	} {
		mailbox, err := mailer.ParseIMAP(address)
		if err != nil || mailbox.Name() != want || mailbox.Password != "geheim" || mailbox.Implicit != strings.HasPrefix(address, "imaps") {
			t.Errorf("%s: %+v %v", address, mailbox, err)
		}
	}
	for _, address := range []string{"pop://vonk:geheim@host", "imap://host/INBOX", "imaps://vonk:geheim@host?tls=off", "imap://vonk:geheim@host:0", "imap://vonk:geheim@host?x=1", "imap://%zz:geheim@host"} {
		if _, err := mailer.ParseIMAP(address); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
