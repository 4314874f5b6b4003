package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"vonk/app/mailer"
	"vonk/app/worker"
	"vonk/models"
	"vonk/models/store"
	"vonk/templates/mails"
)

// mailFlags say where mails go, from whom, and how.
type mailFlags struct {
	SMTP          string `name:"smtp" placeholder:"URL" help:"The mail server: smtp://user:password@host:587, or smtps:// for TLS from the start. TLS is required unless the address ends in ?tls=off."`
	Connections   int    `name:"smtp-connections" default:"3" help:"How many connections to the mail server may be open at a time; each takes one mail after the other."`
	Rate          int    `name:"smtp-rate" default:"0" help:"How many mails leave in any minute, at most; 0 is no limit."`
	MailDir       string `placeholder:"DIR" help:"Write mails into this folder as .eml files, in place of sending them."`
	BounceAddress string `placeholder:"ADDRESS" help:"Where reports of mail that could not be delivered come back, in a mailbox that --imap or --lmtp reads. Its server must deliver NAME+anything@ to it."`
	MailFrom      string `placeholder:"ADDRESS" help:"The sender of every mail, and the organiser of its calendar event. Default vonk@ the domain of --base-url."`

	dkimFlags  `embed:""`
	oauthFlags `embed:""`
}

// dkimFlags say what signs mails.
type dkimFlags struct {
	DKIMKey      string `name:"dkim-key" placeholder:"FILE" help:"Sign mails (DKIM) with this private key, RSA or Ed25519 in PEM, for the domain of the sender. vonk mail dkim tells what to publish in DNS."`
	DKIMSelector string `name:"dkim-selector" placeholder:"NAME" help:"The name of the key in DNS, like 2027a."`
}

// oauthFlags say how to get access to a mailbox whose provider takes no passwords.
type oauthFlags struct {
	TokenURL     string `name:"mail-oauth-token-url" placeholder:"URL" help:"Sign in with a token from here (XOAUTH2) where --smtp or --imap has a user and no password, as Microsoft 365 and Google want it."`
	ClientID     string `name:"mail-oauth-client-id" placeholder:"ID" help:"What the provider calls this program."`
	ClientSecret string `name:"mail-oauth-client-secret" placeholder:"SECRET" help:"The secret that the provider gave it."`
	Scope        string `name:"mail-oauth-scope" placeholder:"SCOPE" help:"What the token is for: https://outlook.office365.com/.default, or https://mail.google.com/. Several are parted by spaces."`
	RefreshToken string `name:"mail-oauth-refresh-token" placeholder:"TOKEN" help:"What the owner of the mailbox granted, as Google wants it. Without one, the program's own rights count, as Microsoft 365 wants it."`
}

// oauth reads the flags; nil: there is none.
func (o *oauthFlags) oauth() (*mailer.OAuth, error) {
	switch {
	case *o == oauthFlags{}:
		return nil, nil
	case !strings.HasPrefix(o.TokenURL, "https://") && !strings.HasPrefix(o.TokenURL, "http://"):
		return nil, &misuse{"the --mail-oauth flags need --mail-oauth-token-url, an address like https://login.example/token"}
	case o.ClientID == "":
		return nil, &misuse{"--mail-oauth-token-url needs --mail-oauth-client-id"}
	case o.ClientSecret == "" && o.RefreshToken == "":
		return nil, &misuse{"--mail-oauth-token-url needs --mail-oauth-client-secret, --mail-oauth-refresh-token, or both"}
	}
	return &mailer.OAuth{
		TokenURL: o.TokenURL, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Scopes: strings.Fields(o.Scope), RefreshToken: o.RefreshToken,
	}, nil
}

// dkim reads the key; nil: mails are not signed.
func (d *dkimFlags) dkim(from string) (*mailer.DKIM, error) {
	switch {
	case d.DKIMKey == "" && d.DKIMSelector == "":
		return nil, nil
	case d.DKIMKey == "":
		return nil, &misuse{"--dkim-selector needs --dkim-key"}
	case d.DKIMSelector == "":
		return nil, &misuse{"--dkim-key needs --dkim-selector, the name of the key in DNS, like 2027a"}
	}
	address, err := mails.ParseFrom(from)
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(d.DKIMKey)
	if err != nil {
		return nil, fmt.Errorf("--dkim-key: %w; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE makes a key", err)
	}
	signer, err := mailer.NewDKIM(key, d.DKIMSelector, address[strings.LastIndexByte(address, '@')+1:])
	if err != nil {
		return nil, fmt.Errorf("--dkim-key %s: %w", d.DKIMKey, err)
	}
	return signer, nil
}

