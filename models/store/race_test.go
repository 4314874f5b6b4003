package store_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"vonk/handlers"
	"vonk/models"
	"vonk/models/store/storetest"
)

const (
	raceParties = 200
	raceSeats   = 60
)

// race lets parties of one to three sign up for zwolle all at once, over HTTP, and returns how many people were accepted.
func race(t *testing.T, h *storetest.Harness) (people int) {
	t.Helper()
	tokens, err := models.NewTokens(bytes.Repeat([]byte{1}, models.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	site, err := handlers.New(handlers.Options{Store: h.Store, Tokens: tokens, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: raceParties},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	accepted := make([]int, raceParties)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range raceParties {
		all.Go(func() {
			form := url.Values{"session": {"zwolle"}, "organisation": {"Gemeente Voorbeeld"}, "sector": {"gemeenten"}}
			size := i%3 + 1
			for j := range size {
				form.Add("name", fmt.Sprintf("Voorbeeld %d %d", i, j))
				form.Add("email", fmt.Sprintf("p%d.%d@voorbeeld.example", i, j))
				form.Add("role", "")
			}
			<-start
			response, err := client.PostForm(server.URL+"/sample/register", form)
			if err != nil {
				t.Error(err)
				return
			}
			_ = response.Body.Close()
			if response.StatusCode == http.StatusSeeOther && strings.HasPrefix(response.Header.Get("Location"), "/my/") {
				accepted[i] = size
			}
		})
	}
	close(start)
	all.Wait()
	for _, size := range accepted {
		people += size
	}
	return people
}

// seats counts the seat rows of a status at zwolle, whatever the counters say.
func seats(t *testing.T, h *storetest.Harness, status models.Status) (people int) {
	t.Helper()
	err := h.SQL(t).QueryRow("SELECT count(*) FROM seats s JOIN sessions e ON e.id = s.session_id WHERE e.slug = 'zwolle' AND s.status = $1", status).Scan(&people)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

func TestPartiesThatRaceNeverGetMoreThanTheSeatsAndNoneIsLost(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, raceSeats)
		people := race(t, h)
		confirmed, waiting := seats(t, h, models.Confirmed), seats(t, h, models.Waiting)
		expect(t, "confirmed", confirmed, raceSeats)
		expect(t, "people kept", confirmed+waiting, people)
		expect(t, "people accepted", people, 399) // 67 parties of one, 67 of two, 66 of three
		h.MustHold(t)
	})
}

// The negative control: the same race must go over when decisions are made on what was read outside the lock. The audit
// chain alone would stop most of it, so its index goes too.
func TestPartiesThatRaceWithoutTheLockGoOver(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, raceSeats)
		if _, err := h.SQL(t).Exec("DROP INDEX audit_entries_chain"); err != nil {
			t.Fatal(err)
		}
		h.Unlock()
		race(t, h)
		if confirmed := seats(t, h, models.Confirmed); confirmed <= raceSeats {
			t.Errorf("%d confirmed of %d seats: this race proves nothing about the lock", confirmed, raceSeats)
		}
	})
}
