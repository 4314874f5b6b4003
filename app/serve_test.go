package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// served is vonk serve in this process.
type served struct {
	url    string
	stdout *announced
	stderr *announced
	stop   func() int // interrupts it, waits for its end and returns its status
}

// serving starts vonk serve on a free port and waits until it says where.
func serving(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &served{stdout: &announced{address: make(chan string, 1)}, stderr: &announced{address: make(chan string, 1)}}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), strings.NewReader(""), s.stdout, s.stderr)
	}()
	s.stop = sync.OnceValue(func() int {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { s.stop() })
	select {
	case s.url = <-s.stdout.address:
	case status := <-ended:
		t.Fatalf("vonk serve ended with %d: %s", status, s.stderr)
	case <-time.After(patience):
		t.Fatalf("vonk serve names no address: %s", s.stderr)
	}
	return s
}

// noRedirects answers with the first response.
var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// post signs one sample person up, and returns the status and the page of their own.
func (s *served) post(name, session string) (status int, location string, err error) {
	response, err := noRedirects.PostForm(s.url+"/voorbeeldreeks/register", url.Values{
		"session": {session}, "organisation": {"Voorbeeld"}, "sector": {"mbo"}, "name": {name}, "email": {name + "@sample.example"},
	})
	if err != nil {
		return 0, "", err
	}
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode, response.Header.Get("Location"), err
}

func TestShutdownKeepsEveryAcceptedRegistration(t *testing.T) {
	database := filled(t)
	s := serving(t, "--database", database, "--rate-limit", "0", "--mail-dir", t.TempDir())
	var accepted sync.Map
	var clients sync.WaitGroup
	enough := make(chan struct{}, 1000)
	for client := range 8 {
		clients.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("sample-%d-%d", client, i)
				status, _, err := s.post(name, "arnhem")
				if err != nil {
					return // the site has gone
				}
				if status == http.StatusSeeOther {
					accepted.Store(name, true)
					enough <- struct{}{}
				}
			}
		})
	}
	for range 30 {
		<-enough
	}
	go func() {
		for range enough {
			continue
		}
	}()
	if status := s.stop(); status != done {
		t.Errorf("vonk serve ended with %d: %s", status, s.stderr)
	}
	clients.Wait()
	close(enough)
	list := succeed(t, "export", "--database", database, "--series", "voorbeeldreeks", "--format", "json")
	accepted.Range(func(name, _ any) bool {
		if !strings.Contains(list, `"`+name.(string)+`@sample.example"`) {
			t.Errorf("%s was accepted and is not there", name)
		}
		return true
	})
	succeed(t, "check", "--database", database)
}

func TestTakenAddressIsOneLineAndTouchesNothing(t *testing.T) {
	s := serving(t, "--database", filled(t))
	folder := t.TempDir()
	got := complain(t, failed, "serve", "--addr", strings.TrimPrefix(s.url, "http://"), "--database", filepath.Join(folder, "vonk.db"), "--mail-dir", folder)
	if !strings.Contains(got, "address already in use") {
		t.Error(got)
	}
	if files, _ := os.ReadDir(folder); len(files) > 0 {
		t.Error(files)
	}
}

func TestDemonstrationIsImportedOnceAndToldOf(t *testing.T) {
	t.Chdir(t.TempDir())
	s := serving(t, "--demo")
	printed := s.stdout.String()
	if !strings.Contains(printed, "mail goes to demo/mail") {
		t.Error(printed)
	}
	_, rest, found := strings.Cut(printed, s.url+"/organiser/sign-in/")
	token, _, _ := strings.Cut(rest, "\n")
	if response, err := noRedirects.Get(s.url + "/organiser/sign-in/" + token); !found || err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("the sign-in link in %s: %v, %v", printed, response, err)
	} else {
		_ = response.Body.Close()
	}
	page, err := http.Get(s.url + "/inspiratiesessies")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(page.Body)
	_ = page.Body.Close()
	if page.StatusCode != http.StatusOK || !strings.Contains(string(body), "Zwolle") || !strings.Contains(string(body), "Demonstratie") {
		t.Errorf("%d %s", page.StatusCode, body)
	}
	if strings.Contains(s.stderr.String(), token) {
		t.Error("the token is in the log")
	}
	if status := s.stop(); status != done {
		t.Error(status)
	}
	first := startsOf(t, "vonk.db")
	if ahead := time.Until(first); ahead < 34*24*time.Hour || ahead > 42*24*time.Hour {
		t.Errorf("the first session is at %s", first)
	}
	moveBack(t, "vonk.db")
	serving(t, "--demo").stop()
	if again := startsOf(t, "vonk.db"); !again.Before(first) {
		t.Error("the demonstration was moved again")
	}
}

