package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/app/worker"
	"vonk/models"
)

// measureMail lets the worker write 10,000 confirmations, each with its calendar part, and hand them to a mail server on
// loopback, over TLS. The clock runs until the last one is recorded as sent.
func measureMail(b *testing.B) {
	b.Helper()
	const letters = 10_000
	database := filledDatabase(b, letters)
	rows := openRaw(b, database, "_journal_mode=WAL&_busy_timeout=5000")
	_, err := rows.Exec(`UPDATE letters SET kind = 'confirmation', status = 'queued', attempts = 0, sent_at = NULL, uid = lower(hex(randomblob(16))) || '@localhost',
		facts = json_set(facts, '$.Event', json('{"SessionID":1}'))`)
	if err != nil {
		b.Fatal(err)
	}
	server := mailertest.Start(b, mailertest.STARTTLS)
	relay, err := mailer.Parse(fmt.Sprintf("smtp://127.0.0.1:%d", server.Port))
	if err != nil {
		b.Fatal(err)
	}
	relay.TLS = server.TLS
	pool := mailer.NewPool(relay, 3)
	defer pool.Close()
	opened := openStore(b, database)
	defer func() { _ = opened.Close() }()
	tokens, err := models.NewTokens([]byte(strings.Repeat("s", models.MinSecret)))
	if err != nil {
		b.Fatal(err)
	}
	w, err := worker.New(worker.Options{
		Store: opened, Transport: pool, Tokens: tokens, BaseURL: "https://vonk.example", MailFrom: "post@vonk.example", Lanes: 3, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	began := time.Now()
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	for i := range letters {
		select {
		case mail := <-server.Arrived:
			if !mail.TLS || !bytes.Contains(mail.Raw, []byte("method=REQUEST")) {
				b.Fatalf("message %d is no confirmation over TLS with its event", i)
			}
		case <-time.After(time.Minute):
			b.Fatalf("only %d messages arrived", i)
		}
	}
	stop()
	<-ended // what came of each is recorded
	took := time.Since(began).Seconds()
	var sent int
	if err := rows.QueryRow("SELECT count(*) FROM letters WHERE status = 'sent' AND raw IS NULL").Scan(&sent); err != nil || sent != letters {
		b.Fatalf("%d letters are recorded as sent: %v", sent, err)
	}
	figure("mail_per_s", letters/took, "1/s")
}
