package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strconv"
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

// SMTP is a mail server that takes our mail on (a relay). See Parse. A Pool delivers to it.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: no sign-in
	Password string
	OAuth    *OAuth      // what gives access in place of a password, by XOAUTH2; nil: the password does
	Implicit bool        // TLS from the first byte, instead of by STARTTLS
	Insecure bool        // without TLS
	TLS      *tls.Config // nil: certificates as the system trusts them
}

// Address is the server's host and port.
func (s *SMTP) Address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// connect gives a connection that is secured and signed in on.
func (s *SMTP) connect(ctx context.Context) (client *smtp.Client, err error) {
	if s.OAuth == nil {
		return s.dial(ctx, s.Password)
	}
	err = s.OAuth.signIn(ctx, func(token string) (bool, error) {
		client, err = s.dial(ctx, token)
		return unauthorised(err), err
	})
	return client, err
}

// unauthorised says that the server did not accept who we say we are.
func unauthorised(err error) bool {
	c := code(err)
	return c == 401 || c == 535
}

func (s *SMTP) dial(ctx context.Context, secret string) (*smtp.Client, error) {
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
		way := mail.SMTPAuthAutoDiscover
		if s.OAuth != nil {
			way = mail.SMTPAuthXOAUTH2
		}
		options = append(options, mail.WithSMTPAuth(way), mail.WithUsername(s.User), mail.WithPassword(secret))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// away is the error of a connection that could not be made. Whatever is wrong then is wrong with the server or our settings,
// and not with the message.
func away(err error) *Error {
	return &Error{Away: true, Stage: StageConnect, Code: code(err), Cause: err}
}

// transfer is the mail transaction of RFC 5321, 3.3. It gives the server's answer to the message, keeps to the deadline of ctx
// and is not interrupted otherwise: a message half handed over may arrive twice.
func transfer(ctx context.Context, client *smtp.Client, message Message) (answer string, err error) {
	for _, step := range []struct {
		stage string
		act   func() error
	}{
		{StageSender, func() error { return client.Mail("<" + message.From + ">") }},
		{StageRecipient, func() error { return client.Rcpt("<" + message.To + ">") }},
		{StageMessage, func() (err error) { answer, err = data(client, message.Raw); return err }},
	} {
		err := client.UpdateDeadline(patience(ctx))
		if err == nil {
			err = step.act()
		}
		if err != nil {
			c := code(err)
			// The sender is a setting of ours, which somebody will mend: a server that refuses it takes no message of ours now.
			sender := step.stage == StageSender && (c == 0 || c >= 500)
			return "", &Error{
				Permanent: permanent(c) && !sender, Away: c == leaving || sender,
				Stage: step.stage, Code: c, Cause: err,
			}
		}
	}
	return answer, nil
}

// patience is how long the next step may take.
func patience(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return min(stepTimeout, time.Until(deadline))
	}
	return stepTimeout
}

func data(client *smtp.Client, raw []byte) (answer string, err error) {
	writer, err := client.Data()
	if err != nil {
		return "", err
	}
	if _, err := writer.Write(raw); err != nil {
		return "", err
	}
	if err := writer.Close(); err != nil { // waits for the answer to the message
		return "", err
	}
	if said, ok := writer.(interface{ ServerResponse() string }); ok {
		answer = said.ServerResponse()
	}
	return answer, nil
}

// leave ends a connection as RFC 5321, 4.1.1.10 asks. That is politeness: a failure of it changes nothing.
func leave(client *smtp.Client) {
	if client.UpdateDeadline(quitTimeout) == nil {
		_ = client.Quit()
	}
	_ = client.Close()
}

// code is the server's reply code in an error, or 0.
func code(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

// leaving is the reply code of a server that closes the connection and serves nobody for now.
const leaving = 421

// permanent says that the server refused for good. A sign-in that it asks for or refuses (RFC 4954, 6) is a setting of
// ours, which somebody will mend.
func permanent(code int) bool {
	switch code {
	case 530, 534, 535, 538:
		return false
	default:
		return code >= 500 && code < 600
	}
}
