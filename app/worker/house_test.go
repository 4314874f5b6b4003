package worker

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/models"
	"vonk/models/store/storetest"
)

// house is a store with a worker that delivers to a mail server, and what the worker logs.
type house struct {
	*storetest.Harness
	worker *Worker
	server *mailertest.Server
	log    *journal
}

// journal is a log that several goroutines write.
type journal struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.String()
}

func newHouse(t *testing.T, h *storetest.Harness) *house {
	t.Helper()
	server := mailertest.Start(t, mailertest.STARTTLS)
	built := &house{Harness: h, server: server, log: &journal{}}
	built.worker = newWorker(t, h, pool(t, server), built.log)
	return built
}

// pool are connections to a test's server.
func pool(t *testing.T, server *mailertest.Server) *mailer.Pool {
	t.Helper()
	relay, err := mailer.Parse(fmt.Sprintf("smtp://127.0.0.1:%d", server.Port))
	if err != nil {
		t.Fatal(err)
	}
	relay.TLS = server.TLS
	made := mailer.NewPool(relay, lanes)
	t.Cleanup(made.Close)
	return made
}

func newWorker(t *testing.T, h *storetest.Harness, transport mailer.Transport, log io.Writer) *Worker {
	t.Helper()
	tokens, err := models.NewTokens(bytes.Repeat([]byte("s"), models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	w, err := New(Options{
		Store: h.Store, Transport: transport, Tokens: tokens, BaseURL: "https://vonk.example", MailFrom: "Vonk <post@vonk.example>",
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// pass lets the worker send what is due now.
func (h *house) pass(t *testing.T) {
	t.Helper()
	if err := h.worker.pass(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// arrived takes what the mail server took on so far, by recipient.
func (h *house) arrived(t *testing.T) map[string]mailertest.Mail {
	t.Helper()
	all := map[string]mailertest.Mail{}
	for {
		select {
		case mail := <-h.server.Arrived:
			if _, twice := all[mail.To]; twice {
				t.Errorf("%s got two mails", mail.To)
			}
			all[mail.To] = mail
		default:
			return all
		}
	}
}

// outbox tells of each letter: status, attempts, whether its bytes are kept, and the failure.
func (h *house) outbox(t *testing.T) []string {
	t.Helper()
	rows, err := h.SQL(t).QueryContext(t.Context(), "SELECT status, attempts, raw IS NOT NULL, failure FROM letters ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var status, failure string
		var attempts int
		var kept bool
		if err := rows.Scan(&status, &attempts, &kept, &failure); err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %d %v %s", status, attempts, kept, failure)))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func (h *house) mustHoldOutbox(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, h.outbox(t)); diff != "" {
		t.Errorf("the outbox: %s", diff)
	}
}

func onHouses(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		built := newHouse(t, h)
		test(t, built)
		if log := built.log.String(); strings.Contains(log, "voorbeeld") || strings.Contains(log, "Voorbeeld") {
			t.Errorf("the log holds personal data: %s", log)
		}
	})
}

// answering makes the mail server give one answer at one stage.
func (h *house) answering(stage string, answer error) {
	h.server.Answer(func(at string, _ mailertest.Mail) error {
		if at == stage {
			return answer
		}
		return nil
	})
}
