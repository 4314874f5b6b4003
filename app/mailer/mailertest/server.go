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

	mutex  sync.Mutex
	answer func(stage string, mail Mail) error
}

// ErrHangUp, answered at the stage data, breaks the connection off after the message came in and before the answer.
var ErrHangUp = errors.New("hang up")

// Start starts a server that stops at the test's end.
func Start(t testing.TB, mode Mode) *Server {
	t.Helper()
	certificate, roots := selfSigned(t)
	s := &Server{Arrived: make(chan Mail, 1000), TLS: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c, mode: mode}, nil
	}))
	server.Domain = "mail.vonk.example"
	server.ErrorLog = log.New(io.Discard, "", 0)
	server.AllowInsecureAuth = mode == Plain
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	switch mode {
	case STARTTLS:
		server.TLSConfig = config
	case Implicit:
		listener = tls.NewListener(listener, config)
	case Plain:
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
	return s
}

// Answer sets what the server says at a stage (sender, recipient, data) of each message from now on; nil is yes.
func (s *Server) Answer(answer func(stage string, mail Mail) error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.answer = answer
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
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		s.mail.User = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, s.mail.TLS = s.conn.TLSConnectionState()
	if s.mode == STARTTLS && !s.mail.TLS {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Must issue a STARTTLS command first"}
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
	err = s.server.ask("data", s.mail)
	if errors.Is(err, ErrHangUp) {
		_ = s.conn.Conn().Close()
	}
	if err == nil {
		s.server.Arrived <- s.mail
	}
	return err
}

func (s *session) Reset()        { s.mail = Mail{User: s.mail.User} }
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
