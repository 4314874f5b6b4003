package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message"
	"github.com/google/go-cmp/cmp"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/calendar/calendartest"
)

func TestConfirmationArrivesWithAnEventThatOthersRead(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		series := h.Sample(t, 60)
		registration := h.MustRegister(t, storetest.SignUp("een", 3))
		h.pass(t)
		mails := h.arrived(t)
		if len(mails) != 3 {
			t.Fatalf("%d people got mail", len(mails))
		}
		uids := map[string]bool{}
		for _, participant := range registration.Participants {
			mail := mails[participant.Email]
			if !mail.TLS || mail.From != "post@vonk.example" {
				t.Errorf("%s got %+v", participant.Email, mail)
			}
			document := event(t, mail.Raw)
			calendartest.Check(t, document)
			got := calendartest.Read(t, document)[0]
			_, seat, _ := registration.SeatOf(participant.ID)
			session := &series.Sessions[0]
			if got.UID != seat.UID || !got.Start.Equal(session.Starts) || !got.End.Equal(session.Ends) || got.Summary != session.Title.NL || got.Location != session.Venue.Line() {
				t.Errorf("the event is %+v", got)
			}
			uids[got.UID] = true
		}
		if len(uids) != 3 {
			t.Error("two people share an event")
		}
		h.mustHoldOutbox(t, "sent 1 false", "sent 1 false", "sent 1 false")
	})
}

// event is the calendar file of a message.
func event(t *testing.T, raw []byte) []byte {
	t.Helper()
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var file []byte
	err = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		if kind, _, _ := part.Header.ContentType(); kind == "application/ics" {
			file, err = io.ReadAll(part.Body)
		}
		return err
	})
	if err != nil || file == nil {
		t.Fatalf("no calendar file: %v", err)
	}
	return file
}

func TestTemporaryRefusalIsTriedAgainLaterWithTheSameMail(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		var refused []mailertest.Mail
		h.server.Answer(func(stage string, mail mailertest.Mail) error {
			if stage != "data" {
				return nil
			}
			refused = append(refused, mail)
			return mailertest.Refuse(451)
		})
		h.pass(t)
		h.pass(t) // not yet due
		if len(refused) != 1 {
			t.Fatalf("tried %d times at once", len(refused))
		}
		h.mustHoldOutbox(t, `queued 1 true message: 451 "4.1.1 Not <een@voorbeeld.example>"`)
		h.Clock.Advance(time.Minute)
		h.pass(t)
		h.Clock.Advance(time.Minute)
		h.pass(t) // the second pause is longer
		if len(refused) != 2 {
			t.Fatalf("tried %d times", len(refused))
		}
		h.Clock.Advance(4 * time.Minute)
		h.server.Answer(nil)
		h.pass(t)
		mail, ok := h.arrived(t)["een.1@voorbeeld.example"]
		if !ok {
			t.Fatal("it never arrived")
		}
		for _, earlier := range refused {
			if !bytes.Equal(earlier.Raw, mail.Raw) {
				t.Error("a retry sends other bytes")
			}
		}
		h.mustHoldOutbox(t, "sent 3 false")
	})
}

func TestMailIsSentAgainUnchangedWhenTheAnswerIsLost(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		var first mailertest.Mail
		h.server.Answer(func(stage string, mail mailertest.Mail) error {
			if stage != "data" {
				return nil
			}
			first = mail
			return mailertest.ErrHangUp
		})
		h.pass(t)
		h.server.Answer(nil)
		h.Clock.Advance(time.Minute)
		h.pass(t)
		again := h.arrived(t)["een.1@voorbeeld.example"]
		if len(first.Raw) == 0 || !bytes.Equal(first.Raw, again.Raw) || id(t, first.Raw) != id(t, again.Raw) {
			t.Errorf("first %q, then %q", first.Raw, again.Raw)
		}
	})
}

func id(t *testing.T, raw []byte) string {
	t.Helper()
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Header.Get("Message-ID")
}

func TestPermanentRefusalIsGivenUpAndHoldsNobodyElseUp(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 2))
		h.server.Answer(func(stage string, mail mailertest.Mail) error {
			if stage == "recipient" && mail.To == "een.1@voorbeeld.example" {
				return mailertest.Refuse(550)
			}
			return nil
		})
		h.pass(t)
		h.Clock.Advance(30 * 24 * time.Hour)
		h.pass(t)
		if got := h.arrived(t); len(got) != 1 || got["een.2@voorbeeld.example"].Raw == nil {
			t.Errorf("%d mails arrived", len(got))
		}
		h.mustHoldOutbox(t, `failed 1 false recipient: 550 "5.1.1 Not <een@voorbeeld.example>"`, "sent 1 false")
	})
}

