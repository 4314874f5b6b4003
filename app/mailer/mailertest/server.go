// Package mailertest is a mail server for tests: a real one on loopback, with a certificate of its own, that can be told to
// refuse and to break off.
package mailertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Mode says how the server secures its connections.
type Mode int

// The ways of securing a connection.
const (
	STARTTLS Mode = iota // and before that neither mail nor sign-in
	Implicit             // TLS from the first byte
	Plain                // none
)

// Mail is a message that the server took on.
type Mail struct {
	From, To string
	Raw      []byte
	TLS      bool
	User     string
	Over     int // which connection it came over, from 1
}

// The server knows one user.
const (
	User     = "sample@vonk.example"
	Password = "sample p@ssword/1"
)

// Server is a running mail server.
type Server struct {
	Port int
	TLS  *tls.Config // for clients: trusts the server's certificate

	// Arrived gets each message when the server has taken it on.
	Arrived chan Mail

	// Closes says after how many messages the server ends a connection, with a 421 to the next; 0: never.
	Closes int

	mutex       sync.Mutex
	answer      func(stage string, mail Mail) error
	held        func(mail Mail)
	token       string             // that signs the user in by XOAUTH2; empty: that is not offered
	connections map[*smtp.Conn]int // which of them each is
}

// ErrHangUp, answered at the stage data, breaks the connection off after the message came in and before the answer.
var ErrHangUp = errors.New("hang up")

// Start starts a server that stops at the test's end.
func Start(t testing.TB, mode Mode) *Server {
	t.Helper()
	config, clients := secured(t)
	s := &Server{Arrived: make(chan Mail, 1000), connections: map[*smtp.Conn]int{}, TLS: clients}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		if s.connections[c] == 0 { // one that was just secured begins anew
			s.connections[c] = len(s.connections) + 1
		}
		return &session{server: s, conn: c, mode: mode, mail: Mail{Over: s.connections[c]}}, nil
	}))
	server.Domain = "mail.vonk.example"
	server.ErrorLog = log.New(io.Discard, "", 0)
	server.AllowInsecureAuth = mode == Plain
	if mode == STARTTLS {
		server.TLSConfig = config
	}
	s.Port = serve(t, server, mode, config)
	return s
}

// secured are the TLS settings of a server with a certificate of its own, and of clients that trust it.
func secured(t testing.TB) (server, clients *tls.Config) {
	t.Helper()
	certificate, roots := selfSigned(t)
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// serve has a server listen at a free port of loopback until the test's end.
func serve(t testing.TB, server interface {
	Serve(net.Listener) error
	Close() error
}, mode Mode, config *tls.Config,
) (port int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = listener.Addr().(*net.TCPAddr).Port
	if mode == Implicit {
		listener = tls.NewListener(listener, config)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return port
}

// Answer sets what the server says at a stage (sender, recipient, data) of each message from now on; nil is yes.
func (s *Server) Answer(answer func(stage string, mail Mail) error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.answer = answer
}

// Held is called when a message came in, before its answer and beside those of other connections.
func (s *Server) Held(held func(mail Mail)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.held = held
}

// Access offers XOAUTH2 in place of passwords, and takes that token from now on.
func (s *Server) Access(token string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.token = token
}

func (s *Server) access() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.token
}

// Refuse is an answer with a reply code, like 451 or 550.
func Refuse(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "Not <een@voorbeeld.example>"}
}

func (s *Server) ask(stage string, mail Mail) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.answer == nil {
		return nil
	}
	return s.answer(stage, mail)
}

// session is one connection.
type session struct {
	server *Server
	conn   *smtp.Conn
	mode   Mode
	mail   Mail
	taken  int // messages
}

func (s *session) AuthMechanisms() []string {
	if s.server.access() != "" {
		return []string{"XOAUTH2"}
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	if mechanism == "XOAUTH2" {
		return &xoauth2{session: s}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		s.mail.User = user
		return nil
	}), nil
}

// xoauth2 checks one line, and tells what is wrong with it before it refuses, as Microsoft and Google do.
type xoauth2 struct {
	session *session
	told    bool
}

func (x *xoauth2) Next(line []byte) (challenge []byte, done bool, err error) {
	switch {
	case line == nil:
		return []byte{}, false, nil
	case x.told:
		return nil, false, smtp.ErrAuthFailed
	case string(line) == "user="+User+"\x01auth=Bearer "+x.session.server.access()+"\x01\x01":
		x.session.mail.User = User
		return nil, true, nil
	}
	x.told = true
	return []byte(`{"status":"401","schemes":"bearer","scope":"https://mail.example/"}`), false, nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, s.mail.TLS = s.conn.TLSConnectionState()
	if s.mode == STARTTLS && !s.mail.TLS {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Must issue a STARTTLS command first"}
	}
	if s.server.Closes > 0 && s.taken >= s.server.Closes {
		return Refuse(421)
	}
	s.mail.From = from
	return s.server.ask("sender", s.mail)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = to
	return s.server.ask("recipient", s.mail)
}

func (s *session) Data(r io.Reader) error {
	var err error
	if s.mail.Raw, err = io.ReadAll(r); err != nil {
		return err
	}
	s.server.mutex.Lock()
	held := s.server.held
	s.server.mutex.Unlock()
	if held != nil {
		held(s.mail)
	}
	err = s.server.ask("data", s.mail)
	if errors.Is(err, ErrHangUp) {
		_ = s.conn.Conn().Close()
	}
	if err == nil {
		s.taken++
		s.server.Arrived <- s.mail
	}
	return err
}

func (s *session) Reset()        { s.mail = Mail{User: s.mail.User, Over: s.mail.Over} }
func (s *session) Logout() error { return nil }

// selfSigned makes a certificate for 127.0.0.1 and localhost.
func selfSigned(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
