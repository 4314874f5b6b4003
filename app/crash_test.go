package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/app/worker"
	"vonk/models"
	"vonk/models/store"
	"vonk/models/store/storetest"
)

// asProgram makes this test binary be vonk itself: a test that kills the program needs it as a process of its own.
const asProgram = "TEST_BINARY_IS_VONK"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// process is vonk serve as a process of its own.
type process struct {
	*exec.Cmd
	url string
}

func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:0", "--rate-limit", "0"}, args...)...)}
	p.Env = append(os.Environ(), asProgram+"=1")
	var log bytes.Buffer
	p.Stderr = &log
	output, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if p.url = siteAddress.FindString(line); p.url == "" {
		_ = p.Process.Kill()
		_ = p.Wait()
		t.Fatalf("vonk serve names no address: %q, %v, %s", line, err, &log)
	}
	return p
}

// Every registration that got its 303 survives a kill -9 in the middle of a race, the rules hold, and each letter leaves
// once, or again as the very same message.
func TestKilledInTheRaceKeepsWhatWasAcceptedAndSendsEachLetterOnce(t *testing.T) {
	for _, engine := range []struct {
		name     string
		database func(*testing.T) string
	}{
		{"sqlite", func(t *testing.T) string { return filepath.Join(t.TempDir(), "vonk.db") }},
		{"postgres", func(t *testing.T) string { return storetest.PostgresDatabase(t) }},
	} {
		t.Run(engine.name, func(t *testing.T) { killedInTheRace(t, engine.database(t)) })
	}
}

func killedInTheRace(t *testing.T, database string) {
	secret := strings.Repeat("s", models.MinSecret)
	secretFile := written(t, "vonk.secret", secret)
	series := strings.Replace(smallSeries(), "capacity: 4", "capacity: 60", 1)
	succeed(t, "import", "--database", database, written(t, "series.yaml", series))
	server := mailertest.Start(t, mailertest.Plain)
	smtp := fmt.Sprintf("smtp://127.0.0.1:%d?tls=off", server.Port)
	args := []string{"--database", database, "--secret-file", secretFile, "--smtp", smtp, "--mail-from", "vonk@vonk.example"}

	first := startProcess(t, args...)
	kept := raceUntilKilled(t, first, 200, 60)

	second := startProcess(t, args...)
	for _, page := range kept {
		response, err := http.Get(second.url + page)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("a registration that got its 303 is gone: %d", response.StatusCode)
		}
	}
	if err := second.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := second.Wait(); err != nil {
		t.Errorf("vonk serve did not end well: %v", err)
	}
	succeed(t, "check", "--database", database)
	sendTheRest(t, database, secret, smtp)
	compareLetters(t, database, server)
}

// raceUntilKilled lets parties sign up all at once, kills the program when some were accepted, and returns the pages of all
// that were.
func raceUntilKilled(t *testing.T, p *process, parties, enough int) (kept []string) {
	t.Helper()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: parties},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	pages := make(chan string, parties)
	var all sync.WaitGroup
	for i := range parties {
		all.Go(func() {
			form := url.Values{"session": {"zwolle"}, "organisation": {"Voorbeeld"}, "sector": {"mbo"}}
			for j := range i%3 + 1 {
				form.Add("name", fmt.Sprintf("Voorbeeld %d %d", i, j))
				form.Add("email", fmt.Sprintf("p%d.%d@sample.example", i, j))
			}
			response, err := client.PostForm(p.url+"/voorbeeldreeks/register", form)
			if err != nil {
				return // it was killed
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusSeeOther {
				t.Errorf("a sign-up was answered with %d", response.StatusCode)
				return
			}
			pages <- response.Header.Get("Location")
		})
	}
	go func() {
		all.Wait()
		close(pages)
	}()
	for page := range pages {
		if kept = append(kept, page); len(kept) == enough {
			if err := p.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = p.Wait()
	if len(kept) < enough || len(kept) == parties {
		t.Fatalf("%d of %d were accepted: it was not killed in the race", len(kept), parties)
	}
	return kept
}

// sendTheRest runs a worker in this process at a time when what the killed one had in hand is due again, until the outbox is
// empty.
func sendTheRest(t *testing.T, database, secret, smtp string) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Database: database, Now: func() time.Time { return time.Now().Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tokens, err := models.NewTokens([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	server, err := mailer.Parse(smtp)
	if err != nil {
		t.Fatal(err)
	}
	pool := mailer.NewPool(server, 2)
	defer pool.Close()
	w, err := worker.New(worker.Options{
		Store: db, Transport: pool, Tokens: tokens, BaseURL: "http://localhost", MailFrom: "vonk@vonk.example", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	ended := make(chan struct{})
	go func() { defer close(ended); w.Run(ctx) }()
	outbox := outboxOf(t, database)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for countLetters(t, outbox, "queued") > 0 && ctx.Err() == nil {
		<-again.C
	}
	stop()
	<-ended
	if left := countLetters(t, outbox, "queued") + countLetters(t, outbox, "failed"); left > 0 {
		t.Errorf("%d letters were not sent", left)
	}
}

// outboxOf opens a plain connection to look at the letters.
func outboxOf(t *testing.T, database string) *sql.DB {
	h := &storetest.Harness{Engine: "sqlite", Database: database}
	if strings.HasPrefix(database, "postgres") {
		h.Engine = "postgres"
	}
	return h.SQL(t)
}

func countLetters(t *testing.T, outbox *sql.DB, status string) (n int) {
	t.Helper()
	if err := outbox.QueryRow("SELECT count(*) FROM letters WHERE status = $1", status).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// compareLetters holds what arrived against the outbox: every letter, no other, and one that came again to the byte the same.
func compareLetters(t *testing.T, database string, server *mailertest.Server) {
	t.Helper()
	rows, err := outboxOf(t, database).Query("SELECT message_id FROM letters")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	written := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		written["<"+id+">"] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	arrived, again := map[string][]byte{}, 0
	for len(server.Arrived) > 0 {
		message := <-server.Arrived
		parsed, err := mail.ReadMessage(bytes.NewReader(message.Raw))
		if err != nil {
			t.Fatal(err)
		}
		id := parsed.Header.Get("Message-ID")
		if !written[id] {
			t.Errorf("%s arrived and is in no outbox", id)
		}
		if earlier, ok := arrived[id]; ok {
			again++
			if !bytes.Equal(earlier, message.Raw) {
				t.Errorf("%s came again with other bytes", id)
			}
		}
		arrived[id] = message.Raw
	}
	if len(arrived) != len(written) {
		t.Errorf("%d letters arrived of %d", len(arrived), len(written))
	}
	const inHand = 8 // of a worker that is killed
	if again > inHand {
		t.Errorf("%d letters came more than once", again)
	}
}
