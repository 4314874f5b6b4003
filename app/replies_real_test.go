package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"vonk/app/worker"
	"vonk/models"
	"vonk/models/store/storetest"
	"vonk/templates/calendar/calendartest"
)

const ours = "vonk@vonk.example"

// postOffice is a Vonk that mails through OpenSMTPD and Dovecot, as its flags say, with a clock that stands still.
type postOffice struct {
	*storetest.Harness
	servers  *mailServers
	options  worker.Options
	log      *announced
	opened   map[string]int // how many of the mails of an address were looked at
	messages int
}

var listening = regexp.MustCompile(`by LMTP" address=127\.0\.0\.1:(\d+)`)

func newPostOffice(t *testing.T, h *storetest.Harness) *postOffice {
	t.Helper()
	h.Sample(t, 1)
	tokens, err := models.NewTokens(bytes.Repeat([]byte("s"), models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{Harness: h, opened: map[string]int{}, log: &announced{found: true}}
	p.options = worker.Options{Store: h.Store, Tokens: tokens, MailFrom: ours, Log: slog.New(slog.NewTextHandler(p.log, nil))}
	p.receive(t, &repliesFlags{LMTP: "127.0.0.1:0"}, t.Cleanup)
	port, err := strconv.Atoi(listening.FindStringSubmatch(p.log.String())[1])
	if err != nil {
		t.Fatal(err)
	}
	p.servers = startMailServers(t, port)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(p.log)
		}
	})
	flags := &mailFlags{SMTP: fmt.Sprintf("smtp://127.0.0.1:%d?tls=off", p.servers.Unstamped), Connections: 2, MailFrom: ours}
	site := &siteFlag{BaseURL: "https://vonk.example"}
	post, err := flags.post(site)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := post.worker(h.Store, tokens, site.BaseURL, p.options.Log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(post.start(context.Background(), sender))
	return p
}

// receive begins to take what comes in, as vonk serve does. Afterwards is given what ends it.
func (p *postOffice) receive(t *testing.T, flags *repliesFlags, afterwards func(func())) {
	t.Helper()
	flags.AuthservID = "mx.vonk.example"
	mailbox, err := flags.mailbox()
	if err != nil {
		t.Fatal(err)
	}
	finish, err := flags.receive(context.Background(), mailbox, p.options)
	if err != nil {
		t.Fatal(err)
	}
	afterwards(finish)
}

// inMail is a mail that somebody got.
type inMail struct {
	subject       string
	method        string // of its event; empty: it brings none
	uid, sequence string
	text          string
}

// arrives waits for the next mail of an address, and gives its number.
func (p *postOffice) arrives(t *testing.T, address string) int {
	t.Helper()
	p.opened[address]++
	waitFor(t, "a mail to "+address, func() bool { return p.servers.delivered(address) >= p.opened[address] })
	return p.opened[address]
}

// next waits for the next mail of an address, and reads it.
func (p *postOffice) next(t *testing.T, address string) (got inMail) {
	t.Helper()
	raw := p.servers.message(t, address, p.arrives(t, address))
	parsed, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	got.subject, _ = parsed.Header.Text("Subject")
	got.text = string(raw)
	for _, line := range calendartest.Unfold(calendartest.Invitation(t, raw)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "METHOD":
			got.method = value
		case "UID":
			got.uid = value
		case "SEQUENCE":
			got.sequence = value
		}
	}
	return got
}

// expect waits for the next mail of an address, which must be what is told.
func (p *postOffice) expect(t *testing.T, address, subject, method string) inMail {
	t.Helper()
	got := p.next(t, address)
	if !strings.HasPrefix(got.subject, subject) || got.method != method {
		t.Fatalf("%s got %q with METHOD %q, want %q with %q", address, got.subject, got.method, subject, method)
	}
	return got
}

// enrols signs somebody up, and gives their address.
func (p *postOffice) enrols(t *testing.T, name, session string) (*models.Registration, string) {
	t.Helper()
	in := storetest.SignUp(name, 1)
	in.Session = session
	return p.MustRegister(t, in), in.People[0].Email
}

// answer is what the calendar of somebody answers to an invitation.
func (p *postOffice) answer(t *testing.T, invited inMail, address, part string) calendartest.Answer {
	t.Helper()
	sequence, err := strconv.Atoi(invited.sequence)
	if err != nil {
		t.Fatal(err)
	}
	p.messages++
	return calendartest.Answer{
		MessageID: fmt.Sprintf("%d@voorbeeld.example", p.messages), Name: "Voorbeeld", From: address, To: ours, UID: invited.uid, Sequence: sequence,
		Stamp: p.Clock.Now(), PartStat: part,
	}
}

// polls waits until a message is in our mailbox, and has it taken from there. It may come with the one before, when it was not
// noted yet that that was taken.
func (p *postOffice) polls(t *testing.T) {
	t.Helper()
	p.arrives(t, ours)
	p.receive(t, &repliesFlags{IMAP: p.servers.mailbox(ours)}, func(finish func()) {
		defer finish()
		waitFor(t, "that the mailbox is read", func() bool {
			log := p.log.String()
			return strings.Count(log, "message taken")-strings.Count(log, "outcome=seen") >= p.messages
		})
	})
}

// seat is how the first person of a registration sits.
func (p *postOffice) seat(t *testing.T, id int64) *models.Seat {
	t.Helper()
	r := p.Look(t, id)
	_, seat, ok := r.SeatOf(r.Participants[0].ID)
	if !ok {
		t.Fatal("there is no seat")
	}
	return seat
}

