package main

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"testing"

	"vonk/app/mailer"
	"vonk/handlers"
	"vonk/models/store/storetest"
	"vonk/templates/series"
)

// startSiteAt serves a database of its own until the test ends, as vonk serve does, by a clock that the test moves.
func startSiteAt(t *testing.T, clock *storetest.Clock) (*site, *storetest.Harness) {
	t.Helper()
	folder := t.TempDir()
	s := &site{T: t, database: filepath.Join(folder, "vonk.db"), mails: filepath.Join(folder, "mail")}
	h := storetest.Open(t, "sqlite", s.database, clock)
	tokens, _, err := new(secretFlag).tokens(&databaseFlag{Database: s.database})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://localhost:" + port // a numeric address has no passkeys
	ctx, stop := context.WithCancel(context.Background())
	log := slog.New(slog.DiscardHandler)
	handler, err := handlers.New(handlers.Options{Store: h.Store, Tokens: tokens, Log: log, BaseURL: s.url, Stopping: ctx.Done()})
	if err != nil {
		t.Fatal(err)
	}
	mail := post{transport: mailer.Directory(s.mails), from: "vonk@vonk.example"}
	sender, err := mail.worker(h.Store, tokens, s.url, log)
	if err != nil {
		t.Fatal(err)
	}
	finishMail := mail.start(ctx, sender)
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, handler, log) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serving ended with %v", err)
		}
		finishMail()
	})
	return s, h
}

// importAt imports a series file at the clock's time.
func importAt(t *testing.T, h *storetest.Harness, file string) {
	t.Helper()
	definition, _, err := series.Read("series.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	h.Import(t, definition)
}
