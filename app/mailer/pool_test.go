package mailer_test

import (
	"sync"
	"testing"

	"vonk/app/mailer"
	"vonk/app/mailer/mailertest"
)

// over are the connections that messages came over, by how many came over each.
func over(server *mailertest.Server, messages int) map[int]int {
	found := map[int]int{}
	for range messages {
		found[(<-server.Arrived).Over]++
	}
	return found
}

func deliver(t *testing.T, transport mailer.Transport, messages int) {
	t.Helper()
	for range messages {
		if err := transport.Deliver(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOneConnectionTakesManyMessages(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	deliver(t, connect(t, server, "smtp://127.0.0.1:%d"), 20)
	if got := over(server, 20); len(got) != 1 {
		t.Errorf("20 messages took connections %v", got)
	}
}

func TestSeveralConnectionsAreOpenAtATimeAndNoMore(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	two := pool(t, relay(t, server, "smtp://127.0.0.1:%d"), 2)
	// Each of the first two messages is answered when the other is there too.
	var meet sync.WaitGroup
	meet.Add(2)
	var once sync.Map
	server.Answer(nil)
	server.Held(func(mail mailertest.Mail) {
		if _, met := once.LoadOrStore(mail.Over, true); !met {
			meet.Done()
			meet.Wait()
		}
	})
	var busy sync.WaitGroup
	for range 4 {
		busy.Go(func() {
			for range 5 {
				if err := two.Deliver(t.Context(), sample()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	busy.Wait()
	if got := over(server, 20); len(got) != 2 {
		t.Errorf("the messages took connections %v", got)
	}
}

func TestRefusedMessageLeavesTheConnectionToTheNext(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	transport := connect(t, server, "smtp://127.0.0.1:%d")
	for _, stage := range []string{"sender", "recipient", "data"} {
		server.Answer(func(at string, _ mailertest.Mail) error {
			if at == stage {
				return mailertest.Refuse(550)
			}
			return nil
		})
		if failure := failed(t, transport, sample()); failure.Permanent == (stage == "sender") || failure.Away != (stage == "sender") {
			t.Errorf("%s: %+v", stage, failure)
		}
		server.Answer(nil)
		deliver(t, transport, 1)
	}
	if got := over(server, 3); got[1] != 3 {
		t.Errorf("the messages took connections %v", got)
	}
}

func TestServerThatHasEnoughOfAConnectionGetsAnother(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	server.Closes = 3
	deliver(t, connect(t, server, "smtp://127.0.0.1:%d"), 7)
	if got := over(server, 7); got[1] != 3 || got[2] != 3 || got[3] != 1 {
		t.Errorf("the messages took connections %v", got)
	}
}

func TestServerThatIsAwayIsToldFromOneThatRefuses(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	transport := connect(t, server, "smtp://127.0.0.1:%d")
	for _, way := range []struct {
		stage         string
		code          int
		away, untried bool
	}{
		{"sender", 421, true, true},
		{"recipient", 421, true, false},
		{"data", 421, true, false},
		{"sender", 550, true, true},
		{"sender", 530, true, true}, // a setting of ours
		{"sender", 451, false, false},
		{"data", 451, false, false},
		{"recipient", 550, false, false},
	} {
		server.Answer(func(at string, _ mailertest.Mail) error {
			if at == way.stage {
				return mailertest.Refuse(way.code)
			}
			return nil
		})
		if failure := failed(t, transport, sample()); failure.Away != way.away || failure.Untried() != way.untried {
			t.Errorf("%d at %s is %+v", way.code, way.stage, failure)
		}
	}
	server.Answer(nil)
	if failure := failed(t, connect(t, mailertest.Start(t, mailertest.Plain), "smtp://127.0.0.1:%d"), sample()); !failure.Untried() {
		t.Errorf("no TLS is %+v", failure)
	}
}

func TestTrialTellsHowFarItCame(t *testing.T) {
	server := mailertest.Start(t, mailertest.STARTTLS)
	way := relay(t, server, "smtp://127.0.0.1:%d")
	trial, err := way.Try(t.Context(), sample())
	if err != nil || !trial.Connected || trial.TLS != "TLS 1.3" || trial.Certificate.IsZero() || trial.Answer == "" {
		t.Errorf("%+v: %v", trial, err)
	}
	<-server.Arrived
	server.Answer(func(string, mailertest.Mail) error { return mailertest.Refuse(550) })
	if trial, err = way.Try(t.Context(), sample()); err == nil || !trial.Connected || trial.Answer != "" {
		t.Errorf("%+v: %v", trial, err)
	}
}
