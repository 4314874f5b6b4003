package mailer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
)

func sample() mailer.Message {
	return mailer.Message{
		Name: "20261121-205612-confirmation-000012", From: "post@vonk.example", To: "een@voorbeeld.example",
		Raw: []byte("From: post@vonk.example\r\nMessage-ID: <a@vonk.example>\r\n\r\n.\r\n..twee punten\r\nregel\r\n"),
	}
}

// relay is the mail server at an address on a test's server, which it trusts.
func relay(t *testing.T, server *mailertest.Server, format string, args ...any) *mailer.SMTP {
	t.Helper()
	made, err := mailer.Parse(fmt.Sprintf(format, append(args, server.Port)...))
	if err != nil {
		t.Fatal(err)
	}
	made.TLS = server.TLS
	return made
}

// pool is one of so many connections at most, which ends with the test.
func pool(t *testing.T, server *mailer.SMTP, connections int) *mailer.Pool {
	t.Helper()
	made := mailer.NewPool(server, connections)
	t.Cleanup(made.Close)
	return made
}

// connect gives the transport of an address on a test's server.
func connect(t *testing.T, server *mailertest.Server, format string, args ...any) *mailer.Pool {
	t.Helper()
	return pool(t, relay(t, server, format, args...), 1)
}

// failed is the error of a delivery that must fail.
func failed(t *testing.T, transport mailer.Transport, message mailer.Message) *mailer.Error {
	t.Helper()
	err := transport.Deliver(t.Context(), message)
	var failure *mailer.Error
	if !errors.As(err, &failure) {
		t.Fatalf("the delivery ended with %v", err)
	}
	return failure
}

func TestMailArrivesUnchangedOverTLS(t *testing.T) {
	for name, way := range map[string]struct {
		mode   mailertest.Mode
		format string
	}{"STARTTLS": {mailertest.STARTTLS, "smtp://127.0.0.1:%d"}, "implicit": {mailertest.Implicit, "smtps://127.0.0.1:%d"}} {
		t.Run(name, func(t *testing.T) {
			server := mailertest.Start(t, way.mode)
			if err := connect(t, server, way.format).Deliver(t.Context(), sample()); err != nil {
				t.Fatal(err)
			}
			got := <-server.Arrived
			if !got.TLS || got.From != "post@vonk.example" || got.To != "een@voorbeeld.example" || !bytes.Equal(got.Raw, sample().Raw) {
				t.Errorf("%+v arrived: %q", got, got.Raw)
			}
		})
	}
}

