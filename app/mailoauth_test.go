package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vonk/app/mailer/mailertest"
)

// The secret comes from a file, the token from a server on loopback, and the mailbox takes nothing else.
func TestMailboxIsReadWithATokenForASecretInAFile(t *testing.T) {
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.PostFormValue("client_secret") != "s3cret" {
			w.WriteHeader(http.StatusUnauthorized)
			_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_client"})
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "t0ken", "token_type": "Bearer", "expires_in": 3600})
	}))
	t.Cleanup(issuer.Close)
	mailbox := mailertest.StartMailbox(t)
	mailbox.Access("t0ken")
	mailbox.Arrive(t, "From: een@sample.example\r\n\r\ntekst\r\n")
	for secret, want := range map[string]string{"s3cret": "message taken", "another": "--mail-oauth-client-secret has ended"} {
		t.Setenv("VONK_MAIL_OAUTH_CLIENT_SECRET_FILE", written(t, "secret", secret+"\n"))
		s := serving(t, "--database", filled(t), "--mail-dir", t.TempDir(), "--mail-oauth-token-url", issuer.URL, "--mail-oauth-client-id", "vonk",
			"--imap", fmt.Sprintf("imap://%s@127.0.0.1:%d/INBOX?tls=off", url.PathEscape(mailertest.User), mailbox.Port))
		waitFor(t, "in the log: "+want, func() bool { return strings.Contains(s.stderr.String(), want) })
		s.stop()
		if log := s.stderr.String(); strings.Contains(log, "s3cret") || strings.Contains(log, "t0ken") {
			t.Errorf("the log holds a secret: %s", log)
		}
	}
}