func TestLetterIsGivenUpAfterThreeDays(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		h.answering("recipient", mailertest.Refuse(450))
		begun := h.Clock.Now()
		var last time.Time
		for tries := 0; strings.HasPrefix(h.outbox(t)[0], "queued"); tries++ {
			if tries > 100 {
				t.Fatal("never given up")
			}
			last = h.Clock.Now()
			h.pass(t)
			h.Clock.Advance(pause(tries + 1))
		}
		if age := last.Sub(begun); age < 60*time.Hour || age > 80*time.Hour {
			t.Errorf("given up after %v", age)
		}
	})
}

func TestLetterThatCannotBeWrittenIsGivenUpAndHoldsNobodyUp(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		for i := range leastBatch + 2 { // more than are taken at once
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("bad%d", i), 1))
		}
		h.MustRegister(t, storetest.SignUp("goed", 1))
		if _, err := h.SQL(t).ExecContext(t.Context(), "UPDATE letters SET message_id = 'broken ' || id WHERE recipient_email LIKE 'bad%'"); err != nil {
			t.Fatal(err)
		}
		h.pass(t)
		if got := h.arrived(t); len(got) != 1 {
			t.Errorf("%d mails arrived", len(got))
		}
		for i, state := range h.outbox(t)[:leastBatch+2] {
			if state != "failed 1 false the letter has no proper Message-ID" {
				t.Errorf("letter %d: %s", i, state)
			}
		}
		if log := h.log.String(); strings.Count(log, "level=ERROR") != leastBatch+2 {
			t.Errorf("the log is %s", log)
		}
	})
}

// A worker that dies after it stored the bytes leaves them to the next one.
func TestNextWorkerSendsTheBytesThatADeadOneStored(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		claimed, err := h.ClaimLetters(t.Context(), 1, lease)
		if err != nil || len(claimed) != 1 {
			t.Fatalf("%d letters: %v", len(claimed), err)
		}
		raw := []byte("Message-ID: <stored@vonk.example>\r\n\r\nZoals bewaard.\r\n")
		if kept, err := h.KeepRaws(t.Context(), map[int64][]byte{claimed[0].ID: raw}); err != nil || !kept[claimed[0].ID] {
			t.Fatalf("kept are %v: %v", kept, err)
		}
		h.pass(t)
		if len(h.arrived(t)) > 0 {
			t.Fatal("sent while another worker holds it")
		}
		h.Clock.Advance(lease)
		h.pass(t)
		if got := h.arrived(t)["een.1@voorbeeld.example"]; !bytes.Equal(got.Raw, raw) {
			t.Errorf("%q arrived", got.Raw)
		}
	})
}