func startsOf(t *testing.T, database string) time.Time {
	t.Helper()
	all, err := opened(t, database).AllSeries(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0].Sessions[0].Starts
}

// moveBack makes a demonstration look as if it had been made a week ago.
func moveBack(t *testing.T, database string) {
	t.Helper()
	spoil(t, database, "UPDATE sessions SET starts = datetime(starts, '-7 days') || '+00:00', ends = datetime(ends, '-7 days') || '+00:00'")
}

func TestLettersWaitUntilThereIsSomewhereToGo(t *testing.T) {
	database, mails := filled(t), t.TempDir()
	s := serving(t, "--database", database)
	if status, _, err := s.post("een", "zwolle"); err != nil || status != http.StatusSeeOther {
		t.Fatal(status, err)
	}
	s.stop()
	if !strings.Contains(s.stderr.String(), "mails are kept until there is") {
		t.Error(s.stderr)
	}
	serving(t, "--database", database, "--mail-dir", mails)
	waitFor(t, "a mail", func() bool {
		found, _ := filepath.Glob(filepath.Join(mails, "*.eml"))
		return len(found) == 1
	})
}

// waitFor looks again and again until something is so.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-deadline.C:
			t.Fatalf("%s did not come", what)
		}
	}
}

func TestLogHoldsNoPersonalDataAndNoToken(t *testing.T) {
	s := serving(t, "--database", filled(t), "--log", "json", "--mail-dir", t.TempDir())
	status, location, err := s.post("een", "zwolle")
	if err != nil || status != http.StatusSeeOther {
		t.Fatal(status, err)
	}
	for _, path := range []string{location, "/my/unknown", "/voorbeeldreeks?name=een@sample.example"} {
		response, err := noRedirects.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	waitFor(t, "the mail", func() bool { return strings.Contains(s.stderr.String(), "letter sent") })
	s.stop()
	log := s.stderr.String()
	for _, private := range []string{"sample.example", "127.0.0.1", strings.TrimPrefix(location, "/my/")} {
		if strings.Contains(log, private) {
			t.Errorf("the log holds %q:\n%s", private, log)
		}
	}
	lines := bufio.NewScanner(strings.NewReader(log))
	for lines.Scan() {
		var entry map[string]any
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil || entry["msg"] == nil {
			t.Errorf("%s: %v", lines.Text(), err)
		}
	}
}

func TestBackupIsWholeWhileServing(t *testing.T) {
	database := filled(t)
	s := serving(t, "--database", database)
	if status, _, err := s.post("een", "zwolle"); err != nil || status != http.StatusSeeOther {
		t.Fatal(status, err)
	}
	target := filepath.Join(t.TempDir(), "copy.db")
	succeed(t, "backup", target, "--database", database)
	if got := succeed(t, "export", "--database", target, "--series", "voorbeeldreeks"); !strings.Contains(got, "een@sample.example") {
		t.Error(got)
	}
	succeed(t, "check", "--database", target)
}

func TestOnlyTheSecretThatMadeALinkOpensIt(t *testing.T) {
	secret := written(t, "secret", strings.Repeat("s", 32))
	s := serving(t, "--database", filled(t), "--secret-file", secret)
	other := serving(t, "--database", filled(t), "--secret-file", written(t, "other", strings.Repeat("o", 32)))
	_, location, err := s.post("een", "zwolle")
	if err != nil {
		t.Fatal(err)
	}
	for site, want := range map[*served]int{s: http.StatusOK, other: http.StatusNotFound} {
		response, err := noRedirects.Get(site.url + location)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d", site.url, response.StatusCode)
		}
	}
}

func TestRequestUnderWayIsAnsweredBeforeTheEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	begun, release, ended, answered := make(chan struct{}), make(chan struct{}), make(chan error, 1), make(chan int, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-release
		if r.Context().Err() == nil {
			w.WriteHeader(http.StatusSeeOther)
		}
	})
	go func() { ended <- serve(ctx, listener, handler, slog.New(slog.DiscardHandler)) }()
	go func() {
		response, err := noRedirects.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- 0
			return
		}
		_ = response.Body.Close()
		answered <- response.StatusCode
	}()
	<-begun
	interrupt()
	waitFor(t, "the end of listening", func() bool {
		connection, err := net.Dial("tcp", listener.Addr().String())
		if err == nil {
			_ = connection.Close()
		}
		return err != nil
	})
	select {
	case err := <-ended:
		close(release)
		t.Fatalf("serving ended with %v while a request was under way", err)
	default:
	}
	close(release)
	if status := <-answered; status != http.StatusSeeOther {
		t.Errorf("the request was answered with %d", status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
