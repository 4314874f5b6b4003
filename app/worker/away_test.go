package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/models/store/storetest"
)

// relay is a mail server that can be away. It counts what it is asked.
type relay struct {
	mutex sync.Mutex
	away  bool
	asked int
	took  []string
}

func (r *relay) Deliver(_ context.Context, message mailer.Message) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.asked++
	if r.away {
		return &mailer.Error{Away: true, Stage: mailer.StageConnect, Cause: errors.New("connection refused")}
	}
	r.took = append(r.took, message.To)
	return nil
}

func (r *relay) be(away bool) (asked int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	asked, r.away, r.asked = r.asked, away, 0
	return asked
}

func onRelay(t *testing.T, test func(t *testing.T, h *house, r *relay)) {
	t.Helper()
	storetest.Both(t, func(t *testing.T, sh *storetest.Harness) {
		r, log := &relay{}, &journal{}
		test(t, &house{Harness: sh, log: log, worker: newWorker(t, sh, r, log)}, r)
	})
}

func TestLettersLoseNoAttemptsToAServerThatIsAway(t *testing.T) {
	onRelay(t, func(t *testing.T, h *house, r *relay) {
		h.Sample(t, 60)
		for i := range 10 {
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("groep%d", i), 3))
		}
		r.be(true)
		h.pass(t)
		if asked := r.be(true); asked == 0 || asked > lanes {
			t.Errorf("the server was asked %d times at once", asked)
		}
		if !h.worker.MailAway() {
			t.Error("nobody is told")
		}
		// It is left alone for a while that grows, and then asked with one letter.
		waited := []time.Duration{}
		for len(waited) < 9 {
			last := h.Clock.Now()
			for r.be(true) == 0 {
				h.Clock.Advance(time.Second)
				h.pass(t)
			}
			waited = append(waited, h.Clock.Now().Sub(last))
		}
		if want := "[5s 10s 20s 40s 1m20s 2m40s 5m0s 5m0s 5m0s]"; fmt.Sprint(waited) != want {
			t.Errorf("waited were %v, want %s", waited, want)
		}
		for _, state := range h.outbox(t) {
			if !strings.HasPrefix(state, "queued 0 ") {
				t.Errorf("a letter is %s", state)
			}
		}
		if !strings.Contains(strings.Join(h.outbox(t), "\n"), "connect: connection refused") {
			t.Errorf("organisers do not read why: %v", h.outbox(t))
		}
		r.be(false)
		h.Clock.Advance(lastBreak)
		h.pass(t)
		if h.worker.MailAway() || len(r.took) != 30 {
			t.Errorf("%d letters left when it was back", len(r.took))
		}
		for _, line := range []string{"the mail server is away", "the mail server is back", "connection refused"} {
			if !strings.Contains(h.log.String(), line) {
				t.Errorf("the log does not say: %s", line)
			}
		}
	})
}

func TestServerThatSaysItServesNobodyIsLeftAlone(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.answering("sender", mailertest.Refuse(421))
		h.pass(t)
		for _, state := range h.outbox(t) {
			if !strings.HasPrefix(state, "queued 0 true") {
				t.Errorf("a letter is %s", state)
			}
		}
		h.server.Answer(nil)
		h.pass(t)
		if got := h.arrived(t); len(got) != 0 {
			t.Errorf("%d letters left meanwhile", len(got))
		}
		h.Clock.Advance(firstBreak)
		h.pass(t)
		if got := h.arrived(t); len(got) != 2 {
			t.Errorf("%d letters arrived", len(got))
		}
	})
}

func TestServerThatRefusesOurSenderIsLeftAlone(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.answering("sender", mailertest.Refuse(550))
		h.pass(t)
		if !h.worker.MailAway() {
			t.Error("nobody is told")
		}
		h.server.Answer(nil) // somebody mended the setting
		h.Clock.Advance(lastBreak)
		h.pass(t)
		if got := h.arrived(t); len(got) != 2 {
			t.Errorf("%d letters arrived: %v", len(got), h.outbox(t))
		}
	})
}

// A letter that makes the server leave each time must not keep all others waiting for ever.
func TestLetterThatTheServerLeavesOverLosesItsAttempts(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.answering("data", mailertest.Refuse(421))
		h.pass(t)
		h.mustHoldOutbox(t, `queued 1 true message: 421 "4.1.1 Not <een@voorbeeld.example>"`)
	})
}

