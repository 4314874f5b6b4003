package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"vonk/app/worker"
	"vonk/handlers"
	"vonk/models"
	"vonk/models/store"
)

type serveCommand struct {
	Addr string `default:":8080" help:"Where to listen."`

	databaseFlag `embed:""`
	siteFlag     `embed:""`
	secretFlag   `embed:""`
	mailFlags    `embed:""`
	repliesFlags `embed:""`
	oidcFlags    `embed:""`

	TrustedProxies []netip.Prefix `placeholder:"CIDR" help:"The proxies whose X-Forwarded-For is believed, like 10.0.0.0/8."`
	RateLimit      int            `default:"60" help:"Sign-ups a minute for each client address; 0 is no limit."`
	Log            string         `enum:"text,json" default:"text" help:"How the log is written to standard error: text or json."`
	Demo           bool           `help:"Mark the pages as a demonstration, and import it when the database has no series."`
}

// The limits of one connection. Handlers set a later end for downloads themselves.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 30 * time.Second
	writeTimeout    = 60 * time.Second
	idleTimeout     = 2 * time.Minute
	headerBytes     = 64 << 10
	shutdownTimeout = 30 * time.Second
)

// Run serves until it is interrupted. Then it finishes the requests that it took, lets the worker finish its letter, and
// closes the database, in that order: nothing that was accepted is lost.
func (s *serveCommand) Run(c *call) (err error) {
	if s.RateLimit < 0 {
		return &misuse{"--rate-limit takes 0 or more"}
	}
	s.demoMail()
	mail, err := s.post(&s.siteFlag)
	if err != nil {
		return err
	}
	mailbox, err := s.mailbox()
	if err != nil {
		return err
	}
	mail.replies = s.reads()
	if err := mail.admit(mailbox); err != nil {
		return err
	}
	oidc, err := s.provider()
	if err != nil {
		return err
	}
	log := s.logger(c.stderr)
	// First of all the address, so that a second copy of the program touches nothing.
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	db, steps, err := s.create(c, &s.siteFlag)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if steps > 0 {
		log.Info("the database is brought up to date", "steps", steps)
	}
	tokens, made, err := s.tokens(&s.databaseFlag)
	if err != nil {
		return err
	}
	if made != "" {
		log.Info("a secret is made for people's links: keep a copy of it, apart from the database", "file", made)
	}
	if s.Demo {
		if err := fillDemo(c, db); err != nil {
			return err
		}
	}
	sender, err := mail.worker(db, tokens, s.site(), log)
	if err != nil {
		return err
	}
	options := handlers.Options{
		Store: db, Tokens: tokens, Log: log, BaseURL: s.site(), TrustedProxies: s.TrustedProxies, RateLimit: s.RateLimit, Demo: s.Demo,
		Sender: s.MailFrom, OIDC: oidc, Build: build(time.Now()), Stopping: c.Done(),
	}
	if sender != nil {
		options.MailAway = sender.MailAway
	}
	handler, err := handlers.New(options)
	if err != nil {
		return err
	}
	defer mail.start(c, sender)()
	finishReplies, err := s.receive(c, mailbox, worker.Options{Store: db, Tokens: tokens, MailFrom: mail.from, Log: log})
	if err != nil {
		return err
	}
	defer finishReplies()
	if err := s.announce(c, db, tokens, listener, mail.where); err != nil {
		return err
	}
	return serve(c, listener, handler, log)
}

// logger writes the log; it never holds personal data or tokens.
func (s *serveCommand) logger(w io.Writer) *slog.Logger {
	if s.Log == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// listen takes the address, and gives the site that address where it was told none.
func (s *serveCommand) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", s.Addr)
	var inner *net.OpError
	var malformed *net.AddrError
	switch {
	case errors.As(err, &malformed):
		return nil, &misuse{fmt.Sprintf("--addr takes an address like :8080, not %s", s.Addr)}
	case errors.As(err, &inner):
		return nil, fmt.Errorf("cannot listen on %s: %w", s.Addr, inner.Err)
	case err != nil:
		return nil, err
	}
	if s.BaseURL == "" {
		host, _, _ := net.SplitHostPort(s.Addr)
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		s.BaseURL = "http://" + net.JoinHostPort(host, port)
	}
	return listener, nil
}

// announce tells where to go.
func (s *serveCommand) announce(c *call, db *store.Store, tokens models.Tokens, listener net.Listener, mail string) error {
	text := fmt.Sprintf("vonk serves %s (listening on %s)", s.site(), listener.Addr())
	if !s.Demo {
		return c.say("%s", text)
	}
	link, err := signInLink(c, db, tokens, s.site(), demoOrganiser)
	if err != nil {
		return err
	}
	return c.say("%s\nsign in as an organiser, once, within 10 minutes: %s\nmail goes to %s", text, link, mail)
}

// serve answers requests until the context ends, and then finishes those that it took.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytes,
		// What the server says of connections names their addresses, which are personal data.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping: requests under way are finished first")
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		return errors.Join(fmt.Errorf("some requests were cut off: %w", err), server.Close())
	}
	return nil
}
