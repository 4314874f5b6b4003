package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// How long a mail server may take to greet, secure and sign in, and then for each step. RFC 5321, 4.5.3.2 would have us
// wait for minutes; a relay that takes so long is better tried again.
const (
	connectTimeout = 15 * time.Second
	stepTimeout    = 20 * time.Second
	quitTimeout    = time.Second
)

// SMTP is a mail server that takes our mail on (a relay). See Parse.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: no sign-in
	Password string
	Implicit bool        // TLS from the first byte, instead of by STARTTLS
	Insecure bool        // without TLS
	TLS      *tls.Config // nil: certificates as the system trusts them
}

// Deliver hands the message over on a connection of its own. When it returns nil, the server answers for the message.
// It keeps to the deadline of ctx and is not interrupted otherwise: a message half handed over may arrive twice.
func (s *SMTP) Deliver(ctx context.Context, message Message) error {
	client, err := s.connect(ctx)
	if err != nil {
		// Whatever is wrong here is wrong with the server or our settings, and not with the message.
		return &Error{Stage: "connect", Code: code(err), Cause: err}
	}
	defer func() { _ = client.Close() }()
	if err := transfer(ctx, client, message); err != nil {
		return err
	}
	// The server has it. What follows is politeness, and a failure of it must not make us send the message again.
	if client.UpdateDeadline(quitTimeout) == nil {
		_ = client.Quit()
	}
	return nil
}

func (s *SMTP) connect(ctx context.Context) (*smtp.Client, error) {
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(connectTimeout), mail.WithTLSPolicy(mail.TLSMandatory), mail.WithoutSMTPUTF8()}
	if s.Insecure {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.Implicit {
		options = append(options, mail.WithSSL())
	}
	if s.TLS != nil {
		config := s.TLS.Clone()
		config.ServerName = s.Host
		options = append(options, mail.WithTLSConfig(config))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// transfer is the mail transaction of RFC 5321, 3.3.
func transfer(ctx context.Context, client *smtp.Client, message Message) error {
	for _, step := range []struct {
		stage string
		act   func() error
	}{
		{"sender", func() error { return client.Mail("<" + message.From + ">") }},
		{"recipient", func() error { return client.Rcpt("<" + message.To + ">") }},
		{"message", func() error { return data(client, message.Raw) }},
	} {
		err := client.UpdateDeadline(patience(ctx))
		if err == nil {
			err = step.act()
		}
		if err != nil {
			return &Error{Permanent: permanent(err), Stage: step.stage, Code: code(err), Cause: err}
		}
	}
	return nil
}

// patience is how long the next step may take.
func patience(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return min(stepTimeout, time.Until(deadline))
	}
	return stepTimeout
}

func data(client *smtp.Client, raw []byte) error {
	writer, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := writer.Write(raw); err != nil {
		return err
	}
	return writer.Close() // waits for the answer to the message
}

// code is the server's reply code in an error, or 0.
func code(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

// permanent says that the server refused for good. A sign-in that it asks for or refuses (RFC 4954, 6) is a setting of
// ours, which somebody will mend.
func permanent(err error) bool {
	switch c := code(err); c {
	case 530, 534, 535, 538:
		return false
	default:
		return c >= 500 && c < 600
	}
}
