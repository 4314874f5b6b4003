package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models/store/storetest"
)

// measurePage compares the series page with the same bytes from memory.
func measurePage(b *testing.B) {
	oursRate, bareRate, ratio := againstMemory(b, newSite(b, filledDatabase(b, 1_000)), "/"+benchSeries, "text/html; charset=UTF-8")
	figure("pages_per_s", oursRate, "1/s")
	figure("pages_bare_per_s", bareRate, "1/s")
	figure("page_ratio", ratio, "x")
}

// feedEvents is how many sessions the feed that is measured holds.
const feedEvents = 500

// measureFeed compares the feed of a long series with the same bytes from memory.
func measureFeed(b *testing.B) {
	h := storetest.SQLite(b)
	definition := storetest.Definition(10)
	first := definition.Sessions[0]
	definition.Sessions = nil
	for i := range feedEvents {
		session := first
		session.Slug = fmt.Sprintf("sessie-%d", i+1)
		session.Starts, session.Ends = first.Starts.AddDate(0, 0, i), first.Ends.AddDate(0, 0, i)
		session.Programme = nil
		definition.Sessions = append(definition.Sessions, session)
	}
	h.Import(b, definition)
	oursRate, _, ratio := againstMemory(b, newSite(b, h.Database), "/calendar/sample.ics", "text/calendar; charset=utf-8")
	figure("feeds_per_s", oursRate, "1/s")
	figure("feed_ratio", ratio, "x")
}

// againstMemory compares what a site answers with the same bytes from memory.
func againstMemory(b *testing.B, site http.Handler, path, contentType string) (oursRate, bareRate, ratio float64) {
	b.Helper()
	client := load(b)
	address := host(b, site) + path
	page, err := fetch(client, address)
	if err != nil {
		b.Fatal(err)
	}
	e := echo.New()
	e.GET("/*", func(c echo.Context) error { return c.Blob(http.StatusOK, contentType, page) })
	plain := host(b, e) + path
	same := func(address string) func() error {
		return func() error {
			body, err := fetch(client, address)
			if err == nil && !bytes.Equal(body, page) {
				err = errors.New("the answer changed while it was measured")
			}
			return err
		}
	}
	return compare(b, 5, 2*time.Second, same(address), same(plain))
}
