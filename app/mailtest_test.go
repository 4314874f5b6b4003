package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"vonk/app/mailer/mailertest"
)

// keyFile is a key to sign mails with.
func keyFile(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, "dkim.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

// holdsAll fails unless a text holds each of some parts.
func holdsAll(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in: %s", part, text)
		}
	}
}

func TestMailTestSendsOneAndTellsOfEachStage(t *testing.T) {
	server := mailertest.Start(t, mailertest.Plain)
	smtp := fmt.Sprintf("smtp://127.0.0.1:%d?tls=off", server.Port)
	signing := []string{"--dkim-key", keyFile(t), "--dkim-selector", "2027a", "--mail-from", "Vonk <post@vonk.example>"}
	said := succeed(t, append([]string{"mail", "test", "een@voorbeeld.example", "--smtp", smtp, "--language", "en"}, signing...)...)
	mail := <-server.Arrived
	_, record, _ := strings.Cut(succeed(t, append([]string{"mail", "dkim"}, signing...)...), "value ")
	record, _, _ = strings.Cut(record, "\n")
	found, err := dkim.VerifyWithOptions(bytes.NewReader(mail.Raw), &dkim.VerifyOptions{LookupTXT: func(string) ([]string, error) { return []string{strings.TrimSpace(record)}, nil }})
	if err != nil || len(found) != 1 || found[0].Err != nil {
		t.Errorf("the signature that arrived does not fit the record that is printed: %+v: %v", found, err)
	}
	if mail.To != "een@voorbeeld.example" || mail.From != "post@vonk.example" {
		t.Errorf("%s wrote to %s", mail.From, mail.To)
	}
	holdsAll(t, string(mail.Raw), "DKIM-Signature: ", "d=vonk.example", "s=2027a", "Content-Language: en")
	id := strings.Fields(said[strings.Index(said, "Message-ID"):])[1]
	holdsAll(t, string(mail.Raw), id)
	holdsAll(t, said, "Vonk <post@vonk.example>", "signed; DNS must hold 2027a._domainkey.vonk.example", "127.0.0.1", "in plain text", "none", "OK: queued")
}

func TestMailTestSaysWhatWentWrongAndWhatToDo(t *testing.T) {
	server := mailertest.Start(t, mailertest.Plain)
	smtp := fmt.Sprintf("smtp://127.0.0.1:%d?tls=off", server.Port)
	for stage, way := range map[string]struct {
		code  int
		holds []string
	}{
		"sender":    {550, []string{"sender: 550", "--mail-from"}},
		"recipient": {550, []string{"recipient: 550", "does not know the address"}},
		"data":      {421, []string{"message: 421", "--smtp-rate"}},
	} {
		server.Answer(func(at string, _ mailertest.Mail) error {
			if at == stage {
				return mailertest.Refuse(way.code)
			}
			return nil
		})
		got := vonk(t, "mail", "test", "een@voorbeeld.example", "--smtp", smtp)
		if got.status != failed || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %d: %s", stage, got.status, got.stderr)
		}
		holdsAll(t, got.stderr, way.holds...)
		holdsAll(t, got.stdout, "in plain text", "not signed")
	}
	tls := mailertest.Start(t, mailertest.STARTTLS)
	got := vonk(t, "mail", "test", "een@voorbeeld.example", "--smtp", fmt.Sprintf("smtp://127.0.0.1:%d", tls.Port))
	holdsAll(t, got.stderr, "connect:", "nobody whom this machine trusts")
	got = vonk(t, "mail", "test", "een@voorbeeld.example", "--smtp", fmt.Sprintf("smtp://127.0.0.1:%d", server.Port))
	holdsAll(t, got.stderr, "connect:", "offers no TLS")
	got = vonk(t, "mail", "test", "een@voorbeeld.example", "--smtp", "smtp://"+freeTestAddress(t))
	holdsAll(t, got.stderr, "connection refused", "firewalls")
	if strings.Contains(got.stdout, "accepted") {
		t.Error(got.stdout)
	}
}