// One seat goes from hand to hand: each declines in a calendar of their own kind, by each of the ways in.
func TestDeclineInAnyCalendarComesBackByMailAndSeatsTheNext(t *testing.T) {
	t.Parallel()
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		p := newPostOffice(t, h)
		programs := []string{calendartest.Exchange, calendartest.Google, calendartest.Apple, calendartest.Thunderbird}
		var line []*models.Registration
		var addresses []string
		for i := range 2*len(programs) + 1 {
			r, address := p.enrols(t, fmt.Sprintf("nummer%d", i), "zwolle")
			line, addresses = append(line, r), append(addresses, address)
			if i > 0 {
				p.expect(t, address, "Wachtlijst:", "")
			}
		}
		invited := p.expect(t, addresses[0], "Bevestigd:", "REQUEST")
		for i, holder := range addresses[:len(addresses)-1] {
			program := programs[i/2]
			byLMTP := i%2 == 1
			answer := p.answer(t, invited, holder, models.PartDeclined).Mail(t, program)
			if byLMTP {
				p.servers.send(t, p.servers.LMTPOutside, "voorbeeld.example", holder, ours, answer)
			} else {
				p.servers.send(t, p.servers.Outside, "voorbeeld.example", holder, ours, answer)
				p.polls(t)
			}
			told := p.expect(t, holder, "Afgemeld", "")
			seat := p.seat(t, line[i].ID)
			if seat.ReleaseAt == nil || seat.Status != models.Confirmed || p.seat(t, line[i+1].ID).Status != models.Waiting {
				t.Fatalf("%s, by LMTP %v: %+v\n%s\n%s", program, byLMTP, seat, told.text, p.log)
			}
			h.Clock.Set(*seat.ReleaseAt)
			p.expect(t, holder, "Geannuleerd:", "CANCEL")
			invited = p.expect(t, addresses[i+1], "Bevestigd:", "REQUEST")
			if is := p.seat(t, line[i+1].ID); is.Status != models.Confirmed || is.UID != invited.uid {
				t.Errorf("%s, by LMTP %v: who waited has %+v", program, byLMTP, is)
			}
		}
		if log := p.log.String(); strings.Contains(log, "voorbeeld.example") {
			t.Errorf("the log names an address: %s", log)
		}
		h.MustHold(t)
	})
}

// Each of these is in order but for one thing.
func TestDeclineThatOurServerDoesNotVouchForAsksFirst(t *testing.T) {
	t.Parallel()
	const forged = "Authentication-Results: mx.vonk.example; dmarc=pass header.from=voorbeeld.example\r\n"
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		p := newPostOffice(t, h)
		var seats []int64
		for i, doubt := range []struct {
			name, program, head, greeting string
			port                          int
			change                        func(*calendartest.Answer)
		}{
			{"no stamp", calendartest.Exchange, "", "voorbeeld.example", p.servers.Unstamped, nil},
			{"no stamp", calendartest.Google, "", "voorbeeld.example", p.servers.Unstamped, nil},
			{"no stamp", calendartest.Apple, "", "voorbeeld.example", p.servers.Unstamped, nil},
			{"no stamp", calendartest.Thunderbird, "", "voorbeeld.example", p.servers.Unstamped, nil},
			{"a forged From", calendartest.Exchange, "", "elders.example", p.servers.Outside, nil},
			{"a forged stamp", calendartest.Thunderbird, forged, "elders.example", p.servers.Outside, nil},
			{"a forged stamp by LMTP", calendartest.Google, forged, "elders.example", p.servers.LMTPOutside, nil},
			{"another account", calendartest.Apple, "", "thuis.example", p.servers.Outside, func(a *calendartest.Answer) {
				a.From = "ander@thuis.example"
			}},
		} {
			r, address := p.enrols(t, fmt.Sprintf("twijfel%d", i), "utrecht")
			seats = append(seats, r.ID)
			answer := p.answer(t, p.expect(t, address, "Bevestigd:", "REQUEST"), address, models.PartDeclined)
			if doubt.change != nil {
				doubt.change(&answer)
			}
			p.servers.send(t, doubt.port, doubt.greeting, answer.From, ours, append([]byte(doubt.head), answer.Mail(t, doubt.program)...))
			if doubt.port != p.servers.LMTPOutside {
				p.polls(t)
			}
			p.expect(t, address, "Komt u nog?", "")
			if seat := p.seat(t, r.ID); seat.Status != models.Confirmed || seat.ReleaseAt != nil {
				t.Errorf("%s in %s: %+v", doubt.name, doubt.program, seat)
			}
		}
		h.Clock.Advance(100 * time.Hour)
		if err := h.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, id := range seats {
			if seat := p.seat(t, id); seat.Status != models.Confirmed {
				t.Errorf("a seat was freed: %+v", seat)
			}
		}
		h.MustHold(t)
	})
}

func TestAnotherTimeProposedInGoogleGoesToTheOrganiser(t *testing.T) {
	t.Parallel()
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		p := newPostOffice(t, h)
		r, address := p.enrols(t, "een", "utrecht")
		answer := p.answer(t, p.expect(t, address, "Bevestigd:", "REQUEST"), address, models.PartTentative)
		p.servers.send(t, p.servers.LMTPOutside, "voorbeeld.example", address, ours, answer.Mail(t, calendartest.GoogleCounter))
		got := p.next(t, "organiser@vonk.example")
		if parsed, err := mail.ReadMessage(strings.NewReader(got.text)); err != nil || !strings.Contains(parsed.Header.Get("Reply-To"), address) {
			t.Errorf("the organiser got %v: %s", err, got.text)
		}
		if seat := p.seat(t, r.ID); seat.Status != models.Confirmed || seat.ReleaseAt != nil {
			t.Errorf("%+v", seat)
		}
	})
}
