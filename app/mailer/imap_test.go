package mailer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/models"
)

// mailbox is a mailbox on loopback that is read with tokens, by a clock.
func mailbox(t *testing.T, server *mailertest.Mailbox, i *issuer, now func() time.Time) *mailer.IMAP {
	t.Helper()
	read, err := mailer.ParseIMAP(fmt.Sprintf("imap://%s@127.0.0.1:%d/INBOX?tls=off", url.PathEscape(mailertest.User), server.Port))
	if err != nil {
		t.Fatal(err)
	}
	read.OAuth = access(i, "", now)
	return read
}

func TestMailboxIsReadWithATokenInPlaceOfAPassword(t *testing.T) {
	server, at := mailertest.StartMailbox(t), time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)
	i := newIssuer(t, "one", "two", "three", "four", "four")
	read := mailbox(t, server, i, func() time.Time { return at })
	var subjects []string
	var position mailer.Position
	poll := func() error {
		return read.Poll(t.Context(), position, func(after mailer.Position, in *models.Incoming) (bool, error) {
			position, subjects = after, append(subjects, in.Subject)
			return true, nil
		})
	}
	for n, step := range []struct {
		access string        // what the mailbox takes
		pass   time.Duration // before the poll
	}{
		{"one", 0},
		{"one", 10 * time.Minute},
		{"two", time.Hour},     // the first has expired
		{"three", time.Minute}, // the second was revoked before its time
	} {
		at = at.Add(step.pass)
		server.Access(step.access)
		server.Arrive(t, fmt.Sprintf("From: een@voorbeeld.example\r\nSubject: %d\r\n\r\ntekst\r\n", n))
		if err := poll(); err != nil {
			t.Errorf("step %d: %v", n, err)
		}
	}
	if want := []string{"0", "1", "2", "3"}; !slices.Equal(subjects, want) || len(i.asked) != 3 {
		t.Errorf("read were %q with %d tokens", subjects, len(i.asked))
	}
	// What is refused for good is asked for once more, and then said in one sentence.
	server.Access("")
	if err := poll(); err == nil || err.Error() != "the mailbox takes no token for its user: check the user in --imap, and --mail-oauth-scope" || len(i.asked) != 4 {
		t.Errorf("refused: %v after %d tokens", err, len(i.asked))
	}
	i.answer = refusing("invalid_client")
	at = at.Add(2 * time.Hour)
	if err := poll(); err == nil || !strings.Contains(err.Error(), "--mail-oauth-client-secret") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("no token: %v", err)
	}
}

func TestMailboxThatTakesNoPasswordSaysSo(t *testing.T) {
	server := mailertest.StartMailbox(t)
	read, err := mailer.ParseIMAP(fmt.Sprintf("imap://%s:wrong@127.0.0.1:%d/INBOX?tls=off", url.PathEscape(mailertest.User), server.Port))
	if err != nil {
		t.Fatal(err)
	}
	err = read.Poll(t.Context(), mailer.Position{}, func(mailer.Position, *models.Incoming) (bool, error) { return false, errors.New("never") })
	if err == nil || strings.Contains(err.Error(), "wrong") || strings.Contains(err.Error(), "never") {
		t.Error(err)
	}
}

// ways are how the connection to a mailbox is secured.
var ways = map[mailertest.Mode]string{
	mailertest.Plain: "imap://%s@127.0.0.1:%d/INBOX?tls=off", mailertest.STARTTLS: "imap://%s@127.0.0.1:%d", mailertest.Implicit: "imaps://%s@127.0.0.1:%d",
}

func TestMailboxIsReadInEachMode(t *testing.T) {
	for mode, address := range ways {
		server := mailertest.StartMailboxIn(t, mode)
		server.Arrive(t, "From: een@voorbeeld.example\r\n\r\ntekst\r\n")
		read, err := mailer.ParseIMAP(fmt.Sprintf(address, url.UserPassword(mailertest.User, mailertest.Password), server.Port))
		if err != nil {
			t.Fatal(err)
		}
		taken := 0
		poll := func() error {
			return read.Poll(t.Context(), mailer.Position{}, func(mailer.Position, *models.Incoming) (bool, error) { taken++; return true, nil })
		}
		if err := poll(); mode != mailertest.Plain && (err == nil || !strings.Contains(err.Error(), "certificate")) {
			t.Errorf("mode %d: a certificate of nobody: %v", mode, err)
		}
		read.TLS = server.TLS
		if err := poll(); err != nil || taken == 0 {
			t.Errorf("mode %d: %d taken: %v", mode, taken, err)
		}
	}
}

func TestMailboxThatStopsToAnswerHoldsNobodyUp(t *testing.T) {
	for mode, address := range ways {
		for lines := range 2 { // that the server says before it is silent
			ctx, cancel := context.WithCancel(t.Context())
			port := silent(t, lines, cancel)
			read, err := mailer.ParseIMAP(fmt.Sprintf(address, "een:geheim", port))
			if err != nil {
				t.Fatal(err)
			}
			if err := read.Poll(ctx, mailer.Position{}, func(mailer.Position, *models.Incoming) (bool, error) { return true, nil }); err == nil {
				t.Errorf("mode %d: silence is an empty mailbox", mode)
			}
		}
	}
}

// silent is a server that greets, with one line or none, and says no more. It tells that it heard of somebody.
func silent(t *testing.T, lines int, heard func()) (port int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, strings.Repeat("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", lines))
		_, _ = conn.Read(make([]byte, 1))
		heard()
		_, _ = io.Copy(io.Discard, conn) // until it is closed
		_ = conn.Close()
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

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
