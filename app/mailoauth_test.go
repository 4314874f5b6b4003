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
	relay := mailertest.Start(t, mailertest.Plain)
	for secret, want := range map[string]string{"s3cret": "message taken", "another": "--mail-oauth-client-secret has ended"} {
		t.Setenv("VONK_MAIL_OAUTH_CLIENT_SECRET_FILE", written(t, "secret", secret+"\n"))
		s := serving(t, "--database", filled(t), "--smtp", fmt.Sprintf("smtp://127.0.0.1:%d?tls=off", relay.Port), "--mail-oauth-token-url", issuer.URL, "--mail-oauth-client-id", "vonk",
			"--imap", fmt.Sprintf("imap://%s@127.0.0.1:%d/INBOX?tls=off", url.PathEscape(mailertest.User), mailbox.Port))
		waitFor(t, "in the log: "+want, func() bool { return strings.Contains(s.stderr.String(), want) })
		s.stop()
		if log := s.stderr.String(); strings.Contains(log, "s3cret") || strings.Contains(log, "t0ken") {
			t.Errorf("the log holds a secret: %s", log)
		}
	}
}

// Each side signs in by what it has, and both with the same tokens: a refresh token that is replaced would be lost to one.
func TestTokenIsForWhoHasNoPassword(t *testing.T) {
	for _, way := range []struct {
		smtp, imap string
		tokens     [2]bool // of each
		refused    bool
	}{
		{"smtp://u@mail.example", "imaps://u@mail.example", [2]bool{true, true}, false},
		{"smtp://localhost:25?tls=off", "imaps://u@mail.example", [2]bool{false, true}, false},
		{"smtp://u:p@mail.example", "imaps://u@mail.example", [2]bool{false, true}, false},
		{"smtp://u@mail.example", "imaps://u:p@mail.example", [2]bool{true, false}, false},
		{"smtp://u@mail.example", "", [2]bool{true, false}, false},
		{"", "imaps://u@mail.example", [2]bool{false, true}, false},
		{"", "", [2]bool{}, false},
		{"smtp://u:p@mail.example", "imaps://u:p@mail.example", [2]bool{}, true},
		{"smtp://mail.example", "", [2]bool{}, true},
	} {
		s := serveCommand{siteFlag: siteFlag{BaseURL: "https://vonk.example"}, repliesFlags: repliesFlags{IMAP: way.imap}, mailFlags: mailFlags{
			SMTP: way.smtp, Connections: 1, oauthFlags: oauthFlags{TokenURL: "https://login.example/token", ClientID: "vonk", RefreshToken: "one"},
		}}
		mail, err := s.post(&s.siteFlag)
		if err != nil {
			t.Fatal(err)
		}
		mailbox, err := s.mailbox()
		if err != nil {
			t.Fatal(err)
		}
		if err := mail.admit(mailbox); (err != nil) != way.refused {
			t.Errorf("%s and %s: %v", way.smtp, way.imap, err)
		}
		smtp, imap := mail.server != nil && mail.server.OAuth != nil, mailbox != nil && mailbox.OAuth != nil
		if [2]bool{smtp, imap} != way.tokens || smtp && imap && mail.server.OAuth != mailbox.OAuth {
			t.Errorf("%s and %s sign in with tokens: %v and %v", way.smtp, way.imap, smtp, imap)
		}
	}
}