func TestNoMoreLettersLeaveInAMinuteThanAreAllowed(t *testing.T) {
	onRelay(t, func(t *testing.T, h *house, r *relay) {
		h.worker.pace.most = 7
		h.Sample(t, 60)
		for i := range 10 {
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("groep%d", i), 3))
		}
		var left []time.Time
		for len(left) < 30 {
			h.pass(t)
			for range r.be(false) {
				left = append(left, h.Clock.Now())
			}
			h.Clock.Advance(time.Second)
		}
		for i := 7; i < len(left); i++ {
			if within := left[i].Sub(left[i-7]); within < time.Minute {
				t.Errorf("letters %d to %d left within %v", i-7, i, within)
			}
		}
		if took := left[29].Sub(left[0]); took > 5*time.Minute {
			t.Errorf("all took %v", took)
		}
	})
}

func TestOlderChangeNeverOvertakesANewerOne(t *testing.T) {
	onRelay(t, func(t *testing.T, h *house, r *relay) {
		h.Sample(t, 60)
		for i := range 4 {
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("uid%d", i), 1))
		}
		sql := h.SQL(t)
		// Three changes of each event, the newest written to the fastest address: a change goes when those before it have left.
		for sequence := 1; sequence <= 2; sequence++ {
			if _, err := sql.Exec(fmt.Sprintf(`INSERT INTO letters (series_id, registration_id, participant_id, placement_id, kind, recipient_name, recipient_email, language, message_id,
				uid, sequence, stamp, facts, status, attempts, next_attempt, failure)
				SELECT series_id, registration_id, participant_id, placement_id, kind, recipient_name, 'n%d.' || recipient_email, language, 'n%d.' || message_id,
					uid, %d, stamp, facts, 'queued', 0, next_attempt, '' FROM letters WHERE sequence = 0`, sequence, sequence, sequence)); err != nil {
				t.Fatal(err)
			}
		}
		others := []*Worker{newWorker(t, h.Harness, r, h.log), newWorker(t, h.Harness, r, h.log)}
		// The oldest of one event waits for another attempt: the newer wait for it.
		if _, err := sql.Exec("UPDATE letters SET next_attempt = $1 WHERE recipient_email LIKE 'uid0%'", h.Clock.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for _, w := range append(others, h.worker) {
			all.Go(func() {
				for range 20 {
					if err := w.pass(context.WithoutCancel(t.Context())); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if len(r.took) != 9 {
			t.Errorf("%d letters left: %v", len(r.took), r.took)
		}
		h.Clock.Advance(time.Hour)
		for range 3 {
			h.pass(t)
		}
		at := map[string]int{}
		for i, to := range r.took {
			at[to] = i + 1
		}
		for i := range 4 {
			address := fmt.Sprintf("uid%d.1@voorbeeld.example", i)
			if first, second, third := at[address], at["n1."+address], at["n2."+address]; first == 0 || first > second || second > third {
				t.Errorf("%s: the changes left as %d, %d, %d", address, first, second, third)
			}
		}
	})
}

func TestMessagesAreSignedOnceBeforeTheyAreStored(t *testing.T) {
	onRelay(t, func(t *testing.T, h *house, r *relay) {
		signed := 0
		h.worker.sign = func(raw []byte) ([]byte, error) {
			signed++
			return append([]byte("DKIM-Signature: sample\r\n"), raw...), nil
		}
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		r.be(true)
		h.pass(t)
		var raw []byte
		if err := h.SQL(t).QueryRow("SELECT raw FROM letters").Scan(&raw); err != nil || !strings.HasPrefix(string(raw), "DKIM-Signature: sample\r\n") {
			t.Errorf("stored is %.80q: %v", raw, err)
		}
		r.be(false)
		h.Clock.Advance(firstBreak)
		h.pass(t)
		if signed != 1 || len(r.took) != 1 {
			t.Errorf("signed %d times, %d left", signed, len(r.took))
		}
		h.worker.sign = func([]byte) ([]byte, error) { return nil, errors.New("no key") }
		h.MustRegister(t, storetest.SignUp("twee", 1))
		h.pass(t)
		if got := h.outbox(t); got[1] != "failed 1 false no key" {
			t.Errorf("what cannot be signed is %s", got[1])
		}
	})
}