// freeTestAddress is one at which nobody listens.
func freeTestAddress(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.Listener.Addr().String()
}

func TestMailTestWritesAFileWhereMailsAreFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	holdsAll(t, succeed(t, "mail", "test", "een@voorbeeld.example", "--mail-dir", dir), dir, "nothing was sent")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("it holds %v: %v", entries, err)
	}
}

func TestMailTestGetsItsTokenWithoutTellingIt(t *testing.T) {
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"error":"invalid_client","error_description":"s3cret is not good"}`))
	}))
	defer issuer.Close()
	server := mailertest.Start(t, mailertest.Plain)
	got := vonk(t, "mail", "test", "een@voorbeeld.example", "--smtp", fmt.Sprintf("smtp://%s@127.0.0.1:%d?tls=off", url.User("post@vonk.example"), server.Port),
		"--mail-oauth-token-url", issuer.URL, "--mail-oauth-client-id", "vonk", "--mail-oauth-client-secret", "s3cret")
	if got.status != failed || strings.Contains(got.stderr+got.stdout, "s3cret") {
		t.Errorf("%d: %s", got.status, got.stderr)
	}
	holdsAll(t, got.stderr, "--mail-oauth-client-secret")
}

func TestRecordOfAKeyIsPrintedToBePublished(t *testing.T) {
	said := succeed(t, "mail", "dkim", "--dkim-key", keyFile(t), "--dkim-selector", "2027a", "--base-url", "https://sessies.vonk.example")
	holdsAll(t, said, "2027a._domainkey.sessies.vonk.example", "TXT", "v=DKIM1; k=ed25519; p=", `IN TXT ( "v=DKIM1;`)
}

func TestFlagsAboutMailThatContradictAreRefused(t *testing.T) {
	key := keyFile(t)
	broken := written(t, "broken.pem", "sleutel")
	oauth := func(args ...string) []string {
		return append([]string{"--smtp", "smtp://u@mail.example", "--mail-oauth-token-url", "https://login.example/token"}, args...)
	}
	for _, way := range []struct {
		status int
		holds  string
		args   []string
	}{
		{wrongUse, "--dkim-selector", []string{"--dkim-key", key}},
		{wrongUse, "--dkim-key", []string{"--dkim-selector", "a"}},
		{failed, "openssl", []string{"--dkim-key", key + ".not", "--dkim-selector", "a"}},
		{failed, broken, []string{"--dkim-key", broken, "--dkim-selector", "a"}},
		{failed, "selector", []string{"--dkim-key", key, "--dkim-selector", "a b"}},
		{wrongUse, "--smtp-connections", []string{"--smtp-connections", "0"}},
		{wrongUse, "--smtp-rate", []string{"--smtp-rate", "-1"}},
		{wrongUse, "--mail-oauth-client-id", oauth()},
		{wrongUse, "--mail-oauth-client-secret", oauth("--mail-oauth-client-id", "vonk")},
		{wrongUse, "--mail-oauth-token-url", []string{"--mail-oauth-client-id", "vonk"}},
		{wrongUse, "no password", oauth("--mail-oauth-client-id", "vonk", "--mail-oauth-client-secret", "s", "--smtp", "smtp://u:p@mail.example")},
		{wrongUse, "a user", oauth("--mail-oauth-client-id", "vonk", "--mail-oauth-client-secret", "s", "--smtp", "smtp://mail.example")},
	} {
		t.Chdir(t.TempDir())
		holdsAll(t, complain(t, way.status, append([]string{"serve", "--addr", "127.0.0.1:0"}, way.args...)...), way.holds)
	}
	complain(t, wrongUse, "mail", "test", "een@voorbeeld.example")
	complain(t, wrongUse, "mail", "test", "een")
	complain(t, wrongUse, "mail", "dkim")
}
