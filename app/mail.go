package main

import (
	"context"
	"log/slog"
	"path/filepath"

	"vonk/app/mailer"
	"vonk/app/worker"
	"vonk/models"
	"vonk/models/store"
	"vonk/templates/mails"
)

// mailFlags say where mails go, and from whom.
type mailFlags struct {
	SMTP          string `name:"smtp" placeholder:"URL" help:"The mail server: smtp://user:password@host:587, or smtps:// for TLS from the start. TLS is required unless the address ends in ?tls=off."`
	MailDir       string `placeholder:"DIR" help:"Write mails into this folder as .eml files, in place of sending them."`
	BounceAddress string `placeholder:"ADDRESS" help:"Where reports of mail that could not be delivered come back, in a mailbox that --imap or --lmtp reads. Its server must deliver NAME+anything@ to it."`
	MailFrom      string `placeholder:"ADDRESS" help:"The sender of every mail, and the organiser of its calendar event. Default vonk@ the domain of --base-url."`
}

// transport is where mails go, with its name; nil when there is nowhere to go.
func (m *mailFlags) transport() (mailer.Transport, string, error) {
	if m.MailDir != "" {
		return mailer.Directory(m.MailDir), m.MailDir, nil
	}
	if m.SMTP == "" {
		return nil, "", nil
	}
	server, err := mailer.Parse(m.SMTP)
	if err != nil {
		return nil, "", &misuse{"--smtp: " + err.Error()}
	}
	return server, server.Host, nil
}

// sender is whom mails come from.
func (m *mailFlags) sender(host string) (string, error) {
	if m.MailFrom == "" {
		return "vonk@" + host, nil
	}
	if _, err := mails.ParseFrom(m.MailFrom); err != nil {
		return "", &misuse{"--mail-from: " + err.Error()}
	}
	return m.MailFrom, nil
}

// post is how the letters of a running site leave.
type post struct {
	transport mailer.Transport
	where     string
	from      string
	bounce    string
}

// post judges the flags about mail. The demonstration has a folder beside its database when it is told nothing else.
func (s *serveCommand) post() (p post, err error) {
	if s.Demo && s.SMTP == "" && s.MailDir == "" {
		s.MailDir = filepath.Join("demo", "mail")
		if !s.isPostgres() {
			s.MailDir = filepath.Join(filepath.Dir(s.Database), s.MailDir)
		}
	}
	if p.transport, p.where, err = s.transport(); err != nil {
		return p, err
	}
	host, err := s.host()
	if err != nil {
		return p, err
	}
	if p.from, err = s.sender(host); err != nil {
		return p, err
	}
	if p.bounce = s.BounceAddress; p.bounce != "" && !models.ValidEmail(p.bounce) {
		return p, &misuse{"--bounce-address is no address"}
	}
	return p, nil
}

// start sends letters until finish is called, which waits for the letters in hand.
func (p *post) start(ctx context.Context, db *store.Store, tokens models.Tokens, site string, log *slog.Logger) (finish func(), err error) {
	if p.transport == nil {
		log.Warn("there is no --smtp and no --mail-dir: mails are kept until there is")
		return func() {}, nil
	}
	sender, err := worker.New(worker.Options{
		Store: db, Transport: p.transport, Tokens: tokens, BaseURL: site, MailFrom: p.from, Bounce: p.bounce, Log: log,
	})
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // it ends after the requests, which write letters still
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		sender.Run(ctx)
	}()
	return func() {
		stop()
		<-ended
	}, nil
}
