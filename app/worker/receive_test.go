package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
	"vonk/models"
	"vonk/models/store/storetest"
)

// office is a full series with somebody who waits, a mailbox, and what reads it.
type office struct {
	*storetest.Harness
	receiver  *Receiver
	server    *mailertest.Mailbox
	een, twee *models.Registration
	log       *journal
}

const ourStamp = "Authentication-Results: mx.vonk.example; dmarc=pass header.from=voorbeeld.example\r\n"

func newOffice(t *testing.T, h *storetest.Harness) *office {
	t.Helper()
	h.Sample(t, 1)
	o := &office{Harness: h, log: &journal{}, server: mailertest.StartMailbox(t)}
	o.een, o.twee = h.MustRegister(t, storetest.SignUp("een", 1)), h.MustRegister(t, storetest.SignUp("twee", 1))
	h.Letters(t)
	mailbox, err := mailer.ParseIMAP(fmt.Sprintf("imap://%s@127.0.0.1:%d/INBOX?tls=off", url.UserPassword(mailertest.User, mailertest.Password), o.server.Port))
	if err != nil {
		t.Fatal(err)
	}
	mailbox.Authserv = "mx.vonk.example"
	tokens, err := models.NewTokens(bytes.Repeat([]byte("s"), models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	o.receiver, err = NewReceiver(Options{Store: h.Store, Tokens: tokens, MailFrom: "Vonk <vonk@vonk.example>", Log: slog.New(slog.NewTextHandler(o.log, nil))}, mailbox)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// declines is een's answer by mail, under a header of the mail server.
func (o *office) declines(t *testing.T, head string) string {
	t.Helper()
	r := o.Look(t, o.een.ID)
	_, seat, _ := r.SeatOf(r.Participants[0].ID)
	return head + strings.Join([]string{
		"From: Voorbeeld Een <een.1@voorbeeld.example>", "To: vonk@vonk.example", "Message-ID: <1@voorbeeld.example>", "Content-Type: text/calendar; method=REPLY; charset=utf-8", "",
		"BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "UID:" + seat.UID, fmt.Sprintf("SEQUENCE:%d", seat.Sequence), "DTSTAMP:20270111T090000Z",
		"ATTENDEE;PARTSTAT=DECLINED:mailto:een.1@voorbeeld.example", "END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
}

func (o *office) poll(t *testing.T) {
	t.Helper()
	if err := o.receiver.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// mustHandOn lets the time to undo pass, and looks that the seat went to who waits.
func (o *office) mustHandOn(t *testing.T) {
	t.Helper()
	o.Clock.Advance(4 * time.Hour)
	if err := o.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := o.Look(t, o.twee.ID)
	if _, seat, _ := r.SeatOf(r.Participants[0].ID); seat.Status != models.Confirmed {
		t.Errorf("who waits has %s\n%s", seat.Status, o.log)
	}
	o.MustHold(t)
}

func TestDeclineInAMailboxFreesTheSeat(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		o.server.Arrive(t, "\x00\xff nonsense")
		o.server.Arrive(t, o.declines(t, ourStamp))
		o.poll(t)
		letters := h.Letters(t)
		if len(letters) != 1 || letters[0].Kind != models.LetterSignedOff {
			t.Fatalf("%+v\n%s", letters, o.log)
		}
		o.poll(t)
		if len(h.Letters(t)) > 0 {
			t.Error("the message was processed twice")
		}
		if strings.Contains(o.log.String(), "voorbeeld.example") {
			t.Errorf("the log names an address: %s", o.log)
		}
		o.mustHandOn(t)
	})
}

func TestDeclineWithoutOurStampAsksFirst(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		o.server.Arrive(t, o.declines(t, ""))
		o.poll(t)
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Kind != models.LetterDeclineConfirm {
			t.Errorf("%+v\n%s", letters, o.log)
		}
	})
}

// Whoever looks into the mailbox finds there what nobody was told of.
func TestOnlyMessagesThatLedToSomethingAreMarkedAsSeen(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		decline, ours := o.declines(t, ourStamp), "From: een.1@voorbeeld.example\r\nMessage-ID: <2@voorbeeld.example>\r\n\r\nEen vraag\r\n"
		for _, step := range []struct {
			name, message string
			unseen        int
		}{
			{"an answer", decline, 0},
			{"a question", ours, 0},
			{"from nobody we know", strings.NewReplacer("een.1", "drie.1", "<2", "<3").Replace(ours), 1},
			{"from nobody", strings.NewReplacer("From: een.1@voorbeeld.example", "From: een", "<2", "<4").Replace(ours), 2},
			{"of a program", "Auto-Submitted: auto-replied\r\n" + strings.Replace(ours, "<2", "<5", 1), 3},
			{"the answer once more", decline, 4},
		} {
			o.server.Arrive(t, step.message)
			o.poll(t)
			if got := o.server.Unseen(t); got != step.unseen {
				t.Errorf("%s: %d are unseen\n%s", step.name, got, o.log)
			}
		}
	})
}

