package mailertest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
)

// Mailbox is the INBOX of User, on a running server that takes the password, or a token by XOAUTH2.
type Mailbox struct {
	Port int
	TLS  *tls.Config // for clients: trusts the server's certificate

	user  *imapmemserver.User
	mutex sync.Mutex
	token string // empty: XOAUTH2 is refused
}

// StartMailbox starts a server without TLS that stops at the test's end.
func StartMailbox(t testing.TB) *Mailbox { return StartMailboxIn(t, Plain) }

// StartMailboxIn starts one in a mode.
func StartMailboxIn(t testing.TB, mode Mode) *Mailbox {
	t.Helper()
	config, clients := secured(t)
	m := &Mailbox{user: imapmemserver.NewUser(User, Password), TLS: clients}
	if err := m.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory := imapmemserver.New()
	memory.AddUser(m.user)
	options := &imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &mailboxSession{memory.NewSession(), m}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, InsecureAuth: mode == Plain, Logger: log.New(io.Discard, "", 0),
	}
	if mode == STARTTLS {
		options.TLSConfig = config
	}
	m.Port = serve(t, imapserver.New(options), mode, config)
	return m
}

// Access sets the token that signs the user in from now on.
func (m *Mailbox) Access(token string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.token = token
}

// Arrive puts a message into the mailbox.
func (m *Mailbox) Arrive(t testing.TB, message string) {
	t.Helper()
	if _, err := m.user.Append("INBOX", literal{strings.NewReader(message)}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Unseen is how many messages nobody has seen.
func (m *Mailbox) Unseen(t testing.TB) int {
	t.Helper()
	status, err := m.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	if err != nil {
		t.Fatal(err)
	}
	return int(*status.NumUnseen)
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return int64(l.Len()) }

type mailboxSession struct {
	imapserver.Session
	mailbox *Mailbox
}

var _ imapserver.SessionSASL = (*mailboxSession)(nil)

// AuthenticateMechanisms implements imapserver.SessionSASL.
func (*mailboxSession) AuthenticateMechanisms() []string { return []string{"XOAUTH2"} }

// Authenticate implements imapserver.SessionSASL.
func (s *mailboxSession) Authenticate(mech string) (sasl.Server, error) {
	if mech != "XOAUTH2" {
		return nil, errors.New("the mailbox takes XOAUTH2 only")
	}
	return &access{session: s}, nil
}

// access is the exchange as Microsoft and Google hold it: what is refused is told why in a challenge, and then refused.
type access struct {
	session *mailboxSession
	told    bool
}

// Next implements sasl.Server.
func (a *access) Next(response []byte) (challenge []byte, done bool, err error) {
	m := a.session.mailbox
	m.mutex.Lock()
	defer m.mutex.Unlock()
	switch {
	case a.told:
		return nil, false, &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: "Invalid credentials of " + User}
	case response == nil:
		return nil, false, nil
	case m.token != "" && string(response) == "user="+User+"\x01auth=Bearer "+m.token+"\x01\x01":
		return nil, true, a.session.Login(User, Password)
	}
	a.told = true
	return []byte(`{"status":"400","schemes":"Bearer"}`), false, nil
}