// server is the mail server; nil: there is none. Who has no password there signs in with a token.
func (m *mailFlags) server(oauth *mailer.OAuth) (*mailer.SMTP, error) {
	switch {
	case m.Connections < 1:
		return nil, &misuse{"--smtp-connections takes 1 or more"}
	case m.Rate < 0:
		return nil, &misuse{"--smtp-rate takes 0 or more"}
	case m.SMTP == "":
		return nil, nil
	}
	server, err := mailer.Parse(m.SMTP)
	if err != nil {
		return nil, &misuse{"--smtp: " + err.Error()}
	}
	if server.User != "" && server.Password == "" {
		server.OAuth = oauth
	}
	return server, nil
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

// post is how the letters of a site leave.
type post struct {
	transport mailer.Transport // nil: there is nowhere to go
	server    *mailer.SMTP     // nil: there is none
	oauth     *mailer.OAuth    // nil: nobody signs in with a token
	where     string
	from      string
	lanes     int
	rate      int
	dkim      *mailer.DKIM // nil: they are not signed
	close     func()       // ends what the transport keeps; nil: nothing
	bounce    string       // where reports of failed deliveries come; empty: from
	replies   bool         // what calendars answer is read
}

// post judges the flags about mail.
func (m *mailFlags) post(site *siteFlag) (p post, err error) {
	if p.oauth, err = m.oauth(); err != nil {
		return p, err
	}
	if p.server, err = m.server(p.oauth); err != nil {
		return p, err
	}
	p.lanes, p.rate = m.Connections, m.Rate
	switch {
	case m.MailDir != "":
		p.transport, p.where, p.rate = mailer.Directory(m.MailDir), m.MailDir, 0
	case p.server != nil:
		pool := mailer.NewPool(p.server, m.Connections)
		p.transport, p.where, p.close = pool, p.server.Host, pool.Close
	}
	host, err := site.host()
	if err != nil {
		return p, err
	}
	if p.from, err = m.sender(host); err != nil {
		return p, err
	}
	if p.bounce = m.BounceAddress; p.bounce != "" && !models.ValidEmail(p.bounce) {
		return p, &misuse{"--bounce-address is no address"}
	}
	p.dkim, err = m.dkim(p.from)
	return p, err
}

// admit has a mailbox, which may be nil, signed in at with the tokens of the mail server, where it has no password: a refresh token
// that is replaced counts for both.
func (p *post) admit(mailbox *mailer.IMAP) error {
	if mailbox != nil && mailbox.Password == "" {
		mailbox.OAuth = p.oauth
	}
	used := p.server != nil && p.server.OAuth != nil || mailbox != nil && mailbox.OAuth != nil
	if p.oauth != nil && !used && (p.server != nil || mailbox != nil) {
		return &misuse{"--mail-oauth-token-url is for nobody: let --smtp, --imap or both have a user and no password: smtp://user%40vonk.example@host:587"}
	}
	return nil
}

// demoMail is a folder beside the demonstration's database, which takes mails when it is told nothing else.
func (s *serveCommand) demoMail() {
	if !s.Demo || s.SMTP != "" || s.MailDir != "" {
		return
	}
	s.MailDir = filepath.Join("demo", "mail")
	if !s.isPostgres() {
		s.MailDir = filepath.Join(filepath.Dir(s.Database), s.MailDir)
	}
}

// worker makes what sends the letters; nil when there is nowhere to go.
func (p *post) worker(db *store.Store, tokens models.Tokens, site string, log *slog.Logger) (*worker.Worker, error) {
	if p.transport == nil {
		log.Warn("there is no --smtp and no --mail-dir: mails are kept until there is")
		return nil, nil
	}
	o := worker.Options{
		Store: db, Transport: p.transport, Tokens: tokens, BaseURL: site, MailFrom: p.from, Bounce: p.bounce, Lanes: p.lanes, Rate: p.rate, Replies: p.replies, Log: log,
	}
	if p.dkim != nil {
		o.Sign = p.dkim.Sign
	}
	return worker.New(o)
}

// start sends letters until finish is called, which waits for the letters in hand.
func (p *post) start(ctx context.Context, sender *worker.Worker) (finish func()) {
	if sender == nil {
		return func() {}
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
		if p.close != nil {
			p.close()
		}
	}
}