func TestMessageIsProcessedOnceWhateverStopsTheProgram(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		o.server.Arrive(t, o.declines(t, ourStamp))
		crash := errors.New("crash")
		err := o.receiver.mailbox.Poll(t.Context(), mailer.Position{}, func(_ mailer.Position, in *models.Incoming) (bool, error) {
			return true, errors.Join(o.receiver.Take(t.Context(), in), crash) // before it is noted how far the mailbox was read
		})
		if !errors.Is(err, crash) {
			t.Fatal(err)
		}
		o.poll(t)
		if letters := h.Letters(t); len(letters) != 1 {
			t.Errorf("%+v", letters)
		}
		if _, uid, err := h.Mailbox(t.Context(), o.receiver.mailbox.Name()); uid != 1 || err != nil {
			t.Errorf("read up to %d: %v", uid, err)
		}
	})
}

// A deadlock passes, as a table that is away does here.
func TestMessageThatFailsIsTriedAgainAFewTimes(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		rename := func(from, to string) {
			t.Helper()
			if _, err := h.SQL(t).Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
				t.Fatal(err)
			}
		}
		upTo := func() uint32 {
			t.Helper()
			_, uid, err := h.Mailbox(t.Context(), o.receiver.mailbox.Name())
			if err != nil {
				t.Fatal(err)
			}
			return uid
		}
		o.server.Arrive(t, o.declines(t, ourStamp))
		rename("received", "away")
		for range mostTries - 1 {
			if err := o.receiver.Poll(t.Context()); err == nil || upTo() != 0 {
				t.Fatalf("read up to %d: %v", upTo(), err)
			}
		}
		rename("away", "received")
		o.poll(t)
		if letters := h.Letters(t); len(letters) != 1 || upTo() != 1 {
			t.Errorf("read up to %d: %+v\n%s", upTo(), letters, o.log)
		}
		o.server.Arrive(t, "From: een.1@voorbeeld.example\r\nMessage-ID: <2@voorbeeld.example>\r\n\r\nEen vraag\r\n")
		rename("received", "away")
		for range mostTries - 1 {
			if o.receiver.Poll(t.Context()) == nil {
				t.Fatal("given up at once")
			}
		}
		o.poll(t)
		if upTo() != 2 || strings.Count(o.log.String(), "a message cannot be processed and is left") != 1 {
			t.Errorf("read up to %d\n%s", upTo(), o.log)
		}
		rename("away", "received")
	})
}

func TestMailboxThatStopsToAnswerIsGivenUp(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and nobody answers
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = silent.Close() })
		o.receiver.mailbox.Port = silent.Addr().(*net.TCPAddr).Port
		o.receiver.limit = 50 * time.Millisecond
		if err := o.receiver.Poll(t.Context()); err == nil {
			t.Error("silence is an empty mailbox")
		}
	})
}

// send hands a message over by LMTP.
func send(t *testing.T, address net.Addr, from, message string) error {
	t.Helper()
	conn, err := net.Dial(address.Network(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	client := smtp.NewClientLMTP(conn)
	defer func() { _ = client.Close() }()
	return client.SendMail(from, []string{"vonk@vonk.example"}, strings.NewReader(message))
}

func TestMessagesByLMTPAreTakenWhateverIsInThem(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		o := newOffice(t, h)
		for _, at := range []string{"127.0.0.1:0", filepath.Join(t.TempDir(), "lmtp")} {
			away := false
			listener, err := mailer.ListenLMTP(at, "mx.vonk.example", func(ctx context.Context, in *models.Incoming) error {
				if away {
					return &models.Error{Code: models.Unavailable, Key: "error.database.closed"}
				}
				return o.receiver.Take(ctx, in)
			})
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- listener.Serve() }()
			away = true
			var replies smtp.LMTPDataError
			if err := send(t, listener.Addr(), "een.1@voorbeeld.example", o.declines(t, ourStamp)); !errors.As(err, &replies) || !replies["vonk@vonk.example"].Temporary() {
				t.Errorf("while the database is away: %v", err)
			}
			away = false
			for _, message := range []string{"", "nonsense", strings.Repeat("x", 100_000), o.declines(t, ourStamp)} {
				if err := send(t, listener.Addr(), "een.1@voorbeeld.example", message); err != nil {
					t.Errorf("%.20q: %v", message, err)
				}
			}
			if err := listener.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if letters := h.Letters(t); len(letters) != 1 || letters[0].Kind != models.LetterSignedOff {
			t.Errorf("%+v\n%s", letters, o.log)
		}
		o.mustHandOn(t)
	})
}

func TestReportsComeBackToAnAddressThatOnlyWeCanMake(t *testing.T) {
	tokens, err := models.NewTokens(bytes.Repeat([]byte("s"), models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	address := bounceTo(tokens, "bounce@vonk.example", "post@vonk.example", 12)
	if !models.ValidEmail(address) || bounceTo(tokens, "", "post@vonk.example", 12) != "post@vonk.example" {
		t.Error(address)
	}
	page := tokens.Make(models.Token{Kind: models.TokenRegistration, ID: 12, Version: 1})
	for to, want := range map[string]int64{address: 12, strings.ToUpper(address): 12, "bounce@vonk.example": 0, "bounce+12@vonk.example": 0, "bounce+" + page + "@vonk.example": 0, "": 0} {
		if got := letterIn(tokens, []string{"vonk@vonk.example", to}); got != want {
			t.Errorf("%s is of letter %d, want %d", to, got, want)
		}
	}
}
