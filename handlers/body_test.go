package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vonk/models/store/storetest"
)

func TestScriptWithoutBrowserHeadersSignsUp(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	server := httptest.NewServer(newSite(t, h).echo)
	defer server.Close()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL+"/sample/register", strings.NewReader(form().Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "")
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d, want 303", answer.StatusCode)
	}
}

func TestBodyThatIsNoFormIsRefused(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	urlencoded := header{"Content-Type", "application/x-www-form-urlencoded"}
	for _, test := range []struct {
		rule    string
		body    string
		headers []header
		status  int
	}{
		{"JSON", `{}`, []header{{"Content-Type", "application/json"}}, http.StatusUnsupportedMediaType},
		{"multipart", "--x--", []header{{"Content-Type", "multipart/form-data; boundary=x"}}, http.StatusUnsupportedMediaType},
		{"no type", "name=x", nil, http.StatusUnsupportedMediaType},
		{"nonsense as type", "name=x", []header{{"Content-Type", "/"}}, http.StatusUnsupportedMediaType},
		{"bad escapes", "name=%zz", []header{urlencoded}, http.StatusBadRequest},
		{"over 1 MiB", "name=" + strings.Repeat("x", maxBody), []header{urlencoded}, http.StatusRequestEntityTooLarge},
		{"over 1 MiB of another type", strings.Repeat("x", maxBody+1), []header{{"Content-Type", "image/png"}}, http.StatusRequestEntityTooLarge},
		{"too many people", strings.Repeat("name=x&", maxPeople+1), []header{urlencoded}, http.StatusRequestEntityTooLarge},
		{"nothing at all", "", nil, http.StatusUnprocessableEntity},
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := s.do(http.MethodPost, "/sample/register", strings.NewReader(test.body), test.headers...)
			wantStatus(t, w, test.status)
			page(t, w)
		})
	}
}

func TestBodyOfUnknownLengthOverTheLimitIsRefused(t *testing.T) {
	h := storetest.SQLite(t)
	h.Sample(t, 10)
	s := newSite(t, h)
	// A reader of its own kind hides the length.
	body := struct{ *strings.Reader }{strings.NewReader("name=" + strings.Repeat("x", maxBody))}
	w := s.do(http.MethodPost, "/sample/register", body, header{"Content-Type", "application/x-www-form-urlencoded"})
	wantStatus(t, w, http.StatusRequestEntityTooLarge)
}
