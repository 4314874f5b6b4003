package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"vonk/app/mailer"
	"vonk/models"
	"vonk/templates/mails"
)

type mailTest struct {
	Address  string `arg:"" help:"Where to send it."`
	Language string `enum:"nl,en" default:"nl" help:"Of the mail: nl or en."`

	siteFlag  `embed:""`
	mailFlags `embed:""`
}

// tryTime is how long a test may take.
const tryTime = time.Minute

// Run sends one mail as vonk serve would, without a database, and says what came of each stage.
func (m *mailTest) Run(c *call) error {
	if !models.ValidEmail(m.Address) {
		return &misuse{m.Address + " is no e-mail address"}
	}
	p, err := m.post(&m.siteFlag)
	if err != nil {
		return err
	}
	if p.transport == nil {
		return &misuse{"there is no --smtp and no --mail-dir to try"}
	}
	message, id, err := m.message(&p)
	if err != nil {
		return err
	}
	told := [][2]string{{"from", p.from}, {"to", m.Address}, {"Message-ID", "<" + id + ">"}, {"DKIM", "not signed; see --dkim-key"}}
	if p.dkim != nil {
		told[3][1] = "signed; DNS must hold " + p.dkim.Name() + ", see vonk mail dkim"
	}
	ctx, cancel := context.WithTimeout(c, tryTime)
	defer cancel()
	if m.MailDir != "" {
		if err := p.transport.Deliver(ctx, message); err != nil {
			return err
		}
		return tell(c, append(told, [2]string{"written", m.MailDir + " holds " + message.Name + ".eml; nothing was sent"}))
	}
	trial, err := p.server.Try(ctx, message)
	told = append(told, [2]string{"server", p.server.Address()})
	if trial.Connected {
		told = append(told, [2]string{"connection", security(&trial)}, [2]string{"sign-in", signedInBy(p.server)})
	}
	if err == nil {
		told = append(told, [2]string{"accepted", oneLine(trial.Answer)}, [2]string{"now", "look whether it arrived, and not among the spam"})
	}
	if failed := tell(c, told); failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("the mail was not taken on, at the stage %w%s", err, hint(err, p.server))
	}
	return nil
}

// message writes the mail that an organiser's test is too.
func (m *mailTest) message(p *post) (message mailer.Message, id string, err error) {
	host, err := m.host()
	if err != nil {
		return message, "", err
	}
	now := time.Now().UTC()
	id = rand.Text() + "@" + host
	letter := &models.Letter{Kind: models.LetterTest, RecipientEmail: m.Address, Language: m.Language, MessageID: id, Stamp: now}
	message = mailer.Message{Name: now.Format("20060102-150405") + "-test", To: m.Address}
	if message.From, err = mails.ParseFrom(p.from); err != nil {
		return message, "", err
	}
	message.Raw, err = mails.Render(letter, mails.Options{BaseURL: m.site(), From: p.from})
	if err == nil && p.dkim != nil {
		message.Raw, err = p.dkim.Sign(message.Raw)
	}
	return message, id, err
}

// tell writes lines of a name and what is said of it.
func tell(c *call, lines [][2]string) error {
	for _, line := range lines {
		if err := c.say("%-11s %s", line[0], line[1]); err != nil {
			return err
		}
	}
	return nil
}

func security(trial *mailer.Trial) string {
	if trial.TLS == "" {
		return "in plain text, as ?tls=off asks"
	}
	return trial.TLS + ", the certificate is good until " + trial.Certificate.Format(time.DateOnly)
}

func signedInBy(server *mailer.SMTP) string {
	switch {
	case server.User == "":
		return "none"
	case server.OAuth != nil:
		return "as " + server.User + " with a token (XOAUTH2)"
	}
	return "as " + server.User + " with a password"
}

// hint says what to do about a mail that was not taken on; empty: nothing comes to mind.
func hint(err error, server *mailer.SMTP) string {
	var failed *mailer.Error
	var unknown *net.DNSError
	var unreached *net.OpError
	var untrusted x509.UnknownAuthorityError
	var misnamed x509.HostnameError
	if !errors.As(err, &failed) {
		return ""
	}
	advice := ""
	switch {
	case errors.As(err, &unknown):
		advice = "check the host of --smtp"
	case errors.As(err, &untrusted):
		advice = "the certificate is of nobody whom this machine trusts: install the authority's, or take the server's public name"
	case errors.As(err, &misnamed):
		advice = "--smtp must name the server as its certificate does"
	case failed.Code == 535 && server.OAuth == nil:
		advice = "check user and password of --smtp; Microsoft 365 and Google take no passwords, but tokens: see --mail-oauth-token-url"
	case failed.Code == 535:
		advice = "the token is good, but not for this mailbox: check the user of --smtp, and that the program may send as it"
	case failed.Code == 530:
		advice = "the server wants a sign-in: put user and password in --smtp"
	case failed.Code == 421:
		advice = "the server serves nobody now, or not so many at a time: see --smtp-connections and --smtp-rate"
	case failed.Stage == mailer.StageConnect && strings.Contains(failed.Error(), "STARTTLS"):
		advice = "the server offers no TLS here: try smtps:// and port 465"
	case errors.As(err, &unreached):
		advice = "check host and port of --smtp, and the firewalls in between; port 25 is often closed, 587 and 465 are for programs that sign in"
	case failed.Stage == mailer.StageSender:
		advice = "the server does not let this account send as --mail-from"
	case failed.Stage == mailer.StageRecipient:
		advice = "the server does not know the address, or takes mail for others only from those who sign in"
	}
	if advice == "" {
		return ""
	}
	return "; " + advice
}