func TestSignInIsOverTLSOnly(t *testing.T) {
	user := url.UserPassword(mailertest.User, mailertest.Password)
	for _, way := range []struct {
		mode   mailertest.Mode
		scheme string
	}{{mailertest.STARTTLS, "smtp"}, {mailertest.Implicit, "smtps"}} {
		server := mailertest.Start(t, way.mode)
		if err := connect(t, server, "%s://%s@127.0.0.1:%d", way.scheme, user).Deliver(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
		if got := <-server.Arrived; got.User != mailertest.User {
			t.Errorf("%s: signed in as %q", way.scheme, got.User)
		}
		failure := failed(t, connect(t, server, "%s://%s@127.0.0.1:%d", way.scheme, url.UserPassword(mailertest.User, "wrong")), sample())
		if failure.Permanent || failure.Stage != "connect" || failure.Code != 535 || strings.Contains(failure.Error(), "wrong") {
			t.Errorf("a wrong password is %+v", failure)
		}
	}
	plain := mailertest.Start(t, mailertest.Plain)
	if failure := failed(t, connect(t, plain, "smtp://%s@127.0.0.1:%d?tls=off", user), sample()); failure.Permanent {
		t.Errorf("%+v", failure)
	}
}

func TestPlaintextIsRefusedUnlessAskedFor(t *testing.T) {
	server := mailertest.Start(t, mailertest.Plain)
	for _, format := range []string{"smtp://127.0.0.1:%d", "smtps://127.0.0.1:%d"} {
		if failure := failed(t, connect(t, server, format), sample()); failure.Permanent || failure.Stage != "connect" {
			t.Errorf("%s: %+v", format, failure)
		}
	}
	if len(server.Arrived) > 0 {
		t.Error("a message went out in plain text")
	}
	if err := connect(t, server, "smtp://127.0.0.1:%d?tls=off").Deliver(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if got := <-server.Arrived; got.TLS || !bytes.Equal(got.Raw, sample().Raw) {
		t.Errorf("%+v arrived", got)
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	for mode, format := range map[mailertest.Mode]string{mailertest.STARTTLS: "smtp://127.0.0.1:%d", mailertest.Implicit: "smtps://127.0.0.1:%d"} {
		server := mailertest.Start(t, mode)
		stranger := relay(t, server, format)
		stranger.TLS = nil
		if failure := failed(t, pool(t, stranger, 1), sample()); failure.Permanent || !strings.Contains(failure.Error(), "certificate") {
			t.Errorf("%+v", failure)
		}
	}
}

func TestAnswersAreTemporaryOrPermanent(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	transport := connect(t, server, "smtp://127.0.0.1:%d")
	for _, stage := range []string{"sender", "recipient", "data"} {
		for code, permanent := range map[int]bool{421: false, 450: false, 452: false, 550: true, 554: true, 530: false} {
			server.Answer(func(at string, _ mailertest.Mail) error {
				if at == stage {
					return mailertest.Refuse(code)
				}
				return nil
			})
			failure := failed(t, transport, sample())
			if failure.Permanent != (permanent && stage != "sender") || failure.Code != code || strings.TrimSuffix(failure.Stage, "message") != strings.TrimSuffix(stage, "data") {
				t.Errorf("%d at %s is %+v", code, stage, failure)
			}
		}
	}
}

func TestLostConnectionIsTemporary(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	transport := connect(t, server, "smtp://127.0.0.1:%d")
	server.Answer(func(stage string, _ mailertest.Mail) error {
		if stage == "data" {
			return mailertest.ErrHangUp
		}
		return nil
	})
	if failure := failed(t, transport, sample()); failure.Permanent || failure.Stage != "message" || failure.Code != 0 {
		t.Errorf("%+v", failure)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close() // nobody listens there any more
	nobody, err := mailer.Parse("smtp://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if failure := failed(t, pool(t, nobody, 1), sample()); failure.Permanent || failure.Stage != "connect" {
		t.Errorf("%+v", failure)
	}
}

func TestSilentServerIsLeftAtTheDeadline(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	release := make(chan struct{})
	defer close(release)
	go func() {
		if connection, err := listener.Accept(); err == nil {
			<-release
			_ = connection.Close()
		}
	}()
	transport, err := mailer.Parse("smtps://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := pool(t, transport, 1).Deliver(ctx, sample()); err == nil {
		t.Error("delivered to a server that says nothing")
	}
}

func TestAddressesThatCannotBeEnvelopesAreRefused(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	message := sample()
	message.To = "een@voorbeeld.example>\r\nRCPT TO:<twee@voorbeeld.example"
	_ = failed(t, connect(t, server, "smtp://127.0.0.1:%d"), message)
	if len(server.Arrived) > 0 {
		t.Error("it arrived")
	}
}

func TestAddressOfTheServerIsRead(t *testing.T) {
	for address, want := range map[string]mailer.SMTP{
		"smtp://mail.example":                      {Host: "mail.example", Port: 587},
		"smtps://mail.example":                     {Host: "mail.example", Port: 465, Implicit: true},
		"smtp://mail.example:25?tls=off":           {Host: "mail.example", Port: 25, Insecure: true},
		"smtp://u%40x.example:p%3A%2F@[::1]:2525/": {Host: "::1", Port: 2525, User: "u@x.example", Password: "p:/"},
	} {
		if got, err := mailer.Parse(address); err != nil || *got != want {
			t.Errorf("%s is read as %+v: %v", address, got, err)
		}
	}
	for _, address := range []string{
		"", "mail.example:587", "http://mail.example", "smtp://", "smtp://:587", "smtp://mail.example:0", "smtp://mail.example:99999",
		"smtp://mail.example?tls=on", "smtp://mail.example?starttls=off", "smtps://mail.example?tls=off", "smtp://mail.example/inbox",
		"smtp://u:geheim%zz@mail.example", "smtp://u:geheim@mail.example:port", "smtp://u:geheim@mail.example?x", "smtp://u:geheim@mail.example#x",
		"smtp://mail.example?tls=off&tls=off",
	} {
		if got, err := mailer.Parse(address); err == nil || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s is read as %+v: %v", address, got, err)
		}
	}
}

func TestDirectoryTakesWholeFilesForTheirOwnerOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "made", "mail")
	for range 2 { // a letter delivered again replaces its file
		if err := mailer.Directory(folder).Deliver(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != "20261121-205612-confirmation-000012.eml" {
		t.Fatalf("the folder holds %v: %v", entries, err)
	}
	path := filepath.Join(folder, entries[0].Name())
	if raw, err := os.ReadFile(path); err != nil || !bytes.Equal(raw, sample().Raw) {
		t.Errorf("%q: %v", raw, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read %v: %v", info.Mode(), err)
	}
}

func TestDirectoryThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if failure := failed(t, mailer.Directory(file), sample()); failure.Permanent || failure.Stage != "file" {
		t.Errorf("%+v", failure)
	}
}
