package handlers

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vonk/models/store/storetest"
)

// nextEvent reads on to the next event of a stream, and fails when none comes.
func nextEvent(t *testing.T, events *bufio.Reader) string {
	t.Helper()
	for {
		line, err := events.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ends: %v", err)
		}
		if data, found := strings.CutPrefix(line, "data: "); found {
			return data
		}
	}
}

func TestStreamTellsTheStateNowAndWhenItChangesAndEndsWithTheProgram(t *testing.T) {
	storetest.Both(t, func(t *testing.T, h *storetest.Harness) {
		h.Sample(t, 10)
		stopping := make(chan struct{})
		server := httptest.NewUnstartedServer(newSite(t, h, func(o *Options) { o.Stopping = stopping }).echo)
		server.Config.ReadTimeout, server.Config.WriteTimeout = time.Second, time.Second // a stream outlives both
		server.Start()
		t.Cleanup(server.Close)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/sample/availability", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", eventStream)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		if kind := response.Header.Get("Content-Type"); kind != eventStream {
			t.Errorf("it is %q", kind)
		}
		events := bufio.NewReader(response.Body)
		if first := nextEvent(t, events); !strings.Contains(first, `"slug":"zwolle","capacity":10,"free":10`) {
			t.Errorf("it begins with %s", first)
		}
		later := time.AfterFunc(2*time.Second, func() {
			if _, err := h.Register(context.Background(), "sample", storetest.SignUp("groep", 3)); err != nil {
				t.Error(err)
			}
		})
		defer later.Stop()
		if second := nextEvent(t, events); !strings.Contains(second, `"slug":"zwolle","capacity":10,"free":7`) {
			t.Errorf("it goes on with %s", second)
		}
		close(stopping)
		if _, err := io.ReadAll(events); err != nil {
			t.Errorf("it does not end when the program stops: %v", err)
		}
	})
}

func TestStreamOfAnUnknownSeriesIsNotFound(t *testing.T) {
	s := newSite(t, storetest.SQLite(t))
	wantStatus(t, s.do(http.MethodGet, "/none/availability", nil, header{"Accept", eventStream}), http.StatusNotFound)
}