func TestBytesAreStoredBeforeTheFirstAttempt(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		var during []string
		h.server.Answer(func(stage string, _ mailertest.Mail) error {
			if stage == "sender" {
				during = h.outbox(t)
			}
			return nil
		})
		h.pass(t)
		if diff := cmp.Diff([]string{"queued 1 true"}, during); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTwoWorkersSendEachLetterOnce(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		for i := range 10 {
			h.MustRegister(t, storetest.SignUp(fmt.Sprintf("groep%d", i), 3))
		}
		other := newWorker(t, h.Harness, h.worker.transport, h.log)
		var both sync.WaitGroup
		for _, w := range []*Worker{h.worker, other} {
			both.Go(func() {
				if err := w.pass(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if got := h.arrived(t); len(got) != 30 {
			t.Errorf("%d people got mail", len(got))
		}
	})
}

// holding is a transport that holds each letter until it is let go.
type holding struct {
	begun chan string
	let   chan struct{}
}

func (h *holding) Deliver(ctx context.Context, message mailer.Message) error {
	h.begun <- message.To
	select {
	case <-h.let:
		return nil
	case <-ctx.Done():
		return &mailer.Error{Stage: "message", Cause: context.Cause(ctx)}
	}
}

func TestShutdownFinishesTheLetterInHandAndStartsNoOther(t *testing.T) {
	storetest.Both(t, func(t *testing.T, sh *storetest.Harness) {
		transport, log := &holding{make(chan string), make(chan struct{})}, &journal{}
		h := &house{Harness: sh, log: log, worker: newWorker(t, sh, transport, log)}
		h.Sample(t, 60)
		// Two letters to one person: the second waits for the first.
		registration := h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustCancel(t, registration.ID)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			h.worker.Run(ctx)
		}()
		<-transport.begun
		cancel()
		transport.let <- struct{}{}
		select {
		case <-ended:
		case <-transport.begun:
			t.Fatal("a letter was started after the end")
		}
		h.mustHoldOutbox(t, "sent 1 false", "queued 0 true")
		// The next worker need not wait for a lease to end.
		letters, err := h.ClaimLetters(t.Context(), 10, lease)
		if err != nil || len(letters) != 1 {
			t.Errorf("%d letters are due: %v", len(letters), err)
		}
	})
}

func TestTimePassesWhileASlowServerKeepsTheLetters(t *testing.T) {
	storetest.Both(t, func(t *testing.T, sh *storetest.Harness) {
		transport, log := &holding{make(chan string, 10), make(chan struct{})}, &journal{}
		h := &house{Harness: sh, log: log, worker: newWorker(t, sh, transport, log)}
		series := h.Sample(t, 60)
		h.MustRegister(t, storetest.SignUp("een", 1))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			h.worker.Run(ctx)
		}()
		<-transport.begun
		begun := series.Sessions[0].Starts.Add(time.Minute)
		h.Clock.Set(begun)
		look, late := time.NewTicker(10*time.Millisecond), time.After(10*time.Second)
		defer look.Stop()
		for settled := false; !settled; {
			select {
			case <-look.C:
				at := h.Reload(t, series.Slug).SettledAt
				settled = at != nil && !at.Before(begun)
			case <-late:
				t.Error("nothing is settled")
				settled = true
			}
		}
		cancel()
		close(transport.let)
		<-ended
	})
}

// The bell of the store rings for letters of this process; those of another are found by looking each second.
func TestLettersLeaveWithinTwoSecondsWhoeverWroteThem(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		other := storetest.Open(t, h.Engine, h.Database, h.Clock)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			h.worker.Run(ctx)
		}()
		for i, writer := range []*storetest.Harness{h.Harness, other} {
			writer.MustRegister(t, storetest.SignUp(fmt.Sprintf("schrijver%d", i), 1))
			written := time.Now()
			select {
			case <-h.server.Arrived:
				if took := time.Since(written); took > 2*time.Second {
					t.Errorf("writer %d: it took %v", i, took)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("writer %d: no mail", i)
			}
		}
		cancel()
		<-ended
	})
}

func TestPersonGetsTheirLettersInOrder(t *testing.T) {
	onHouses(t, func(t *testing.T, h *house) {
		h.Sample(t, 60)
		registration := h.MustRegister(t, storetest.SignUp("een", 1))
		h.MustCancel(t, registration.ID)
		h.pass(t)
		for _, want := range []string{"Bevestigd", "Geannuleerd"} {
			mail := <-h.server.Arrived
			if !bytes.Contains(mail.Raw, []byte("Subject: "+want)) {
				t.Errorf("not %s: %.400s", want, mail.Raw)
			}
		}
	})
}

func TestSenderMustBeAnAddress(t *testing.T) {
	for _, from := range []string{"", "vonk", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"} {
		if _, err := New(Options{MailFrom: from}); err == nil {
			t.Errorf("%q is taken", from)
		}
	}
}

func TestPanicCostsOneLetterAndTellsNoName(t *testing.T) {
	w := &Worker{}
	w.mail.From = "post@vonk.example"
	w.mail.Token = func(models.Token) string { panic("Sample Person") }
	letter := &models.Letter{
		Kind: models.LetterLinks, RecipientEmail: "een@voorbeeld.example", MessageID: "a@vonk.example",
		Series: &models.Series{Timezone: "UTC"}, Facts: models.Facts{Links: []models.LinkFact{{RegistrationID: 1}}},
	}
	if raw, err := w.render(letter); err == nil || raw != nil || strings.Contains(err.Error(), "Sample") {
		t.Errorf("%q: %v", raw, err)
	}
}

func TestLongAnswersAreCutAndStayText(t *testing.T) {
	if got := failure(errors.New(strings.Repeat("é", maxFailure))); len(got) > maxFailure || strings.ContainsRune(got, '\ufffd') || got == "" {
		t.Errorf("%q", got)
	}
}
