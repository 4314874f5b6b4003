package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clients is how many people press the button at once.
const clients = 64

// organisations is how many employers the sign-ups come from.
const organisations = 500

// signUps counts the people who signed up in this run: each has an address of their own.
var signUps atomic.Int64

// load is an HTTP client that keeps its connections open and follows no redirects.
func load(b *testing.B) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients, DisableCompression: true}
	b.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// host serves a handler on loopback and returns its address.
func host(b *testing.B, handler http.Handler) string {
	b.Helper()
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	return server.URL
}

// signUp sends the form of one person, and fails unless that person got a page of their own.
func signUp(client *http.Client, site, series, session string) error {
	n := signUps.Add(1)
	response, err := client.PostForm(site+"/"+series+"/register", url.Values{
		"session": {session}, "organisation": {fmt.Sprintf("Voorbeeld %d", n%organisations)}, "sector": {"gemeenten"},
		"name": {fmt.Sprintf("Sample Person %d", n)}, "email": {fmt.Sprintf("person%d@sample.example", n)}, "role": {"adviseur"},
		"nonce": {fmt.Sprintf("nonce-%d", n)},
	})
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err == nil && (response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "/my/")) {
		err = fmt.Errorf("a sign-up was answered with %s: %s", response.Status, body)
	}
	return err
}

// fetch reads a page, and fails unless it is there.
func fetch(client *http.Client, address string) ([]byte, error) {
	response, err := client.Get(address)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s was answered with %s: %s", address, response.Status, body)
	}
	return body, err
}

// perSecond lets all clients act again and again for a while, and returns how often they did it in a second.
func perSecond(b *testing.B, length time.Duration, act func() error) float64 {
	b.Helper()
	var done atomic.Int64
	var group sync.WaitGroup
	began := time.Now()
	for range clients {
		group.Go(func() {
			for time.Since(began) < length {
				if err := act(); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return float64(done.Load()) / time.Since(began).Seconds()
}

// compare measures two acts in turns, so that what else the machine does falls on both, and returns the medians of their
// rates and of the ratio between them.
func compare(b *testing.B, turns int, length time.Duration, ours, bare func() error) (oursRate, bareRate, ratio float64) {
	b.Helper()
	perSecond(b, length/4, ours) // the first of everything is made here
	perSecond(b, length/4, bare)
	var oursRates, bareRates, ratios []float64
	for range turns {
		o, r := perSecond(b, length, ours), perSecond(b, length, bare)
		oursRates, bareRates, ratios = append(oursRates, o), append(bareRates, r), append(ratios, o/r)
	}
	return median(oursRates), median(bareRates), median(ratios)
}

// median is the middle value.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
