package mailer

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"vonk/models"
)

// LMTP takes messages from a mail server on this machine (RFC 2033). Whoever can connect to it is believed.
type LMTP struct {
	server   *smtp.Server
	listener net.Listener
}

// Limits of the listener.
const (
	lmtpTimeout    = 5 * time.Minute
	lmtpRecipients = 100
)

// ListenLMTP listens at an address like 127.0.0.1:2424, or at the path of a socket. Take is given each message; when it fails, the
// mail server is told to try again later, and otherwise that the message was taken, whatever was in it. Authserv: see Read.
func ListenLMTP(address, authserv string, take func(context.Context, *models.Incoming) error) (*LMTP, error) {
	network := "tcp"
	if strings.Contains(address, "/") {
		network = "unix"
		if info, err := os.Lstat(address); err == nil && info.Mode()&os.ModeSocket != 0 {
			if err := os.Remove(address); err != nil { // what a crash left
				return nil, err
			}
		}
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	l := &LMTP{listener: listener}
	l.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &lmtpSession{authserv: authserv, take: take}, nil
	}))
	l.server.LMTP, l.server.Domain = true, "localhost"
	l.server.ReadTimeout, l.server.WriteTimeout = lmtpTimeout, lmtpTimeout
	l.server.MaxRecipients, l.server.MaxLineLength = lmtpRecipients, MaxMessage
	l.server.ErrorLog = log.New(io.Discard, "", 0) // what it says names addresses
	return l, nil
}

// Addr is where it listens.
func (l *LMTP) Addr() net.Addr { return l.listener.Addr() }

// Serve takes messages until Shutdown.
func (l *LMTP) Serve() error {
	if err := l.server.Serve(l.listener); !errors.Is(err, smtp.ErrServerClosed) {
		return err
	}
	return nil
}

// Shutdown finishes the messages under way.
func (l *LMTP) Shutdown(ctx context.Context) error { return l.server.Shutdown(ctx) }

type lmtpSession struct {
	authserv string
	take     func(context.Context, *models.Incoming) error
	envelope Envelope
}

// Reset implements smtp.Session.
func (s *lmtpSession) Reset() { s.envelope = Envelope{} }

// Logout implements smtp.Session.
func (*lmtpSession) Logout() error { return nil }

// Mail implements smtp.Session.
func (s *lmtpSession) Mail(from string, _ *smtp.MailOptions) error {
	s.envelope = Envelope{From: from, Delivered: true}
	return nil
}

// Rcpt implements smtp.Session.
func (s *lmtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.envelope.To = append(s.envelope.To, to)
	return nil
}

// Data implements smtp.Session.
func (s *lmtpSession) Data(r io.Reader) error {
	ctx, cancel := context.WithTimeout(context.Background(), lmtpTimeout)
	defer cancel()
	in := Read(r, s.envelope, s.authserv)
	_, _ = io.Copy(io.Discard, r)
	if s.take(ctx, in) != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later"}
	}
	return nil
}
